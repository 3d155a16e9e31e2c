"""The command `marketsim`: serve, worlds, clocks, data, audits, lessons, rules.

Each command lies in a module that is imported when it is called, so that help comes at once. Errors are one sentence on
standard error; the exit status is 2 when the command line itself was wrong, else 1.
"""

import importlib
from typing import Any

import click

from simulator.cli.speaking import spoken

# Command → module and name, and the line that help shows for it.
COMMANDS = {
    "serve": ("simulator.cli.serve:serve", "Start the simulator and print the addresses to open."),
    "world": ("simulator.cli.world:world", "List, create, reset, fork, keep, export, import and delete worlds."),
    "clock": ("simulator.cli.clock:clock", "Show and move a world's time."),
    "generate": ("seeds.generator.cli:generate", "Make lawful order data with known answers."),
    "audit": ("simulator.cli.audit:audit", "Find unlawful histories in a folder of data, or in a world."),
    "lesson": ("simulator.cli.lesson:lesson", "List lessons, and check that they can be passed and failed."),
    "account": ("simulator.cli.account:account", "Add, list, invite and remove instructors of a class room."),
    "rules": ("simulator.cli.rules:rules", "Read the rule book."),
    "hash": ("simulator.cli.world:state", "Print a world's state hash."),
    "doctor": ("simulator.cli.doctor:doctor", "Look for what is damaged, parked or left over."),
}
# Commands of rooms that an installation may lack.
MISSING = {
    "generate": "Generating data needs further packages: pip install 'marketplace-simulator[data]'.",
}
HELP = """Run a marketplace you can hold still, move forward and rewind.

Example: marketsim serve --port 5000
"""


class Lazily(click.Group):
    """A group whose commands are imported when they are called, not when they are listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands, in the order people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        try:
            found: click.Command = getattr(importlib.import_module(module), name)
        except ModuleNotFoundError as error:
            if cmd_name not in MISSING or str(error.name).startswith(("simulator.cli", "click")):
                raise
            raise click.ClickException(MISSING[cmd_name]) from None
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their lines, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.command(cls=Lazily, help=HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="marketplace-simulator", prog_name="marketsim")
def marketsim() -> None:
    """Hold the commands together."""


def main(args: list[str] | None = None) -> Any:
    """Run the command line and leave with its exit status."""
    raise SystemExit(spoken(marketsim, args))
