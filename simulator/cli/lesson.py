"""`marketsim lesson`: list the lessons, and check that they can be passed and failed."""

from pathlib import Path

import click

from simulator.cli.speaking import know_rooms, takes_data, working

WHERE = click.option(
    "--lessons",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    envvar="MARKETSIM_LESSONS",
    help="A directory of one's own lessons.",
)


@click.group()
def lesson() -> None:
    """List lessons, and check that they can be passed and failed.

    Example: marketsim lesson check L03
    """


@lesson.command("list", epilog="Example: marketsim lesson list")
@WHERE
@takes_data
def list_lessons(lessons: Path | None, data: Path) -> None:
    """List the lessons with their level, length and rules."""
    know_rooms()
    from simulator.training import course

    course.use_directory(lessons)
    for one in course.lessons():
        click.echo(f"{one.id}  {one.title} ({one.level}, {one.minutes} min; {', '.join(one.rules)})")


@lesson.command("check", epilog="Example: marketsim lesson check L03")
@click.argument("lesson_id", required=False)
@WHERE
@click.option(
    "--seed", "seeds", type=int, multiple=True, help="A seed to try; may be given again. Default: 1, 2 and 3."
)
@click.option("--quick", is_flag=True, help="Do not leave out the solver's steps one by one.")
@takes_data
def check_lessons(lesson_id: str | None, lessons: Path | None, seeds: tuple[int, ...], quick: bool, data: Path) -> None:
    """Play solvers and wrong paths; exit status 1 when a lesson does not keep its promises."""
    know_rooms()
    from simulator.training import course
    from simulator.training.checking import SEEDS, check

    course.use_directory(lessons)
    findings = 0
    for one in [course.lesson(lesson_id)] if lesson_id else course.lessons():
        with working(f"Checking {one.id}"):
            report = check(one, seeds or SEEDS, shorten=not quick)
        tried = f"{report.wrong} wrong paths, {report.shortened} shortened solvers"
        scores = ", ".join(str(score) for score in report.solver)
        click.echo(f"{one.id} {one.title}: solver {scores}; {tried}; {len(report.findings) or 'no'} findings")
        for finding in report.findings:
            click.echo(f"  {finding}")
        findings += len(report.findings)
    if findings:
        raise SystemExit(1)
