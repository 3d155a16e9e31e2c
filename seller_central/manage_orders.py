"""Manage Orders: seller fulfilled and fulfilled by the marketplace, by status, with filters, sorting and pages."""

from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from seller_central import asking
from seller_central.blueprint import seller
from seller_central.frame import only_store
from seller_central.open_work import CAP
from seller_central.order_lists import SIZES, SORTS_OF, TABS, Asked, Shelf, counts_of, page_of, services_of
from seller_central.pairs import Pairs
from seller_central.standing import end_of_day, service_words, standing
from simulator.orders.guards import has_open_request, is_open
from simulator.orders.models import Order
from simulator.orders.statuses import WAITING, Channel
from simulator.shell.formats import day_text, local, time_text
from simulator.shell.wording import gettext as _
from simulator.visits import current_seller, here

# What a poll of the page brings along: the state of the list that is shown.
SEEN = "seen"
# Simulated seconds after which times such as "5 min ago" are written anew.
REFRESHED_EVERY = 300
VIEWS = {"mfn": "seller.orders", "fba": "seller.fba_orders", "mcf": "seller.mcf_orders"}


@seller.get("/orders/")
@seller.get("/orders")
def orders_start(world: str) -> ResponseReturnValue:
    """Begin with what waits to be shipped."""
    return redirect(url_for("seller.orders", world=world, tab="unshipped"))


def orders(world: str, tab: str) -> ResponseReturnValue:
    """Show the orders the seller fulfills."""
    return _page(asking.read(tab, Channel.MFN, request.args), "mfn")


def fba_orders(world: str, tab: str) -> ResponseReturnValue:
    """Show the orders the marketplace fulfills for the seller."""
    return _page(asking.read(tab, Channel.AFN, request.args), "fba")


for _tab in TABS:
    seller.add_url_rule(f"/orders/{_tab}", "orders", orders, defaults={"tab": _tab})
    seller.add_url_rule(f"/fba/{_tab}", "fba_orders", fba_orders, defaults={"tab": _tab})


@seller.get("/fba/")
@seller.get("/fba")
def fba_start(world: str) -> ResponseReturnValue:
    """Begin with what is not shipped yet."""
    return redirect(url_for("seller.fba_orders", world=world, tab="unshipped"))


@seller.get("/orders/view")
def choose_view(world: str) -> ResponseReturnValue:
    """Go to the list of one way of fulfilling."""
    endpoint = VIEWS.get(request.args.get("view", ""), VIEWS["mfn"])
    tab = {} if endpoint.endswith("mcf_orders") else {"tab": "unshipped"}
    return redirect(url_for(endpoint, world=world, **tab))


def _page(asked: Asked, view: str) -> ResponseReturnValue:
    shelf = shelf_of()
    counts = counts_of(here(), shelf, asked)
    found, more = page_of(here(), shelf, asked)
    state = _state_of(found, counts)
    if request.args.get(SEEN) == state:
        # The answer to a poll where nothing has changed: the page stays as it is.
        return "", 204
    values = {
        **_filters(asked, counts, services_of(here(), shelf, asked)),
        **_paging(asked, len(found), more, counts["found"]),
    }
    return render_template(
        "seller/orders.html", asked=asked, view=view, views=view_choices(), tabs=_tabs(asked, counts), counts=counts,
        titles=tab_titles(), rows=[row(order) for order in found], is_poll=SEEN in request.args,
        live_url="?" + urlencode([*_address(), (SEEN, state)]), **values,
    )  # fmt: skip


def _state_of(found: list[Order], counts: dict[str, int]) -> str:
    """Return a text that differs when the list does; the page's poll brings it along."""
    shown = [f"{order.number}.{order.version}.{has_open_request(order):d}" for order in found]
    minutes = int(here().now.timestamp()) // REFRESHED_EVERY
    return blake2b(f"{minutes} {counts} {shown}".encode(), digest_size=8).hexdigest()


def _address() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.args.items(multi=True) if name != SEEN]


def shelf_of() -> Shelf:
    """Say whose orders are looked at, and when their day ends."""
    moment = here()
    return Shelf(current_seller().id, only_store(), moment.now, end_of_day(moment, g.store.code))


