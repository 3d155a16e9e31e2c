"""Proofs of the rules about writing to each other: limits, who is reached, and when a seller may write."""

from base64 import b64encode
from datetime import timedelta

from messaging.threads import waiting_count
from tests.builders import Market
from tests.rules.proofs import READ, arrived, asks, not_known, proves, refused_by, requested, said_by, unshipped, writes
from tests.seller_central.site import Desk, seller_app

TEXT = "Your parcel leaves tomorrow."
FILE = {"name": "note.txt", "content": b64encode(b"Thank you.").decode()}


def _refused(market: Market, rule: str, order: str, body: str = TEXT, kind: str = "other", by: str = "seller") -> None:
    """Check that a message is refused, by this rule."""
    refused_by(market, rule, "message", order, body=body, kind=kind, **{"from": by})


def _opted_out(market: Market) -> str:
    market.set(buyer={"opted_out": True})
    return unshipped(market)


@proves("message-limit", changed=2001)
def a_message_has_two_thousand_characters_at_most(market: Market) -> None:
    order = unshipped(market)
    writes(market, order, "x" * 2000)
    _refused(market, "message-limit", order, "x" * 2001)


@proves("attachment-limit", changed=11_000_000)
def the_files_of_a_message_weigh_ten_megabytes_at_most(market: Market) -> None:
    order, half = unshipped(market), b"x" * 5_242_880
    files = [{"name": f"{n}.txt", "content": b64encode(half).decode()} for n in range(2)]
    writes(market, order, TEXT, attachments=files)
    more = [files[0], {"name": "more.txt", "content": b64encode(half + b"x").decode()}]
    not_known(market, "message", order, body=TEXT, attachments=more, **{"from": "seller"})


@proves("attachments-per-message", changed=6)
def a_message_has_five_files_at_most(market: Market) -> None:
    order = unshipped(market)
    writes(market, order, TEXT, attachments=[FILE] * 5)
    not_known(market, "message", order, body=TEXT, attachments=[FILE] * 6, **{"from": "seller"})


@proves("attachment-types", changed=["pdf", "png", "jpg"])
def texts_may_be_attached_and_programs_may_not(market: Market) -> None:
    order = unshipped(market)
    program = {"name": "setup.exe", "content": b64encode(b"MZ\x90\x00\x03").decode()}
    not_known(market, "message", order, body=TEXT, attachments=[program], **{"from": "seller"})
    assert writes(market, order, TEXT, attachments=[FILE])["delivered"]


@proves("critical-delivered", changed=False)
def a_critical_message_reaches_a_buyer_who_opted_out(market: Market) -> None:
    assert writes(market, _opted_out(market), TEXT, "cancellation")["delivered"]


@proves("replies-delivered", changed=False)
def a_reply_reaches_a_buyer_who_opted_out(market: Market) -> None:
    order = _opted_out(market)
    asks(market, order)
    assert writes(market, order, TEXT)["delivered"]


@proves("opt-out-honored", changed=False)
def what_is_not_critical_is_kept_from_a_buyer_who_opted_out(market: Market) -> None:
    order = _opted_out(market)
    assert writes(market, order, TEXT)["why_not"] == "opt-out-honored"
    assert market.mail(order, to="seller")[-1] == "message-blocked"
    assert "message-to-buyer" not in market.mail(order, to="buyer")
    desk = Desk(seller_app(market.home).test_client(), market.name)
    desk.post(f"/messages/{order}", body=TEXT, kind="other")
    assert "Not delivered. The buyer opted out of messages that are not critical." in desk.page(f"/messages/{order}")
    READ.add("opt-out-honored")


@proves("plain-text-only", changed=False)
def a_message_has_no_html(market: Market) -> None:
    for writer, kind in (("seller", "other"), ("buyer", "question")):
        _refused(market, "plain-text-only", unshipped(market), "This is <b>bold</b>.", kind, writer)


@proves("no-links", changed=False)
def a_message_has_no_links_but_to_the_orders_own_page(market: Market) -> None:
    order = unshipped(market)
    writes(market, order, f"See http://localhost/w/market/orders/{order}.")
    _refused(market, "no-links", order, "See https://shop.example/offers.")


