"""What learning looks like as xAPI statements: attempted, answered, completed, passed or failed.

Pure: from an attempt as it is kept to plain statements of xAPI 1.0.3. Ids are made from the attempt, so that a
statement sent twice is one. Somebody is named by a pseudonym of this installation, never by a nickname.
"""

import hashlib
import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from simulator.events import iso
from simulator.training.records import Attempt

VERSION = "1.0.3"
_VERBS = "http://adlnet.gov/expapi/verbs/"
_LESSON, _QUESTION = "http://adlnet.gov/expapi/activities/lesson", "http://adlnet.gov/expapi/activities/question"
# What ids are made from; any text of our own does.
_SPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "lessons.millpond.example")


def statements_of(attempt: Attempt, title: str, root: str) -> Iterator[dict[str, Any]]:
    """Tell of an attempt as far as it has come. `root` is the address of this installation."""
    activity = _activity(f"{root}/learn/{attempt.lesson}", title, _LESSON)
    yield _told(attempt, "attempted", "attempted", attempt.started_at, activity, root)
    if attempt.finished_at is None:
        return
    debrief = attempt.debrief or {}
    for n, one in enumerate(debrief.get("predictions", [])):
        if one["said"] is not None:
            question = _activity(f"{root}/learn/{attempt.lesson}#prediction-{n + 1}", one["ask"], _QUESTION)
            result = {"response": one["said"], "success": one["right"]}
            yield _told(attempt, f"answered/{n}", "answered", attempt.finished_at, question, root, result)
    took = f"PT{int((attempt.finished_at - attempt.started_at).total_seconds())}S"
    yield _told(
        attempt, "completed", "completed", attempt.finished_at, activity, root, {"completion": True, "duration": took}
    )
    if attempt.score is not None:
        verb = "passed" if attempt.passed else "failed"
        score = {"raw": attempt.score, "min": 0, "max": 100, "scaled": attempt.score / 100}
        result = {"score": score, "success": attempt.passed}
        yield _told(attempt, "result", verb, attempt.finished_at, activity, root, result)


def pseudonym(profile: str) -> str:
    """Return the name under which a learner is known outside: always the same, and not to be traced back."""
    return hashlib.blake2b(profile.encode(), digest_size=12, person=b"learner").hexdigest()


def _told(
    attempt: Attempt,
    what: str,
    verb: str,
    at: datetime,
    activity: dict[str, Any],
    root: str,
    result: dict[str, Any] | None = None,
) -> dict[str, Any]:
    account = {"homePage": root, "name": pseudonym(attempt.profile)}
    statement = {
        "id": str(uuid.uuid5(_SPACE, f"{attempt.id}/{what}")),
        "actor": {"objectType": "Agent", "account": account},
        "verb": {"id": _VERBS + verb, "display": {"en": verb}},
        "object": activity,
        "context": {"registration": str(uuid.uuid5(_SPACE, attempt.id)), "platform": "marketplace-simulator"},
        "timestamp": iso(at),
    }
    return statement if result is None else statement | {"result": result}


def _activity(id_: str, name: str, kind: str) -> dict[str, Any]:
    return {"objectType": "Activity", "id": id_, "definition": {"name": {"en": name}, "type": kind}}
