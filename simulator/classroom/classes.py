"""Classes: made by an instructor, joined by code and nickname, left, and deleted with everything that was kept.

Knows no page and no cookie. A learner's worlds are made by `seats`.
"""

from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from simulator.classroom import attempts, passwords, seats, throttle
from simulator.classroom.accounts import Proof, sign_in_learner
from simulator.classroom.codes import CLASS_CODE, checked_nickname, new_code, new_key, read_code
from simulator.classroom.records import Course, Learner
from simulator.clock import wall_now
from simulator.directory import directory, scrub
from simulator.errors import BadInput, NotFound
from simulator.home import Home
from simulator.policy import store
from simulator.shell.wording import gettext as _
from simulator.worlds import template_names

# Learners in one class. Assumed: a lecture hall.
MOST_LEARNERS = 500
LONGEST_NAME = 60


@dataclass(frozen=True)
class Wish:
    """What an instructor says of a new class. No lessons named are all of them."""

    name: str
    template: str = "demo"
    seed: int = 1
    store: str = "US"
    lessons: tuple[str, ...] = ()


def create(home: Home, wish: Wish, instructor_id: str | None) -> Course:
    """Make a class without learners.

    Raises:
        BadInput: the wish makes no sense.
    """
    _check(wish)
    course = Course(
        id=new_code(8),
        code=new_code(CLASS_CODE),
        name=" ".join(wish.name.split()),
        instructor_id=instructor_id,
        template=wish.template,
        seed=wish.seed,
        store=wish.store,
        lessons=list(wish.lessons),
        free_hints=[],
        is_open=True,
        hides_names=False,
        is_frozen=False,
        stopped=[],
        created_at=wall_now(),
    )
    with directory(home) as session:
        session.add(course)
    return course


def classes(home: Home, instructor_id: str | None) -> list[tuple[Course, int]]:
    """List an instructor's classes, newest first, each with its number of learners; all of them for None."""
    count = select(func.count()).where(Learner.class_id == Course.id).scalar_subquery()
    query = select(Course, count).order_by(Course.created_at.desc(), Course.id)
    if instructor_id is not None:
        query = query.where(Course.instructor_id == instructor_id)
    with directory(home, looking=True) as session:
        return [(course, number) for course, number in session.execute(query)]


def find(home: Home, class_id: str, instructor_id: str | None) -> Course:
    """Return an instructor's class; any class for None.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    with directory(home, looking=True) as session:
        course = session.get(Course, class_id)
    if course is None or (instructor_id is not None and course.instructor_id != instructor_id):
        raise NotFound(_("There is no such class."))
    return course


def change(home: Home, course: Course, **values: object) -> None:
    """Write down what an instructor decided."""
    with directory(home) as session:
        found = session.get_one(Course, course.id)
        for name, value in values.items():
            setattr(found, name, value)


def join(home: Home, code: str, nickname: str, password: str | None, address: str) -> Proof:
    """Take a seat in a class, or come back to it. `password` is None in local mode, where nobody has one.

    Raises:
        BadInput: there is no such class, it is closed or full, or the nickname is somebody else's.
        TooManyAttempts: too many attempts failed.
    """
    course = _by_code(home, code, address)
    shown, key = checked_nickname(nickname)
    with directory(home, looking=True) as session:
        known = session.scalars(select(Learner).where(Learner.class_id == course.id, Learner.name_key == key)).first()
    if known is not None:
        if password is None:
            return Proof("learner", known.id, known.session_key)
        return sign_in_learner(home, known, password, address)
    learner = _seated(home, course, shown, key, None if password is None else passwords.hashed(password))
    seats.make_world(home, course, learner)
    return Proof("learner", learner.id, learner.session_key)


def leave(home: Home, learner: Learner) -> None:
    """Delete a learner with all that was kept: worlds, scores, nickname."""
    seats.remove_worlds(home, learner.class_id, learner.id)
    with directory(home) as session:
        played = attempts.forget(session, [learner.id])
        session.execute(delete(Learner).where(Learner.id == learner.id))
    seats.remove_files(home, played)
    scrub(home)


def remove(home: Home, course: Course) -> None:
    """Delete a class with its learners, their worlds and their scores."""
    seats.remove_worlds(home, course.id)
    with directory(home) as session:
        mine = Learner.class_id == course.id
        played = attempts.forget(session, list(session.scalars(select(Learner.id).where(mine))))
        session.execute(delete(Learner).where(mine))
        session.execute(delete(Course).where(Course.id == course.id))
    seats.remove_files(home, played)
    scrub(home)


def learners(home: Home, course: Course) -> list[Learner]:
    """List a class's learners by seat."""
    with directory(home, looking=True) as session:
        return list(session.scalars(select(Learner).where(Learner.class_id == course.id).order_by(Learner.seat)))


def learner_at(home: Home, course: Course, seat: int) -> Learner:
    """Return who sits on a seat.

    Raises:
        NotFound: nobody does.
    """
    query = select(Learner).where(Learner.class_id == course.id, Learner.seat == seat)
    with directory(home, looking=True) as session:
        found = session.scalars(query).first()
    if found is None:
        raise NotFound(_("There is no such learner in this class."))
    return found


def shown_name(course: Course, learner: Learner) -> str:
    """Return how a learner is called on the instructor's pages."""
    return _("Learner %(seat)d", seat=learner.seat) if course.hides_names else learner.nickname


def _by_code(home: Home, code: str, address: str) -> Course:
    throttle.check(home, f"class {address}", address)
    with directory(home, looking=True) as session:
        course = session.scalars(select(Course).where(Course.code == read_code(code))).first()
    if course is None:
        throttle.failed(home, f"class {address}", address)
        raise BadInput("code", _("There is no class with this code."), status=422)
    return course


def _seated(home: Home, course: Course, shown: str, key: str, password_hash: str | None) -> Learner:
    if not course.is_open:
        raise BadInput("code", _("This class takes nobody new. Ask your instructor."), status=409)
    with directory(home) as session:
        _check_free(session, course, key)
        taken = session.scalar(select(func.max(Learner.seat)).where(Learner.class_id == course.id)) or 0
        learner = Learner(
            id=new_key(),
            class_id=course.id,
            seat=taken + 1,
            nickname=shown,
            name_key=key,
            password_hash=password_hash,
            session_key=new_key(),
            joined_at=wall_now(),
            seen_at=wall_now(),
        )
        session.add(learner)
    return learner


def _check_free(session: Session, course: Course, key: str) -> None:
    mine = Learner.class_id == course.id
    if session.scalar(select(func.count()).where(mine, Learner.name_key == key)):
        raise BadInput("nickname", _("Somebody in this class has this nickname already."), status=409)
    if (session.scalar(select(func.count()).where(mine)) or 0) >= MOST_LEARNERS:
        raise BadInput("code", _("This class is full."), status=409)


def _check(wish: Wish) -> None:
    if not 1 <= len(" ".join(wish.name.split())) <= LONGEST_NAME or not wish.name.isprintable():
        raise BadInput("name", _("The name of a class has 1 to %(most)d characters.", most=LONGEST_NAME), status=422)
    if wish.template not in template_names():
        raise BadInput("template", _("Choose one of the templates."), status=422)
    if not 0 <= wish.seed < 2**31:
        raise BadInput("seed", _("A seed is a whole number from 0 to 2,147,483,647."), status=422)
    store(wish.store)
    unknown = set(wish.lessons) - set(attempts.lesson_names())
    if unknown:
        raise BadInput("lessons", _("There is no lesson %(lesson)s.", lesson=min(unknown)), status=422)
