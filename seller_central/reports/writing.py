"""Writes the documents of reports: tab-separated lines or XML, row by row, so that length costs no memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

import orjson

from seller_central.reports.columns import Column, chosen
from seller_central.reports.lines import Line, lines
from seller_central.reports.types import ReportType
from seller_central.selling_partner_api.peeking import Peek, marks
from seller_central.selling_partner_api.wording import at, rules

BLOCK = 500


@dataclass
class Wish:
    """What a report is about: whose orders, of which stores, in which range of the world's time."""

    seller_id: str
    stores: list[str]
    start: int
    end: int
    switches: dict[str, object] = field(default_factory=dict)
    # Counted while writing.
    rows: int = 0


def blocks(peek: Peek, kind: ReportType, wish: Wish) -> Iterator[bytes]:
    """Write a report piece by piece."""
    writers = {"returns": _returns, "feedback": _feedback, "performance": _performance}
    writer = writers.get(kind.writer, _xml if kind.is_xml else _flat)
    pieces: list[str] = []
    for piece in writer(peek, kind, wish):
        pieces.append(piece)
        if len(pieces) >= BLOCK:
            yield "".join(pieces).encode()
            pieces.clear()
    yield "".join(pieces).encode()


def where_of(kind: ReportType, wish: Wish) -> tuple[str, list[Any]]:
    """Return the condition of a report and its values."""
    where = f"o.seller_id = ? AND +o.store IN ({marks(wish.stores)})"
    values: list[Any] = [wish.seller_id, *wish.stores]
    if kind.where:
        where = f"{where} AND {kind.where}"
    if kind.ranged:
        where = f"{where} AND {kind.ranged} >= ? AND {kind.ranged} <= ?"
        values += [wish.start, wish.end]
    return where, values


def columns_of(peek: Peek, kind: ReportType, wish: Wish) -> list[Column]:
    """Return the columns a seller sees."""
    knows = all(rules(peek, code).request_report_column for code in wish.stores)
    return chosen(list(kind.columns), wish.switches, knows_requests=knows)


def _flat(peek: Peek, kind: ReportType, wish: Wish) -> Iterator[str]:
    shown = columns_of(peek, kind, wish)
    yield row(one.name for one in shown)
    for line in _counted(peek, kind, wish):
        yield row(one.cell(line) for one in shown)


def _counted(peek: Peek, kind: ReportType, wish: Wish) -> Iterator[Line]:
    where, values = where_of(kind, wish)
    for line in lines(peek, where, values, kind.order_by):
        wish.rows += 1
        yield line


def row(cells: Iterable[str]) -> str:
    """Write a line; nothing is quoted, so a cell holds neither tabs nor line ends."""
    return (
        "\t".join(" ".join(cell.split()) if "\t" in cell or "\n" in cell or "\r" in cell else cell for cell in cells)
        + "\r\n"
    )


def _xml(peek: Peek, kind: ReportType, wish: Wish) -> Iterator[str]:
    shown = columns_of(peek, kind, wish)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<AmazonEnvelope><Header><DocumentVersion>1.01</DocumentVersion>'
    yield f"<MerchantIdentifier>{escape(wish.seller_id)}</MerchantIdentifier></Header>"
    yield "<MessageType>OrderReport</MessageType>\n"
    for number, line in enumerate(_counted(peek, kind, wish), 1):
        told = {one.name: one.cell(line) for one in shown}
        yield _message(number, told)
    yield "</AmazonEnvelope>\n"


