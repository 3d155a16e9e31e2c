"""What a seller's software needs to connect: the keys, the address, and a token to call with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from simulator.testing.calling import Send
from simulator.testing.market import Market
from simulator.testing.world import World

__tracebackhide__ = True
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class SellerAPI:
    """The first seller's connection to SP-API and MWS: give these to the client under test."""

    endpoint: str
    seller_id: str
    marketplace_ids: tuple[str, ...]
    lwa_client_id: str
    lwa_client_secret: str
    refresh_token: str
    mws_access_key: str
    mws_secret_key: str
    send: Send

    @classmethod
    def of(cls, market: Market, world: World, seller_id: str | None = None) -> "SellerAPI":
        """Return a seller's connection, the first's if none is named."""
        seller = next(one for one in world.sellers if seller_id in (None, one["seller_id"]))
        ids = tuple(seller["marketplace_ids"])
        return cls(market.address, seller["seller_id"], ids, **seller["credentials"], send=market.calls.send)

    @property
    def credentials(self) -> dict[str, str]:
        """The keys as python-amazon-sp-api takes them."""
        return {
            "lwa_app_id": self.lwa_client_id,
            "lwa_client_secret": self.lwa_client_secret,
            "refresh_token": self.refresh_token,
        }

    def token(self) -> str:
        """Return an access token, as a client gets one."""
        wish = {
            "grant_type": "refresh_token",
            "refresh_token": self.refresh_token,
            "client_id": self.lwa_client_id,
            "client_secret": self.lwa_client_secret,
        }
        status, answer = self.send("POST", "/auth/o2/token", {"Content-Type": FORM}, urlencode(wish).encode())
        if status != 200:
            raise AssertionError(f"no token: {status} {answer.decode()[:200]}")
        return str(json.loads(answer)["access_token"])

    def get(self, path: str, **query: Any) -> Any:
        """Call an operation of SP-API, such as `/orders/v0/orders`, and return its JSON."""
        return self.call("GET", f"{path}?{urlencode(query, doseq=True)}" if query else path)

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Call an operation with a body."""
        headers = {"x-amz-access-token": self.token(), "Content-Type": "application/json"}
        sent = json.dumps(body).encode() if body is not None else b""
        status, answer = self.send(method, path, headers, sent)
        if status >= 400:
            raise AssertionError(f"{method} {path} → {status} {answer.decode('utf-8', 'replace')[:300]}")
        return json.loads(answer) if answer else {}
