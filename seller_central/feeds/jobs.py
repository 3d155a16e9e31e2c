"""Uploaded files as jobs: handed in, worked off at once or beside, and their processing reports.

Jobs live on the wall clock: a file is done within moments even while the world's clock stands still. Pages and machine
interfaces both come through here.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from sqlalchemy import select

from seller_central import at_work, documents
from seller_central.feeds import codes, processing_reports
from seller_central.feeds.applying import Problem, apply_groups
from seller_central.feeds.records import Group, UnusableFile
from seller_central.feeds.types import FeedType, feed_type
from seller_central.selling_partner_api import outbox
from simulator import clock
from simulator.acting import holding, keep_checkpoint, reading
from simulator.errors import BadInput, NotFound
from simulator.faults import latency
from simulator.home import Home
from simulator.moment import Moment
from simulator.outgoing import Feed, Finding
from simulator.parties import Seller
from simulator.policy import policy_for, store
from simulator.policy.stores import store_by_marketplace_id

# Bytes up to which a file is worked off before the answer is given; longer ones are done beside.
AT_ONCE = 64 * 1024
FIRST_NUMBER = 50_001
# The part of a world's faults that makes files slow.
PART = "feeds"
# What becomes true together with a job, in the same transaction.
Also = Callable[[Moment, Feed], None]


def submit(
    home: Home, world: str, seller_id: str, name: str, content: bytes | Iterable[bytes], also: Also | None = None
) -> Feed:
    """Hand in a file from a page and work it off, at once if it is short; see `submit_document`.

    Raises:
        BadInput: no such kind of file, or larger than a file may be.
    """
    kind = feed_type(name)
    document = documents.new_document(home, world, seller_id, documents.FEED, kind.content_type)
    documents.write(home, document.id, [content] if isinstance(content, bytes) else content)
    return submit_document(home, world, seller_id, name, document.id, also=also)


def submit_document(
    home: Home,
    world: str,
    seller_id: str,
    name: str,
    document_id: str,
    marketplace_ids: list[str] | None = None,
    also: Also | None = None,
) -> Feed:
    """Hand in a file whose bytes were already uploaded. What is `also` to be true from then on is done with it.

    Raises:
        BadInput: no such kind of file, or no such document.
    """
    feed_type(name)
    document = documents.find_document(home, document_id)
    if document is None or (document.world, document.seller_id) != (world, seller_id):
        raise BadInput("inputFeedDocumentId", "There is no such feed document.")
    with holding(home, world) as moment:
        seller = moment.session.get_one(Seller, seller_id)
        ids = marketplace_ids or [store(code).marketplace_id for code in seller.marketplaces]
        last = moment.session.scalar(select(Feed.id).order_by(Feed.id.desc()).limit(1)) or FIRST_NUMBER - 1
        feed = Feed(
            id=last + 1, seller_id=seller_id, feed_type=name, marketplace_ids=ids, status=at_work.WAITING,
            created_at=clock.wall_now(), input_document=document_id,
        )  # fmt: skip
        moment.session.add(feed)
        if also:
            moment.session.flush()
            also(moment, feed)
        wait = latency(moment.world.faults, PART)
    path, work = documents.content_file(home, document_id), partial(work_off, home, world, feed.id)
    if wait or (path.exists() and path.stat().st_size > AT_ONCE):
        at_work.beside(work, wait)
    else:
        work()
    return find(home, world, seller_id, feed.id)


def work_off(home: Home, world: str, feed_id: int) -> None:
    """Work off a file from where it stands, and write its processing report; somebody else's work is left to them."""
    work, give_up = partial(_work_off, home, world, feed_id), partial(_give_up, home, world, feed_id)
    at_work.alone(home, world, f"feed-{feed_id}", work, give_up)


def _work_off(home: Home, world: str, feed_id: int) -> None:
    feed = _begin(home, world, feed_id)
    if feed is None:
        return
    kind = feed_type(feed.feed_type)
    try:
        content = _content(home, feed)
        groups = kind.groups(content)
    except UnusableFile as no:
        _finish(home, world, feed_id, kind, Problem(no.code, no.message, "Fatal"))
        return
    digest = hashlib.blake2b(content, digest_size=24).hexdigest()
    del content
    with holding(home, world) as moment:
        row = moment.session.get_one(Feed, feed_id)
        row.digest, row.total = digest, sum(len(one.numbers) for one in groups)
    last = apply_groups(home, world, feed_id, kind, groups)
    _finish(home, world, feed_id, kind)
    if last:
        keep_checkpoint(home, world, last)


