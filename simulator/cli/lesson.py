"""`marketsim lesson`: list the lessons, and check that they can be passed and failed."""

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.speaking import know_rooms, takes_data, working

if TYPE_CHECKING:
    from simulator.training.checking import Report

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
    know(lessons)
    from simulator.training import course

    for one in course.lessons():
        click.echo(f"{one.id}  {one.title} ({one.level}, {one.minutes} min; {', '.join(one.rules)})")


@lesson.command("check", epilog="Example: marketsim lesson check L03")
@click.argument("lesson_id", required=False)
@WHERE
@click.option(
    "--seed", "seeds", type=int, multiple=True, help="A seed to try; may be given again. Default: 1, 2 and 3."
)
@click.option("--quick", is_flag=True, help="Do not leave out the solver's steps one by one.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Lessons checked at the same time.  [default: one a core]")
@takes_data
def check_lessons(
    lesson_id: str | None, lessons: Path | None, seeds: tuple[int, ...], quick: bool, jobs: int | None, data: Path
) -> None:
    """Play solvers and wrong paths; exit status 1 when a lesson does not keep its promises."""
    know(lessons)
    from simulator.training import course

    chosen = [course.lesson(lesson_id)] if lesson_id else course.lessons()
    findings = 0
    with ProcessPoolExecutor(
        min(jobs or os.cpu_count() or 1, len(chosen)), initializer=know, initargs=(lessons,)
    ) as at:
        reports = at.map(partial(checked, seeds=seeds, shorten=not quick), [one.id for one in chosen])
        for one in chosen:
            with working(f"Checking {one.id}"):
                report = next(reports)
            tell(one.title, report)
            findings += len(report.findings)
    if findings:
        raise SystemExit(1)


@lesson.command("scorm", epilog="Example: marketsim lesson scorm L01 --root https://sim.example")
@click.argument("lesson_id")
@click.option("--root", required=True, envvar="MARKETSIM_ROOT", help="Where learners reach the simulator.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="The file.  [default: LESSON_ID.zip]")
@WHERE
@takes_data
def scorm(lesson_id: str, root: str, output: Path | None, lessons: Path | None, data: Path) -> None:
    """Write a lesson as a SCORM 1.2 package, for learning platforms."""
    know(lessons)
    from simulator.training import course
    from simulator.training.packaging import package

    packed = package(course.lesson(lesson_id), root)
    target = output or Path(f"{lesson_id}.zip")
    target.write_bytes(packed)
    click.echo(f"{target}: {len(packed):,} bytes")


def know(lessons: Path | None) -> None:
    """Learn the deeds and the lessons, once in every process."""
    know_rooms()
    from simulator.training import course

    course.use_directory(lessons)


def checked(lesson_id: str, seeds: Sequence[int], shorten: bool) -> "Report":
    """Check one lesson, in whichever process."""
    from simulator.training import course
    from simulator.training.checking import SEEDS, check

    return check(course.lesson(lesson_id), seeds or SEEDS, shorten=shorten)


def tell(title: str, report: "Report") -> None:
    """Say what came of a lesson."""
    tried = f"{report.wrong} wrong paths, {report.shortened} shortened solvers"
    scores = ", ".join(str(score) for score in report.solver)
    click.echo(f"{report.lesson} {title}: solver {scores}; {tried}; {len(report.findings) or 'no'} findings")
    for finding in report.findings:
        click.echo(f"  {finding}")
