"""A disk that is full or cannot be written: whoever asks is told so, in their own form, and nothing is damaged."""

import errno
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import DatabaseError

from messaging import smtp
from simulator import acting, database, worlds
from simulator.app import create_app
from simulator.cli import main, serve
from simulator.cli.doctor import findings
from simulator.config import Config
from simulator.deeds import named
from simulator.errors import MarketplaceError, NotFound, Refusal
from simulator.home import Home
from simulator.realtime import Motor
from simulator.storage import DiskFull
from tests.builders import Market
from tests.selling_partner_api.conftest import US, Program, access_token

FULL, CLOSED = "PRAGMA max_page_count=1", "PRAGMA query_only=ON"
CANCEL = "order-id\tcancellation-reason-code\tamazon-order-item-code\n{}\t\t\n"


@pytest.fixture
def client(market: Market) -> FlaskClient:
    return create_app(market.home.path, WTF_CSRF_ENABLED=False).test_client()


def break_disk(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """From now on SQLite answers as on such a disk: no further page, or nothing at all, is written."""
    monkeypatch.setattr(database, "_PRAGMAS", (*database._PRAGMAS, how))


def fill_up(market: Market) -> None:
    """Leave no free page inside the file either."""
    with closing(sqlite3.connect(market.home.world_file(market.name), isolation_level=None)) as connection:
        connection.execute("VACUUM")


@pytest.mark.parametrize(("how", "status", "code"), [(FULL, 507, "disk_full"), (CLOSED, 503, "busy")])
def test_programs_are_told_in_their_own_form(
    client: FlaskClient, market: Market, monkeypatch: pytest.MonkeyPatch, how: str, status: int, code: str
) -> None:
    program = Program(client, market, access_token(market.home, market.name, market.seller_id))
    order, before = market.place(released=True), market.hash()
    fill_up(market)
    break_disk(monkeypatch, how)
    answers = [
        client.post(f"/sim/v1/worlds/{market.name}/orders", json={"count": 40, "state": "Shipped"}) for _ in "ab"
    ]
    assert {(one.status_code, one.get_json()["error"]["code"]) for one in answers} == {(status, code)}
    parcel = {"packageReferenceId": "1", "carrierCode": "x" * 900}
    path = f"/orders/v0/orders/{order}/shipmentConfirmation"
    told = program.call("POST", path, json={"marketplaceId": US, "packageDetail": parcel})
    assert told.status_code in (400, 503)
    monkeypatch.undo()
    assert market.hash() == before
    assert market.place(released=True)
    assert market.audit() == []
    assert list(findings(market.home)) == []


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [(FULL, 507, "The disk is full"), (CLOSED, 503, "cannot write to its data directory")],
)
def test_people_get_a_page_that_says_so(
    client: FlaskClient, market: Market, monkeypatch: pytest.MonkeyPatch, how: str, status: int, words: str
) -> None:
    world = f"/w/{market.name}"
    for _ in range(20):
        market.place()
    fill_up(market)
    break_disk(monkeypatch, how)
    assert client.get(f"{world}/seller/orders/unshipped").status_code == 200
    page = client.post(f"{world}/console/clock/jump", data={"by": "P30D"})
    assert page.status_code == status
    assert words in page.text
    monkeypatch.undo()
    assert list(findings(market.home)) == []


def test_an_export_that_finds_no_room_is_a_page_and_no_torn_file(
    client: FlaskClient, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worlds, "copy_densely", no_room)
    page = client.get(f"/w/{market.name}/console/world/export")
    assert page.status_code == 507
    assert "The disk is full" in page.text
    assert not list(market.home.path.glob("tmp*"))


