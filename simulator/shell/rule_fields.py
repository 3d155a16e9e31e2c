"""The field of a form that a rule speaks about, in every form that has such a field: its sentence is said beside it.

Knows the names of rules and of fields, no rule itself. A rule that is not here is said above the form.
"""

from simulator.errors import Refusal


class RuleSentence(str):
    """A refusal said beside a field; it remembers its rule, so that the page can link to it."""

    rule: str

    def __new__(cls, refused: Refusal) -> "RuleSentence":
        """Keep the sentence as the text."""
        made = super().__new__(cls, refused.message)
        made.rule = refused.rule
        return made


FIELDS = {
    "cancel-reason-required": "reason",
    "reason-locked-on-request": "reason",
    "refund-reason-required": "reason",
    "request-reason-required": "reason",
    "refund-limit": "amount",
    "tracking-required": "tracking",
    "ship-date-not-future": "ship_date",
    "ship-date-after-order": "ship_date",
    "auto-approval-minimum": "auto_approval_window",
    "auto-approval-maximum": "auto_approval_window",
    "auto-approval-offered": "auto_approval_window",
    "price-drop-confirm": "price",
    "claim-ground-fits": "ground",
    "message-limit": "body",
    "plain-text-only": "body",
    "no-links": "body",
    "no-contact-details": "body",
    "no-marketing": "body",
    "no-review-pressure": "body",
    "one-review-request": "kind",
    "review-request-after-shipment": "kind",
    "proactive-message-window": "kind",
}
