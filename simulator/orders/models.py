"""Orders and everything that hangs on them. Rows only: status is written by `transitions.py` and nowhere else.

Physical facts (`handed_at`, `delivered_at`) and claims (`confirmed_at`) are different columns: both orders of the two
must be playable.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from simulator.database import Base
from simulator.parties import Buyer, Seller


def _only(condition: str) -> dict[str, Any]:
    """Have an index hold these rows alone, wherever the world lies."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition.replace("IS 1", "= 1"))}


class Order(Base):
    """A purchase from one seller. Money is in minor units of `currency`."""

    __tablename__ = "orders"
    __table_args__ = (
        Index("orders_of_seller", "seller_id", "channel", "status", "ship_by", "number"),
        Index("orders_of_seller_placed", "seller_id", "channel", "placed_at", "number"),
        Index("orders_of_seller_by_date", "seller_id", "channel", "status", "placed_at", "number", "service"),
        # Programs list a seller's orders of all channels by date, page after page.
        Index("orders_of_seller_dated", "seller_id", "placed_at", "number"),
        # With all that tallies read, so that a span's ends cost no rows.
        Index(
            "orders_of_seller_canceled", "seller_id", "canceled_at", "channel", "cancel_rule", "cancel_reason", "counts"
        ),
        Index("orders_of_seller_confirmed", "seller_id", "confirmed_at", "channel", "ship_by"),
        Index("orders_of_seller_counted", "seller_id", "canceled_at", "number", **_only("counts IS 1")),
        # What Manage Orders finds, and counts, of one row of the cancellation-rate table.
        Index(
            "orders_of_seller_by_rule",
            *("seller_id", "channel", "cancel_rule", "status", "canceled_at", "number"),
            **_only("cancel_rule IS NOT NULL"),
        ),
        Index("orders_of_seller_promised", "seller_id", "deliver_by"),
        Index("orders_of_seller_updated", "seller_id", "last_updated_at", "number"),
        Index("orders_of_buyer", "buyer_id", "placed_at", "number"),
        Index("orders_placed", "placed_at", "number"),
    )

    number: Mapped[str] = mapped_column(String(24), primary_key=True)
    buyer_id: Mapped[str | None] = mapped_column(ForeignKey("buyers.id"))
    seller_id: Mapped[str] = mapped_column(ForeignKey("sellers.id"))
    store: Mapped[str] = mapped_column(String(10))
    channel: Mapped[str] = mapped_column(String(3))
    status: Mapped[str] = mapped_column(String(24), index=True)
    # Raised by every change, so that a page can tell that it is stale.
    version: Mapped[int] = mapped_column(default=1)

    placed_at: Mapped[datetime]
    last_updated_at: Mapped[datetime]
    available_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    ship_from: Mapped[datetime | None]
    ship_by: Mapped[datetime | None]
    deliver_from: Mapped[datetime | None]
    deliver_by: Mapped[datetime | None]
    auto_cancel_at: Mapped[datetime | None]
    service: Mapped[str] = mapped_column(String(24), default="Standard")
    payment: Mapped[str] = mapped_column(String(10), default="ok")

    currency: Mapped[str] = mapped_column(String(3))
    items_total: Mapped[int]
    shipping_total: Mapped[int]
    tax_total: Mapped[int]
    total: Mapped[int]
    charged: Mapped[int] = mapped_column(default=0)
    refunded: Mapped[int] = mapped_column(default=0)

    ship_to: Mapped[dict[str, Any]]
    ship_name: Mapped[str] = mapped_column(String(100), index=True)
    # Business order, gift wrap, gift note, invoice wish, customization text, purchase order number …
    attributes: Mapped[dict[str, Any]] = mapped_column(default=dict)

    label_bought_at: Mapped[datetime | None]
    label_voided_at: Mapped[datetime | None]
    # The number on the label in force: what the carrier will scan, whatever is confirmed.
    label_tracking: Mapped[str | None] = mapped_column(String(60))
    handed_at: Mapped[datetime | None]
    put_back_at: Mapped[datetime | None]
    # Steps at the packing bench before the parcel leaves; put back on the shelf, they are undone.
    picked_at: Mapped[datetime | None]
    packed_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    lost_at: Mapped[datetime | None]
    carrier: Mapped[str | None] = mapped_column(String(50))
    tracking: Mapped[str | None] = mapped_column(String(60))

    # When the warehouse begins to pick a marketplace-fulfilled order; the buyer cancels alone before it.
    picking_at: Mapped[datetime | None]
    picking_due_at: Mapped[datetime | None]
    # When the buyer first asked by message, which is a wish and no request.
    wished_at: Mapped[datetime | None]
    # When the buyer first wrote to the seller about this order at all.
    contacted_at: Mapped[datetime | None]

    canceled_at: Mapped[datetime | None]
    canceled_by: Mapped[str | None] = mapped_column(String(12))
    cancel_reason: Mapped[str | None] = mapped_column(String(40))
    cancel_rule: Mapped[str | None] = mapped_column(String(60))
    counts: Mapped[bool | None]
    seller_memo: Mapped[str] = mapped_column(Text, default="")

    buyer: Mapped[Buyer | None] = relationship()
    seller: Mapped[Seller] = relationship()
    items: Mapped[list["OrderItem"]] = relationship(order_by="OrderItem.position", lazy="selectin")
    request: Mapped["CancellationRequest | None"] = relationship(lazy="selectin")
    refunds: Mapped[list["Refund"]] = relationship(order_by="Refund.position")
    packages: Mapped[list["Package"]] = relationship(order_by="Package.reference")
    returns: Mapped[list["Return"]] = relationship(order_by="Return.position")
    claim: Mapped["Claim | None"] = relationship()
    feedback: Mapped["Feedback | None"] = relationship()