def _message(number: int, told: dict[str, str]) -> str:
    def tag(name: str, column: str) -> str:
        return f"<{name}>{escape(told.get(column, ''))}</{name}>"

    asked = ""
    if "is-buyer-requested-cancellation" in told:
        flag = tag("IsBuyerRequestedCancel", "is-buyer-requested-cancellation")
        asked = flag + tag("BuyerCancelReason", "buyer-requested-cancel-reason")
    address = "".join(
        tag(name, column)
        for name, column in (
            ("Name", "recipient-name"), ("AddressFieldOne", "ship-address-1"), ("AddressFieldTwo", "ship-address-2"),
            ("City", "ship-city"), ("StateOrRegion", "ship-state"), ("PostalCode", "ship-postal-code"),
            ("CountryCode", "ship-country"), ("PhoneNumber", "ship-phone-number"),
        )
    )  # fmt: skip
    amount = f'<Amount currency="{told["currency"]}">{told["item-price"]}</Amount>'
    price = f"<Component><Type>Principal</Type>{amount}</Component>"
    return (
        f"<Message><MessageID>{number}</MessageID><OrderReport>{tag('AmazonOrderID', 'order-id')}"
        f"{tag('OrderDate', 'purchase-date')}{tag('OrderPostedDate', 'payments-date')}"
        f"<BillingData>{tag('BuyerEmailAddress', 'buyer-email')}{tag('BuyerName', 'buyer-name')}</BillingData>"
        f"<FulfillmentData><FulfillmentMethod>Ship</FulfillmentMethod>"
        f"{tag('FulfillmentServiceLevel', 'ship-service-level')}<Address>{address}</Address></FulfillmentData>"
        f"<Item>{tag('AmazonOrderItemCode', 'order-item-id')}{tag('SKU', 'sku')}{tag('Title', 'product-name')}"
        f"{tag('Quantity', 'quantity-purchased')}<ItemPrice>{price}</ItemPrice>{asked}</Item></OrderReport></Message>\n"
    )


RETURN_COLUMNS = (
    "Order ID", "Order date", "Return request date", "Return request status", "Return reason", "Merchant SKU", "ASIN",
    "Item Name", "Return quantity", "Refunded date",
)  # fmt: skip


def _returns(peek: Peek, kind: ReportType, wish: Wish) -> Iterator[str]:
    where, values = where_of(kind, wish)
    yield row(RETURN_COLUMNS)
    query = (
        "SELECT t.*, o.placed_at FROM returns t JOIN orders o ON o.number = t.order_number "  # noqa: S608
        f"WHERE {where} ORDER BY t.requested_at, t.order_number, t.position"
    )
    for one in peek.connection.execute(query, values):
        for line in _returned(peek, one):
            wish.rows += 1
            dates = (one["order_number"], at(one["placed_at"]) or "", at(one["requested_at"]) or "")
            yield row((*dates, one["state"], one["reason"], *line, at(one["refunded_at"]) or ""))


def _returned(peek: Peek, one: Any) -> Iterator[tuple[str, str, str, str]]:
    named = {}
    for part in orjson.loads(one["items"] or "[]") or []:
        key = part if isinstance(part, str) else part.get("order_item_id")
        named[key] = None if isinstance(part, str) else part.get("quantity")
    query = "SELECT * FROM order_items WHERE order_number = ? ORDER BY position"
    for item in peek.rows(query, [one["order_number"]]):
        if not named or item["id"] in named:
            yield item["sku"], item["asin"], item["title"], str(named.get(item["id"]) or item["quantity_shipped"])


def _feedback(peek: Peek, kind: ReportType, wish: Wish) -> Iterator[str]:
    where, values = where_of(kind, wish)
    yield row(("Date", "Rating", "Comments", "Your Response", "Order ID", "Rater Email"))
    query = (
        "SELECT f.* FROM feedback f JOIN orders o ON o.number = f.order_number "  # noqa: S608
        f"WHERE {where} AND f.removed_at IS NULL ORDER BY f.at, f.order_number"
    )
    for one in peek.connection.execute(query, values):
        wish.rows += 1
        yield row((at(one["at"]) or "", str(one["rating"]), one["comment"], one["reply"], one["order_number"], ""))


def _performance(peek: Peek, kind: ReportType, wish: Wish) -> Iterator[str]:
    """Tell the cancellation figures of the rate's own window; the health page tells them all."""
    window = rules(peek, wish.stores[0]).cancellation_rate_window
    since = wish.end - int(window.total_seconds())
    counted = "SELECT count(*) FROM orders WHERE seller_id = ? AND counts = 1 AND canceled_at > ?"
    placed = "SELECT count(*) FROM orders WHERE seller_id = ? AND channel = 'MFN' AND placed_at > ?"
    top, all_ = (peek.connection.execute(one, [wish.seller_id, since]).fetchone()[0] for one in (counted, placed))
    wish.rows += 1
    rate = f"{top / all_:.4f}" if all_ else ""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<sellerPerformanceReport><orderCancellationRate>'
    yield f"<duration>{window.days} days</duration><orderCount>{all_}</orderCount><canceledCount>{top}</canceledCount>"
    yield f"<rate>{rate}</rate></orderCancellationRate></sellerPerformanceReport>\n"
