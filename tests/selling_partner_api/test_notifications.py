"""Notifications: what is told of an order, to whom, and what happens when nobody takes it."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import orjson
import pytest

from seller_central.selling_partner_api import delivering, outbox
from seller_central.selling_partner_api.notifications import delivered
from simulator import clock
from simulator.app import create_app
from simulator.home import Home
from tests.builders import Market
from tests.selling_partner_api.conftest import US, Program

ROOT, CHANGE = "/notifications/v1", "ORDER_CHANGE"


@pytest.fixture(autouse=True)
def deliver_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deliver when a test says so, rather than beside it."""
    monkeypatch.setattr(outbox, "wake", lambda home, world: None)


def subscribe(program: Program, resource: dict[str, Any], kind: str = CHANGE, **directive: Any) -> str:
    place = program.post(f"{ROOT}/destinations", {"name": "there", "resourceSpecification": resource})
    wish: dict[str, Any] = {"payloadVersion": "1.0", "destinationId": place["payload"]["destinationId"]}
    if directive:
        wish["processingDirective"] = {"eventFilter": {"eventFilterType": kind, **directive}}
    return str(program.post(f"{ROOT}/subscriptions/{kind}", wish)["payload"]["subscriptionId"])


def told(market: Market) -> list[dict[str, Any]]:
    with market.reading() as moment:
        return delivered(moment.session)


def test_a_request_is_told_as_a_wish_and_its_cancel_as_a_change(program: Program, market: Market) -> None:
    number = market.place(released=True)
    market.advance(minutes=31)
    subscribe(program, {"list": {}})
    market.act("request-cancellation", number, reason="found_cheaper")
    market.act("seller-cancel", number, reason="BuyerCanceled")
    first, second = (one["payload"]["Payload"]["OrderChangeNotification"] for one in told(market))
    assert (first["OrderChangeType"], first["OrderChangeTrigger"]["ChangeReason"]) == (
        "BuyerRequestedChange",
        "Buyer Requested Cancel",
    )
    assert first["Summary"]["OrderItems"][0]["IsBuyerRequestedCancel"] is True
    assert (second["OrderChangeType"], second["Summary"]["OrderStatus"]) == ("OrderStatusChange", "Canceled")


def test_a_filter_lets_only_requests_through(program: Program, market: Market) -> None:
    subscribe(program, {"list": {}}, orderChangeTypes=["BuyerRequestedChange"], marketplaceIds=[US])
    market.act("seller-cancel", market.place(released=True), reason="NoInventory")
    assert told(market) == []


def test_subscriptions_and_deliveries_are_no_part_of_the_world(program: Program, market: Market) -> None:
    other = market.fork("other")
    subscribe(program, {"list": {}})
    for each in (market, other):
        each.act("seller-cancel", each.place(released=True), reason="NoInventory")
    assert told(market)
    assert not told(other)
    assert market.hash() == other.hash()


def test_a_finished_file_and_report_are_told_in_small_letters(program: Program, market: Market) -> None:
    number = market.place(released=True)
    subscribe(program, {"list": {}}, "FEED_PROCESSING_FINISHED")
    kind = "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA"
    program.feed(kind, f"order-id\tcancellation-reason-code\tamazon-order-item-code\n{number}\t\t\n".encode())
    payload = told(market)[0]["payload"]["payload"]["feedProcessingFinishedNotification"]
    assert (payload["feedType"], payload["processingStatus"]) == (kind, "DONE")


@pytest.mark.parametrize("kind", ["FEED_PROCESSING_FINISHED", "REPORT_PROCESSING_FINISHED"])
def test_jobs_are_told_in_the_dated_version_their_model_names(program: Program, market: Market, kind: str) -> None:
    place = program.post(f"{ROOT}/destinations", {"name": "there", "resourceSpecification": {"list": {}}})["payload"]
    wish = {"payloadVersion": "2020-09-04", "destinationId": place["destinationId"]}
    made = program.post(f"{ROOT}/subscriptions/{kind}", wish)["payload"]
    assert made["payloadVersion"] == "2020-09-04"
    assert program.get(f"{ROOT}/subscriptions/{kind}", payloadVersion="2020-09-04")["payload"] == made
    assert program.error(409, "POST", f"{ROOT}/subscriptions/{kind}", wish)["code"] == "Conflict"
    program.post(f"{ROOT}/subscriptions/{kind}/testNotification")
    (letter,) = (one["payload"] for one in told(market))
    assert (letter["payloadVersion"], letter["notificationVersion"]) == ("2020-09-04", "2020-09-04")


