"""What the records of a file ask to be done: deeds, with their arguments. Whether they may be done the engine says.

Each function takes the records of one group. Source: policies §3, §6, §7 and §11.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select

from seller_central.feeds import codes
from seller_central.feeds.records import Group, Record, UnusableRecord
from seller_central.wall_dates import in_the_world
from simulator.errors import NotFound
from simulator.moment import Moment
from simulator.money import as_text, read_amount
from simulator.orders.guards import has_open_request
from simulator.orders.models import Order
from simulator.orders.shipping import carrier_called
from simulator.orders.statuses import Channel
from simulator.policy import store
from simulator.reasons import reason_code

# Assumed: an order canceled by its number alone has this reason, unless its buyer asked for it.
USUAL_REASON, ON_REQUEST = "GeneralAdjustment", "BuyerCanceled"


@dataclass(frozen=True)
class Work:
    """A deed to do, to an order or to the world."""

    deed: str
    order_id: str | None
    args: dict[str, Any] = field(default_factory=dict)


# Moment, seller's id, group, kind of file ("flat_file" or "xml").
Asking = Callable[[Moment, str, Group, str], list[Work]]


def cancel(moment: Moment, seller_id: str, group: Group, form: str) -> list[Work]:
    """Cancel an order, or the items named; rows for every item are the whole order."""
    order = _own(moment, seller_id, group.order_id)
    reasons = [_cancel_reason(moment, order, one, form) for one in group.records]
    named = [one.get("amazon-order-item-code") for one in group.records]
    if any(
        bool(code) != bool(one.get("cancellation-reason-code")) for code, one in zip(named, group.records, strict=True)
    ):
        raise UnusableRecord(
            codes.ODD_PAIR, "Give both cancellation-reason-code and amazon-order-item-code, or neither."
        )
    args: dict[str, Any] = {"reason": reasons[0]}
    if "" not in named and set(named) != {item.id for item in order.items}:
        args["items"] = [{"order_item_id": code} for code in dict.fromkeys(named)]
    return [Work("seller-cancel", order.number, args)]


def acknowledge(moment: Moment, seller_id: str, group: Group, form: str) -> list[Work]:
    """Take note of an order, or cancel it where the message says Failure."""
    status = group.records[0].get("status-code")
    if status == "Success":
        _own(moment, seller_id, group.order_id)
        return []
    if status != "Failure":
        raise UnusableRecord(codes.BAD_VALUE, "StatusCode is Success or Failure.")
    return cancel(moment, seller_id, group, form)


def ship(moment: Moment, seller_id: str, group: Group, form: str) -> list[Work]:
    """Confirm a shipment; the same rows with other tracking, once confirmed, mend it."""
    order, first = _own(moment, seller_id, group.order_id), group.records[0]
    carrier = carrier_called(first.get("carrier-code"), first.get("carrier-name"))
    items = [_packed(one) for one in group.records if one.get("order-item-id") or one.get("quantity")]
    chosen = {one["order_item_id"] for one in items}
    lines = [item for item in order.items if not chosen or item.id in chosen]
    if order.packages and lines and not any(item.quantity_open for item in lines):
        return _mended(order, chosen, carrier, first.get("tracking-number"))
    args: dict[str, Any] = {"carrier": carrier, "tracking": first.get("tracking-number")}
    args |= {"ship_date": shipped_at(moment, order, first.get("ship-date")), "service": first.get("ship-method")[:40]}
    if items:
        args["items"] = items
    return [Work("confirm-shipment", order.number, {name: value for name, value in args.items() if value})]


def adjust(moment: Moment, seller_id: str, group: Group, form: str) -> list[Work]:
    """Give money back for items of a shipped order, or take units off one that has not shipped."""
    order = _own(moment, seller_id, group.order_id)
    if not order.seller.has_developer_access:
        raise UnusableRecord(codes.NOT_ALLOWED, "Adjustment files are open to accounts with developer access only.")
    by_item = [_adjusted(order, one) for one in group.records]
    reason = _refund_reason(moment, order, group.records[0].get("adjustment-reason-code"), form)
    return [Work("refund", order.number, {"reason": reason, "items": by_item})]


def request_fulfillment(moment: Moment, seller_id: str, group: Group, form: str) -> list[Work]:
    """Ask the marketplace to ship something sold elsewhere."""
    if multichannel_order(moment, seller_id, group.order_id) is not None:
        raise UnusableRecord(codes.ALREADY_DONE, f"There is already a fulfillment order {group.order_id[:40]}.")
    first = group.records[0]
    args: dict[str, Any] = {
        "seller_id": seller_id,
        "seller_reference": group.order_id,
        "items": [{"sku": one.get("MerchantSKU"), "quantity": _whole(one, "Quantity")} for one in group.records],
        "ship_to": _address(first),
        "details": {"displayable_id": first.get("DisplayableOrderID") or group.order_id},
    }
    for name, column in (("speed", "DeliverySLA"), ("policy", "FulfillmentPolicy"), ("action", "FulfillmentAction")):
        if first.get(column):
            args[name] = first.get(column)
    return [Work("create-fulfillment", None, args)]


def cancel_fulfillment(moment: Moment, seller_id: str, group: Group, form: str) -> list[Work]:
    """Call a multi-channel order off."""
    order = multichannel_order(moment, seller_id, group.order_id)
    if order is None:
        raise NotFound(f"There is no fulfillment order {group.order_id[:40]}.")
    return [Work("seller-cancel", order.number)]


def multichannel_order(moment: Moment, seller_id: str, reference: str) -> Order | None:
    """Find a multi-channel order by the seller's own number, or by the marketplace's."""
    query = select(Order).where(Order.seller_id == seller_id, Order.channel == Channel.MCF)
    by_reference = query.where(Order.attributes["reference"].as_string() == reference)
    return (
        moment.session.scalars(by_reference).first()
        or moment.session.scalars(query.where(Order.number == reference)).first()
    )


def shipped_at(moment: Moment, order: Order, text: str) -> datetime | None:
    """Read a shipping date, as the world has it. A date alone is that day in the store."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        if "T" not in text and " " not in text:
            at = at.replace(tzinfo=store(order.store).zone) + timedelta(hours=12)
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnusableRecord(codes.BAD_VALUE, f"{text[:40]!r} is not a date such as 2026-03-02.") from None
    return in_the_world(at.replace(microsecond=0), moment.now)


