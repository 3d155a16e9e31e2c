"""From the storefront to orders placed: search, cart, checkout with the test cards."""

import re

import pytest

from seeds.templates import populate
from simulator.home import Home
from simulator.worlds import Plan, create, world_template
from tests.builders import Market
from tests.buyer_site.sites import Page, Site
from tests.databases import statements

COUNT = re.compile(r'name="count" value="(\d+)"')


@world_template("two-sellers-for-tests")
def two_sellers(moment, plan) -> None:  # type: ignore[no-untyped-def]
    populate(moment, plan, sellers=2, buyers=1)


@pytest.fixture
def bazaar(home: Home) -> Market:
    create(home, "market", Plan(template="two-sellers-for-tests"))
    return Market(home)


def skus_by_seller(market: Market) -> list[list[str]]:
    rows = market.sql("SELECT seller_id, sku FROM products ORDER BY seller_id, sku")
    return [[sku for who, sku in rows if who == one] for one in sorted({who for who, _ in rows})]


def check_out(site: Site, seen: Page | None = None, status: int = 200, **changed: str) -> Page:
    page = seen or site.get("/checkout")
    form = {"address": "0", "service": "Standard", "card": "approve", "count": page.hidden(COUNT), **changed}
    return site.send("/checkout", seen=page, status=status, **form)


def numbers(market: Market) -> list[str]:
    return [one["order_id"] for one in market.events() if one["kind"] == "order-placed"]


def test_the_storefront_leads_to_a_product_and_into_the_cart(market: Market, site: Site) -> None:
    front = site.get("/")
    assert "Departments" in front.text
    assert "Today's picks" in front.text
    asin, sku = re.search(r'/p/(\w+)\?sku=([\w-]+)"', front.source).groups()  # type: ignore[union-attr]
    page = site.get(f"/p/{asin}")
    assert page.offers("Add to cart")
    assert page.offers("Buy now")
    assert "Ships by" in page.text
    cart = site.send("/cart", seen=page, sku=sku, quantity="2")
    assert "Cart (2)" in cart.text


def test_search_filters_by_words_price_and_seller(market: Market, site: Site) -> None:
    title, price = market.sql("SELECT title, price FROM products ORDER BY price DESC LIMIT 1")[0]
    cheap = market.sql("SELECT title FROM products ORDER BY price LIMIT 1")[0][0]
    assert title in site.get(f"/s?q={title.split()[0]}").text
    dear = site.get(f"/s?lowest={price / 100}")
    assert title in dear.text
    assert cheap not in dear.text
    assert "No products match. Clear the filters or try another word." in site.get("/s?q=zzzz").text
    assert "No products match" in site.get("/s?seller=nobody").text


@pytest.mark.parametrize("wrong", ["abc", "-1", "1.234", "9" * 30, "NaN"])
def test_a_price_that_cannot_be_read_is_told_and_kept(site: Site, wrong: str) -> None:
    page = site.get(f"/s?lowest={wrong}", status=422)
    assert 'id="lowest-error"' in page.source
    assert f'value="{wrong}"' in page.source


def test_a_percent_sign_in_a_search_means_itself(site: Site) -> None:
    assert "No products match" in site.get("/s?q=%25").text


def test_an_offer_out_of_stock_has_no_buttons(market: Market, site: Site) -> None:
    sku, asin = market.sql("SELECT sku, asin FROM products LIMIT 1")[0]
    market.act("change-product", sku=sku, stock=0)
    page = site.get(f"/p/{asin}")
    assert "Currently unavailable" in page.text
    assert not page.offers("Add to cart")


def test_quantities_in_the_cart_are_changed_and_lines_removed(market: Market, site: Site) -> None:
    one, two = market.skus[:2]
    site.send("/cart", sku=one, quantity="1")
    site.send("/cart", sku=two, quantity="1")
    page = site.send("/cart/change", **{f"quantity-{one}": "12", f"quantity-{two}": "1"})
    assert "Cart (13)" in page.text
    page = site.send("/cart/change", remove=one, **{f"quantity-{one}": "nonsense", f"quantity-{two}": "1"})
    assert "Cart (1)" in page.text


def test_a_wrong_quantity_in_the_cart_is_told_and_kept(market: Market, site: Site) -> None:
    sku = market.skus[0]
    site.send("/cart", sku=sku, quantity="1")
    page = site.send("/cart/change", status=422, **{f"quantity-{sku}": "lots"})
    assert "Enter a number from 0 to 999." in page.alert
    assert 'value="lots"' in page.source
    assert "Cart (1)" in page.text
    emptied = site.send("/cart/change", status=422, **{f"quantity-{sku}": ""})
    assert 'value=""' in emptied.source[emptied.source.index(f'name="quantity-{sku}"') - 200 :][:400]


@pytest.mark.parametrize(
    ("card", "payment"), [("approve", "ok"), ("decline", "fails"), ("pend", "slow"), ("fraud", "fraud")]
)
def test_a_test_card_decides_how_the_payment_turns_out(market: Market, site: Site, card: str, payment: str) -> None:
    site.send("/cart", sku=market.skus[0], quantity="1")
    page = check_out(site, card=card)
    assert "Thank you, your order was placed" in page.text
    assert "You can cancel this yourself until" in page.text
    assert market.sql("SELECT payment FROM orders") == [(payment,)]
    assert "Cart (0)" in page.text


