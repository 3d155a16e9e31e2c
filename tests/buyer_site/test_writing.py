"""Writing to the seller: the official way comes first, a message stays a wish, and every thread is the buyer's own."""

from io import BytesIO

import pytest

from simulator.policy import overridden
from tests.builders import Market
from tests.buyer_site.sites import Page, Site
from tests.databases import statements

TEXT = "Please cancel my order."


def contact(site: Site, order: str, status: int = 200, **form: object) -> Page:
    path = f"/orders/{order}/contact"
    return site.send(path, seen=site.get(path), status=status, **{"kind": "question", "body": "When?", **form})


def test_a_question_reaches_the_seller_and_stands_in_the_message_centre(market: Market, site: Site) -> None:
    order = market.place(released=True)
    page = contact(site, order, body="When does it arrive?")
    assert "Message sent." in page.text
    assert "When does it arrive?" in page.text
    assert "message-to-seller" in market.mail(order, to="seller")
    assert order in site.get("/messages").text


def test_a_wish_to_cancel_is_shown_the_official_way_first(market: Market, site: Site) -> None:
    order = market.place()
    page = contact(site, order, kind="cancel_order", body=TEXT)
    assert "Canceling is done from Your Orders" in page.text
    assert page.offers("Cancel items")
    assert page.offers("Send message anyway")
    assert TEXT in page.source
    assert market.kinds(order) == ["order-placed"]
    market.advance(minutes=30)
    page = contact(site, order, kind="cancel_order", body=TEXT)
    assert page.offers("Request cancellation")


def test_sent_anyway_it_is_a_wish_and_no_request(market: Market, site: Site) -> None:
    order = market.place(released=True)
    market.advance(minutes=31)
    contact(site, order, kind="cancel_order", body=TEXT, anyway="yes")
    told = market.order(order)
    assert told["request"] is None
    assert told["status"] == "Unshipped"
    assert market.kinds(order)[-1] == "message-sent"


@pytest.mark.parametrize(
    ("body", "sentence", "status"),
    [
        ("", "Write a message.", 422),
        ("x" * 2001, "A message has at most 2,000 characters.", 409),
        ("See https://elsewhere.example/", "Remove: https://elsewhere.example", 409),
        ("<b>now</b>", "Messages are plain text. Remove:", 409),
    ],
    ids=["nothing", "too long", "a link", "markup"],
)
def test_what_may_not_be_sent_is_told_and_kept(
    market: Market, site: Site, body: str, sentence: str, status: int
) -> None:
    order = market.place(released=True)
    page = contact(site, order, body=body, status=status)
    assert sentence in page.text
    assert "message-sent" not in market.kinds(order)


def test_two_thousand_characters_are_sent(market: Market, site: Site) -> None:
    order = market.place(released=True)
    assert "Message sent." in contact(site, order, body="ö" * 2000).text


def test_a_file_goes_along_and_comes_back_as_it_was(market: Market, site: Site) -> None:
    order = market.place(released=True)
    picture = b"\x89PNG\r\n\x1a\n" + b"0" * 20
    contact(site, order, attachments=(BytesIO(picture), "leak.png"))
    answer = site.client.get(f"/w/market/messages/{order}/1/files/1")
    assert answer.data == picture
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert site.get(f"/messages/{order}/1/files/2", status=404).status == 404
    assert site.get(f"/messages/{order}/9/files/1", status=404).status == 404


def test_a_file_of_another_kind_is_refused(market: Market, site: Site) -> None:
    order = market.place(released=True)
    page = contact(site, order, status=422, attachments=(BytesIO(b"MZ\x00\x01"), "tool.exe"))
    assert "tool.exe is not one of" in page.alert
    assert "When?" in page.source


def test_a_buyer_sends_two_files_with_one_message(market: Market, site: Site) -> None:
    order = market.place(released=True)
    files = [(BytesIO(b"plain words"), "one.txt"), (BytesIO(b"plain words"), "two.txt")]
    with overridden({"attachments-per-message": 2}):
        page = contact(site, order, status=200, attachments=files)
    assert [name for name in ("one.txt", "two.txt") if f">{name}<" in page.source] == ["one.txt", "two.txt"]


@pytest.mark.parametrize(("size", "status"), [(99_999, 200), (100_000, 200), (100_001, 413)])
def test_files_weigh_at_most_what_the_rule_says(market: Market, site: Site, size: int, status: int) -> None:
    order, file = market.place(released=True), (BytesIO(b"%PDF-1.7 ".ljust(size, b" ")), "long.pdf")
    with overridden({"attachment-limit": 100_000}):
        page = contact(site, order, status=status, attachments=file)
    sent = market.kinds(order)[-1] == "message-sent"
    assert sent == (status == 200)
    assert ("Attachments are at most" in page.alert) == (status == 413)


