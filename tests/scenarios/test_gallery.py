"""Every scenario of the gallery is played: it ends as it says, in its gold state, and not without any of its steps."""

from pathlib import Path

import pytest

from simulator.health import health_json
from simulator.home import Home
from simulator.parties import Seller
from simulator.testing.orders import Order
from tests.builders import Market
from tests.rules.refusals import refused_in_the_source
from tests.rules.test_rate_table import TABLE
from tests.scenarios.gold import LIST, gold, listed, played
from tests.scenarios.playing import Scenario, gallery

GALLERY = gallery()
# One story of each file; `make test-all` looks at the others too.
ONE_OF_EACH = list({one.theme: one for one in GALLERY}.values())
# Refusals that no deed of a scenario meets, and why.
ELSEWHERE = {
    "report-retention": "documents age by the wall clock",
    "feed-result-retention": "documents age by the wall clock",
    "opt-out-honored": "the message is kept and told as not delivered",
    "price-drop-confirm": "a question of the inventory page",
    "self-cancel-items": "no store sets it otherwise",
    "reason-locked-on-request": "no store sets it otherwise",
}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A data directory whose worlds are reset between scenarios rather than made anew."""
    return Home.at(tmp_path_factory.mktemp("gallery"))


class Told(Order):
    """An order of a market in this process, for the assertions of the plugin."""

    def __init__(self, market: Market, number: str) -> None:
        self._market, self.number = market, number

    def told(self) -> dict[str, object]:
        return self._market.order(self.number)

    def events(self, **wanted: object) -> list[dict[str, object]]:
        return self._market.events(self.number)


@pytest.mark.parametrize("scenario", GALLERY, ids=lambda one: one.name)
def test_a_scenario_ends_as_it_says_and_in_its_gold_state(scenario: Scenario, shared: Home) -> None:
    done = played(shared, scenario)
    assert done.wrong == []
    Told(done.market, done.orders[-1]).should_be(
        **{"status": done.market.order(done.orders[-1])["status"], **scenario.ends}
    )
    assert done.market.audit() == []
    assert done.market.hash() == gold()[scenario.name], "Run `python -m tests.scenarios.gold` if this is meant."


@pytest.mark.parametrize("scenario", ONE_OF_EACH, ids=lambda one: one.name)
def test_without_any_one_step_another_state_is_reached(scenario: Scenario, shared: Home) -> None:
    assert _needless(shared, scenario) == []


@pytest.mark.slow
@pytest.mark.parametrize("scenario", [one for one in GALLERY if one not in ONE_OF_EACH], ids=lambda one: one.name)
def test_no_step_of_the_whole_gallery_is_needless(scenario: Scenario, shared: Home) -> None:
    assert _needless(shared, scenario) == []


def _needless(home: Home, scenario: Scenario) -> list[str]:
    """List the steps without which a scenario ends in its gold state all the same."""
    steps = [(place, step) for place, step in enumerate(scenario.steps) if step.refused is None]
    return [
        step.deed
        for place, step in steps
        if played(home, scenario.without(place)).market.hash() == gold()[scenario.name]
    ]


def test_there_are_sixty_scenarios_or_more_over_every_channel(shared: Home) -> None:
    assert len({one.name for one in GALLERY}) == len(GALLERY) >= 60
    words = {word for one in GALLERY for step in one.steps for word in (step.deed, *step.words)}
    assert {"place", "channel=AFN", "create-fulfillment"} <= words


def test_every_refusal_is_met_by_a_scenario() -> None:
    met = {step.refused for one in GALLERY for step in one.steps if step.refused}
    assert sorted(refused_in_the_source() - met) == sorted(ELSEWHERE)
    assert sorted(met - refused_in_the_source()) == []


def test_every_row_of_the_rate_table_is_met_by_a_scenario(shared: Home) -> None:
    rows = set()
    for scenario in (one for one in GALLERY if one.theme == "counting"):
        market = played(shared, scenario).market
        with market.reading() as moment:
            told = health_json(moment, moment.session.get_one(Seller, market.seller_id))
        rows |= {
            (row["by"].title(), row["title"], bool(row["counted"]))
            for row in told["cancellations_by_scenario"]
            if row["orders"]
        }
    assert {(by, title, counts) for by, title, _story, counts in TABLE} - rows == set()


def test_the_list_for_readers_is_todays() -> None:
    assert Path(LIST).read_text("utf-8") == listed(), "Run `python -m tests.scenarios.gold`."
