"""What a kept e-mail lacks until it is read: words for codes, addresses of pages, the reader's language and zone.

Knows rules and stores, no database. A mail is kept as notice and facts, so that brand and addresses may change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from messaging.reasons import subject_for
from simulator.policy import Policy, Store
from simulator.reasons import reason_label

BRAND = "Millpond"

# Which table of the rule book names a notice's reason; the first prefix that fits.
_REASONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("refund-", ("refund_reasons", "return_reasons")),
    ("return-", ("return_reasons",)),
    ("claim-", ("claim_grounds",)),
    ("order-canceled-by-seller", ("seller_cancel_reasons",)),
    ("", ("buyer_cancel_reasons", "marketplace_reasons", "seller_cancel_reasons")),
)
# The mailbox a notice is sent from; the first prefix that fits. Copies of messages come from the writer's alias.
_SENDERS: tuple[tuple[str, str], ...] = (
    ("order-confirmation", "auto-confirm"),
    ("order-released", "auto-confirm"),
    ("shipment-", "shipment-tracking"),
    ("delivered", "shipment-tracking"),
    ("refund-", "donotreply"),
    ("sold-ship-now", "seller-notification"),
    ("message-blocked", "donotreply"),
    ("performance-", "seller-performance"),
    ("offers-", "seller-performance"),
    ("case-", "seller-support"),
    ("", "order-update"),
)
_DECISIONS = {"buyer": "in favor of the buyer", "seller": "in favor of the seller"}


@dataclass(frozen=True)
class Site:
    """Where a world's pages are, so that mails can lead to them; without it mails have no links."""

    world: str
    root: str = ""

    def urls(self, order: str | None, role: str) -> dict[str, str]:
        """Return the pages a mail to this role may lead to."""
        shop = f"{self.root}/w/{self.world}"
        desk = f"{shop}/seller"
        found = {"health": f"{desk}/health", "rules": f"{self.root}/rules/", "case": f"{desk}/support/cases"}
        if order is None:
            return found
        found |= {"order": f"{shop}/orders/{order}", "seller_order": f"{desk}/orders/{order}"}
        reply = f"{shop}/messages/{order}" if role == "buyer" else f"{desk}/messages/{order}"
        return (
            found
            | {"reply": reply, "request": f"{desk}/orders/{order}"}
            | ({"report": reply} if role == "buyer" else {})
        )


def facts_as_read(
    notice: str, facts: Mapping[str, Any], policy: Policy, *, brand: str, urls: Mapping[str, str]
) -> dict[str, Any]:
    """Return the facts of a mail with everything that its templates may ask for."""
    told = {**facts, "urls": dict(urls), "time_zone": policy.store.time_zone}
    told.setdefault("reason_label", _reason(notice, facts, policy))
    if notice == "feedback-left-seller":
        told |= {"rate": facts.get("rating"), "body": facts.get("comment")}
    if facts.get("topic"):
        told["message_subject"] = subject_of(facts, brand)
    return told


def subject_of(facts: Mapping[str, Any], brand: str) -> str:
    """Return a message's subject. A buyer's says what it is, whatever they wrote there; a seller's may be their own."""
    if facts.get("heading") and facts["writer"] == "seller":
        return str(facts["heading"])
    name = facts["seller"] if facts["writer"] == "seller" else facts["buyer"]
    return subject_for(facts["topic"], brand=brand, name=name, order_id=facts["order"], language=facts["language"])


def sender_of(notice: str, facts: Mapping[str, Any], store: Store) -> str:
    """Return the address a mail comes from: an alias, or one of the store's own."""
    box = next(box for prefix, box in _SENDERS if notice.startswith(prefix))
    return str(facts.get("sender_address") or f"{box}@{store.domain}")


def _reason(notice: str, facts: Mapping[str, Any], policy: Policy) -> str | None:
    if "decision" in facts:
        return _DECISIONS.get(str(facts["decision"]))
    code = facts.get("reason") or facts.get("ground")
    if not code:
        return None
    for name in next(names for prefix, names in _REASONS if notice.startswith(prefix)):
        label = reason_label(getattr(policy, name), code)
        if label != code:
            return label
    return None
