"""Reads what programs send: lists, dates, numbers, JSON bodies; every nonsense is an error that says what is wrong.

Unknown parameters are left alone, for some clients add their own to every call.
"""

import base64
import binascii
import re
from datetime import UTC, datetime
from typing import Any

import orjson
from flask import request

from seller_central.selling_partner_api.answering import ApiError, invalid
from seller_central.selling_partner_api.tokens import SEAL, seal
from simulator.visits import the_home

ORDER_ID = re.compile(r"\d{3}-\d{7}-\d{7}")
LARGEST_BODY = 1_000_000
_FRACTION = re.compile(r"(\.\d{1,6})\d*")
# Bytes that become a slash and a plus: clients must escape them.
ODD = b"\xff\xef\xbe"
LATEST = datetime(9999, 1, 1, tzinfo=UTC)


def text(name: str, largest: int = 4000) -> str:
    """Return a parameter of the query, empty where it is missing."""
    return request.args.get(name, "")[:largest].strip()


def texts(name: str, *, most: int = 50, known: tuple[str, ...] | frozenset[str] = ()) -> list[str]:
    """Return a list: comma separated, repeated, or both; unknown words are an error where the words are known."""
    found = [part.strip() for value in request.args.getlist(name) for part in value.split(",") if part.strip()]
    if len(found) > most:
        raise invalid(f"{name} has more than {most} values.")
    for one in found:
        if known and one not in known:
            raise invalid("Invalid Input", f"{name} does not know {one[:60]!r}.")
    return list(dict.fromkeys(found))


def number(name: str, usual: int, least: int = 1, most: int = 100) -> int:
    """Return a whole number of the query."""
    given = text(name)
    if not given:
        return usual
    if not (given.isascii() and given.isdecimal() and len(given) < 9 and least <= int(given) <= most):
        raise invalid(f"{name} is a whole number from {least} to {most}.")
    return int(given)


def switch(name: str) -> bool:
    """Return a yes or no of the query; no where it is missing."""
    given = text(name).casefold()
    if given not in ("", "true", "false"):
        raise invalid(f"{name} is true or false.")
    return given == "true"


def instant(name: str) -> datetime | None:
    """Return an instant of the query."""
    given = text(name)
    return read_instant(given, name) if given else None


def read_instant(given: Any, name: str) -> datetime:
    """Read an ISO 8601 instant with or without zone and fraction; a plus that came as a space is understood."""
    error = invalid("This is an invalid input", f"Invalid Date-Time field(s) [{name}].")
    if not isinstance(given, str) or not 10 <= len(given) <= 40:
        raise error
    plain = _FRACTION.sub(r"\1", given.strip())
    if len(plain) > 19 and " " in plain[19:]:
        plain = plain[:19] + plain[19:].replace(" ", "+")
    try:
        at = datetime.fromisoformat(plain)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        at = at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise error from None
    if at.year < 1970:
        raise error
    return min(at, LATEST).replace(microsecond=0)


def order_id(given: str) -> str:
    """Return an order's number, or the error for what cannot be one."""
    if not ORDER_ID.fullmatch(given):
        raise invalid("Invalid Input")
    return given


def body() -> dict[str, Any]:
    """Return the JSON object of the body; an empty body is an empty object."""
    if (request.content_length or 0) > LARGEST_BODY:
        raise ApiError(413, "InvalidInput", "The request is too large.")
    sent = request.get_data(cache=True)
    if not sent.strip():
        return {}
    try:
        found = orjson.loads(sent)
    except orjson.JSONDecodeError:
        raise invalid("Invalid Input", "The body is not JSON.") from None
    if not isinstance(found, dict):
        raise invalid("Invalid Input", "The body is not a JSON object.")
    return found


def wanted(fields: dict[str, Any], name: str, kind: type = str, largest: int = 2000) -> Any:
    """Return a field that must be there, of the right kind."""
    found = fields.get(name)
    if not isinstance(found, kind) or isinstance(found, bool) or found in ("", [], {}):
        raise invalid("Invalid Input", f"{name} is missing or malformed.")
    if isinstance(found, str | list) and len(found) > largest:
        raise invalid("Invalid Input", f"{name} is too long.")
    return found


def optional(fields: dict[str, Any], name: str, kind: type = str, largest: int = 2000) -> Any:
    """Return a field that may be missing; None then."""
    return None if fields.get(name) is None or fields.get(name) == "" else wanted(fields, name, kind, largest)


def strings(fields: dict[str, Any], name: str, *, most: int = 50, needed: bool = True) -> list[str]:
    """Return a list of texts."""
    found = fields.get(name)
    if found is None and not needed:
        return []
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found) or len(found) > most:
        raise invalid("Invalid Input", f"{name} is missing or malformed.")
    if needed and not found:
        raise invalid("Invalid Input", f"{name} is empty.")
    return list(found)


def page_token(content: Any) -> str:
    """Write where the next page begins, so that missing escaping shows."""
    packed = orjson.dumps(content)
    return base64.b64encode(ODD + seal(the_home(), packed) + packed).decode()


def read_page_token(given: str) -> Any:
    """Read a page's beginning; blanks are pluses that were not escaped."""
    try:
        sealed = base64.b64decode(given.replace(" ", "+").encode(), validate=True)
        begin = len(ODD) + SEAL
        if sealed[:begin] != ODD + seal(the_home(), sealed[begin:]):
            raise ValueError
        return orjson.loads(sealed[begin:])
    except (ValueError, binascii.Error):
        raise invalid("Invalid Input", "The token of the next page is not one of ours.") from None
