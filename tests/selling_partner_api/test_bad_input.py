"""Nonsense at every door: the documented error, never a failure of ours, and the world as it was."""

import base64
import gzip
import json
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from seller_central import documents
from seller_central.selling_partner_api import asking
from seller_central.selling_partner_api.tokens import SEAL
from simulator import clock
from simulator.directory import Credential
from tests.builders import Market
from tests.selling_partner_api.conftest import US, Program, local, signed

FEEDS, REPORTS = "/feeds/2021-06-30", "/reports/2021-06-30"
UNSHIPPED = "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", f"{FEEDS}/documents", {}, 400),
        ("POST", f"{FEEDS}/feeds", {}, 400),
        (
            "POST",
            f"{FEEDS}/feeds",
            {"feedType": "POST_NOTHING", "marketplaceIds": [US], "inputFeedDocumentId": "1"},
            400,
        ),
        ("POST", f"{FEEDS}/feeds", ["a list"], 400),
        ("GET", f"{FEEDS}/feeds", None, 400),
        ("GET", f"{FEEDS}/feeds?feedTypes=A&processingStatuses=BAD_VALUE", None, 400),
        ("GET", f"{FEEDS}/feeds?nextToken=bad", None, 400),
        ("GET", f"{FEEDS}/feeds/badFeedId1", None, 400),
        ("GET", f"{FEEDS}/feeds/12345", None, 404),
        ("DELETE", f"{FEEDS}/feeds/badFeedId1", None, 400),
        ("GET", f"{FEEDS}/documents/badDocumentId1", None, 400),
        ("POST", f"{REPORTS}/reports", {"reportType": "BAD", "marketplaceIds": [US]}, 400),
        ("POST", f"{REPORTS}/reports", {"reportType": UNSHIPPED, "marketplaceIds": ["BAD"]}, 400),
        ("POST", f"{REPORTS}/reports", {"reportType": UNSHIPPED, "marketplaceIds": [US], "dataStartTime": "soon"}, 400),
        ("GET", f"{REPORTS}/reports?processingStatuses=BAD_VALUE", None, 400),
        ("GET", f"{REPORTS}/reports/BADID1", None, 400),
        ("GET", f"{REPORTS}/documents/BADID1", None, 400),
        ("POST", f"{REPORTS}/schedules", {"reportType": UNSHIPPED, "marketplaceIds": [US], "period": "PT1M"}, 400),
        ("GET", f"{REPORTS}/schedules/BADID1", None, 400),
        ("GET", "/mfn/v0/shipments/1", None, 404),
        ("PATCH", "/orders/v0/orders", None, 404),
    ],
)
def test_nonsense_is_told_so_and_changes_nothing(
    program: Program, market: Market, method: str, path: str, body: Any, status: int
) -> None:
    before = market.hash()
    assert program.error(status, method, path, body)
    assert market.hash() == before


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/orders/v0/orders", "NextToken"),
        ("/orders/2026-01-01/orders", "paginationToken"),
        ("/finances/v0/financialEvents", "NextToken"),
        ("/fba/outbound/2020-07-01/fulfillmentOrders", "nextToken"),
        (f"{FEEDS}/feeds", "nextToken"),
    ],
)
def test_nobody_writes_the_token_of_a_page_by_hand(program: Program, path: str, name: str) -> None:
    contents = 10**30, {}, {"position": [10**30, ""]}, {"position": [0, ""], "until": 10**12, "stores": [{}]}
    for begin, content in product((asking.ODD, asking.ODD + bytes(SEAL)), contents):
        packed = json.dumps(content).encode()
        token = base64.b64encode(begin + packed).decode()
        assert program.error(400, "GET", path, **{name: token})["code"] == "InvalidInput"


def room(program: Program) -> dict[str, Any]:
    told: dict[str, Any] = program.post(f"{FEEDS}/documents", {"contentType": "text/xml"})
    return told


def test_an_address_without_its_signature_takes_nothing(program: Program) -> None:
    url = local(room(program)["url"])
    assert program.client.put(url.split("?", maxsplit=1)[0], data=b"x").status_code == 403
    assert program.client.put(url.replace("signature=", "signature=0"), data=b"x").status_code == 403
    assert program.client.get("/documents/../directory.db").status_code in (403, 404)


