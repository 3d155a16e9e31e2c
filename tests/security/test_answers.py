"""What every answer carries and what it must never tell: headers, cookies, links that end, a log without secrets."""

import io
import logging
import re
from pathlib import Path

import orjson
import pytest
from flask.testing import FlaskClient
from gunicorn.http.errors import InvalidChunkSize
from itsdangerous import URLSafeTimedSerializer

from simulator.app import create_app
from simulator.config import Config
from simulator.console.api.signing import LIFETIME
from simulator.errors import BadInput
from simulator.logbook import Lines
from simulator.metrics import BOUNDS
from tests.builders import Market
from tests.clients.conftest import keys_of
from tests.house import PACKAGES, ROOT
from tests.security.conftest import BEARER, TOKEN, Estate

INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+\s*=\s*[\"']|\bstyle\s*=\s*[\"']|javascript:", re.IGNORECASE
)
# Mails are shown in a frame of their own, with a policy of their own; the rest of the page knows no inline style.
MAILS = "/mail/"


def served(market: Market, **config: object) -> FlaskClient:
    return create_app(market.home.path, **config).test_client()


def test_pages_allow_no_script_but_ours(market: Market) -> None:
    client = served(market)
    for path in ("", "orders", "seller/", "console/"):
        policy = client.get(f"/w/{market.name}/{path}").headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy


def test_what_programs_read_runs_nothing_in_a_browser(market: Market) -> None:
    client, name = served(market), "Content-Security-Policy"
    for path in ("/healthz", "/metrics", "/sim/v1/worlds", "/sim/v1/nothing", "/orders/v0/orders", "/documents/x"):
        assert client.get(path).headers[name] == "default-src 'none'; frame-ancestors 'none'", path
    described = client.get("/sim/v1/docs")
    assert described.mimetype == "text/html"
    assert described.headers[name] == client.get("/").headers[name]


def test_what_fails_inside_a_learning_platform_is_said_there(market: Market) -> None:
    answer = served(market).get("/lti/enter")
    assert answer.mimetype == "text/html"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors" not in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers


def test_no_template_has_a_script_or_a_handler_inside() -> None:
    templates = [file for package in PACKAGES for file in (ROOT / package).rglob("templates/**/*.html")]
    assert len(templates) > 60
    found = [
        f"{file.relative_to(ROOT)}: {hit.group()}"
        for file in templates
        for hit in INLINE.finditer(file.read_text("utf-8"))
        if MAILS not in file.as_posix() and "application/json" not in hit.group()
    ]
    assert found == []


def test_behind_https_browsers_are_told_to_stay_there(market: Market) -> None:
    name = "Strict-Transport-Security"
    assert served(market, HTTPS=1).get("/healthz").headers[name] == "max-age=31536000"
    assert name not in served(market).get("/healthz").headers


def test_forwarded_headers_count_only_from_trusted_proxies(market: Market) -> None:
    asked = {"X-Forwarded-Host": "shop.example", "X-Forwarded-Proto": "https"}
    assert served(market).get(f"/w/{market.name}/", headers=asked).status_code == 200
    behind = served(market, PROXIES=1)
    assert behind.get(f"/w/{market.name}/", headers=asked).status_code == 403


@pytest.mark.parametrize("role", ["buyer", "seller"])
def test_who_one_is_in_a_world_is_kept_from_scripts_and_other_worlds(estate: Estate, role: str) -> None:
    person = getattr(estate.worlds["free"], f"{role}_id")
    asked = {"role": role, "id": person}
    link = estate.room.browser().post("/sim/v1/worlds/free/sign-in", json=asked, headers=BEARER).get_json()["url"]
    cookie = estate.room.browser().get(link).headers["Set-Cookie"]
    assert {"HttpOnly", "Path=/w/free/", "SameSite=Lax"} <= set(cookie.split("; "))


def test_a_sign_in_link_ends(estate: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"role": "buyer", "id": estate.worlds["free"].buyer_id}
    link = estate.room.browser().post("/sim/v1/worlds/free/sign-in", json=asked, headers=BEARER).get_json()["url"]
    now = URLSafeTimedSerializer("x").make_signer().get_timestamp()
    for later, status in ((LIFETIME, 303), (LIFETIME + 5, 403)):
        monkeypatch.setattr("itsdangerous.timed.TimestampSigner.get_timestamp", lambda _, at=now + later: at)
        assert estate.room.browser().get(link).status_code == status
    assert estate.room.browser().get(link.replace("/w/free/", "/w/other/")).status_code == 403