def test_the_agenda_stops_at_a_full_disk_and_goes_on_afterwards(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = [market.place() for _ in range(60)]
    twin = market.fork("twin")
    fill_up(market)
    break_disk(monkeypatch, FULL)
    with pytest.raises(DiskFull):
        market.advance(days=40)
    monkeypatch.undo()
    market.advance_to(twin.now.replace(month=5))
    twin.advance_to(twin.now.replace(month=5))
    assert market.hash() == twin.hash()
    assert market.audit() == []
    assert market.sql("SELECT 1 FROM agenda WHERE parked IS NOT NULL") == []
    assert len(orders) == 60


def no_room(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_the_motor_says_once_that_worlds_stand_still(
    home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    motor = Motor(home, beat=60)
    for beats in (3, 2):
        with monkeypatch.context() as full:
            full.setattr("simulator.realtime.playing_worlds", no_room)
            for _ in range(beats):
                motor.beat()
        motor.beat()
    motor.stop()
    assert [one.getMessage().partition(";")[0] for one in caplog.records if one.levelname == "WARNING"] == [
        "worlds stand still: The disk of the simulator is full"
    ] * 2


def test_a_command_on_a_full_disk_is_one_sentence(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    full = sqlite3.OperationalError("disk I/O error")
    full.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE

    def fail(*_: object) -> None:
        raise DatabaseError("PRAGMA", None, full)

    monkeypatch.setattr("simulator.directory.world_names", fail)
    with pytest.raises(SystemExit, match="1"):
        main(["world", "list", "--data", str(home.path)])
    assert capsys.readouterr().err.startswith("marketsim: The disk of the simulator is full")


def test_figures_for_monitoring_name_the_room_left_even_where_nothing_else_can_be_read(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise DatabaseError("PRAGMA", None, sqlite3.OperationalError("disk I/O error"))

    monkeypatch.setattr("simulator.metrics.world_names", fail)
    told = client.get("/metrics")
    assert told.status_code == 200
    assert "\nmarketsim_disk_free_bytes " in told.text
    assert "marketsim_worlds" not in told.text


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of six megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a small disk")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def fork_often(market: Market) -> None:
    for number in range(60):
        worlds.fork(market.home, market.name, f"copy-{number}")


def place_often(market: Market, hashes: list[str]) -> None:
    for _ in range(400):
        market.place()
        hashes.append(market.hash())


def test_a_real_full_disk_damages_nothing(small_disk: Path) -> None:
    market = Market.new(Home.at(small_disk / "instance"))
    kept = market.place(released=True)
    with pytest.raises((OSError, sqlite3.Error, MarketplaceError)):
        fork_often(market)
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as rest, suppress(OSError):
        while rest.write(bytes(4096)):
            continue
    hashes = [market.hash()]
    with pytest.raises(MarketplaceError, match="disk"):
        place_often(market, hashes)
    assert market.hash() == hashes[-1]
    ballast.unlink()
    assert market.order(kept)["status"] == "Unshipped"
    assert market.place()
    assert market.audit() == []
    assert list(findings(market.home)) == []


def test_what_was_done_stays_done_where_a_copy_for_going_back_finds_no_room(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(acting, "CHECKPOINT_EVERY", 1)
    monkeypatch.setattr(acting, "keep", full)
    order = market.place(released=True)
    assert market.order(order)["status"] == "Unshipped"
    assert market.sql("SELECT count(*) FROM journal") == [(1,)]


def test_a_world_deleted_meanwhile_gets_neither_a_copy_nor_a_refused_attempt(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    worlds.remove(market.home, market.name)
    acting.keep_checkpoint(market.home, market.name, 50)
    with pytest.raises(NotFound):
        acting.note_refusal(market.home, market.name, named("place-order"), None, Refusal("x", "No."))
    assert not market.home.folder(market.name).exists()


def test_mail_of_others_goes_when_a_world_is_deleted_or_damaged(
    market: Market, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("a-gone", "b-damaged", "c-well"):
        market.fork(name)
    went: list[str] = []

    def deliver(home: Home, world: str, url: str, **more: object) -> None:
        if world == "a-gone":
            worlds.remove(home, world)
            raise NotFound("There is no world.")
        if world == "b-damaged":
            raise ValueError("torn")
        went.append(world)

    monkeypatch.setattr(smtp, "deliver_new", deliver)
    serve.delivery(Config(smtp_url="smtp://127.0.0.1:1"), "")(market.home)
    assert went == ["c-well", market.name]
    assert [one.getMessage() for one in caplog.records] == ["mail of world b-damaged waits: torn"]
