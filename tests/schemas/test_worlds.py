"""Worlds in a database: the same worlds as in files."""

import io
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select

from seller_central.selling_partner_api.peeking import peek
from simulator import worlds
from simulator.cli.doctor import findings
from simulator.directory import world_names
from simulator.errors import BadInput, MarketplaceError
from simulator.files import copy_new
from simulator.home import Home
from simulator.journaling import rewind
from simulator.mending import mend, watch
from simulator.models import Event
from simulator.schemas.copying import is_there
from simulator.schemas.place import Schema
from simulator.states import take_over
from tests.builders import Market


def lived(home: Home, name: str = "market") -> Market:
    """Let a day with four orders pass: one shipped, one canceled, one asked to be canceled, one waiting."""
    market = Market.new(home, name)
    shipped, canceled, asked, _ = (market.place(released=True) for _ in range(4))
    market.act("confirm-shipment", shipped, carrier="UPS", tracking="1Z999AA10123456784")
    market.act("seller-cancel", canceled, reason="NoInventory")
    market.advance(minutes=31)
    market.act("request-cancellation", asked, reason="other")
    market.advance(days=1)
    return market


def test_the_same_story_has_the_same_hash_in_a_file_and_in_a_database(shared: Home, folder: Home) -> None:
    there, here = lived(shared), lived(folder)
    assert there.hash() == here.hash()
    assert there.events() == here.events()
    assert there.audit() == []


def test_a_fork_lives_on_alone_and_a_reset_brings_the_beginning_back(shared: Home) -> None:
    market = Market.new(shared)
    begun = market.hash()
    market.place(released=True)
    fork, then = market.fork("other"), market.hash()
    assert fork.hash() == then
    fork.place()
    market.reset()
    assert (market.hash(), fork.hash() == then) == (begun, False)
    fork.reset()
    assert fork.hash() == then


def test_a_snapshot_is_listed_and_restored(shared: Home) -> None:
    market = lived(shared)
    market.snapshot("evening")
    then = market.hash()
    market.advance(days=3)
    assert market.hash() != then
    market.restore("evening")
    assert market.hash() == then
    assert [one["name"] for one in worlds.snapshots(shared, "market")] == ["evening"]
    worlds.delete_snapshot(shared, "market", "evening")
    assert worlds.snapshots(shared, "market") == []


def test_a_world_goes_from_a_database_into_a_file_and_back(shared: Home, folder: Home) -> None:
    market, packed = lived(shared), io.BytesIO()
    worlds.export(shared, "market", packed)
    worlds.bring_in(folder, "moved", io.BytesIO(packed.getvalue()))
    assert Market(folder, "moved").hash() == market.hash()
    worlds.bring_in(shared, "back", io.BytesIO(packed.getvalue()))
    assert Market(shared, "back").hash() == market.hash()


def test_a_world_goes_back_to_an_event_of_its_past(shared: Home) -> None:
    market = Market.new(shared)
    market.place(released=True)
    event, then = market.events()[-1]["seq"], market.hash()
    market.advance(days=2)
    rewind(shared, "market", to_event=event)
    assert market.hash() == then


def test_a_deleted_world_leaves_nothing_and_its_name_is_free(shared: Home) -> None:
    market = lived(shared)
    market.snapshot("evening")
    place = shared.world_file("market")
    assert isinstance(place, Schema)
    worlds.remove(shared, "market")
    assert not is_there(place)
    assert not shared.origin_file("market").exists()
    assert world_names(shared) == []
    Market.new(shared)
    assert world_names(shared) == ["market"]


def test_a_world_whose_deletion_was_interrupted_is_no_longer_found(
    shared: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(shared)

    def killed(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as interrupted:
        interrupted.setattr("simulator.schemas.copying.drop_all", killed)
        with pytest.raises(KeyboardInterrupt):
            worlds.remove(shared, "market")
    assert not shared.has("market")
    left = "market: 2 schemas of interrupted work"
    assert list(findings(shared)) == [f"{left}; the next server to start deletes it"]
    with shared.lock("market"):
        assert list(findings(shared)) == [], "somebody may be making it anew"
    watch(shared).stop()
    assert list(findings(shared)) == []
    assert not shared.world_file("market").exists()
    assert Market.new(shared).events() == []


def test_a_state_on_its_way_into_a_world_is_deleted_and_the_world_stays(
    shared: Home, folder: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    market, file = lived(shared), folder.path / "state.db"
    copy_new(shared.world_file("market"), file)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as interrupted:
        interrupted.setattr("simulator.schemas.copying.put_back", killed)
        interrupted.setattr("simulator.schemas.copying.drop", killed)
        with pytest.raises(KeyboardInterrupt):
            take_over(file, shared.world_file("market"))
    assert mend(shared) == ["market: 1 schema of interrupted work, deleted"]
    assert (mend(shared), market.audit()) == ([], [])


def test_of_two_who_cancel_one_order_at_once_one_wins(shared: Home) -> None:
    market = Market.new(shared)
    order, said = market.place(released=True), []

    def cancel(reason: str) -> None:
        try:
            market.act("seller-cancel", order, reason=reason)
            said.append("done")
        except MarketplaceError:
            said.append("refused")

    both = [threading.Thread(target=cancel, args=(reason,)) for reason in ("NoInventory", "GeneralAdjustment")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(said) == ["done", "refused"]
    assert market.audit() == []


def test_a_world_that_was_half_made_is_made_anew(shared: Home) -> None:
    place = shared.world_file("market")
    assert isinstance(place, Schema)
    take_over(worlds.template_file(shared, worlds.Plan()), place)
    assert not shared.has("market")
    assert Market.new(shared).place()


def test_who_looks_sees_one_state_of_a_world_however_long_it_takes(shared: Home) -> None:
    market = Market.new(shared)
    count = select(func.count()).select_from(Event)
    with market.reading() as moment:
        before = moment.session.scalar(count)
        market.place()
        assert moment.session.scalar(count) == before
    with market.reading() as moment:
        assert (moment.session.scalar(count) or 0) > (before or 0)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("postgresql:///nowhere?host=/nonexistent", "cannot be used"),
        ("postgresql:///any?schema=My%20Market", "schema is"),
    ],
)
def test_a_database_that_is_none_is_said_in_a_sentence(place: str, said: str, address: str, tmp_path: Path) -> None:
    assert address
    with pytest.raises(BadInput, match=said):
        Home.at(f"{place}&folder={tmp_path}")


def test_a_report_tells_of_one_instant_and_its_rows_come_as_they_are_wanted(
    shared: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    market = Market.new(shared)
    placed = sorted(market.place(released=True) for _ in range(3))
    monkeypatch.setattr("simulator.schemas.looking.AT_ONCE", 1)
    with peek(shared, "market").at_one_instant() as held:
        rows = iter(held.connection.execute("SELECT number FROM orders ORDER BY number"))
        found = [next(rows)["number"]]
        market.place(released=True)
        assert held.row("SELECT count(*) AS orders FROM orders")["orders"] == 3
        assert [*found, *(one["number"] for one in rows)] == placed
    assert len(peek(shared, "market").rows("SELECT 1 FROM orders")) == 4
