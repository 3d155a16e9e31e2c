"""Buyers, sellers and what sellers offer. Plain rows: what they may do stands in the rules."""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from simulator.database import Base
from simulator.models import NOT_HASHED
from simulator.prepared import Prepared


class Buyer(Base):
    """Somebody who orders. `acts` counts their orders, so that chance belongs to the person, not to the world."""

    __tablename__ = "buyers"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(100), index=True)
    email: Mapped[str] = mapped_column(String(120))
    store: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(12))
    address: Mapped[dict[str, Any]]
    addresses: Mapped[list[Any]] = mapped_column(default=list)
    opted_out: Mapped[bool] = mapped_column(default=False)
    is_business: Mapped[bool] = mapped_column(default=False)
    persona: Mapped[str | None] = mapped_column(String(40))
    acts: Mapped[int] = mapped_column(default=0)
    cart: Mapped[list[Any]] = mapped_column(default=list)
    seen_message: Mapped[int] = mapped_column(default=0, info=NOT_HASHED)


class Seller(Base):
    """A seller with the settings that change what happens to their orders."""

    __tablename__ = "sellers"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(120))
    marketplaces: Mapped[list[str]]
    handling_days: Mapped[int | None]
    operating_days: Mapped[list[str] | None]
    cut_off: Mapped[str | None] = mapped_column(String(5))
    # Minutes; None is off. A request younger than this is granted at once.
    auto_approval_minutes: Mapped[int | None]
    on_vacation: Mapped[bool] = mapped_column(default=False)
    # A planned vacation; each is forgotten when it has come.
    vacation_from: Mapped[datetime | None]
    vacation_until: Mapped[datetime | None]
    # Whose labels and names are offered; None is every carrier the rule book knows.
    carriers: Mapped[list[str] | None]
    offers_deactivated_at: Mapped[datetime | None]
    report_columns: Mapped[dict[str, Any]] = mapped_column(default=dict)
    mail_off: Mapped[list[str]] = mapped_column(default=list)
    # May upload adjustment files, which the marketplace opens to accounts with developer access only.
    has_developer_access: Mapped[bool] = mapped_column(default=True)
    persona: Mapped[str | None] = mapped_column(String(40))
    acts: Mapped[int] = mapped_column(default=0)


class Product(Base):
    """One offer: a seller's SKU in a store, with price in minor units and units in stock."""

    __tablename__ = "products"
    __table_args__ = (Index("products_by_asin", "asin"), Index("products_by_seller", "seller_id", "sku"))

    sku: Mapped[str] = mapped_column(String(40), primary_key=True)
    seller_id: Mapped[str] = mapped_column(ForeignKey("sellers.id"))
    store: Mapped[str] = mapped_column(String(10))
    asin: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(200), index=True)
    department: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    description: Mapped[str] = mapped_column(Text, default="")
    price: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    stock: Mapped[int]
    # What was in stock when the offer came into the world; with the log it must explain the stock of today.
    opening_stock: Mapped[int] = mapped_column(default=lambda context: context.get_current_parameters()["stock"])
    channel: Mapped[str] = mapped_column(String(3), default="MFN")
    customizable: Mapped[bool] = mapped_column(default=False)
    deactivated_at: Mapped[datetime | None]
    deactivated_why: Mapped[str | None] = mapped_column(String(60))

    seller: Mapped[Seller] = relationship()


Person = TypeVar("Person", Buyer, Seller)
_FIRST = {
    Buyer: Prepared(lambda: select(Buyer.id).order_by(Buyer.number).limit(1)),
    Seller: Prepared(lambda: select(Seller.id).order_by(Seller.number).limit(1)),
}


def first(session: Session, kind: type[Person]) -> Person | None:
    """Return the first buyer or seller of a world, whom a single visitor plays."""
    found = _FIRST[kind].rows(session)
    return session.get(kind, found[0][0]) if found else None
