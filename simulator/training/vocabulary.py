"""What the words of checks mean, answered from a lesson's world: its log since the start, refusals, states, looks.

Never asks a page. `did` takes the names of deeds and of events alike; what it compares stands in the event or is
derived here (`_DERIVED`).
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatch
from fractions import Fraction
from functools import cached_property
from typing import Any

from sqlalchemy import select

from simulator.events import EventKind
from simulator.health import cancellation_rate, home_policy
from simulator.health.describing import health_json
from simulator.models import Event, RefusedAttempt
from simulator.moment import Moment
from simulator.orders.describing import order_json
from simulator.orders.models import Order
from simulator.orders.transitions import TABLE
from simulator.parties import Product, Seller
from simulator.training.cast import Cast, told
from simulator.training.expressions import EACH, Evaluation, Expression
from simulator.training.spans import span

WORDS = (
    "did", "never", "times", "before", "within", "state", "due", "metric", "saw", "refused", "predicted", "stock",
    "price", "setting", "every", "share",
)  # fmt: skip
# Deeds whose event is not in the transition table.
_EVENTS = {
    "message": ("message-sent",),
    "place-order": ("order-placed",),
    "create-fulfillment": ("order-placed", "fulfillment-ended"),
    "change-seller": ("settings-changed",),
    "change-buyer": ("settings-changed",),
    "change-product": ("stock-changed", "price-changed"),
    "open-case": ("case-opened",),
    "mark-no-response-needed": ("response-waived",),
    "acknowledge-notice": ("notice-acknowledged",),
    "submit-plan": ("plan-submitted",),
    "call-customer-service": ("customer-service-called",),
    "release-fulfillment": ("fulfillment-planned",),
    "request-report": ("report-ready",),
    "submit-feed": ("feed-done",),
}
# Asked of an event beyond what stands in it.
_DERIVED = ("by", "after", "apart", "younger", "older", "full", "of_item", "order")


@dataclass(frozen=True)
class Look:
    """A page the learner opened: its address inside the world, when, and after which event."""

    path: str
    after_seq: int
    at: datetime


@dataclass
class Evidence:
    """Everything a check may ask about one attempt."""

    moment: Moment
    cast: Cast
    looks: list[Look] = field(default_factory=list)
    # What the learner foretold, and what came true, by the prediction's id.
    foretold: dict[str, str] = field(default_factory=dict)
    truths: dict[str, Expression] = field(default_factory=dict)

    def value(self, expression: Expression) -> Any:
        """Return what a check comes to; an event where it is one that decides."""
        return self._evaluation.of(expression.body)

    @cached_property
    def _evaluation(self) -> Evaluation:
        words = {name: getattr(self, f"_{name}") for name in WORDS if name not in ("every", "share")}
        names: dict[str, Any] = {name: name for name in (*self.cast.orders, *self.cast.groups)}
        for person in self.cast.people:
            if person.get("as"):
                names.setdefault(person["as"], person["as"])
        return Evaluation(words, {"every": self._every, "share": self._share}, names)

    @cached_property
    def events(self) -> list[Event]:
        """What happened since the lesson began, oldest first."""
        query = select(Event).where(Event.seq > self.cast.start_seq).order_by(Event.seq)
        return list(self.moment.session.scalars(query))

    def begin(self) -> datetime:
        """Return the instant at which the lesson began."""
        return datetime.fromtimestamp(self.cast.started_at, tz=self.moment.now.tzinfo)

    def _matching(self, what: str, /, **match: Any) -> list[Event]:
        kinds, actor = self._kinds(what)
        match.setdefault("by", actor)
        return [one for one in self.events if one.kind in kinds and self._fits(one, match)]

    def _kinds(self, what: str) -> tuple[tuple[str, ...], str | None]:
        if what in TABLE:
            return (str(TABLE[what].event),), str(TABLE[what].actor).lower()
        if what in _EVENTS:
            return _EVENTS[what], self.cast.learner if what == "message" else None
        return (str(EventKind(what)),), None

    def _fits(self, event: Event, match: dict[str, Any]) -> bool:
        return event_fits(event, match, self.cast, self.moment)

    def did(self, what: str, **match: Any) -> Event | None:
        """Return the first event that a deed or kind names and that fits, or None."""
        return self._did(what, **match)

    def all_of(self, what: str, **match: Any) -> list[Event]:
        """Return every event that a deed or kind names and that fits."""
        return self._matching(what, **match)

    def saw(self, pattern: str) -> bool:
        """Say whether a page was looked at."""
        return self._saw(pattern)

    # -- the words

    def _did(self, what: str, /, **match: Any) -> Event | None:
        return next(iter(self._matching(what, **match)), None)

    def _never(self, what: str, /, **match: Any) -> bool:
        return self._did(what, **match) is None

    def _times(self, what: str, /, **match: Any) -> int:
        return len(self._matching(what, **match))

    def _before(self, first: Event | None, second: Event | datetime | None) -> Event | None:
        """The first happened, and before the second did, or before an instant."""
        if first is None or second is None:
            return None
        if isinstance(second, datetime):
            return first if first.at < second else None
        return first if first.seq < second.seq else None

    def _within(self, event: Event | None, time: str | datetime, of: Event | None = None) -> Event | None:
        """It happened within a duration of the lesson's start (or of another event), or not after an instant."""
        if event is None:
            return None
        limit = time if isinstance(time, datetime) else (of.at if of else self.begin()) + span(time)
        return event if event.at <= limit else None

    def _state(self, order: str, path: str = "status") -> Any:
        if order not in self.cast.orders:
            return None
        row = self.moment.session.get_one(Order, self.cast.orders[order])
        found: Any = order_json(self.moment, row, with_allowed=False)
        for part in path.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        return found

    def _due(self, order: str, what: str = "ship_by") -> datetime | None:
        found = getattr(self.moment.session.get_one(Order, self.cast.order(order)), what)
        return found if isinstance(found, datetime) else None

    def _metric(self, name: str, part: str = "rate") -> Any:
        seller = self.moment.session.get_one(Seller, self.cast.seller)
        if name == "cancellation_rate":
            policy = home_policy(self.moment, seller)
            found = cancellation_rate(self.moment.session, seller, self.moment.now, policy).facts()
        else:
            found = health_json(self.moment, seller)[name]
        if part == "rate" and found.get("denominator"):
            return Fraction(found["numerator"], found["denominator"])
        return found.get(part)

    def _saw(self, pattern: str, after: Event | None = None, before: Event | None = None) -> bool:
        """A page whose address fits; `*` stands for anything, `{A}` for an order, and the query counts too."""
        pattern = told(pattern, self.cast, self.moment)
        return any(
            fnmatch(one.path, pattern)
            and (after is None or one.after_seq >= after.seq)
            and (before is None or one.after_seq < before.seq)
            for one in self.looks
        )

    def _refused(self, deed: str | None = None, order: str | None = None, rule: str | None = None) -> int:
        query = select(RefusedAttempt.order_id).where(RefusedAttempt.after_seq >= self.cast.start_seq)
        if deed is not None:
            query = query.where(RefusedAttempt.deed == deed)
        if order is not None:
            query = query.where(RefusedAttempt.order_id == self.cast.order(order))
        if rule is not None:
            query = query.where(RefusedAttempt.rule == rule)
        return len(self.moment.session.scalars(query).all())

    def _predicted(self, name: str) -> bool:
        return name in self.foretold and self.foretold[name] == self.truth(name)

    def truth(self, name: str) -> str:
        """Return what a prediction should have said."""
        return "yes" if self.value(self.truths[name]) else "no"

    def _stock(self, name: str) -> int:
        return self.moment.session.get_one(Product, self.cast.skus[name]).stock

    def _price(self, name: str) -> int:
        return self.moment.session.get_one(Product, self.cast.skus[name]).price

    def _setting(self, name: str) -> Any:
        return getattr(self.moment.session.get_one(Seller, self.cast.seller), name)

    def _every(self, evaluation: Evaluation, group: str, each: ast.expr) -> bool:
        return all(self._each(evaluation, group, each))

    def _share(self, evaluation: Evaluation, group: str, each: ast.expr) -> Fraction:
        found = [bool(one) for one in self._each(evaluation, group, each)]
        return Fraction(sum(found), len(found)) if found else Fraction(0)

    def _each(self, evaluation: Evaluation, group: str, each: ast.expr) -> list[Any]:
        return [evaluation.with_name(EACH, one).of(each) for one in self.cast.groups.get(group, [group])]


