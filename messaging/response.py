"""The numbers behind the response-time metric: what was answered in time, late or not at all.

Set-based; the metric's target and windows are account health's business. Source: [S33]: 24 hours, weekends included.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Integer, func, select, type_coerce
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
    # One reading of the longest window counts them all.
    query = select(*(func.count().filter(kind, Message.at > now - one) for one in windows for kind in kinds)).where(
        Message.seller_id == seller_id,
        Message.at > now - max(windows),
        Message.at <= now,
        Message.reply_due_at.is_not(None),
        Message.waived_at.is_(None),
    )
    row = list(session.execute(query).one())
    counts = [row[n : n + len(kinds)] for n in range(0, len(row), len(kinds))]
    return [ResponseNumbers(in_time, late, overdue, in_time + late + overdue) for in_time, late, overdue in counts]
