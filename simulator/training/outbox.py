"""What is told to somebody elsewhere waits in the directory, and is tried until it is taken or given up.

Must not know what is told, nor to whom: rooms bring a table and a way to send a row of it. Assumed: the pauses.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from simulator import clock
from simulator.directory import directory
from simulator.home import Home
from simulator.training.records import GIVEN_UP, SENT, WAITING, Outgoing

log = logging.getLogger(__name__)

# Seconds until the next try after each that failed; after the last a row is given up.
PAUSES = (5, 30, 120, 600, 3600, 21_600, 86_400)
PATIENCE = 10.0
BATCH = 50

Row = TypeVar("Row", bound=Outgoing)


class NotTaken(Exception):
    """Whoever is told did not take it."""


def deliver(home: Home, table: type[Row], send: Callable[[Row], None], where: Callable[[Row], str]) -> int:
    """Send what is due; return how much of it was taken. `where` names to whom a row goes."""
    now = clock.wall_now()
    with directory(home, looking=True) as records:
        due = select(table).where(table.state == WAITING, table.try_at <= now)
        rows = list(records.scalars(due.order_by(table.try_at, table.id).limit(BATCH)))
    taken, away = 0, set[str]()
    for row in rows:
        # The others would meet the same; they wait for the next time.
        if where(row) in away:
            continue
        try:
            send(row)
            problem = ""
            taken += 1
        except NotTaken as no:
            problem = str(no)
            away.add(where(row))
        with directory(home) as records:
            _note(records, table, row.id, problem, clock.wall_now())
    return taken


def _note(records: Session, table: type[Row], row_id: str, problem: str, now: datetime) -> None:
    row = records.get(table, row_id)
    if row is None:
        return
    row.tries, row.answer = row.tries + 1, problem[:200]
    if not problem:
        row.state = SENT
    elif row.tries > len(PAUSES):
        row.state = GIVEN_UP
        log.warning("what was learned was given up on telling: %s", problem)
    else:
        row.try_at = now + timedelta(seconds=PAUSES[row.tries - 1])
