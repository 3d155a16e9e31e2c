"""The thirty-six rules of the course, and the rule of the rule book behind each. Data: `seeds/lessons/rules.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from simulator.training.course import OURS


@dataclass(frozen=True)
class CourseRule:
    """A rule a seller learns."""

    id: str
    sentence: str
    # The id of the rule book's rule that decides it.
    policy: str


@cache
def course_rules() -> Mapping[str, CourseRule]:
    """Return the rules by their ids, R1 to R36."""
    table = tomllib.loads((OURS / "rules.toml").read_text(encoding="utf-8"))
    return {name: CourseRule(name, row["sentence"], row["policy"]) for name, row in table.items()}
