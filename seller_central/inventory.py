"""Manage Inventory: prices and stock, edited in the table and saved together."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from seller_central import asking
from seller_central.attempts import attempt
from seller_central.blueprint import seller
from seller_central.frame import only_store
from simulator.errors import BadInput
from simulator.money import as_text, read_amount
from simulator.orders.placing import is_offered
from simulator.orders.settings import MOST_STOCK
from simulator.parties import Product
from simulator.shell.flashes import say_done
from simulator.shell.register import PAGE_MARK
from simulator.shell.wording import gettext as _
from simulator.shell.wording import ngettext, said
from simulator.visits import current_seller, here

PAGE = 50


@seller.get("/inventory")
def inventory(world: str) -> str:
    """List offers by SKU."""
    return _page(_offers(), {})


@seller.post("/inventory")
def save_inventory(world: str) -> ResponseReturnValue:
    """Save every changed row; a large drop in price is asked about once."""
    offers = _offers()
    changes, errors = _read(offers)
    if errors:
        return _page(offers, errors), 422
    drops = [offer for offer in offers if is_large_drop(offer, changes.get(offer.sku, {}).get("price"))]
    if drops and request.form.get("confirmed") != "yes":
        return _confirm_page(drops)
    for sku, change in changes.items():
        told = {"stock": change["stock"]} if "stock" in change else {}
        told |= {"price": change["price_text"]} if "price" in change else {}
        problem = attempt("change-product", sku=sku, seller_id=current_seller().id, **told)
        if problem:
            return _page(_offers(), {f"price-{sku}": text for text in problem.errors.values()}), problem.status
    say_done(ngettext("%(num)d offer updated.", "%(num)d offers updated.", len(changes)))
    return redirect(url_for("seller.inventory", world=world, page=_page_number()), 303)


def is_large_drop(offer: Product, price: int | None) -> bool:
    """Say whether a new price is so far below the last one that it looks like a slip."""
    largest = here().policy(offer.store).price_drop_confirm
    return price is not None and price < offer.price * (1 - largest)


def _page_number() -> int:
    typed = request.form.get("page") or request.args.get("page", "")
    return min(max(asking.whole(typed, 1), 1), asking.LAST_PAGE)


def _offers() -> list[Product]:
    query = select(Product).where(Product.seller_id == current_seller().id).options(joinedload(Product.seller))
    query = query.where(Product.store == only_store()) if only_store() else query
    query = query.order_by(Product.sku).limit(PAGE + 1).offset((_page_number() - 1) * PAGE)
    return list(here().session.scalars(query))


def _read(offers: list[Product]) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Return what differs from what is kept, by SKU, and what cannot be read, by field."""
    changes: dict[str, dict[str, Any]] = {}
    errors: dict[str, str] = {}
    for offer in offers[:PAGE]:
        change = _read_one(offer, errors)
        if change:
            changes[offer.sku] = change
    return changes, errors


def _read_one(offer: Product, errors: dict[str, str]) -> dict[str, Any]:
    change: dict[str, Any] = {}
    price, stock = request.form.get(f"price-{offer.sku}"), request.form.get(f"stock-{offer.sku}")
    try:
        minor = read_amount(price, offer.currency, "price") if price is not None else offer.price
        if minor == 0:
            raise BadInput("price", _("A price is more than nothing."))
    except BadInput as wrong:
        errors[f"price-{offer.sku}"] = said(wrong)
        return change
    if minor != offer.price:
        change |= {"price": minor, "price_text": as_text(minor, offer.currency)}
    units = offer.stock if stock is None else _units(stock.strip())
    if units is None:
        errors[f"stock-{offer.sku}"] = _("Stock is 0 to %(most)s units.", most=f"{MOST_STOCK:,}")
    elif units != offer.stock:
        change["stock"] = units
    return change


def _units(text: str) -> int | None:
    units = int(text) if text.isdecimal() and len(text) < 10 else MOST_STOCK + 1
    return units if units <= MOST_STOCK else None


def _confirm_page(drops: list[Product]) -> str:
    fields = {key: value for key, value in request.form.items() if key not in ("csrf_token", PAGE_MARK, "confirmed")}
    sentence = here().policy(drops[0].store).refuse("price-drop-confirm").message
    return render_template("seller/inventory_confirm.html", drops=drops, fields=fields, sentence=sentence)


def _page(offers: list[Product], errors: dict[str, str]) -> str:
    rows = [_row(offer) for offer in offers[:PAGE]]
    return render_template("seller/inventory.html", rows=rows, errors=errors, page=_page_number(),
                           more=len(offers) > PAGE)  # fmt: skip


def _row(offer: Product) -> dict[str, Any]:
    price, stock = as_text(offer.price, offer.currency), str(offer.stock)
    return {
        "offer": offer,
        "price": request.form.get(f"price-{offer.sku}", price),
        "stock": request.form.get(f"stock-{offer.sku}", stock),
        "status": _status(offer),
        "why": _why(offer),
    }


def _why(offer: Product) -> str:
    """Name the rule that deactivated an offer."""
    rule = here().policy(offer.store).rules.get(offer.deactivated_why or "")
    return rule.title if rule else (offer.deactivated_why or "")


def _status(offer: Product) -> tuple[str, str]:
    """Say whether buyers see the offer, in a word and a tone."""
    if offer.deactivated_at is not None:
        return _("Deactivated"), "bad"
    if not is_offered(offer, here().policy(offer.store)):
        return _("Inactive"), "warn"
    return (_("Active"), "ok") if offer.stock else (_("Out of stock"), "warn")
