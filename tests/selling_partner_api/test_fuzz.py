"""Files, calls and texts that were cut, stirred and spoiled: never a failure of ours; what is refused does nothing."""

import base64
import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from simulator.directory import Credential
from tests.builders import Market
from tests.selling_partner_api.conftest import SINCE, US, Program, signed
from tests.selling_partner_api.test_bad_files import ENVELOPE, FLAT, HEADER, XML

pytestmark = pytest.mark.slow
SHIPPING, SHIPPING_XML = "POST_FLAT_FILE_FULFILLMENT_DATA", "POST_ORDER_FULFILLMENT_DATA"
Spoil = tuple[int, int, bytes]
SPOILS = st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 40), st.binary(max_size=12)), min_size=1, max_size=5)
# What parsers stumble over, beside whatever else there is.
ODD = st.sampled_from(
    ["\0", "\ud800".encode("utf-16", "surrogatepass").decode("latin-1"), "9" * 400, "-1", "1e999", "٣", "\u2028", "'"]
)
TEXTS = st.one_of(st.text(max_size=40), ODD)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=8,
)


def tries(number: int) -> Callable[[Any], Any]:
    """Try so many examples, the same ones each time."""
    return settings(
        max_examples=number, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


def spoiled(content: bytes, spoils: list[Spoil]) -> bytes:
    """Put other bytes in the place of some of a content, here and there."""
    for place, length, other in spoils:
        begin = place % (len(content) + 1)
        content = content[:begin] + other + content[begin + length :]
    return content


def fine(client: FlaskClient, method: str, path: str, **more: Any) -> Any:
    answer = client.open(path, method=method, **more)
    assert answer.status_code < 500, answer.text[:2000]
    return answer


@pytest.mark.parametrize("kind", [FLAT, XML, SHIPPING, SHIPPING_XML])
def test_no_file_brings_a_worker_down_and_what_fails_changes_nothing(
    program: Program, market: Market, kind: str
) -> None:
    order = market.place(released=True)
    whole = {
        FLAT: f"{HEADER}{order}\tNoInventory\t\n",
        XML: ENVELOPE.format(doctype="", order=order),
        SHIPPING: f"order-id\torder-item-id\tquantity\tship-date\tcarrier-code\n{order}\t\t\t2026-03-02\tHarrow\n",
    }.get(kind) or ENVELOPE.format(doctype="", order=order).replace("Acknowledgement", "Fulfillment")
    nothing = "Number of records successful\t\t0", "<MessagesSuccessful>0</MessagesSuccessful>"
    known = [market.hash()]

    @tries(120)
    @given(SPOILS, st.sampled_from(["plain", "packed", "nothing left"]))
    def hand_in(spoils: list[Spoil], how: str) -> None:
        begin = {"plain": whole.encode(), "packed": gzip.compress(whole.encode()), "nothing left": b""}[how]
        content = spoiled(begin, spoils)
        told, report = program.feed(kind, content)
        assert told["processingStatus"] == "DONE"
        before, known[0] = known[0], market.hash()
        assert known[0] == before or not any(one in report for one in nothing), content

    hand_in()


def test_no_parameter_of_the_older_protocol_fails(client: FlaskClient, market: Market, keys: Credential) -> None:
    order = market.place(released=True)
    before = market.hash()
    calls = {
        "/Orders/2013-09-01": {"CreatedAfter": SINCE, "MarketplaceId.Id.1": US, "AmazonOrderId.Id.1": order,
                               "MaxResultsPerPage": "3", "NextToken": "x", "OrderStatus.Status.1": "Unshipped"},
        "/": {"FeedSubmissionId": "1", "ReportRequestId": "1", "MaxCount": "3", "AvailableFromDate": SINCE},
    }  # fmt: skip
    actions = ("ListOrders", "ListOrdersByNextToken", "GetOrder", "ListOrderItems", "GetFeedSubmissionList",
               "GetFeedSubmissionResult", "GetReport", "GetReportList", "GetReportRequestList", "Dance")  # fmt: skip

    @tries(250)
    @given(st.sampled_from(sorted(calls)), st.sampled_from(actions), st.data(), st.booleans())
    def call(path: str, action: str, data: st.DataObject, is_signed: bool) -> None:
        fields = dict(calls[path])
        for name in data.draw(st.lists(st.sampled_from(sorted(fields)), max_size=3)):
            fields[name] = data.draw(TEXTS)
        told = signed(keys, path, Action=action, **fields)
        fine(client, "GET", path, query_string=told if is_signed else {**told, "Signature": data.draw(TEXTS)})

    call()
    assert market.hash() == before


def test_no_login_fails(client: FlaskClient, market: Market, keys: Credential) -> None:
    good = {"grant_type": "refresh_token", "refresh_token": keys.refresh_token, "client_id": keys.client_id,
            "client_secret": keys.client_secret, "scope": "", "code": ""}  # fmt: skip
    before = market.hash()

    @tries(200)
    @given(st.dictionaries(st.sampled_from(sorted(good)), VALUES, max_size=4), st.one_of(st.none(), SPOILS))
    def sign_in(change: dict[str, Any], spoils: list[Spoil] | None) -> None:
        body = spoiled(json.dumps(good | change).encode(), spoils or [])
        fine(client, "POST", "/auth/o2/token", data=body, content_type="application/json")
        form = {name: str(value) for name, value in (good | change).items()}
        fine(client, "POST", "/auth/o2/token", data=form)

    sign_in()
    assert market.hash() == before


def test_no_body_of_a_call_fails(program: Program, market: Market) -> None:
    order = market.place(released=True)
    item = program.get(f"/orders/v0/orders/{order}/orderItems")["payload"]["OrderItems"][0]["OrderItemId"]
    sqs = {"sqs": {"arn": "arn:aws:sqs:us-east-1:1:q"}}
    package = {"packageReferenceId": "1", "carrierCode": "X", "trackingNumber": "1", "shipDate": "2026-03-02T17:00:00Z",
               "orderItems": [{"orderItemId": item, "quantity": 1}]}  # fmt: skip
    resource = {"method": "GET", "path": "/orders/v0/orders", "dataElements": ["buyerInfo"]}
    calls = {
        "/notifications/v1/destinations": {"name": "x", "resourceSpecification": sqs},
        "/notifications/v1/subscriptions/ORDER_CHANGE": {"payloadVersion": "1.0", "destinationId": "x"},
        f"/orders/v0/orders/{order}/shipmentConfirmation": {"marketplaceId": US, "packageDetail": package},
        "/tokens/2021-03-01/restrictedDataToken": {"restrictedResources": [resource]},
        "/reports/2021-06-30/reports": {"reportType": "x", "marketplaceIds": [US], "dataStartTime": SINCE},
        "/feeds/2021-06-30/feeds": {"feedType": FLAT, "marketplaceIds": [US], "inputFeedDocumentId": "x"},
        "/fba/outbound/2020-07-01/fulfillmentOrders": {"sellerFulfillmentOrderId": "x", "items": [{}]},
    }
    headers = {"x-amz-access-token": program.token}

    @tries(300)
    @given(st.sampled_from(sorted(calls)), st.data())
    def call(path: str, data: st.DataObject) -> None:
        body: dict[str, Any] = json.loads(json.dumps(calls[path]))
        for name in data.draw(st.lists(st.sampled_from(sorted(body)), max_size=2)):
            inner = body[name] if isinstance(body[name], dict) and data.draw(st.booleans()) else body
            inner[data.draw(st.sampled_from(sorted(inner) or [name]))] = data.draw(VALUES)
        sent = json.dumps(body).encode()
        if data.draw(st.booleans()):
            sent = spoiled(sent, data.draw(SPOILS))
        now = market.hash()
        answer = fine(program.client, "POST", path, data=sent, headers=headers, content_type="application/json")
        assert answer.status_code < 400 or market.hash() == now

    call()
    assert program.get(f"/orders/v0/orders/{order}")["payload"]["AmazonOrderId"] == order


def test_no_question_fails(program: Program, market: Market) -> None:
    market.place(released=True)
    before, headers = market.hash(), {"x-amz-access-token": program.token}
    calls = {
        "/orders/v0/orders": ("CreatedAfter", "CreatedBefore", "LastUpdatedAfter", "NextToken", "BuyerEmail",
                              "MaxResultsPerPage", "AmazonOrderIds", "OrderStatuses"),
        "/orders/2026-01-01/orders": ("createdAfter", "createdBefore", "paginationToken", "includedData"),
        "/finances/v0/financialEvents": ("PostedAfter", "PostedBefore", "NextToken", "MaxResultsPerPage"),
        "/feeds/2021-06-30/feeds": ("feedTypes", "createdSince", "createdUntil", "nextToken", "pageSize"),
        "/reports/2021-06-30/reports": ("reportTypes", "createdSince", "createdUntil", "nextToken", "pageSize"),
        "/fba/outbound/2020-07-01/fulfillmentOrders": ("queryStartDate", "nextToken"),
    }  # fmt: skip
    instants = st.builds(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}".format, st.integers(0, 9999), st.integers(0, 13), st.integers(0, 32),
        st.integers(0, 24), st.integers(0, 60), st.integers(0, 61),
        st.sampled_from(["Z", "+14:00", "-23:59", "+24:00", " 00:00", "", ".9999999999Z"]),
    )  # fmt: skip
    tokens = VALUES.map(lambda value: base64.b64encode(b"\xff\xef\xbe" + json.dumps(value).encode()).decode())

    @tries(300)
    @given(st.sampled_from(sorted(calls)), st.data())
    def ask(path: str, data: st.DataObject) -> None:
        names = st.lists(st.sampled_from(calls[path]), min_size=1, max_size=3)
        query = {name: data.draw(st.one_of(instants, tokens, TEXTS)) for name in data.draw(names)}
        fine(program.client, "GET", path, query_string={"MarketplaceIds": US, **query}, headers=headers)
        body = {"to": data.draw(st.one_of(TEXTS, VALUES))}
        fine(program.client, "POST", f"/sim/v1/worlds/{market.name}/clock/advance", json=body)

    ask()
    assert market.hash() == before


def test_no_file_of_a_world_fails(program: Program, market: Market) -> None:
    market.place(released=True)
    before = market.hash()
    packed = program.client.get(f"/sim/v1/worlds/{market.name}/export").data
    whole = gzip.decompress(packed)
    assert len(whole) > 100_000
    places = st.tuples(st.integers(0, len(whole)), st.integers(0, 40), st.binary(max_size=40))
    spoils = st.lists(places, min_size=1, max_size=4)

    @tries(300)
    @given(spoils, st.sampled_from(["outside", "inside", "instead"]))
    def bring_in(spoils: list[Spoil], where: str) -> None:
        begin = b"" if where == "instead" else packed if where == "outside" else whole
        content = spoiled(begin, spoils)
        content = gzip.compress(content, 1) if where == "inside" else content
        path = "/sim/v1/worlds/import?name=back"
        if fine(program.client, "POST", path, data=content).status_code == 201:
            assert fine(program.client, "DELETE", "/sim/v1/worlds/back").status_code == 200
        assert fine(program.client, "GET", "/sim/v1/worlds/back").status_code == 404

    bring_in()
    assert market.hash() == before
