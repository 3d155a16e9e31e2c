"""Canceling by the seller and the marketplace, and what can no longer be canceled.

Only the typed names; words, values, dates and sources are in packs/base/cancellation.toml.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, eq=False)
class SellerCancellation:
    """Canceling by the seller and the marketplace, and what can no longer be canceled."""

    pending_closed_to_seller: bool
    confirmed_cannot_be_canceled: bool
    cancel_reason_required: bool
    reason_locked_on_request: bool
    seller_partial_cancel: bool
    label_closes_cancel: bool
    canceled_is_final: bool
    late_fraud_cancels: bool
    cancel_restores_stock: bool
    contact_after_cancel: bool
