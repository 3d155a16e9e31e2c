"""What is appended is written with the next flush, in order, and forgotten with what it belonged to."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from simulator.acting import holding
from simulator.agenda import schedule, withdraw
from simulator.events import EventKind, record
from simulator.models import DueItem, Event
from simulator.moment import Moment
from tests.builders import Market


def _happen(moment: Moment, sku: str) -> Event:
    return record(moment, EventKind.STOCK_CHANGED, sku=sku, was=0, now=0)


def _count(moment: Moment) -> int:
    return moment.session.scalar(select(func.count()).select_from(Event)) or 0


def test_an_event_is_read_at_once_and_found_by_the_next_question(market: Market) -> None:
    with holding(market.home, market.name) as moment:
        event = _happen(moment, "one")
        assert (event.kind, event.data["sku"]) == ("stock-changed", "one")
        assert _count(moment) == 1
    assert [one["data"]["sku"] for one in market.events()] == ["one"]


def test_an_event_is_never_changed(market: Market) -> None:
    with holding(market.home, market.name) as moment:
        event = _happen(moment, "one")
        with pytest.raises(AttributeError):
            event.kind = "other"


def test_what_a_savepoint_takes_back_was_never_appended(market: Market) -> None:
    with holding(market.home, market.name) as moment:
        _happen(moment, "stays")
        part = moment.session.begin_nested()
        _happen(moment, "goes")
        part.rollback()
        _happen(moment, "stays too")
    assert [one["data"]["sku"] for one in market.events()] == ["stays", "stays too"]
    assert [one["seq"] for one in market.events()] == [1, 2]


def test_withdrawing_spares_what_is_planned_afterwards(market: Market) -> None:
    with holding(market.home, market.name) as moment:
        for hours in (1, 2):
            schedule(moment, "payment-hold", moment.now + timedelta(hours=hours), "subject")
        withdraw(moment, "subject", ["payment-hold", "ship-reminders"])
        schedule(moment, "payment-hold", moment.now + timedelta(hours=3), "subject")
        assert moment.session.scalar(select(func.count()).select_from(DueItem)) == 1
    assert [due for _, due in market.agenda("subject")] == [market.now + timedelta(hours=3)]
