"""A learning platform that stands in for real ones: it signs launches, gives tokens and takes grades."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from simulator import clock
from simulator.classroom.lti.messages import CLAIM, GRADES, SCORE

ROOT = "https://market.example"
CLIENT = "market-1"


@cache
def a_key(name: str) -> RSAPrivateKey:
    """Return a key by name; drawing one takes a moment."""
    return generate_private_key(public_exponent=65_537, key_size=2048)


@dataclass
class Platform:
    address: str = ""
    key: str = "first"
    answers: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    assertions: list[str] = field(default_factory=list)
    grades: list[dict[str, Any]] = field(default_factory=list)

    def settings(self, code: str, **more: object) -> str:
        told = {
            "issuer": self.address, "client_id": CLIENT, "deployments": ["d-1"], "login": f"{self.address}/login?id=7",
            "token": f"{self.address}/token", "keys": f"{self.address}/keys", "class": code,
        } | more  # fmt: skip
        return "[campus]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in told.items() if value)

    def claims(self, nonce: str) -> dict[str, Any]:
        now = clock.wall_now()
        return {
            "iss": self.address, "sub": "user-17", "aud": CLIENT, "nonce": nonce,
            "iat": now, "exp": now + timedelta(minutes=5), "name": "Ana Real",
            CLAIM + "message_type": "LtiResourceLinkRequest", CLAIM + "version": "1.3.0",
            CLAIM + "deployment_id": "d-1", CLAIM + "resource_link": {"id": "link-5"},
            CLAIM + "target_link_uri": f"{ROOT}/learn/L01",
            GRADES: {"scope": [SCORE], "lineitem": f"{self.address}/lines/3?type=lti"},
        }  # fmt: skip

    def signed(self, claims: dict[str, Any], key: str | None = None) -> str:
        name = key or self.key
        return jwt.encode(claims, a_key(name), "RS256", headers={"kid": name})

    def begin(self, browser: FlaskClient) -> dict[str, str]:
        """Send a browser to the simulator, and return with what it comes back here."""
        hints = {"iss": self.address, "login_hint": "u", "lti_message_hint": "m", "target_link_uri": ROOT}
        answer = browser.post("/lti/login", data=hints)
        assert answer.status_code == 302, answer.text
        assert answer.location.startswith(f"{self.address}/login?id=7&")
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.location).query).items()}

    def launch(self, browser: FlaskClient, **changed: Any) -> TestResponse:
        """Open a lesson; a claim that is None is left out."""
        asked = self.begin(browser)
        told = {name: one for name, one in (self.claims(asked["nonce"]) | changed).items() if one is not None}
        return browser.post("/lti/launch", data={"state": asked["state"], "id_token": self.signed(told)})

    def answer(self, request: BaseHTTPRequestHandler) -> tuple[int, Any]:
        self.asked.append(request.path)
        body = request.rfile.read(int(request.headers.get("Content-Length", 0))).decode()
        status = self.answers.pop(0) if self.answers else 200
        if request.path == "/keys":
            told = jwt.algorithms.RSAAlgorithm.to_jwk(a_key(self.key).public_key(), as_dict=True)
            return status, {"keys": [told | {"kid": self.key, "alg": "RS256"}]}
        if request.path == "/token":
            self.assertions.append(parse_qs(body)["client_assertion"][0])
            return status, {"access_token": "a-token", "token_type": "Bearer"}
        if status == 200 and request.headers["Authorization"] == "Bearer a-token":
            self.grades.append(json.loads(body))
        return status, {}


@contextmanager
def a_platform() -> Iterator[Platform]:
    platform = Platform()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, told = platform.answer(self)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *said: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    platform.address = f"http://127.0.0.1:{server.server_port}"
    yield platform
    server.shutdown()
    thread.join()
    server.server_close()
