"""Records to take away: attempts as CSV and JSON, and a certificate with a code that anybody can verify."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import orjson
from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from simulator.errors import BadInput
from simulator.events import iso
from simulator.shell.csv_lines import csv_line
from simulator.shell.wording import gettext as _
from simulator.shell.wording import said
from simulator.training import attempts, certifying, packaging
from simulator.training.pages.blueprint import learn
from simulator.training.pages.learner import profile, pupil
from simulator.training.records import Attempt
from simulator.visits import the_home

COLUMNS = ("lesson", "title", "mode", "seed", "started_at", "finished_at", "score", "passed", "last_trap", "hints")


@learn.get("/records.csv")
def records_csv() -> ResponseReturnValue:
    """Write the learner's attempts to a file for spreadsheets."""
    answer = Response("".join(_csv()), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="lessons.csv"'
    return answer


@learn.get("/records.json")
def records_json() -> ResponseReturnValue:
    """Write the learner's attempts, debriefs included, for programs."""
    told = [_record(one) | {"debrief": one.debrief} for one in attempts.attempts_of(the_home(), profile())]
    answer = Response(orjson.dumps({"attempts": told}), mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="lessons.json"'
    return answer


@learn.get("/results/<key>.json")
def results(key: str) -> ResponseReturnValue:
    """Tell a learning platform's page how a lesson went; whoever knows the key may ask, from any address."""
    answer = Response(orjson.dumps(packaging.result(the_home(), key)), mimetype="application/json")
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@learn.get("/certificate")
def certificate() -> ResponseReturnValue:
    """Show what a certificate would say, or print one that was issued."""
    code = request.args.get("code", "")
    found = certifying.verified(the_home(), code) if code else None
    if found is not None and found.profile == profile():
        return render_template("learn/certificate.html", one=found, titles=attempts.titles())
    return _certificate_form()


@learn.post("/certificate")
def issue() -> ResponseReturnValue:
    """Issue a certificate."""
    who = profile()
    try:
        if who is None:
            raise BadInput("nickname", _("Pass a lesson first."))
        found = certifying.issue(the_home(), who, request.form.get("nickname", ""))
    except BadInput as error:
        return _certificate_form({"nickname": said(error)}), 422
    return redirect(url_for("learn.certificate", code=found.code), 303)


@learn.get("/verify")
def verify() -> ResponseReturnValue:
    """Say whether a certificate's code is true."""
    code = request.args.get("code", "").strip()
    found = certifying.verified(the_home(), code) if code else None
    return make_response(render_template("learn/verify.html", code=code, one=found, titles=attempts.titles()))


def _certificate_form(errors: dict[str, str] | None = None) -> str:
    return render_template(
        "learn/certificate_form.html",
        passed=certifying.passed_lessons(the_home(), profile()),
        titles=attempts.titles(),
        nickname=request.form.get("nickname", pupil().nickname if pupil() is not None else ""),
        longest=certifying.LONGEST_NICKNAME,
        errors=errors or {},
    )


def _csv() -> Iterator[str]:
    yield csv_line(COLUMNS)
    for one in attempts.attempts_of(the_home(), profile()):
        told = _record(one)
        yield csv_line(told[name] for name in COLUMNS)


def _record(one: Attempt) -> dict[str, Any]:
    return {
        "lesson": one.lesson,
        "title": attempts.titles().get(one.lesson, ""),
        "mode": one.mode,
        "seed": one.seed,
        "started_at": _when(one.started_at),
        "finished_at": _when(one.finished_at),
        "score": one.score,
        "passed": one.passed,
        "last_trap": one.last_trap,
        "hints": len(one.hints),
    }


def _when(instant: datetime | None) -> str:
    return iso(instant) if instant else ""
