"""Flask, without what it makes anew for every request though it stays the same: functions' kinds and the signer.

Knows no room. All functions of the application are ordinary ones, so none needs to be asked whether it is a coroutine.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


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


class Application(Flask):
    """The application all rooms share."""

    def __init__(self, *args: Any, **more: Any) -> None:
        """Make an empty application."""
        super().__init__(*args, **more)
        self.session_interface = Sessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function itself: there are no others here."""
        return func
