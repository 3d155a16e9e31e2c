"""A real server on a free port, a world in it, and the keys its first seller's software signs in with."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from werkzeug.serving import make_server

from simulator.app import create_app
from simulator.directory import Credential, credential_for, directory, installation_secret
from simulator.home import Home
from tests.builders import Market

US = "ATVPDKIKX0DER"


@dataclass
class Connection:
    """Where the server listens, and with which keys a seller's software comes."""

    host: str
    keys: Credential
    market: Market

    @property
    def origin(self) -> str:
        return f"http://{self.host}"


@pytest.fixture
def connection(home: Home, market: Market) -> Iterator[Connection]:
    keys = keys_of(market)
    server = make_server("127.0.0.1", 0, create_app(home.path), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Connection(f"127.0.0.1:{server.server_port}", keys, market)
    server.shutdown()
    thread.join()
    server.server_close()


def opener(host: str, keys: Credential) -> Callable[..., Any]:
    """Return what opens the sections of python-amazon-sp-api, led to a server by its documented arguments."""
    from sp_api.auth import AccessTokenClient
    from sp_api.auth.access_token_client import cache, grantless_cache

    cache.clear()
    grantless_cache.clear()
    login = type("Login", (AccessTokenClient,), {"scheme": "http://", "host": host})
    place = SimpleNamespace(endpoint=f"http://{host}", marketplace_id=US, region="us-east-1")
    secrets = {"lwa_app_id": keys.client_id, "lwa_client_secret": keys.client_secret}

    def opened(section: Any, **more: Any) -> Any:
        return section(
            marketplace=place,
            refresh_token=keys.refresh_token,
            credentials=secrets,
            auth_token_client_class=login,
            **more,
        )

    return opened


def keys_of(market: Market) -> Credential:
    """Return the keys of a market's first seller."""
    secret, seller_id = installation_secret(market.home), market.seller_id
    with directory(market.home) as session:
        return credential_for(session, secret, market.name, seller_id)


def asked_to_cancel(market: Market) -> str:
    """Place an order that its buyer officially asked to cancel."""
    number = market.place(released=True)
    market.advance(minutes=31)
    market.act("request-cancellation", number, reason="found_cheaper")
    return number


def check_what_was_told(market: Market, asked: str, other: str) -> None:
    """Check what every client's story comes to: one order canceled without count, another shipped, and people told."""
    assert [market.order(one)["status"] for one in (asked, other)] == ["Canceled", "Shipped"]
    assert market.order(asked)["cancellation"]["counts_against_seller"] is False
    changes = "SELECT payload FROM notifications WHERE kind = 'ORDER_CHANGE' AND order_id = ? ORDER BY id"
    told = market.sql(changes, asked)
    summary = orjson.loads(told[-1][0])["Payload"]["OrderChangeNotification"]["Summary"]
    assert summary["OrderStatus"] == "Canceled"
    assert "message-sent" in market.kinds(other)
    assert market.audit() == []