class OrderItem(Base):
    """A line of an order. `cancel_by` is the execution, the request stands beside the order."""

    __tablename__ = "order_items"

    id: Mapped[str] = mapped_column(String(15), primary_key=True)
    order_number: Mapped[str] = mapped_column(ForeignKey("orders.number"), index=True)
    position: Mapped[int]
    sku: Mapped[str] = mapped_column(String(40), index=True)
    asin: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    quantity: Mapped[int]
    unit_price: Mapped[int]
    item_tax: Mapped[int]
    shipping_price: Mapped[int]
    shipping_tax: Mapped[int] = mapped_column(default=0)
    quantity_shipped: Mapped[int] = mapped_column(default=0)
    quantity_canceled: Mapped[int] = mapped_column(default=0)
    quantity_unfulfillable: Mapped[int] = mapped_column(default=0)
    refunded: Mapped[int] = mapped_column(default=0)
    canceled_by: Mapped[str | None] = mapped_column(String(12))
    cancel_reason: Mapped[str | None] = mapped_column(String(40))

    @property
    def amount(self) -> int:
        """What the buyer pays for this line, with tax and shipping, in minor units; without units taken off it."""
        units = self.quantity - self.quantity_canceled or self.quantity
        return self.unit_price * units + self.item_tax + self.shipping_price + self.shipping_tax

    @property
    def amount_left(self) -> int:
        """What was paid for this line and not given back; nothing for one that was canceled whole."""
        return max(self.amount - self.refunded, 0) if self.quantity > self.quantity_canceled else 0

    @property
    def quantity_open(self) -> int:
        """Units neither shipped nor canceled."""
        return self.quantity - self.quantity_shipped - self.quantity_canceled - self.quantity_unfulfillable


class CancellationRequest(Base):
    """The buyer's official request: one an order. A wish by message is a message, never one of these."""

    __tablename__ = "cancellation_requests"
    __table_args__ = (Index("requests_by_state", "state", "order_number"),)

    order_number: Mapped[str] = mapped_column(ForeignKey("orders.number"), primary_key=True)
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(String(200), default="")
    items: Mapped[list[str] | None]
    # "open", "granted" or "shipped": what became of it. Withdrawn requests are open no more either.
    state: Mapped[str] = mapped_column(String(10), default="open")
    # Set when the seller had asked the buyer, for the seller's own fault, to make this request.
    asked_by_seller: Mapped[bool] = mapped_column(default=False)


