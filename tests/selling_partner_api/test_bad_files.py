"""Broken and hostile files at every door that takes one: told of in the report, or refused, and nothing changed."""

import gzip
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from seller_central import documents
from simulator.directory import Credential
from tests.builders import Market
from tests.clients.conftest import US
from tests.selling_partner_api.conftest import Program, signed

FLAT, XML = "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA", "POST_ORDER_ACKNOWLEDGEMENT_DATA"
HEADER = "order-id\tcancellation-reason-code\tamazon-order-item-code\n"
ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?>{doctype}<AmazonEnvelope><Header><DocumentVersion>1.01</DocumentVersion>'
    "</Header><MessageType>OrderAcknowledgement</MessageType><Message><MessageID>1</MessageID><OrderAcknowledgement>"
    "<AmazonOrderID>{order}</AmazonOrderID><StatusCode>Failure</StatusCode></OrderAcknowledgement></Message>"
    "</AmazonEnvelope>"
)
LAUGHS = (
    '<!DOCTYPE a [<!ENTITY b "ha">'
    + "".join(f'<!ENTITY b{n} "{f"&b{n - 1 if n else str()};" * 10}">' for n in range(9))
    + "]>"
)
READS = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
Door = Callable[[str, bytes], str]


@pytest.fixture(autouse=True)
def forms_need_no_token(client: FlaskClient) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = False


def by_interface(program: Program, market: Market, keys: Credential) -> Door:
    return lambda kind, content: program.feed(kind, content)[1]


def by_older_protocol(program: Program, market: Market, keys: Credential) -> Door:
    def hand_in(kind: str, content: bytes) -> str:
        def call(action: str, method: str, **fields: str) -> Any:
            told = signed(keys, method=method, Action=action, Merchant=keys.seller_id, **fields)
            return program.client.open(
                "/", method=method, query_string=told, data=content if method == "POST" else None
            )

        answer = call("SubmitFeed", "POST", FeedType=f"_{kind}_").text
        number = answer.split("<FeedSubmissionId>")[1].split("<")[0]
        return str(call("GetFeedSubmissionResult", "GET", FeedSubmissionId=number).text)

    return hand_in


def by_control_api(program: Program, market: Market, keys: Credential) -> Door:
    def hand_in(kind: str, content: bytes) -> str:
        body = {"feed_type": kind, "content": content.decode("latin-1")}
        return str(program.client.post(f"/sim/v1/worlds/{market.name}/feeds", json=body).get_json()["report"])

    return hand_in


def by_page(program: Program, market: Market, keys: Credential) -> Door:
    def hand_in(kind: str, content: bytes) -> str:
        data = {"kind": kind, "file": (io.BytesIO(content), "orders.txt")}
        place = program.client.post(f"/w/{market.name}/seller/feeds", data=data, content_type="multipart/form-data")
        assert place.status_code == 303, place.text
        return program.client.get(f"{place.location}/report").text

    return hand_in


DOORS = pytest.mark.parametrize("door", [by_interface, by_older_protocol, by_control_api, by_page])


def broken_flat(order: str) -> dict[str, bytes]:
    """Flat files that cannot be read as a whole, or hold one bad row."""
    whole = f"{HEADER}{order}\tNoInventory\tnothing\n"
    return {
        "no columns": f"{order}\n".encode(),
        "no text": b"\x00\x01\x02\x03" + whole.encode(),
        "an item nobody ordered": whole.encode(),
        "a reason nobody knows": f"{HEADER}{order}\tBecause\t1\n".encode(),
        "cut off": f"{HEADER}{order[:9]}".encode(),
        "XML": ENVELOPE.format(doctype="", order=order).encode(),
        "an old spreadsheet": b"\xd0\xcf\x11\xe0" + b"\x00" * 600,
        "packed and broken": gzip.compress(whole.encode())[:-9],
        "packed and stirred": gzip.compress(whole.encode())[:10] + b"\xff" * 20,
    }


