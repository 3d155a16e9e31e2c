"""Your Orders, an order's own page, its invoice and where its parcel is.

Views read and show; what is open to the buyer comes from the transition table.
"""

from urllib.parse import urlencode

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from buyer_site import cart, offers, order_lists
from buyer_site.answers import carry_out, done, my_order
from buyer_site.blueprint import buyer
from buyer_site.order_cards import card, stages
from buyer_site.order_lists import Question
from buyer_site.scans import scans_of
from simulator.orders.moving import allowed
from simulator.shell.flashes import say_done, say_problem
from simulator.shell.register import site_url
from simulator.shell.wording import gettext as _
from simulator.shell.wording import ngettext
from simulator.visits import current_buyer, here


@buyer.get("/orders")
def your_orders(world: str) -> ResponseReturnValue:
    """List the buyer's orders."""
    years = order_lists.years(here(), current_buyer().id, current_buyer().store)
    asked = _question(years)
    found, more = order_lists.page_of(here(), asked)
    numbers = order_lists.counts(here(), asked)
    return render_template(
        "buyer/orders.html",
        asked=asked,
        cards=[card(here(), one) for one in found],
        tabs=_tabs(asked, numbers),
        found_text=_how_many(numbers[asked.which], numbers[""] >= asked.most),
        periods=_periods(years),
        usual_url=_list_url(asked, period="all", words=""),
        first_url=_list_url(asked) if asked.before else None,
        next_url=_list_url(asked, before=order_lists.write_place(found[-1])) if more else None,
    )


@buyer.get("/orders/<number>")
def order_details(world: str, number: str) -> ResponseReturnValue:
    """Show one order."""
    order = my_order(number)
    return render_template("buyer/order.html", card=card(here(), order, on_details=True), stages=stages(order))


@buyer.get("/orders/<number>/now")
def order_now(world: str, number: str) -> ResponseReturnValue:
    """Answer the page's poll: banner and buttons, or nothing where neither has changed."""
    shown = card(here(), my_order(number), on_details=True)
    if request.args.get("seen") == shown.change_key:
        return Response(status=204)
    return render_template("buyer/_order_now.html", card=shown)


@buyer.get("/orders/<number>/invoice")
def invoice(world: str, number: str) -> ResponseReturnValue:
    """Show an order's invoice, made to be printed."""
    return render_template("buyer/invoice.html", card=card(here(), my_order(number), on_details=True))


@buyer.get("/orders/<number>/track")
def track_package(world: str, number: str) -> ResponseReturnValue:
    """Show where an order's parcels are."""
    order = my_order(number)
    return render_template(
        "buyer/track.html",
        card=card(here(), order, on_details=True),
        stages=stages(order),
        scans=scans_of(here(), order),
        titles={one.id: one.title for one in order.items},
        can_refuse="refuse-delivery" in allowed(here(), order, ["refuse-delivery"]),
    )


@buyer.post("/orders/<number>/refuse-delivery")
def refuse_delivery(world: str, number: str) -> ResponseReturnValue:
    """Send the carrier away at the door."""
    carry_out("refuse-delivery", my_order(number))
    return done(_("Delivery refused. The parcel goes back to the seller."), f"/orders/{number}")


@buyer.get("/orders/<number>/buy-again")
def buy_again(world: str, number: str) -> ResponseReturnValue:
    """Show what of an order can be bought again."""
    order = my_order(number)
    found = offers.by_sku(here(), current_buyer().store, [one.sku for one in order.items])
    return render_template("buyer/buy_again.html", order=order, products=list(found.values()))


@buyer.post("/orders/<number>/buy-again")
def put_in_cart_again(world: str, number: str) -> ResponseReturnValue:
    """Put everything of an order that can still be bought into the cart."""
    order = my_order(number)
    found = offers.by_sku(here(), current_buyer().store, [one.sku for one in order.items])
    for item in order.items:
        if item.sku in found and offers.can_be_bought(found[item.sku]):
            cart.put(item.sku, item.quantity)
    if any(offers.can_be_bought(one) for one in found.values()):
        say_done(_("Added to your cart."))
    else:
        say_problem(_("These items are currently unavailable."))
    return redirect(site_url("/cart"), 303)


def _question(years: list[int]) -> Question:
    asked = request.args
    which, period = asked.get("list", ""), asked.get("period", "")
    known = {*order_lists.PERIODS, "all", *(str(year) for year in years)}
    return Question(
        current_buyer().id,
        current_buyer().store,
        which if which in order_lists.LISTS else "",
        period if period in known else order_lists.USUAL_PERIOD,
        asked.get("q", "")[:100].strip(),
        order_lists.read_place(asked.get("before", "")),
    )


def _periods(years: list[int]) -> list[tuple[str, str]]:
    names = {"30-days": _("past 30 days"), "3-months": _("past 3 months")}
    counted_back = [(key, names[key]) for key in order_lists.PERIODS]
    return [*counted_back, *((str(year), str(year)) for year in years), ("all", _("all time"))]


def _tabs(asked: Question, numbers: dict[str, int]) -> list[dict[str, object]]:
    names = {"": _("Orders"), "open": _("Not yet shipped"), "canceled": _("Canceled")}
    return [
        {
            "text": names[key],
            "href": _list_url(asked, which=key),
            "count": _capped(numbers[key], numbers[""] >= asked.most) if key else None,
            "current": key == asked.which,
        }
        for key in order_lists.LISTS
    ]


def _capped(number: int, has_more: bool) -> str:
    return f"{number:,}+" if has_more else str(number)


def _how_many(number: int, has_more: bool) -> str:
    if has_more:
        return _("%(num)s orders", num=_capped(number, has_more))
    return ngettext("%(num)d order", "%(num)d orders", number)


def _list_url(asked: Question, **changed: str) -> str:
    kept = {"list": changed.get("which", asked.which), "period": changed.get("period", asked.period)}
    kept |= {"q": changed.get("words", asked.words), "before": changed.get("before", "")}
    return site_url(f"/orders?{urlencode({key: value for key, value in kept.items() if value})}")
