"""What a seller's software needs to connect: keys, addresses and lines of code to copy, for each client known.

For the page Connect your software; knows no template. Origins are given, never taken from a Host header.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from seller_central.selling_partner_api.tokens import authorization_code
from simulator.directory import Credential, credentials_of
from simulator.home import Home


@dataclass(frozen=True)
class Snippet:
    """Lines to copy: for which client, installed how, saved as which file, run by which program."""

    client: str
    install: str
    file: str
    program: str
    lines: str

    @property
    def code(self) -> str:
        """What to copy; its first line says where it goes."""
        sign = "#" if self.program == "python" else "//"
        return f"{sign} Save as {self.file}, then run: {self.program} {self.file}\n{self.lines}"


def keys_of(home: Home, world: str, seller_id: str) -> Credential:
    """Return a seller's keys in a world."""
    return credentials_of(home, world, [seller_id])[seller_id]


def new_code(home: Home, world: str, seller_id: str) -> str:
    """Return a code that a program exchanges for the refresh token."""
    return authorization_code(home, world, seller_id)


def snippets(keys: Credential, origin: str, marketplace_id: str) -> list[Snippet]:
    """Return lines to copy for each client that is known to work."""
    host = urlsplit(origin).netloc
    return [
        Snippet(
            "python-amazon-sp-api",
            "pip install python-amazon-sp-api",
            "list_orders.py",
            "python",
            _python(keys, host, marketplace_id),
        ),
        Snippet("amzn-sp-api", "pip install amzn-sp-api", "marketplaces.py", "python", _official(keys, origin)),
        Snippet("mws", "pip install mws", "service_status.py", "python", _older(keys, origin)),
        Snippet("amazon-sp-api", "npm install amazon-sp-api", "marketplaces.cjs", "node", _node(keys, host)),
        Snippet(
            "@sp-api-sdk",
            "npm install @sp-api-sdk/auth @sp-api-sdk/orders-api-v0",
            "list_orders.mjs",
            "node",
            _kit(keys, host, marketplace_id),
        ),
    ]


def _python(keys: Credential, host: str, marketplace_id: str) -> str:
    return f"""from sp_api.api import Orders
from sp_api.auth import AccessTokenClient

class Login(AccessTokenClient):
    scheme, host = "http://", "{host}"

class Marketplace:
    endpoint, marketplace_id, region = "http://{host}", "{marketplace_id}", "us-east-1"

orders = Orders(
    marketplace=Marketplace(),
    refresh_token="{keys.refresh_token}",
    credentials={{"lwa_app_id": "{keys.client_id}", "lwa_client_secret": "{keys.client_secret}"}},
    auth_token_client_class=Login,
)
print(orders.get_orders(CreatedAfter="2020-01-01T00:00:00Z").payload)
"""


def _official(keys: Credential, origin: str) -> str:
    return f"""import spapi

config = spapi.SPAPIConfig("{keys.client_id}", "{keys.client_secret}", refresh_token="{keys.refresh_token}")
client = spapi.SPAPIClient(config, oauth_endpoint="{origin}/auth/o2/token", endpoint="{origin}").api_client
print(spapi.SellersApi(client).get_marketplace_participations())
"""


def _older(keys: Credential, origin: str) -> str:
    return f"""import mws

orders = mws.Orders("{keys.mws_access_key}", "{keys.mws_secret_key}", "{keys.seller_id}", domain="{origin}")
print(orders.get_service_status().parsed)
"""


def _node(keys: Credential, host: str) -> str:
    return f"""const https = require("node:https");
const net = require("node:net");
const {{ SellingPartner }} = require("amazon-sp-api");

{_agent(host)}
const client = new SellingPartner({{
  region: "na",
  refresh_token: "{keys.refresh_token}",
  credentials: {{
    SELLING_PARTNER_APP_CLIENT_ID: "{keys.client_id}",
    SELLING_PARTNER_APP_CLIENT_SECRET: "{keys.client_secret}",
  }},
  options: {{ https_proxy_agent: new Local() }},
}});
client.callAPI({{ operation: "getMarketplaceParticipations", endpoint: "sellers" }}).then(console.log);
"""


def _kit(keys: Credential, host: str, marketplace_id: str) -> str:
    return f"""import https from "node:https";
import net from "node:net";

{_agent(host)}
https.globalAgent = new Local();
const {{ SellingPartnerApiAuth }} = await import("@sp-api-sdk/auth");
const {{ OrdersApiClient }} = await import("@sp-api-sdk/orders-api-v0");

const auth = new SellingPartnerApiAuth({{
  clientId: "{keys.client_id}",
  clientSecret: "{keys.client_secret}",
  refreshToken: "{keys.refresh_token}",
}});
const orders = new OrdersApiClient({{ auth, region: "na" }});
const answer = await orders.getOrders({{ marketplaceIds: ["{marketplace_id}"], createdAfter: "2020-01-01T00:00:00Z" }});
console.log(answer.data.payload);
"""


def _agent(host: str) -> str:
    """Write what leads a Node client to this server; both kits insist on https and its port."""
    place = urlsplit(f"//{host}")
    return f"""class Local extends https.Agent {{
  createConnection(options, done) {{ return net.connect({place.port or 80}, "{place.hostname}", done); }}
}}"""
