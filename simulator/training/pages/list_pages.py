"""The list of lessons with filters, a lesson's own page, beginning, clearing; and how lesson files are written."""

from dataclasses import dataclass

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from simulator.errors import BadInput
from simulator.shell.flashes import say_done
from simulator.shell.wording import gettext as _
from simulator.shell.wording import ngettext, said
from simulator.training import attempts, course, packaging, reviewing
from simulator.training.attempts import Wish
from simulator.training.lesson import Lesson
from simulator.training.pages.blueprint import learn
from simulator.training.pages.coach import mode_word
from simulator.training.pages.learner import class_seed, keep, profile, profile_to_keep, pupil
from simulator.training.records import Attempt
from simulator.training.rules import course_rules
from simulator.visits import the_home


@dataclass(frozen=True)
class Line:
    """A lesson in the list, with how the learner stands in it."""

    lesson: Lesson
    tries: int
    best: int | None
    passed: bool
    open: Attempt | None


@learn.get("/")
def lessons() -> ResponseReturnValue:
    """Show the lessons, what to go on with, and what comes back."""
    level, rule = request.args.get("level", ""), request.args.get("rule", "")
    everything, mine = _lessons(), attempts.attempts_of(the_home(), profile())
    shown = [one for one in everything if level in ("", one.level) and (not rule or rule in one.rules)]
    due = reviewing.due_rules(the_home(), profile())
    return render_template(
        "learn/lessons.html",
        lines=[_line(one, mine) for one in shown],
        total=len(everything),
        passed=len({one.lesson for one in mine if one.passed}),
        level=level,
        rule=rule,
        level_choices=[("", _("All levels")), *level_words().items()],
        rule_choices=[
            ("", _("All rules")),
            *((one.id, f"{one.id}: {one.sentence}") for one in course_rules().values()),
        ],
        levels=level_words(),
        due=[course_rules()[one] for one in due],
        suggested=reviewing.suggested(everything, due),
        has_attempts=bool(mine),
        pupil=pupil(),
    )


@learn.get("/<lesson_id>")
def lesson(lesson_id: str) -> ResponseReturnValue:
    """Show one lesson: what it teaches, how it can be learned, and what was tried."""
    key = request.args.get("report", "")
    if key and packaging.note_key(the_home(), key, profile_to_keep(), course.lesson(lesson_id).id):
        # A learning platform waits for the score of whoever sits here.
        return keep(make_response(_lesson_page(lesson_id)))
    return _lesson_page(lesson_id)


@learn.post("/<lesson_id>/start")
def start(lesson_id: str) -> ResponseReturnValue:
    """Begin a lesson in a world of its own and go there."""
    home, who = the_home(), profile_to_keep()
    mine = attempts.attempts_of(home, who, lesson_id)
    # All of a class begin alike; another try is another seed.
    seed = class_seed() if class_seed() is not None and not mine else None
    try:
        begun = attempts.begin(home, Wish(who, lesson_id, request.form.get("mode", ""), seed))
    except BadInput as error:
        return _lesson_page(lesson_id, {"mode": said(error)}), 422
    for one in mine:
        if one.finished_at is None:
            attempts.discard(home, one)
    return keep(_to(first_page(begun)))


@learn.post("/<lesson_id>/clear")
def clear_lesson(lesson_id: str) -> ResponseReturnValue:
    """Forget all attempts at one lesson."""
    who = profile()
    count = attempts.clear(the_home(), who, course.lesson(lesson_id).id) if who else 0
    say_done(ngettext("%(num)d attempt was cleared.", "%(num)d attempts were cleared.", count))
    return redirect(url_for("learn.lesson", lesson_id=lesson_id), 303)


@learn.route("/clear", methods=["GET", "POST"])
def clear_all() -> ResponseReturnValue:
    """Ask, then forget everything that was learned in this browser."""
    if request.method == "GET" or request.form.get("confirmed") != "yes":
        return render_template("learn/clear.html")
    who = profile()
    count = attempts.clear(the_home(), who) if who else 0
    say_done(ngettext("%(num)d attempt was cleared.", "%(num)d attempts were cleared.", count))
    return redirect(url_for("learn.lessons"), 303)


def first_page(attempt: Attempt) -> str:
    """Return the page a lesson opens on."""
    is_seller = course.lesson(attempt.lesson).learner == "seller"
    return f"/w/{attempt.world}/seller/" if is_seller else f"/w/{attempt.world}/orders"


def level_words() -> dict[str, str]:
    """Name the levels."""
    return {
        "first": _("First steps"),
        "daily": _("Everyday"),
        "tricky": _("Tricky"),
        "expert": _("Expert"),
    }


def _lessons() -> list[Lesson]:
    """Return the lessons; of a class that chose some, those."""
    everything = course.lessons()
    chosen = pupil().lessons if pupil() is not None else ()
    return [one for one in everything if not chosen or one.id in chosen]


def _line(one: Lesson, mine: list[Attempt]) -> Line:
    tries = [attempt for attempt in mine if attempt.lesson == one.id]
    done = [attempt for attempt in tries if attempt.score is not None]
    is_open = next((attempt for attempt in reversed(tries) if attempt.finished_at is None), None)
    best = max((attempt.score or 0 for attempt in done), default=None)
    return Line(one, len(done), best, any(attempt.passed for attempt in done), is_open)


def _lesson_page(lesson_id: str, errors: dict[str, str] | None = None) -> str:
    one, home = course.lesson(lesson_id), the_home()
    mine = attempts.attempts_of(home, profile(), one.id)
    return render_template(
        "learn/lesson.html",
        lesson=one,
        levels=level_words(),
        rules=[course_rules()[rule] for rule in one.rules],
        tries=list(reversed(mine)),
        open=next((attempt for attempt in reversed(mine) if attempt.finished_at is None), None),
        first_page=first_page,
        has_world=lambda attempt: home.has(attempt.world),
        mode_word=mode_word,
        mode_choices=_mode_choices(one, mine),
        suggested=_suggested_mode(one, mine),
        errors=errors or {},
    )


def _mode_choices(one: Lesson, mine: list[Attempt]) -> list[tuple[str, str]]:
    words = {
        "watch": _("Watch: the worked example plays itself"),
        "guided": _("Guided: goals and hints are visible, the next step is pointed at"),
        "practice": _("Practice: goals only after Check my work"),
        "exam": _("Exam: no hints, one attempt"),
    }
    taken = any(attempt.mode == "exam" and attempt.finished_at for attempt in mine)
    return [(mode, words[mode]) for mode in one.modes if not (mode == "exam" and taken)]


def _suggested_mode(one: Lesson, mine: list[Attempt]) -> str:
    """Support fades: guided at first, practice once the lesson was passed that way."""
    passed = {attempt.mode for attempt in mine if attempt.passed}
    wanted = "practice" if passed else "guided"
    return wanted if wanted in one.modes else one.modes[0]


def _to(address: str) -> Response:
    return make_response(redirect(address, 303))
