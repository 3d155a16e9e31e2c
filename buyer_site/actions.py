"""The buttons of an order: what each is called, where it leads, and which deed must be open for it to be shown.

Buttons and rules ask the same questions, so a page never offers what would be refused. Labels are exact: people and
tests find them by name.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from simulator.moment import Moment
from simulator.orders.models import Order
from simulator.orders.moving import refusal
from simulator.shell.register import site_url
from simulator.shell.wording import gettext as _


@dataclass(frozen=True)
class Action:
    """A link a person can follow; `primary` is the one meant most."""

    key: str
    text: str
    href: str
    primary: bool = False


@dataclass(frozen=True)
class Kind:
    """A row: its words, the page it opens below the order, and when it is offered."""

    text: Callable[[], str]
    path: str
    offered: Callable[[Moment, Order], bool]
    primary: bool = False


def _open(deed: str) -> Callable[[Moment, Order], bool]:
    return lambda moment, order: refusal(moment, order, deed) is None


def _always(moment: Moment, order: Order) -> bool:
    return True


KINDS = {
    "cancel": Kind(lambda: _("Cancel items"), "/cancel", _open("buyer-cancel"), True),
    "request": Kind(lambda: _("Request cancellation"), "/request-cancellation", _open("request-cancellation"), True),
    "return": Kind(lambda: _("Return or replace items"), "/return", _open("request-return"), True),
    "my-return": Kind(lambda: _("View return"), "/return", lambda m, o: bool(o.returns), True),
    "track": Kind(lambda: _("Track package"), "/track", lambda m, o: bool(o.confirmed_at), True),
    "problem": Kind(lambda: _("Problem with order"), "/problem", _always),
    "claim": Kind(lambda: _("File a claim"), "/claim", _open("claim")),
    "feedback": Kind(lambda: _("Leave seller feedback"), "/feedback", _open("feedback")),
    "my-feedback": Kind(lambda: _("View your feedback"), "/feedback",
                        lambda m, o: o.feedback is not None and o.feedback.removed_at is None),
    "details": Kind(lambda: _("View order details"), "", _always),
    "contact": Kind(lambda: _("Contact seller"), "/contact", _always),
    "help": Kind(lambda: _("Contact us"), "/customer-service", _always),
    "again": Kind(lambda: _("Buy it again"), "/buy-again", _always),
}  # fmt: skip

# On an order's own page everything that is open is within reach.
ON_DETAILS = ("cancel", "request", "track", "return", "my-return", "contact", "problem", "claim", "feedback",
              "my-feedback", "help")  # fmt: skip


def actions_of(moment: Moment, order: Order, keys: Iterable[str]) -> list[Action]:
    """Return those of these actions that are open now; the first primary one stays primary."""
    found: list[Action] = []
    for key in keys:
        kind = KINDS[key]
        if kind.offered(moment, order):
            primary = kind.primary and not any(one.primary for one in found)
            found.append(Action(key, kind.text(), site_url(f"/orders/{order.number}{kind.path}"), primary))
    return found
