"""Returns, guarantee claims, feedback.

Only the typed names; words, values, dates and sources are in packs/base/returns.toml.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True, eq=False)
class ReturnsAndClaims:
    """Returns, guarantee claims, feedback."""

    return_after_confirmation: bool
    return_window: timedelta
    one_return: bool
    return_once: bool
    return_reason_required: bool
    return_open: bool
    return_received_after_authorization: bool
    closed_return_final: bool
    return_auto_authorized: bool
    return_answer: timedelta
    return_refund_deadline: int
    claim_after_contact: timedelta
    claim_not_received_wait: timedelta
    claim_filing_window: timedelta
    claim_answer_window: timedelta
    claim_appeal_window: timedelta
    claim_open: bool
    claim_ground_fits: bool
    one_claim: bool
    feedback_window: timedelta
    feedback_opens: timedelta
    feedback_reminder: timedelta
    feedback_reminder_limit: timedelta
    feedback_on_canceled: bool
    one_feedback: bool
    feedback_removal: timedelta
