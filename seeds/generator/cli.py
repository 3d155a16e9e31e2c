"""`marketsim generate`: reads what is wanted, shows how far it is, says errors as sentences.

The heavy libraries are imported when the command runs, so that help and other commands start at once.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from seeds.generator.crew import Helper, crew
from seeds.generator.progress import shown
from simulator.errors import MarketplaceError

MISSING = "Generating data needs NumPy and PyArrow. Install them with: pip install 'marketplace-simulator[data]'"
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
    with crew(0 if options["scheduler"] else options["workers"] - 1) as helpers:
        _speaking(lambda: _generate(**options, helpers=helpers))


def _generate(
    *,
    out: Path,
    formats: str | None,
    go_on: bool,
    coverage: bool,
    dirty: bool,
    report: bool,
    scheduler: str | None,
    helpers: Sequence[Helper],
    **told: Any,
) -> None:
    from seeds.generator.asking import asked_formats, asked_plan
    from seeds.generator.running import generate

    chosen = asked_formats(out, formats, go_on=go_on)
    plan = asked_plan(out, go_on=go_on, coverage=coverage, **told)
    sizes = {"shards": told["shards"], "replace": told["replace"] or go_on}
    with shown(plan.orders, sys.stderr) as progress:
        if scheduler:
            from seeds.generator.cluster import generate_on

            manifest = generate_on(scheduler, plan, out, chosen, **sizes)
        else:
            manifest = generate(plan, out, chosen, on_progress=progress, helpers=helpers, **sizes)
    _afterwards(out, coverage=coverage, dirty=dirty, report=report)
    rows = sum(manifest["counts"].values())
    click.echo(f"{manifest['counts']['orders']:,} orders, {rows:,} rows in {len(manifest['files'])} files: {out}")


def _afterwards(out: Path, *, coverage: bool, dirty: bool, report: bool) -> None:
    if coverage:
        from seeds.generator.coverage import told_coverage

        click.echo(told_coverage(out))
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
        if error.name and error.name.split(".")[0] in ("numpy", "pyarrow"):
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
    click.echo(sentence, err=True)
    raise SystemExit(status)
