"""What a seller's software and the marketplace exchange: files, reports, subscriptions and what was delivered.

Jobs live on the wall clock and tell how a world was used, so none of these tables is part of the state hash. Rows only;
who writes them stands in the rooms of Seller Central.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from simulator.database import Base
from simulator.models import NOT_HASHED


class Feed(Base):
    """An uploaded file of orders, and how far it has been worked off. `position` counts groups of records."""

    __tablename__ = "feeds"
    __table_args__ = {"info": NOT_HASHED}  # noqa: RUF012 - SQLAlchemy reads it from the class

    id: Mapped[int] = mapped_column(primary_key=True)
    seller_id: Mapped[str] = mapped_column(String(24), index=True)
    feed_type: Mapped[str] = mapped_column(String(80))
    marketplace_ids: Mapped[list[str]]
    # IN_QUEUE, IN_PROGRESS, DONE, FATAL or CANCELLED, as machines read it.
    status: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    input_document: Mapped[str] = mapped_column(String(100))
    result_document: Mapped[str | None] = mapped_column(String(100))
    digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    total: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    processed: Mapped[int] = mapped_column(default=0)
    successful: Mapped[int] = mapped_column(default=0)
    warned: Mapped[int] = mapped_column(default=0)


class Finding(Base):
    """What is wrong with one record of a file. Record 0 is the file itself."""

    __tablename__ = "feed_findings"
    __table_args__ = (Index("findings_of_feed", "feed_id", "record"), {"info": NOT_HASHED})

    id: Mapped[int] = mapped_column(primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feeds.id"))
    record: Mapped[int]
    order_id: Mapped[str] = mapped_column(String(40), default="")
    code: Mapped[str] = mapped_column(String(12))
    # Error, Fatal or Warning.
    severity: Mapped[str] = mapped_column(String(8))
    message: Mapped[str] = mapped_column(Text)


class ReportWish:
    """Which report a seller wants: what one that is made and one that is made again and again have in common."""

    id: Mapped[int] = mapped_column(primary_key=True)
    seller_id: Mapped[str] = mapped_column(String(24), index=True)
    report_type: Mapped[str] = mapped_column(String(100))
    marketplace_ids: Mapped[list[str]]
    options: Mapped[dict[str, Any]]


class Report(ReportWish, Base):
    """A report that was asked for, by a person, a program or a schedule."""

    __tablename__ = "reports"
    __table_args__ = {"info": NOT_HASHED}  # noqa: RUF012 - SQLAlchemy reads it from the class

    status: Mapped[str] = mapped_column(String(12))
    # The range asked for, on the world's clock.
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    rows: Mapped[int] = mapped_column(default=0)
    document: Mapped[str | None] = mapped_column(String(100))
    schedule_id: Mapped[int | None]


class ReportSchedule(ReportWish, Base):
    """A report that is made again and again, every period of the world's clock."""

    __tablename__ = "report_schedules"
    __table_args__ = {"info": NOT_HASHED}  # noqa: RUF012 - SQLAlchemy reads it from the class

    period: Mapped[str] = mapped_column(String(8))
    next_at: Mapped[datetime]


class Destination(Base):
    """Where notifications go: a queue, a webhook, or only the list that can be read."""

    __tablename__ = "destinations"
    __table_args__ = {"info": NOT_HASHED}  # noqa: RUF012 - SQLAlchemy reads it from the class

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    seller_id: Mapped[str] = mapped_column(String(24), index=True)
    name: Mapped[str] = mapped_column(String(256))
    resource: Mapped[dict[str, Any]]


class Subscription(Base):
    """A seller's wish to be told of one kind of notification."""

    __tablename__ = "subscriptions"
    __table_args__ = (Index("subscriptions_by_kind", "seller_id", "kind"), {"info": NOT_HASHED})

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    seller_id: Mapped[str] = mapped_column(String(24))
    kind: Mapped[str] = mapped_column(String(60))
    payload_version: Mapped[str] = mapped_column(String(8))
    destination_id: Mapped[str] = mapped_column(ForeignKey("destinations.id"))
    directive: Mapped[dict[str, Any]]


class Notification(Base):
    """One notification on its way: written with what it tells of, delivered afterwards, tried again if need be."""

    __tablename__ = "notifications"
    __table_args__ = (Index("notifications_waiting", "state", "try_at"), {"info": NOT_HASHED})

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(60))
    seller_id: Mapped[str] = mapped_column(String(24))
    order_id: Mapped[str | None] = mapped_column(String(24))
    subscription_id: Mapped[str] = mapped_column(String(40))
    destination_id: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]]
    # waiting, delivered, failed or dropped.
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    try_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(String(200), default="")
