"""Finding orders by order ID, SKU, ASIN or the buyer's name. Every way reads a bounded number of rows."""

from flask import render_template, request
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from seller_central.blueprint import seller
from seller_central.frame import only_store
from seller_central.manage_orders import row
from seller_central.open_work import mine
from seller_central.order_lists import load_rows
from simulator.orders.models import Order, OrderItem
from simulator.parties import Product
from simulator.visits import current_seller, here

MOST = 50
# The newest orders are looked through for names that only contain what was typed.
LOOKED_THROUGH = 2_000
# Rows of one SKU that are looked at, the latest sold first.
OF_ONE_SKU = 500


@seller.get("/orders/search")
def search_orders(world: str) -> str:
    """Show the orders that match."""
    query = " ".join(request.args.get("q", "").split())[:100]
    numbers = find(here().session, current_seller().id, only_store(), query) if query else []
    rows = [row(order) for order in load_rows(here().session, numbers[:MOST])]
    return render_template("seller/search.html", rows=rows, search_query=query, more=len(numbers) > MOST, most=MOST)


def find(session: Session, seller_id: str, store: str | None, text: str) -> list[str]:
    """Return numbers of a seller's orders that match a text, the newest first; the first way that finds any counts."""
    own = mine(seller_id, store)
    for query in (_by_number(own, text), _by_offer(own, seller_id, text), _by_name(own, text), _in_name(own, text)):
        found = list(session.scalars(query.order_by(Order.placed_at.desc(), Order.number).limit(MOST + 1)))
        if found:
            return found
    return []


def _by_number(own: Select[tuple[str]], text: str) -> Select[tuple[str]]:
    return own.where(Order.number == text)


def _by_offer(own: Select[tuple[str]], seller_id: str, text: str) -> Select[tuple[str]]:
    """An ASIN stands for the seller's SKUs of it."""
    typed = text.upper()
    skus = select(Product.sku).where(
        Product.seller_id == seller_id, or_(Product.sku.in_({text, typed}), Product.asin == typed)
    )
    items = select(OrderItem.order_number).where(OrderItem.sku.in_(skus)).limit(OF_ONE_SKU)
    return own.where(Order.number.in_(items))


def _by_name(own: Select[tuple[str]], text: str) -> Select[tuple[str]]:
    """A name is found by its beginning, as typed or capitalized."""
    beginnings = {text, text.title()}
    return own.where(or_(*[(Order.ship_name >= one) & (Order.ship_name < one + "\U0010ffff") for one in beginnings]))


def _in_name(own: Select[tuple[str]], text: str) -> Select[tuple[str]]:
    newest = own.order_by(Order.placed_at.desc()).limit(LOOKED_THROUGH)
    name = func.lower(Order.ship_name).contains(text.lower(), autoescape=True)
    return select(Order.number).where(Order.number.in_(newest), name)
