"""Names and codes people type: how they are drawn and how they are compared.

Knows no table. Codes and keys are secrets, so they come from the system's source of chance, not from a world's seed.
"""

import secrets
import unicodedata

from simulator.errors import BadInput
from simulator.shell.wording import gettext as _

# Without letters and digits that look alike.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
CLASS_CODE, INVITATION = 7, 16
LONGEST_NAME = 40


def new_code(length: int) -> str:
    """Draw a code that can be read aloud."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_key() -> str:
    """Draw an id or key that nobody types."""
    return secrets.token_hex(10)


def read_code(text: str) -> str:
    """Read a code as people type it: capitals, spaces and hyphens make no difference."""
    return "".join(one for one in text.lower() if one.isalnum())[:20]


def checked_nickname(text: str, field: str = "nickname") -> tuple[str, str]:
    """Return a name as it is shown and as it is compared.

    Raises:
        BadInput: it is empty, too long or holds what cannot be seen.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadInput(field, _("A name has 1 to %(most)d characters.", most=LONGEST_NAME), status=422)
    return name, name_key(name)


def name_key(text: str) -> str:
    """Return a name as it is compared."""
    return unicodedata.normalize("NFKC", " ".join(text.split())).casefold()[:80]