def test_items_of_two_sellers_become_two_orders(bazaar: Market) -> None:
    site = Site(bazaar.home)
    for shop in skus_by_seller(bazaar):
        site.send("/cart", sku=shop[0], quantity="1")
    page = check_out(site)
    assert "your 2 orders were placed" in page.text
    assert len(numbers(bazaar)) == 2
    assert len(set(bazaar.sql("SELECT seller_id FROM orders"))) == 2


def test_pressing_place_your_order_twice_places_it_once(market: Market, site: Site) -> None:
    site.send("/cart", sku=market.skus[0], quantity="1")
    page = site.get("/checkout")
    check_out(site, seen=page)
    second = check_out(site, seen=page)
    assert "your order is in Your Orders" in second.text
    site.send("/cart", sku=market.skus[0], quantity="1")
    stale = check_out(site, seen=page, status=409)
    assert "Order changed" in stale.text
    assert len(numbers(market)) == 1


def test_the_total_on_the_page_is_the_total_of_the_order(market: Market, site: Site) -> None:
    site.send("/cart", sku=market.skus[0], quantity="3")
    page = site.get("/checkout")
    again = site.send("/checkout", seen=page, service="Expedited", card="fraud", update="yes", gift_note="For you")
    assert numbers(market) == []
    assert 'value="fraud" checked' in again.source or 'value="fraud"  checked' in again.source
    assert "For you" in again.source
    promised = re.search(r'class="total">([^<]+)</dd>', again.source).group(1)  # type: ignore[union-attr]
    check_out(site, service="Expedited")
    assert market.order(numbers(market)[0])["total"]["amount"] == promised.strip("$")


def test_options_of_the_checkout_are_kept_with_the_order(market: Market, site: Site) -> None:
    market.sql("UPDATE buyers SET is_business = 1")
    sku = market.sql("SELECT sku FROM products WHERE customizable = 1 LIMIT 1")[0][0]
    site.send("/cart", sku=sku, quantity="1")
    check_out(
        site, gift_wrap="yes", gift_note=" Happy\n day ", invoice_requested="yes", purchase_order_number="PO 7",
        **{f"custom-{sku}": "Noor"},
    )  # fmt: skip
    kept = market.order(numbers(market)[0])["attributes"]
    assert kept == {
        "business": True, "gift_wrap": True, "gift_note": "Happy day", "invoice_requested": True,
        "purchase_order_number": "PO 7", "customization": "Noor",
    }  # fmt: skip


def test_an_order_goes_to_the_address_that_was_chosen(market: Market, site: Site) -> None:
    form = site.get("/account/addresses")
    site.send(
        "/account/addresses", seen=form, name="Ada Moor", line1="2 Quay", city="Salem", state="OR", postal_code="97301"
    )
    site.send("/cart", sku=market.skus[0], quantity="1")
    check_out(site, address="1")
    assert market.order(numbers(market)[0])["ship_to"]["line1"] == "2 Quay"


@pytest.mark.parametrize(
    ("field", "value"), [("address", "7"), ("address", "x"), ("card", "gold"), ("service", "Drone"), ("count", "-1")]
)
def test_what_cannot_be_chosen_places_nothing(market: Market, site: Site, field: str, value: str) -> None:
    site.send("/cart", sku=market.skus[0], quantity="1")
    page = check_out(site, status=422, **{field: value})
    assert page.alert
    assert numbers(market) == []


def test_more_than_there_is_in_stock_is_refused_and_the_cart_kept(market: Market, site: Site) -> None:
    sku = market.skus[0]
    market.act("change-product", sku=sku, stock=2)
    site.send("/cart", sku=sku, quantity="3")
    assert "There are not that many in stock (2 left)." in site.get("/cart").text
    page = check_out(site, status=409)
    assert "There are not that many in stock" in page.alert
    assert "Cart (3)" in page.text
    assert numbers(market) == []


def test_a_cart_belongs_to_its_world(home: Home, market: Market, site: Site) -> None:
    Market.new(home, "other")
    site.send("/cart", sku=market.skus[0], quantity="5")
    other = Page(site.client.get("/w/other/cart"))
    assert "Cart (0)" in other.text
    assert "Cart (5)" in site.get("/cart").text


def test_shop_pages_take_the_same_number_of_statements_however_much_is_sold(market: Market, site: Site) -> None:
    def counted(path: str) -> int:
        site.get(path)
        with statements() as some:
            site.get(path)
        return len(some)

    site.send("/cart", sku=market.skus[0], quantity="1")
    paths = ("/", "/s?q=a", "/cart", "/checkout")
    few = {path: counted(path) for path in paths}
    for sku in market.skus[1:]:
        site.send("/cart", sku=sku, quantity="1")
    many = {path: counted(path) for path in paths}
    assert few == many
    assert max(many.values()) <= 10
