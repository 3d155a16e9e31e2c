"""What every world has whatever it sells: its clock, its log, its agenda, its mail and its journal.

Columns with `info={"hashed": False}` are no part of the state hash: anchors of the clock, ids without meaning.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from simulator.database import Base

NOT_HASHED = {"hashed": False}


class World(Base):
    """The one row of a world's own facts: seed, start, clock and counters."""

    __tablename__ = "world"

    id: Mapped[int] = mapped_column(primary_key=True)
    seed: Mapped[int]
    template: Mapped[str] = mapped_column(String(80), info=NOT_HASHED)
    marketplace: Mapped[str] = mapped_column(String(10))
    marketplaces: Mapped[list[str]]
    date_set: Mapped[str] = mapped_column(String(10))
    started_at: Mapped[datetime]
    now: Mapped[datetime]
    flags: Mapped[dict[str, Any]] = mapped_column(default=dict)
    mode: Mapped[str] = mapped_column(String(10), default="paused", info=NOT_HASHED)
    speed: Mapped[int] = mapped_column(default=60, info=NOT_HASHED)
    base_now: Mapped[datetime] = mapped_column(info=NOT_HASHED)
    base_wall: Mapped[float] = mapped_column(default=0.0, info=NOT_HASHED)
    beat_wall: Mapped[float] = mapped_column(default=0.0, info=NOT_HASHED)
    generation: Mapped[int] = mapped_column(default=0, info=NOT_HASHED)
    last_event: Mapped[int] = mapped_column(default=0)
    last_due: Mapped[int] = mapped_column(default=0, info=NOT_HASHED)
    last_mail: Mapped[int] = mapped_column(default=0)
    faults: Mapped[dict[str, Any]] = mapped_column(default=dict, info=NOT_HASHED)


class Event(Base):
    """One thing that happened, in the words of the log. Never changed, never removed."""

    __tablename__ = "events"
    __table_args__ = (Index("events_by_order", "order_id", "seq"), Index("events_by_kind", "kind", "seq"))

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(40))
    actor: Mapped[str] = mapped_column(String(12))
    order_id: Mapped[str | None] = mapped_column(String(24))
    data: Mapped[dict[str, Any]]
    cause: Mapped[int | None]


class DueItem(Base):
    """Something that will happen by itself: when, by which rule, to what."""

    __tablename__ = "agenda"
    __table_args__ = (
        Index("agenda_in_order", "due_at", "rank", "id"),
        Index("agenda_by_subject", "subject", "rule"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=NOT_HASHED)
    due_at: Mapped[datetime]
    rank: Mapped[int]
    rule: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))
    parked: Mapped[str | None] = mapped_column(Text)


class Mail(Base):
    """An e-mail as notice and facts; it is rendered when somebody reads it."""

    __tablename__ = "mail"
    __table_args__ = (Index("mail_by_person", "person_id", "id"), Index("mail_by_order", "order_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    role: Mapped[str] = mapped_column(String(12))
    person_id: Mapped[str] = mapped_column(String(24))
    address: Mapped[str] = mapped_column(String(120))
    notice: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]]
    order_id: Mapped[str | None] = mapped_column(String(24))
    event_seq: Mapped[int] = mapped_column(index=True)
    critical: Mapped[bool] = mapped_column(default=False)


class RefusedAttempt(Base):
    """A deed that a rule refused. Kept for lessons and the timeline; no part of the world's state."""

    __tablename__ = "refused_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    deed: Mapped[str] = mapped_column(String(40))
    actor: Mapped[str] = mapped_column(String(12))
    order_id: Mapped[str | None] = mapped_column(String(24), index=True)
    rule: Mapped[str] = mapped_column(String(60))
    message: Mapped[str] = mapped_column(Text)
    after_seq: Mapped[int]


class JournalEntry(Base):
    """An accepted input, exactly as it would have to be given again."""

    __tablename__ = "journal"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    deed: Mapped[str] = mapped_column(String(40))
    actor: Mapped[str] = mapped_column(String(12))
    person_id: Mapped[str | None] = mapped_column(String(24))
    subject: Mapped[str | None] = mapped_column(String(80))
    args: Mapped[dict[str, Any]]
    last_event: Mapped[int]


class IdempotencyKey(Base):
    """The answer already given to a call, so that the same call again has one effect."""

    __tablename__ = "idempotency_keys"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    body: Mapped[dict[str, Any]]


# Tables that tell how a world was used rather than what it is.
UNHASHED_TABLES = frozenset({"refused_attempts", "journal", "idempotency_keys"})
