"""The debrief, and trying again from a moment of it."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from simulator.errors import NotFound
from simulator.instants import read_instant
from simulator.policy import store
from simulator.shell.charts import Chart, Point
from simulator.shell.flashes import say_done
from simulator.shell.formats import percent_text
from simulator.shell.wording import gettext as _
from simulator.training import attempts, course
from simulator.training.pages.blueprint import learn
from simulator.training.pages.coach import mode_word
from simulator.training.pages.learner import attempt_with_world, the_attempt
from simulator.training.pages.list_pages import first_page
from simulator.training.rules import course_rules
from simulator.visits import the_home


@learn.get("/attempts/<attempt_id>")
def debrief(attempt_id: str) -> ResponseReturnValue:
    """Tell what was meant, what happened, where points went, and the other future."""
    attempt = the_attempt(attempt_id)
    if attempt.debrief is None:
        return redirect(url_for("learn.finish", attempt_id=attempt.id), 303)
    lesson = course.lesson(attempt.lesson)
    told, g.store = attempt.debrief, store(lesson.start.stores[0])
    return render_template(
        "learn/debrief.html",
        attempt=attempt,
        lesson=lesson,
        told=told,
        mode=mode_word(attempt.mode),
        rules=course_rules(),
        lines=[_line(attempt.world, one) for one in told["timeline"]],
        chart=_chart(told["rates"]),
        at=read_instant(told["other"]["at"], "at") if told["other"] else None,
        has_world=the_home().has(attempt.world),
        following=_following(lesson.id),
    )


@learn.post("/attempts/<attempt_id>/again")
def again(attempt_id: str) -> ResponseReturnValue:
    """Open a moment of an attempt that is over, to decide otherwise."""
    attempt, given = attempt_with_world(attempt_id), request.form.get("before", "")
    known = {str(one["before"]) for one in (attempt.debrief or {}).get("losses", [])}
    if given not in known:
        raise NotFound(_("There is no such moment in this attempt."))
    begun = attempts.begin_again(the_home(), attempt, int(given))
    say_done(_("You are back at the moment before. Decide again."))
    return redirect(first_page(begun), 303)


def _line(world: str, one: dict[str, Any]) -> dict[str, Any]:
    seq = one["seq"]
    href = url_for("console.event", world=world, seq=seq) if seq and the_home().has(world) else None
    who = {"actor_name": one["who"], "text": one["text"], "actor": one["actor"]}
    return {
        "id": f"e{seq}" if seq else "",
        "kind": one["kind"],
        "at": read_instant(one["at"], "at"),
        "href": href,
        **who,
    }


def _chart(rates: list[dict[str, Any]]) -> Chart:
    words = {"start": _("start"), "end": _("end")}
    points = [
        Point(
            words.get(one["label"], one["label"]),
            None if one["rate"] is None else one["rate"] * 100,
            _rate_in_words(one),
            over=one["status"] == "missed",
        )
        for one in rates
    ]
    return Chart(
        _("Cancellation Rate, before and after"),
        _("At the start: %(before)s. At the end: %(after)s.", before=points[0].shown, after=points[-1].shown),
        points,
        threshold=rates[0]["target"] * 100,
        threshold_text=_("Target: below %(target)s", target=_percent(rates[0]["target"])),
        unit="%",
        label_column=_("Moment"),
        value_column=_("Cancellation Rate"),
    )


def _rate_in_words(one: dict[str, Any]) -> str:
    if one["rate"] is None:
        return _("No orders in the window")
    return f"{_percent(one['rate'])} ({one['numerator']}/{one['denominator']})"


def _percent(share: float) -> str:
    return percent_text(share, g.store.locale)


def _following(lesson_id: str) -> str | None:
    ids = list(course.lesson_files())
    at = ids.index(lesson_id) + 1 if lesson_id in ids else len(ids)
    return ids[at] if at < len(ids) else None
