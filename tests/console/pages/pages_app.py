"""The simulator's own pages in a small application, for their tests: no sites, no machine interfaces."""

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import default_exceptions

import seeds.demo
import seeds.templates
from simulator import console
from simulator.application import Application
from simulator.errors import MarketplaceError
from simulator.home import Home
from simulator.shell.error_pages import error_page
from simulator.shell.flashes import say_problem
from simulator.shell.register import init_shell
from simulator.visits import init_visits

TEMPLATES = (seeds.demo, seeds.templates)


def pages_app(home: Home) -> Flask:
    """Build the application on a data directory; forms need no token in it."""
    app = Application("simulator", static_folder=None)
    app.config.from_mapping(MODE="local", TESTING=True, WTF_CSRF_ENABLED=False)
    app.secret_key = "only for tests"
    init_shell(app)
    init_visits(app, home)
    console.init_console(app)
    app.register_error_handler(MarketplaceError, say_no)
    return app


def say_no(error: MarketplaceError) -> ResponseReturnValue:
    """Answer as the whole application does: a sentence on the page before, or an error page."""
    if request.method == "POST" and request.referrer:
        say_problem(error.message)
        return redirect(request.referrer, 303)
    return error_page(default_exceptions[400 if error.status == 422 else error.status](error.message))
