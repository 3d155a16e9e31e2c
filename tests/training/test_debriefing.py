"""The debrief: every point has its event and rule, and the other future is a real one."""

from datetime import timedelta
from typing import Any

import pytest

import simulator.everything  # noqa: F401 - deeds and templates
from simulator.acting import act, move_time, reading
from simulator.errors import Refusal
from simulator.health import cancellation_rate, home_policy
from simulator.home import Home
from simulator.instants import read_instant
from simulator.models import Event
from simulator.parties import Seller
from simulator.policy import all_rules
from simulator.training import attempts, course
from simulator.training.going_back import fork_moment
from simulator.training.records import Attempt
from simulator.training.rules import course_rules
from tests.training.learning import begun, failed, played, solved


def told(attempt: Attempt) -> dict[str, Any]:
    assert attempt.debrief is not None
    return attempt.debrief


def test_every_point_lost_names_an_event_and_a_rule(home: Home) -> None:
    attempt = failed(home, "L05", "the-button-is-there")
    lost = told(attempt)["losses"]
    rules = {one.id for one in all_rules()}
    with reading(home, attempt.world) as moment:
        assert all(moment.session.get(Event, one["event"]) for one in lost)
    assert all(one["rule"] in course_rules() and one["policy"] in rules for one in lost)
    assert sum(one["points"] for one in lost) == 100
    assert lost[0]["is_critical"]


def test_the_other_future_equals_a_fork_in_which_the_act_was_really_done(home: Home) -> None:
    attempt = failed(home, "L03", "helpful-at-once")
    other = told(attempt)["other"]
    fork_moment(home, attempt.world, "really-done", other["before"])
    with reading(home, "really-done") as moment:
        cast = attempts.evidence_of(home, attempt, moment).cast
    number = cast.orders["A"]
    words = "Please open Your Orders, choose the order and press Request cancellation."
    act(home, "really-done", "message", order_id=number, args={"from": "seller", "body": words})
    while not waits_for_answer(home, number):
        move_time(home, "really-done", following=True)
    act(home, "really-done", "seller-cancel", order_id=number, args={"reason": "BuyerCanceled"})
    move_time(home, "really-done", to=read_instant(other["at"], "at"))
    with reading(home, "really-done") as moment:
        seller = moment.session.get_one(Seller, cast.seller)
        rate = cancellation_rate(moment.session, seller, moment.now, home_policy(moment, seller))
    assert (rate.numerator, rate.denominator) == (other["other"]["counted"], other["other"]["placed"])
    assert (other["mine"]["counted"], other["other"]["counted"]) == (1, 0)


def waits_for_answer(home: Home, number: str) -> bool:
    with reading(home, "really-done") as moment:
        events = moment.session.query(Event).filter(Event.order_id == number, Event.kind == "cancellation-requested")
        return events.count() > 0


def test_the_future_of_ones_own_is_the_one_that_happened(home: Home) -> None:
    attempt = failed(home, "L09", "the-wrong-box")
    other = told(attempt)["other"]
    assert other["mine"]["counted"] == other["other"]["counted"] == 1
    assert [one["other"]["status"] for one in other["orders"]] == []


def test_what_nobody_did_leads_back_to_the_beginning(home: Home) -> None:
    attempt = failed(home, "L14", "bedtime")
    with reading(home, attempt.world) as moment:
        begun = attempts.evidence_of(home, attempt, moment).cast.start_seq
    assert {one["before"] for one in told(attempt)["losses"]} == {begun}
    assert told(attempt)["other"]["orders"][0]["other"]["status"] == "Shipped"


def test_who_lost_nothing_sees_what_the_trap_would_have_led_to(home: Home) -> None:
    attempt = solved(home, "L05")
    assert (attempt.score, attempt.passed, told(attempt)["losses"]) == (100, True, [])
    other = told(attempt)["other"]
    assert other["orders"][0]["other"]["status"] == "Canceled"
    assert other["steps"] == [course.lesson("L05").traps[0].text]


def test_trying_again_begins_right_before_the_mistake(home: Home) -> None:
    attempt = failed(home, "L05", "the-button-is-there")
    before = told(attempt)["losses"][0]["before"]
    again = attempts.begin_again(home, attempt, before)
    with reading(home, again.world) as moment:
        assert moment.world.last_event == before
        assert moment.session.get(Event, before + 1) is None
    done = attempts.finish(home, played(home, again, course.lesson("L05").solver))
    assert (done.score, done.again_from) == (100, attempt.id)


@pytest.mark.parametrize(("path", "counted"), [("helpful-at-once", 1), ("too-late-now", 0)])
def test_the_curve_begins_before_and_ends_after(home: Home, path: str, counted: int) -> None:
    rates = told(failed(home, "L03", path))["rates"]
    assert (rates[0]["label"], rates[-1]["label"]) == ("start", "end")
    assert (rates[0]["numerator"], rates[-1]["numerator"]) == (0, counted)


def opened(home: Home, lesson: str) -> tuple[Attempt, str]:
    """Begin an attempt; return it with the number of its order A."""
    attempt = begun(home, lesson)
    with reading(home, attempt.world) as moment:
        return attempt, attempts.evidence_of(home, attempt, moment).cast.orders["A"]


def test_money_given_back_in_two_parts_is_all_the_money(home: Home) -> None:
    attempt, number = opened(home, "L06")
    for amount in ({"amount": "5.00"}, {}):
        act(home, attempt.world, "refund", order_id=number, args={"reason": "CustomerCancel", **amount})
    lost = {one["id"] for one in told(attempts.finish(home, attempt))["losses"]}
    assert "kept-here" in lost
    assert not {"refunded", "part-of-it"} & lost


def test_in_the_other_future_the_rest_of_the_money_goes_back_too(home: Home) -> None:
    attempt, number = opened(home, "L06")
    refund = {"reason": "CustomerCancel", "amount": "5.00"}
    act(home, attempt.world, "refund", order_id=number, args=refund)
    act(home, attempt.world, "hand-to-carrier", order_id=number, args={})
    other = told(attempts.finish(home, attempt))["other"]
    assert len(other["steps"]) == 3


def test_the_debrief_tells_what_was_refused_even_when_nothing_else_happened(home: Home) -> None:
    attempt, number = opened(home, "L06")
    with pytest.raises(Refusal):
        act(home, attempt.world, "seller-cancel", order_id=number, args={"reason": "BuyerCanceled"})
    lines = told(attempts.finish(home, attempt))["timeline"]
    assert [(one["kind"], one["rule"]) for one in lines] == [("refused", "confirmed-cannot-be-canceled")]


def test_who_gives_all_the_money_back_meets_no_claim(home: Home) -> None:
    attempt, number = opened(home, "L08")
    act(home, attempt.world, "refund", order_id=number, args={"reason": "CustomerReturn"})
    move_time(home, attempt.world, by=timedelta(days=4))
    assert "claim-opened" not in {one["kind"] for one in told(attempts.finish(home, attempt))["timeline"]}
