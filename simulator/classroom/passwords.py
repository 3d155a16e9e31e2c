"""Passwords: what one must be like, how it is hashed, and whether a given one is right.

Knows no account. The library is loaded when the first password is seen.
"""

from functools import cache
from typing import TYPE_CHECKING

from simulator.errors import BadInput
from simulator.shell.wording import gettext as _

if TYPE_CHECKING:
    from argon2 import PasswordHasher

# Characters. Source: NIST SP 800-63B: length counts, rules about kinds of characters do not.
SHORTEST, LONGEST = 8, 200


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
        BadInput: it is too short or too long.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInput("password", _("A password has at least %(least)d characters.", least=SHORTEST), status=422)
    return _hasher().hash(password)


def is_right(password: str, kept: str | None) -> bool:
    """Say whether a password fits a hash; takes as long where there is no account, so that none can be guessed at."""
    from argon2.exceptions import InvalidHashError, VerificationError

    if len(password) > LONGEST:
        return False
    try:
        _hasher().verify(kept or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None
