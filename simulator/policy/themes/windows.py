"""How long things stay open, and when they happen by themselves.

Only the typed names; words, values, dates and sources are in packs/base/windows.toml.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator.policy.values import Grace, Reminder


@dataclass(frozen=True, kw_only=True, eq=False)
class Windows:
    """How long things stay open, and when they happen by themselves."""

    buyer_cancel_window: timedelta
    request_window: timedelta | None
    payment_hold: timedelta
    slow_payment_check: timedelta
    payment_check_limit: timedelta
    auto_cancel_grace: Grace
    ship_reminders: tuple[Reminder, ...]
    verge_of_cancellation: timedelta
    request_change_date: datetime
    request_by_message_before_change: bool
    request_report_column: bool
    auto_approval_offered: bool
    auto_approval_minimum: timedelta
    auto_approval_maximum: timedelta
