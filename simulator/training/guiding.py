"""Which step of the solver comes next, and where on the pages it is taken. Pure reading; guided mode shows it."""

from dataclasses import dataclass
from typing import Any

from simulator.models import Event
from simulator.shell.wording import gettext
from simulator.training.cast import told
from simulator.training.lesson import Point, Step
from simulator.training.vocabulary import Evidence

# Where a deed is done when a lesson does not say: the page, and the words on its button.
_SELLER = {
    "seller-cancel": ("seller/orders/{order}/cancel", "Submit"),
    "confirm-shipment": ("seller/orders/{order}/confirm", "Confirm shipment"),
    "refund": ("seller/orders/{order}/refund", "Submit full refund"),
    "message": ("seller/messages/{order}", "Send"),
    "hand-to-carrier": ("seller/orders/{order}", "Hand to carrier"),
    "put-back": ("seller/orders/{order}", "Put back on shelf"),
    "buy-label": ("seller/orders/{order}/label", "Buy label"),
    "void-label": ("seller/orders/{order}/label", "Void label"),
    "authorize-return": ("seller/returns", "Authorize return"),
    "receive-return": ("seller/returns", "Mark as received"),
    "answer-claim": ("seller/claims", "Represent to marketplace"),
    "open-case": ("seller/support/cases", "Submit case"),
    "create-fulfillment": ("seller/mcf/new", "Create order"),
    "change-seller": ("seller/settings/shipping", "Save changes"),
    "change-product": ("seller/inventory", "Save all"),
}
_BUYER = {
    "buyer-cancel": ("orders/{order}/cancel", "Cancel checked items"),
    "request-cancellation": ("orders/{order}/request-cancellation", "Request cancellation"),
    "message": ("orders/{order}/contact", "Send message"),
}
# What a deed is called where it begins, if that is not what the button at its end says.
_CALLED = {
    "seller-cancel": "Cancel order",
    "refund": "Refund order",
    "message": "Contact buyer",
}
WAIT = "Jump to next event"
# Done to some of the items, these are an event of their own in the log.
_IN_PART = {"buyer-cancel", "seller-cancel"}


@dataclass(frozen=True)
class Pointer:
    """The next step: where it is taken, by which control, and why."""

    n: int
    page: str
    control: str
    why: str


def next_step(steps: list[Step], evidence: Evidence) -> tuple[int, Step] | None:
    """Return the first step that was not taken yet, with its place."""
    used: set[int] = set()
    for n, step in enumerate(steps):
        if not _is_taken(step, evidence, used):
            return n, step
    return None


def _is_taken(step: Step, evidence: Evidence, used: set[int]) -> bool:
    if step.predict is not None:
        return True
    if step.saw is not None:
        return _has_seen(step.saw, evidence)
    if step.until is not None:
        return bool(evidence.value(step.until))
    if step.wait is not None:
        return evidence.moment.now >= evidence.begin() + step.wait
    event = next((one for one in deeds_of(step, evidence) if one.seq not in used), None)
    if event is not None:
        used.add(event.seq)
    return event is not None


def deeds_of(step: Step, evidence: Evidence) -> list[Event]:
    """Return what happened that may have been this step, oldest first."""
    match: dict[str, Any] = {"order": step.order} if step.order else {}
    if step.do == "refund" and not {"items", "amount"} & set(step.with_):
        match["full"] = True
    if step.do in _IN_PART and "items" in step.with_:
        return evidence.all_of("items-canceled", by=evidence.cast.learner, **match)
    return evidence.all_of(step.do or "", **match)


def _has_seen(path: str, evidence: Evidence) -> bool:
    """Say whether a page was looked at: with any query, or with the first condition it asks for, wherever it stands."""
    page, _mark, query = path.partition("?")
    return evidence.saw(f"{page}[?]*{query.split('&')[0]}*") or (not query and evidence.saw(page))


def pointer(n: int, step: Step, evidence: Evidence) -> Pointer:
    """Say where a step is taken."""
    cast, moment = evidence.cast, evidence.moment
    point = step.point or _usual(step, cast.learner)
    number = cast.orders.get(step.order or "", "")
    page = told(point.page.replace("{order}", number), cast, moment)
    return Pointer(n, page, told(point.control, cast, moment), told(step.why or "", cast, moment))


def in_words(step: Step, evidence: Evidence) -> str:
    """Tell somebody a step: why it is taken; else what is done, and to which order. A mere look needs no words."""
    if step.why:
        return told(step.why, evidence.cast, evidence.moment)
    if step.do is None:
        return ""
    called = gettext(_CALLED.get(step.do) or _usual(step, evidence.cast.learner).control)
    number = evidence.cast.orders.get(step.order or "")
    return f"{called}: {number}" if number else called


def _usual(step: Step, learner: str) -> Point:
    if step.saw is not None:
        return Point(page=step.saw, control="")
    usual = (_SELLER if learner == "seller" else _BUYER).get(step.do or "")
    return Point(page=usual[0], control=usual[1]) if usual else Point(page="", control=WAIT)
