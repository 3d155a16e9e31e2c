"""Finding orders by order ID, SKU, ASIN or the buyer's name. Every way reads a bounded number of rows."""

from collections.abc import Sequence

from flask import render_template, request
from sqlalchemy import Select, func, or_, select, union_all
from sqlalchemy.orm import Session

from seller_central.blueprint import seller
from seller_central.frame import only_store
from seller_central.manage_orders import row
from seller_central.open_work import mine
from simulator.orders.loading import listed
from simulator.orders.models import Order, OrderItem
from simulator.parties import Product
from simulator.visits import current_seller, here

MOST = 25
# So many rows of one SKU or of one name are looked through, and so many of the latest changed orders.
LOOKED_THROUGH, LATEST = 250, 1_000


@seller.get("/orders/search")
def search_orders(world: str) -> str:
    """Show the orders that match."""
    query = " ".join(request.args.get("q", "").split())[:100]
    numbers = find(here().session, current_seller().id, only_store(), query) if query else []
    rows = [row(order) for order in listed(here(), numbers[:MOST])]
    return render_template("seller/search.html", rows=rows, search_query=query, more=len(numbers) > MOST, most=MOST)


def find(session: Session, seller_id: str, store: str | None, text: str) -> list[str]:
    """Return numbers of a seller's orders that match a text, the newest first; the first way that finds any counts."""
    ways = (_by_number(text), _by_offer(seller_id, text), _by_name(text), _in_name(mine(seller_id, store), text))
    for way in ways:
        candidates = session.scalars(way).all()
        own = _own(candidates, seller_id, store)
        found = list(session.scalars(own.limit(MOST + 1))) if candidates else []
        if found:
            return found
    return []


def _own(numbers: Sequence[str], seller_id: str, store: str | None) -> Select[tuple[str]]:
    """Keep the seller's own of some orders; the limit has these looked up rather than all orders of the seller."""
    columns = (Order.number, Order.placed_at, Order.seller_id, Order.store)
    some = select(*columns).where(Order.number.in_(numbers)).limit(len(numbers)).subquery().c
    query = select(some.number).where(some.seller_id == seller_id).order_by(some.placed_at.desc(), some.number)
    return query.where(some.store == store) if store else query


def _by_number(text: str) -> Select[tuple[str]]:
    return select(Order.number).where(Order.number == text)


def _by_offer(seller_id: str, text: str) -> Select[tuple[str]]:
    """An ASIN stands for the seller's SKUs of it."""
    typed = text.upper()
    named = or_(Product.sku.in_({text, typed}), Product.asin == typed)
    skus = select(Product.sku).where(Product.seller_id == seller_id, named)
    return select(OrderItem.order_number).where(OrderItem.sku.in_(skus)).limit(LOOKED_THROUGH)


def _by_name(text: str) -> Select[tuple[str]]:
    """A name is found by its beginning, as typed or capitalized."""
    starts = [(Order.ship_name >= one) & (Order.ship_name < one + "\U0010ffff") for one in sorted({text, text.title()})]
    parts = [select(select(Order.number).where(one).limit(LOOKED_THROUGH).subquery()) for one in starts]
    return select(union_all(*parts).subquery())


def _in_name(own: Select[tuple[str]], text: str) -> Select[tuple[str]]:
    latest = own.add_columns(Order.ship_name).order_by(Order.last_updated_at.desc())
    rows = latest.limit(LATEST).subquery()
    return select(rows.c.number).where(func.lower(rows.c.ship_name).contains(text.lower(), autoescape=True))
