"""`marketsim audit`: unlawful histories, one per line, in a folder of data or in a world."""

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import click

from simulator.cli.speaking import home_at, takes_data


@click.command(epilog="Example: marketsim audit data/    or: marketsim audit --world demo")
@click.argument("folder", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--world", help="A world of the data directory, also beside a running server.")
@takes_data
def audit(folder: Path | None, world: str | None, data: Path) -> int:
    """Find unlawful histories; the exit status is 0 when there are none."""
    if (folder is None) == (world is None):
        raise click.UsageError("Say what to audit: a folder of generated data, or --world NAME.")
    found = 0
    for finding in _of_folder(folder) if folder is not None else _of_world(data, str(world)):
        found += 1
        click.echo(str(finding))
    if not found:
        click.echo("Every history is lawful.", err=True)
    return 1 if found else 0


def _of_world(data: Path, world: str) -> Iterable[object]:
    from simulator.acting import existing
    from simulator.auditor import audit as audit_world

    home = home_at(data)
    return audit_world(home.world_file(existing(home, world)))


def _of_folder(folder: Path) -> Iterable[object]:
    try:
        auditor = import_module("simulator.auditor_files")
    except ModuleNotFoundError:
        needed = "Auditing files needs further packages: pip install 'marketplace-simulator[data]'."
        raise click.ClickException(needed) from None
    findings: Iterable[object] = auditor.audit_files(folder)
    return findings
