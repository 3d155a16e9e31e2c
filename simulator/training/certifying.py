"""Certificates: which lessons were passed, under a code that can be verified."""

import hashlib
import hmac

from simulator import clock
from simulator.directory import directory, secret_in
from simulator.errors import BadInput
from simulator.home import Home
from simulator.training import attempts
from simulator.training.records import Certificate

LONGEST_NICKNAME = 40


def passed_lessons(home: Home, profile: str | None) -> dict[str, int]:
    """Return the best score of every lesson that was passed."""
    best: dict[str, int] = {}
    for one in attempts.attempts_of(home, profile):
        if one.passed and one.score is not None:
            best[one.lesson] = max(one.score, best.get(one.lesson, 0))
    return dict(sorted(best.items()))


def issue(home: Home, profile: str, nickname: str) -> Certificate:
    """Issue a certificate of what was passed so far; the same again has the same code.

    Raises:
        BadInput: nothing was passed yet, or there is no name to write on it.
    """
    name = " ".join(nickname.split())
    if not 0 < len(name) <= LONGEST_NICKNAME:
        raise BadInput("nickname", "Write a name of 1 to {most} characters.", most=LONGEST_NICKNAME)
    lessons = passed_lessons(home, profile)
    if not lessons:
        raise BadInput("nickname", "Pass a lesson first.")
    with directory(home) as records:
        code = _code(secret_in(records), profile, name, lessons)
        found = records.get(Certificate, code)
        if found is None:
            found = Certificate(code=code, profile=profile, nickname=name, lessons=lessons, issued_at=clock.wall_now())
            records.add(found)
    return found


def verified(home: Home, code: str) -> Certificate | None:
    """Return the certificate a code stands for, if it is true: issued here, and not altered since."""
    with directory(home, looking=True) as records:
        found = records.get(Certificate, _grouped("".join(filter(str.isalnum, code.upper()))))
        if found is None:
            return None
        true = _code(secret_in(records), found.profile, found.nickname, found.lessons)
    return found if hmac.compare_digest(true, found.code) else None


def _code(secret: str, profile: str, name: str, lessons: dict[str, int]) -> str:
    said = "\x1f".join([profile, name, *(f"{lesson}={score}" for lesson, score in sorted(lessons.items()))])
    return _grouped(hmac.new(secret.encode(), said.encode(), hashlib.sha256).hexdigest()[:12].upper())


def _grouped(digits: str) -> str:
    """Write a code as people read it aloud, four at a time."""
    return "-".join(digits[n : n + 4] for n in range(0, len(digits), 4))
