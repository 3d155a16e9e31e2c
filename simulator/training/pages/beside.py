"""The coach beside the real pages of a lesson's world, and the note of which pages were opened.

Must not know what the pages are; they never learn that a coach stands beside them.
"""

from flask import Response, g, request

from simulator.moment import Moment
from simulator.training import attempts
from simulator.training.pages.coach import Coach
from simulator.training.pages.learner import has_free_hints, profile
from simulator.training.records import Attempt
from simulator.visits import the_home

# Pages of the simulator itself are no part of a lesson.
CONSOLE = "console/"


def bring_coach() -> None:
    """Stand beside the pages of a lesson's world."""
    moment: Moment | None = g.get("moment")
    if moment is None or attempts.template_of(moment.world) is None or _inside().startswith(CONSOLE):
        return
    attempt = attempts.attempt_in(the_home(), g.strip.world)
    if attempt is None or not (attempt.profile == profile() or g.get("is_onlooker")):
        return
    g.attempt = attempt
    _note_look(attempt, moment)
    g.coach = Coach(
        the_home(),
        attempt,
        moment,
        free_hints=has_free_hints(attempt.lesson),
        is_playing=g.strip.mode == "playing",
        path=_inside(),
        is_onlooker=bool(g.get("is_onlooker")),
    )


def note_progress(answer: Response) -> Response:
    """Remember whether a deed of the learner reached a goal."""
    attempt = g.get("attempt")
    if attempt is None or not _is_learning(attempt):
        return answer
    if request.method == "POST" and answer.status_code == 303:
        attempts.note_progress(the_home(), attempt, attempts.graded(the_home(), attempt, g.moment, final=False))
    return answer


def _note_look(attempt: Attempt, moment: Moment) -> None:
    """Remember a page that the learner opens; at once, so that its own coach knows of it."""
    if _is_learning(attempt) and request.method == "GET" and "HX-Request" not in request.headers:
        attempts.note_look(the_home(), attempt, _with_query(), moment)


def _is_learning(attempt: Attempt) -> bool:
    return attempt.finished_at is None and not g.get("is_onlooker")


def _inside() -> str:
    """Return the address inside the world."""
    parts = request.path.split("/", 3)
    return parts[3] if len(parts) > 3 else ""


def _with_query() -> str:
    query = request.query_string.decode("utf-8", "replace")
    return f"{_inside()}?{query}" if query else _inside()
