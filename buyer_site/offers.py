"""What is on sale in the buyer's store: set-based queries over offers, one statement each.

Must not know pages. Whether an offer can be bought is the engine's answer (`is_offered`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from simulator.moment import Moment
from simulator.orders.placing import is_offered
from simulator.parties import Product, Seller
from simulator.visits import here

PER_PAGE = 24
PICKS = 12


@dataclass(frozen=True)
class Wish:
    """What a search asks for; empty fields ask for nothing. Prices in minor units."""

    words: str = ""
    department: str = ""
    seller_id: str = ""
    channel: str = ""
    lowest: int | None = None
    highest: int | None = None
    order: str = ""
    page: int = 1


# Sort keys of the page, and how each orders the list; every order ends with the SKU so that pages never overlap.
ORDERS = {
    "": (Product.title, Product.sku),
    "price": (Product.price, Product.sku),
    "price-down": (Product.price.desc(), Product.sku),
}


def departments(moment: Moment, store: str) -> Sequence[str]:
    """List the departments that have offers."""
    return moment.session.scalars(
        select(Product.department).where(Product.store == store).distinct().order_by(Product.department)
    ).all()


def sellers(moment: Moment, store: str) -> Sequence[Seller]:
    """List the sellers that have offers in a store."""
    having = select(Product.seller_id).where(Product.store == store)
    return moment.session.scalars(select(Seller).where(Seller.id.in_(having)).order_by(Seller.name).limit(200)).all()


def picks(moment: Moment, store: str) -> Sequence[Product]:
    """List what the storefront shows first."""
    return moment.session.scalars(_active(store).order_by(Product.asin, Product.sku).limit(PICKS)).all()


def found(moment: Moment, store: str, wish: Wish) -> tuple[list[Product], bool]:
    """Return one page of a search, and whether another follows."""
    query = _active(store)
    for word in wish.words.split()[:8]:
        query = query.where(Product.title.icontains(word, autoescape=True))
    for column, value in ((Product.department, wish.department), (Product.seller_id, wish.seller_id)):
        query = query.where(column == value) if value else query
    query = query.where(Product.channel == wish.channel) if wish.channel else query
    query = query.where(Product.price >= wish.lowest) if wish.lowest is not None else query
    query = query.where(Product.price <= wish.highest) if wish.highest is not None else query
    query = query.order_by(*ORDERS[wish.order]).limit(PER_PAGE + 1).offset((wish.page - 1) * PER_PAGE)
    rows = list(moment.session.scalars(query))
    return rows[:PER_PAGE], len(rows) > PER_PAGE


def of_asin(moment: Moment, store: str, asin: str) -> list[Product]:
    """List every seller's offer of a product, those that can be bought first, the cheapest first."""
    query = _offers(store).where(Product.asin == asin).order_by(Product.price, Product.sku)
    return sorted(moment.session.scalars(query), key=lambda one: not can_be_bought(one))


def of_seller(moment: Moment, store: str, seller_id: str) -> Sequence[Product]:
    """List a seller's first offers."""
    query = _active(store).where(Product.seller_id == seller_id).order_by(Product.title, Product.sku)
    return moment.session.scalars(query.limit(PER_PAGE)).all()


def by_sku(moment: Moment, store: str, skus: Sequence[str]) -> dict[str, Product]:
    """Return offers of the store by SKU; what is no longer there is left out."""
    if not skus:
        return {}
    return {one.sku: one for one in moment.session.scalars(_offers(store).where(Product.sku.in_(skus)))}


def can_be_bought(product: Product) -> bool:
    """Say whether there is anything to put into a cart."""
    return product.stock > 0 and is_offered(product, here().policy(product.store))


def _offers(store: str) -> Select[Product]:
    return select(Product).where(Product.store == store).options(joinedload(Product.seller))


def _active(store: str) -> Select[Product]:
    return _offers(store).where(Product.deactivated_at.is_(None))
