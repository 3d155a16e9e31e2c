"""Grades on their way back to learning platforms: the best score in a lesson, whenever it became better.

One row for each learner and link; it goes through the same outbox as all that is told of learning. The platform lets
us in by a token of its own, had for an assertion that is signed with this installation's key.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid4, uuid5

import jwt
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from simulator import clock
from simulator.classroom.lti.keys import ALGORITHM, own_id, own_key
from simulator.classroom.lti.messages import SCORE, Launch
from simulator.classroom.lti.platforms import Platform, Platforms
from simulator.directory import directory
from simulator.home import Home
from simulator.training.outbox import PATIENCE, NotTaken, deliver
from simulator.training.records import SENT, WAITING, Attempt, GradeLink

# How long an assertion is good for.
ASSERTED = timedelta(minutes=5)
KIND = "application/vnd.ims.lis.v1.score+json"
# The platform knows of a later score already.
ALREADY = 409


def expect(home: Home, platform: Platform, launch: Launch, profile: str) -> None:
    """Remember that a platform waits for a learner's grade; who opened the lesson before is known already."""
    if not launch.line:
        return
    link = f"{platform.issuer}/{platform.client_id}/{launch.link}/{launch.user}/{profile}/{launch.lesson}"
    name = str(uuid5(NAMESPACE_URL, link))
    with directory(home) as records:
        row = records.get(GradeLink, name)
        if row is None:
            row = GradeLink(id=name, profile=profile, lesson=launch.lesson, state=SENT, try_at=clock.wall_now())
            records.add(row)
        # These may change when a course is moved on its platform.
        row.platform, row.user, row.line = platform.name, launch.user, launch.line


def tell(home: Home, platforms: Platforms) -> int:
    """Put what became better into the outbox and send what is due; return how many grades were taken."""
    with directory(home) as records:
        _collect(records, clock.wall_now())
    return deliver(home, GradeLink, partial(_send, home, platforms, Tokens()), where=lambda row: row.platform)


def _collect(records: Session, now: datetime) -> None:
    best = (
        select(GradeLink, func.max(Attempt.score), func.max(Attempt.finished_at))
        .join(Attempt, (Attempt.profile == GradeLink.profile) & (Attempt.lesson == GradeLink.lesson))
        .where(Attempt.score.is_not(None))
        .group_by(GradeLink.id)
        .having(func.max(Attempt.score) > func.coalesce(GradeLink.told, -1))
    )
    for row, score, finished_at in records.execute(best).all():
        row.told, row.body = score, _score(row.user, score or 0, finished_at or now)
        row.state, row.tries, row.try_at = WAITING, 0, now


def _score(user: str, score: int, at: datetime) -> dict[str, Any]:
    return {
        "userId": user,
        "scoreGiven": score,
        "scoreMaximum": 100,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        # The service wants parts of a second.
        "timestamp": f"{at:%Y-%m-%dT%H:%M:%S}.000+00:00",
    }


@dataclass
class Tokens:
    """The tokens that were had in one round, by platform."""

    had: dict[str, str] = field(default_factory=dict)

    def of(self, home: Home, platform: Platform) -> str:
        """Return a platform's token, asking for it the first time.

        Raises:
            NotTaken: the platform gives none.
        """
        if platform.name not in self.had:
            asked = {
                "grant_type": "client_credentials",
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": _assertion(home, platform),
                "scope": SCORE,
            }
            told = _posted(platform.token, data=asked)
            token = told.get("access_token") if isinstance(told, dict) else None
            if not isinstance(token, str) or not token:
                raise NotTaken("gave no token")
            self.had[platform.name] = token
        return self.had[platform.name]


def _assertion(home: Home, platform: Platform) -> str:
    now, key = clock.wall_now(), own_key(home)
    told = {"iss": platform.client_id, "sub": platform.client_id, "aud": platform.token, "jti": str(uuid4())}
    return jwt.encode(told | {"iat": now, "exp": now + ASSERTED}, key, ALGORITHM, headers={"kid": own_id(key)})


def _send(home: Home, platforms: Platforms, tokens: Tokens, row: GradeLink) -> None:
    """Hand one grade to its platform.

    Raises:
        NotTaken: it did not answer, or not well.
    """
    platform = platforms.known.get(row.platform)
    if platform is None or not platform.takes_grades_at(row.line):
        raise NotTaken("is no longer configured")
    line = urlsplit(row.line)
    # A line's address may carry a query, which stays behind the path.
    address = line._replace(path=f"{line.path.rstrip('/')}/scores").geturl()
    said = {"Authorization": f"Bearer {tokens.of(home, platform)}", "Content-Type": KIND}
    _posted(address, json=row.body, headers=said)


def _posted(address: str, **what: Any) -> Any:
    """Post something; return the JSON that comes back, None where it is none."""
    # Imported here: few installations have a platform, and every start would wait for it.
    import requests

    try:
        answer = requests.post(address, timeout=PATIENCE, allow_redirects=False, **what)
    except requests.RequestException as error:
        raise NotTaken(type(error).__name__) from None
    if not 200 <= answer.status_code < 300 and answer.status_code != ALREADY:
        raise NotTaken(f"answered {answer.status_code}")
    try:
        return answer.json()
    except requests.JSONDecodeError:
        return None
