"""What is kept of learning, in the directory: attempts, the pages looked at, rules to come back, certificates.

Personal data is a profile's id and scores; a nickname stands on certificates only. Deleted with the profile.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from simulator.directory import DirectoryBase

# What becomes of what is told elsewhere. Where there is nothing to tell yet, nothing waits: all is sent.
WAITING, SENT, GIVEN_UP = "waiting", "sent", "given up"


class Attempt(DirectoryBase):
    """One try at a lesson, in a world of its own. Instants are the wall's; scores never depend on them."""

    __tablename__ = "attempts"
    __table_args__ = (Index("attempts_of_profile", "profile", "lesson", "started_at"), {"info": {"in_order": True}})

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    profile: Mapped[str] = mapped_column(String(40))
    lesson: Mapped[str] = mapped_column(String(40))
    mode: Mapped[str] = mapped_column(String(10))
    seed: Mapped[int]
    world: Mapped[str] = mapped_column(String(40), unique=True)
    started_at: Mapped[datetime]
    # When a goal was last reached, so that whoever is stuck can be seen.
    progress_at: Mapped[datetime]
    goals_met: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    score: Mapped[int | None]
    passed: Mapped[bool] = mapped_column(default=False)
    last_trap: Mapped[str] = mapped_column(String(60), default="")
    # Hints that were opened, by their place; the worked example is -1.
    hints: Mapped[list[int]] = mapped_column(JSON, default=list)
    # By prediction: what was said, and how sure (1 to 3).
    predictions: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # Watch mode: how many steps were played, and what was answered at the stops.
    watched: Mapped[int] = mapped_column(default=0)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # Practice: goals are shown since the learner asked for it, until the next event after this one.
    checked_seq: Mapped[int | None]
    # An attempt that goes on from a moment of another one.
    again_from: Mapped[str | None] = mapped_column(String(24))
    debrief: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class LookedAt(DirectoryBase):
    """A page a learner opened during an attempt."""

    __tablename__ = "attempt_looks"
    __table_args__ = (Index("looks_of_attempt", "attempt", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt: Mapped[str] = mapped_column(String(24))
    path: Mapped[str] = mapped_column(String(400))
    after_seq: Mapped[int]
    at: Mapped[datetime]


class Review(DirectoryBase):
    """A rule that comes back to a learner: after 1, 3, 7, 21 days, sooner where it went wrong."""

    __tablename__ = "reviews"

    profile: Mapped[str] = mapped_column(String(40), primary_key=True)
    rule: Mapped[str] = mapped_column(String(4), primary_key=True)
    rung: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    # Sure of it, and wrong: comes first.
    was_sure: Mapped[bool] = mapped_column(default=False)


class Certificate(DirectoryBase):
    """A certificate that was printed: what its code vouches for."""

    __tablename__ = "certificates"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    profile: Mapped[str] = mapped_column(String(40), index=True)
    nickname: Mapped[str] = mapped_column(String(40))
    lessons: Mapped[dict[str, Any]] = mapped_column(JSON)
    issued_at: Mapped[datetime]


class Outgoing:
    """What is told elsewhere, whether it was taken, and when it is tried again. See `outbox`."""

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(10), index=True, default=WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    try_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(String(200), default="")


class Statement(Outgoing, DirectoryBase):
    """A statement on its way to a learning record store. Deleted with the attempt it tells of."""

    __tablename__ = "learning_statements"

    attempt: Mapped[str] = mapped_column(String(24), index=True)


class GradeLink(Outgoing, DirectoryBase):
    """A learning platform waits for a learner's grade in a lesson. Deleted with the learner."""

    __tablename__ = "grade_links"

    # Which of the configured platforms, how it calls the learner, and where it takes the grade.
    platform: Mapped[str] = mapped_column(String(80))
    user: Mapped[str] = mapped_column(String(255))
    line: Mapped[str] = mapped_column(String(1000))
    profile: Mapped[str] = mapped_column(String(40), index=True)
    lesson: Mapped[str] = mapped_column(String(40))
    # The best score that was put into the outbox.
    told: Mapped[int | None]


class ReportKey(DirectoryBase):
    """For whom a package on a learning platform asks how a lesson went. Deleted with the learner."""

    __tablename__ = "report_keys"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    profile: Mapped[str] = mapped_column(String(40), index=True)
    lesson: Mapped[str] = mapped_column(String(40))
    asked_at: Mapped[datetime]
