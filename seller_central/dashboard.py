"""The first page: what is due today, the rate, and what is new; and the help page."""

from typing import Any

from flask import g, render_template, url_for
from sqlalchemy import select

from seller_central.blueprint import seller
from seller_central.health_pages import cards
from seller_central.manage_orders import shelf_of, up_to_cap
from seller_central.notifications import notice_lines
from seller_central.open_work import capped, open_requests, unshipped
from seller_central.order_lists import pending_action
from simulator.health import cancellation_rate, home_policy
from simulator.orders.statuses import Channel
from simulator.shell.wording import gettext as _
from simulator.visits import current_seller, here


@seller.get("/")
def dashboard(world: str) -> str:
    """Show what is to be done today."""
    policy = home_policy(here(), current_seller())
    rate = cancellation_rate(here().session, current_seller(), here().now, policy).facts()
    tiles = _tiles(world)
    return render_template(
        "seller/dashboard.html",
        tiles=[tile for tile in tiles if tile["count"] != "0"],
        rate=cards({"cancellation_rate": rate}, policy)[0],
        notices=notice_lines(limit=3),
        news=_news(),
    )


def _tiles(world: str) -> list[dict[str, Any]]:
    """Count what is due today; each tile leads to where it is done."""
    shelf = shelf_of()
    base = unshipped(shelf.seller_id, shelf.store)
    queries = {name: base.where(pending_action(shelf, name)) for name in ("today", "late")}
    queries["request"] = open_requests(shelf.seller_id, shelf.store, Channel.MFN)
    row = here().session.execute(select(*[capped(query).label(name) for name, query in queries.items()]))
    counts = {**dict(row.mappings().one()), **g.nav_counts}
    orders = url_for("seller.orders", world=world, tab="unshipped")
    places = (
        ("today", _("Ship today"), f"{orders}?pending_action=today"),
        ("late", _("Shipment is late"), f"{orders}?pending_action=late"),
        ("request", _("Buyer-requested cancellations"), f"{orders}?pending_action=request"),
        ("messages", _("Messages to answer"), url_for("seller.messages", world=world)),
        ("returns", _("Returns to answer"), url_for("seller.returns", world=world)),
        ("claims", _("Claims to answer"), url_for("seller.claims", world=world)),
        ("notifications", _("Performance notifications"), url_for("seller.notifications", world=world)),
    )
    return [{"name": name, "text": text, "href": href, "count": up_to_cap(counts[name])} for name, text, href in places]


def _news() -> list[tuple[str, Any]]:
    """Tell of rules that changed not long ago, newest first."""
    policy, now = here().policy(g.store.code), here().now
    dated = [rule for rule in policy.rules.values() if rule.effective_from and rule.effective_from <= now]
    newest = sorted(dated, key=lambda rule: (rule.effective_from, rule.id), reverse=True)
    return [(rule.sentence, rule.effective_from) for rule in newest[:3]]


@seller.get("/help")
def help_page(world: str) -> str:
    """Answer what sellers ask most; the numbers are the rule book's."""
    ids = (
        "auto-cancel-grace", "label-closes-cancel", "confirmed-cannot-be-canceled", "canceled-is-final",
        "seller-partial-cancel", "count-official-request", "count-request-by-message", "cancellation-rate-target",
        "reply-deadline", "fba-seller-support", "mcf-planning-window",
    )  # fmt: skip
    policy = here().policy(g.store.code)
    return render_template("seller/help.html", rules=[policy.rules[one] for one in ids if one in policy.rules])
