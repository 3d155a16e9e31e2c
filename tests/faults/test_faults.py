"""Faults on demand: each does what it says while it is on, and nothing is left of it once it is off."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from seller_central import at_work, chores, feeds, reports
from simulator import clock
from simulator.app import create_app
from simulator.home import Home
from tests.builders import Market
from tests.clients.conftest import keys_of
from tests.selling_partner_api.conftest import US, Program, access_token, signed

UNSHIPPED = "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING"
ORDERS = f"/orders/v0/orders?MarketplaceIds={US}&CreatedAfter=2026-01-01T00:00:00Z"
CANCEL = "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA"
Break = Callable[..., Any]


@pytest.fixture
def client(home: Home) -> FlaskClient:
    return create_app(home.path).test_client()


@pytest.fixture
def program(client: FlaskClient, home: Home, market: Market) -> Program:
    return Program(client, market, access_token(home, market.name, market.seller_id))


@pytest.fixture
def break_things(client: FlaskClient, market: Market) -> Break:
    def put(**faults: Any) -> Any:
        answer = client.put(f"/sim/v1/worlds/{market.name}/faults", json=faults)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    return put


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """Collect what would be done beside, and do it when a test says so."""
    waiting: list[Callable[[], None]] = []
    monkeypatch.setattr(at_work, "beside", lambda work, after=None: waiting.append(work))
    return waiting


@pytest.mark.parametrize(("fault", "statuses"), [("throttle", {429}), ("error_rate", {500, 503})])
def test_calls_are_turned_away_or_fail_in_the_documented_shape(
    program: Program, break_things: Break, fault: str, statuses: set[int]
) -> None:
    break_things(api={fault: 1})
    answers = [program.call("GET", ORDERS) for _ in range(20)]
    assert {one.status_code for one in answers} == statuses
    assert {one.get_json()["errors"][0]["code"] for one in answers} <= {
        "QuotaExceeded", "InternalFailure", "ServiceUnavailable",
    }  # fmt: skip
    assert all("x-amzn-RateLimit-Limit" not in one.headers and one.headers["x-amzn-RequestId"] for one in answers)


def test_a_share_of_calls_fails_and_the_rest_gets_through(program: Program, break_things: Break) -> None:
    break_things(api={"throttle": 0.5})
    assert {program.call("GET", ORDERS).status_code for _ in range(60)} == {200, 429}


def test_latency_lets_every_call_wait(program: Program, break_things: Break) -> None:
    break_things(api={"latency_ms": 120})
    begin = clock.stopwatch()
    program.get(ORDERS)
    assert clock.stopwatch() - begin >= 0.12


def test_usage_plans_let_a_burst_through_and_no_more(program: Program, break_things: Break) -> None:
    break_things(api={"usage_plans": True})
    statuses = [program.call("GET", ORDERS).status_code for _ in range(21)]
    assert statuses == [200] * 20 + [429]


def test_the_older_protocol_keeps_to_its_own_plans(client: FlaskClient, market: Market, break_things: Break) -> None:
    break_things(api={"usage_plans": True})
    wish = {"Action": "ListOrders", "CreatedAfter": "2026-01-01T00:00:00", "MarketplaceId.Id.1": US}
    path = "/Orders/2013-09-01"
    answers = [client.get(path, query_string=signed(keys_of(market), path, **wish)) for _ in range(7)]
    assert [one.status_code for one in answers] == [200] * 6 + [503]
    assert "<Code>RequestThrottled</Code>" in answers[-1].text


def test_strict_lists_lag_two_minutes(program: Program, market: Market, break_things: Break) -> None:
    number = market.place(released=True)
    assert program.get(ORDERS)["payload"]["Orders"][0]["AmazonOrderId"] == number
    break_things(api={"strict": True})
    assert program.get(ORDERS)["payload"]["Orders"] == []


def test_a_slow_report_waits_in_the_queue_and_is_made_in_the_end(
    program: Program, market: Market, break_things: Break, later: list[Callable[[], None]]
) -> None:
    market.place(released=True)
    break_things(reports={"latency_ms": 60_000})
    number = program.post("/reports/2021-06-30/reports", {"reportType": UNSHIPPED, "marketplaceIds": [US]})["reportId"]
    assert program.get(f"/reports/2021-06-30/reports/{number}")["processingStatus"] == "IN_QUEUE"
    later.pop()()
    assert program.get(f"/reports/2021-06-30/reports/{number}")["processingStatus"] == "DONE"


def test_a_slow_report_can_be_called_off_while_it_waits(
    program: Program, break_things: Break, later: list[Callable[[], None]]
) -> None:
    break_things(reports={"latency_ms": 60_000}, feeds={"latency_ms": 60_000})
    path = "/reports/2021-06-30/reports"
    number = program.post(path, {"reportType": UNSHIPPED, "marketplaceIds": [US]})["reportId"]
    assert program.delete(f"{path}/{number}") == {}
    later.pop()()
    assert program.get(f"{path}/{number}")["processingStatus"] == "CANCELLED"
    assert program.error(400, "DELETE", f"{path}/{number}")["code"] == "InvalidInput"


def test_a_slow_file_changes_nothing_until_its_turn_and_nothing_once_called_off(
    program: Program, market: Market, break_things: Break, later: list[Callable[[], None]]
) -> None:
    first, second = market.place(released=True), market.place(released=True)
    break_things(feeds={"latency_ms": 60_000})
    rows = "order-id\tcancellation-reason-code\tamazon-order-item-code\n{}\t\t\n"
    mine = (market.home, market.name, market.seller_id)
    kept, gone = (feeds.submit(*mine, CANCEL, rows.format(one).encode()) for one in (first, second))
    assert [market.order(one)["status"] for one in (first, second)] == ["Unshipped", "Unshipped"]
    assert program.delete(f"/feeds/2021-06-30/feeds/{gone.id}") == {}
    for work in later:
        work()
    assert [market.order(one)["status"] for one in (first, second)] == ["Canceled", "Unshipped"]
    assert [feeds.find(*mine, one.id).status for one in (kept, gone)] == ["DONE", "CANCELLED"]


def test_jobs_whose_worker_died_are_taken_up_at_the_next_start(market: Market, later: list[Callable[[], None]]) -> None:
    number, _ = market.place(released=True), market.place(released=True)
    mine = (market.home, market.name, market.seller_id)
    rows = f"order-id\tcancellation-reason-code\tamazon-order-item-code\n{number}\t\t\n".encode()
    market.sql("UPDATE world SET faults = ?", '{"reports": {"latency_ms": 1000}, "feeds": {"latency_ms": 1000}}')
    report, feed = reports.request_report(*mine, UNSHIPPED), feeds.submit(*mine, CANCEL, rows)
    # As two workers leave them that are killed in the middle.
    market.sql("UPDATE reports SET status = 'IN_PROGRESS'")
    market.sql("UPDATE feeds SET status = 'IN_PROGRESS'")
    market.sql("UPDATE world SET faults = '{}'")
    later.clear()
    chores.go_on_everywhere(market.home)
    assert len(later) == 2
    for work in later:
        work()
    assert (reports.find(*mine, report.id).status, feeds.find(*mine, feed.id).status) == ("DONE", "DONE")
    assert market.order(number)["status"] == "Canceled"


def test_a_job_somebody_is_at_is_left_to_them(market: Market, later: list[Callable[[], None]]) -> None:
    mine = (market.home, market.name, market.seller_id)
    market.sql("UPDATE world SET faults = ?", '{"reports": {"latency_ms": 1000}}')
    report = reports.request_report(*mine, UNSHIPPED)
    market.sql("UPDATE world SET faults = '{}'")
    later.clear()
    begun, over = threading.Event(), threading.Event()

    def hold() -> None:
        begun.set()
        over.wait(10)

    name = f"report-{report.id}"
    other = threading.Thread(target=at_work.alone, args=(market.home, market.name, name, hold, hold))
    other.start()
    begun.wait(10)
    chores.go_on_everywhere(market.home)
    assert later == []
    over.set()
    other.join()
    chores.go_on_everywhere(market.home)
    assert len(later) == 1


def test_switched_off_everything_is_exactly_as_before(program: Program, market: Market, break_things: Break) -> None:
    market.place(released=True)
    twin = market.fork("twin")
    other = Program(program.client, twin, access_token(twin.home, twin.name, twin.seller_id))
    before = program.call("GET", ORDERS).data
    break_things(
        api={"latency_ms": 1, "throttle": 1, "error_rate": 1, "usage_plans": True, "strict": True},
        reports={"latency_ms": 1}, feeds={"latency_ms": 1},
        mail={"error_rate": 1, "duplicate_rate": 1}, notifications={"error_rate": 1, "duplicate_rate": 1},
    )  # fmt: skip
    assert program.call("GET", ORDERS).status_code == 429
    assert break_things() == {}
    for each in (program, other):
        each.market.act("seller-cancel", each.market.place(released=True), reason="NoInventory")
    after = [each.call("GET", ORDERS) for each in (program, other)]
    assert after[0].data == after[1].data
    assert len(after[0].data) > len(before)
    assert market.hash() == twin.hash()
