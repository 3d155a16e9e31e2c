"""A class room in both modes: `Room` makes classes and learners, and gives each a browser.

`room`    classroom mode: people sign in
`lounge`  local mode: whoever sits at the machine is the instructor
"""

import re
from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient

import simulator.everything  # noqa: F401 - registers the template `empty`
from simulator.app import create_app
from simulator.classroom import accounts, passwords
from simulator.home import Home

PASSWORD = "a fine password"


@dataclass
class Room:
    home: Home
    app: Flask
    browsers: dict[str, FlaskClient] = field(default_factory=dict)

    def browser(self, address: str = "127.0.0.1") -> FlaskClient:
        client = self.app.test_client()
        client.environ_base["REMOTE_ADDR"] = address
        return client

    def instructor(self, name: str = "Ms Ito") -> FlaskClient:
        if name not in self.browsers:
            accounts.add_instructor(self.home, name, PASSWORD)
            self.browsers[name] = self.browser()
            answer = self.browsers[name].post("/sign-in", data={"name": name, "password": PASSWORD})
            assert answer.status_code == 303, answer.text
        return self.browsers[name]

    def new_class(self, teacher: FlaskClient, name: str = "Monday", **form: str) -> "Class":
        answer = teacher.post("/teach/classes", data={"name": name, "template": "empty", "store": "US", **form})
        assert answer.status_code == 303, answer.text
        page = teacher.get(answer.location).text
        found = re.search(r'class="code">(\w+)<', page)
        assert found
        return Class(self, teacher, answer.location.rstrip("/"), found[1])


@dataclass
class Class:
    room: Room
    teacher: FlaskClient
    url: str
    code: str

    @property
    def id(self) -> str:
        return self.url.rsplit("/", 1)[1]

    def join(self, nickname: str, password: str = PASSWORD) -> FlaskClient:
        browser = self.room.browser()
        answer = browser.post("/join", data={"code": self.code, "nickname": nickname, "password": password})
        assert answer.status_code == 303, answer.text
        return browser

    def world(self, seat: int) -> str:
        return f"class-{self.id}-{seat}"

    def page(self, path: str = "/") -> str:
        answer = self.teacher.get(self.url + path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, path: str, **form: str) -> str:
        answer = self.teacher.post(self.url + path, data=form, follow_redirects=True)
        assert answer.status_code == 200, answer.text
        return answer.text


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash as argon2 does, with less work: what is tested is who may come in."""
    from argon2 import PasswordHasher

    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: hasher)
    passwords._nobodys_hash.cache_clear()


@pytest.fixture(scope="session")
def apps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Flask]:
    """One application for each mode; each test moves it to a data directory of its own."""
    home = Home.at(tmp_path_factory.mktemp("apps"))
    return {mode: an_app(home, MODE=mode, CONTROL_TOKEN="0123456789abcdef") for mode in ("local", "classroom")}


def moved(app: Flask, home: Home) -> Room:
    app.extensions["home"] = home
    return Room(home, app)


@pytest.fixture
def room(home: Home, apps: dict[str, Flask]) -> Room:
    return moved(apps["classroom"], home)


@pytest.fixture
def lounge(home: Home, apps: dict[str, Flask]) -> Room:
    return moved(apps["local"], home)


def an_app(home: Home, **config: object) -> Flask:
    return create_app(home.path, TESTING=True, WTF_CSRF_ENABLED=False, **config)
