"""The worlds of a class: one for each learner from the same seed, one for each pair; made, reset, stopped, deleted.

Knows no page. The directory says whose world is whose before the world's file is there, so that none is ever nobody's.
"""

from collections.abc import Sequence

from sqlalchemy import delete, or_, select

from simulator import acting, worlds
from simulator.classroom import attempts
from simulator.classroom.records import Course, Learner, SeatWorld
from simulator.directory import WorldEntry, directory
from simulator.errors import BadInput, MarketplaceError, NotFound
from simulator.home import Home
from simulator.shell.wording import gettext as _

OWN, PAIR = "own", "pair"


def make_world(home: Home, course: Course, learner: Learner) -> str:
    """Make a learner's own world, in which both sides are theirs."""
    return _made(home, course, f"class-{course.id}-{learner.seat}", OWN, learner.id, learner.id)


def pair_up(home: Home, course: Course, buyer: Learner, seller: Learner) -> str:
    """Make a world for two: one buys, one sells.

    Raises:
        BadInput: somebody would play with themselves, or is in a pair already.
    """
    if buyer.id == seller.id:
        raise BadInput("seller", _("A pair is two learners."), status=422)
    paired = {one for row in worlds_of(home, course, PAIR) for one in (row.buyer_id, row.seller_id)}
    for learner, field in ((buyer, "buyer"), (seller, "seller")):
        if learner.id in paired:
            message = _("%(name)s is in a pair already.", name=learner.nickname)
            raise BadInput(field, message, status=409)
    return _made(home, course, f"class-{course.id}-{buyer.seat}-{seller.seat}", PAIR, buyer.id, seller.id)


def pair_everybody(home: Home, course: Course, learners: Sequence[Learner]) -> int:
    """Pair all who are in no pair yet, neighbor with neighbor; return how many pairs were made."""
    paired = {one for row in worlds_of(home, course, PAIR) for one in (row.buyer_id, row.seller_id)}
    free = [one for one in learners if one.id not in paired]
    pairs = list(zip(free[::2], free[1::2], strict=False))
    for buyer, seller in pairs:
        pair_up(home, course, buyer, seller)
    return len(pairs)


def swap(home: Home, course: Course, world: str) -> None:
    """Let the two of a pair change sides, in the world as it is."""
    with directory(home) as session:
        row = session.get(SeatWorld, world)
        if row is None or row.class_id != course.id or row.kind != PAIR:
            raise NotFound(_("There is no such pair."))
        row.buyer_id, row.seller_id = row.seller_id, row.buyer_id


def part(home: Home, course: Course, world: str) -> None:
    """End a pair and delete its world."""
    if not any(row.world == world for row in worlds_of(home, course, PAIR)):
        raise NotFound(_("There is no such pair."))
    _remove(home, [world])


def worlds_of(home: Home, course: Course, kind: str | None = None) -> list[SeatWorld]:
    """List the worlds of a class."""
    query = select(SeatWorld).where(SeatWorld.class_id == course.id).order_by(SeatWorld.world)
    with directory(home, looking=True) as session:
        return list(session.scalars(query.where(SeatWorld.kind == kind) if kind else query))


def worlds_of_learner(home: Home, learner: Learner) -> list[SeatWorld]:
    """List the worlds a learner plays in: the own one first."""
    mine = or_(SeatWorld.buyer_id == learner.id, SeatWorld.seller_id == learner.id)
    with directory(home, looking=True) as session:
        return list(session.scalars(select(SeatWorld).where(mine).order_by(SeatWorld.kind, SeatWorld.world)))


def reset(home: Home, rows: Sequence[SeatWorld]) -> None:
    """Put worlds back to how they began."""
    for row in rows:
        worlds.reset(home, row.world)


def freeze(home: Home, course: Course) -> None:
    """Stop every clock of a class, those of lessons too; those that ran will run again afterwards."""
    with directory(home) as session:
        seats = select(SeatWorld.world).where(SeatWorld.class_id == course.id)
        mine = or_(WorldEntry.name.in_(seats), WorldEntry.name.in_(attempts.worlds_of(course.id)))
        playing = list(session.scalars(select(WorldEntry.name).where(WorldEntry.playing, mine)))
        found = session.get_one(Course, course.id)
        found.is_frozen, found.stopped = True, sorted({*found.stopped, *playing})
    _set_clocks(home, playing, "paused")


def thaw(home: Home, course: Course) -> None:
    """Let clocks run again that ran before they were stopped."""
    with directory(home) as session:
        found = session.get_one(Course, course.id)
        stopped, found.is_frozen, found.stopped = found.stopped, False, []
    _set_clocks(home, stopped, "playing")


def remove_worlds(home: Home, class_id: str, learner_id: str | None = None) -> None:
    """Delete the worlds of a class, or those one of its learners plays in."""
    query = select(SeatWorld.world).where(SeatWorld.class_id == class_id)
    if learner_id is not None:
        query = query.where(or_(SeatWorld.buyer_id == learner_id, SeatWorld.seller_id == learner_id))
    with directory(home, looking=True) as session:
        names = list(session.scalars(query))
    _remove(home, names)


def remove_files(home: Home, names: Sequence[str]) -> None:
    """Delete worlds that are still there."""
    for name in names:
        if home.has(name):
            worlds.remove(home, name)


def own_plan(course: Course) -> worlds.Plan:
    """Return what a learner's own world is made from."""
    return worlds.Plan(course.template, course.seed, marketplaces=(course.store,))


def _made(home: Home, course: Course, world: str, kind: str, buyer_id: str, seller_id: str) -> str:
    with directory(home) as session:
        session.merge(SeatWorld(world=world, class_id=course.id, kind=kind, buyer_id=buyer_id, seller_id=seller_id))
    try:
        worlds.create(home, world, own_plan(course))
    except MarketplaceError:
        # Whose world it would have been is nobody's business where there is none, or somebody else's of this name.
        with directory(home) as session:
            session.execute(delete(SeatWorld).where(SeatWorld.world == world))
        raise
    return world


def _set_clocks(home: Home, names: Sequence[str], mode: str) -> None:
    for name in names:
        try:
            acting.set_clock(home, name, mode=mode)
        except MarketplaceError:
            # One world that is busy or gone does not keep the others from stopping.
            continue


def _remove(home: Home, names: Sequence[str]) -> None:
    remove_files(home, names)
    with directory(home) as session:
        session.execute(delete(SeatWorld).where(SeatWorld.world.in_(names)))
