"""`marketsim clock WORLD …`: a world's time. Works beside a running server: both queue at the world's lock."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from simulator.cli.speaking import duration, home_at, instant, know_rooms, takes_data, working
from simulator.events import iso

# Lines of the agenda and of an advance that are shown unless more are asked for.
SHOWN = 20


@click.group()
@click.argument("world")
@click.pass_context
def clock(context: click.Context, world: str) -> None:
    """Show and move a world's time.

    Example: marketsim clock demo advance --by PT31M
    """
    context.obj = world


@clock.command(epilog="Example: marketsim clock demo show")
@takes_data
@click.pass_obj
def show(world: str, data: Path) -> None:
    """Print the instant, the mode, and what is due next."""
    from simulator.acting import reading
    from simulator.agenda import next_due

    know_rooms()
    with reading(home_at(data), world) as moment:
        row, due = moment.world, next_due(moment)
        speed = f" at {row.speed} s/s" if row.mode == "playing" else ""
        click.echo(f"{iso(row.now)}  {row.mode}{speed}")
        if due is not None:
            click.echo(f"next: {iso(due.due_at)}  {due.rule}  {due.subject}")


@clock.command(epilog="Example: marketsim clock demo advance --to 2026-03-09T17:00:00Z")
@click.option("--by", type=duration(), help="A duration, such as PT31M or P7D.")
@click.option("--to", type=instant(), help="An instant, such as 2026-03-09T17:00:00Z.")
@click.option("--next", "following", is_flag=True, help="To the next thing on the agenda.")
@click.option("--all", "everything", is_flag=True, help="Print all that happened, not only the first lines.")
@takes_data
@click.pass_obj
def advance(
    world: str, by: timedelta | None, to: datetime | None, following: bool, everything: bool, data: Path
) -> None:
    """Move time forward, doing everything that is due on the way."""
    from simulator.acting import move_time

    if sum((by is not None, to is not None, following)) != 1:
        raise click.UsageError("Say one of --by DURATION, --to INSTANT and --next.")
    know_rooms()
    home = home_at(data)
    with working(f"Moving {world} forward"):
        progress = move_time(home, world, by=by, to=to, following=following)
    _print(progress, everything)


def _print(progress: Any, everything: bool) -> None:
    shown = progress.fired if everything else progress.fired[:SHOWN]
    for one in shown:
        click.echo(f"{iso(one.at)}  {one.rule}  {one.event or '-'}  {one.order_id or ''}".rstrip())
    if progress.total > len(shown):
        click.echo(f"… and {progress.total - len(shown):,} more")
    click.echo(f"{iso(progress.start)} -> {iso(progress.end)}: {progress.total:,} done")


@clock.command(epilog="Example: marketsim clock demo play --speed 600")
@click.option("--speed", type=click.IntRange(1, 86_400), help="Simulated seconds per real second.")
@takes_data
@click.pass_obj
def play(world: str, speed: int | None, data: Path) -> None:
    """Let time run; a running server moves it."""
    _set(data, world, "playing", speed)


@clock.command(epilog="Example: marketsim clock demo pause")
@takes_data
@click.pass_obj
def pause(world: str, data: Path) -> None:
    """Hold time still."""
    _set(data, world, "paused", None)


@clock.command(epilog="Example: marketsim clock demo agenda --until 2026-03-09T00:00:00Z")
@click.option("--until", type=instant(), help="Only what is due by then.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=SHOWN, show_default=True)
@takes_data
@click.pass_obj
def agenda(world: str, until: datetime | None, limit: int, data: Path) -> None:
    """List what is due, in the order in which it will be done."""
    from simulator.acting import reading
    from simulator.agenda import coming_up

    know_rooms()
    with reading(home_at(data), world) as moment:
        for due in coming_up(moment, until, limit):
            click.echo(f"{iso(due.due_at)}  {due.rule}  {due.subject}")


def _set(data: Path, world: str, mode: str, speed: int | None) -> None:
    from simulator.acting import reading, set_clock

    know_rooms()
    home = home_at(data)
    set_clock(home, world, mode=mode, speed=speed)
    with reading(home, world) as moment:
        speed_now = f" at {moment.world.speed} s/s" if mode == "playing" else ""
        click.echo(f"{iso(moment.now)}  {mode}{speed_now}")
