"""Money given back, after confirmation only: whole, by item, or as goodwill."""

from typing import Any, NotRequired

from typing_extensions import TypedDict

from simulator.agenda import withdraw
from simulator.deeds import deed
from simulator.errors import BadInput
from simulator.events import EventKind, record
from simulator.moment import Actor, Moment
from simulator.money import amount_json, read_amount
from simulator.orders.memos import check_memo
from simulator.orders.models import Order, OrderItem, Refund, Return
from simulator.orders.moving import move
from simulator.orders.notices import tell
from simulator.reasons import reason_code

# Assumed: what a buyer may be told with a refund.
LONGEST_MEMO = 500


class ItemAmount(TypedDict):
    """An order item and the amount to give back for it, e.g. "12.34"; all that is left when none is given."""

    order_item_id: str
    amount: NotRequired[Any]


@deed("refund", by=Actor.SELLER)
def refund(
    moment: Moment,
    order: Order,
    *,
    reason: str | None = None,
    items: list[ItemAmount] | None = None,
    amount: Any = None,
    concession: Any = None,
    memo: str = "",
    seller_memo: str = "",
) -> None:
    """Give money back: the items named, an amount, or all that is left; `concession` comes on top."""
    code = reason_code(moment.policy(order.store).refund_reasons, reason, optional=True)
    check_memo(moment.policy(order.store), seller_memo, "seller_memo")
    if len(memo) > LONGEST_MEMO:
        raise BadInput("memo", "The memo to the buyer has at most {most} characters.", most=LONGEST_MEMO)
    goodwill = read_amount(concession, order.currency, "concession") if concession is not None else 0
    if items is not None and amount is not None:
        raise BadInput("amount", "Give an amount for each item, or one for the whole order, not both.")
    by_item = _by_item(order, items, amount, goodwill)
    total = goodwill + (read_amount(amount, order.currency) if amount is not None else sum(by_item.values()))
    if total == 0 and order.refunded < order.charged:
        raise BadInput("amount", "Enter an amount to refund.")
    move(
        moment,
        order,
        "refund",
        reason=code,
        amount=total,
        by_item=by_item,
        log={
            "amount": total,
            "currency": order.currency,
            "reason": code,
            "items": _said(order, by_item),
            "concession": goodwill or None,
        },
    )
    _book(moment, order, total, goodwill, code or "", by_item, memo)
    order.seller_memo = seller_memo or order.seller_memo


def _book(
    moment: Moment, order: Order, total: int, goodwill: int, reason: str, by_item: dict[str, int], memo: str
) -> None:
    order.refunded += total
    for item in order.items:
        item.refunded += by_item.get(item.id, 0)
    order.refunds.append(
        Refund(
            order_number=order.number,
            position=len(order.refunds) + 1,
            at=moment.now,
            amount=total,
            concession=goodwill,
            reason=reason,
            items=[{"order_item_id": key, "amount": n} for key, n in by_item.items()],
            by=moment.actor,
            memo=memo,
        )
    )
    # Goodwill alone settles no return.
    for one in order.returns if total > goodwill else ():
        if one.closed_at is None and one.refunded_at is None:
            _settle(moment, one)


def _by_item(order: Order, items: list[ItemAmount] | None, amount: Any, goodwill: int) -> dict[str, int]:
    """Return minor units by item; everything left when neither items nor an amount is named."""
    if items is None:
        return everything_left(order) if amount is None and not goodwill else {}
    left = _left_by_item(order)
    chosen: dict[str, int] = {}
    for entry in items:
        key = entry["order_item_id"]
        if key not in {item.id for item in order.items}:
            raise BadInput("items", "Item {item} is not in this order.", item=key)
        given = entry.get("amount")
        chosen[key] = chosen.get(key, 0) + (
            left.get(key, 0) if given is None else read_amount(given, order.currency, "items")
        )
    return chosen


def everything_left(order: Order) -> dict[str, int]:
    """Return what a full refund gives back now, in minor units by item: nothing for what was never charged."""
    return _capped(_left_by_item(order), order.charged - order.refunded)


def left_of(order: Order, item: OrderItem) -> int:
    """Return what can still go back of a line: the unshipped rest of an order that was charged whole, too."""
    return item.amount_left if item.quantity_shipped or order.charged >= order.total else 0


def _left_by_item(order: Order) -> dict[str, int]:
    return {item.id: left_of(order, item) for item in order.items}


def _capped(amounts: dict[str, int], most: int) -> dict[str, int]:
    """Spread what is left of an order's charge over its items, so that an earlier goodwill is not paid again."""
    spread: dict[str, int] = {}
    for key, amount in amounts.items():
        spread[key] = min(amount, most)
        most -= spread[key]
    return {key: amount for key, amount in spread.items() if amount}


def pay_back(moment: Moment, order: Order, amount: int, reason: str, by_item: dict[str, int] | None = None) -> None:
    """Pay money back in the seller's name, as the marketplace does when it decides a claim."""
    by_item = by_item or {}
    event = record(
        moment,
        EventKind.REFUND_ISSUED,
        order,
        amount=amount,
        currency=order.currency,
        reason=reason,
        items=_said(order, by_item),
    )
    _book(moment, order, amount, 0, reason, by_item, "")
    tell(moment, order, "refund", event)


def pay_for_return(moment: Moment, order: Order, returned: Return) -> None:
    """Pay back what the returned units cost and has not been refunded; where nothing is owed, settle the return."""
    units = {one["order_item_id"]: int(one["quantity"]) for one in returned.items}
    worth = {
        item.id: min(
            item.amount * units[item.id] // (item.quantity - item.quantity_canceled), item.amount - item.refunded
        )
        for item in order.items
        if item.id in units
    }
    by_item = _capped(worth, order.charged - order.refunded)
    if by_item:
        pay_back(moment, order, sum(by_item.values()), "CustomerReturn", by_item)
    else:
        _settle(moment, returned)


def _settle(moment: Moment, returned: Return) -> None:
    """A return ends with its refund, and nothing waits for it any more."""
    returned.refunded_at, returned.state = moment.now, "refunded"
    withdraw(moment, returned.order_number, ("return-refund-deadline",))


def _said(order: Order, by_item: dict[str, int]) -> list[dict[str, Any]]:
    return [{"order_item_id": key, "amount": amount_json(value, order.currency)} for key, value in by_item.items()]
