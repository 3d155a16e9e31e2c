"""A market in which every form of both sites can be found, and the forms themselves."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from simulator.app import create_app
from simulator.directory import directory
from simulator.home import Home
from simulator.pressing import Press
from tests.builders import Market
from tests.forms.forms import Form, forms_of

# By page, what it is about: {…} is an order of the fair below.
PAGES = """
/p/{asin} /cart /checkout /account/addresses /account/communication /messages/{talked}
/orders/{fresh}/cancel /orders/{open}/request-cancellation /orders/{open}/contact /orders/{open}/problem
/orders/{open}/customer-service /orders/{sent} /orders/{sent}/track /orders/{sent}/claim /orders/{delivered}/return
/orders/{returned}/return /orders/{delivered}/feedback /orders/{rated}/feedback /orders/{delivered}/buy-again
/seller/orders/unshipped /seller/orders/{open} /seller/orders/{open}/cancel /seller/orders/{open}/confirm
/seller/orders/{open}/label /seller/orders/{labeled}/label /seller/orders/{sent}/shipment
/seller/orders/{sent}/refund /seller/orders/{sent}/refund?kind=partial /seller/orders/bulk-confirm?order={open}
/seller/returns /seller/returns?show=all /seller/claims /seller/claims?show=all /seller/feedback /seller/inventory
/seller/messages /seller/messages/{talked} /seller/notifications /seller/reports /seller/reports/columns /seller/feeds
/seller/settings/shipping /seller/settings/vacation /seller/settings/notifications /seller/mcf /seller/mcf/new
/seller/support/cases /seller/connect
"""


@dataclass
class Fair:
    """The market, somebody who posts its forms, and the forms by name."""

    market: Market
    app: Flask
    client: FlaskClient
    forms: dict[str, Form]

    def begin_again(self) -> None:
        """Let everything be as it was, the cart included."""
        self.market.restore("fair")
        self.client.delete_cookie("session")
        self.client.post("/w/market/cart", data={"sku": self.market.skus[1], "quantity": "1"})

    @property
    def cart(self) -> str:
        """What the header says of the cart."""
        return self.page("/account").split("/cart")[1][:40]

    def page(self, path: str) -> str:
        return str(self.client.get(f"/w/{self.market.name}{path}").text)


@pytest.fixture(scope="module")
def fair(tmp_path_factory: pytest.TempPathFactory, finished_templates: Path) -> Fair:
    folder = tmp_path_factory.mktemp("fair")
    (folder / "templates").symlink_to(finished_templates, target_is_directory=True)
    market = Market.new(Home.at(folder))
    about = _live(market)
    app = create_app(folder)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/w/market/cart", data={"sku": market.skus[1], "quantity": "1"})
    pages = [f"/w/market{page.format_map(about)}" for page in PAGES.split()]
    fair = Fair(market, app, client, forms_of(client, pages))
    market.snapshot("fair")
    return fair


@pytest.fixture
def forms(fair: Fair) -> dict[str, Form]:
    """Every form, in the market as it was."""
    with directory(fair.market.home) as session:
        session.execute(delete(Press))
    fair.begin_again()
    return fair.forms


def _live(market: Market) -> dict[str, str]:
    """Let everything happen that forms are about."""
    sku, asin = market.sql("SELECT sku, asin FROM products ORDER BY sku LIMIT 1")[0]
    two = [{"sku": sku, "quantity": 3}, {"sku": market.skus[2]}]
    about = {"asin": asin} | {name: market.place(released=True, items=two) for name in
             ("sent", "delivered", "returned", "received", "rated", "claimed", "refused")}  # fmt: skip
    for name in ("sent", "delivered", "returned", "received", "rated", "claimed", "refused"):
        market.act("hand-to-carrier", about[name])
        market.act("confirm-shipment", about[name], carrier="Bluejay Post", tracking=f"BJ{name}")
    for name in ("delivered", "returned", "received", "rated", "claimed"):
        market.act("deliver", about[name])
    market.advance(days=9)
    for name in ("claimed", "sent"):
        market.act("message", about[name], sender="buyer", subject="Where is it?", body="It is not what I ordered.")
    market.advance(days=2)
    for name in ("returned", "received"):
        market.act("request-return", about[name], reason="defective")
    market.act("authorize-return", about["received"])
    market.act("feedback", about["rated"], rating=2, comment="Late.")
    market.act("claim", about["claimed"], ground="not_as_described")
    about |= {name: market.place(released=True, items=two) for name in ("open", "labeled", "talked", "dropped")}
    market.act("message", about["talked"], sender="buyer", subject="Where is it?", body="Is it on its way?")
    market.act("message", about["talked"], sender="seller", body="Soon.", kind="additional_information")
    market.act("message", about["talked"], sender="buyer", subject="Where is it?", body="When?")
    market.act("buy-label", about["labeled"])
    market.act("seller-cancel", about["dropped"], reason="NoInventory")
    market.act("create-fulfillment", seller_id=market.seller_id, items=[{"sku": sku}])
    market.advance(minutes=6)
    market.advance(minutes=30)
    about["fresh"] = market.place(items=two)
    market.act("create-fulfillment", seller_id=market.seller_id, items=[{"sku": sku}])
    return about
