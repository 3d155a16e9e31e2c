"""Tells a configured learning record store what was learned: an outbox in the directory, and tries that go on.

Off unless an address is set. Statements are put into the outbox from the attempts as they are kept and sent apart from
anybody's request; a store that has one already is content.
"""

from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from sqlalchemy import select

from simulator import clock
from simulator.directory import directory
from simulator.errors import BadInput
from simulator.home import Home
from simulator.training import attempts
from simulator.training.outbox import PATIENCE, NotTaken, deliver
from simulator.training.records import WAITING, Attempt, Statement
from simulator.training.statements import VERSION, statements_of

# The store has this statement already.
ALREADY = 409


def checked_store(url: str) -> str:
    """Return the address of a learning record store.

    Raises:
        BadInput: it is none.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadInput("xapi_url", "MARKETSIM_XAPI_URL looks like https://key:secret@store.example/xapi.")
    return url


def tell(home: Home, store: str, root: str) -> int:
    """Put what is new into the outbox and send what is due; return how many statements were taken."""
    collect(home, root)
    return deliver(home, Statement, lambda row: send(store, row.body), where=lambda row: store)


def collect(home: Home, root: str) -> None:
    """Put what attempts say, and what is not there yet, into the outbox."""
    titles, now = attempts.titles(), clock.wall_now()
    with directory(home, looking=True) as records:
        told = set(records.scalars(select(Statement.id)))
        rows = list(records.scalars(select(Attempt).order_by(Attempt.started_at)))
    new = [
        Statement(id=one["id"], attempt=row.id, body=one, state=WAITING, tries=0, try_at=now, answer="")
        for row in rows
        for one in statements_of(row, titles.get(row.lesson, row.lesson), root)
        if one["id"] not in told
    ]
    if new:
        with directory(home) as records:
            records.add_all(new)


def send(store: str, statement: dict[str, Any]) -> None:
    """Hand one statement to a store.

    Raises:
        NotTaken: it did not answer, or not well.
    """
    # Imported here: few installations have a store, and every start would wait for it.
    import requests

    parts = urlsplit(store)
    address = urlunsplit(
        (parts.scheme, parts.netloc.rpartition("@")[2], f"{parts.path.rstrip('/')}/statements", "", "")
    )
    keys = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    headers = {"X-Experience-API-Version": VERSION}
    try:
        answer = requests.post(
            address, json=[statement], headers=headers, auth=keys, timeout=PATIENCE, allow_redirects=False
        )
    except requests.RequestException as error:
        raise NotTaken(type(error).__name__) from None
    if not 200 <= answer.status_code < 300 and answer.status_code != ALREADY:
        raise NotTaken(f"answered {answer.status_code}")
