"""Orders as plain rows, for lists of any length: found by key, page after page, in one statement a page.

A page begins after the last order of the one before; nothing is counted and nothing is skipped.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from seller_central.selling_partner_api.answering import invalid, not_found
from seller_central.selling_partner_api.peeking import Peek, Row, marks

COLUMNS = (
    "o.number, o.buyer_id, o.seller_id, o.store, o.channel, o.status, o.placed_at, o.last_updated_at, o.available_at, "
    "o.ship_from, o.ship_by, o.deliver_from, o.deliver_by, o.service, o.currency, o.total, o.ship_to, o.ship_name, "
    "o.attributes, o.canceled_at, o.canceled_by, o.cancel_reason, b.name AS buyer_name, b.is_business AS is_business, "
    "(SELECT sum(quantity_shipped) FROM order_items i WHERE i.order_number = o.number) AS units_shipped, "
    "(SELECT sum(quantity - quantity_shipped - quantity_canceled - quantity_unfulfillable) FROM order_items i "
    "WHERE i.order_number = o.number) AS units_left"
)
NAMES = [one.strip().rpartition(" ")[2].removeprefix("o.") for one in COLUMNS.split(",")]
_FROM = "FROM orders o LEFT JOIN buyers b ON b.id = o.buyer_id"
ITEMS = (
    "SELECT i.*, r.reason AS asked_reason, r.items AS asked_items, r.state AS asked_state FROM order_items i "
    "LEFT JOIN cancellation_requests r ON r.order_number = i.order_number "
)

# Orders that are sorted faster than a long history is walked through.
FEW = 5_000


@dataclass(frozen=True)
class Search:
    """What is looked for. `by` is placed_at or last_updated_at; `position` the last order of the page before."""

    seller_id: str
    by: str = "placed_at"
    after: int | None = None
    before: int | None = None
    stores: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    buyer_ids: list[str] | None = None
    # Bounds of further columns: its name, the sign and the instant.
    windows: list[tuple[str, str, int]] = field(default_factory=list)
    limit: int = 100
    position: tuple[int, str] | None = None

    def told(self) -> dict[str, Any]:
        """Return everything but the seller, for the token of the next page."""
        return {name: value for name, value in vars(self).items() if name != "seller_id" and value not in (None, [])}


def search_again(seller_id: str, told: Any) -> Search:
    """Read a search out of the token of a page."""
    try:
        position = (int(told["position"][0]), str(told["position"][1]))
        found = replace(Search(seller_id, **{**told, "position": position}), seller_id=seller_id)
        if found.by not in ("placed_at", "last_updated_at") or not 1 <= found.limit <= 100:
            raise ValueError
    except (TypeError, KeyError, ValueError, IndexError):
        raise invalid("Invalid Input", "The token of the next page is not one of ours.") from None
    return found


def find_orders(peek: Peek, search: Search) -> tuple[list[Row], Search | None]:
    """Return a page of orders, oldest first, and the search for the next page if there is more."""
    lines, following = find_lines(peek, search)
    return [row_of(line) for line in lines], following


def row_of(line: str) -> Row:
    """Read a row out of its line."""
    return dict(zip(NAMES, orjson.loads(line), strict=True))


def find_lines(peek: Peek, search: Search) -> tuple[list[str], Search | None]:
    """Return a page of orders as lines of JSON: what looks the same is the same, and need not be read again."""
    where = ["o.seller_id = ?"]
    values: list[Any] = [search.seller_id]
    channels = search.channels or ["MFN", "AFN"]
    # A unary plus keeps a column from choosing the index: walk by date, unless the states leave few orders to sort.
    by_state = _are_few(peek, search, channels)
    kept, dated = ("", "+") if by_state else ("+", "")
    for column, chosen in (
        (f"{kept}o.channel", channels),
        (f"{kept}o.status", search.statuses),
        ("+o.store", search.stores),
        ("o.number", search.numbers),
        ("+o.buyer_id", search.buyer_ids),
    ):
        if chosen or (chosen == [] and column == "+o.buyer_id"):
            where.append(f"{column} IN ({marks(chosen) or 'NULL'})")
            values.extend(chosen)
    for sign, bound in ((">=", search.after), ("<=", search.before)):
        if bound is not None:
            where.append(f"{dated}o.{search.by} {sign} ?")
            values.append(bound)
    for column, sign, instant in search.windows:
        where.append(f"+o.{column} {sign} ?")
        values.append(instant)
    if search.position:
        where.append(f"({dated}o.{search.by}, o.number) > (?, ?)")
        values.extend(search.position)
    statement = f"SELECT {COLUMNS} {_FROM} WHERE {' AND '.join(where)} ORDER BY {dated}o.{search.by}, o.number LIMIT ?"
    lines = peek.lines(", ".join(NAMES), statement, [*values, search.limit + 1])
    if len(lines) <= search.limit:
        return lines, None
    lines = lines[: search.limit]
    last = row_of(lines[-1])
    return lines, replace(search, position=(last[search.by], last["number"]))


def _are_few(peek: Peek, search: Search, channels: list[str]) -> bool:
    """Say whether so few orders are in the states asked for that sorting them beats walking through all."""
    if not search.statuses:
        return False
    query = (
        f"SELECT count(*) FROM (SELECT 1 FROM orders WHERE seller_id = ? AND channel IN ({marks(channels)}) "  # noqa: S608
        f"AND status IN ({marks(search.statuses)}) LIMIT ?) AS found"
    )
    row = peek.row(query, [search.seller_id, *channels, *search.statuses, FEW + 1])
    return row is not None and row[0] <= FEW


def find_order(peek: Peek, seller_id: str, number: str) -> Row:
    """Return a seller's order, or the error for one that is not there."""
    row = peek.row(
        f"SELECT {COLUMNS} {_FROM} WHERE o.number = ? AND o.seller_id = ? AND o.channel IN ('MFN', 'AFN')",
        [number, seller_id],
    )
    if row is None:
        raise not_found()
    return row


def items_of(peek: Peek, numbers: list[str]) -> dict[str, list[Row]]:
    """Return the items of orders, by order, with the buyer's request where there is one."""
    found: dict[str, list[Row]] = {number: [] for number in numbers}
    query = f"{ITEMS} WHERE i.order_number IN ({marks(numbers)}) ORDER BY i.order_number, i.position"
    for row in peek.rows(query, numbers):
        found[row["order_number"]].append(row)
    return found
