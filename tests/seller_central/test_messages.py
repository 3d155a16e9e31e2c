"""Buyer Messages: lists, answering, what is not delivered, and what is refused with everything typed kept."""

import io
import re

import pytest

from tests.builders import Market
from tests.seller_central.site import Desk


def ask(market: Market, order: str, kind: str = "question", body: str = "When does it arrive?") -> None:
    market.act("message", order, **{"from": "buyer", "kind": kind, "body": body})


def test_a_buyers_message_waits_under_response_needed_until_it_is_answered(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    ask(market, order)
    page = desk.page("/messages")
    assert "When does it arrive?" in page
    assert "Messages (1)" in page
    answer = desk.post(f"/messages/{order}", body="It arrives on Friday.", kind="other")
    assert answer.status_code == 303
    assert "Message sent." in desk.page(f"/messages/{order}")
    assert "No messages need a response." in desk.page("/messages")
    assert "It arrives on Friday." in desk.page("/messages?show=sent")
    assert "It arrives on Friday." in desk.page("/messages?show=all")


def test_an_answer_that_is_late_is_called_overdue_and_not_now(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    ask(market, order)
    market.advance(hours=23)
    assert ">in 1 h<" in desk.page("/messages")
    market.advance(hours=1)
    page = desk.page("/messages")
    assert ">Overdue<" in page
    assert 'Response needed <span class="n">1</span>' in page


def test_the_thread_shows_that_a_wish_is_no_request(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    ask(market, order, "cancel_order", "Please cancel it.")
    page = desk.page(f"/messages/{order}")
    assert "Inquiry from Millpond customer" in page
    assert "<dt>Buyer-requested cancel</dt><dd>None</dd>" in page


def test_an_opted_out_buyer_gets_critical_messages_only(desk: Desk, market: Market) -> None:
    market.set(buyer={"opted_out": True})
    order = market.place(released=True)
    desk.post(f"/messages/{order}", body="Your parcel is a day late.", kind="delay")
    page = desk.page(f"/messages/{order}")
    assert "Not delivered. The buyer opted out of messages that are not critical." in page
    desk.post(f"/messages/{order}", body="We canceled your order.", kind="cancellation")
    page = desk.page(f"/messages/{order}")
    assert "Message sent." in page
    assert 'class="badge info">Critical<' in page


@pytest.mark.parametrize(
    ("body", "rule"),
    [("<b>Hello</b>", "plain text"), ("See https://shop.example/", "no links"), ("", "Write a message."),
     ("Use coupon code SAVE10", "not for marketing")],
    ids=["html", "link", "empty", "marketing"],
)  # fmt: skip
def test_what_a_message_must_not_contain_is_said_and_kept(desk: Desk, market: Market, body: str, rule: str) -> None:
    from markupsafe import escape

    order = market.place(released=True)
    answer = desk.post(f"/messages/{order}", body=body, kind="problem_with_order")
    assert answer.status_code in (409, 422)
    assert rule in answer.text
    assert str(escape(body)) in answer.text
    assert "message-sent" not in market.kinds(order)


def test_a_ready_text_fills_the_form_and_keeps_its_meaning(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    ask(market, order, "cancel_order", "Please cancel it.")
    page = desk.post(f"/messages/{order}", template="how_to_request", fill="yes").text
    assert "select Request cancellation" in page
    from seller_central.reply_templates import reply_templates
    from simulator.orders.models import Order

    with desk.client.application.test_request_context(), market.reading() as moment:
        ready = reply_templates(moment.session.get_one(Order, order))
    desk.post(f"/messages/{order}", body=ready[0].text, template="how_to_request")
    assert "Read as: how to request." in desk.page(f"/messages/{order}")


def test_every_ready_text_is_delivered_and_read_as_meant(desk: Desk, market: Market) -> None:
    from seller_central.reply_templates import reply_templates
    from simulator.orders.models import Order

    order = market.place(released=True)
    ask(market, order)
    with desk.client.application.test_request_context(), market.reading() as moment:
        ready = reply_templates(moment.session.get_one(Order, order))
    for one in ready:
        answer = desk.post(f"/messages/{order}", body=one.text, template=one.intent)
        assert answer.status_code == 303, one.intent
    told = [one["data"]["intent"] for one in market.events(order) if one["kind"] == "message-sent"]
    assert told[1:] == [one.intent for one in ready]
    assert "breach-noted" not in market.kinds(order)


def test_no_response_needed_takes_a_conversation_off_the_list(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    ask(market, order)
    assert desk.post(f"/messages/{order}/no-response").status_code == 303
    assert "No messages need a response." in desk.page("/messages")


def test_an_attachment_is_handed_out_as_a_file(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    data = {"body": "The form.", "kind": "legal_document", "attachments": (io.BytesIO(b"plain words"), "note.txt")}
    answer = desk.client.post(f"{desk.base}/messages/{order}", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303
    found = desk.get(f"/messages/{order}/1/attachments/1")
    assert found.data == b"plain words"
    assert found.headers["Content-Disposition"].startswith("attachment")
    assert desk.get(f"/messages/{order}/1/attachments/2").status_code == 404


def test_a_wrong_kind_of_file_is_said_beside_the_field(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    data = {"body": "Look.", "kind": "legal_document", "attachments": (io.BytesIO(b"MZ"), "game.exe")}
    answer = desk.client.post(f"{desk.base}/messages/{order}", data=data, content_type="multipart/form-data")
    assert answer.status_code in (409, 422)
    assert "attachments-error" in answer.text


@pytest.mark.parametrize(("count", "sent"), [(5, True), (6, False)])
def test_the_form_takes_as_many_files_as_it_says(desk: Desk, market: Market, count: int, sent: bool) -> None:
    order = market.place(released=True)
    page = desk.page(f"/messages/{order}")
    assert re.search(r'<input id="attachments"[^>]* multiple', page)
    assert "Up to 5 files, together 10 MB: pdf, png" in page
    files = [(io.BytesIO(b"plain words"), f"note-{n}.txt") for n in range(count)]
    data = {"body": "Look.", "kind": "legal_document", "attachments": files}
    answer = desk.client.post(f"{desk.base}/messages/{order}", data=data, content_type="multipart/form-data")
    assert answer.status_code == (303 if sent else 422)
    assert ("A message has at most 5 attachments." in answer.text) != sent
    assert desk.page(f"/messages/{order}").count("/attachments/") == (count if sent else 0)


def test_a_file_of_any_size_is_too_large_in_the_same_words(desk: Desk, market: Market) -> None:
    order = market.place(released=True)
    # Written out: the client's own writer leaves a file of this size open.
    part = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    written = part.format("body", "Look.") + part.format("kind", "legal_document")
    written += part.format('attachments"; filename="log.txt', "x" * 2**24) + "--x--\r\n"
    sent = {"data": written.encode(), "content_type": "multipart/form-data; boundary=x"}
    answer = desk.client.post(f"{desk.base}/messages/{order}", **sent)
    assert "Attachments are at most 10 MB together." in answer.text
    assert "Look." in answer.text


def test_a_foreign_conversation_is_not_found(desk: Desk) -> None:
    assert desk.get("/messages/900-0000000-0000000").status_code == 404
    assert desk.post("/messages/900-0000000-0000000", body="x").status_code == 404


def test_the_list_costs_the_same_for_one_and_for_many(desk: Desk, market: Market) -> None:
    ask(market, market.place(released=True))
    few = desk.statements("/messages?show=all")
    for _ in range(6):
        ask(market, market.place(released=True))
    assert desk.statements("/messages?show=all") == few
