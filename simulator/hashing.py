"""The state hash: equal for equal worlds, whatever the step sizes that led there.

Over everything the world's people could see or would still happen: rows, log, mail, agenda, clock. Not over how the
world was used (see `UNHASHED_TABLES`, and tables and columns marked `hashed=False`).
"""

from hashlib import blake2b
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from simulator.database import Base
from simulator.models import UNHASHED_TABLES


def state_hash(session: Session) -> str:
    """Return the hash of the world this session is bound to, 32 hexadecimal digits."""
    digest = blake2b(digest_size=16)
    for table in sorted(Base.metadata.tables.values(), key=lambda one: one.name):
        if table.name not in UNHASHED_TABLES and table.info.get("hashed", True):
            _add_table(session, table, digest)
    return digest.hexdigest()


def _add_table(session: Session, table: Table, digest: blake2b) -> None:
    columns = [column for column in table.columns if column.info.get("hashed", True)]
    order = _canonical_order(table)
    digest.update(f"\x1e{table.name}".encode())
    for row in session.execute(select(*columns).order_by(*order)):
        digest.update(b"\x1f" + repr(tuple(row)).encode())


def _canonical_order(table: Table) -> list[Any]:
    """Order by business keys; the agenda by when and what, since its ids say nothing."""
    if table.name == "agenda":
        return [table.c.due_at, table.c.rank, table.c.subject, table.c.rule]
    return list(table.primary_key.columns)
