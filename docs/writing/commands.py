"""The command line as a page: the help of every command, as it is printed."""

from collections.abc import Iterator

import click

from docs.writing.tables import page
from simulator.cli import COMMANDS, marketsim

HEAD = """What `--help` prints, for every command. [The command line](../cli.md) tells what
they are for, and lists the settings."""
WIDTH = 100


def commands() -> str:
    """Return the page of all commands."""
    top = click.Context(marketsim, info_name="marketsim", terminal_width=WIDTH, max_content_width=WIDTH)
    groups = [group(top, name) for name in COMMANDS]
    return page("Commands", HEAD, *groups)


def group(top: click.Context, name: str) -> str:
    """Return one command's section, with those below it."""
    found = marketsim.get_command(top, name)
    assert found is not None
    return f"## marketsim {name}\n\n" + "\n\n".join(helps(found, name, top))


def helps(command: click.Command, name: str, parent: click.Context) -> Iterator[str]:
    """Yield the help of a command and of the commands below it."""
    here = click.Context(command, info_name=name, parent=parent, terminal_width=WIDTH, max_content_width=WIDTH)
    yield f"```text\n{command.get_help(here)}\n```"
    if isinstance(command, click.Group):
        for below in command.commands.values():
            yield from helps(below, str(below.name), here)
