"""The numbers behind the response-time metric: what was answered in time, late or not at all.

Set-based; the metric's target and windows are account health's business. Source: [S33]: 24 hours, weekends included.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import Integer, func, literal, select, type_coerce, union_all
from sqlalchemy.orm import Session

from messaging.models import Message
from simulator.health.answering import answers_counted_by


class ResponseNumbers(NamedTuple):
    """Messages of a window that needed an answer by now; what is still inside its time is none of them."""

    answered_in_time: int
    late: int
    unanswered: int
    needing: int


@answers_counted_by
def response_numbers(
    session: Session, seller_id: str, now: datetime, windows: Sequence[timedelta], limit: timedelta
) -> list[ResponseNumbers]:
    """Count a seller's buyer messages of each window by how they were answered; exactly `limit` is in time."""
    due = type_coerce(Message.at, Integer) + int(limit.total_seconds())
    answered = type_coerce(Message.answered_at, Integer)
    kinds = (answered <= due, answered > due, Message.answered_at.is_(None) & (due < int(now.timestamp())))
    # Each message is read once, in the shortest window it lies in; a longer one has all of the shorter ones.
    lengths = sorted(set(windows))
    slices = [
        select(literal(n), *(func.count().filter(kind) for kind in kinds)).where(
            Message.seller_id == seller_id,
            Message.at > now - length,
            Message.at <= now - shorter,
            Message.reply_due_at.is_not(None),
            Message.waived_at.is_(None),
        )
        for n, (shorter, length) in enumerate(pairwise([timedelta(0), *lengths]))
    ]
    sums, found = [0, 0, 0], {}
    for n, *counts in sorted(tuple(row) for row in session.execute(union_all(*slices))):
        sums = [so_far + count for so_far, count in zip(sums, counts, strict=True)]
        in_time, late, overdue = sums
        found[lengths[n]] = ResponseNumbers(in_time, late, overdue, sum(sums))
    return [found[one] for one in windows]
