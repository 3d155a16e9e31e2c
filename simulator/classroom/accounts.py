"""Accounts: instructors and how they are invited, and signing in as an instructor or a learner.

Knows no page and no cookie. Every sign-in passes the throttle first.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from simulator.classroom import passwords, throttle
from simulator.classroom.codes import INVITATION, checked_nickname, name_key, new_code, new_key, read_code
from simulator.classroom.records import Course, Instructor, Invitation, Learner
from simulator.clock import wall_now
from simulator.directory import directory
from simulator.errors import BadInput, NotFound
from simulator.home import Home
from simulator.shell.wording import gettext as _

INVITATION_LASTS = timedelta(days=14)


@dataclass(frozen=True)
class Proof:
    """What a browser keeps of a sign-in: whose it is, and the key that is valid until the password changes."""

    role: str  # "instructor" or "learner"
    id: str
    key: str


def add_instructor(home: Home, name: str, password: str) -> Proof:
    """Make an instructor's account.

    Raises:
        BadInput: the name is taken, or name or password cannot be.
    """
    kept = passwords.hashed(password)
    with directory(home) as session:
        return _added(session, name, kept)


def instructors(home: Home) -> list[Instructor]:
    """List the instructors by name."""
    with directory(home, looking=True) as session:
        return list(session.scalars(select(Instructor).order_by(Instructor.name_key)))


def set_password(home: Home, name: str, password: str) -> None:
    """Give an instructor a new password and sign the account out everywhere."""
    kept = passwords.hashed(password)
    with directory(home) as session:
        found = _instructor(session, name)
        found.password_hash, found.session_key = kept, new_key()


def remove_instructor(home: Home, name: str) -> None:
    """Delete an instructor who holds no class.

    Raises:
        BadInput: there are classes that would be nobody's.
    """
    with directory(home) as session:
        found = _instructor(session, name)
        classes = session.scalar(select(func.count()).where(Course.instructor_id == found.id))
        if classes:
            raise BadInput(
                "name",
                "{name} still holds {count} classes. Delete those first.",
                status=409,
                name=found.name,
                count=classes,
            )
        session.delete(found)


def invite(home: Home, made_by: str) -> str:
    """Draw a code by which one person becomes an instructor."""
    code = new_code(INVITATION)
    with directory(home) as session:
        session.execute(delete(Invitation).where(Invitation.expires_at < wall_now()))
        session.add(Invitation(code=code, made_by=made_by, expires_at=wall_now() + INVITATION_LASTS))
    return code


def accept(home: Home, code: str, name: str, password: str, address: str) -> Proof:
    """Become an instructor by an invitation, which is used up by that.

    Raises:
        BadInput: no such invitation, or the name or password cannot be.
        TooManyAttempts: too many codes were tried.
    """
    throttle.check(home, f"invitation {address}", address)
    kept = passwords.hashed(password)
    with directory(home) as session:
        found = session.get(Invitation, read_code(code))
        if found is not None and found.expires_at > wall_now():
            proof = _added(session, name, kept)
            session.delete(found)
            return proof
    throttle.failed(home, f"invitation {address}", address)
    raise BadInput("code", _("This invitation is not valid. Ask for a new one."), status=422)


def sign_in_instructor(home: Home, name: str, password: str, address: str) -> Proof:
    """Check an instructor's name and password.

    Raises:
        BadInput: one of them is wrong; it is not said which.
        TooManyAttempts: too many attempts failed.
    """
    account = f"instructor {name_key(name)}"
    throttle.check(home, account, address)
    with directory(home, looking=True) as session:
        found = session.scalars(select(Instructor).where(Instructor.name_key == name_key(name))).first()
    if not passwords.is_right(password, found.password_hash if found else None) or found is None:
        throttle.failed(home, account, address)
        raise BadInput("password", _("Name or password is wrong."), status=422)
    throttle.succeeded(home, account, address)
    return Proof("instructor", found.id, found.session_key)


def sign_in_learner(home: Home, learner: Learner, password: str, address: str) -> Proof:
    """Check a learner's password.

    Raises:
        BadInput: it is wrong.
        TooManyAttempts: too many attempts failed.
    """
    account = f"learner {learner.id}"
    throttle.check(home, account, address)
    if not passwords.is_right(password, learner.password_hash):
        throttle.failed(home, account, address)
        message = _("Somebody in this class has this nickname, with another password.")
        raise BadInput("password", message, status=422)
    throttle.succeeded(home, account, address)
    return Proof("learner", learner.id, learner.session_key)


def _added(session: Session, name: str, kept: str) -> Proof:
    shown, key = checked_nickname(name, "name")
    if session.scalar(select(func.count()).where(Instructor.name_key == key)):
        raise BadInput("name", _("There is already an instructor of this name."), status=409)
    one = Instructor(
        id=new_key(), name=shown, name_key=key, password_hash=kept, session_key=new_key(), created_at=wall_now()
    )
    session.add(one)
    return Proof("instructor", one.id, one.session_key)


def _instructor(session: Session, name: str) -> Instructor:
    found = session.scalars(select(Instructor).where(Instructor.name_key == name_key(name))).first()
    if found is None:
        raise NotFound(f"There is no instructor named {name[:40]}.")
    return found


def new_learner_password(home: Home, learner: Learner) -> str:
    """Draw a new password for a learner who forgot it, sign them out everywhere, and return it for showing once."""
    password = new_code(passwords.SHORTEST)
    kept = passwords.hashed(password)
    with directory(home) as session:
        found = session.get_one(Learner, learner.id)
        found.password_hash, found.session_key = kept, new_key()
    return password
