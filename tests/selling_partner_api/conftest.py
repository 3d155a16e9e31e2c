"""A seller's program in few words: calls the interface with the first seller's token, in-process."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient

from seller_central.mws.signing import signature
from seller_central.selling_partner_api.tokens import access_token
from simulator import clock
from simulator.app import create_app
from simulator.directory import Credential, credential_for, directory, installation_secret
from simulator.home import Home
from tests.builders import Market
from tests.selling_partner_api.models import operation_at, problem_of

US = "ATVPDKIKX0DER"
SINCE = "2026-01-01T00:00:00Z"


@dataclass
class Program:
    """A seller's program: `get("/path", key=value)` returns the JSON of a success, `error(...)` that of a failure."""

    client: FlaskClient
    market: Market
    token: str
    # The operations that were called, with what they answered.
    called: set[tuple[str, int]] = field(default_factory=set)

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        headers = {"x-amz-access-token": self.token} if self.token else {}
        more = {"json": body} if body is not None else {}
        answer = self.client.open(path, method=method, query_string=query or None, headers=headers, **more)
        operation = operation_at(method, path)
        if operation is not None:
            problem = problem_of(operation, answer.status_code, answer.get_json(silent=True))
            assert problem is None, problem
            self.called.add((operation.name, answer.status_code))
        return answer

    def get(self, path: str, **query: Any) -> Any:
        return self._fine(self.call("GET", path, **query))

    def post(self, path: str, body: Any = None, **query: Any) -> Any:
        return self._fine(self.call("POST", path, body, **query))

    def put(self, path: str, body: Any = None) -> Any:
        return self._fine(self.call("PUT", path, body))

    def delete(self, path: str) -> Any:
        return self._fine(self.call("DELETE", path))

    def error(self, status: int, method: str, path: str, body: Any = None, **query: Any) -> dict[str, Any]:
        """Make a call that must fail with a status, and return the first error."""
        response = self.call(method, path, body, **query)
        assert response.status_code == status, response.get_data(as_text=True)
        first: dict[str, Any] = response.get_json()["errors"][0]
        assert first["code"]
        assert first["message"]
        assert response.headers["x-amzn-RequestId"]
        return first

    def feed(self, kind: str, content: bytes) -> tuple[dict[str, Any], str]:
        """Upload a file and return what became of it, with its processing report."""
        room = self.post("/feeds/2021-06-30/documents", {"contentType": "text/tab-separated-values; charset=UTF-8"})
        assert self.client.put(local(room["url"]), data=content).status_code == 200
        wish = {"feedType": kind, "marketplaceIds": [US], "inputFeedDocumentId": room["feedDocumentId"]}
        number = self.post("/feeds/2021-06-30/feeds", wish)["feedId"]
        told = self.get(f"/feeds/2021-06-30/feeds/{number}")
        place = self.get(f"/feeds/2021-06-30/documents/{told['resultFeedDocumentId']}")["url"]
        return told, self.client.get(local(place)).get_data(as_text=True)

    def restricted(self, path: str, *elements: str) -> "Program":
        """Return the same program with a token for personal data at an address."""
        resource = {"method": "GET", "path": path, "dataElements": list(elements)}
        if not elements:
            del resource["dataElements"]
        told = self.post("/tokens/2021-03-01/restrictedDataToken", {"restrictedResources": [resource]})
        return Program(self.client, self.market, told["restrictedDataToken"], self.called)

    def _fine(self, response: Any) -> Any:
        assert 200 <= response.status_code < 300, response.get_data(as_text=True)
        return response.get_json() if response.get_data() else None


def signed(
    keys: Credential, path: str = "/", host: str = "localhost", method: str = "GET", **fields: str
) -> dict[str, str]:
    """Return the parameters of a call of the older protocol, with their signature."""
    told = {"AWSAccessKeyId": keys.mws_access_key, "SellerId": keys.seller_id, "SignatureVersion": "2"}
    told |= {"SignatureMethod": "HmacSHA256", "Timestamp": f"{clock.wall_now():%Y-%m-%dT%H:%M:%S}", **fields}
    return told | {"Signature": signature(keys.mws_secret_key, method, host, path, told)}


def local(url: str) -> str:
    """Return an address without its origin."""
    return "/" + url.split("/", 3)[3]


@pytest.fixture
def client(home: Home) -> FlaskClient:
    return create_app(home.path).test_client()


@pytest.fixture
def program(client: FlaskClient, home: Home, market: Market) -> Program:
    return Program(client, market, access_token(home, market.name, market.seller_id))


@pytest.fixture
def keys(home: Home, market: Market) -> Credential:
    secret, seller_id = installation_secret(home), market.seller_id
    with directory(home) as session:
        return credential_for(session, secret, market.name, seller_id)


@pytest.fixture
def asked(market: Market) -> str:
    """An order its buyer officially asked to cancel."""
    number = market.place(released=True)
    market.advance(minutes=31)
    market.act("request-cancellation", number, reason="found_cheaper")
    return number
