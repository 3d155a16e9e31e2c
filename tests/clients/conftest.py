"""A real server on a free port, a world in it, and the keys its first seller's software signs in with."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass

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
    with directory(home) as session:
        pass
    secret, seller_id = installation_secret(home), market.seller_id
    with directory(home) as session:
        keys = credential_for(session, secret, market.name, seller_id)
    server = make_server("127.0.0.1", 0, create_app(home.path), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Connection(f"127.0.0.1:{server.server_port}", keys, market)
    server.shutdown()
    thread.join()
    server.server_close()


def asked_to_cancel(market: Market) -> str:
    """Place an order that its buyer officially asked to cancel."""
    number = market.place(released=True)
    market.advance(minutes=31)
    market.act("request-cancellation", number, reason="found_cheaper")
    return number