def row(order: Any) -> dict[str, Any]:
    """Give a row of a list everything it prints."""
    policy = here().policy(order.store)
    is_named = not (order.status in WAITING and policy.pending_hides_buyer)
    return {
        "order": order,
        "is_named": is_named,
        # While an order waits to be shipped its row has other buttons; the buyer's name leads to the messages.
        "may_contact": is_named and not is_open(order) and order.buyer_id and order.channel == Channel.MFN,
        "flagged": has_open_request(order) and order.canceled_at is None,
        "standing": standing(here(), order),
        "service": service_words(policy, order.service),
        "ship_by": near_day(order.ship_by, here().now) if order.ship_by else "",
    }


def near_day(instant: datetime, now: datetime) -> str:
    """Write a deadline as people in the store would say it: today with its hour, tomorrow, or the day."""
    days = (local(instant, g.store).date() - local(now, g.store).date()).days
    today = _("Today %(time)s", time=time_text(instant, g.store))
    return {0: today, 1: _("Tomorrow")}.get(days) or day_text(instant, g.store, "short")


def _tabs(asked: Asked, counts: dict[str, int]) -> list[dict[str, Any]]:
    endpoint = VIEWS["fba"] if asked.channel == Channel.AFN else VIEWS["mfn"]
    words = {"pending": _("Pending"), "unshipped": _("Unshipped"), "canceled": _("Canceled"), "sent": _("Sent")}
    return [
        {
            "text": words[tab],
            "href": url_for(endpoint, world=g.strip.world, tab=tab),
            "count": up_to_cap(counts[tab]),
            "current": tab == asked.tab,
        }
        for tab in TABS
    ]


def up_to_cap(count: int) -> str:
    """Write a count that stops at the cap."""
    return f"{CAP:,}+" if count >= CAP else f"{count:,}"


def tab_titles() -> dict[str, str]:
    """Name the lists."""
    return {
        "pending": _("Pending orders"),
        "unshipped": _("Unshipped orders"),
        "canceled": _("Canceled orders"),
        "sent": _("Sent orders"),
    }


def view_choices() -> list[tuple[str, str]]:
    """List the ways of fulfilling, as the view box names them."""
    return [
        ("mfn", _("Seller fulfilled")),
        ("fba", _("Fulfilled by %(brand)s (FBA)", brand=g.get("brand") or "Millpond")),
        ("mcf", _("Multi-Channel Fulfillment")),
    ]


def _filters(asked: Asked, counts: dict[str, int], services: dict[str, int]) -> dict[str, Any]:
    policy = here().policy(g.store.code)
    actions = {"request": _("Buyer-Requested Cancel"), "today": _("Ship today"), "late": _("Shipment is late")}
    rules = [(rule.id, rule.title) for rule in policy.rules.values() if rule.theme == "counting"]
    return {
        "filters_open": request.args.get("filters") == "open" or (asked.is_filtered and "filters" not in request.args),
        "actions": [(name, text, counts[name]) for name, text in actions.items()],
        "services": [(name, service_words(policy, name), count) for name, count in services.items()],
        "days": [("any", _("Any date")), ("today", _("Today")), ("later", _("Tomorrow or later"))],
        "rules": [one for one in rules if one[0].startswith("count-")],
        "keep_for_filters": Pairs([*asking.pairs(asked, without=LIST_KEYS), ("filters", "open")]),
        "keep": Pairs(asking.pairs(asked)),
        "clear": "?filters=open",
        "requests_url": url_for(
            VIEWS["mfn"], world=g.strip.world, tab="unshipped", pending_action="request", filters="open"
        ),
    }


LIST_KEYS = ("pending_action", "service", "ship_by", "rule", "canceled_from", "page")


def _paging(asked: Asked, shown: int, more: bool, found: int) -> dict[str, Any]:
    sorts = {
        "ship_by": _("Ship-by date (soonest)"),
        "newest": _("Order date (newest)"),
        "oldest": _("Order date (oldest)"),
        "canceled": _("Cancellation date (newest)"),
    }
    keep_open = [("filters", request.args["filters"])] if "filters" in request.args else []
    start = (asked.page - 1) * asked.size
    return {
        "previous_url": asking.at_page(asked, asked.page - 1, *keep_open) if asked.page > 1 else None,
        "next_url": asking.at_page(asked, asked.page + 1, *keep_open) if more else None,
        "found": found,
        "found_text": up_to_cap(found),
        "first": start + 1,
        "last": start + shown,
        "sorts": [(name, sorts[name]) for name in SORTS_OF[asked.tab]],
        "sizes": [(size, str(size)) for size in SIZES],
        "keep_for_sort": Pairs(asking.pairs(replace(asked, page=1), without=("sort",)) + keep_open),
        "keep_for_size": Pairs(asking.pairs(replace(asked, page=1), without=("size",)) + keep_open),
    }
