"""Order reports and uploaded files through their pages."""

import io
import re
from typing import Any

import pytest

from tests.builders import Market
from tests.seller_central.site import Desk

CANCELLATION = "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA"
UNSHIPPED = "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING"


def upload(desk: Desk, text: str | bytes, kind: str = CANCELLATION, name: str = "orders.txt") -> Any:
    content = text.encode() if isinstance(text, str) else text
    data = {"kind": kind, "file": (io.BytesIO(content), name)}
    return desk.client.post(f"{desk.base}/feeds", data=data, content_type="multipart/form-data")


def cancellation_rows(desk: Desk, *rows: str) -> str:
    template = desk.client.get(f"{desk.base}/feeds/template/{CANCELLATION}").text
    return template.rstrip("\r\n") + "\r\n" + "\r\n".join(rows) + "\r\n"


def test_good_rows_are_applied_and_bad_rows_are_told(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    item = market.order(order)["items"][0]["order_item_id"]
    rows = (f"{order}\tNoInventory\t{item}", "900-0000000-0000000\tNoInventory\t1")
    answer = upload(desk, cancellation_rows(desk, *rows))
    assert answer.status_code == 303
    page = desk.client.get(answer.location).text
    assert "File received." in page
    assert "900-0000000-0000000" in page
    assert market.order(order)["status"] == "Canceled"
    assert 'data-testid="feed-result"' in desk.page("/feeds")
    report = desk.client.get(f"{answer.location}/report")
    assert "900-0000000-0000000" in report.text


@pytest.mark.parametrize(
    ("change", "field"),
    [({"text": ""}, "file"), ({"name": "orders.xlsx"}, "file"), ({"kind": "nonsense"}, "kind")],
    ids=["empty", "spreadsheet", "no kind"],
)
def test_a_wrong_upload_is_said_beside_its_field(desk: Desk, change: dict[str, str], field: str) -> None:
    answer = upload(desk, **{"text": "order-id\n", **change})
    assert answer.status_code == 422
    assert f"{field}-error" in answer.text


def test_a_file_that_is_worked_off_shows_how_far_it_is(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    place = upload(desk, cancellation_rows(desk, f"{order}\t\t")).location
    assert "hx-get" not in desk.client.get(place).text.split('id="feed-now"')[1].split(">")[0]
    market.sql("UPDATE feeds SET status = 'CANCELLED', result_document = NULL")
    assert "Nothing of this file was applied." in desk.client.get(place).text
    market.sql("UPDATE world SET faults = ?", '{"feeds": {"latency_ms": 3600000}, "reports": {"latency_ms": 3600000}}')
    market.sql("UPDATE feeds SET status = 'IN_PROGRESS', total = 50000, processed = 20000")
    page = desk.client.get(place).text
    assert '<progress id="done" value="20000" max="50000">' in page
    assert 'hx-trigger="every 2s"' in page.split('id="feed-now"')[1].split(">")[0]
    assert 'hx-trigger="every 2s"' in desk.page("/feeds").split('id="uploads"')[1].split(">")[0]


def test_every_kind_of_report_can_be_asked_for_on_the_page(desk: Desk, market: Market) -> None:
    from seller_central.reports import REPORT_TYPES

    market.place(released=True)
    page = desk.page("/reports")
    for name, kind in REPORT_TYPES.items():
        assert f'value="{name}"' in page, kind.title
        assert desk.client.post(f"{desk.base}/reports", data={"kind": name, "days": "7"}).status_code == 303
    assert desk.page("/reports").count("<tr ") >= len(REPORT_TYPES)


def test_a_file_of_somebody_else_is_not_found(desk: Desk) -> None:
    assert desk.get("/feeds/1").status_code == 404
    assert desk.get("/feeds/1/report").status_code == 404
    assert desk.get("/reports/1/download").status_code == 404


def test_the_request_column_shows_once_it_is_switched_on(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    market.advance(minutes=31)
    market.act("request-cancellation", order, reason="found_cheaper")

    def newest() -> str:
        assert desk.post("/reports", kind=UNSHIPPED).status_code == 303
        page = desk.page("/reports")
        assert "Report requested." in page
        found = re.search(r'href="([^"]+/download)"', page)
        assert found
        return str(desk.client.get(found[1]).text)

    assert "is-buyer-requested-cancellation" not in newest()
    assert desk.post("/reports/columns", columns=["buyer_requested_cancel"]).status_code == 303
    report = newest()
    assert "is-buyer-requested-cancellation" in report
    assert order in report


def test_a_scheduled_report_is_made_when_its_time_has_come(desk: Desk, market: Market) -> None:
    market.place(released=True)
    assert desk.post("/reports", kind=UNSHIPPED, period="P1D").status_code == 303
    assert "No reports requested yet." in desk.page("/reports")
    market.advance(days=1)
    assert "Download" in desk.page("/reports")


def test_an_unknown_kind_of_report_is_told(desk: Desk) -> None:
    assert desk.post("/reports", kind="nonsense").status_code == 303
    assert "There is no report type" in desk.page("/reports")
