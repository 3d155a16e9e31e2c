"""The addresses learning platforms know: where a sign-in begins, where it ends, and this installation's public key.

A sign-in ends in two steps: the platform's form is another site's, so the browser sends none of our cookies with it;
the page it is then sent to gets them, and lets nobody in but the browser that began. All answer 404 while no platform
is configured.
"""

from hmac import compare_digest
from typing import TYPE_CHECKING, cast

from flask import Flask, Response, abort, current_app, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from simulator.classroom.pages.blueprint import rooms
from simulator.classroom.pages.visitor import address, remember
from simulator.home import Home
from simulator.visits import the_home

if TYPE_CHECKING:
    from simulator.classroom.lti.entering import Gate

GATE = "learning-platforms"
COOKIE = "platform-"


def init_platforms(app: Flask, home: Home) -> None:
    """Read the configured platforms, where there are any. Reads from the configuration: LTI, ROOT."""
    if app.config.get("LTI"):
        # Imported here: it needs the extra `lti`.
        from simulator.classroom.lti.entering import Gate
        from simulator.classroom.lti.platforms import read_platforms

        app.extensions[GATE] = Gate(home, read_platforms(app.config["LTI"]), app.config["ROOT"])


@rooms.route("/lti/login", methods=["GET", "POST"])
def platform_login() -> ResponseReturnValue:
    """Send a browser that comes from a platform back there, to say who it is."""
    from simulator.classroom.lti.entering import LASTS

    told = request.values
    begun = _gate().begin(
        *(told.get(name, "")[:1000] for name in ("iss", "client_id", "login_hint", "lti_message_hint"))
    )
    answer = make_response(redirect(begun.address, 302))
    secure = bool(current_app.config.get("SESSION_COOKIE_SECURE"))
    answer.set_cookie(
        _cookie(begun.mark), begun.mark, max_age=int(LASTS.total_seconds()), path="/lti/", secure=secure,
        httponly=True, samesite="Lax",
    )  # fmt: skip
    return _unkept(answer)


@rooms.post("/lti/launch")
def platform_launch() -> ResponseReturnValue:
    """Take what a platform says of a learner."""
    form = request.form
    ticket = _gate().launch(form.get("state", ""), form.get("id_token", ""), address())
    return _unkept(make_response(redirect(url_for("rooms.platform_enter", ticket=ticket), 303)))


@rooms.get("/lti/enter")
def platform_enter() -> ResponseReturnValue:
    """Let a learner in, in the browser that began."""
    from simulator.classroom.lti.entering import over

    gate = _gate()
    learner, mark, lesson = gate.marked(request.args.get("ticket", ""))
    if not compare_digest(request.cookies.get(_cookie(mark), "").encode(), mark.encode()):
        raise over("ticket")
    remember(gate.proof(learner))
    answer = make_response(redirect(url_for("learn.lesson", lesson_id=lesson), 303))
    answer.delete_cookie(_cookie(mark), path="/lti/")
    return _unkept(answer)


@rooms.get("/lti/keys")
def platform_keys() -> ResponseReturnValue:
    """Show the public key with which platforms check what comes from here."""
    from simulator.classroom.lti.keys import public_keys

    _gate()
    return jsonify(public_keys(the_home()))


def _gate() -> "Gate":
    if GATE not in current_app.extensions:
        abort(404)
    return cast("Gate", current_app.extensions[GATE])


def _cookie(mark: str) -> str:
    """Name the cookie of one sign-in, so that two lessons can be opened at once."""
    return COOKIE + mark[:8]


def _unkept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
