"""The shop: storefront, search with filters, product and seller pages.

Reads offers and shows them; what can be bought is the engine's answer. Promises are computed by the same code as the
order's own.
"""

from datetime import time
from urllib.parse import urlencode

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from buyer_site import offers
from buyer_site.blueprint import buyer, quantities
from buyer_site.order_lists import latest_with_seller, rating_of
from simulator.errors import BadInput, NotFound
from simulator.money import read_amount
from simulator.orders.promises import Promise, promise
from simulator.parties import Product, Seller
from simulator.policy import store
from simulator.shell.register import site_url
from simulator.shell.wording import gettext as _
from simulator.shell.wording import said
from simulator.visits import current_buyer, here

# More units than these are typed in the cart.
MOST_AT_ONCE = 10


def department_name(code: str) -> str:
    """Name a department in the interface's language; an unknown one by its code."""
    names = {
        "home": _("Home"),
        "kitchen": _("Kitchen"),
        "office": _("Office"),
        "outdoor": _("Outdoor"),
        "clothing": _("Clothing"),
        "garden": _("Garden"),
        "books": _("Books"),
        "furniture": _("Furniture"),
        "toys": _("Toys & Games"),
    }
    return names.get(code, code)


@buyer.get("/")
def storefront(world: str) -> ResponseReturnValue:
    """Show departments and some offers."""
    codes = offers.departments(here(), current_buyer().store)
    shelves = [(department_name(code), site_url(f"/s?department={code}")) for code in codes]
    return render_template(
        "buyer/storefront.html", shelves=shelves, products=offers.picks(here(), current_buyer().store)
    )


@buyer.get("/s")
def search(world: str) -> ResponseReturnValue:
    """Show what a search found, with filters whose state is in the address."""
    errors: dict[str, str] = {}
    wish = _wish(errors)
    products, more = offers.found(here(), current_buyer().store, wish)
    return render_template(
        "buyer/search.html",
        wish=wish,
        typed=request.args,
        products=products,
        search_query=wish.words,
        department=department_name(wish.department) if wish.department else "",
        errors=errors,
        sellers=[(one.id, one.name) for one in offers.sellers(here(), current_buyer().store)],
        previous_url=_page_url(wish.page - 1) if wish.page > 1 else None,
        next_url=_page_url(wish.page + 1) if more else None,
    ), (422 if errors else 200)


@buyer.get("/p/<asin>")
def product(world: str, asin: str) -> ResponseReturnValue:
    """Show a product: the offer asked for, or the best one, and what others ask for it."""
    found = offers.of_asin(here(), current_buyer().store, asin)
    if not found:
        raise NotFound(_("There is no such product."))
    wanted = request.args.get("sku")
    offer = next((one for one in found if one.sku == wanted), found[0])
    return render_template(
        "buyer/product.html",
        offer=offer,
        others=[one for one in found if one.sku != offer.sku],
        department=department_name(offer.department),
        promise=promised(offer),
        choices=quantities(min(offer.stock, MOST_AT_ONCE)),
    )


@buyer.get("/sellers/<seller_id>")
def seller_page(world: str, seller_id: str) -> ResponseReturnValue:
    """Show who sells, what, and the buyer's own orders with them."""
    person = here().session.get(Seller, seller_id)
    if person is None:
        raise NotFound(_("There is no such seller."))
    return render_template(
        "buyer/seller.html",
        seller=person,
        rating=rating_of(here(), seller_id),
        orders=latest_with_seller(here(), current_buyer().id, seller_id),
        products=offers.of_seller(here(), current_buyer().store, seller_id),
    )


def promised(offer: Product, service: str | None = None) -> Promise:
    """Say when an order of this offer would ship and arrive, were it placed now."""
    policy, seller = here().policy(offer.store), offer.seller
    return promise(
        here().now + policy.payment_hold,
        store=store(offer.store),
        policy=policy,
        handling_days=seller.handling_days,
        operating_days=seller.operating_days,
        cut_off=time.fromisoformat(seller.cut_off) if seller.cut_off else None,
        service=service,
    )


def _wish(errors: dict[str, str]) -> offers.Wish:
    asked = request.args
    page = asked.get("page", "1")
    return offers.Wish(
        words=asked.get("q", "")[:200].strip(),
        department=asked.get("department", "")[:60],
        seller_id=asked.get("seller", "")[:24],
        channel=asked.get("fulfillment", "")[:3],
        lowest=_price("lowest", errors),
        highest=_price("highest", errors),
        order=asked.get("sort", "") if asked.get("sort", "") in offers.ORDERS else "",
        page=min(int(page), 10_000) if page.isascii() and page.isdigit() and 0 < len(page) < 6 and int(page) else 1,
    )


def _price(name: str, errors: dict[str, str]) -> int | None:
    text = request.args.get(name, "").strip()
    if not text:
        return None
    try:
        return read_amount(text, g.store.currency, name)
    except BadInput as wrong:
        errors[name] = said(wrong)
        return None


def _page_url(page: int) -> str:
    kept = {key: value for key, value in request.args.items() if key != "page"}
    return site_url(f"/s?{urlencode({**kept, 'page': page})}")
