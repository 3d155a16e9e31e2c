"""The interface's published error cases, sent as they stand: each is a 400, and the world stays as it was."""

from typing import Any

from tests.builders import Market
from tests.selling_partner_api.conftest import US, Program

V0, NEWER, FEEDS, REPORTS = "/orders/v0/orders", "/orders/2026-01-01/orders", "/feeds/2021-06-30", "/reports/2021-06-30"
TALK, FINANCES = "/messaging/v1/orders/123-1234567-0000000", "/finances/v0"
ACTIONS = (
    "confirmCustomizationDetails", "confirmDeliveryDetails", "legalDisclosure", "confirmOrderDetails",
    "confirmServiceDetails", "warranty", "digitalAccessKey", "unexpectedProblem", "invoice",
)  # fmt: skip
BAD_ORDER = f"{V0}/TEST_CASE_400"
NO_METHOD = {"method": "", "path": "/orders/v1/orders/902-1845936-5435065/address"}
CASES: list[tuple[str, str, Any]] = [
    ("GET", f"{V0}?CreatedAfter=TEST_CASE_400&MarketplaceIds={US}", None),
    ("GET", BAD_ORDER, None),
    ("GET", f"{BAD_ORDER}/buyerInfo", None),
    ("GET", f"{BAD_ORDER}/address", None),
    ("GET", f"{BAD_ORDER}/orderItems", None),
    ("GET", f"{BAD_ORDER}/orderItems/buyerInfo", None),
    ("POST", f"{V0}/902-1106328-1059050/shipment", {"marketplaceId": "1", "shipmentStatus": "ReadyForPickup"}),
    ("GET", f"{NEWER}?createdAfter=TEST_CASE_400", None),
    ("GET", f"{NEWER}/TEST_CASE_400", None),
    ("GET", f"{FEEDS}/feeds?feedTypes=POST_PRODUCT_DATA&processingStatuses=BAD_VALUE%2CDONE", None),
    ("POST", f"{FEEDS}/feeds", {"marketplaceIds": [US, "A1F83G8C2ARO7P"], "inputFeedDocumentId": "badDocumentId"}),
    ("DELETE", f"{FEEDS}/feeds/BADID1", None),
    ("GET", f"{FEEDS}/feeds/badFeedId1", None),
    ("POST", f"{FEEDS}/documents", {}),
    ("GET", f"{FEEDS}/documents/badDocumentId1", None),
    ("GET", f"{REPORTS}/reports?reportTypes=FEE_DISCOUNTS_REPORT&processingStatuses=BAD_VALUE%2CIN_PROGRESS", None),
    (
        "POST",
        f"{REPORTS}/reports",
        {"reportType": "BAD_FEE_DISCOUNTS_REPORT", "marketplaceIds": ["A1PA6795UKMFR9", US]},
    ),
    ("DELETE", f"{REPORTS}/reports/BADID1", None),
    ("GET", f"{REPORTS}/reports/badReportId1", None),
    ("GET", f"{REPORTS}/schedules?reportTypes=BAD_FEE_DISCOUNTS_REPORT%2CBAD_GET_FBA_DATA", None),
    ("POST", f"{REPORTS}/schedules", {"reportType": "BAD_FEE_DISCOUNTS_REPORT", "period": "PT5M"}),
    ("DELETE", f"{REPORTS}/schedules/BADID1", None),
    ("GET", f"{REPORTS}/schedules/badReportId1", None),
    ("GET", f"{REPORTS}/documents/badDocumentId1", None),
    ("GET", f"{FINANCES}/financialEventGroups?MaxResultsPerPage=10", None),
    ("GET", f"{FINANCES}/financialEventGroups/BADID/financialEvents", None),
    ("GET", f"{FINANCES}/orders/BAD-ORDER/financialEvents", None),
    ("GET", f"{FINANCES}/financialEvents?MaxResultsPerPage=2", None),
    ("POST", "/tokens/2021-03-01/restrictedDataToken", {"restrictedResources": [NO_METHOD]}),
    ("GET", f"{TALK}?marketplaceIds={US}", None),
    ("GET", f"{TALK}/attributes?marketplaceIds={US}", None),
    *(("POST", f"{TALK}/messages/{one}?marketplaceIds={US}", {"text": "Hello"}) for one in ACTIONS),
]


def test_published_error_cases_are_errors_here(program: Program, market: Market) -> None:
    before = market.hash()
    for method, path, body in CASES:
        error = program.error(400, method, path, body)
        assert error["code"] in ("InvalidInput", "InvalidRequest"), path
    assert market.hash() == before


def test_a_pickup_in_an_unknown_marketplace_is_refused_in_published_words(program: Program, market: Market) -> None:
    path, body = f"{V0}/{market.place(released=True)}/shipment", {"marketplaceId": "1", "shipmentStatus": "PickedUp"}
    told = program.error(400, "POST", path, body)
    assert (told["message"], told["details"]) == ("Marketplace ID is not defined", "1001")
    assert program.error(400, "POST", path, body | {"marketplaceId": US})["details"].startswith("This order is not")


def test_published_successes_that_need_nothing_succeed_here(program: Program) -> None:
    program.post(f"{FEEDS}/documents", {"contentType": "text/tab-separated-values; charset=UTF-8"})
    resource = {"method": "GET", "path": "/orders/v0/orders/902-1845936-5435065/address"}
    listed = {"method": "GET", "path": "/orders/v0/orders", "dataElements": ["buyerInfo", "shippingAddress"]}
    for resources in ([resource], [listed]):
        body = {"targetApplication": "amzn1.sellerapps.app.target", "restrictedResources": resources}
        assert program.post("/tokens/2021-03-01/restrictedDataToken", body)["expiresIn"] == 3600


def test_a_date_of_another_country_is_no_shipping_date(program: Program, market: Market) -> None:
    number = market.place(released=True)
    item = market.order(number)["items"][0]["order_item_id"]
    package = {
        "packageReferenceId": "1", "carrierCode": "FedEx", "carrierName": "FedEx", "shippingMethod": "FedEx Ground",
        "trackingNumber": "112345678", "orderItems": [{"orderItemId": item, "quantity": 1}],
    }  # fmt: skip
    path = f"{V0}/{number}/shipmentConfirmation"
    wrong = {"marketplaceId": US, "packageDetail": package | {"shipDate": "02/21/2022"}}
    assert program.error(400, "POST", path, wrong)["code"] == "InvalidInput"
    right = {"marketplaceId": US, "packageDetail": package | {"shipDate": "2026-03-02T18:00:00Z"}}
    answer = program.call("POST", path, right)
    assert (answer.status_code, market.order(number)["status"]) == (204, "Shipped")
