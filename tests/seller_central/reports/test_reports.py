"""Reports: their columns in order, what a switch adds, and the same bytes wherever they are read."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from seller_central import reports
from seller_central.reports import schedules
from simulator import clock
from simulator.errors import BadInput, NotFound
from simulator.policy.overriding import overridden
from tests.builders import Market

UNSHIPPED = "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING"
NEW = "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING"
ALL = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
BASE = [
    "order-id",
    "order-item-id",
    "purchase-date",
    "payments-date",
    "reporting-date",
    "promise-date",
    "days-past-promise",
    "buyer-email",
    "buyer-name",
    "buyer-phone-number",
    "sku",
    "product-name",
    "quantity-purchased",
    "quantity-shipped",
    "quantity-to-ship",
    "ship-service-level",
    "recipient-name",
    "ship-address-1",
    "ship-address-2",
    "ship-address-3",
    "ship-city",
    "ship-state",
    "ship-postal-code",
    "ship-country",
    "is-business-order",
    "purchase-order-number",
    "price-designation",
    "verge-of-cancellation",
    "verge-of-lateShipment",
]
REQUEST = ["is-buyer-requested-cancellation", "buyer-requested-cancel-reason"]
Table = Callable[..., list[dict[str, str]]]


@pytest.fixture
def table(market: Market) -> Table:
    """Ask for a report and return its rows by column name."""

    def ask(kind: str, **options: bool) -> list[dict[str, str]]:
        report = reports.request_report(market.home, market.name, market.seller_id, kind, options=options)
        _, content = reports.document_bytes(market.home, market.name, market.seller_id, report.id)
        header, *lines = content.decode().split("\r\n")[:-1]
        return [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]

    return ask


def test_unshipped_orders_have_their_columns_in_order(table: Table, market: Market) -> None:
    market.place(released=True)
    assert list(table(UNSHIPPED)[0]) == BASE


def test_the_switch_adds_the_columns_of_a_request_in_their_place(table: Table, market: Market) -> None:
    number = market.place(released=True)
    market.advance(minutes=31)
    market.act("request-cancellation", number, reason="found_cheaper")
    market.set(seller={"report_columns": {"buyer_requested_cancel": True}})
    row = table(UNSHIPPED)[0]
    assert list(row) == [*BASE[:-2], *REQUEST, *BASE[-2:]]
    assert [row[name] for name in REQUEST] == ["true", "Found cheaper somewhere else"]


def test_a_canceled_order_leaves_the_unshipped_and_stays_in_all_orders(table: Table, market: Market) -> None:
    gone, left = market.place(released=True), market.place(released=True)
    market.act("seller-cancel", gone, reason="NoInventory")
    assert [row["order-id"] for row in table(UNSHIPPED)] == [left]
    assert {row["amazon-order-id"]: row["order-status"] for row in table(ALL)} == {gone: "Cancelled", left: "Unshipped"}


def test_a_pending_order_is_in_all_orders_only_and_without_a_price(table: Table, market: Market) -> None:
    pending, other = market.place(), market.place(released=True)
    assert [row["order-id"] for row in table(NEW)] == [other]
    rows = {row["amazon-order-id"]: row for row in table(ALL)}
    assert (rows[pending]["item-price"], rows[other]["item-price"]) == ("", "21.50")


@pytest.mark.parametrize(("days", "verge"), [(0, "false"), (8, "true")])
def test_an_order_near_its_automatic_cancellation_says_so(table: Table, market: Market, days: int, verge: str) -> None:
    market.place(released=True)
    if days:
        with market.reading() as moment:
            from simulator.orders.models import Order

            end = moment.session.query(Order.auto_cancel_at).scalar()
        market.advance_to(end - timedelta(hours=1))
    assert table(UNSHIPPED)[0]["verge-of-cancellation"] == verge


def test_a_report_of_nothing_is_canceled_and_holds_no_document(market: Market) -> None:
    report = reports.request_report(market.home, market.name, market.seller_id, UNSHIPPED)
    assert (report.status, report.document) == ("CANCELLED", None)
    with pytest.raises(NotFound):
        reports.document_bytes(market.home, market.name, market.seller_id, report.id)


def test_reports_are_kept_for_thirty_days(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    market.place(released=True)
    report = reports.request_report(market.home, market.name, market.seller_id, UNSHIPPED)
    made = clock.wall_now()
    for days, kept in ((29, 1), (31, 0)):
        monkeypatch.setattr(clock, "wall_now", lambda at=made + timedelta(days=days): at)
        assert len(reports.history(market.home, market.name, market.seller_id)) == kept
    with pytest.raises(NotFound):
        reports.find(market.home, market.name, market.seller_id, report.id)


def test_a_schedule_makes_a_report_each_time_the_worlds_clock_comes_round(market: Market) -> None:
    market.place(released=True)
    schedules.create(market.home, market.name, market.seller_id, ALL, "P1D")
    assert schedules.make_due(market.home, market.name, market.seller_id) == 0
    market.advance(days=1)
    assert schedules.make_due(market.home, market.name, market.seller_id) == 1
    assert schedules.make_due(market.home, market.name, market.seller_id) == 0
    assert [one.status for one in reports.history(market.home, market.name, market.seller_id)] == ["DONE"]


@pytest.mark.parametrize(("kind", "period"), [("GET_NOTHING", "P1D"), (ALL, "P1Y")])
def test_a_schedule_of_nothing_is_refused(market: Market, kind: str, period: str) -> None:
    with pytest.raises(BadInput):
        schedules.create(market.home, market.name, market.seller_id, kind, period)


@pytest.mark.parametrize("kind", sorted(reports.REPORT_TYPES))
def test_every_kind_of_report_can_be_made(market: Market, kind: str) -> None:
    number = market.place(released=True)
    market.act("confirm-shipment", number, carrier="Harrow", tracking="HP0000000001")
    report = reports.request_report(market.home, market.name, market.seller_id, kind)
    assert report.status in ("DONE", "CANCELLED")


def test_reports_leave_the_world_as_it_is(market: Market) -> None:
    market.place(released=True)
    before = market.hash()
    reports.request_report(market.home, market.name, market.seller_id, ALL)
    assert market.hash() == before


@pytest.mark.parametrize("days", [7, 30])
def test_the_performance_report_counts_over_the_window_of_the_rate(market: Market, days: int) -> None:
    market.place(released=True)
    market.advance(days=10)
    with overridden({"cancellation-rate-window": days}):
        kind = "GET_V2_SELLER_PERFORMANCE_REPORT"
        report = reports.request_report(market.home, market.name, market.seller_id, kind)
        _, content = reports.document_bytes(market.home, market.name, market.seller_id, report.id)
    placed = 0 if days == 7 else 1
    assert f"<duration>{days} days</duration><orderCount>{placed}</orderCount>" in content.decode()
