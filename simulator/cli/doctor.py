"""`marketsim doctor`: looks at what an installation stands on and for what is damaged, parked or left over.

What is wrong goes to standard output, what is well to standard error; nothing is changed.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import click

from simulator.cli.speaking import home_at, know_rooms, takes_data
from simulator.config import Config
from simulator.errors import BadInput, MarketplaceError
from simulator.home import Home


@click.command(epilog="Example: marketsim doctor --data ./instance")
@takes_data
def doctor(data: Path | str) -> int:
    """Look for what is damaged, parked, left over or missing; the exit status is 0 when all is well."""
    from simulator.cli.checkup import checks

    know_rooms()
    home = _standing(data)
    wrong = 0
    for one in checks(home, Config.from_environment(data=data)):
        wrong += one.is_wrong
        click.echo(one.line, err=not one.is_wrong)
    for line in findings(home):
        wrong += 1
        click.echo(line)
    if not wrong:
        click.echo("All is well.", err=True)
    return 1 if wrong else 0


def _standing(data: Path | str) -> Home:
    """Open a data directory that is there: looking makes none.

    Raises:
        BadInput: nothing is there, or it cannot be written.
    """
    if isinstance(data, Path) and not (data / "directory.db").exists():
        if (data / "worlds").exists():
            raise BadInput("data", f"The list of worlds, {data / 'directory.db'}, is gone. Put back a copy of it.")
        raise BadInput("data", f"There is no data directory {data}. marketsim serve makes one.")
    return cast(Home, home_at(data))


def findings(home: Home) -> Iterator[str]:
    """Tell what is wrong with an installation, one line each."""
    if home.is_shared:
        yield from _of_database(home)
    else:
        yield from _of_folders(home)


def _of_database(home: Home) -> Iterator[str]:
    from simulator.directory import playing_worlds, world_names
    from simulator.schemas.leftovers import left_over

    playing = playing_worlds(home)
    for name in world_names(home):
        yield from _of_world(home, name, playing)
    for line in left_over(home):
        yield f"{line}; the next server to start deletes it"


def _of_folders(home: Home) -> Iterator[str]:
    folders = sorted(file.name for file in (home.path / "worlds").iterdir() if file.is_dir())
    playing = None
    try:
        entered, playing = _listed(home)
        yield from _out_of_step(entered, folders)
    except MarketplaceError as error:
        yield error.message
    for name in folders:
        yield from _of_world(home, name, playing)
    for left in sorted(home.path.glob("**/*.half")):
        yield f"{left.relative_to(home.path)}: left over from something interrupted; it may be deleted"


def _listed(home: Home) -> tuple[list[str], list[str]]:
    """Return the worlds that the directory lists, and those it calls playing.

    Raises:
        Damaged: it cannot be read.
    """
    from simulator.directory import playing_worlds, world_names
    from simulator.storage import said_if_damaged

    with said_if_damaged(home.directory_file):
        return world_names(home), playing_worlds(home)


def _out_of_step(entered: list[str], folders: list[str]) -> Iterator[str]:
    for name in sorted(set(entered) - set(folders)):
        yield f"{name}: in the directory, but its folder is gone; make it anew"
    for name in sorted(set(folders) - set(entered)):
        yield f"{name}: a folder that the directory does not know"


def _of_world(home: Home, name: str, playing: list[str] | None) -> Iterator[str]:
    if not home.has(name):
        yield f"{name}: a folder without a world in it"
        return
    try:
        yield from _of_rows(home, name, playing)
    except MarketplaceError as error:
        yield f"{name}: {error.message}"
        return
    yield from _of_files(home, name)


def _of_rows(home: Home, name: str, playing: list[str] | None) -> Iterator[str]:
    from sqlalchemy import select, text

    from simulator.acting import reading
    from simulator.models import DueItem

    with reading(home, name) as moment:
        if not home.is_shared:
            said = str(moment.session.scalar(text("PRAGMA quick_check(1)")))
            if said != "ok":
                yield f"{name}: the file is damaged: {said}"
        for due in moment.session.scalars(select(DueItem).where(DueItem.parked.is_not(None)).order_by(DueItem.id)):
            yield f"{name}: parked: {due.rule} of {due.subject}: {due.parked}"
        # Where the directory is damaged nothing is known of it.
        if playing is not None and (moment.world.mode == "playing") != (name in playing):
            yield f"{name}: its clock is {moment.world.mode}, the directory says otherwise; set it again"


def _of_files(home: Home, name: str) -> Iterator[str]:
    from simulator.files import check_file

    if not home.origin_file(name).exists():
        yield f"{name}: how it was when it was created is gone, so it cannot be reset"
    kept = [home.origin_file(name), *home.checkpoints(name), *home.snapshots(name)]
    for place in [one for one in kept if one.exists()]:
        try:
            check_file(place)
        except MarketplaceError as error:
            told = place.relative_to(home.folder(name)) if isinstance(place, Path) else place.told
            yield f"{name}: {told}: {error.message}"
