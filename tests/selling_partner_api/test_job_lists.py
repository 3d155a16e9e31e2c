"""Lists of files and reports, in both protocols: what they are filtered by, and that pages lose nothing."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from simulator import clock
from simulator.directory import Credential
from tests.builders import Market
from tests.selling_partner_api.conftest import US, Program, signed

DE = "A1PA6795UKMFR9"
CANCEL, SHIP = "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA", "POST_FLAT_FILE_FULFILLMENT_DATA"
ALL = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
UNSHIPPED = "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING"
LIST = {"FeedSubmission": "FeedSubmissionId", "ReportRequest": "ReportRequestId", "Report": "ReportId"}


class Older:
    """Calls of the older protocol: `told("ReportList")` is the text of its answer, `ids` the jobs in it."""

    def __init__(self, client: FlaskClient, keys: Credential) -> None:
        self.client, self.keys = client, keys

    def told(self, action: str, status: int = 200, **fields: str) -> str:
        query = signed(self.keys, Action=action, **{name.replace("__", "."): one for name, one in fields.items()})
        answer = self.client.get("/", query_string=query)
        assert answer.status_code == status, answer.text
        return answer.text

    def ids(self, of: str, action: str = "Get{}List", **fields: str) -> list[int]:
        found = re.findall(rf"<{LIST[of]}>(\d+)<", self.told(action.format(of), **fields))
        return [int(one) for one in found]


@pytest.fixture
def older(client: FlaskClient, keys: Credential) -> Older:
    return Older(client, keys)


@pytest.fixture
def files(program: Program) -> list[int]:
    """Five files: a shipment's, then four cancellations'."""
    return [int(program.feed(kind, b"order-id\n")[0]["feedId"]) for kind in (SHIP, *[CANCEL] * 4)]


def test_every_file_is_met_once_on_pages_of_two(older: Older, files: list[int]) -> None:
    first = older.told("GetFeedSubmissionList", MaxCount="2")
    met, token = older.ids("FeedSubmission", MaxCount="2"), re.search("<NextToken>(.*?)<", first)
    while token:
        assert "<HasNext>true<" in first
        met += older.ids("FeedSubmission", "Get{}ListByNextToken", NextToken=token[1])
        first = older.told("GetFeedSubmissionListByNextToken", NextToken=token[1])
        token = re.search("<NextToken>(.*?)<", first)
    assert "<HasNext>false<" in first
    assert met == files[::-1]
    assert "<Count>5<" in older.told("GetFeedSubmissionCount")


def test_files_are_chosen_by_type_state_and_day(older: Older, files: list[int], market: Market) -> None:
    now, day = clock.wall_now(), timedelta(days=1)
    market.sql("UPDATE feeds SET status = 'IN_QUEUE' WHERE id = ?", files[1])
    market.sql("UPDATE feeds SET status = 'FATAL' WHERE id = ?", files[2])
    assert older.ids("FeedSubmission", FeedTypeList__Type__1=f"_{SHIP}_") == files[:1]
    wished = {"_SUBMITTED_": files[1:2], "_CANCELLED_": files[2:3], "_IN_SAFETY_NET_": []}
    for word, wanted in wished.items():
        assert older.ids("FeedSubmission", FeedProcessingStatusList__Status__1=word) == wanted
        assert older.told("GetFeedSubmissionList").count(word) == len(wanted)
    assert older.ids("FeedSubmission", SubmittedFromDate=f"{now + day:%Y-%m-%dT%H:%M:%SZ}") == []
    assert older.ids("FeedSubmission", SubmittedToDate=f"{now - day:%Y-%m-%dT%H:%M:%SZ}") == []
    assert len(older.ids("FeedSubmission", SubmittedFromDate=f"{now - day:%Y-%m-%dT%H:%M:%SZ}")) == len(files)
    named = {"FeedSubmissionIdList__Id__1": str(files[0]), "FeedTypeList__Type__1": f"_{CANCEL}_"}
    assert older.ids("FeedSubmission", **named) == files[:1]


def test_reports_of_nothing_and_those_called_off_have_words_of_their_own(
    older: Older, program: Program, market: Market
) -> None:
    empty = int(program.post("/reports/2021-06-30/reports", wish(UNSHIPPED))["reportId"])
    market.place(released=True)
    full = int(program.post("/reports/2021-06-30/reports", wish(UNSHIPPED))["reportId"])
    market.sql("UPDATE world SET faults = ?", '{"reports": {"latency_ms": 600000}}')
    late = [int(program.post("/reports/2021-06-30/reports", wish(kind))["reportId"]) for kind in (ALL, UNSHIPPED)]
    gone = older.ids("ReportRequest", "CancelReportRequests", ReportTypeList__Type__1=f"_{ALL}_")
    assert gone == late[:1]
    words = {"_DONE_NO_DATA_": empty, "_DONE_": full, "_CANCELLED_": late[0], "_SUBMITTED_": late[1]}
    for word, wanted in words.items():
        assert older.ids("ReportRequest", ReportProcessingStatusList__Status__1=word) == [wanted]
        assert f"<ReportProcessingStatus>{word}<" in older.told(
            "GetReportRequestList", ReportRequestIdList__Id__1=str(wanted)
        )
    assert older.ids("Report") == older.ids("Report", Acknowledged="false") == [full]
    assert older.ids("Report", Acknowledged="true") == older.ids("Report", ReportTypeList__Type__1=f"_{ALL}_") == []
    assert older.ids("Report", ReportTypeList__Type__1="_GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_") == [full]


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("GetFeedSubmissionList", {"MaxCount": "0"}),
        ("GetFeedSubmissionList", {"MaxCount": "101"}),
        ("GetFeedSubmissionList", {"FeedProcessingStatusList__Status__1": "_DONE"}),
        ("GetFeedSubmissionList", {"SubmittedFromDate": "yesterday"}),
        ("GetReportRequestList", {"ReportProcessingStatusList__Status__1": "_IN_SAFETY_NET_"}),
        ("GetReportList", {"Acknowledged": "perhaps"}),
        ("GetReportListByNextToken", {"NextToken": "x"}),
    ],
)
def test_a_filter_that_means_nothing_is_refused(older: Older, action: str, fields: dict[str, str]) -> None:
    assert "<Code>InvalidParameterValue<" in older.told(action, 400, **fields)


def test_a_page_of_files_does_not_lead_to_reports(older: Older, files: list[int]) -> None:
    token = re.search("<NextToken>(.*?)<", older.told("GetFeedSubmissionList", MaxCount="1"))
    assert token
    assert "InvalidParameterValue" in older.told("GetReportListByNextToken", 400, NextToken=token[1])


def test_pages_of_one_marketplace_skip_no_report(program: Program, market: Market) -> None:
    market.place(released=True)
    made = [program.post("/reports/2021-06-30/reports", wish(ALL, one))["reportId"] for one in (US, US, DE, DE)]
    query = {"reportTypes": ALL, "marketplaceIds": US, "pageSize": "1"}
    first = program.get("/reports/2021-06-30/reports", **query)
    second = program.get("/reports/2021-06-30/reports", nextToken=first["nextToken"])
    assert [one["reportId"] for page in (first, second) for one in page["reports"]] == made[1::-1]
    assert "nextToken" not in second
    wild = program.get("/reports/2021-06-30/reports", reportTypes=ALL, marketplaceIds="%")
    assert wild["reports"] == []


def test_reports_no_longer_kept_are_on_no_list(program: Program, older: Older, market: Market) -> None:
    market.place(released=True)
    made = int(program.post("/reports/2021-06-30/reports", wish(ALL))["reportId"])
    assert older.ids("Report") == [made]
    market.sql("UPDATE reports SET created_at = created_at - ?", 31 * 86400)
    assert older.ids("Report") == []
    assert program.get("/reports/2021-06-30/reports", reportTypes=ALL)["reports"] == []


def wish(kind: str, market: str = US) -> dict[str, Any]:
    return {"reportType": kind, "marketplaceIds": [market], "dataStartTime": "2026-01-01T00:00:00Z"}
