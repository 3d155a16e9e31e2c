"""The questions asked once a parcel, money or a return is involved. Same shape as the guards beside it.

The bench's facts (who has the parcel) and the marketplace's claims (what was confirmed) are asked for separately.
"""

from collections import Counter

from simulator.errors import Refusal
from simulator.moment import Moment
from simulator.money import as_text
from simulator.orders.guards import Facts, has_label, is_open
from simulator.orders.models import Order
from simulator.orders.statuses import SENT, Channel, OrderStatus
from simulator.policy import Policy


def one_label(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """A label is bought once, and only while something is to be shipped."""
    if has_label(order) and policy.label_once:
        return policy.refuse("label-once")
    return None if is_open(order) else policy.refuse("double-confirm")


def label_there(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """Only a label that was bought can be voided, and only while the parcel is still with the seller."""
    there = has_label(order) and (order.handed_at is None or order.put_back_at is not None)
    return None if there or not policy.void_needs_label else policy.refuse("void-needs-label")


def label_voidable(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """A label can be given back for a day."""
    if order.label_bought_at is None:
        return None
    ends = order.label_bought_at + policy.label_void_window
    return policy.refuse("label-void-window", until=ends, time=ends) if moment.now >= ends else None


def is_with_carrier(order: Order) -> bool:
    """Say whether the parcel was handed over and has neither arrived nor come back nor been lost."""
    ended = order.delivered_at or order.refused_at or order.lost_at
    return order.handed_at is not None and order.put_back_at is None and ended is None


def was_released(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """Nobody packs a parcel for an order canceled while Pending: its address was never told."""
    return policy.refuse("lawful-path", status=order.status) if order.released_at is None else None


def still_here(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """A parcel is handed over once; what was put back on the shelf can leave again."""
    gone = order.handed_at is not None and order.put_back_at is None
    return policy.refuse("handover-once") if gone and policy.handover_once else None


def on_the_shelf(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """Goods are picked once, unless they went back."""
    return policy.refuse("pick-once") if order.picked_at is not None and policy.pick_once else None


def picked_unpacked(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """Goods are packed once, after they were picked."""
    ready = order.picked_at is not None and order.packed_at is None
    return None if ready or not policy.pack_after_pick else policy.refuse("pack-after-pick")


def can_be_put_back(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """Only what is with the seller goes back on the shelf: not handed over yet, or refused and returned."""
    back = order.handed_at is None or order.refused_at is not None
    done = order.put_back_at is not None and order.picked_at is None
    return policy.refuse("put-back-before-delivery") if (not back or done) and policy.put_back_before_delivery else None


def sellers_own_parcel(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """What the marketplace ships, the seller neither hands over nor confirms."""
    if order.channel == Channel.AFN and policy.fba_shipped_by_marketplace:
        return policy.refuse("fba-shipped-by-marketplace")
    return None


def units_left(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """Nothing is confirmed twice, and no more units than were bought."""
    if not is_open(order) and policy.double_confirm:
        return policy.refuse("double-confirm")
    for item in order.items if facts and policy.quantity_shipped else ():
        if facts and facts["units"].get(item.id, 0) > item.quantity_open:
            return policy.refuse("quantity-shipped", left=item.quantity_open)
    return None


def tracking_given(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """A shipment has a tracking ID."""
    missing = facts is not None and not (facts.get("tracking") or "").strip()
    return policy.refuse("tracking-required") if missing and policy.tracking_required else None


def date_not_ahead(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """Nothing was shipped tomorrow."""
    ahead = facts is not None and facts.get("ship_date") is not None and facts["ship_date"] > moment.now
    return policy.refuse("ship-date-not-future") if ahead and policy.ship_date_not_future else None


def date_not_before_order(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """Nothing was shipped on a day before the order's; days are those of the store."""
    shipped = facts.get("ship_date") if facts is not None else None
    if shipped is None or not policy.ship_date_after_order:
        return None
    zone = policy.store.zone
    before = shipped.astimezone(zone).date() < order.placed_at.astimezone(zone).date()
    return policy.refuse("ship-date-after-order") if before else None


def was_confirmed(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """Only a confirmed shipment can be edited."""
    return policy.refuse("edit-needs-shipment") if order.confirmed_at is None and policy.edit_needs_shipment else None


def editable(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """Tracking can be mended until delivery."""
    if order.delivered_at is not None and policy.edit_before_delivery:
        return policy.refuse("edit-before-delivery", time=order.delivered_at)
    return None


def on_its_way(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """Only a parcel that is with the carrier arrives."""
    return (
        None
        if is_with_carrier(order) or not policy.delivered_after_handover
        else policy.refuse("delivered-after-handover")
    )


def at_the_door(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """A buyer refuses what the carrier brings."""
    return None if is_with_carrier(order) or not policy.refusal_at_door else policy.refuse("refusal-at-door")


def can_be_lost(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """Carriers lose only what they have."""
    return None if is_with_carrier(order) or not policy.lost_after_handover else policy.refuse("lost-after-handover")


def refundable(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """Money goes back only after it was taken, which is at confirmation; and not twice."""
    if order.status == OrderStatus.CANCELED and policy.canceled_is_final:
        return policy.refuse("refund-after-confirmation")
    if order.status not in SENT and policy.refund_after_confirmation:
        return policy.refuse("refund-after-confirmation")
    if order.charged and order.refunded >= order.charged and policy.double_refund:
        return policy.refuse("double-refund")
    if facts is not None and not facts.get("reason") and policy.refund_reason_required:
        return policy.refuse("refund-reason-required")
    return None


def refund_within_charge(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """All refunds of an order together never exceed what was charged, nor those of an item its part of that."""
    if facts is None or not policy.refund_limit:
        return None
    shares = facts.get("by_item") or {}
    wanted = [(facts["amount"], order.charged - order.refunded)]
    wanted += [(shares.get(item.id, 0), item.amount_left) for item in order.items]
    for amount, left in wanted:
        if amount > left:
            return policy.refuse("refund-limit", max=f"{as_text(left, order.currency)} {order.currency}")
    return None


def returnable(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """Returns follow a confirmed shipment, for a while after delivery, one at a time."""
    if order.confirmed_at is None:
        return policy.refuse("return-after-confirmation") if policy.return_after_confirmation else None
    ends = (order.delivered_at or order.deliver_by or order.confirmed_at) + policy.return_window
    if moment.now >= ends:
        return policy.refuse("return-window", until=ends, time=ends)
    busy = next((one for one in order.returns if one.closed_at is None and one.refunded_at is None), None)
    if busy and policy.one_return:
        return policy.refuse("one-return", time=busy.requested_at)
    return None if any(returnable_units(order, policy).values()) else policy.refuse("return-once")


def returnable_units(order: Order, policy: Policy) -> dict[str, int]:
    """Count, by item, what was shipped and has not come back yet."""
    back: Counter[str] = Counter()
    for one in order.returns if policy.return_once else ():
        if one.received_at is not None:
            back.update({item["order_item_id"]: int(item["quantity"]) for item in one.items})
    return {item.id: item.quantity_shipped - back[item.id] for item in order.items if item.quantity_shipped}


def return_reason_given(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """A buyer says why something comes back."""
    missing = facts is not None and not facts.get("reason")
    return policy.refuse("return-reason-required") if missing and policy.return_reason_required else None


def return_waiting(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """Only a return that was asked for can be authorized; a closed one stays closed."""
    closed = bool(order.returns) and order.returns[-1].closed_at is not None
    if closed and policy.closed_return_final:
        return policy.refuse("closed-return-final")
    return None if _has_return(order, "requested") or not policy.return_open else policy.refuse("return-open")


def return_authorized(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """Only an authorized return, or a parcel refused at the door, comes back."""
    if _has_return(order, "requested") and order.refused_at is None and policy.return_received_after_authorization:
        return policy.refuse("return-received-after-authorization")
    there = _has_return(order, "requested", "authorized")
    return None if there or not policy.return_open else policy.refuse("return-open")


def return_open(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """Only an open return can be closed."""
    there = _has_return(order, "requested", "authorized", "received")
    return None if there or not policy.return_open else policy.refuse("return-open")


def return_cancelable(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """A buyer takes a return back until the items have arrived."""
    there = _has_return(order, "requested", "authorized")
    return None if there or not policy.return_open else policy.refuse("return-open")


def _has_return(order: Order, *states: str) -> bool:
    return any(one.state in states and one.closed_at is None for one in order.returns)


def claimable(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """A claim comes after writing to the seller and waiting, and not too late."""
    if order.claim is not None and policy.one_claim:
        return policy.refuse("one-claim", time=order.claim.opened_at)
    if facts is not None and policy.claim_ground_fits and not _ground_fits(order, facts["ground"]):
        return policy.refuse("claim-ground-fits")
    ends = (order.deliver_by or order.placed_at) + policy.claim_filing_window
    if moment.now >= ends:
        return policy.refuse("claim-filing-window", until=ends, time=ends)
    contacted = order.contacted_at or min((one.requested_at for one in order.returns), default=None)
    if contacted is None or moment.now < contacted + policy.claim_after_contact:
        return policy.refuse("claim-after-contact", until=contacted and contacted + policy.claim_after_contact)
    opens = (order.deliver_by or order.placed_at) + policy.claim_not_received_wait
    if facts is not None and facts["ground"] == "not_received" and moment.now < opens:
        return policy.refuse("claim-not-received-wait", until=opens, time=opens)
    return None


def _ground_fits(order: Order, ground: str) -> bool:
    """Say whether a claim's ground fits the facts: nothing arrived, something arrived, or a return came back."""
    if ground == "not_received":
        return order.delivered_at is None
    if ground == "not_refunded":
        back = order.refused_at is not None or any(one.received_at for one in order.returns)
        return back and order.refunded < order.charged
    return order.delivered_at is not None


def claim_appealable(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """A claim that was decided for the buyer can be appealed once, for a while."""
    claim = order.claim
    if claim is None or claim.decided_at is None or claim.decision != "buyer" or claim.appealed_at is not None:
        return policy.refuse("claim-open")
    ends = claim.decided_at + policy.claim_appeal_window
    return policy.refuse("claim-appeal-window", until=ends, time=ends) if moment.now >= ends else None


def claim_open(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """A claim is answered while it is undecided, within its time."""
    there = order.claim is not None and order.claim.decided_at is None and order.claim.answered_at is None
    return None if there or not policy.claim_open else policy.refuse("claim-open")


def feedback_open(moment: Moment, order: Order, policy: Policy, facts: Facts | None) -> Refusal | None:
    """Feedback opens with the promised delivery or a seller's cancellation, once, for some months."""
    if order.feedback is not None and policy.one_feedback:
        return policy.refuse("one-feedback")
    ends = order.placed_at + policy.feedback_window
    if moment.now >= ends:
        return policy.refuse("feedback-window", until=ends, time=ends)
    over = order.delivered_at is not None or order.canceled_by == "SELLER"
    if order.status == OrderStatus.CANCELED and not (over and policy.feedback_on_canceled):
        return policy.refuse("feedback-on-canceled")
    opens = order.confirmed_at and order.confirmed_at + policy.feedback_opens
    if not over and (opens is None or moment.now < opens):
        return policy.refuse("feedback-opens", until=opens, time=opens)
    return None


def is_afn(order: Order) -> bool:
    """Say whether the marketplace's own warehouse ships this order."""
    return order.channel == Channel.AFN
