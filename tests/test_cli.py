"""The command line: what it says, and the status it leaves with."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from simulator import acting
from simulator import directory as directory_module
from simulator.cli import COMMANDS, marketsim
from simulator.cli.speaking import spoken
from simulator.home import Home
from tests.builders import Market

ROOT = Path(__file__).parent.parent


class Terminal:
    """Somebody at a terminal: types a command, reads what comes."""

    def __init__(self, capsys: pytest.CaptureFixture[str], data: Path) -> None:
        self._capsys, self.data = capsys, data

    def type(self, *args: str, expect: int = 0) -> str:
        status, out, err = self.tried(*args)
        assert status == expect, err or out
        return out

    def fails(self, *args: str, status: int) -> str:
        got, out, err = self.tried(*args)
        assert (got, out) == (status, ""), err
        assert err.startswith("marketsim: ")
        assert err.count("\n") == 1
        return err

    def tried(self, *args: str) -> tuple[int, str, str]:
        self._capsys.readouterr()
        status = spoken(marketsim, [*args, "--data", str(self.data)])
        out, err = self._capsys.readouterr()
        return status, out, "".join(line + "\n" for line in err.splitlines() if not line.endswith("…"))


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], home: Home) -> Terminal:
    return Terminal(capsys, home.path)


@pytest.fixture
def market(home: Home) -> Market:
    return Market.new(home, "shop")


def test_a_world_is_made_listed_forked_reset_and_deleted(terminal: Terminal) -> None:
    made = terminal.type("world", "create", "shop", "--marketplace", "UK", "--start-at", "2022-05-22T22:59:00Z")
    assert made == "shop  2022-05-22T22:59:00Z  paused  empty  UK\n"
    assert terminal.type("world", "list") == made
    fresh = terminal.type("hash", "shop")
    terminal.type("clock", "shop", "advance", "--by", "P1D")
    assert terminal.type("world", "fork", "shop", "branch").startswith("branch  2022-05-23T22:59:00Z")
    terminal.type("world", "reset", "shop")
    assert terminal.type("hash", "shop") == fresh != terminal.type("hash", "branch")
    terminal.type("world", "delete", "branch", "--yes")
    assert terminal.type("world", "list") == made


def test_deleting_asks_where_somebody_sits_and_not_in_a_script(
    terminal: Terminal, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("click.confirm", lambda text, **_: asked.append(text))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    terminal.type("world", "fork", "shop", "branch")
    terminal.type("world", "delete", "branch")
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    terminal.type("world", "delete", "shop")
    assert asked == ["Delete the world branch with its snapshots?"]
    assert terminal.type("world", "list") == ""


def test_a_snapshot_is_kept_and_restored(terminal: Terminal, market: Market) -> None:
    market.place()
    kept = terminal.type("hash", "shop")
    assert terminal.type("world", "snapshot", "shop", "placed") == "placed  2026-03-02T17:00:00Z\n"
    market.advance(days=30)
    assert terminal.type("world", "snapshot", "shop").splitlines() == ["placed  2026-03-02T17:00:00Z"]
    terminal.type("world", "restore", "shop", "placed")
    assert terminal.type("hash", "shop") == kept


def test_an_exported_world_is_imported_equal(terminal: Terminal, market: Market, tmp_path: Path) -> None:
    market.place()
    file = tmp_path / "shop.marketsim"
    terminal.type("world", "export", "shop", str(file))
    assert list(tmp_path.glob("*.half")) == []
    terminal.type("world", "import", "back", str(file))
    assert terminal.type("hash", "back") == terminal.type("hash", "shop")


def test_time_is_shown_moved_played_and_paused(terminal: Terminal, market: Market) -> None:
    order = market.place()
    assert terminal.type("clock", "shop", "show").splitlines() == [
        "2026-03-02T17:00:00Z  paused",
        f"next: 2026-03-02T17:30:00Z  payment-hold  {order}",
    ]
    assert order in terminal.type("clock", "shop", "agenda")
    assert terminal.type("clock", "shop", "agenda", "--until", "2026-03-02T17:29:59Z") == ""
    moved = terminal.type("clock", "shop", "advance", "--next").splitlines()
    assert moved[0] == f"2026-03-02T17:30:00Z  payment-hold  payment-verified  {order}"
    assert moved[-1] == "2026-03-02T17:00:00Z -> 2026-03-02T17:30:00Z: 1 done"
    assert terminal.type("clock", "shop", "play", "--speed", "600").endswith("playing at 600 s/s\n")
    assert terminal.type("clock", "shop", "pause").endswith("paused\n")


def test_a_long_advance_prints_its_first_lines_and_the_exact_total(terminal: Terminal, market: Market) -> None:
    market.act("stage-orders", count=25)
    lines = terminal.type("clock", "shop", "advance", "--by", "PT30M").splitlines()
    assert (len(lines), lines[-2], lines[-1][-7:]) == (22, "… and 5 more", "25 done")


def test_an_audit_ends_with_status_one_when_a_history_is_unlawful(terminal: Terminal, market: Market) -> None:
    market.place()
    assert terminal.type("audit", "--world", "shop") == ""
    market.sql("UPDATE orders SET status = 'Shipped'")
    findings = terminal.type("audit", "--world", "shop", expect=1)
    assert findings.splitlines()


def test_the_doctor_finds_what_is_wrong_and_changes_nothing(terminal: Terminal, home: Home, market: Market) -> None:
    assert terminal.type("doctor") == ""
    market.place()
    market.snapshot("kept")
    market.sql("UPDATE agenda SET parked = 'ValueError: planted'")
    home.snapshot_file("shop", "kept").write_bytes(b"nothing")
    (home.folder("stray")).mkdir()
    found = terminal.type("doctor", expect=1).splitlines()
    assert any("parked: payment-hold" in line and "planted" in line for line in found)
    assert any("kept.db" in line for line in found)
    assert any(line.startswith("stray:") for line in found)
    assert terminal.type("doctor", expect=1).splitlines() == found


def test_the_doctor_tells_what_an_installation_stands_on(
    terminal: Terminal, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARKETSIM_PORT", "0")
    _, _, told = terminal.tried("doctor")
    for part in (
        "Python 3.",
        "SQLite 3.",
        "GB free, 1 worlds",
        "front-end files: ",
        "browser: ",
        "motor: no",
        "free\n",
    ):
        assert part in told
    monkeypatch.setattr("simulator.fitness.LITTLE_ROOM", 10**18)
    monkeypatch.setattr("simulator.cli.checkup.LEAST_SQLITE", (4, 0, 0))
    monkeypatch.setenv("MARKETSIM_CHROMIUM", "/nowhere/chromium")
    sqlite, room, browser = terminal.type("doctor", expect=1).splitlines()
    assert "at least 4.0.0 is needed" in sqlite
    assert "little room" in room
    assert "cannot be run" in browser


def test_the_doctor_sees_a_port_that_somebody_has(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("MARKETSIM_PORT", str(other.getsockname()[1]))
        assert "a server that runs has it" in terminal.tried("doctor")[2]


@pytest.mark.parametrize("command", ["world list", "world create new"])
def test_a_damaged_list_of_worlds_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    (tmp_path / "directory.db").write_bytes(b"no database" * 400)
    status, _, told = Terminal(capsys, tmp_path).tried(*command.split())
    assert status == 1
    assert "directory.db is damaged (file is not a database)" in told.splitlines()[-1]


@pytest.mark.parametrize("start", [0, 5000], ids=["all of it", "a table"])
def test_the_doctor_looks_at_the_worlds_though_their_list_is_damaged(
    terminal: Terminal, home: Home, market: Market, start: int
) -> None:
    market.snapshot("kept")
    home.snapshot_file("shop", "kept").write_bytes(b"nothing")
    directory_module.scrub(home)
    listed = home.directory_file.read_bytes()
    home.directory_file.write_bytes(listed[:start] + b"spoiled" * (len(listed) // 7))
    lines = terminal.type("doctor", expect=1).splitlines()
    assert any("The list of worlds is damaged." in line for line in lines)
    assert any("directory.db is damaged (" in line for line in lines)
    assert any(line.startswith("shop: snapshots/kept.db: ") for line in lines)
    assert len(lines) == 3, lines


def test_the_doctor_makes_no_data_directory(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    terminal = Terminal(capsys, tmp_path / "new")
    assert "There is no data directory" in terminal.fails("doctor", status=1)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "new" / "worlds").mkdir(parents=True)
    assert "directory.db, is gone" in terminal.fails("doctor", status=1)
    assert [one.name for one in (tmp_path / "new").iterdir()] == ["worlds"]


def test_the_doctor_sees_a_damaged_world_and_a_clock_out_of_step(
    terminal: Terminal, home: Home, market: Market
) -> None:
    acting.set_clock(home, "shop", mode="playing")
    market.sql("UPDATE world SET mode = 'paused'")
    assert "directory says otherwise" in terminal.type("doctor", expect=1)
    home.world_file("shop").write_bytes(b"nothing at all" * 100)
    assert "damaged" in terminal.type("doctor", expect=1)


def test_the_rule_book_is_read_whole_or_rule_by_rule(terminal: Terminal) -> None:
    book = terminal.type("rules")
    assert "buyer-cancel-window: For 30 minutes" in book
    one = terminal.type("rules", "buyer-cancel-window")
    assert "JP: For 5 minutes" in one
    assert "Perhaps: buyer-cancel-window" in terminal.fails("rules", "cancel-window", status=1)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["hash", "nowhere"], "no world named 'nowhere'"),
        (["clock", "nowhere", "show"], "no world named"),
        (["clock", "../x", "show"], "no world named"),
        (["world", "reset", "nowhere"], "no world named"),
        (["world", "fork", "nowhere", "b"], "no world named"),
        (["world", "delete", "nowhere", "--yes"], "no world named"),
        (["world", "restore", "shop", "none"], "no snapshot"),
        (["world", "create", "shop"], "already a world"),
        (["world", "create", "No Name"], "lower-case"),
        (["world", "create", "b", "--template", "castle"], "no template"),
        (["world", "create", "b", "--marketplace", "XX"], "no store"),
        (["world", "export", "shop", "/proc/no/file"], "cannot be written"),
        (["clock", "shop", "advance", "--to", "2020-01-01T00:00:00Z"], "Time does not go back"),
        (["audit", "--world", "nowhere"], "no world named"),
    ],
    ids=lambda part: part if isinstance(part, str) else " ".join(part),
)
@pytest.mark.usefixtures("market")
def test_what_cannot_be_done_is_said_in_one_sentence(terminal: Terminal, args: list[str], says: str) -> None:
    assert says in terminal.fails(*args, status=1)


@pytest.mark.parametrize(
    "args",
    [
        ["frobnicate"],
        ["world", "frobnicate"],
        ["world", "create"],
        ["clock", "shop", "advance"],
        ["clock", "shop", "advance", "--by", "P1D", "--next"],
        ["clock", "shop", "advance", "--by", "tomorrow"],
        ["clock", "shop", "advance", "--to", "soon"],
        ["clock", "shop", "play", "--speed", "0"],
        ["world", "create", "b", "--seed", "x"],
        ["world", "create", "b", "--start-at", "noon"],
        ["world", "import", "b", "/no/such/file"],
        ["serve", "--port", "65536"],
        ["audit"],
        ["audit", "/no/such/folder"],
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("market")
def test_a_wrong_command_line_ends_with_status_two(terminal: Terminal, args: list[str]) -> None:
    assert len(terminal.fails(*args, status=2)) < 300


@pytest.mark.parametrize(
    ("content", "says"), [(b"no world", "no world"), (b"", "not a world")], ids=["text", "nothing"]
)
def test_a_file_that_is_no_world_is_not_imported(terminal: Terminal, tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "bad.marketsim"
    file.write_bytes(content)
    assert says in terminal.fails("world", "import", "bad", str(file), status=1)
    assert terminal.type("world", "list") == ""


def test_a_world_of_a_newer_version_is_refused_in_words(terminal: Terminal, market: Market) -> None:
    market.sql("PRAGMA user_version = 99")
    assert "newer version" in terminal.fails("clock", "shop", "show", status=1)


@pytest.mark.parametrize("command", ["world list", "serve --port 0"])
def test_a_data_directory_that_cannot_be_written_is_said_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    (tmp_path / "file").write_text("in the way")
    terminal = Terminal(capsys, tmp_path / "file" / "instance")
    assert "cannot be written" in terminal.fails(*command.split(), status=1)


def test_deleting_is_asked_for(terminal: Terminal, market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.confirm", lambda *_, **options: (_ for _ in ()).throw(KeyboardInterrupt()))
    status, _, _ = terminal.tried("world", "delete", "shop")
    assert status == 130
    assert market.home.has("shop")


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_command_has_help_with_an_example(capsys: pytest.CaptureFixture[str], command: str) -> None:
    status = spoken(marketsim, [command, "--help"])
    out = capsys.readouterr().out
    assert (status, "Example: marketsim" in out) == (0, True)


@pytest.mark.parametrize("group", ["world", "clock"])
def test_every_subcommand_has_help_with_an_example_and_takes_data(group: str) -> None:
    import importlib

    commands = getattr(importlib.import_module(f"simulator.cli.{group}"), group).commands
    for name, command in commands.items():
        assert "Example: marketsim" in (command.epilog or ""), name
        assert any(option.name == "data" for option in command.params), name


def test_help_comes_without_the_engine() -> None:
    code = "import sys, json; sys.argv = ['marketsim', '--help']\nfrom simulator.cli import main\n"
    code += "try: main()\nexcept SystemExit: print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stderr.splitlines()[-1]))
    assert not loaded & {"sqlalchemy", "flask", "numpy", "pydantic", "rich"}


def test_every_command_stands_in_the_documentation() -> None:
    import importlib

    page = (ROOT / "docs" / "cli.md").read_text("utf-8")
    assert [name for name in COMMANDS if f"marketsim {name}" not in page] == []
    for group in ("world", "clock"):
        commands = getattr(importlib.import_module(f"simulator.cli.{group}"), group).commands
        assert [name for name in commands if name not in page] == []
