"""Account health: windows, targets, consequences.

Only the typed names; words, values, dates and sources are in packs/base/metrics.toml.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction


@dataclass(frozen=True, kw_only=True, eq=False)
class Metrics:
    """Account health: windows, targets, consequences."""

    cancellation_rate_target: Fraction
    cancellation_rate_window: timedelta
    cancellation_rate_second_target: Fraction | None
    cancellation_rate_second_window: timedelta | None
    order_defect_rate_target: Fraction
    order_defect_rate_window: timedelta
    defect_rating_limit: int
    late_shipment_rate_target: Fraction
    late_shipment_rate_window: timedelta
    late_shipment_rate_short_window: timedelta
    late_shipment_replaced: bool
    valid_tracking_rate_target: Fraction
    valid_tracking_rate_window: timedelta
    on_time_delivery_date: datetime
    on_time_delivery_rate_target: Fraction
    on_time_delivery_enforced: bool
    on_time_delivery_rate_window: timedelta
    on_time_delivery_rate_lag: timedelta
    on_time_delivery_minimum_units: int
    response_time_target: Fraction
    response_time_limit: timedelta
    response_time_windows: tuple[timedelta, ...]
    account_health_start: int
    account_health_green: int
    account_health_yellow: int
    account_health_maximum: int
    account_health_window: timedelta
    account_health_gain: int
    account_health_gain_orders: int
    account_health_breach_points: int
    consecutive_cancellations: int
    consecutive_cancellations_window: timedelta
    price_edit_reactivates: bool
    offers_deactivated_on_breach: bool
    performance_review_window: timedelta
    offers_deactivated_minimum_orders: int
    rate_warning_repeat: timedelta
    plan_accepted_at_once: bool