def test_a_flipped_sign_in_link_opens_nothing(estate: Estate) -> None:
    asked = {"role": "buyer", "id": estate.worlds["free"].buyer_id}
    link = estate.room.browser().post("/sim/v1/worlds/free/sign-in", json=asked, headers=BEARER).get_json()["url"]
    # The last character of a signature holds bits that belong to no byte.
    for at in (-2, -30, len(link) // 2):
        broken = link[:at] + ("a" if link[at] != "a" else "b") + link[at + 1 :]
        assert estate.room.browser().get(broken).status_code == 403


@pytest.fixture(autouse=True)
def every_line_is_kept(caplog: pytest.LogCaptureFixture) -> None:
    """A test of `marketsim serve` before may have had the server's log say less."""
    for name in ("marketsim.request", "marketsim.people"):
        caplog.set_level(logging.INFO, name)


def test_the_log_holds_no_secret(estate: Estate, caplog: pytest.LogCaptureFixture) -> None:
    keys = keys_of(estate.worlds["free"])
    caplog.set_level(logging.DEBUG)
    asked = {"role": "seller", "id": estate.worlds["free"].seller_id}
    browser = estate.room.browser()
    link = browser.post("/sim/v1/worlds/free/sign-in", json=asked, headers=BEARER).get_json()["url"]
    browser.get(link)
    browser.get("/w/free/seller/connect")
    browser.post("/sign-in", data={"name": "Ms Ito", "password": "a wrong password"})
    told = {"grant_type": "refresh_token", "refresh_token": keys.refresh_token, "client_id": keys.client_id}
    access = browser.post("/auth/o2/token", data=told | {"client_secret": keys.client_secret}).get_json()[
        "access_token"
    ]
    browser.get("/orders/v0/orders", headers={"x-amz-access-token": access})
    log = "\n".join(Lines().format(one) for one in caplog.records)
    assert "/auth/o2/token" in log
    assert "sign_in failed: wrong password" in log
    secrets = (
        TOKEN, link.partition("token=")[2], "a wrong password", keys.refresh_token, keys.client_secret,
        keys.mws_secret_key, access, str(estate.room.app.secret_key),
    )  # fmt: skip
    assert [secret for secret in secrets if secret in log] == []


def test_a_request_is_one_line_of_json_with_its_id(market: Market, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    answer = served(market).get(f"/w/{market.name}/orders?token=hidden", headers={"X-Request-Id": "from-the-proxy"})
    (line,) = [orjson.loads(Lines().format(one)) for one in caplog.records if one.name == "marketsim.request"]
    assert answer.headers["X-Request-Id"] == line["request_id"] == "from-the-proxy"
    assert (line["status"], line["world"], line["path"]) == (200, market.name, f"/w/{market.name}/orders")
    forged = served(market).get("/healthz", headers={"X-Request-Id": "a b"}).headers["X-Request-Id"]
    assert re.fullmatch(r"[0-9a-f]{16}", forged)


@pytest.mark.parametrize("path", ["/join/k7m2p9x", "/learn/results/0123456789abcdef0123456789abcdef.json"])
def test_an_address_that_is_a_key_itself_is_not_in_the_log(
    market: Market, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    caplog.set_level(logging.INFO)
    assert served(market).get(path).status_code == 200
    log = "\n".join(Lines().format(one) for one in caplog.records)
    assert path.rpartition("/")[0] + "/<" in log
    assert "k7m2p9x" not in log
    assert "0123456789abcdef" not in log


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/join/k7m2p9x", 400),
        ("DELETE", "/join/k7m2p9x", 400),
        ("OPTIONS", "/join/k7m2p9x/", 404),
        ("GET", "/Join/k7m2p9x", 404),
        ("GET", "/join//k7m2p9x", 308),
    ],
)
def test_a_key_asked_for_in_a_wrong_way_is_not_in_the_log(
    market: Market, caplog: pytest.LogCaptureFixture, method: str, path: str, status: int
) -> None:
    caplog.set_level(logging.INFO)
    assert served(market).open(path, method=method).status_code == status
    log = "\n".join(Lines().format(one) for one in caplog.records)
    assert "/join/<code>" in log
    assert "k7m2p9x" not in log


def test_lines_tell_the_same_instant_wherever_the_server_stands() -> None:
    record = logging.LogRecord("marketsim.request", logging.INFO, __file__, 1, "GET / 200", (), None)
    record.created = 1_772_470_800.25
    assert orjson.loads(Lines().format(record))["at"] == "2026-03-02T17:00:00.250Z"


def test_who_signs_in_and_out_is_noted_by_an_id(estate: Estate, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    browser = estate.room.instructor("Ms Noted")
    browser.post("/sign-out")
    told = [orjson.loads(Lines().format(one)) for one in caplog.records if one.name == "marketsim.people"]
    words = [one["message"].rsplit(" ", 1) for one in told]
    assert [one[0] for one in words] == ["sign_in as instructor", "sign_out of instructor"]
    assert words[0][1] == words[1][1]
    assert all(re.fullmatch(r"[0-9a-f]{16}", one["request_id"]) for one in told)
    assert "Noted" not in str(told)


def test_pages_of_people_who_signed_in_are_kept_nowhere(estate: Estate, market: Market) -> None:
    browser = estate.room.instructor()
    for path in ("/teach/", "/sign-in", "/w/free/"):
        assert browser.get(path).headers["Cache-Control"] == "no-store"
    assert "Cache-Control" not in browser.get("/static/shell/shell.css").headers
    assert served(market).get(f"/w/{market.name}/").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("digits", [19, 30, 3000])
def test_a_number_larger_than_any_in_an_address_leads_nowhere(market: Market, digits: int) -> None:
    client, number = served(market), "9" * digits
    for path in ("console/events/", "console/mailbox/mail/", "seller/feeds/"):
        assert client.get(f"/w/{market.name}/{path}{number}").status_code == 404


@pytest.mark.parametrize("broken", ["http://[", "http://[::1", "//[x", "http://a]b"])
def test_addresses_that_are_none_lead_nowhere(market: Market, broken: str) -> None:
    client = served(market, WTF_CSRF_ENABLED=False)
    assert client.get("/", headers={"Origin": broken}).status_code == 403
    assert client.get("/sim/v1/worlds", headers={"Origin": broken}).status_code == 403
    form = {"appearance": "dark", "next": broken}
    assert client.post("/appearance", data=form).location == "/"
    jump = client.post(f"/w/{market.name}/console/clock/jump", data={"by": "soon"}, headers={"Referer": broken})
    assert jump.status_code == 422


def test_a_host_name_that_is_none_is_said_to_be_none(market: Market) -> None:
    for path in ("/", "/sim/v1/worlds", f"/w/{market.name}/"):
        answer = served(market).get(path, headers={"Host": "a" * 300})
        assert (answer.status_code, answer.text) == (400, "The header Host names no host.\n")


def test_a_body_that_breaks_off_is_no_mistake_of_ours(market: Market) -> None:
    class Torn(io.RawIOBase):
        def readinto(self, buffer: object) -> int:
            raise InvalidChunkSize(b"ZZ")

    torn = {"wsgi.input": Torn(), "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    client = served(market, WTF_CSRF_ENABLED=False)
    advance = f"/sim/v1/worlds/{market.name}/clock/advance"
    for path in (advance, "/appearance", "/auth/o2/token"):
        answer = client.post(path, environ_overrides=torn, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 400, path
    assert client.post(advance, environ_overrides=torn).get_json()["error"]["code"] == "bad_input"


def test_metrics_count_answers_of_all_processes(market: Market) -> None:
    client = served(market)
    for _ in range(3):
        client.get("/healthz")
    client.get("/nothing")
    (market.home.path / ".metrics" / "0.counts").write_bytes(
        next((market.home.path / ".metrics").glob("*.counts")).read_bytes()
    )
    lines = dict(line.rsplit(" ", 1) for line in client.get("/metrics").text.splitlines() if line[0] != "#")
    assert (lines['marketsim_responses_total{class="2xx"}'], lines['marketsim_responses_total{class="4xx"}']) == (
        "6",
        "2",
    )
    assert lines["marketsim_response_seconds_count"] == lines['marketsim_response_seconds_bucket{le="+Inf"}'] == "8"
    assert lines["marketsim_worlds"] == "1"
    assert len([name for name in lines if "bucket" in name]) == len(BOUNDS) + 1


@pytest.mark.parametrize(("name", "text"), [("LOG", "xml"), ("PROXIES", "10"), ("PROXIES", "many")])
def test_settings_that_make_no_sense_are_refused(name: str, text: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=f"MARKETSIM_{name}"):
        Config.from_environment({f"MARKETSIM_{name}": text, "MARKETSIM_DATA": str(tmp_path)})


def test_health_tells_more_when_asked_and_names_no_world(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    client = served(market)
    assert client.get("/healthz").get_json() == {"status": "ok"}
    told = client.get("/healthz?full").get_json()
    assert (told["status"], told["worlds"], told["playing"], told["motor"]) == ("ok", 1, 0, False)
    assert market.name not in client.get("/healthz?full").text
    monkeypatch.setattr("simulator.fitness.LITTLE_ROOM", 10**18)
    answer = client.get("/healthz?full")
    assert (answer.status_code, answer.get_json()["status"]) == (503, "There is little room left on the disk.")