def broken_xml(order: str) -> dict[str, bytes]:
    """XML files that are hostile, broken or something else."""
    whole = ENVELOPE.format(doctype="", order=order)
    return {
        "entities without end": ENVELOPE.format(doctype=LAUGHS, order="&b8;").encode(),
        "an entity that reads a file": ENVELOPE.format(doctype=READS, order="&e;").encode(),
        "truncated": whole[: len(whole) // 2].encode(),
        "an encoding it has not": whole.replace("UTF-8", "UTF-16").encode(),
        "an encoding nobody knows": whole.replace("UTF-8", "klingon").encode(),
        "another message": whole.replace("OrderAcknowledgement", "OrderFulfilment").encode(),
        "no envelope": b"<Orders/>",
        "deeply nested": b"<AmazonEnvelope>" + b"<a>" * 5_000 + b"</a>" * 5_000 + b"</AmazonEnvelope>",
        "a flat file": HEADER.encode(),
    }


@DOORS
def test_flat_files_that_are_broken_are_told_of_and_change_nothing(
    program: Program, market: Market, keys: Credential, door: Callable[..., Door]
) -> None:
    order = market.place(released=True)
    before, hand_in = market.hash(), door(program, market, keys)
    for name, content in broken_flat(order).items():
        if door is by_control_api and not content.isascii():
            continue
        report = hand_in(FLAT, content)
        assert "Number of records successful\t\t0" in report, name
        assert "\tError\t" in report or "\tFatal\t" in report, name
    assert market.hash() == before


@pytest.mark.parametrize("door", [by_interface, by_older_protocol, by_control_api])
def test_xml_files_that_are_broken_or_hostile_are_told_of_and_change_nothing(
    program: Program, market: Market, keys: Credential, door: Callable[..., Door]
) -> None:
    order = market.place(released=True)
    before, hand_in = market.hash(), door(program, market, keys)
    for name, content in broken_xml(order).items():
        report = hand_in(XML, content)
        assert "<MessagesSuccessful>0</MessagesSuccessful>" in report, name
        assert "<ResultCode>Error</ResultCode>" in report, name
        assert "root:" not in report, name
    assert market.hash() == before


@pytest.mark.parametrize("kind", ["POST_NOTHING", "", "x" * 200])
def test_a_kind_of_file_nobody_knows_is_refused_at_every_door(
    program: Program, market: Market, keys: Credential, kind: str
) -> None:
    before = market.hash()
    room = program.post("/feeds/2021-06-30/documents", {"contentType": "text/xml"})["feedDocumentId"]
    wish = {"feedType": kind, "marketplaceIds": [US], "inputFeedDocumentId": room}
    assert program.error(400, "POST", "/feeds/2021-06-30/feeds", wish)["code"] == "InvalidInput"
    told = signed(keys, method="POST", Action="SubmitFeed", FeedType=f"_{kind}_")
    assert program.client.post("/", query_string=told, data=b"x").status_code == 400
    body = {"feed_type": kind, "content": "x"}
    assert program.client.post(f"/sim/v1/worlds/{market.name}/feeds", json=body).status_code in (400, 422)
    data = {"kind": kind, "file": (io.BytesIO(b"x"), "orders.txt")}
    page = program.client.post(f"/w/{market.name}/seller/feeds", data=data, content_type="multipart/form-data")
    assert page.status_code == 422
    assert market.hash() == before


def test_a_file_larger_than_allowed_is_refused_at_every_door(
    program: Program, market: Market, keys: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    from seller_central.mws import jobs

    monkeypatch.setattr(documents, "LARGEST", 1_000)
    monkeypatch.setattr(jobs, "LARGEST", 1_000)
    before, content = market.hash(), b"x" * 1_001
    told = signed(keys, method="POST", Action="SubmitFeed", FeedType=f"_{FLAT}_")
    answer = program.client.post("/", query_string=told, data=content)
    assert (answer.status_code, "ContentLengthExceeded" in answer.text) == (413, True)
    data = {"kind": FLAT, "file": (io.BytesIO(content), "orders.txt")}
    page = program.client.post(f"/w/{market.name}/seller/feeds", data=data, content_type="multipart/form-data")
    assert page.status_code == 422
    body = {"feed_type": FLAT, "content": "x" * 1_001}
    assert program.client.post(f"/sim/v1/worlds/{market.name}/feeds", json=body).status_code == 413
    assert market.hash() == before


TOKENS = {
    "missing": "",
    "foreign": "Atza|nobody",
    "cut": "Atza|",
    "long": "Atza|" + "x" * 30_000,
    "odd": "Atza|é\u2028",
}


@pytest.mark.parametrize("path", [
    f"/orders/v0/orders?MarketplaceIds={US}&CreatedAfter=2026-01-01T00:00:00Z", "/feeds/2021-06-30/feeds?feedTypes=A",
    "/reports/2021-06-30/reports?reportTypes=A", "/notifications/v1/destinations", "/sellers/v1/account",
    "/finances/v0/financialEvents?PostedAfter=2026-01-01T00:00:00Z", "/orders/2026-01-01/orders",
])  # fmt: skip
def test_nobody_gets_in_without_a_token_of_theirs(program: Program, market: Market, path: str) -> None:
    before = market.hash()
    for name, token in TOKENS.items():
        headers = {"x-amz-access-token": token.encode().decode("latin-1")} if token else {}
        answer = program.client.get(path, headers=headers)
        error = answer.get_json()["errors"][0]
        assert (answer.status_code, error["code"]) == (403, "Unauthorized"), name
        assert "expired" not in error["details"], name
    assert market.hash() == before


def test_a_sellers_token_opens_nothing_of_another_world(program: Program, market: Market) -> None:
    other = market.fork("other")
    number = other.place(released=True)
    assert program.error(404, "GET", f"/orders/v0/orders/{number}")["code"] == "NotFound"
    assert program.error(404, "POST", f"/orders/v0/orders/{number}/shipmentConfirmation", {})["code"] == "NotFound"


SHIPPING_NAMES = "order-id\torder-item-id\tquantity\tship-date\tcarrier-code\tcarrier-name\ttracking-number\n"


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(SHIPPING_NAMES, id="a file of shipments"),
        pytest.param("TemplateType=ShippingConfirmation\tVersion=1\n" + HEADER, id="another template"),
        pytest.param("order-id\torder-id\n", id="a column twice"),
    ],
)
def test_a_file_of_another_kind_cancels_nothing(program: Program, market: Market, head: str) -> None:
    order = market.place(released=True)
    before = market.hash()
    report = program.feed(FLAT, f"{head}{order}\t\t\n".encode())[1]
    assert "\tFatal\t" in report
    assert "Number of records successful\t\t0" in report
    assert market.hash() == before


def test_a_cancellation_said_twice_in_one_file_is_done_once_and_the_second_row_told_of(
    program: Program, market: Market
) -> None:
    order, other = market.place(released=True), market.place(released=True)
    report = program.feed(FLAT, f"{HEADER}{order}\t\t\n{other}\t\t\n{order}\t\t\n".encode())[1]
    assert "Number of records processed\t\t3" in report
    assert "Number of records successful\t\t2" in report
    assert f"\n3\t{order}\t18001\tError\t" in report
    assert (market.order(order)["status"], market.order(other)["status"]) == ("Canceled", "Canceled")


def test_two_messages_of_one_number_are_no_file(program: Program, market: Market) -> None:
    order = market.place(released=True)
    before, whole = market.hash(), ENVELOPE.format(doctype="", order=order)
    message = whole[whole.index("<Message>") : whole.index("</AmazonEnvelope>")]
    report = program.feed(XML, whole.replace("</AmazonEnvelope>", f"{message}</AmazonEnvelope>").encode())[1]
    assert "Two messages have the MessageID 1." in report
    assert market.hash() == before