def event_fits(event: Event, match: dict[str, Any], cast: Cast, moment: Moment) -> bool:
    """Say whether an event is the one that a `did(…)` describes."""
    order = match.get("order")
    if order is not None and event.order_id not in [cast.orders.get(one) for one in cast.groups.get(order, [order])]:
        return False
    by = match.get("by")
    if by is not None and by != str(event.actor).lower():
        return False
    after = match.get("after", event)
    if after is None or (after is not event and event.seq <= after.seq):
        return False
    if "apart" in match and event.at - after.at < span(match["apart"]):
        return False
    plain = {name: wanted for name, wanted in match.items() if name not in _DERIVED}
    if not all(_is(event.data.get(name), wanted) for name, wanted in plain.items()):
        return False
    asked = {name: wanted for name, wanted in match.items() if name in _QUESTIONS}
    # An order is only read where it is asked about: most checks ask nothing that does not stand in the event.
    row = moment.session.get(Order, event.order_id) if asked and event.order_id else None
    return not asked or (
        row is not None and all(_QUESTIONS[name](event, row, wanted) for name, wanted in asked.items())
    )


def _is(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, tuple):
        return found in wanted
    if isinstance(found, list | dict) and isinstance(wanted, int):
        return len(found) == wanted
    return bool(found == wanted) or (wanted is False and found is None)


def _age(event: Event, order: Order) -> timedelta:
    return event.at - order.placed_at


def _is_refund_of(event: Event, order: Order, place: int) -> bool:
    item = order.items[place - 1]
    named = {one["order_item_id"] for one in event.data.get("items", [])}
    return named <= {item.id} and event.data.get("amount") == item.amount


def _is_paid_back(event: Event, order: Order) -> bool:
    """Say whether everything charged had gone back with this refund, in one sum or in several."""
    return sum(one.amount for one in order.refunds if one.at <= event.at) >= order.charged


_QUESTIONS: dict[str, Callable[[Event, Order, Any], bool]] = {
    "younger": lambda event, order, wanted: _age(event, order) < span(wanted),
    "older": lambda event, order, wanted: _age(event, order) >= span(wanted),
    "full": lambda event, order, wanted: _is_paid_back(event, order) is wanted,
    "of_item": _is_refund_of,
}
