"""`marketsim generate`: reads what is wanted, shows how far it is, says errors as sentences.

The heavy libraries are imported when the command runs, so that help and other commands start at once.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from seeds.generator.crew import Helper, crew
from seeds.generator.progress import shown
from simulator.errors import MarketplaceError

if TYPE_CHECKING:
    from seeds.generator.plan import Plan

MISSING = (
    "Generating data needs NumPy, PyArrow and DuckDB. Install them with: pip install 'marketplace-simulator[data]'"
)
EXAMPLE = """
Example: marketsim generate --orders 100000 --out data --format parquet,csv --set requests=2%

Formats: parquet, csv, jsonl, sql, order-report, sp-api, order-change, world.
Profiles: typical, careful, overloaded, trap-prone, holiday, stormy. Knobs: docs/generate.md.
The same options give the same bytes. An interrupted run goes on where it stopped when it is started again.
"""


@click.command("generate", epilog=EXAMPLE)
@click.option("--orders", type=int, help="How many orders.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder the data goes to.")
@click.option("--seed", type=int, default=7, show_default=True)
@click.option("--format", "formats", help="One or more, with commas; parquet, or with --continue those there are.")
@click.option("--marketplace", default="US", show_default=True, help="One store or more, with commas.")
@click.option("--days", type=int, help="Over how many days they are placed; 90, or 30 more with --continue.")
@click.option("--start", help="The first day, such as 2026-01-05T00:00:00Z.")
@click.option("--profile", default="typical", show_default=True)
@click.option("--set", "knobs", multiple=True, metavar="KNOB=VALUE", help="A knob; may be repeated.")
@click.option("--shards", type=click.IntRange(1, 100_000), default=1, show_default=True, help="Parts made apart.")
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes.")
@click.option("--scheduler", metavar="ADDRESS", help="Run the shards on this Dask cluster.")
@click.option("--continue", "go_on", is_flag=True, help="Add a further period to the data in the folder.")
@click.option("--coverage", is_flag=True, help="A small set with every pair of state, reason, channel and store.")
@click.option("--dirty", is_flag=True, help="Plant defects, listed in truth.json.")
@click.option("--report", is_flag=True, help="Write report.html, with plots.")
@click.option("--replace", is_flag=True, help="Replace a data set that is in the folder.")
@click.option("--data", expose_value=False, help="The simulator's folder; not needed here.")
def generate(**options: Any) -> None:
    """Make lawful order data with known answers."""
    asked = click.get_current_context().get_parameter_source
    given = {name for name in options if asked(name) is ParameterSource.COMMANDLINE}
    with crew(0 if options["scheduler"] else options["workers"] - 1) as helpers:
        _speaking(lambda: _generate(**options, given=given, helpers=helpers))


def _generate(*, out: Path, formats: str | None, report: bool, helpers: Sequence[Helper], **told: Any) -> None:
    from seeds.generator.asking import asked_formats, asked_plan, check_together

    check_together(told["given"])
    chosen = asked_formats(out, formats, **told)
    manifest = _written(asked_plan(out, **told), out, chosen, helpers, **told)
    _afterwards(out, dirty=told["dirty"], report=report)
    rows = sum(manifest["counts"].values())
    click.echo(f"{manifest['counts']['orders']:,} orders, {rows:,} rows in {len(manifest['files'])} files: {out}")


def _written(plan: "Plan", out: Path, formats: Sequence[str], helpers: Sequence[Helper], **told: Any) -> dict[str, Any]:
    replace = told["replace"] or told["go_on"]
    if told["coverage"]:
        from seeds.generator.coverage import told_coverage, write_coverage

        manifest = write_coverage(plan, out, formats, replace=replace)
        click.echo(told_coverage(manifest))
        return manifest
    if told["scheduler"]:
        from seeds.generator.cluster import generate_on

        return generate_on(told["scheduler"], plan, out, formats, shards=told["shards"], replace=replace)
    from seeds.generator.running import generate

    with shown(plan.orders, sys.stderr) as progress:
        sizes = {"shards": told["shards"], "helpers": helpers}
        return generate(plan, out, formats, replace=replace, on_progress=progress, **sizes)


def _afterwards(out: Path, *, dirty: bool, report: bool) -> None:
    if dirty:
        from seeds.generator.dirt import plant

        click.echo(f"{plant(out)} defects planted; truth.json lists them.")
    if report:
        from seeds.generator.report import write_report

        click.echo(f"Look at {write_report(out)}.")


def _speaking(work: Callable[[], None]) -> None:
    """Do something; whatever can go wrong on the way is one sentence and an exit status."""
    try:
        work()
        sys.stdout.flush()
    except ImportError as error:
        if error.name and error.name.split(".")[0] in ("numpy", "pyarrow", "duckdb"):
            _leave(MISSING, 1)
        raise
    except MarketplaceError as error:
        _leave(error.message, 1 if isinstance(error.__cause__, OSError) else 2)
    except BrokenPipeError:
        # Whoever read the output has gone; the data itself is whole.
        sys.stdout = None  # type: ignore[assignment]
        _leave("The reader of the output has gone; the data is written.", 1)
    except KeyboardInterrupt:
        _leave("Interrupted. The same command goes on where it stopped.", 130)


def _leave(sentence: str, status: int) -> None:
    click.echo(f"marketsim: {sentence}", err=True)
    raise SystemExit(status)