@proves("no-contact-details", changed=False)
def a_message_has_no_telephone_number_unless_a_delivery_is_arranged(market: Market) -> None:
    order, text = unshipped(market), "Please call (555) 555-0123."
    writes(market, order, text, "arrange_delivery")
    _refused(market, "no-contact-details", order, text)


@proves("no-marketing", changed=False)
def a_message_offers_no_coupon(market: Market) -> None:
    _refused(market, "no-marketing", unshipped(market), "Use the discount code SPRING.")


@proves("no-review-pressure", changed=False)
def a_message_does_not_ask_to_change_a_review(market: Market) -> None:
    _refused(market, "no-review-pressure", arrived(market), "Please remove your negative review.")


@proves("one-review-request", changed=False)
def a_review_is_requested_once(market: Market) -> None:
    order = arrived(market)
    writes(market, order, "How do you like it?", "request_review")
    _refused(market, "one-review-request", order, "Have you had time?", "request_review")


@proves("review-request-after-shipment", changed=False)
def a_review_is_requested_after_shipment(market: Market) -> None:
    _refused(market, "review-request-after-shipment", unshipped(market), "How do you like it?", "request_review")


@proves("proactive-message-window", changed=31)
def a_seller_writes_unasked_for_thirty_days(market: Market) -> None:
    order = arrived(market)
    market.advance(days=29, hours=23, minutes=59, seconds=59)
    writes(market, order, TEXT)
    market.advance(seconds=1)
    _refused(market, "proactive-message-window", order)
    asks(market, order)
    writes(market, order, TEXT)


@proves("reply-deadline", changed=25)
def a_buyer_is_answered_within_a_day(market: Market) -> None:
    order = unshipped(market)
    due = market.now + timedelta(hours=24)
    assert asks(market, order)["reply_due_at"] == due.isoformat().replace("+00:00", "Z")


@proves("auto-reply-counts", changed=True)
def an_automatic_reply_is_no_answer(market: Market) -> None:
    order = unshipped(market)
    asks(market, order)
    writes(market, order, "Thank you for writing.", automatic=True)
    assert _waiting(market) == 1
    writes(market, order, TEXT)
    assert _waiting(market) == 0


def _waiting(market: Market) -> int:
    seller = market.seller_id
    with market.reading() as moment:
        return waiting_count(moment, seller)


@proves("pending-hides-buyer", changed=False)
def nobody_writes_to_the_buyer_of_a_pending_order(market: Market) -> None:
    order = market.place()
    _refused(market, "pending-hides-buyer", order)
    asks(market, order)
    writes(market, order, TEXT)


@proves("contact-after-cancel", changed=False, refuses=False)
def a_mistaken_cancellation_is_mended_by_a_message(market: Market) -> None:
    order = unshipped(market)
    market.act("seller-cancel", order, reason="GeneralAdjustment")
    assert writes(market, order, "Sorry, that was a mistake.", "cancellation")["delivered"]


@proves("contact-after-cancel", changed=True, store="harbor")
def at_the_harbor_a_canceled_order_ends_the_conversation(market: Market) -> None:
    order = unshipped(market)
    market.act("seller-cancel", order, reason="GeneralAdjustment")
    _refused(market, "contact-after-cancel", order, "Sorry, that was a mistake.", "cancellation")


@proves("request-note-limit", changed=201)
def the_note_on_a_request_has_two_hundred_characters_at_most(market: Market) -> None:
    order = unshipped(market)
    said_by(market, "request-note-limit", "request-cancellation", order, reason="other", note="x" * 201)
    market.act("request-cancellation", order, reason="other", note="x" * 200)


@proves("seller-memo-limit", changed=256)
def a_memo_has_255_characters_at_most(market: Market) -> None:
    order = requested(market)
    said_by(market, "seller-memo-limit", "seller-cancel", order, reason="BuyerCanceled", memo="x" * 256)
    market.act("seller-cancel", order, reason="BuyerCanceled", memo="x" * 255)
