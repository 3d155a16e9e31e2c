"""Who may reach which address: the one check, before any page and any world is opened.

In classroom mode everything is closed that is not opened here. A learner reaches the worlds of the own seat and no
other; an instructor looks over shoulders without touching. Machine interfaces have keys of their own and are left
alone. In local mode only the worlds of a class are guarded, so that a look does not become a deed.
"""

from dataclasses import dataclass

from flask import abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from simulator.classroom import attempts
from simulator.classroom.pages.visitor import Visitor, is_local, note_seen, read_visitor
from simulator.classroom.records import Course, Learner, SeatWorld
from simulator.classroom.seats import OWN
from simulator.directory import directory
from simulator.errors import BadInput, NotFound
from simulator.shell.wording import gettext as _
from simulator.visits import ROLES, cookie_roles, the_home

# Addresses that need no sign-in: what the pages are made of, joining, the rule book, checking a certificate.
OPEN = (
    "/static/", "/sign-in", "/join", "/invitation", "/appearance", "/language", "/rules/", "/learn/verify",
    "/learn/static/", "/learn/results/",
)  # fmt: skip
# Addresses of learners besides their worlds.
LEARNERS = ("/class/", "/learn/", "/sign-out", "/worlds/open")
# How the addresses of worlds begin that may belong to a class: own worlds and pairs, and those of lessons.
OF_CLASSES = ("/w/class-", "/w/learn-")
READING = frozenset({"GET", "HEAD", "OPTIONS"})
# What a learner finds in the console of an own world, by endpoint. The rest moves worlds about or shows other people's.
CONSOLE = frozenset(
    f"console.{name}"
    for name in (
        "desk", "strip", "clock_card", "pause", "play", "speed", "jump_to_next_event", "jump", "timeline",
        "timeline_csv", "event", "order", "letters", "mail", "mail_html", "message",
    )
)  # fmt: skip
# In a free world of one's own one may also be somebody else.
FREE_CONSOLE = CONSOLE | {"console.people", "console.switch"}
# A sign-in link makes one person of the world; the console tells of everybody and moves the time of all.
GUESTS_CONSOLE = frozenset({"console.strip", "console.clock_card"})
CLOCK = frozenset(f"console.{name}" for name in ("pause", "play", "speed", "jump_to_next_event", "jump"))
# A signed link is its own proof of who may come in.
SIGN_IN_LINK = "welcome.take_link"


@dataclass(frozen=True)
class Place:
    """Whose world it is: the class, who plays which side, and whether a lesson is played there."""

    class_id: str
    instructor_id: str | None
    buyer_id: str
    seller_id: str
    kind: str

    def roles(self, learner: Learner | None) -> frozenset[str]:
        """Return the sides a learner plays here."""
        sides = (("buyer", self.buyer_id), ("seller", self.seller_id))
        return frozenset(role for role, player in sides if learner and player == learner.id)


def admit() -> ResponseReturnValue | None:
    """Let the request pass, send the visitor to sign in, or refuse."""
    if not is_local():
        return _admit_to_class_room()
    if request.path.startswith((*OF_CLASSES, "/learn/")):
        visitor, place = _looked_up()
        if place is not None:
            _admit_to_place(visitor, place)
    return None


def _admit_to_class_room() -> ResponseReturnValue | None:
    if current_app.extensions["classroom-machines"](request.path) or request.path.startswith(OPEN):
        return None
    visitor, place = _looked_up()
    if request.path.startswith("/w/"):
        return _admit_to_world(visitor, place)
    if visitor.is_instructor or (visitor.learner and request.path.startswith(LEARNERS)):
        return None
    if visitor.learner:
        return _elsewhere(url_for("rooms.my_class"))
    return _elsewhere(url_for("rooms.sign_in", next=request.full_path.rstrip("?")))


def _looked_up() -> tuple[Visitor, Place | None]:
    """Return who is asking, and whose the world of the address is, with one look into the directory."""
    with directory(the_home(), looking=True) as records:
        visitor = read_visitor(records)
        place = _place(records, _world()) if request.path.startswith("/w/") else None
    note_seen(visitor)
    _introduce(visitor)
    return visitor, place


def _admit_to_world(visitor: Visitor, place: Place | None) -> ResponseReturnValue | None:
    if request.endpoint == SIGN_IN_LINK:
        return None
    world = _world()
    by_link = cookie_roles(world)
    if not visitor.is_known and not by_link:
        return _elsewhere(url_for("rooms.sign_in", next=request.full_path.rstrip("?")))
    if place is not None:
        _admit_to_place(visitor, place, by_link)
    elif not visitor.is_instructor:
        if not by_link:
            raise _unknown(world)
        _narrow(by_link, GUESTS_CONSOLE)
    else:
        g.roles = frozenset(ROLES)
    return None


def _admit_to_place(visitor: Visitor, place: Place, by_link: frozenset[str] = frozenset()) -> None:
    """Let a learner play the own side, an instructor look, and nobody else in."""
    own = place.roles(visitor.learner)
    if own:
        return _admit_player(visitor, place, own)
    if visitor.is_at_this_machine or (visitor.instructor and visitor.instructor.id == place.instructor_id):
        g.roles, g.is_onlooker = frozenset(ROLES), True
        if request.method not in READING:
            abort(403, _("You look over a learner's shoulder here; nothing can be changed."))
        return None
    if by_link and not visitor.is_known:
        return _narrow(by_link, GUESTS_CONSOLE)
    raise _unknown(_world())


def _admit_player(visitor: Visitor, place: Place, own: frozenset[str]) -> None:
    if is_local():
        g.roles = own
    else:
        _narrow(own, FREE_CONSOLE if place.kind == OWN else CONSOLE)
    frozen = visitor.course is not None and visitor.course.is_frozen
    if frozen and request.endpoint in CLOCK and request.method not in READING:
        # Told on the page where the button was pressed.
        raise BadInput("clock", _("Your instructor has stopped the clocks of this class."), status=409)


def _narrow(roles: frozenset[str], console: frozenset[str] = CONSOLE) -> None:
    """Keep a visitor to some roles and to the console's harmless pages."""
    g.roles, g.is_kept_here = roles, True
    if request.blueprint == "console" and request.endpoint not in console:
        abort(403, _("This part of the console is your instructor's."))


def _introduce(visitor: Visitor) -> None:
    """Tell the rooms that keep scores who is learning."""
    if visitor.learner is not None and visitor.course is not None:
        g.learner = attempts.Pupil.of(visitor.learner, visitor.course)


def _place(records: Session, world: str) -> Place | None:
    row = records.get(SeatWorld, world)
    if row is not None:
        course = records.get_one(Course, row.class_id)
        return Place(course.id, course.instructor_id, row.buyer_id, row.seller_id, row.kind)
    player = attempts.player_of(records, world)
    learner = records.get(Learner, player) if player else None
    if learner is None:
        return None
    course = records.get_one(Course, learner.class_id)
    return Place(course.id, course.instructor_id, learner.id, learner.id, "lesson")


def _world() -> str:
    """Name the world of the address, also where no page answers to it."""
    return str((request.view_args or {}).get("world") or request.path.split("/")[2])


def _unknown(world: str) -> NotFound:
    # The words for a world that does not exist, so that nobody learns which ones do.
    return NotFound(f"There is no world named {world[:40]!r}.")


def _elsewhere(address: str) -> ResponseReturnValue:
    if request.method not in READING:
        abort(403, _("Sign in to do this."))
    return redirect(address, 303)
