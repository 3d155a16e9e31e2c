"""The reply clock: when a buyer's message is answered, late, missing or in need of no answer."""

from datetime import timedelta

import pytest

from messaging.models import Thread
from messaging.response import response_numbers
from messaging.threads import waiting_count
from simulator.errors import BadInput
from simulator.health.answering import response_time
from simulator.parties import Seller
from simulator.policy.overriding import overridden
from tests.builders import Market
from tests.messaging.talk import Talk

DAY = timedelta(hours=24)


def numbers(market: Market, days: int = 7) -> tuple[int, ...]:
    with market.reading() as moment:
        return tuple(response_numbers(moment.session, market.seller_id, moment.now, [timedelta(days=days)], DAY)[0])


@pytest.mark.parametrize(
    ("offset", "expected"), [(-1, (1, 0, 0, 1)), (0, (1, 0, 0, 1)), (1, (0, 1, 0, 1))], ids=["before", "at", "after"]
)
def test_an_answer_within_twenty_four_hours_is_in_time(
    market: Market, talk: Talk, offset: int, expected: tuple[int, int, int, int]
) -> None:
    order = market.place(released=True)
    talk.buyer_writes(order)
    market.advance_to(market.now + DAY + timedelta(seconds=offset))
    talk.seller_writes(order)
    assert numbers(market) == expected


@pytest.mark.parametrize(("offset", "unanswered"), [(-1, 0), (0, 0), (1, 1)], ids=["before", "at", "after"])
def test_a_message_without_an_answer_is_missing_once_its_time_is_over(
    market: Market, talk: Talk, offset: int, unanswered: int
) -> None:
    order = market.place(released=True)
    talk.buyer_writes(order)
    market.advance_to(market.now + DAY + timedelta(seconds=offset))
    assert numbers(market) == (0, 0, unanswered, unanswered)


def test_one_answer_answers_everything_asked_before_it(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    talk.buyer_writes(order)
    talk.buyer_writes(order, "Hello?")
    talk.seller_writes(order)
    talk.buyer_writes(order, "And which carrier?")
    assert numbers(market) == (2, 0, 0, 2)
    with market.reading() as moment:
        assert waiting_count(moment, market.seller_id) == 1


def test_a_message_marked_as_needing_no_response_is_not_counted(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    talk.buyer_writes(order, "Thank you!")
    event = market.act("mark-no-response-needed", order)
    assert (event["kind"], event["data"]["messages"]) == ("response-waived", 1)
    market.advance(days=2)
    assert numbers(market) == (0, 0, 0, 0)
    with pytest.raises(BadInput, match="No message"):
        market.act("mark-no-response-needed", order)


def test_an_automatic_reply_answers_only_where_the_rules_say_so(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    talk.buyer_writes(order)
    talk.seller_writes(order, "We are on vacation.", automatic=True)
    assert numbers(market) == (0, 0, 0, 0)
    with overridden({"auto-reply-counts": True}):
        talk.seller_writes(order, "We are on vacation.", automatic=True)
    assert numbers(market) == (1, 0, 0, 1)


def test_the_reply_deadline_follows_the_rule_book(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    with overridden({"reply-deadline": 12}):
        talk.buyer_writes(order)
    with market.reading() as moment:
        assert moment.session.get_one(Thread, order).reply_due_at == moment.now + timedelta(hours=12)


def test_messages_older_than_the_window_are_not_counted(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    talk.buyer_writes(order)
    market.advance(days=8)
    assert numbers(market, days=7) == (0, 0, 0, 0)
    assert numbers(market, days=30) == (0, 0, 1, 1)


def test_account_health_reads_the_response_time(market: Market, talk: Talk) -> None:
    order = market.place(released=True)
    talk.buyer_writes(order)
    talk.seller_writes(order)
    with market.reading() as moment:
        policy = moment.policy("US")
        seller = moment.session.get_one(Seller, market.seller_id)
        first = response_time(moment.session, seller, moment.now, policy)[0]
        assert (first.days, first.rate.numerator, first.rate.denominator) == (7, 1, 1)
