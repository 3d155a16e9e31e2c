"""The application: the one place where all rooms meet.

`create_app` opens the data directory and nothing else; no rule is known here.
"""

import os
import sqlite3
from pathlib import Path
from typing import Any

from flask import Flask, current_app, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DatabaseError
from werkzeug.exceptions import BadRequest, ServiceUnavailable, default_exceptions
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

import buyer_site
import seller_central
import seller_central.control_calls
import simulator.everything  # noqa: F401 - registers deeds, agenda rules, listeners and templates of worlds
from seller_central.mws import init_mws
from seller_central.mws.fields import is_call_at_the_front_page
from seller_central.selling_partner_api import init_selling_partner_api
from seller_central.selling_partner_api.notifications import delivered
from simulator import console
from simulator.application import Application
from simulator.classroom.pages import init_classroom
from simulator.classroom.pages.platform_pages import init_platforms
from simulator.console import api
from simulator.directory import installation_secret
from simulator.errors import BadInput, MarketplaceError, Refusal
from simulator.home import Home
from simulator.logbook import init_logbook
from simulator.metrics import init_metrics
from simulator.migrating.homes import bring_home_up
from simulator.pressing import init_pressing
from simulator.request_spans import init_tracing
from simulator.shell.error_pages import error_page
from simulator.shell.flashes import say_problem
from simulator.shell.register import init_shell
from simulator.shell.theme import parts_of, safe_return
from simulator.shell.wording import gettext, said
from simulator.storage import DiskClosed, DiskFull, said_by_disk
from simulator.training.pages import init_learning
from simulator.visits import init_visits


class Number(IntegerConverter):
    """A number in an address, none larger than a database knows."""

    regex = r"\d{1,18}"


# Addresses that belong to programs: no CSRF token there, and errors are JSON or XML.
MACHINES = (
    "/sim/", "/auth/", "/orders/", "/feeds/", "/reports/", "/notifications/", "/messaging/", "/solicitations/",
    "/tokens/", "/sellers/", "/fba/", "/mfn/", "/finances/", "/documents/", "/Orders/", "/Feeds/", "/Reports/",
    "/Sellers/", "/healthz", "/metrics", "/lti/", "/learn/results/",
)  # fmt: skip


def create_app(data: Path | str | None = None, **config: Any) -> Flask:
    """Build the application on a data directory, which is brought up to date; settings are those of `simulator.config`.

    Raises:
        OSError: the data directory cannot be written.
    """
    home = Home.at(data or os.environ.get("MARKETSIM_DATA", "instance"))
    bring_home_up(home)
    app = Application("simulator", static_folder=None)
    app.url_map.converters["int"] = Number
    app.config.from_mapping(MODE=os.environ.get("MARKETSIM_MODE", "local"), MAX_CONTENT_LENGTH=1_100_000_000)
    app.config.from_mapping(config)
    app.secret_key = installation_secret(home)
    if app.config.get("PROXIES"):
        proxies = app.config["PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    init_logbook(app)
    init_tracing(app)
    init_metrics(app, home)
    init_shell(app, is_machine_path=is_machine_path)
    init_classroom(app, is_machine_path)
    init_platforms(app, home)
    init_visits(app, home)
    init_pressing(app, home)
    api.init_api(app, home)
    console.init_console(app)
    app.register_blueprint(seller_central.seller, url_prefix="/w/<world>/seller")
    app.register_blueprint(buyer_site.buyer, url_prefix="/w/<world>")
    init_selling_partner_api(app)
    init_mws(app)
    init_learning(app)
    app.extensions["notifications"] = lambda moment, after, limit: delivered(moment.session, limit=limit, after=after)
    app.register_error_handler(MarketplaceError, _say_no)
    for kind in (OSError, DatabaseError, sqlite3.Error):
        app.register_error_handler(kind, _say_disk)
    for broken in _broken_requests():
        app.register_error_handler(broken, _say_unreadable)
    return app


def _broken_requests() -> tuple[type[Exception], ...]:
    """List what the server raises where a body breaks off or is cut into pieces wrongly."""
    try:
        from gunicorn.http.errors import NoMoreData, ParseException
    except ImportError:
        return ()
    return NoMoreData, ParseException


def _say_unreadable(error: Exception) -> ResponseReturnValue:
    told = BadRequest(f"The body of this request cannot be read: {error}.")
    if request.path.startswith("/sim/"):
        return api.errors.say_http(told)
    if is_machine_path(request.path):
        return {"errors": [{"code": "InvalidInput", "message": told.description}]}, 400
    return error_page(told)


def is_machine_path(path: str) -> bool:
    """Say of an address that only programs call it; the older protocol calls the front page with an Action."""
    return path.startswith(MACHINES) or (path == "/" and bool(request) and is_call_at_the_front_page())


def _say_no(error: MarketplaceError) -> ResponseReturnValue:
    """Turn an answer no page wanted to handle itself into a page or, after a form, a sentence on the page before."""
    came_from = parts_of(request.referrer)
    if request.method == "POST" and isinstance(error, Refusal | BadInput) and came_from.netloc == request.host:
        say_problem(said(error), error.rule if isinstance(error, Refusal) else None)
        return redirect(safe_return(came_from._replace(scheme="", netloc="").geturl()), 303)
    if isinstance(error, DiskFull | DiskClosed):
        return _say_disk(error)
    status = 400 if error.status == 422 else error.status
    wrapped = default_exceptions.get(status, BadRequest)(said(error))
    return error_page(wrapped)


def _say_disk(error: Exception) -> ResponseReturnValue:
    """Say that the disk is full or closed, as whoever asks can read it; anything else is a mistake of ours."""
    said = error if isinstance(error, DiskFull | DiskClosed) else said_by_disk(error)
    if said is None:
        raise error
    current_app.logger.warning("the disk takes nothing: %s", error)
    if request.path.startswith("/sim/"):
        return api.errors.say_no(said)
    if is_machine_path(request.path):
        return {"errors": [{"code": "ServiceUnavailable", "message": said.message}]}, 503
    wrapped = ServiceUnavailable(gettext(said.message))
    wrapped.code = said.status
    return error_page(wrapped)
