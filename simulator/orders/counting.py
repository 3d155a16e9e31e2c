"""Whether a cancellation counts against the seller: the cancellation-rate table, row by row.

Decided from who canceled, the cause, and whether an official request was open at that moment; never from the reason
code alone. The answers are values of the rule book; this module only finds the row.
Source: the rate table of the marketplace's help on order cancellations; conflicts are named at the rules.
"""

from simulator.moment import Actor
from simulator.orders.guards import has_open_request
from simulator.orders.models import Order
from simulator.orders.statuses import Channel
from simulator.policy import Policy

_MARKETPLACE_ROWS = {
    "PaymentFailed": "count-payment-failed",
    "BuyerFraud": "count-buyer-fraud",
    "AutoApproved": "count-auto-approved",
    "SupportCase": "count-marketplace-fulfilled",
}
_SELLER_ROWS = {
    "ShippingAddressUndeliverable": "count-address-undeliverable",
    "BuyerUnresponsive": "count-buyer-unresponsive",
}


def counting_rule(order: Order, by: Actor, reason: str) -> str:
    """Return the id of the row of the cancellation-rate table that this cancellation falls under."""
    if by is Actor.BUYER:
        return "count-buyer-self-cancel"
    if order.channel == Channel.MCF:
        return "count-marketplace-fulfilled"
    if by is Actor.MARKETPLACE:
        late = "count-request-left-open" if has_open_request(order) else "count-unconfirmed-shipment"
        return _MARKETPLACE_ROWS.get(reason, late)
    if has_open_request(order):
        return _row_with_request(order, reason)
    if reason == "BuyerCanceled":
        return "count-request-by-message" if order.wished_at else "count-buyer-canceled-without-request"
    return _SELLER_ROWS.get(reason, "count-seller-fault")


def counts_against_seller(order: Order, rule: str, policy: Policy) -> bool:
    """Answer the row; what the marketplace fulfills enters the rate only where a pack says so."""
    entered = order.channel == Channel.MFN or policy.count_marketplace_fulfilled
    return bool(entered and policy.rule(rule).value)


def _row_with_request(order: Order, reason: str) -> str:
    if reason != "BuyerCanceled":
        return "count-other-reason-on-request"
    asked = order.request is not None and order.request.asked_by_seller
    return "count-seller-asked" if asked else "count-official-request"