def find(home: Home, world: str, seller_id: str, feed_id: int) -> Feed:
    """Find a seller's file.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    with reading(home, world) as moment:
        feed = moment.session.get(Feed, feed_id)
        wait = latency(moment.world.faults, PART)
    if feed is None or feed.seller_id != seller_id:
        raise NotFound(f"There is no file {feed_id}.")
    if feed.status in at_work.OPEN and feed.created_at + wait <= clock.wall_now():
        take_up(home, world, feed_id)
    return feed


def cancel(home: Home, world: str, seller_id: str, feed_id: int) -> bool:
    """Call a file off that still waits; says whether it did.

    Raises:
        NotFound: there is no such file.
    """
    find(home, world, seller_id, feed_id)
    with holding(home, world) as moment:
        feed = moment.session.get_one(Feed, feed_id)
        is_waiting = feed.status == at_work.WAITING
        if is_waiting:
            feed.status, feed.ended_at = "CANCELLED", clock.wall_now()
    return is_waiting


def take_up(home: Home, world: str, feed_id: int) -> None:
    """Take up a file nobody is at work on: its worker died, or its time has come."""
    if at_work.is_left(home, world, f"feed-{feed_id}"):
        at_work.beside(partial(work_off, home, world, feed_id))


def history(home: Home, world: str, seller_id: str, limit: int = 10) -> list[Feed]:
    """List a seller's last files, newest first."""
    query = select(Feed).where(Feed.seller_id == seller_id).order_by(Feed.id.desc()).limit(limit)
    with reading(home, world) as moment:
        return list(moment.session.scalars(query))


def processing_report(home: Home, world: str, seller_id: str, feed_id: int) -> tuple[str, bytes]:
    """Return type and bytes of what became of a file.

    Raises:
        NotFound: no such file, not done yet, or no longer kept.
    """
    feed = find(home, world, seller_id, feed_id)
    # Jobs live on the wall clock, so the rules of that day say how long their reports are kept.
    policy = policy_for(store_by_marketplace_id(feed.marketplace_ids[0]).code, feed.created_at)
    if clock.wall_now() - feed.created_at >= policy.feed_result_retention:
        raise NotFound(policy.refuse("feed-result-retention").message)
    path = documents.content_file(home, feed.result_document) if feed.result_document else None
    if path is None or not path.exists():
        raise NotFound("There is no processing report of this file.")
    return processing_reports.content_type(feed_type(feed.feed_type)), path.read_bytes()


def _begin(home: Home, world: str, feed_id: int) -> Feed | None:
    """Begin with a file, or go on with it; None if there is nothing to do."""
    with holding(home, world) as moment:
        feed = moment.session.get(Feed, feed_id)
        if feed is None or feed.status not in at_work.OPEN:
            return None
        feed.status, feed.started_at = at_work.WORKING, feed.started_at or clock.wall_now()
    return feed


def _give_up(home: Home, world: str, feed_id: int) -> None:
    with holding(home, world) as moment:
        feed = moment.session.get_one(Feed, feed_id)
        feed.status, feed.ended_at = "FATAL", clock.wall_now()
        outbox.feed_finished(moment, feed)
    outbox.wake(home, world)


def _content(home: Home, feed: Feed) -> bytes:
    if not documents.content_file(home, feed.input_document).exists():
        raise UnusableFile(codes.UNREADABLE, "Nothing was uploaded.")
    try:
        return documents.read(home, feed.input_document)
    except BadInput as no:
        raise UnusableFile(codes.UNREADABLE, no.message) from None


def _finish(home: Home, world: str, feed_id: int, kind: FeedType, problem: Problem | None = None) -> None:
    with holding(home, world) as moment:
        feed = moment.session.get_one(Feed, feed_id)
        if feed.status != at_work.WORKING:
            return
        if problem:
            _note_file(moment, feed, problem)
        document = documents.new_document(
            home, world, feed.seller_id, documents.FEED, processing_reports.content_type(kind)
        )
        blocks = processing_reports.blocks(kind, feed, feed.seller_id, _findings(moment, feed_id))
        documents.write(home, document.id, blocks)
        feed.status, feed.result_document, feed.ended_at = "DONE", document.id, clock.wall_now()
        outbox.feed_finished(moment, feed)
    outbox.wake(home, world)


def _note_file(moment: Moment, feed: Feed, problem: Problem) -> None:
    group = Group("")
    moment.session.add(
        Finding(feed_id=feed.id, record=0, order_id=group.order_id, code=problem.code, severity=problem.severity,
            message=problem.message)
    )  # fmt: skip
    moment.session.flush()


def _findings(moment: Moment, feed_id: int) -> Iterator[Finding]:
    query = select(Finding).where(Finding.feed_id == feed_id).order_by(Finding.record, Finding.id)
    yield from moment.session.scalars(query.execution_options(yield_per=1000))
