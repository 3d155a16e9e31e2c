"""What would happen by itself after the last instant of a generated world, as the engine plans it."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from seeds.generator.aftermath import Ratings
from seeds.generator.columns import NEVER
from seeds.generator.endings import Reminders
from seeds.generator.lives import Lives
from seeds.generator.placing import AFN, MFN
from seeds.generator.slots import REFUNDS
from seeds.generator.world_story import Story, words
from simulator.agenda import rules
from simulator.orders import claiming, clockwork, multichannel, returning

Column = NDArray[np.int64]
Mask = NDArray[np.bool_]
# The rooms whose rules the agenda names; importing them makes their ranks known.
ROOMS = (claiming, clockwork, multichannel, returning)
# When, its rule's rank, the rule, the order.
Due = tuple[int, int, str, str]


def coming_up(story: Story, until: int) -> Iterator[Due]:
    """Yield what is due in a chunk."""
    for rule, due, where in _planned(story, until):
        rank = rules[rule].rank
        for at in np.flatnonzero(where & (due < NEVER) & (due > 0)).tolist():
            yield max(int(due[at]), until), rank, rule, story.numbers[at]


def _planned(story: Story, until: int) -> Iterator[tuple[str, Column, Mask]]:
    """Yield each rule with the instants of all orders, and for which of them it is planned."""
    lives, coming = story.lives, story.coming
    status = np.array(words(story.tables["orders"]["status"]))
    own, warehouse = lives.placed.channel == MFN, lives.placed.channel == AFN
    checks = np.minimum.reduce(
        [coming[one] for one in ("verified", "verified-afn", "canceled-unpaid", "canceled-fraud")]
    )
    yield "payment-hold", checks, status == "Pending"
    open_ = own & (status == "Unshipped")
    yield "auto-cancel-grace", lives.promise["auto_cancel_at"], open_
    reminders = next(one for one in story.mill.steps if isinstance(one, Reminders))
    for due, planned, _ in reminders.planned(lives):
        yield "ship-reminders", due, open_ & planned & (due > until)
    late = open_ & (coming["canceled-fraud"] < NEVER)
    yield "fraud-review", coming["canceled-fraud"], late
    picked = warehouse & (status == "Unshipped")
    yield "fba-pick-start", coming["picking"], picked & (coming["picking"] > until)
    yield "fba-shipping", coming["shipped-afn"], picked & (coming["picking"] <= until)
    ended = lives.first("delivered", "refused", "lost") < NEVER
    arrival = lives.when("shipped-afn") + story.mill.market.book.seconds("fba_delivery_time")[lives.placed.policy]
    yield "fba-delivery", arrival, warehouse & (status == "Shipped") & ~ended
    due = lives.when("return-requested") + story.mill.market.book.seconds("return_answer")[lives.placed.policy]
    yield "return-answer", due, (lives.when("return-requested") < NEVER) & (due > until)
    yield "return-refund-deadline", story.mill.sequels.deadlines.of(lives), _unpaid(lives)
    undecided = (lives.when("claimed") < NEVER) & (lives.when("claim-decided") == NEVER)
    yield "claim-answer-window", coming["claim-decided"], undecided
    ratings = next(one for one in story.mill.steps if isinstance(one, Ratings))
    due, ended = ratings.due(lives), lives.first("feedback", "refused", "lost") < NEVER
    yield "feedback-reminder", due, (due > until) & ~ended
    yield "pre-order-release", lives.available, status == "PendingAvailability"
    limit = lives.placed.placed + story.mill.market.book.seconds("mcf_hold_limit")[lives.placed.policy]
    yield "mcf-hold-limit", limit, status == "Received"
    yield "mcf-planning-window", coming["mcf-processing"], status == "Planning"
    yield "mcf-processing", coming["mcf-completed"], status == "Processing"


def _unpaid(lives: Lives) -> NDArray[np.bool_]:
    """Say which orders' returns have come back and wait for their refund."""
    return (lives.when("return-received") < NEVER) & (lives.first(*REFUNDS) == NEVER)