@pytest.mark.parametrize("version", ["2020-09-04", "2.0", "20200904", "1"])
def test_a_version_a_kind_does_not_have_is_refused(program: Program, version: str) -> None:
    place = program.post(f"{ROOT}/destinations", {"name": "there", "resourceSpecification": {"list": {}}})["payload"]
    wish = {"payloadVersion": version, "destinationId": place["destinationId"]}
    assert "payloadVersion" in program.error(400, "POST", f"{ROOT}/subscriptions/{CHANGE}", wish)["details"]


def test_a_second_subscription_of_a_kind_is_a_conflict(program: Program) -> None:
    subscribe(program, {"list": {}})
    place = program.get(f"{ROOT}/destinations")["payload"][0]["destinationId"]
    body = {"payloadVersion": "1.0", "destinationId": place}
    assert program.error(409, "POST", f"{ROOT}/subscriptions/{CHANGE}", body)["code"] == "Conflict"
    assert program.error(409, "DELETE", f"{ROOT}/destinations/{place}")["code"] == "Conflict"


def test_a_subscription_is_found_under_its_own_kind_only(program: Program) -> None:
    number = subscribe(program, {"list": {}})
    wrong = f"{ROOT}/subscriptions/FEED_PROCESSING_FINISHED/{number}"
    for method in ("GET", "DELETE"):
        assert program.error(404, method, wrong)["code"] == "NotFound"
    assert program.get(f"{ROOT}/subscriptions/{CHANGE}/{number}")["payload"]["subscriptionId"] == number


def test_a_subscription_that_ended_is_not_found_and_tells_nothing(program: Program, market: Market) -> None:
    number = subscribe(program, {"list": {}})
    assert program.delete(f"{ROOT}/subscriptions/{CHANGE}/{number}") == {}
    assert program.error(404, "GET", f"{ROOT}/subscriptions/{CHANGE}")["code"] == "NotFound"
    market.place(released=True)
    assert told(market) == []


@pytest.mark.parametrize(
    "resource",
    [
        {},
        {"sqs": {"arn": "queue"}},
        {"webhook": {"url": "file:///etc/passwd"}},
        {"webhook": {"url": "http://[::1"}},
        {"sqs": "arn"},
        {"list": {}, "webhook": {"url": "http://127.0.0.1:9/"}},
    ],
)
def test_a_destination_that_is_nowhere_is_refused(program: Program, resource: dict[str, Any]) -> None:
    body = {"name": "there", "resourceSpecification": resource}
    assert program.error(400, "POST", f"{ROOT}/destinations", body)["code"] == "InvalidInput"


