"""The numbers behind the response-time metric: what was answered in time, late or not at all.

Set-based; the metric's target and windows are account health's business. Source: [S33]: 24 hours, weekends included.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Integer, and_, case, func, select, type_coerce
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
def response_numbers(session: Session, seller_id: str, now: datetime, days: int, limit: timedelta) -> ResponseNumbers:
    """Count a seller's buyer messages of the last `days` days by how they were answered; exactly `limit` is in time."""
    due = type_coerce(Message.at, Integer) + int(limit.total_seconds())
    answered = type_coerce(Message.answered_at, Integer)
    in_time = case((answered <= due, 1), else_=0)
    late = case((answered > due, 1), else_=0)
    overdue = case((and_(Message.answered_at.is_(None), due < int(now.timestamp())), 1), else_=0)
    row = session.execute(
        select(func.sum(in_time), func.sum(late), func.sum(overdue)).where(
            Message.seller_id == seller_id,
            Message.at > now - timedelta(days=days),
            Message.at <= now,
            Message.reply_due_at.is_not(None),
            Message.waived_at.is_(None),
        )
    ).one()
    counts = [int(one or 0) for one in row]
    return ResponseNumbers(counts[0], counts[1], counts[2], sum(counts))
