"""Who is asking: read from the browser's session once per request.

In local mode whoever sits at this machine is the instructor, and may sit in a class as well. In classroom mode one is
what one signed in as. The session is a signed cookie that holds an id and a key; a new key signs an account out.
"""

from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest
from typing import TypeVar

from flask import abort, current_app, g, request, session
from sqlalchemy import update
from sqlalchemy.orm import Session

from simulator.classroom.accounts import Proof
from simulator.classroom.codes import new_key
from simulator.classroom.records import Course, Instructor, Learner
from simulator.clock import wall_now
from simulator.console.api.guarding import at_this_machine
from simulator.directory import directory
from simulator.logbook import note_person
from simulator.shell.wording import gettext as _
from simulator.visits import the_home

Person = TypeVar("Person", Instructor, Learner)
# How exact "last seen" is; a finer one would write with every page.
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Visitor:
    """Whoever is asking: an instructor, a learner with the class, both (in local mode) or nobody."""

    instructor: Instructor | None = None
    learner: Learner | None = None
    course: Course | None = None
    is_at_this_machine: bool = False

    @property
    def is_instructor(self) -> bool:
        """Say whether the instructor's pages are open."""
        return self.instructor is not None or self.is_at_this_machine

    @property
    def instructor_id(self) -> str | None:
        """Whose classes are shown; None is everybody's, in local mode."""
        return self.instructor.id if self.instructor else None

    @property
    def is_known(self) -> bool:
        """Say whether anybody is there at all."""
        return self.is_instructor or self.learner is not None


def is_local() -> bool:
    """Say whether this installation belongs to whoever sits at the machine."""
    return str(current_app.config.get("MODE", "local")) == "local"


def address() -> str:
    """Return where the request comes from, for counting failures."""
    return request.remote_addr or ""


def the_visitor() -> Visitor:
    """Return who is asking."""
    if "visitor" not in g:
        with directory(the_home(), looking=True) as records:
            read_visitor(records)
    visitor: Visitor = g.visitor
    return visitor


def read_visitor(records: Session) -> Visitor:
    """Read who is asking from the open directory, for the rest of the request."""
    told = _told("instructor"), _told("learner")
    instructor = _proved(records, Instructor, told[0])
    learner = _proved(records, Learner, told[1])
    course = records.get(Course, learner.class_id) if learner else None
    here = is_local() and at_this_machine()
    g.visitor = found = Visitor(instructor, learner, course, is_at_this_machine=here)
    return found


def note_seen(visitor: Visitor) -> None:
    """Keep when a learner was last here, to the minute."""
    now, learner = wall_now(), visitor.learner
    if learner is not None and now - learner.seen_at >= SEEN_EVERY:
        with directory(the_home()) as records:
            records.execute(update(Learner).where(Learner.id == learner.id).values(seen_at=now))


def the_learner() -> tuple[Learner, Course]:
    """Return the learner who is asking, with the class, or answer 403."""
    visitor = the_visitor()
    if visitor.learner is None or visitor.course is None:
        abort(403, _("Join a class to see this page."))
    return visitor.learner, visitor.course


def remember(proof: Proof) -> None:
    """Keep a sign-in in the browser's session; nothing of an earlier one stays, in local mode the other role does."""
    kept = dict(session) if is_local() else {}
    session.clear()
    session.update({key: value for key, value in kept.items() if key in ("instructor", "learner")})
    session[proof.role] = [proof.id, proof.key]
    session.permanent = True
    g.pop("visitor", None)


def forget() -> None:
    """Sign out: the account gets a new key, so that no cookie of an earlier sign-in opens anything, in any browser."""
    visitor = the_visitor()
    with directory(the_home()) as records:
        for person in (visitor.instructor, visitor.learner):
            if person is not None:
                kind = type(person)
                records.execute(update(kind).where(kind.id == person.id).values(session_key=new_key()))
                note_person("sign_out of %s %s", kind.__name__.lower(), person.id)
    session.clear()
    g.pop("visitor", None)


def _told(role: str) -> tuple[str, str] | None:
    """Read what the session says of a role; a session of an older make says nothing."""
    kept = session.get(role)
    return (str(kept[0]), str(kept[1])) if isinstance(kept, list) and len(kept) == 2 else None


def _proved(records: Session, kind: type[Person], told: tuple[str, str] | None) -> Person | None:
    found = records.get(kind, told[0]) if told else None
    return found if found and told and compare_digest(found.session_key, told[1]) else None
