"""The clock's buttons and jumps: time moves forward only, stops at what concerns the person, and says what happened."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from simulator.acting import act
from simulator.console.jumping import People, jump_to_concern
from tests.builders import Market

START = datetime(2026, 3, 2, 17, tzinfo=UTC)
CONSOLE = "/w/market/console"


def test_play_pause_and_speed_change_the_clock_and_lead_back(pages: FlaskClient, market: Market) -> None:
    back = {"next": "/w/market/orders?list=canceled"}
    for button, mode in (("play", "playing"), ("pause", "paused")):
        answer = pages.post(f"{CONSOLE}/clock/{button}", data=back)
        assert (answer.status_code, answer.location) == (303, back["next"])
        with market.reading() as moment:
            assert moment.world.mode == mode
    pages.post(f"{CONSOLE}/clock/speed", data={"speed": "3600"})
    with market.reading() as moment:
        assert moment.world.speed == 3600


@pytest.mark.parametrize("speed", ["0", "-5", "fast", "86401", "", "9" * 40])
def test_a_speed_that_makes_no_sense_changes_nothing(pages: FlaskClient, market: Market, speed: str) -> None:
    answer = pages.post(f"{CONSOLE}/clock/speed", data={"speed": speed})
    assert answer.status_code == 400
    assert "Speed is 1 to 86400" in answer.text
    with market.reading() as moment:
        assert moment.world.speed == 60


def test_a_form_cannot_send_people_elsewhere(pages: FlaskClient, market: Market) -> None:
    answer = pages.post(f"{CONSOLE}/clock/pause", data={"next": "https://other.example/"})
    assert answer.location == f"{CONSOLE}/"


def test_the_strip_is_answered_and_follows_a_pause_made_elsewhere(pages: FlaskClient, market: Market) -> None:
    answer = pages.get(f"{CONSOLE}/strip?mode=playing")
    assert 'data-iso="2026-03-02T17:00:00Z"' in answer.text
    assert answer.headers["HX-Refresh"] == "true"
    assert "HX-Refresh" not in pages.get(f"{CONSOLE}/strip?mode=paused").headers


@pytest.mark.parametrize(
    ("form", "moved"),
    [
        ({"by": "PT31M"}, timedelta(minutes=31)),
        ({"by": "P1D"}, timedelta(days=1)),
        # The field is in the store's own time: 10:30 in Los Angeles, an hour and a half after the start.
        ({"to": "2026-03-02T10:30"}, timedelta(minutes=90)),
        ({"to": "2026-03-02T17:30:00Z"}, timedelta(minutes=30)),
    ],
)
def test_a_jump_moves_the_world(pages: FlaskClient, market: Market, form: dict[str, str], moved: timedelta) -> None:
    assert pages.post(f"{CONSOLE}/clock/jump", data=form).status_code == 303
    assert market.now == START + moved


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"to": "2026-03-01T10:30"}, "Time does not go back"),
        ({"to": "tomorrow"}, "Enter a date and a time from 2009 to 2099."),
        ({"by": "31 minutes"}, "write a duration"),
        ({"by": "P99999D"}, "at most ten years"),
        ({"pick": "ship-by"}, "Nothing of this kind is coming up."),
        ({}, "Enter a date and a time from 2009 to 2099."),
    ],
)
def test_a_jump_that_makes_no_sense_is_answered_beside_the_field(
    pages: FlaskClient, market: Market, form: dict[str, str], sentence: str
) -> None:
    answer = pages.post(f"{CONSOLE}/clock/jump", data=form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'id="to-error"' in answer.text
    assert market.now == START


def test_the_quick_picks_lead_to_the_ship_by_date_and_to_the_automatic_cancellation(
    pages: FlaskClient, market: Market
) -> None:
    order = market.place(released=True)
    for pick, field in (("ship-by", "ship_by"), ("auto-cancel", "auto_cancel_at")):
        pages.post(f"{CONSOLE}/clock/jump", data={"pick": pick})
        assert market.now.isoformat()[:19] == market.order(order)[field][:19]
    assert market.order(order)["status"] == "Canceled"


def test_a_jump_from_the_console_shows_what_happened_on_the_way(pages: FlaskClient, market: Market) -> None:
    market.place()
    answer = pages.post(f"{CONSOLE}/clock/jump", data={"by": "PT31M", "next": f"{CONSOLE}/"})
    page = pages.get(answer.location).text
    assert "Moved on by 31 min" in page
    assert "1 thing happened on the way." in page
    assert "What happened on the way" in page
    assert "payment verified" in page


def test_the_next_event_is_the_next_that_concerns_the_person(market: Market) -> None:
    mine = market.place()
    done = jump_to_concern(market.home, market.name, People(market.buyer_id, None))
    assert done.end == START + timedelta(minutes=30)
    assert market.order(mine)["status"] == "Unshipped"


def test_what_happens_to_strangers_is_done_on_the_way(market: Market) -> None:
    stranger = market.place()
    market.advance(minutes=10)
    mine = market.place()
    # The first order belongs to somebody else now: its payment check is no stop for us, and is done all the same.
    market.sql("INSERT INTO buyers SELECT 'B2', 2, 'Ann Other', email, store, language, address, addresses, opted_out, "
               "is_business, persona, acts, cart, seen_message FROM buyers LIMIT 1")  # fmt: skip
    market.sql(f"UPDATE orders SET buyer_id = 'B2' WHERE number = '{stranger}'")
    done = jump_to_concern(market.home, market.name, People(market.buyer_id, None))
    assert done.end == START + timedelta(minutes=40)
    assert done.total == 2
    assert [market.order(one)["status"] for one in (stranger, mine)] == ["Unshipped", "Unshipped"]


def test_an_empty_agenda_leaves_the_clock_where_it_is(pages: FlaskClient, market: Market) -> None:
    answer = pages.post(f"{CONSOLE}/clock/next", follow_redirects=True)
    assert "Nothing is coming up. The clock stays where it is." in answer.text
    assert market.now == START


def test_jumping_event_by_event_ends_in_the_same_world_as_one_long_jump(market: Market) -> None:
    market.place()
    twin = market.fork("twin")
    everybody = People(market.buyer_id, market.seller_id)
    while jump_to_concern(market.home, market.name, everybody).total:
        pass
    twin.advance_to(market.now)
    assert market.hash() == twin.hash()


def test_jumps_go_through_no_deed_of_anybody(market: Market) -> None:
    order = market.place()
    jump_to_concern(market.home, market.name, People(None, None))
    act(market.home, market.name, "seller-cancel", order_id=order, args={"reason": "NoInventory"})
    assert market.kinds(order) == ["order-placed", "payment-verified", "order-canceled"]
