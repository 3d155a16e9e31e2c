"""Works off an uploaded file: batch by batch in a held world, each group of records whole or not at all.

Where it stands is written with what it did, so a job whose worker died is taken up exactly where it stopped.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import select

from seller_central import at_work
from seller_central.feeds import codes
from seller_central.feeds.records import Group, UnusableRecord
from seller_central.feeds.types import FeedType
from seller_central.feeds.works import Work
from simulator.acting import act_in, holding, refused_attempt
from simulator.deeds import checked, named
from simulator.errors import BadInput, NotFound, Refusal
from simulator.home import Home
from simulator.moment import Moment
from simulator.orders.clockwork import load_orders
from simulator.outgoing import Feed, Finding

# Groups done before the world is let go, so that others get a turn while a long file is worked off.
BATCH = 100


@dataclass
class Problem:
    """Why a group was not done."""

    code: str
    message: str
    severity: str = "Error"


class Earlier:
    """Which records of the same bytes were accepted before: a file given twice has no second effect."""

    def __init__(self, moment: Moment, feed: Feed) -> None:
        query = select(Feed).where(
            Feed.seller_id == feed.seller_id,
            Feed.feed_type == feed.feed_type,
            Feed.digest == feed.digest,
            Feed.status == "DONE",
            Feed.id < feed.id,
        )
        self._failed = [(one.id, _failed(moment, one.id)) for one in moment.session.scalars(query)]

    def accepted(self, number: int) -> int | None:
        """Return the file in which this record was accepted."""
        return next((feed_id for feed_id, failed in self._failed if number not in failed), None)


def _failed(moment: Moment, feed_id: int) -> set[int]:
    query = select(Finding.record).where(Finding.feed_id == feed_id, Finding.severity != "Warning")
    return set(moment.session.scalars(query))


def apply_groups(home: Home, world: str, feed_id: int, kind: FeedType, groups: list[Group]) -> int:
    """Work off all groups that are left; returns the last entry of the journal that was written, 0 for none."""
    last = 0
    while True:
        with holding(home, world) as moment:
            feed = moment.session.get_one(Feed, feed_id)
            batch = list(islice(groups, feed.position, feed.position + BATCH))
            if not batch or feed.status != at_work.WORKING:
                return last
            last = max(last, _apply_batch(moment, feed, kind, batch))
            feed.position += len(batch)


def _apply_batch(moment: Moment, feed: Feed, kind: FeedType, batch: list[Group]) -> int:
    earlier, last, feed_id, seller_id = Earlier(moment, feed), 0, feed.id, feed.seller_id
    # Held for the length of the batch, so that the session finds them in memory; more than this is no statement.
    kept = load_orders(moment, [one.order_id for one in batch])
    processed = successful = warned = 0
    for group in batch:
        before = earlier.accepted(group.numbers[0])
        problem = _done_before(before) if before else None
        if problem is None:
            entry, problem = _apply(moment, kind, seller_id, group)
            last = max(last, entry)
        processed += len(group.numbers)
        fine = problem is None or problem.severity == "Warning"
        successful += len(group.numbers) if fine else 0
        warned += len(group.numbers) if fine and problem else 0
        if problem:
            note(moment, feed_id, group, problem)
    feed.processed += processed
    feed.successful += successful
    feed.warned += warned
    del kept
    return last


def note(moment: Moment, feed_id: int, group: Group, problem: Problem) -> None:
    """Write down what is wrong, at every record it concerns."""
    moment.session.add_all(
        Finding(
            feed_id=feed_id,
            record=number,
            order_id=group.order_id[:40],
            code=problem.code,
            severity=problem.severity,
            message=problem.message,
        )
        for number in group.numbers
    )


def _done_before(feed_id: int) -> Problem:
    return Problem(codes.ALREADY_DONE, f"This was already done by file {feed_id}; nothing was changed.", "Warning")


def _apply(moment: Moment, kind: FeedType, seller_id: str, group: Group) -> tuple[int, Problem | None]:
    """Do a group's deeds; return the last entry of the journal, or what is wrong."""
    if not group.order_id:
        return 0, Problem(codes.MISSING_FIELD, f"{kind.id_column} is missing.")
    try:
        works = kind.asking(moment, seller_id, group, kind.form)
    except UnusableRecord as no:
        return 0, Problem(no.code, no.message)
    except NotFound as no:
        return 0, Problem(codes.UNKNOWN_ORDER, no.message)
    except BadInput as no:
        return 0, Problem(codes.BAD_VALUE, no.message)
    return _do(moment, seller_id, works)


def _do(moment: Moment, seller_id: str, works: Iterable[Work]) -> tuple[int, Problem | None]:
    entry, part = 0, moment.session.begin_nested()
    for work in works:
        found = named(work.deed)
        try:
            values, plain = checked(found, work.args)
            _, _, entry = act_in(moment, found, values, plain, order_id=work.order_id, person_id=seller_id)
        except Refusal as no:
            part.rollback()
            moment.session.add(refused_attempt(moment.world, found, work.order_id, no))
            return 0, Problem(codes.code_of(no.rule), no.message)
        except NotFound as no:
            part.rollback()
            return 0, Problem(codes.UNKNOWN_ORDER, no.message)
        except BadInput as no:
            part.rollback()
            return 0, Problem(codes.BAD_VALUE, no.message)
    part.commit()
    return entry, None
