"""A caller of the control API, for its tests: verbs, a world to begin with, answers as JSON."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import seeds.templates
import seller_central.control_calls
import simulator.everything
from simulator.application import Application
from simulator.console.api import init_api
from simulator.home import Home
from simulator.shell.register import init_shell

ROOMS = (simulator.everything, seeds.templates, seller_central.control_calls)


def an_app(home: Home, **config: Any) -> Flask:
    app = Application("api_under_test")
    app.secret_key = "for tests"
    app.config.from_mapping(config)
    init_shell(app, is_machine_path=lambda path: path.startswith("/sim/") or path == "/healthz")
    init_api(app, home)
    return app


@dataclass
class Caller:
    """Somebody who calls; paths begin below the world unless they begin with a slash."""

    client: FlaskClient
    world: str = "w"

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> TestResponse:
        if body is not None:
            options["json"] = body
        inside = path if path.startswith("/") else f"/worlds/{self.world}/{path}".rstrip("/")
        return self.client.open(f"/sim/v1{inside}", method=method, **options)

    def get(self, path: str, expect: int = 200, /, **query: Any) -> Any:
        return self._json(self.call("GET", path, query_string=query), expect)

    def post(self, path: str, body: Any = None, status: int | None = None, **options: Any) -> Any:
        return self._json(self.call("POST", path, body if body is not None else {}, **options), status)

    def put(self, path: str, body: Any, status: int | None = None) -> Any:
        return self._json(self.call("PUT", path, body), status)

    def delete(self, path: str, status: int = 200) -> Any:
        return self._json(self.call("DELETE", path), status)

    def order(self, **wish: Any) -> str:
        return str(self.post("orders", wish, 201)["order_id"])

    def advance(self, by: str) -> Any:
        return self.post("clock/advance", {"by": by}, 200)

    def hash(self) -> str:
        return str(self.get("hash")["hash"])

    def refused(self, order: str, deed: str, **args: Any) -> Any:
        return self.post(f"orders/{order}/{deed}", args, 409)["refusal"]

    @staticmethod
    def _json(answer: TestResponse, status: int | None) -> Any:
        expected = (status,) if status else (200, 201)
        assert answer.status_code in expected, f"{answer.status_code}: {answer.get_data(as_text=True)[:400]}"
        return answer.get_json()
