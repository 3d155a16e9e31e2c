"""Connect your software: the page shows keys that open the interface, and a code that can be exchanged."""

import re

from simulator.app import create_app
from tests.builders import Market


def test_the_keys_on_the_page_open_the_interface(market: Market) -> None:
    client = create_app(market.home.path).test_client()
    page = client.get(f"/w/{market.name}/seller/connect").get_data(as_text=True)
    token = re.search(r"Atzr\|[0-9a-f]+", page)
    client_id = re.search(r"amzn1\.application-oa2-client\.\w+", page)
    secret = re.search(r"amzn1\.oa2-cs\.v1\.\w+", page)
    assert token
    assert client_id
    assert secret
    asked = {
        "grant_type": "refresh_token",
        "refresh_token": token[0],
        "client_id": client_id[0],
        "client_secret": secret[0],
    }
    granted = client.post("/auth/o2/token", data=asked).get_json()
    orders = client.get(
        "/orders/v0/orders?MarketplaceIds=ATVPDKIKX0DER&CreatedAfter=2020-01-01T00:00:00Z",
        headers={"x-amz-access-token": granted["access_token"]},
    )
    assert orders.get_json()["payload"]["Orders"] == []


def test_every_known_client_has_lines_to_copy(market: Market) -> None:
    page = create_app(market.home.path).test_client().get(f"/w/{market.name}/seller/connect").get_data(as_text=True)
    for name in ("python-amazon-sp-api", "amzn-sp-api", "mws", "amazon-sp-api", "@sp-api-sdk"):
        assert f">{name}</h2>" in page
