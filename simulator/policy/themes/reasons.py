"""Who gives which reason, code to row.

Only the typed names; words, values, dates and sources are in packs/base/reasons.toml.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.policy.rows import Label, RefundReason, ReturnReason, SellerReason


@dataclass(frozen=True, kw_only=True, eq=False)
class Reasons:
    """Who gives which reason, code to row."""

    seller_cancel_reasons: Mapping[str, SellerReason]
    buyer_cancel_reasons: Mapping[str, Label]
    marketplace_reasons: Mapping[str, Label]
    refund_reasons: Mapping[str, RefundReason]
    return_reasons: Mapping[str, ReturnReason]
    claim_grounds: Mapping[str, Label]
