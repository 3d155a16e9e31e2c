"""What was said about an order, and whether it reached the other side. Rows only; who may write is decided elsewhere.

A thread is an order's conversation and carries its number. A message is what somebody wrote, a delivery is whether and
where it arrived; the preference not to be written to stays with the buyer.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from simulator.database import Base
from simulator.models import NOT_HASHED
from simulator.orders.models import Order

OF_MESSAGE = (["order_number", "n"], ["messages.order_number", "messages.n"])


class Thread(Base):
    """The conversation of a buyer and a seller about one order."""

    __tablename__ = "threads"
    __table_args__ = (
        Index("threads_of_seller", "seller_id", "last_at", "order_number"),
        Index("threads_of_seller_waiting", "seller_id", "reply_due_at", "order_number"),
        Index("threads_of_buyer", "buyer_id", "buyer_saw_at", "order_number"),
    )

    order_number: Mapped[str] = mapped_column(ForeignKey("orders.number"), primary_key=True)
    buyer_id: Mapped[str] = mapped_column(ForeignKey("buyers.id"))
    seller_id: Mapped[str] = mapped_column(ForeignKey("sellers.id"))
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(String(12))
    last_at: Mapped[datetime]
    last_n: Mapped[int] = mapped_column(default=0)
    # When the buyer's side first wrote, through customer service too; from then on the seller replies.
    asked_at: Mapped[datetime | None]
    # When the earliest message that still needs an answer must have got one.
    reply_due_at: Mapped[datetime | None]
    # The last message that the buyer wrote or received; None where all were kept from them.
    buyer_saw_at: Mapped[datetime | None]

    order: Mapped[Order] = relationship()


class Message(Base):
    """What one side wrote. Its subject is made from topic and names when it is read."""

    __tablename__ = "messages"
    __table_args__ = (
        Index("messages_in_order", "event_seq"),
        # All that is read of a message to say how fast sellers answer.
        Index("messages_of_seller", "seller_id", "at", "reply_due_at", "waived_at", "answered_at"),
    )

    order_number: Mapped[str] = mapped_column(ForeignKey("threads.order_number"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seller_id: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime]
    event_seq: Mapped[int] = mapped_column(default=0)
    sender: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(40))
    topic: Mapped[str] = mapped_column(String(40))
    # What the writer put into the subject line. It decides nothing.
    heading: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(12))
    intent: Mapped[str] = mapped_column(String(40))
    critical: Mapped[bool] = mapped_column(default=False)
    automatic: Mapped[bool] = mapped_column(default=False)
    breach: Mapped[str | None] = mapped_column(String(60))
    # The reply clock; None where no answer is awaited. A waived message needs none after all.
    reply_due_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    waived_at: Mapped[datetime | None]
    # When the buyer reported the message as inappropriate.
    reported_at: Mapped[datetime | None]

    thread: Mapped[Thread] = relationship()
    delivery: Mapped["Delivery"] = relationship(back_populates="message", lazy="selectin")
    attachments: Mapped[list["Attachment"]] = relationship(
        back_populates="message", order_by="Attachment.position", lazy="selectin"
    )

    @property
    def id(self) -> str:
        """The message's id: its order and its place in the thread."""
        return f"{self.order_number}-{self.n}"


class Delivery(Base):
    """Whether a message reached its reader, at which address, and by which rule it did not."""

    __tablename__ = "deliveries"
    __table_args__ = (ForeignKeyConstraint(*OF_MESSAGE),)

    order_number: Mapped[str] = mapped_column(String(24), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    role: Mapped[str] = mapped_column(String(12))
    address: Mapped[str] = mapped_column(String(120))
    delivered: Mapped[bool]
    why_not: Mapped[str | None] = mapped_column(String(60))

    message: Mapped[Message] = relationship(back_populates="delivery")


class Attachment(Base):
    """A file sent along. Its content is kept as it came and stands for itself by its digest."""

    __tablename__ = "attachments"
    __table_args__ = (ForeignKeyConstraint(*OF_MESSAGE),)

    order_number: Mapped[str] = mapped_column(String(24), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(120))
    format: Mapped[str] = mapped_column(String(10))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, info=NOT_HASHED)

    message: Mapped[Message] = relationship(back_populates="attachments")
