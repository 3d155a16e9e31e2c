"""Light, dark, or as the system has it: a choice kept in a cookie.

Must not know who is looking: the choice belongs to the browser.
"""

from urllib.parse import SplitResult, urlsplit

from flask import abort, redirect, request
from werkzeug.wrappers import Response

CHOICES = ("system", "light", "dark")
COOKIE = "appearance"
# A year, in seconds.
KEPT_FOR = 365 * 24 * 3600


def current_appearance() -> str:
    """Read the choice; anything unknown is the system's."""
    choice = request.cookies.get(COOKIE, "system")
    return choice if choice in CHOICES else "system"


def choose_appearance() -> Response:
    """Keep the choice and go back to the page it was made on."""
    choice = request.form.get("appearance", "")
    if choice not in CHOICES:
        abort(400, "Choose system, light or dark.")
    answer = redirect(safe_return(request.form.get("next")), 303)
    answer.set_cookie(COOKIE, choice, max_age=KEPT_FOR, httponly=True, samesite="Lax")
    return answer


def parts_of(address: str | None) -> SplitResult:
    """Take an address apart; one that is none has no parts."""
    try:
        return urlsplit(address or "")
    except ValueError:
        return urlsplit("")


def safe_return(address: str | None, otherwise: str = "/") -> str:
    """Accept only a path on this site, so that a form cannot send people elsewhere."""
    parts = parts_of(address)
    # Browsers read a backslash as a slash, so "/\\host" would leave the site.
    is_local = not parts.scheme and not parts.netloc and parts.path.startswith("/") and "\\" not in (address or "")
    return address if address and is_local and not address.startswith("//") else otherwise
