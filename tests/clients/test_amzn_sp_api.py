"""The story of a request, told through the marketplace's own kit, which refuses answers that break the models."""

from typing import Any

import pytest
import requests

from tests.builders import Market
from tests.clients.conftest import US, Connection, asked_to_cancel, check_what_was_told

# The kit's own source has escapes and calls that newer Pythons warn of.
pytestmark = [
    pytest.mark.clients,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::SyntaxWarning", "ignore::ResourceWarning"),
]


def test_the_official_kit_reads_cancels_ships_subscribes_and_writes(connection: Connection) -> None:
    import spapi
    from spapi.models import feeds_v2021_06_30 as feed_models
    from spapi.models import messaging_v1
    from spapi.models import orders_v0 as order_models

    market, keys = connection.market, connection.keys
    config = spapi.SPAPIConfig(keys.client_id, keys.client_secret, refresh_token=keys.refresh_token)
    client: Any = spapi.SPAPIClient(
        config, oauth_endpoint=f"{connection.origin}/auth/o2/token", endpoint=connection.origin
    ).api_client
    _subscribes(spapi, client)
    asked, other = asked_to_cancel(market), market.place(released=True)
    orders, since = spapi.OrdersV0Api(client), "2026-01-01T00:00:00Z"
    first = orders.get_orders([US], created_after=since, max_results_per_page=1).payload
    more = orders.get_orders([US], created_after=since, max_results_per_page=1, next_token=first.next_token).payload
    assert [one.amazon_order_id for one in (*first.orders, *more.orders)] == [asked, other]
    _reads_the_report_with_a_restricted_token(spapi, client, market)
    flag = orders.get_order_items(asked).payload.order_items[0].buyer_requested_cancel
    assert flag.is_buyer_requested_cancel == "true"

    feeds = spapi.FeedsApi(client)
    room = feeds.create_feed_document(
        feed_models.CreateFeedDocumentSpecification(content_type="text/tab-separated-values")
    )
    rows = f"order-id\tcancellation-reason-code\tamazon-order-item-code\n{asked}\t\t\n"
    assert requests.put(room.url, data=rows.encode(), timeout=10).status_code == 200
    handed = feeds.create_feed(
        feed_models.CreateFeedSpecification(
            feed_type="POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA",
            marketplace_ids=[US],
            input_feed_document_id=room.feed_document_id,
        )
    )
    assert feeds.get_feed(handed.feed_id).processing_status == "DONE"
    assert orders.get_order(asked).payload.order_status == "Canceled"

    line = orders.get_order_items(other).payload.order_items[0]
    item = order_models.ConfirmShipmentOrderItem(order_item_id=line.order_item_id, quantity=1)
    package = order_models.PackageDetail(
        package_reference_id="1", carrier_code="Harrow", tracking_number="HP0000000001",
        ship_date="2026-11-21T20:46:10.884490+00:00", order_items=[item],
    )  # fmt: skip
    orders.confirm_shipment(other, order_models.ConfirmShipmentRequest(package_detail=package, marketplace_id=US))

    talk = spapi.MessagingApi(client)
    text = messaging_v1.CreateUnexpectedProblemRequest(text="The box has a dent. May we send another one?")
    talk.create_unexpected_problem(other, [US], text)
    check_what_was_told(market, asked, other)


def _subscribes(spapi: Any, client: Any) -> None:
    from spapi.models import notifications_v1

    notes = spapi.NotificationsApi(client)
    place = {"name": "list", "resourceSpecification": {"list": {}}}
    destination = notes.create_destination(place).payload
    wish = notifications_v1.CreateSubscriptionRequest(payload_version="1.0", destination_id=destination.destination_id)
    assert notes.create_subscription("ORDER_CHANGE", wish).payload.subscription_id


def _reads_the_report_with_a_restricted_token(spapi: Any, client: Any, market: Market) -> None:
    from spapi.models import reports_v2021_06_30 as report_models
    from spapi.models import tokens_v2021_03_01 as token_models

    market.set(seller={"report_columns": {"buyer_requested_cancel": True}})
    reports = spapi.ReportsApi(client)
    kind = "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING"
    wish = report_models.CreateReportSpecification(report_type=kind, marketplace_ids=[US])
    done = reports.get_report(reports.create_report(wish).report_id)
    assert done.processing_status == "DONE"
    with pytest.raises(spapi.ApiException, match="Unauthorized"):
        reports.get_report_document(done.report_document_id)

    path = f"/reports/2021-06-30/documents/{done.report_document_id}"
    resources = [token_models.RestrictedResource(method="GET", path=path)]
    asking = token_models.CreateRestrictedDataTokenRequest(restricted_resources=resources)
    token = spapi.TokensApi(client).create_restricted_data_token(asking).restricted_data_token
    usual, client.configuration.access_token_cache = client.configuration.access_token_cache, Restricted(token)
    place = reports.get_report_document(done.report_document_id)
    client.configuration.access_token_cache = usual
    header, row, *_ = requests.get(place.url, timeout=10).text.splitlines()
    cells = dict(zip(header.split("\t"), row.split("\t"), strict=True))
    assert cells["is-buyer-requested-cancellation"] == "true"


class Restricted:
    """What the kit asks for a token; it has no way of its own to use a restricted one."""

    def __init__(self, token: str) -> None:
        self.token = token

    def get_lwa_access_token(self) -> str:
        return self.token
