"""Does a lesson keep its promises? The solver passes with full score, every wrong path fails with its trap, and no
step of the solver can be left out. Tried with several seeds.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from simulator import worlds
from simulator.acting import reading
from simulator.home import Home
from simulator.training.grading import Grade, grade
from simulator.training.lesson import FULL, Lesson, Step, Wrong
from simulator.training.playing import Player
from simulator.training.rooms import PREFIX

SEEDS = (1, 2, 3)


@dataclass
class Report:
    """What was tried for one lesson, and what was found wrong."""

    lesson: str
    solver: list[int] = field(default_factory=list)
    wrong: int = 0
    shortened: int = 0
    findings: list[str] = field(default_factory=list)


def check(lesson: Lesson, seeds: Sequence[int] = SEEDS, *, shorten: bool = True, home: Home | None = None) -> Report:
    """Try a lesson with several seeds; `shorten` also leaves out each step of the solver in turn."""
    report = Report(lesson.id)
    with tempfile.TemporaryDirectory() as folder:
        for seed in seeds:
            _check_seed(home or Home.at(Path(folder)), lesson, seed, report, shorten=shorten)
    return report


def _check_seed(home: Home, lesson: Lesson, seed: int, report: Report, *, shorten: bool) -> None:
    where = f"{lesson.id}, seed {seed}"
    solved, refused = played(home, lesson, seed, lesson.solver)
    report.solver.append(solved.score)
    report.findings += [f"{where}: {one}" for one in _about_solver(solved, refused)]
    for path in lesson.wrong:
        report.wrong += 1
        found, _ = played(home, lesson, seed, path.steps)
        report.findings += [f"{where}: wrong path {path.id} {one}" for one in _about_wrong(path, found)]
    for n, step in enumerate(lesson.solver if shorten else []):
        report.shortened += 1
        left, _ = played(home, lesson, seed, [*lesson.solver[:n], *lesson.solver[n + 1 :]])
        if left.score >= FULL:
            report.findings.append(f"{where}: without step {n + 1} ({described(step)}) the solver still scores {FULL}")


def _about_solver(solved: Grade, refused: dict[int, str]) -> Iterator[str]:
    for n, message in refused.items():
        yield f"step {n + 1} of the solver is refused: {message}"
    missed = ", ".join(one.id for one in solved.goals if not one.met)
    fallen = ", ".join(one.id for one in solved.traps)
    if solved.score != FULL or not solved.passed:
        yield f"the solver scores {solved.score}" + (f", misses {missed}" if missed else "")
    if fallen:
        yield f"the solver falls into {fallen}"


def _about_wrong(path: Wrong, found: Grade) -> Iterator[str]:
    if found.passed:
        yield f"passes with {found.score}"
    if not found.fell_into(path.trap):
        fallen = ", ".join(one.id for one in found.traps) or "nothing"
        yield f"does not fall into {path.trap} (it falls into {fallen})"
    if found.score != path.score:
        yield f"scores {found.score}, not {path.score}"


def played(home: Home, lesson: Lesson, seed: int, steps: list[Step]) -> tuple[Grade, dict[int, str]]:
    """Play steps in a fresh world of a lesson and grade them; also what was refused, by step."""
    with lesson_world(home, lesson, seed) as world:
        player = Player(home, world)
        player.play(steps)
        with reading(home, world) as moment:
            return grade(lesson, player.evidence(moment)), player.refused


@contextmanager
def lesson_world(home: Home, lesson: Lesson, seed: int) -> Iterator[str]:
    """Lend a fresh world of a lesson."""
    name = "checked-lesson"
    worlds.create(home, name, worlds.Plan(template=PREFIX + lesson.id, seed=seed))
    try:
        yield name
    finally:
        worlds.remove(home, name)


def described(step: Step) -> str:
    """Name a step in a few words."""
    if step.do:
        return f"{step.do} {step.order or ''}".strip()
    if step.saw:
        return f"saw {step.saw}"
    if step.predict:
        return "predict"
    return f"until {step.until.text}" if step.until else f"wait {step.wait}"
