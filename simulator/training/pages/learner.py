"""Who learns: a learner of a class where there is one, else this browser's own profile.

The profile is a random name in a signed cookie; nothing else is known of whoever sits there.
"""

import secrets
from typing import Any

from flask import Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer

from simulator.errors import NotFound
from simulator.shell.theme import KEPT_FOR
from simulator.training.attempts import own_attempt
from simulator.training.records import Attempt
from simulator.visits import the_home

COOKIE = "learner"


def pupil() -> Any:
    """Return what a class says of the learner (see the class room), or None where there is no class."""
    return g.get("learner")


def profile() -> str | None:
    """Return the profile under which attempts are kept, or None for somebody who has not begun."""
    if pupil() is not None:
        return str(pupil().profile)
    if "profile" not in g:
        g.profile = _read()
    kept: str | None = g.profile
    return kept


def profile_to_keep() -> str:
    """Return the profile, making one for a browser that has none; `keep` sends it back."""
    found = profile()
    if found is None:
        found = g.profile = g.new_profile = secrets.token_hex(16)
    return found


def keep(answer: Response) -> Response:
    """Send a new profile to the browser."""
    new = g.get("new_profile")
    if new:
        secure = bool(current_app.config.get("SESSION_COOKIE_SECURE"))
        answer.set_cookie(COOKIE, signed(new), max_age=KEPT_FOR, httponly=True, samesite="Lax", secure=secure)
    return answer


def signed(profile: str) -> str:
    """Return a profile as the cookie carries it."""
    return _signer().dumps(profile)


def has_free_hints(lesson: str) -> bool:
    """Say whether a class gives away the hints of a lesson."""
    return pupil() is not None and lesson in pupil().free_hints


def class_seed() -> int | None:
    """Return the seed all learners of a class begin with."""
    return None if pupil() is None else int(pupil().seed)


def the_attempt(attempt_id: str) -> Attempt:
    """Return an attempt of the learner, or answer 404 for all others alike."""
    return own_attempt(the_home(), attempt_id, profile())


def attempt_with_world(attempt_id: str) -> Attempt:
    """Return an attempt of the learner whose world still exists."""
    found = the_attempt(attempt_id)
    if not the_home().has(found.world):
        raise NotFound("The world of this attempt is gone. Begin the lesson again.")
    return found


def _read() -> str | None:
    try:
        value = _signer().loads(request.cookies.get(COOKIE, ""))
    except BadSignature:
        return None
    return value if isinstance(value, str) else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="learner")
