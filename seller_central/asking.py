"""From the address to what is asked of Manage Orders, and back. Anything unknown in an address is left out."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from seller_central.order_lists import PENDING_ACTIONS, SIZES, SORTS_OF, Asked
from simulator.errors import BadInput
from simulator.events import iso
from simulator.instants import read_instant
from simulator.orders.statuses import Channel

LAST_PAGE = 100_000


def read(tab: str, channel: Channel, address: "MultiDict[str, str]") -> Asked:
    """Read the filters, the sorting and the page out of an address."""
    size = whole(address.get("size", ""), SIZES[0])
    sort = address.get("sort", "")
    when = address.get("ship_by", "any")
    return Asked(
        tab=tab,
        channel=channel,
        pending_action=tuple(one for one in PENDING_ACTIONS if one in address.getlist("pending_action")),
        service=tuple(sorted(set(address.getlist("service"))))[:20],
        ship_by=when if when in ("today", "later") else "any",
        rule=tuple(sorted(set(address.getlist("rule"))))[:20],
        canceled_from=_instant(address.get("canceled_from")),
        sort=sort if sort in SORTS_OF[tab] else SORTS_OF[tab][0],
        page=min(max(whole(address.get("page", ""), 1), 1), LAST_PAGE),
        size=size if size in SIZES else SIZES[0],
    )


def pairs(asked: Asked, *, without: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Write what is asked as name and value pairs, defaults left out."""
    said: list[tuple[str, str]] = [("pending_action", one) for one in asked.pending_action]
    said += [("service", one) for one in asked.service] + [("rule", one) for one in asked.rule]
    if asked.ship_by != "any":
        said.append(("ship_by", asked.ship_by))
    if asked.canceled_from:
        said.append(("canceled_from", iso(asked.canceled_from)))
    if asked.sort != SORTS_OF[asked.tab][0]:
        said.append(("sort", asked.sort))
    if asked.size != SIZES[0]:
        said.append(("size", str(asked.size)))
    if asked.page > 1:
        said.append(("page", str(asked.page)))
    return [(name, value) for name, value in said if name not in without]


def at_page(asked: Asked, page: int, *more: tuple[str, str]) -> str:
    """Return the query of another page of the same list."""
    return "?" + urlencode([*pairs(replace(asked, page=page)), *more])


def whole(text: str, otherwise: int) -> int:
    """Read a small whole number out of an address."""
    return int(text) if text.isdecimal() and len(text) < 9 else otherwise


def _instant(text: str | None) -> datetime | None:
    try:
        return read_instant(text, "canceled_from") if text else None
    except BadInput:
        return None