def test_a_file_larger_than_allowed_is_refused(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    url = local(room(program)["url"])
    monkeypatch.setattr(documents, "LARGEST", 10)
    assert program.client.put(url, data=b"x" * 10).status_code == 200
    assert program.client.put(url, data=b"x" * 11).status_code == 413


def test_a_packed_file_that_unpacks_without_end_is_one_fatal_finding(
    program: Program, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "LARGEST", 1_000_000)
    before = market.hash()
    bomb = gzip.compress(b"\0" * 5_000_000)
    told, report = program.feed("POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA", bomb)
    assert (told["processingStatus"], market.hash()) == ("DONE", before)
    assert "\tFatal\t" in report


def test_page_and_program_read_the_same_bytes(program: Program, market: Market) -> None:
    from seller_central import reports

    market.place(released=True)
    number = program.post(f"{REPORTS}/reports", {"reportType": UNSHIPPED, "marketplaceIds": [US]})["reportId"]
    document = program.get(f"{REPORTS}/reports/{number}")["reportDocumentId"]
    path = f"{REPORTS}/documents/{document}"
    assert program.error(403, "GET", path)["code"] == "Unauthorized"
    url = program.restricted(path).get(path)["url"]
    _, content = reports.document_bytes(market.home, market.name, market.seller_id, int(number))
    fetched = program.client.get(local(url))
    assert (fetched.get_data(), fetched.content_type) == (content, "text/plain;charset=UTF-8")


def old_call(program: Program, keys: Credential, path: str = "/", host: str = "localhost", **fields: str) -> Any:
    """Make a signed call of the older protocol."""
    return program.client.get(path, query_string=signed(keys, path, host, **fields))


@pytest.mark.parametrize(
    ("path", "fields", "status", "code"),
    [
        ("/", {"Action": "Dance"}, 400, "InvalidAction"),
        ("/", {"Action": "GetReport"}, 400, "MissingParameter"),
        ("/", {"Action": "GetReport", "ReportId": "x"}, 400, "InvalidParameterValue"),
        ("/", {"Action": "RequestReport", "ReportType": "_BAD_"}, 400, "InvalidParameterValue"),
        ("/", {"Action": "GetFeedSubmissionResult", "FeedSubmissionId": "1"}, 404, "InvalidParameterValue"),
        ("/Orders/2013-09-01", {"Action": "ListOrders"}, 400, "InvalidParameterValue"),
        ("/Orders/2013-09-01", {"Action": "ListOrders", "CreatedAfter": "x"}, 400, "InvalidParameterValue"),
        ("/", {"Action": "GetReportList", "SignatureVersion": "1"}, 400, "InvalidParameterValue"),
        ("/", {"Action": "GetReportList", "SignatureMethod": "HmacSHA1"}, 400, "InvalidParameterValue"),
        ("/", {"Action": "GetReportList", "Timestamp": "yesterday"}, 400, "InvalidParameterValue"),
        ("/Orders/2013-09-01", {"Action": "ListOrderItems", "AmazonOrderId": "x"}, 400, "InvalidParameterValue"),
        ("/Orders/2013-09-01", {"Action": "ListOrdersByNextToken", "NextToken": "x"}, 400, "InvalidParameterValue"),
    ],
)
def test_the_older_protocol_says_no_in_xml(
    program: Program, market: Market, keys: Credential, path: str, fields: dict[str, str], status: int, code: str
) -> None:
    before = market.hash()
    response = old_call(program, keys, path, **fields)
    assert (response.status_code, f"<Code>{code}</Code>" in response.get_data(as_text=True)) == (status, True)
    assert market.hash() == before


@pytest.mark.parametrize("host", ["localhost", "http://localhost"])
def test_a_signature_counts_for_the_host_with_and_without_its_scheme(
    program: Program, keys: Credential, host: str
) -> None:
    response = old_call(program, keys, "/Orders/2013-09-01", host, Action="GetServiceStatus")
    assert "<Status>GREEN</Status>" in response.get_data(as_text=True)


def test_a_signature_for_another_host_is_refused(program: Program, keys: Credential) -> None:
    response = old_call(program, keys, "/Orders/2013-09-01", "elsewhere.example", Action="GetServiceStatus")
    assert (response.status_code, b"SignatureDoesNotMatch" in response.get_data()) == (403, True)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/", {"Action": "GetReportList", "Timestamp": ""}),
        ("/Orders/2013-09-01", {"Action": "ListOrders", "CreatedAfter": "2026-01-01T00:00:00"}),
    ],
)
def test_an_old_call_without_its_time_or_marketplace_is_refused_where_the_world_is_strict(
    program: Program, market: Market, keys: Credential, path: str, fields: dict[str, str]
) -> None:
    assert old_call(program, keys, path, **fields).status_code == 200
    market.sql("UPDATE world SET faults = ?", '{"api": {"strict": true}}')
    refused = old_call(program, keys, path, **fields)
    assert (refused.status_code, "<Code>MissingParameter</Code>" in refused.text) == (400, True)


@pytest.mark.parametrize("fields", [{"Action": "GetReportList"}, {"Action": "Dance"}])
def test_an_old_call_may_be_a_form_sent_to_the_front_page(
    program: Program, keys: Credential, fields: dict[str, str]
) -> None:
    response = program.client.post("/", data=signed(keys, method="POST", **fields))
    assert (response.status_code, response.mimetype) == (200 if fields["Action"] != "Dance" else 400, "text/xml")


def test_a_form_of_nobody_at_the_front_page_is_no_call(program: Program) -> None:
    assert program.client.post("/", data={"name": "Ann"}).status_code in (400, 405)


@pytest.mark.parametrize(("minutes", "code"), [(-16, 400), (-14, 200), (14, 200), (16, 400)])
def test_an_old_call_is_expired_where_the_world_is_strict(
    program: Program, market: Market, keys: Credential, minutes: int, code: int
) -> None:
    made = clock.wall_now() + timedelta(minutes=minutes)
    call = {"Action": "GetReportList", "Timestamp": f"{made:%Y-%m-%dT%H:%M:%S}"}
    assert old_call(program, keys, **call).status_code == 200
    market.sql("UPDATE world SET faults = ?", '{"api": {"strict": true}}')
    response = old_call(program, keys, **call)
    assert (response.status_code, b"RequestExpired" in response.get_data()) == (code, code == 400)
