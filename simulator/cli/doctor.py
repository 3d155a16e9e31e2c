"""`marketsim doctor`: looks at what an installation stands on and for what is damaged, parked or left over.

What is wrong goes to standard output, what is well to standard error; nothing is changed.
"""

from collections.abc import Iterator
from pathlib import Path

import click

from simulator.cli.speaking import home_at, know_rooms, takes_data
from simulator.config import Config
from simulator.errors import MarketplaceError
from simulator.home import Home


@click.command(epilog="Example: marketsim doctor --data ./instance")
@takes_data
def doctor(data: Path) -> int:
    """Look for what is damaged, parked, left over or missing; the exit status is 0 when all is well."""
    from simulator.cli.checkup import checks

    know_rooms()
    home = home_at(data)
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


def findings(home: Home) -> Iterator[str]:
    """Tell what is wrong with a data directory, one line each."""
    from simulator.directory import playing_worlds, world_names

    entered = world_names(home)
    if home.is_shared:
        from simulator.schemas.leftovers import left_over

        for name in entered:
            yield from _of_world(home, name, playing_worlds(home))
        for line in left_over(home):
            yield f"{line}; the next server to start deletes it"
        return
    folders = sorted(file.name for file in (home.path / "worlds").iterdir() if file.is_dir())
    for name in entered:
        if name not in folders:
            yield f"{name}: in the directory, but its folder is gone; make it anew"
    for name in folders:
        if name not in entered:
            yield f"{name}: a folder that the directory does not know"
        yield from _of_world(home, name, playing_worlds(home))
    for left in sorted(home.path.glob("**/*.half")):
        yield f"{left.relative_to(home.path)}: left over from something interrupted; it may be deleted"


def _of_world(home: Home, name: str, playing: list[str]) -> Iterator[str]:
    if not home.has(name):
        yield f"{name}: a folder without a world in it"
        return
    try:
        yield from _of_rows(home, name, playing)
    except MarketplaceError as error:
        yield f"{name}: {error.message}"
        return
    yield from _of_files(home, name)


def _of_rows(home: Home, name: str, playing: list[str]) -> Iterator[str]:
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
        if (moment.world.mode == "playing") != (name in playing):
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
