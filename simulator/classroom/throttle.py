"""Slows down guessing: failed sign-ins are counted per account and per address, in the directory, for all processes.

Knows no password. What is counted is a hash of what was tried, so the table says nothing about anybody.
"""

import hashlib
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from simulator.classroom.records import FailedSignIn
from simulator.clock import wall_now
from simulator.directory import directory
from simulator.errors import MarketplaceError
from simulator.home import Home
from simulator.shell.wording import gettext as _
from simulator.shell.wording import ngettext

WINDOW = timedelta(minutes=15)
# An account is counted per address, so that nobody locks it for its owner elsewhere. A whole class sits behind one
# address, so an address may fail more often than an account; an account that many addresses try is closed to all.
MOST_PER_ACCOUNT, MOST_PER_ADDRESS, MOST_FROM_EVERYWHERE = 5, 60, 50


class TooManyAttempts(MarketplaceError):
    """Somebody failed to sign in too often; `wait` says for how long nothing more is tried."""

    status = 429

    def __init__(self, wait: timedelta) -> None:
        minutes = max(1, -(-int(wait.total_seconds()) // 60))
        again = ngettext("Try again in %(num)d minute.", "Try again in %(num)d minutes.", minutes)
        super().__init__(_("Too many failed attempts.") + " " + again)
        self.wait = wait


def check(home: Home, account: str, address: str) -> None:
    """Let an attempt pass, or refuse it before any password is looked at.

    Raises:
        TooManyAttempts: the account or the address failed too often.
    """
    with directory(home, looking=True) as session:
        for subject, most in _subjects(account, address):
            _check_one(session, subject, most)


def failed(home: Home, account: str, address: str) -> None:
    """Count a failed attempt; forget those whose time is over."""
    now = wall_now()
    with directory(home) as session:
        session.execute(delete(FailedSignIn).where(FailedSignIn.since < now - WINDOW))
        for subject, _most in _subjects(account, address):
            row = session.get(FailedSignIn, subject)
            if row is None:
                session.add(FailedSignIn(subject=subject, failures=1, since=now))
            else:
                row.failures += 1


def succeeded(home: Home, account: str, address: str) -> None:
    """Forget the failures of an account at the address its owner has come from."""
    subject = _hash("account here", f"{account} {address}")
    with directory(home, looking=True) as session:
        if session.get(FailedSignIn, subject) is None:
            return
    with directory(home) as session:
        session.execute(delete(FailedSignIn).where(FailedSignIn.subject == subject))


def _check_one(session: Session, subject: str, most: int) -> None:
    row, now = session.get(FailedSignIn, subject), wall_now()
    if row is not None and row.failures >= most and now - row.since < WINDOW:
        raise TooManyAttempts(WINDOW - (now - row.since))


def _subjects(account: str, address: str) -> tuple[tuple[str, int], ...]:
    return (
        (_hash("account here", f"{account} {address}"), MOST_PER_ACCOUNT),
        (_hash("account", account), MOST_FROM_EVERYWHERE),
        (_hash("address", address), MOST_PER_ADDRESS),
    )


def _hash(kind: str, text: str) -> str:
    return hashlib.sha256(f"{kind}/{text}".encode()).hexdigest()
