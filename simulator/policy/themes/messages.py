"""Writing to each other: limits, what is critical, what is refused.

Only the typed names; words, values, dates and sources are in packs/base/messages.toml.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from simulator.policy.rows import ContactReason, Label


@dataclass(frozen=True, kw_only=True, eq=False)
class Messages:
    """Writing to each other: limits, what is critical, what is refused."""

    message_limit: int
    attachment_limit: int
    attachments_per_message: int
    attachment_types: tuple[str, ...]
    critical_contact_reasons: Mapping[str, ContactReason]
    buyer_contact_reasons: Mapping[str, Label]
    critical_delivered: bool
    replies_delivered: bool
    opt_out_honored: bool
    plain_text_only: bool
    no_links: bool
    no_contact_details: bool
    no_marketing: bool
    no_review_pressure: bool
    one_review_request: bool
    review_request_after_shipment: bool
    proactive_message_window: timedelta
    reply_deadline: timedelta
    auto_reply_counts: bool
    pending_hides_buyer: bool
    request_note_limit: int
    seller_memo_limit: int
