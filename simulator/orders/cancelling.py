"""Canceling: the buyer alone, the buyer's official request, and the seller with a reason.

Windows, statuses and reasons are the transition table's and the rule book's business; nothing of them is decided here.
"""

from typing import NotRequired

from typing_extensions import TypedDict

from simulator.deeds import deed
from simulator.errors import BadInput
from simulator.moment import Actor, Moment
from simulator.orders.guards import self_cancel_ends
from simulator.orders.memos import check_memo
from simulator.orders.models import CancellationRequest, Order
from simulator.orders.moving import move, refusal
from simulator.policy import Policy
from simulator.reasons import reason_code


class ItemUnits(TypedDict):
    """An order item and how many units of it; all of them when no quantity is given."""

    order_item_id: str
    quantity: NotRequired[int]


@deed("buyer-cancel", by=Actor.BUYER)
def cancel_items(
    moment: Moment, order: Order, *, items: list[ItemUnits] | None = None, reason: str | None = None
) -> None:
    """Cancel an order, or items of it, without asking anybody; inside the self-cancel window only."""
    policy = moment.policy(order.store)
    code = reason_code(policy.buyer_cancel_reasons, reason, optional=True)
    _refuse_before_counting(moment, order, "buyer-cancel")
    units = _units(order, items)
    whole = all(units.get(item.id, 0) == item.quantity_open for item in order.items)
    if whole or not order.items:
        move(moment, order, "buyer-cancel", reason=code)
        return
    if not policy.self_cancel_items:
        raise policy.refuse("self-cancel-items")
    move(moment, order, "cancel-items", reason=code, units=units)


@deed("request-cancellation", by=Actor.BUYER)
def request_cancellation(
    moment: Moment, order: Order, *, reason: str | None = None, items: list[str] | None = None, note: str = ""
) -> None:
    """Ask the seller to cancel, the official way, once the buyer can no longer cancel alone.

    A request inside the seller's auto-approval window is granted in the same breath.
    """
    policy = moment.policy(order.store)
    code = reason_code(policy.buyer_cancel_reasons, reason, optional=True)
    asked = _asked_items(order, items, policy)
    if len(note) > policy.request_note_limit:
        raise BadInput("note", policy.refuse("request-note-limit").message)
    log = {"reason": code, "items": asked, "note": note or None}
    request = CancellationRequest(
        order_number=order.number,
        at=moment.now,
        reason=code or "",
        note=note,
        items=asked,
        state="open",
        asked_by_seller=bool(order.attributes.get("asked_to_request")),
    )
    move(moment, order, "request-cancellation", reason=code, log=log)
    order.request = request
    _approve_if_inside_window(moment, order, policy)


@deed("withdraw-request", by=Actor.BUYER)
def withdraw_request(moment: Moment, order: Order) -> None:
    """Take a request back, where the rules know such a thing."""
    move(moment, order, "withdraw-request")
    assert order.request is not None
    order.request.state = "withdrawn"


@deed("seller-cancel", by=Actor.SELLER)
def seller_cancel(
    moment: Moment, order: Order, *, reason: str | None = None, memo: str = "", items: list[ItemUnits] | None = None
) -> None:
    """Cancel an unshipped order, or a multi-channel order still being planned, with the seller's reason."""
    policy = moment.policy(order.store)
    code = reason_code(policy.seller_cancel_reasons, reason, optional=True)
    check_memo(policy, memo)
    _refuse_before_counting(moment, order, "seller-cancel")
    units = _units(order, items)
    if all(units.get(item.id, 0) == item.quantity_open for item in order.items):
        move(moment, order, "seller-cancel", reason=code, memo=memo)
    elif policy.seller_partial_cancel:
        move(moment, order, "seller-cancel-items", reason=code, memo=memo, units=units)
    else:
        raise refusal(moment, order, "seller-cancel") or policy.refuse("seller-partial-cancel")


def _approve_if_inside_window(moment: Moment, order: Order, policy: Policy) -> None:
    """Grant a request at once when the seller set a window for it and the order is younger than that."""
    minutes = order.seller.auto_approval_minutes
    if minutes is None or not policy.auto_approval_offered or policy.always_ask_seller:
        return
    if (moment.now - order.placed_at).total_seconds() < minutes * 60:
        acting, moment.actor = moment.actor, Actor.MARKETPLACE
        move(moment, order, "auto-approve", reason="AutoApproved")
        moment.actor = acting


def _asked_items(order: Order, items: list[str] | None, policy: Policy) -> list[str] | None:
    known = {item.id for item in order.items}
    if items is None or set(items) == known:
        return None
    if not set(items) <= known or not items:
        raise BadInput("items", "Check at least one item of this order.")
    if policy.request_scope != "item":
        raise policy.refuse("request-scope")
    return sorted(items)


def _refuse_before_counting(moment: Moment, order: Order, name: str) -> None:
    """Say no by the rule, where one says no, before units are looked at that may be gone."""
    refused = refusal(moment, order, name)
    if refused:
        raise refused


def _units(order: Order, items: list[ItemUnits] | None) -> dict[str, int]:
    """Turn a wish into units by item; no wish is everything."""
    if items is None:
        return {item.id: item.quantity_open for item in order.items}
    by_id = {item.id: item for item in order.items}
    units: dict[str, int] = {}
    for wish in items:
        item = by_id.get(wish["order_item_id"])
        if item is None:
            raise BadInput("items", "Item {item} is not in this order.", item=wish["order_item_id"])
        wanted = wish.get("quantity", item.quantity_open)
        if not 1 <= wanted <= item.quantity_open or item.id in units:
            raise BadInput("quantity", "Cancel 1 to {most} units of {item}.", most=item.quantity_open, item=item.title)
        units[item.id] = wanted
    if not units:
        raise BadInput("items", "Check at least one item.")
    return units


__all__ = ["cancel_items", "request_cancellation", "self_cancel_ends", "seller_cancel", "withdraw_request"]