@dataclass
class Hook:
    """A webhook that keeps what it got and answers what it is told to."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def hook() -> Iterator[Hook]:
    kept = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.got.append((dict(self.headers), body))
            self.send_response(kept.answers.pop(0) if kept.answers else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_port}/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield kept
    server.shutdown()
    server.server_close()


def test_a_webhook_is_signed_and_tried_again_until_it_takes_it(
    program: Program, market: Market, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(program, {"webhook": {"url": hook.url, "secret": "between us"}})
    hook.answers = [500]
    market.place(released=True)
    now = clock.wall_now()
    monkeypatch.setattr(clock, "wall_now", lambda: now)
    wait = delivering.deliver_waiting(market.home, market.name)
    assert 0 < wait <= delivering.RETRIES[0]
    assert {one["state"] for one in told(market)} == {"delivered", "waiting"}
    later = now + delivering.timedelta(seconds=2)
    monkeypatch.setattr(clock, "wall_now", lambda: later)
    assert delivering.deliver_waiting(market.home, market.name) == 0
    assert [one["state"] for one in told(market)] == ["delivered", "delivered"]
    for headers, body in hook.got:
        expected = delivering.signature_of("between us", headers["X-Marketsim-Timestamp"], body)
        assert headers["X-Marketsim-Signature"] == expected
        assert orjson.loads(body)["NotificationType"] == CHANGE


@pytest.fixture
def class_() -> Iterator[None]:
    delivering.limit_hosts(["hooks.school.example"])
    yield
    delivering.limit_hosts(None)


@pytest.mark.parametrize(
    ("resource", "status"),
    [
        ({"webhook": {"url": "https://hooks.school.example/in"}}, 200),
        ({"webhook": {"url": "http://127.0.0.1:5000/sim/v1/worlds"}}, 400),
        ({"webhook": {"url": "http://hooks.school.example.evil.example/"}}, 400),
        ({"webhook": {"url": "http://169.254.169.254/latest"}}, 400),
        ({"sqs": {"arn": "arn:aws:sqs:us-east-1:123456789012:q", "endpointUrl": "http://localhost:4566"}}, 400),
        ({"sqs": {"arn": "arn:aws:sqs:us-east-1:123456789012:q"}}, 200),
        ({"list": {}}, 200),
    ],
)
def test_in_a_class_notifications_go_to_known_hosts_only(
    program: Program, class_: None, resource: dict[str, Any], status: int
) -> None:
    body = {"name": "there", "resourceSpecification": resource}
    assert program.call("POST", f"{ROOT}/destinations", body).status_code == status


def test_a_destination_that_came_with_a_world_is_held_to_the_same(program: Program, market: Market, hook: Hook) -> None:
    subscribe(program, {"webhook": {"url": hook.url}})
    market.place(released=True)
    delivering.limit_hosts(["hooks.school.example"])
    try:
        delivering.deliver_waiting(market.home, market.name)
    finally:
        delivering.limit_hosts(None)
    assert hook.got == []
    assert all("may be written to" in one["answer"] for one in told(market))


def test_a_class_is_limited_by_its_servers_settings(home: Home) -> None:
    settings = {"MODE": "classroom", "CONTROL_TOKEN": "x" * 20, "WEBHOOK_HOSTS": ("hooks.school.example",)}
    create_app(home.path, **settings)
    reached = [delivering.may_reach(f"https://{host}/") for host in ("hooks.school.example", "127.0.0.1")]
    create_app(home.path)
    assert (reached, delivering.may_reach("https://127.0.0.1/")) == ([True, False], True)


def test_what_nobody_takes_is_given_up_and_kept(
    program: Program, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(program, {"webhook": {"url": "http://127.0.0.1:9/"}})
    market.place(released=True)
    start = clock.wall_now()
    for tries in range(len(delivering.RETRIES) + 1):
        instant = start + delivering.timedelta(hours=tries)
        monkeypatch.setattr(clock, "wall_now", lambda at=instant: at)
        delivering.deliver_waiting(market.home, market.name)
    assert {(one["state"], one["tries"]) for one in told(market)} == {("failed", len(delivering.RETRIES) + 1)}


@pytest.mark.parametrize(
    ("faults", "states"),
    [
        ('{"notifications": {"error_rate": 1.0}}', ["dropped"] * 2),
        ('{"notifications": {"duplicate_rate": 1.0}}', ["waiting"] * 4),
    ],
)
def test_faults_lose_or_double_notifications(program: Program, market: Market, faults: str, states: list[str]) -> None:
    subscribe(program, {"list": {}})
    market.sql("UPDATE world SET faults = ?", faults)
    market.place(released=True)
    assert [one["state"] for one in told(market)] == states


def test_a_queue_gets_what_was_told(program: Program, market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    boto3 = pytest.importorskip("boto3")
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
        client = boto3.client("sqs", region_name="us-east-1", endpoint_url=endpoint)
        queue = client.create_queue(QueueName="orders")["QueueUrl"]
        arn = "arn:aws:sqs:us-east-1:123456789012:orders"
        subscribe(program, {"sqs": {"arn": arn, "endpointUrl": endpoint}})
        number = market.place(released=True)
        delivering.deliver_waiting(market.home, market.name)
        got = client.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
        bodies = [orjson.loads(one["Body"]) for one in got]
        assert {one["Payload"]["OrderChangeNotification"]["AmazonOrderId"] for one in bodies} == {number}
    finally:
        server.stop()
