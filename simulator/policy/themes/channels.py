"""Orders the marketplace fulfills, and Multi-Channel Fulfillment.

Only the typed names; words, values, dates and sources are in packs/base/channels.toml.
"""

from dataclasses import dataclass
from datetime import time, timedelta


@dataclass(frozen=True, kw_only=True, eq=False)
class Channels:
    """Orders the marketplace fulfills, and Multi-Channel Fulfillment."""

    fba_seller_support: bool
    fba_shipped_by_marketplace: bool
    fba_pick_start_minimum: timedelta
    fba_pick_start_maximum: timedelta
    fba_picking_closes_cancel: bool
    fba_no_request: bool
    support_case_answer: timedelta
    support_case_complete: bool
    mcf_planning_window: timedelta
    mcf_processing_closed: bool
    mcf_unfulfillable_final: bool
    mcf_complete_final: bool
    mcf_fill_all_limit: timedelta
    mcf_hold_limit: timedelta
    mcf_cut_off: time
    mcf_speeds: tuple[str, ...]
    mcf_policies: tuple[str, ...]
