"""`marketsim world …` and `marketsim hash`: worlds as wholes."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import click

from simulator.cli.speaking import home_at, instant, know_rooms, takes_data, working
from simulator.errors import BadInput, MarketplaceError
from simulator.events import iso
from simulator.home import Home

NAME = click.argument("name")


@click.group()
def world() -> None:
    """List, create, reset, fork, keep, export, import and delete worlds.

    Example: marketsim world create shop --template empty --seed 7
    """


@world.command("list", epilog="Example: marketsim world list")
@takes_data
def list_worlds(data: Path) -> None:
    """List the worlds: name, instant, clock, template."""
    from simulator.directory import world_names

    home = home_at(data)
    for name in world_names(home):
        click.echo(_line(home, name))


@world.command(epilog="Example: marketsim world create uk --template demo --marketplace UK --seed 7")
@NAME
@click.option("--template", default="empty", show_default=True, help="empty, demo, lesson:<id> or world:<name>.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True)
@click.option("--start-at", type=instant(), help="The instant the world begins at.")
@click.option("--marketplace", "marketplaces", multiple=True, help="A store, such as US; may be repeated.")
@click.option("--date-set", type=click.Choice(["announced", "final"]), default="announced", show_default=True)
@takes_data
def create(
    name: str,
    template: str,
    seed: int,
    start_at: datetime | None,
    marketplaces: tuple[str, ...],
    date_set: str,
    data: Path,
) -> None:
    """Make a world from a template."""
    from simulator import worlds

    know_rooms()
    home = home_at(data)
    plan = worlds.Plan(template, seed, start_at or worlds.DEFAULT_START, marketplaces or ("US",), date_set)
    with working(f"Making {name} from {template}"):
        worlds.create(home, name, plan)
    click.echo(_line(home, name))


@world.command(epilog="Example: marketsim world reset demo")
@NAME
@takes_data
def reset(name: str, data: Path) -> None:
    """Put a world back to how it was when it was created."""
    from simulator import worlds

    home = home_at(data)
    worlds.reset(home, name)
    click.echo(_line(home, name))


@world.command(epilog="Example: marketsim world fork demo what-if")
@NAME
@click.argument("new_name")
@takes_data
def fork(name: str, new_name: str, data: Path) -> None:
    """Make a second world out of one as it is now."""
    from simulator import worlds

    home = home_at(data)
    worlds.fork(home, name, new_name)
    click.echo(_line(home, new_name))


@world.command(epilog="Example: marketsim world snapshot demo before-noon")
@NAME
@click.argument("snapshot_name", required=False)
@takes_data
def snapshot(name: str, snapshot_name: str | None, data: Path) -> None:
    """Keep a world as it is now under a name; without a name list what is kept."""
    from simulator import worlds

    home = home_at(data)
    if snapshot_name is not None:
        worlds.snapshot(home, name, snapshot_name)
    for one in worlds.snapshots(home, name):
        click.echo(f"{one['name']}  {iso(one['now'])}")


@world.command(epilog="Example: marketsim world restore demo before-noon")
@NAME
@click.argument("snapshot_name")
@takes_data
def restore(name: str, snapshot_name: str, data: Path) -> None:
    """Go back to a snapshot; the clock is paused then."""
    from simulator import worlds

    home = home_at(data)
    worlds.restore(home, name, snapshot_name)
    click.echo(_line(home, name))


@world.command(epilog="Example: marketsim world export demo demo.marketsim")
@NAME
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@takes_data
def export(name: str, file: Path, data: Path) -> None:
    """Write a world as one compressed file."""
    from simulator import worlds

    home = home_at(data)
    with _written(file) as target, working(f"Exporting {name}"):
        worlds.export(home, name, target)
    click.echo(f"{file}  {file.stat().st_size:,} bytes")


@world.command("import", epilog="Example: marketsim world import shop shop.marketsim")
@NAME
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@takes_data
def bring_in(name: str, file: Path, data: Path) -> None:
    """Make a world from an exported file."""
    from simulator import worlds

    know_rooms()
    home = home_at(data)
    with file.open("rb") as source, working(f"Importing {file}"):
        worlds.bring_in(home, name, source)
    click.echo(_line(home, name))


@world.command(epilog="Example: marketsim world delete shop --yes")
@NAME
@click.option("--yes", is_flag=True, help="Do not ask.")
@takes_data
def delete(name: str, yes: bool, data: Path) -> None:
    """Delete a world with all that belongs to it; asks at a terminal."""
    from simulator import worlds
    from simulator.acting import existing

    home = home_at(data)
    existing(home, name)
    if not yes and sys.stdin.isatty():
        click.confirm(f"Delete the world {name} with its snapshots?", abort=True, err=True)
    worlds.remove(home, name)


@click.command("hash", epilog="Example: marketsim hash demo")
@NAME
@takes_data
def state(name: str, data: Path) -> None:
    """Print a world's state hash: equal for equal worlds."""
    from simulator.acting import reading
    from simulator.hashing import state_hash

    know_rooms()
    with reading(home_at(data), name) as moment:
        click.echo(state_hash(moment.session))


def _line(home: Home, name: str) -> str:
    """Tell a world in a line; what is wrong with it if it cannot be opened."""
    from simulator.acting import reading

    try:
        with reading(home, name) as moment:
            row = moment.world
            return f"{name}  {iso(row.now)}  {row.mode}  {row.template}  {','.join(row.marketplaces)}"
    except MarketplaceError as error:
        return f"{name}  {error.message}"


@contextmanager
def _written(file: Path) -> Iterator[BinaryIO]:
    """Write a file that appears whole or not at all."""
    half = file.with_name(f"{file.name}.half")
    try:
        with half.open("wb") as target:
            yield target
    except OSError as error:
        raise BadInput("file", f"{file} cannot be written: {error.strerror}.") from None
    except BaseException:
        with suppress(OSError):
            half.unlink()
        raise
    half.replace(file)
