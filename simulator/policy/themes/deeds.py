"""What is open to the buyer and the shop: canceling alone, requesting, buying.

Only the typed names; words, values, dates and sources are in packs/base/deeds.toml.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, eq=False)
class Deeds:
    """What is open to the buyer and the shop: canceling alone, requesting, buying."""

    self_cancel_items: bool
    buyer_cancel_needs_window: bool
    request_after_window: bool
    request_needs_payment: bool
    request_before_shipment: bool
    one_request: bool
    request_reason_required: bool
    request_scope: str
    request_withdrawal: bool
    always_ask_seller: bool
    stale_page: bool
    stock_available: bool
    offer_active: bool
    lawful_path: bool
