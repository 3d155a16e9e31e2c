"""Files and reports through the control API: the same jobs, without a token."""

from typing import Any

import pytest

from tests.console.api_client import Caller

CANCEL = "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA"
UNSHIPPED = "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING"


def test_a_file_is_worked_off_and_its_bad_rows_are_told(caller: Caller) -> None:
    order = caller.order(released=True)
    rows = f"order-id\tcancellation-reason-code\tamazon-order-item-code\n{order}\t\t\n900-1-1\t\t\n"
    told = caller.post("feeds", {"feed_type": CANCEL, "content": rows}, 201)
    assert (told["status"], told["processed"], told["successful"]) == ("DONE", 2, 1)
    assert "900-1-1" in told["report"]
    assert caller.get(f"orders/{order}")["status"] == "Canceled"
    assert caller.get(f"feeds/{told['feed_id']}") == told
    (listed,) = caller.get("feeds")["feeds"]
    assert {**listed, "report": told["report"]} == told


def test_a_report_is_made_with_its_text(caller: Caller) -> None:
    order = caller.order(released=True)
    told = caller.post("reports", {"report_type": UNSHIPPED, "options": {"buyer_requested_cancel": True}}, 201)
    header, line, *_ = told["document"].split("\r\n")
    assert (told["status"], told["rows"], line.split("\t")[0]) == ("DONE", 1, order)
    assert "is-buyer-requested-cancellation" in header.split("\t")
    assert caller.get(f"reports/{told['report_id']}") == told


def test_lists_of_jobs_come_in_pages_oldest_first(caller: Caller) -> None:
    ids = [caller.post("reports", {"report_type": UNSHIPPED}, 201)["report_id"] for _ in range(3)]
    first = caller.get("reports", limit=2)
    second = caller.get("reports", limit=2, cursor=first["next"])
    assert [one["report_id"] for one in (*first["reports"], *second["reports"])] == ids
    assert second["next"] is None
    assert caller.get("reports", seller_id="nobody")["reports"] == []


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("feeds", {"feed_type": "POST_NOTHING", "content": "x"}, 400),
        ("feeds", {"feed_type": CANCEL}, 422),
        ("feeds", {"feed_type": CANCEL, "content": "x", "seller_id": "nobody"}, 404),
        ("reports", {"report_type": "GET_NOTHING"}, 400),
        ("reports", {"report_type": UNSHIPPED, "start": "soon"}, 400),
        ("reports", {"report_type": UNSHIPPED, "start": "2026-03-02T00:00:00Z", "end": "2026-03-01T00:00:00Z"}, 400),
    ],
)
def test_a_job_that_makes_no_sense_is_refused_and_nothing_is_changed(
    caller: Caller, path: str, body: dict[str, Any], status: int
) -> None:
    before = caller.hash()
    assert caller.post(path, body, status)["error"]["message"]
    assert caller.hash() == before
    assert caller.get(path)[path] == []


@pytest.mark.parametrize("path", ["feeds/1", "feeds/x", "reports/99999999999999", "reports/-1"])
def test_a_job_nobody_knows_is_not_found(caller: Caller, path: str) -> None:
    assert caller.get(path, 404)["error"]["code"] == "not_found"
