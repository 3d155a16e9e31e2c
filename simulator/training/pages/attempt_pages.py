"""What the coach's buttons do: hints, checking, the steps of the worked example, restarting, finishing."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as Answer

from simulator.acting import reading
from simulator.errors import MarketplaceError
from simulator.shell.flashes import say_problem
from simulator.shell.theme import safe_return
from simulator.shell.wording import gettext as _
from simulator.training import attempts, course
from simulator.training.attempts import WORKED_EXAMPLE, Wish
from simulator.training.cast import told
from simulator.training.guiding import pointer
from simulator.training.pages.blueprint import learn
from simulator.training.pages.coach import Coach
from simulator.training.pages.learner import attempt_with_world, has_free_hints
from simulator.training.pages.list_pages import first_page
from simulator.training.records import Attempt
from simulator.visits import the_home

SURE = (1, 2, 3)


@learn.get("/attempts/<attempt_id>/panel")
def panel(attempt_id: str) -> ResponseReturnValue:
    """Show the coach's panel as it stands, for the page's refresh."""
    attempt = attempt_with_world(attempt_id)
    with reading(the_home(), attempt.world) as moment:
        playing = moment.world.mode == "playing"
        coach = Coach(
            the_home(), attempt, moment, has_free_hints(attempt.lesson), playing, request.args.get("path", "")
        )
        return str(coach.body)


@learn.post("/attempts/<attempt_id>/hint")
def hint(attempt_id: str) -> ResponseReturnValue:
    """Open a hint, which costs what it says."""
    attempt, given = _running(attempt_id), request.form.get("n", "")
    known = [str(n) for n in (*range(len(course.lesson(attempt.lesson).hints)), WORKED_EXAMPLE)]
    if attempt.mode in ("guided", "practice") and given in known and int(given) not in attempt.hints:
        attempts.update(the_home(), attempt, hints=[*attempt.hints, int(given)])
    return _back(attempt)


@learn.post("/attempts/<attempt_id>/check")
def check_my_work(attempt_id: str) -> ResponseReturnValue:
    """In practice: show the goals as they stand."""
    attempt = _running(attempt_id)
    with reading(the_home(), attempt.world) as moment:
        if attempt.mode == "practice":
            attempts.update(the_home(), attempt, checked_seq=moment.world.last_event)
        attempts.note_progress(the_home(), attempt, attempts.graded(the_home(), attempt, moment, final=False))
    return _back(attempt)


@learn.post("/attempts/<attempt_id>/step")
def step(attempt_id: str) -> ResponseReturnValue:
    """In watch mode: play the next step, and show the page it was taken on."""
    attempt = _running(attempt_id)
    if attempt.mode != "watch" or _is_stopped(attempt):
        return _back(attempt)
    try:
        played = attempts.take_step(the_home(), attempt)
    except MarketplaceError as refused:
        say_problem(refused.message)
        return _back(attempt)
    if played is None:
        return redirect(url_for("learn.finish", attempt_id=attempt.id), 303)
    with reading(the_home(), attempt.world) as moment:
        evidence = attempts.evidence_of(the_home(), attempt, moment)
        page = pointer(0, played, evidence).page
    return redirect(f"/w/{attempt.world}/{_shown_after(page)}" if page else first_page(attempt), 303)


@learn.post("/attempts/<attempt_id>/play")
def play(attempt_id: str) -> ResponseReturnValue:
    """In watch mode: pause the example, or let it go on by itself."""
    attempt = _running(attempt_id)
    paused = not attempt.answers.get("paused")
    attempts.update(the_home(), attempt, answers={**attempt.answers, "paused": paused})
    return _back(attempt)


@learn.post("/attempts/<attempt_id>/answer")
def answer(attempt_id: str) -> ResponseReturnValue:
    """In watch mode: answer the question at a stop."""
    attempt, given = _running(attempt_id), request.form.get("choice", "")
    steps = course.lesson(attempt.lesson).solver
    ask = steps[attempt.watched].ask if attempt.watched < len(steps) else None
    if ask and given.isascii() and given.isdigit() and 1 <= int(given) <= len(ask.choices):
        attempts.update(the_home(), attempt, answers={**attempt.answers, str(attempt.watched): int(given)})
    return _back(attempt)


@learn.post("/attempts/<attempt_id>/restart")
def restart(attempt_id: str) -> ResponseReturnValue:
    """Begin the same lesson anew, in the same world as it was at first; an exam stays as it is."""
    attempt, home = _running(attempt_id), the_home()
    if attempt.mode == "exam":
        say_problem(_("An exam is taken once. Finish it to see the debrief."))
        return _back(attempt)
    again = attempts.begin(home, Wish(attempt.profile, attempt.lesson, attempt.mode, attempt.seed))
    attempts.discard(home, attempt)
    return redirect(first_page(again), 303)


@learn.get("/attempts/<attempt_id>/finish")
def finish(attempt_id: str) -> ResponseReturnValue:
    """Ask what will count, before the debrief tells."""
    attempt = attempt_with_world(attempt_id)
    if attempt.finished_at is not None:
        return redirect(url_for("learn.debrief", attempt_id=attempt.id), 303)
    return _finish_page(attempt)


@learn.post("/attempts/<attempt_id>/finish")
def end(attempt_id: str) -> ResponseReturnValue:
    """Take the predictions and end the attempt."""
    attempt = _running(attempt_id)
    lesson = course.lesson(attempt.lesson)
    said = {one.id: _prediction(one.id) for one in lesson.predictions}
    missing = {f"said-{name}": _("Choose yes or no.") for name, value in said.items() if value is None}
    if missing and attempt.mode != "watch":
        return _finish_page(attempt, missing), 422
    kept = {name: value for name, value in said.items() if value is not None}
    attempts.update(the_home(), attempt, predictions={**attempt.predictions, **kept})
    attempts.finish(the_home(), attempt, free_hints=has_free_hints(attempt.lesson))
    return redirect(url_for("learn.debrief", attempt_id=attempt.id), 303)


def _finish_page(attempt: Attempt, errors: dict[str, str] | None = None) -> str:
    lesson = course.lesson(attempt.lesson)
    with reading(the_home(), attempt.world) as moment:
        cast = attempts.evidence_of(the_home(), attempt, moment).cast
        asked = [(one.id, told(one.ask, cast, moment)) for one in lesson.predictions]
    return render_template(
        "learn/finish.html",
        lesson=lesson,
        attempt=attempt,
        asked=[] if attempt.mode == "watch" else asked,
        entered=request.form,
        back=first_page(attempt),
        errors=errors or {},
    )


def _prediction(name: str) -> dict[str, object] | None:
    said, sure = request.form.get(f"said-{name}"), request.form.get(f"sure-{name}", "2")
    if said not in ("yes", "no"):
        return None
    return {"said": said, "sure": int(sure) if sure in map(str, SURE) else 2}


def _running(attempt_id: str) -> Attempt:
    attempt = attempt_with_world(attempt_id)
    if attempt.finished_at is not None:
        from flask import abort

        abort(409, _("This attempt is over. See its debrief, or try again."))
    return attempt


def _is_stopped(attempt: Attempt) -> bool:
    steps = course.lesson(attempt.lesson).solver
    waits = attempt.watched < len(steps) and steps[attempt.watched].ask is not None
    return waits and str(attempt.watched) not in attempt.answers


def _shown_after(page: str) -> str:
    """A form's page says little once it was sent; the order it was about does."""
    head, _slash, tail = page.rpartition("/")
    return head if tail in ("cancel", "confirm", "refund", "label", "request-cancellation") else page


def _back(attempt: Attempt) -> Answer:
    return redirect(safe_return(request.form.get("next"), first_page(attempt)), 303)
