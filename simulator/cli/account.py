"""`marketsim account`: instructors of an installation in classroom mode; the first one is made here."""

from pathlib import Path

import click

from simulator.cli.speaking import home_at, takes_data

ASKED = click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    envvar="MARKETSIM_PASSWORD",
    help="Asked for when it is not given; MARKETSIM_PASSWORD keeps it out of the list of processes.",
)


@click.group()
def account() -> None:
    """Add, list, invite and remove instructors.

    Example: marketsim account add "Ms Ito"
    """


@account.command(epilog='Example: marketsim account add "Ms Ito"')
@click.argument("name")
@ASKED
@takes_data
def add(name: str, password: str, data: Path) -> None:
    """Make an instructor's account."""
    from simulator.classroom import accounts

    accounts.add_instructor(home_at(data), name, password)
    click.echo(f"{name} can sign in as an instructor.")


@account.command("list", epilog="Example: marketsim account list")
@takes_data
def list_accounts(data: Path) -> None:
    """List the instructors."""
    from simulator.classroom import accounts
    from simulator.events import iso

    for one in accounts.instructors(home_at(data)):
        click.echo(f"{one.name}  since {iso(one.created_at)}")


@account.command(epilog='Example: marketsim account password "Ms Ito"')
@click.argument("name")
@ASKED
@takes_data
def password(name: str, password: str, data: Path) -> None:
    """Give an instructor a new password; signs them out everywhere."""
    from simulator.classroom import accounts

    accounts.set_password(home_at(data), name, password)
    click.echo(f"{name} has a new password.")


@account.command(epilog="Example: marketsim account invite")
@takes_data
def invite(data: Path) -> None:
    """Print a code by which one person becomes an instructor at /invitation."""
    from simulator.classroom import accounts

    click.echo(accounts.invite(home_at(data), "the command line"))


@account.command(epilog='Example: marketsim account remove "Ms Ito" --yes')
@click.argument("name")
@click.confirmation_option(prompt="Delete this account?")
@takes_data
def remove(name: str, data: Path) -> None:
    """Delete an instructor who holds no class."""
    from simulator.classroom import accounts

    accounts.remove_instructor(home_at(data), name)
    click.echo(f"{name} is no longer an instructor.")
