"""Flask, without what it makes though nobody asked for it, or anew though it stays the same.

That is: what builds addresses of pages that nothing leads to yet, functions' kinds and the signer.

Knows no room. All functions of the application are ordinary ones, so none needs to be asked whether it is a coroutine.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from werkzeug.routing import Rule


class Sessions(SecureCookieSessionInterface):
    """Signed cookies, by one signer for as long as the key stays."""

    def __init__(self) -> None:
        """Begin without a signer."""
        self._kept: tuple[Any, URLSafeTimedSerializer | None] | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the signer of this key."""
        if self._kept is None or self._kept[0] != app.secret_key:
            self._kept = app.secret_key, super().get_signing_serializer(app)
        return self._kept[1]


class Route(Rule):
    """A route that learns to build its address when it is first asked to; most never are, and it takes long."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        learned: list[Callable[..., tuple[str, str]]] = []

        def build(route: Rule, /, **values: Any) -> tuple[str, str]:
            if not learned:
                learned.append(super(Route, self)._compile_builder(append_unknown))
            return learned[0](route, **values)

        return build


class Application(Flask):
    """The application all rooms share."""

    url_rule_class = Route

    def __init__(self, *args: Any, **more: Any) -> None:
        """Make an empty application."""
        super().__init__(*args, **more)
        self.session_interface = Sessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function itself: there are no others here."""
        return func
