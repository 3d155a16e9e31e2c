"""The tables of the class room: instructors, classes, learners, whose world is whose, invitations, failed sign-ins.

Of a person they hold a nickname and a password's hash, nothing else; a learner's rows go with the class.
"""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from simulator.directory import DirectoryBase


class Instructor(DirectoryBase):
    """Somebody who holds classes."""

    __tablename__ = "instructors"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    # The name as it is compared: without case and outer space.
    name_key: Mapped[str] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    # Part of the browser's session; a new one signs the account out everywhere.
    session_key: Mapped[str] = mapped_column(String(24))
    created_at: Mapped[datetime]


class Course(DirectoryBase):
    """A class: the code it is joined by, what its worlds are made from, and what its instructor has decided."""

    __tablename__ = "classes"

    id: Mapped[str] = mapped_column(String(12), primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    # None: made in local mode, where whoever sits at the machine is the instructor.
    instructor_id: Mapped[str | None] = mapped_column(ForeignKey("instructors.id"), index=True)
    template: Mapped[str] = mapped_column(String(80))
    seed: Mapped[int]
    store: Mapped[str] = mapped_column(String(10))
    lessons: Mapped[list[str]] = mapped_column(JSON)
    free_hints: Mapped[list[str]] = mapped_column(JSON)
    is_open: Mapped[bool] = mapped_column(default=True)
    hides_names: Mapped[bool] = mapped_column(default=False)
    is_frozen: Mapped[bool] = mapped_column(default=False)
    # Worlds that played when the clocks were stopped, to play again afterwards.
    stopped: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime]


class Learner(DirectoryBase):
    """Somebody who learns in one class, known by a nickname."""

    __tablename__ = "learners"
    __table_args__ = (UniqueConstraint("class_id", "name_key"), UniqueConstraint("class_id", "seat"))

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    class_id: Mapped[str] = mapped_column(ForeignKey("classes.id"), index=True)
    # The place in the list, which stands for the name where names are hidden.
    seat: Mapped[int]
    nickname: Mapped[str] = mapped_column(String(40))
    name_key: Mapped[str] = mapped_column(String(80))
    # None in local mode: nobody has a password there.
    password_hash: Mapped[str | None] = mapped_column(String(200))
    session_key: Mapped[str] = mapped_column(String(24))
    joined_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class SeatWorld(DirectoryBase):
    """A world of a class, and who plays which side in it; in a pair's world two learners do."""

    __tablename__ = "class_worlds"
    __table_args__ = (Index("class_worlds_by_class", "class_id", "kind"),)

    world: Mapped[str] = mapped_column(String(40), primary_key=True)
    class_id: Mapped[str] = mapped_column(ForeignKey("classes.id"))
    # "own" or "pair".
    kind: Mapped[str] = mapped_column(String(8))
    buyer_id: Mapped[str] = mapped_column(ForeignKey("learners.id"), index=True)
    seller_id: Mapped[str] = mapped_column(ForeignKey("learners.id"), index=True)


class Invitation(DirectoryBase):
    """A code by which somebody becomes an instructor, once."""

    __tablename__ = "invitations"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    made_by: Mapped[str] = mapped_column(String(40))
    expires_at: Mapped[datetime]


class FailedSignIn(DirectoryBase):
    """Failed attempts to sign in or to join, counted by what was tried and from where."""

    __tablename__ = "failed_sign_ins"

    # A hash: neither names nor addresses are kept.
    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    since: Mapped[datetime]


class UsedLaunch(DirectoryBase):
    """A sign-in by a learning platform that was used; it is not taken twice. Forgotten once it would be too old."""

    __tablename__ = "used_launches"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    until: Mapped[datetime]
