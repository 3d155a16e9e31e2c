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
from simulator.deeds import Deed, checked, named
from simulator.errors import BadInput, NotFound, Refusal
from simulator.garbage import left_alone
from simulator.home import Home
from simulator.moment import Moment
from simulator.orders.loading import load_whole_orders
from simulator.outgoing import Feed, Finding

# Groups done before the world is let go, so that others get a turn while a long file is worked off.
BATCH = 250


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


# The last entry of the journal, and what was wrong.
Outcome = tuple[int, Problem | None]


@dataclass(frozen=True)
class Asked:
    """What kind of file, whose, and what earlier ones did."""

    kind: FeedType
    seller_id: str
    earlier: Earlier


class _Failed(Exception):
    """A deed was not accepted: why, and the attempt, where a rule refused it."""

    def __init__(self, problem: Problem, attempt: tuple[Deed, str | None, Refusal] | None = None) -> None:
        super().__init__(problem.message)
        self.problem, self.attempt = problem, attempt


def apply_groups(home: Home, world: str, feed_id: int, kind: FeedType, groups: list[Group]) -> int:
    """Work off all groups that are left; returns the last entry of the journal that was written, 0 for none."""
    last = 0
    while True:
        with left_alone(), holding(home, world) as moment:
            feed = moment.session.get_one(Feed, feed_id)
            batch = list(islice(groups, feed.position, feed.position + BATCH))
            if not batch or feed.status != at_work.WORKING:
                return last
            last = max(last, _apply_batch(moment, feed, kind, batch))
            feed.position += len(batch)


def _apply_batch(moment: Moment, feed: Feed, kind: FeedType, batch: list[Group]) -> int:
    asked, last, feed_id = Asked(kind, feed.seller_id, Earlier(moment, feed)), 0, feed.id
    # Held for the length of the batch, so that the session finds them in memory; more than this is no statement.
    kept = load_whole_orders(moment, [one.order_id for one in batch])
    outcomes = _outcomes(moment, asked, batch)
    processed = successful = warned = 0
    for group, (entry, problem) in zip(batch, outcomes, strict=True):
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


def _outcomes(moment: Moment, asked: Asked, batch: list[Group]) -> list[Outcome]:
    """Do groups in order, as many in one go as go well together; one that fails leaves the others as they were."""
    outcomes: list[Outcome] = []
    while len(outcomes) < len(batch):
        rest = batch[len(outcomes) :]
        well = _do_together(moment, asked, rest)
        if len(well) < len(rest):
            # The next one failed and took them with it: they again, and that one by itself.
            well = _do_together(moment, asked, rest[: len(well)]) if well else []
            well.append(_do_alone(moment, asked, rest[len(well)]))
        outcomes += well
    return outcomes


def _do_together(moment: Moment, asked: Asked, groups: list[Group]) -> list[Outcome]:
    """Do groups until one fails; then nothing of any of them is kept."""
    outcomes: list[Outcome] = []
    part = moment.session.begin_nested()
    for group in groups:
        try:
            outcomes.append(_do(moment, asked, group))
        except _Failed:
            part.rollback()
            return outcomes
    part.commit()
    return outcomes


def _do_alone(moment: Moment, asked: Asked, group: Group) -> Outcome:
    part = moment.session.begin_nested()
    try:
        outcome = _do(moment, asked, group)
    except _Failed as failed:
        part.rollback()
        if failed.attempt is not None:
            moment.session.add(refused_attempt(moment.world, *failed.attempt))
        return 0, failed.problem
    part.commit()
    return outcome


def _do(moment: Moment, asked: Asked, group: Group) -> Outcome:
    """Do a group's deeds; return the last entry of the journal, or what was wrong before anything was done.

    Raises:
        _Failed: a deed was not accepted; what was done until then must be taken back.
    """
    before = asked.earlier.accepted(group.numbers[0])
    if before:
        return 0, _done_before(before)
    if not group.order_id:
        return 0, Problem(codes.MISSING_FIELD, f"{asked.kind.id_column} is missing.")
    try:
        works = asked.kind.asking(moment, asked.seller_id, group, asked.kind.form)
    except UnusableRecord as no:
        return 0, Problem(no.code, no.message)
    except NotFound as no:
        return 0, Problem(codes.UNKNOWN_ORDER, no.message)
    except BadInput as no:
        return 0, Problem(codes.BAD_VALUE, no.message)
    return _perform(moment, asked.seller_id, works), None


def _perform(moment: Moment, seller_id: str, works: Iterable[Work]) -> int:
    entry = 0
    for work in works:
        found = named(work.deed)
        try:
            values, plain = checked(found, work.args)
            _, _, entry = act_in(moment, found, values, plain, order_id=work.order_id, person_id=seller_id)
        except Refusal as no:
            raise _Failed(Problem(codes.code_of(no.rule), no.message), (found, work.order_id, no)) from None
        except NotFound as no:
            raise _Failed(Problem(codes.UNKNOWN_ORDER, no.message)) from None
        except BadInput as no:
            raise _Failed(Problem(codes.BAD_VALUE, no.message)) from None
    return entry