class Package(Base):
    """One parcel of a confirmed shipment, as the seller claims it left."""

    __tablename__ = "packages"

    order_number: Mapped[str] = mapped_column(ForeignKey("orders.number"), primary_key=True)
    reference: Mapped[int] = mapped_column(primary_key=True)
    confirmed_at: Mapped[datetime] = mapped_column(index=True)
    ship_date: Mapped[datetime]
    carrier: Mapped[str] = mapped_column(String(50))
    tracking: Mapped[str] = mapped_column(String(60))
    service: Mapped[str] = mapped_column(String(40), default="")
    items: Mapped[list[Any]]


class Refund(Base):
    """Money given back after confirmation. `concession` is goodwill beyond the items."""

    __tablename__ = "refunds"

    order_number: Mapped[str] = mapped_column(ForeignKey("orders.number"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    amount: Mapped[int]
    concession: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(40))
    items: Mapped[list[Any]]
    by: Mapped[str] = mapped_column(String(12))
    memo: Mapped[str] = mapped_column(Text, default="")


class Return(Base):
    """A buyer's return: requested, authorized, received, refunded or closed."""

    __tablename__ = "returns"
    __table_args__ = (
        Index("returns_by_state", "state", "requested_at", "order_number"),
        Index("returns_by_date", "requested_at", "order_number"),
    )

    order_number: Mapped[str] = mapped_column(ForeignKey("orders.number"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(12))
    requested_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(60))
    comment: Mapped[str] = mapped_column(String(400), default="")
    items: Mapped[list[Any]]
    answer_due_at: Mapped[datetime | None]
    authorized_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    refund_due_at: Mapped[datetime | None]
    refunded_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class Claim(Base):
    """A guarantee claim: the buyer's ground, the seller's answer, the marketplace's decision."""

    __tablename__ = "claims"
    __table_args__ = (Index("claims_by_decision", "decided_at", "answered_at"),)

    order_number: Mapped[str] = mapped_column(ForeignKey("orders.number"), primary_key=True)
    ground: Mapped[str] = mapped_column(String(24))
    opened_at: Mapped[datetime]
    answer_due_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]
    # "buyer" or "seller": in whose favor.
    decision: Mapped[str | None] = mapped_column(String(8))
    appealed_at: Mapped[datetime | None]
    amount: Mapped[int] = mapped_column(default=0)


class Feedback(Base):
    """A buyer's rating of a seller for one order."""

    __tablename__ = "feedback"

    order_number: Mapped[str] = mapped_column(ForeignKey("orders.number"), primary_key=True)
    at: Mapped[datetime]
    rating: Mapped[int]
    comment: Mapped[str] = mapped_column(String(400), default="")
    removal_requested_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    reply: Mapped[str] = mapped_column(String(400), default="")


class SupportCase(Base):
    """A seller's case to Seller Support: cancel these marketplace-fulfilled orders, please."""

    __tablename__ = "support_cases"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    seller_id: Mapped[str] = mapped_column(ForeignKey("sellers.id"), index=True)
    opened_at: Mapped[datetime]
    order_ids: Mapped[list[str]]
    items: Mapped[list[Any]]
    reason: Mapped[str] = mapped_column(String(200), default="")
    details: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(12), default="open")
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")


class PerformanceNotice(Base):
    """What the marketplace tells a seller about the account: a warning, offers deactivated, a breach."""

    __tablename__ = "performance_notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    seller_id: Mapped[str] = mapped_column(ForeignKey("sellers.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(40))
    severity: Mapped[str] = mapped_column(String(10))
    facts: Mapped[dict[str, Any]]
    order_id: Mapped[str | None] = mapped_column(String(24))
    acknowledged_at: Mapped[datetime | None]
    plan_of_action: Mapped[str] = mapped_column(Text, default="")
    # "waiting", "accepted" or "declined", once a plan of action was submitted.
    plan_state: Mapped[str | None] = mapped_column(String(10))
