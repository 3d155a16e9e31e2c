"""Which cancellations count in the Cancellation Rate.

Only the typed names; words, values, dates and sources are in packs/base/counting.toml.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, eq=False)
class Counting:
    """Which cancellations count in the Cancellation Rate."""

    count_official_request: bool
    count_request_by_message: bool
    count_seller_fault: bool
    count_address_undeliverable: bool
    count_buyer_unresponsive: bool
    count_unconfirmed_shipment: bool
    count_buyer_fraud: bool
    count_payment_failed: bool
    count_buyer_self_cancel: bool
    count_auto_approved: bool
    count_buyer_canceled_without_request: bool
    count_request_left_open: bool
    count_other_reason_on_request: bool
    count_seller_asked: bool
    count_marketplace_fulfilled: bool
    breach_asking_buyer: bool
