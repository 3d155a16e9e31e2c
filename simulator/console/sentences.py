"""What the log says, in sentences: one for each kind of event and for each refused attempt.

Reads the event's own facts and the rule book's labels; decides nothing. Must not know pages.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from simulator.events import EventKind as E
from simulator.policy import Policy
from simulator.shell.formats import moment_text, money_text
from simulator.shell.wording import gettext as _
from simulator.shell.wording import ngettext

Facts = Mapping[str, Any]


def event_words(kind: str) -> str:
    """Say what happened, without its details."""
    return words_of_events().get(kind) or kind.replace("-", " ")


def sentence(kind: str, facts: Facts, policy: Policy) -> str:
    """Say what happened, with the details that matter."""
    details = [text for text in (tell(facts, policy) for tell in _DETAILS) if text]
    words = event_words(kind)
    return f"{words}: {', '.join(details)}" if details else words


def actor_word(actor: str) -> str:
    """Name a party."""
    return {"BUYER": _("Buyer"), "SELLER": _("Seller")}.get(actor, _("Marketplace"))


def _reason(facts: Facts, policy: Policy) -> str:
    code = facts.get("reason") or facts.get("ground")
    if not isinstance(code, str):
        return ""
    tables = (policy.seller_cancel_reasons, policy.buyer_cancel_reasons, policy.marketplace_reasons)
    more = (policy.refund_reasons, policy.return_reasons, policy.claim_grounds)
    rows: list[Mapping[str, Any]] = [*tables, *more]
    labels = [str(table[code].label) for table in rows if code in table]
    return labels[0] if labels else code


def _units(facts: Facts, policy: Policy) -> str:
    items = facts.get("items")
    counts = list(items.values()) if isinstance(items, dict) else []
    whole = [one for one in counts if isinstance(one, int)]
    return ngettext("%(num)d unit", "%(num)d units", sum(whole)) if whole else ""


def _money(facts: Facts, policy: Policy) -> str:
    amount = facts.get("amount", facts.get("total"))
    currency = facts.get("currency")
    if not isinstance(amount, int) or not isinstance(currency, str):
        return ""
    return money_text(amount, currency, policy.store.locale)


def _counting(facts: Facts, policy: Policy) -> str:
    if "counts" not in facts:
        return ""
    return _("counts against the seller") if facts["counts"] else _("does not count")


def _change(facts: Facts, policy: Policy) -> str:
    changed = facts.get("changed")
    if isinstance(changed, dict):
        return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in changed.items())
    if "was" in facts and "now" in facts and isinstance(facts["now"], int):
        currency = facts.get("currency")
        write = (lambda n: money_text(n, currency, policy.store.locale)) if isinstance(currency, str) else str
        return _(
            "%(sku)s from %(was)s to %(now)s",
            sku=facts.get("sku", ""),
            was=write(facts["was"]),
            now=write(facts["now"]),
        )
    return ""


def _deadline(facts: Facts, policy: Policy) -> str:
    for name, text in (("ship_by", _("ship by %(time)s")), ("due_at", _("due %(time)s"))):
        if isinstance(facts.get(name), str):
            return text % {"time": moment_text(datetime.fromisoformat(facts[name]), policy.store)}
    return ""


def _plain(name: str, words: Callable[[], str]) -> Callable[[Facts, Policy], str]:
    def tell(facts: Facts, policy: Policy) -> str:
        value = facts.get(name)
        return words() % {"value": str(value)[:120]} if value not in (None, "", [], {}) else ""

    return tell


# The details a sentence may carry, in the order in which they are said.
_DETAILS: tuple[Callable[[Facts, Policy], str], ...] = (
    _units,
    _money,
    _reason,
    _change,
    _plain("subject", lambda: _("“%(value)s”")),
    _plain("rating", lambda: _("%(value)s of 5")),
    _plain("decision", lambda: _("for the %(value)s")),
    _plain("carrier", lambda: "%(value)s"),
    _plain("tracking", lambda: _("tracking %(value)s")),
    _plain("why_not", lambda: _("not delivered: %(value)s")),
    _plain("why", lambda: "%(value)s"),
    _deadline,
    _counting,
)


def words_of_events() -> Mapping[str, str]:
    """Return what is said of each kind of event."""
    return {
        E.ORDER_PLACED: _("placed an order"),
        E.ORDER_AVAILABLE: _("pre-order is available now"),
        E.PAYMENT_VERIFIED: _("payment verified"),
        E.PAYMENT_FAILED: _("payment failed"),
        E.FRAUD_FOUND: _("found the order to be fraud"),
        E.CANCELLATION_REQUESTED: _("requested cancellation"),
        E.REQUEST_WITHDRAWN: _("took the cancellation request back"),
        E.ORDER_CANCELED: _("canceled the order"),
        E.ITEMS_CANCELED: _("canceled items"),
        E.LABEL_BOUGHT: _("bought a shipping label"),
        E.LABEL_VOIDED: _("voided the shipping label"),
        E.PICKED: _("picked the goods"),
        E.PACKED: _("packed the parcel"),
        E.HANDED_TO_CARRIER: _("handed the parcel to the carrier"),
        E.PUT_BACK: _("put the parcel back on the shelf"),
        E.SHIPMENT_CONFIRMED: _("confirmed the shipment"),
        E.SHIPMENT_EDITED: _("edited the shipment"),
        E.DELIVERED: _("parcel delivered"),
        E.DELIVERY_REFUSED: _("refused the delivery"),
        E.PARCEL_SCANNED: _("parcel scanned"),
        E.PARCEL_LOST: _("parcel lost"),
        E.REFUND_ISSUED: _("refunded"),
        E.RETURN_REQUESTED: _("asked to return items"),
        E.RETURN_AUTHORIZED: _("authorized the return"),
        E.RETURN_RECEIVED: _("received the return"),
        E.RETURN_CLOSED: _("closed the return"),
        E.CLAIM_OPENED: _("opened a guarantee claim"),
        E.CLAIM_ANSWERED: _("answered the claim"),
        E.CLAIM_DECIDED: _("decided the claim"),
        **_words_of_the_rest(),
    }


def _words_of_the_rest() -> Mapping[str, str]:
    return {
        E.FEEDBACK_LEFT: _("left feedback"),
        E.FEEDBACK_REMOVED: _("feedback removed"),
        E.FEEDBACK_REMOVAL_ASKED: _("asked to have feedback removed"),
        E.FEEDBACK_ANSWERED: _("replied to feedback"),
        E.MESSAGE_SENT: _("sent a message"),
        E.MESSAGE_BLOCKED: _("message not delivered"),
        E.BREACH_NOTED: _("breach of the rules noted"),
        E.CASE_OPENED: _("opened a case with Seller Support"),
        E.CASE_ANSWERED: _("Seller Support answered"),
        E.FULFILLMENT_PLANNED: _("planning begins"),
        E.FULFILLMENT_STARTED: _("warehouse begins"),
        E.FULFILLMENT_ENDED: _("fulfillment ended"),
        E.SHIP_BY_PASSED: _("ship-by date reached without a confirmed shipment"),
        E.REMINDER_SENT: _("sent a reminder"),
        E.STOCK_CHANGED: _("changed the stock"),
        E.PRICE_CHANGED: _("changed a price"),
        E.SETTINGS_CHANGED: _("changed settings"),
        E.REPORT_READY: _("report ready"),
        E.FEED_DONE: _("uploaded file processed"),
        E.RATE_WARNED: _("warned the seller about a metric"),
        E.OFFERS_DEACTIVATED: _("deactivated offers"),
        E.CUSTOMER_SERVICE_CALLED: _("called customer service"),
        E.MESSAGE_REPORTED: _("reported a message"),
        E.RESPONSE_WAIVED: _("marked a message as needing no response"),
        E.OFFERS_REACTIVATED: _("reactivated offers"),
        E.NOTICE_ACKNOWLEDGED: _("acknowledged a performance notification"),
        E.PLAN_SUBMITTED: _("submitted a plan of action"),
        E.PLAN_DECIDED: _("decided about a plan of action"),
    }
