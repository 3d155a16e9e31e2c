"""Passwords: what one must be like, how it is hashed, and whether a given one is right.

Knows no account. The library is loaded when the first password is seen.
"""

from functools import cache
from typing import TYPE_CHECKING

from simulator.errors import BadInput
from simulator.shell.wording import gettext as _

if TYPE_CHECKING:
    from argon2 import PasswordHasher

# Characters of a new password. Source: OWASP ASVS 4.0, 2.1.1 and 2.1.2. Length counts, kinds of characters do not.
SHORTEST, LONGEST = 12, 128
# Nothing longer is looked at; passwords were longer once.
MOST_TYPED = 200
# Fewer different characters than these are somebody leaning on a key.
DIFFERENT = 5
# What fingers run along.
_RUNS = ("0123456789" * 3, "abcdefghijklmnopqrstuvwxyz" * 2, "qwertyuiopasdfghjklzxcvbnm" * 2)


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    # OWASP's first choice for argon2id: 19 MiB, two passes, one lane. A class that signs in at once fits into memory.
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@cache
def _nobodys_hash() -> str:
    return _hasher().hash("the password of an account that does not exist")


def hashed(password: str) -> str:
    """Hash a new password.

    Raises:
        BadInput: it is too short, too long or too easy.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        told = _("A password has %(least)d to %(most)d characters.", least=SHORTEST, most=LONGEST)
        raise BadInput("password", told, status=422)
    if _is_easy(password.casefold()):
        told = _("This password is too easy to guess: take several words, or letters and digits that nobody expects.")
        raise BadInput("password", told, status=422)
    return _hasher().hash(password)


def _is_easy(password: str) -> bool:
    """Say whether a password is what everybody tries first; a list of leaked ones would need a network."""
    is_run = any(password in run or password in run[::-1] for run in _RUNS)
    return is_run or len(set(password)) < DIFFERENT


def is_right(password: str, kept: str | None) -> bool:
    """Say whether a password fits a hash; takes as long where there is no account, so that none can be guessed at."""
    from argon2.exceptions import InvalidHashError, VerificationError

    if len(password) > MOST_TYPED:
        return False
    try:
        _hasher().verify(kept or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None
