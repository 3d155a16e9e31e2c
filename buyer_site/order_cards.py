"""What the pages print about an order: answers for templates, which then need no arithmetic and no comparison.

Built from the state table, the actions and the rule book; must not know requests or forms.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import g

from buyer_site.actions import ON_DETAILS, Action, actions_of
from buyer_site.states import State, arriving, state_of
from simulator.errors import Refusal
from simulator.moment import Actor, Moment
from simulator.orders.guards import has_open_request, self_cancel_ends, who_canceled
from simulator.orders.models import Order, OrderItem
from simulator.orders.moving import refusal
from simulator.orders.statuses import Channel
from simulator.policy import Policy, in_words
from simulator.policy.wording import as_adjective
from simulator.reasons import reason_label
from simulator.shell.formats import day_text
from simulator.shell.register import site_url
from simulator.shell.wording import gettext as _


@dataclass(frozen=True)
class Line:
    """One item as the pages show it."""

    id: str
    kind: str
    title: str
    href: str
    quantity: int
    open: int
    amount: int
    canceled: int


@dataclass(frozen=True)
class Stage:
    """One step on a parcel's way."""

    name: str
    note: str
    done: bool


@dataclass(frozen=True)
class Card:
    """An order as its buyer sees it now."""

    order: Order
    state: State
    heading: str
    note: str
    lines: list[Line]
    actions: list[Action]
    banner: str
    # Until when the buyer cancels alone; None where that is over.
    until: datetime | None
    window: str
    window_adjective: str
    reason: str
    who: str
    refused: Refusal | None
    is_fulfilled_by_marketplace: bool

    @property
    def change_key(self) -> str:
        """A text that differs when banner or buttons do; the page's poll compares it."""
        return ".".join([self.state.key, self.banner, *(one.key for one in self.actions)])


def card(moment: Moment, order: Order, *, on_details: bool = False) -> Card:
    """Describe an order for a card of Your Orders, or for its own page."""
    state, policy = state_of(moment, order), moment.policy(order.store)
    closed = refusal(moment, order, "buyer-cancel")
    asked = refusal(moment, order, "request-cancellation")
    rule = policy.rule("buyer-cancel-window")
    return Card(
        order=order,
        state=state,
        heading=state.heading(order),
        note=note_of(moment, order, state),
        lines=[line(one) for one in order.items],
        actions=actions_of(moment, order, ON_DETAILS if on_details else state.actions),
        banner=banner_of(order, closed, asked, state),
        until=self_cancel_ends(moment, order) if closed is None else None,
        window=in_words(rule.value, rule.unit, policy.say),
        window_adjective=as_adjective(rule.value, rule.unit, policy.say),
        reason=reason_of(order, policy),
        who=_("you") if order.canceled_by == Actor.BUYER else _(who_canceled(order)),
        refused=asked,
        is_fulfilled_by_marketplace=order.channel == Channel.AFN,
    )


def banner_of(order: Order, closed: Refusal | None, asked: Refusal | None, state: State) -> str:
    """Choose what the cancellation banner tells: a key into the page's texts, empty for no banner."""
    if closed is None:
        return "alone"
    if order.canceled_at is not None:
        return "canceled"
    if has_open_request(order):
        return "requested"
    if asked is None:
        return "ask"
    return "verifying" if state.key == "verifying" else ""


def note_of(moment: Moment, order: Order, state: State) -> str:
    """Write the small line under a heading."""
    if order.canceled_at is not None:
        return _("You were not charged.") if order.charged == 0 else ""
    if state.key == "late":
        return _("Running late")
    if state.says_when:
        return ""
    if order.available_at is not None and order.released_at is None:
        return _("Available from %(day)s", day=day_text(order.available_at, g.store, "long"))
    return _("Arriving %(days)s", days=arriving(order)) if arriving(order) else ""


def reason_of(order: Order, policy: Policy) -> str:
    """Name the reason of a cancellation or of an open request."""
    code = order.cancel_reason or (order.request.reason if order.request else None)
    for table in (policy.buyer_cancel_reasons, policy.seller_cancel_reasons, policy.marketplace_reasons):
        if code in table:
            return reason_label(table, code)
    return ""


def line(item: OrderItem) -> Line:
    """Describe an item: the units that stay and what they cost; all of them where none stays."""
    shown = item.quantity - item.quantity_canceled or item.quantity
    return Line(
        item.id, item.kind, item.title, site_url(f"/p/{item.asin}"), shown, item.quantity_open,
        item.unit_price * shown, item.quantity_canceled,
    )  # fmt: skip


def stages(order: Order) -> list[Stage]:
    """List the steps of a parcel as its buyer may know them: what was confirmed, scanned, delivered."""

    def on(at: datetime | None, otherwise: str = "") -> str:
        return day_text(at, g.store, "short") if at else otherwise

    confirmed = order.confirmed_at
    scanned = order.handed_at if confirmed and order.put_back_at is None else None
    by = _("by %(day)s", day=on(order.ship_by)) if order.ship_by else ""
    return [
        Stage(_("Ordered"), on(order.placed_at), True),
        Stage(_("Shipped"), on(confirmed, by), confirmed is not None),
        Stage(_("With the carrier"), on(scanned), scanned is not None or order.delivered_at is not None),
        Stage(_("Delivered"), on(order.delivered_at), order.delivered_at is not None),
    ]
