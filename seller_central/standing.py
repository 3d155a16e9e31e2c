"""How an order stands, in the words a seller reads: badges, what can be done with it, and why something cannot.

Must not decide anything: what may be done is asked of the transition table, lengths of time are the rule book's.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import url_for

from simulator.moment import Moment
from simulator.orders.guards import has_label, has_open_request, is_open
from simulator.orders.models import Order
from simulator.orders.moving import refusal
from simulator.orders.statuses import WAITING, OrderStatus
from simulator.policy import Policy, store
from simulator.policy.values import local_midnight
from simulator.reasons import reason_label
from simulator.shell.status_words import status_words
from simulator.shell.wording import gettext as _
from simulator.visits import the_world


@dataclass(frozen=True)
class Badge:
    """A state in a word, with the tone of its colour."""

    text: str
    tone: str = ""


@dataclass(frozen=True)
class Action:
    """A button or link of an order: its text, what a screen reader hears after it, where it leads."""

    text: str
    hidden: str
    href: str


@dataclass(frozen=True)
class Standing:
    """Everything an order's row says about its state."""

    state: str
    badges: list[Badge]
    notes: list[str] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    request_reason: str = ""


def end_of_day(moment: Moment, code: str) -> datetime:
    """Return the instant at which the store's present day ends."""
    zone = store(code).zone
    return local_midnight(moment.now.astimezone(zone).date() + timedelta(days=1), zone)


def standing(moment: Moment, order: Order) -> Standing:
    """Describe how an order stands."""
    policy = moment.policy(order.store)
    refusals = {name: refusal(moment, order, name) for name in DEEDS}
    may = [name for name, refused in refusals.items() if refused is None]
    refused = refusals["seller-cancel"]
    notes = [_("Cancel not available")] if refused and refused.rule == "label-closes-cancel" else []
    reason = reason_label(policy.buyer_cancel_reasons, order.request.reason) if order.request else ""
    actions = [*_actions(order, may), *_instead(order, refused.rule if refused else "")]
    return Standing(state_key(order), badges(moment, order, policy), notes + reasons(order, policy), actions, reason)


DEEDS = ("confirm-shipment", "seller-cancel", "refund", "edit-shipment")


def _actions(order: Order, may: list[str]) -> list[Action]:
    """Turn deeds that would be accepted into links, in the order of the pages."""
    number, world = order.number, the_world()

    def page(endpoint: str) -> str:
        return url_for(f"seller.{endpoint}", world=world, number=number)

    of_order = " " + _("for order %(id)s", id=number)
    known = {
        "confirm-shipment": (_("Confirm shipment"), of_order, "confirm_shipment"),
        "seller-cancel": (_("Cancel order"), f" {number}", "cancel_order"),
        "refund": (_("Refund order"), f" {number}", "refund_order"),
        "edit-shipment": (_("Edit shipment"), of_order, "edit_shipment"),
    }
    links = [Action(text, hidden, page(endpoint)) for text, hidden, endpoint in (known[n] for n in DEEDS if n in may)]
    if "confirm-shipment" in may:
        links.append(Action(_("Print packing slip"), of_order, page("packing_slip")))
    return links


def _instead(order: Order, rule: str) -> list[Action]:
    """Name the way to go where a rule closes the usual one."""
    if rule != "fba-seller-support" or not is_open(order):
        return []
    address = url_for("seller.support_cases", world=the_world(), order=order.number)
    return [Action(_("Open support case"), " " + _("for order %(id)s", id=order.number), address)]


def state_key(order: Order) -> str:
    """Name the state for machines that wait for it."""
    if is_open(order) and has_open_request(order):
        return "requested"
    return "".join(f"-{one.lower()}" if one.isupper() else one for one in order.status).removeprefix("-")


def badges(moment: Moment, order: Order, policy: Policy) -> list[Badge]:
    """Say the state in words; what needs the seller most comes first."""
    if is_open(order):
        return _open_badges(moment, order, policy)
    if order.status == OrderStatus.CANCELED:
        return [Badge(canceled_words(order), "")]
    if order.status in WAITING:
        return [Badge(status_words(order.status), "info")]
    return [
        Badge(_("Delivered"), "ok") if order.delivered_at else Badge(status_words(order.status), "ok"),
        *_after(order),
    ]


def _open_badges(moment: Moment, order: Order, policy: Policy) -> list[Badge]:
    late = order.ship_by is not None and moment.now > order.ship_by
    verge = order.auto_cancel_at is not None and moment.now >= order.auto_cancel_at - policy.verge_of_cancellation
    found = [Badge(_("Shipment is late"), "bad")] if late else [Badge(status_words(order.status))]
    found += [Badge(_("Verge of cancellation"), "bad")] if verge else []
    found += [Badge(_("Label bought"), "info")] if has_label(order) else []
    return found + _after(order)


def _after(order: Order) -> list[Badge]:
    is_wanted = any(one.closed_at is None and one.refunded_at is None for one in order.returns)
    found = [Badge(_("Return requested"), "warn")] if is_wanted else []
    return found + ([Badge(_("Refund applied"), "info")] if order.refunded else [])


def canceled_words(order: Order) -> str:
    """Say who canceled."""
    if order.cancel_reason == "AutoApproved":
        return _("Canceled by buyer request")
    words = {"BUYER": _("Canceled by buyer"), "SELLER": _("Canceled by seller")}
    return words.get(order.canceled_by or "", _("Canceled by marketplace"))


def reasons(order: Order, policy: Policy) -> list[str]:
    """Say why an order was canceled, in the words of the tables of reasons."""
    if not order.cancel_reason:
        return []
    tables = (policy.seller_cancel_reasons, policy.marketplace_reasons, policy.buyer_cancel_reasons)
    table = next((one for one in tables if order.cancel_reason in one), {})
    return [reason_label(table, order.cancel_reason)]


def service_words(policy: Policy, service: str) -> str:
    """Say a shipping service as buyers see it."""
    return reason_label(policy.transit_days, service)