def _own(moment: Moment, seller_id: str, number: str) -> Order:
    order = moment.session.get(Order, number)
    if order is None or order.seller_id != seller_id:
        raise NotFound(f"There is no order {number[:40]}.")
    return order


def _cancel_reason(moment: Moment, order: Order, record: Record, form: str) -> str:
    given = record.get("cancellation-reason-code")
    if not given:
        return ON_REQUEST if has_open_request(order) else USUAL_REASON
    table = moment.policy(order.store).seller_cancel_reasons
    code = reason_code(table, given, field="cancellation-reason-code")
    if code is None or not getattr(table[code], form):
        raise UnusableRecord(codes.BAD_VALUE, f"{given[:40]} cannot be used in a file.")
    return code


def _refund_reason(moment: Moment, order: Order, given: str, form: str) -> str:
    table = moment.policy(order.store).refund_reasons
    code = reason_code(table, given, field="adjustment-reason-code")
    if code is None or not getattr(table[code], form):
        raise UnusableRecord(codes.BAD_VALUE, f"{given[:40]} cannot be used in this kind of file.")
    return code


def _packed(record: Record) -> dict[str, Any]:
    item = record.get("order-item-id")
    if not item:
        raise UnusableRecord(codes.ODD_PAIR, "A quantity needs an order-item-id.")
    packed: dict[str, Any] = {"order_item_id": item}
    return packed | ({"quantity": _whole(record, "quantity")} if record.get("quantity") else {})


def _mended(order: Order, chosen: set[str], carrier: str, tracking: str) -> list[Work]:
    inside = [(one, {part["order_item_id"] for part in one.items}) for one in order.packages]
    package = next((one for one, items in inside if not chosen or chosen <= items), order.packages[-1])
    if (package.carrier, package.tracking) == (carrier, tracking) or not carrier:
        raise UnusableRecord(codes.NOTHING_CHANGED, "This shipment was already confirmed; nothing was changed.")
    args = {"carrier": carrier, "tracking": tracking, "reference": package.reference}
    return [Work("edit-shipment", order.number, args)]


PRICES = (
    "item-price-adj",
    "item-tax-adj",
    "shipping-price-adj",
    "shipping-tax-adj",
    "gift-wrap-price-adj",
    "gift-wrap-tax-adj",
)
PROMOTIONS = ("item-promotion-adj", "ship-promotion-adj")


def _adjusted(order: Order, record: Record) -> dict[str, Any]:
    """Read a row's amounts; the sign says nothing, for files of both habits are in use."""
    item, currency = record.get("order-item-id"), record.get("currency")
    if not item:
        raise UnusableRecord(codes.MISSING_FIELD, "order-item-id is missing.")
    if currency and currency != order.currency:
        raise UnusableRecord(codes.BAD_VALUE, f"Enter an amount in {order.currency}, not in {currency[:3]}.")
    paid = abs(sum((_amount(record, name) for name in PRICES), Decimal(0)))
    minor = read_amount(paid - abs(sum((_amount(record, name) for name in PROMOTIONS), Decimal(0))), order.currency)
    if minor == 0:
        raise UnusableRecord(codes.MISSING_FIELD, "Enter at least one amount.")
    return {"order_item_id": item, "amount": as_text(minor, order.currency)}


def _amount(record: Record, name: str) -> Decimal:
    try:
        amount = Decimal(record.get(name) or "0")
    except InvalidOperation:
        raise UnusableRecord(codes.BAD_VALUE, f"{name} is not an amount such as 12.34.") from None
    if not amount.is_finite() or not -(10**9) <= amount <= 10**9:
        raise UnusableRecord(codes.BAD_VALUE, f"{name} is not an amount such as 12.34.")
    return amount


def _whole(record: Record, name: str) -> int:
    text = record.get(name)
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 7):
        raise UnusableRecord(codes.BAD_VALUE, f"{name} is a whole number, not {text[:20]!r}.")
    return int(text)


def _address(record: Record) -> dict[str, Any]:
    names = {
        "name": "AddressName",
        "line1": "AddressFieldOne",
        "line2": "AddressFieldTwo",
        "city": "AddressCity",
        "state": "AddressStateOrRegion",
        "postal_code": "AddressPostalCode",
        "country": "AddressCountryCode",
        "phone": "AddressPhoneNumber",
    }
    return {key: record.get(column) for key, column in names.items()}
