"""Long lists in pages: `limit`, an opaque `cursor`, and `next` in the answer."""

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated, Any

import orjson
from pydantic import Field

from simulator.console.api.calls import Given
from simulator.errors import BadInput

# Source: contract, "Lists".
LARGEST_PAGE = 1000
# No number of a log, and no second, comes near it: the end of the year 9999.
LARGEST_NUMBER = 253_402_300_799
Number = Annotated[int, Field(ge=0, le=LARGEST_NUMBER)]


class Page(Given):
    """Which part of a list is wanted."""

    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE, description="At most so many.")] = LARGEST_PAGE
    cursor: Annotated[str | None, Field(max_length=300, description="`next` of the answer before.")] = None


def place_after(page: Page, *kinds: type) -> tuple[Any, ...] | None:
    """Read where the page before ended.

    Raises:
        BadInput: not a cursor of this list.
    """
    if page.cursor is None:
        return None
    try:
        told = orjson.loads(base64.urlsafe_b64decode(page.cursor.encode()))
        numbers = [part for part in told if type(part) is int]
        if [type(part) for part in told] != list(kinds) or not all(0 <= one <= LARGEST_NUMBER for one in numbers):
            raise ValueError
    except (ValueError, TypeError, binascii.Error):
        raise BadInput("cursor", "cursor: give the value of `next` from the answer before.", status=422) from None
    return tuple(told)


def a_page(name: str, rows: Sequence[Any], page: Page, *place: Any) -> dict[str, Any]:
    """Write a page of a list; `rows` holds one more than was asked for if there are more, `place` is where it ends."""
    more = len(rows) > page.limit
    return {name: list(rows[: page.limit]), "next": cursor(*place) if more else None}


def cursor(*place: Any) -> str:
    """Write where a page ended."""
    return base64.urlsafe_b64encode(orjson.dumps(place)).decode()
