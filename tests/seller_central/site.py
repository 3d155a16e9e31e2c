"""Seller Central on its own, for tests: the shell, the visits and this one blueprint, over a data directory."""

from typing import Any

from flask import Flask, redirect, request
from flask.testing import FlaskClient
from werkzeug.exceptions import BadRequest, default_exceptions

import seller_central
from simulator.application import Application
from simulator.errors import BadInput, MarketplaceError, Refusal
from simulator.home import Home
from simulator.shell.error_pages import error_page
from simulator.shell.flashes import say_problem
from simulator.shell.register import init_shell
from simulator.visits import init_visits
from tests.databases import statements


def seller_app(home: Home, **config: Any) -> Flask:
    """Make the application; forms need no token unless the test wants one."""
    app = Application("simulator", static_folder=None)
    app.config.from_mapping(SECRET_KEY="only for tests", WTF_CSRF_ENABLED=False, TESTING=True, **config)
    init_shell(app)
    init_visits(app, home)
    app.register_blueprint(seller_central.seller, url_prefix="/w/<world>/seller")
    app.register_error_handler(MarketplaceError, say_no)
    return app


def say_no(error: MarketplaceError) -> Any:
    if request.method == "POST" and isinstance(error, Refusal | BadInput) and request.referrer:
        say_problem(error.message)
        return redirect(request.referrer, 303)
    return error_page(default_exceptions.get(400 if error.status == 422 else error.status, BadRequest)(error.message))


class Desk:
    """A seller at work: pages by address below /seller, forms by name and value."""

    def __init__(self, client: FlaskClient, world: str) -> None:
        self.client, self.base = client, f"/w/{world}/seller"

    def get(self, path: str) -> Any:
        return self.client.get(self.base + path)

    def page(self, path: str) -> str:
        """Return the text of a page that must be there."""
        answer = self.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status} {answer.location}"
        return str(answer.text)

    def post(self, path: str, **fields: Any) -> Any:
        data = {key.replace("__", "-"): value for key, value in fields.items()}
        return self.client.post(self.base + path, data=data)

    def statements(self, path: str) -> int:
        """Count the SQL statements one page costs."""
        with statements() as seen:
            self.page(path)
        return len([one for one in seen if not one.startswith("PRAGMA")])
