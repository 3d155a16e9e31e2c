"""Connections to a database, pooled for each process, and transactions that work in the right schema.

Every transaction names its schema as it begins, in the same round trip: looking sees one state of a world from its
first statement to its last, and whoever writes holds the schema alone. Nothing survives a fork of the process.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from typing import Any

import orjson
import psycopg
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.engine import Connection
from sqlalchemy.pool import PoolProxiedConnection, QueuePool

from simulator.schemas.tongue import WholeOrFloat
from simulator.storage import said_by_disk
from simulator.storing import dumps

registry.register("postgresql.marketsim", "simulator.schemas.tongue", "Tongue")

# Connections that wait for work, per process; beyond them one is opened and closed again.
READY = 8
LOOKING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
Plain = psycopg.Connection[Any]
_made: list[Engine] = []


def quoted(*names: str) -> str:
    """Write names of schemas for a statement."""
    return ", ".join('"' + name.replace('"', '""') + '"' for name in names)


def key_of(*names: str) -> int:
    """Return the number that PostgreSQL knows a lock by."""
    return int.from_bytes(blake2b("/".join(names).encode(), digest_size=8).digest(), signed=True)


@cache
def engine(address: str) -> Engine:
    """Return a process's one engine for a database, with all its connections.

    A transaction works where the option `works_in` says, else in the world that sessions are bound to at present: a
    schema, its home's, and whether it is written.
    """
    from simulator.database import bound_schema

    found = create_engine(
        "postgresql+marketsim://",
        creator=lambda: connected(address),
        json_serializer=dumps,
        json_deserializer=orjson.loads,
        poolclass=QueuePool,
        pool_size=READY,
        max_overflow=-1,
        pool_pre_ping=True,
    )

    def begin(connection: Connection) -> None:
        made: Any = connection.connection.dbapi_connection
        works_in = connection.get_execution_options().get("works_in") or bound_schema()
        made.execute(_beginning(*works_in), prepare=False)

    event.listen(found, "begin", begin)
    _made.append(found)
    return found


def _beginning(schema: str, home: str, is_writing: bool) -> str:
    path = f"SET LOCAL search_path TO {quoted(schema, home)}"
    # Besides the world's own queue, which is joined before: nobody else writes, should its connection break.
    alone = f"SELECT pg_advisory_xact_lock({key_of('writing', schema)})"
    today = "UPDATE about SET written = current_date WHERE written < current_date" if schema != home else ""
    return f"BEGIN; {path}; {alone}; {today}" if is_writing else f"{LOOKING}; {path}"


def connected(address: str) -> Plain:
    """Open a connection of one's own."""
    made: Plain = psycopg.connect(address, autocommit=True, application_name="marketsim")
    made.adapters.register_loader("numeric", WholeOrFloat)
    return made


def lent(address: str) -> PoolProxiedConnection:
    """Lend a connection until it is closed."""
    return engine(address).raw_connection()


@contextmanager
def plain(address: str) -> Iterator[Plain]:
    """Lend a connection outside any transaction; one that is left in the middle of something is closed."""
    mine = lent(address)
    made: Any = mine.dbapi_connection
    try:
        yield made
    except psycopg.Error as error:
        raise said_by_disk(error) or error from None
    finally:
        if made.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            mine.invalidate()
        mine.close()


def let_all_go() -> None:
    """Close what waits in the pools; a connection must not be carried into another process."""
    for one in _made:
        one.dispose()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=let_all_go)
