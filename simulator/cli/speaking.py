"""How the command line speaks: one sentence for an error, exact words for instants and durations, plain lines or a bar.

Knows no command.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from simulator.errors import BadInput, MarketplaceError

NAME = "marketsim"
# What the address of a database begins with.
DATABASE = "postgresql://"
USAGE, FAILURE, INTERRUPTED = 2, 1, 130

Command = TypeVar("Command", bound=Callable[..., Any])


def spoken(command: click.Command, args: list[str] | None) -> int:
    """Run a command; say what went wrong in one sentence and return the exit status."""
    try:
        status = command.main(args, prog_name=NAME, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help(), err=True)
        return USAGE
    except click.UsageError as error:
        return _say(error.format_message(), USAGE)
    except click.ClickException as error:
        return _say(error.format_message(), FAILURE)
    except MarketplaceError as error:
        return _say(error.message, FAILURE)
    except BrokenPipeError:
        # Whoever read along has seen enough; what is still in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILURE
    except OSError as error:
        return _say(f"{error.strerror or error}: {error.filename}." if error.filename else f"{error}.", FAILURE)
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except Exception as error:
        # Imported late: help needs no database.
        from simulator.storage import said_by_disk

        no = said_by_disk(error)
        if no is None:
            raise
        return _say(no.message, FAILURE)
    return status if isinstance(status, int) else 0


def _say(sentence: str, status: int) -> int:
    click.echo(f"{NAME}: {' '.join(sentence.split())}", err=True)
    return status


class Words(click.ParamType[Any]):
    """An argument that one of the simulator's own readers reads."""

    def __init__(self, name: str, reader: Callable[[str, str], Any]) -> None:
        self.name, self._reader = name, reader

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read the text, or say what it should look like."""
        if not isinstance(value, str):
            return value
        try:
            return self._reader(value, self.name)
        except BadInput as error:
            self.fail(error.message, param, ctx)


def instant() -> Words:
    """An option that is an instant."""
    from simulator.instants import read_instant

    return Words("instant", read_instant)


def duration() -> Words:
    """An option that is a duration."""
    from simulator.instants import read_duration

    return Words("duration", read_duration)


class Data(click.Path):
    """The place of the worlds: a directory, or the address of a database, which is left as it is."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read the text."""
        return value if str(value).startswith(DATABASE) else super().convert(value, param, ctx)


def takes_data(command: Command) -> Command:
    """Add `--data DIR`, which every command takes; the command gets `data` as a path, or a database's address."""
    return click.option(
        "--data",
        type=Data(path_type=Path, file_okay=False),
        default=Path("instance"),
        envvar="MARKETSIM_DATA",
        show_default=True,
        help="The directory that holds the worlds, or a database such as postgresql://user@host/name.",
    )(command)


def home_at(data: Path | str) -> Any:
    """Open the data directory.

    Raises:
        BadInput: it cannot be written.
    """
    from simulator.home import Home

    try:
        return Home.at(data)
    except OSError as error:
        raise BadInput("data", f"The data directory {data} cannot be written: {error.strerror}.") from None


def know_rooms() -> None:
    """Import everything that registers deeds, rules of the agenda and templates."""
    import simulator.everything  # noqa: F401 - for what it registers


@contextmanager
def working(words: str) -> Iterator[None]:
    """Show that something long is under way: a spinner on a terminal, a plain line elsewhere."""
    if not sys.stderr.isatty():
        click.echo(f"{words} …", err=True)
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(words):
        yield
