"""Labels, hand-over, confirmation, delivery and refunds: what must come before what.

Only the typed names; words, values, dates and sources are in packs/base/parcels.toml.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True, eq=False)
class Parcels:
    """Labels, hand-over, confirmation, delivery and refunds: what must come before what."""

    label_once: bool
    label_void_window: timedelta
    void_needs_label: bool
    label_confirms_shipment: bool
    pick_once: bool
    pack_after_pick: bool
    handover_once: bool
    put_back_before_delivery: bool
    tracking_required: bool
    ship_date_not_future: bool
    ship_date_after_order: bool
    quantity_shipped: bool
    double_confirm: bool
    edit_needs_shipment: bool
    edit_before_delivery: bool
    delivered_after_handover: bool
    lost_after_handover: bool
    refusal_at_door: bool
    refund_after_confirmation: bool
    refund_limit: bool
    double_refund: bool
    refund_reason_required: bool
    charged_whole_order: bool