@pytest.mark.parametrize("body", ["مرحبا، متى يصل؟", "いつ届きますか。", "🎁🚀 when?", "'; DROP TABLE orders; --"])
def test_any_script_is_sent_as_it_was_written(market: Market, site: Site, body: str) -> None:
    order = market.place(released=True)
    assert body in contact(site, order, body=body).text


def test_new_messages_are_counted_until_they_are_looked_at(market: Market, site: Site) -> None:
    order = market.place(released=True)
    market.act("message", order, sender="seller", body="Which color?", kind="additional_information")
    assert "Messages (1)" in site.get("/").text
    before = market.hash()
    page = site.get(f"/messages/{order}")
    assert "Which color?" in page.text
    assert "Critical" in page.text
    assert "Messages (1)" not in site.get("/").text
    assert market.hash() == before, "looking changes nothing"


def test_a_message_kept_from_the_buyer_is_nowhere_on_the_site(market: Market, site: Site) -> None:
    market.set(buyer={"opted_out": True})
    order = market.place(released=True)
    market.act("message", order, sender="seller", body="A delay, sorry.", kind="delay")
    assert "No messages." in site.get("/messages").text
    assert "A delay, sorry." not in site.get(f"/messages/{order}").text
    assert "Messages (1)" not in site.get("/").text


def test_a_buyer_replies_and_reports(market: Market, site: Site) -> None:
    order = market.place(released=True)
    market.act("message", order, sender="seller", body="Which color?", kind="additional_information")
    page = site.get(f"/messages/{order}")
    answered = site.send(f"/messages/{order}", seen=page, body="Blue")
    assert "Blue" in answered.text
    told = site.send(f"/messages/{order}/report", seen=answered, n="1")
    assert "reported as inappropriate" in told.text
    assert "message-reported" in market.kinds(order)
    assert not told.offers("Report message")


def test_a_thread_of_somebody_else_does_not_exist(market: Market, site: Site) -> None:
    order = market.place()
    market.sql("UPDATE orders SET buyer_id = NULL")
    assert site.get(f"/messages/{order}", status=404).status == 404


def test_opting_out_is_one_choice_of_two(market: Market, site: Site) -> None:
    form = site.get("/account/communication")
    site.send("/account/communication", seen=form, messages="critical")
    assert market.sql("SELECT opted_out FROM buyers") == [(1,)]
    assert 'value="critical" checked' in site.get("/account/communication").source
    site.send("/account/communication", seen=form, messages="all")
    assert market.sql("SELECT opted_out FROM buyers") == [(0,)]
    page = site.send("/account/communication", seen=form, status=422, messages="none")
    assert "Choose which messages you want." in page.alert


def test_customer_service_answers_in_three_ways(market: Market, site: Site) -> None:
    fresh, late, gone = market.place(), market.place(released=True), market.place(released=True)

    def call(order: str) -> str:
        path = f"/orders/{order}/customer-service"
        return site.send(path, seen=site.get(path), by="chat", details="Please").text

    assert "We canceled the order for you." in call(fresh)
    market.advance(minutes=31)
    assert "We passed your wish on to the seller" in call(late)
    assert market.order(late)["request"] is None
    market.act("confirm-shipment", gone, carrier="Mill Express", tracking="MX1")
    assert "This order has shipped. You can return it for a refund." in call(gone)


def test_customer_service_asks_how_to_be_reached(market: Market, site: Site) -> None:
    path = f"/orders/{market.place()}/customer-service"
    page = site.send(path, seen=site.get(path), status=422, by="pigeon", details="Hello")
    assert "Choose phone or chat." in page.alert
    assert "Hello" in page.source


@pytest.mark.parametrize(
    ("trouble", "page"),
    [
        ("not-arrived", "Contact"),
        ("damaged", "Contact"),
        ("cancel", "Cancel items"),
        ("other", "Contact"),
    ],
)
def test_a_problem_leads_to_the_page_that_helps(market: Market, site: Site, trouble: str, page: str) -> None:
    path = f"/orders/{market.place()}/problem"
    assert page in site.send(path, seen=site.get(path), trouble=trouble).text.split("|")[0]


def test_a_problem_has_to_be_named(market: Market, site: Site) -> None:
    path = f"/orders/{market.place()}/problem"
    assert "Choose what went wrong." in site.send(path, seen=site.get(path), status=422).alert


def test_the_message_centre_takes_the_same_number_of_statements_for_many_threads(market: Market, site: Site) -> None:
    market.act("message", market.place(released=True), sender="buyer", body="One")
    site.get("/messages")
    with statements() as few:
        site.get("/messages")
    for n in range(30):
        market.act("message", market.place(released=True), sender="buyer", body=f"More {n}")
    with statements() as many:
        page = site.get("/messages")
    assert len(few) == len(many)
    assert page.offers("Next")
