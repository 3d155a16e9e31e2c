"""What a measurement says, and the table all of them make.

A module of this package with a function `run() -> list[Result]` is found and run.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One line: what was done, how much of it in which unit, by whom beside us, and what was hoped for."""

    work: str
    ours: float
    unit: str
    peer: str = ""
    theirs: float | None = None
    # The ratio (or, without a peer, the figure) that was hoped for; None is none.
    goal: float | None = None
    # Less is better, as with seconds.
    less: bool = False
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times better than the peer."""
        if self.theirs is None or not self.ours or not self.theirs:
            return None
        return self.theirs / self.ours if self.less else self.ours / self.theirs

    @property
    def reached(self) -> str:
        """Whether the goal was reached, in a word."""
        if self.goal is None:
            return ""
        figure = self.ratio if self.peer else self.ours
        if figure is None:
            return "not measured"
        met = figure <= self.goal if self.less and not self.peer else figure >= self.goal
        return "met" if met else "missed"


def table(results: Iterable[Result]) -> str:
    """Write results as a Markdown table."""
    lines = ["| Work | Ours | Peer | Theirs | Ratio | Goal | | Remarks |", "|---|---:|---|---:|---:|---:|---|---|"]
    for one in results:
        ratio = f"{one.ratio:,.2f}×" if one.ratio else ""
        theirs = f"{one.theirs:,.4g} {one.unit}" if one.theirs else ""
        goal = "" if one.goal is None else f"{one.goal:g}{'×' if one.peer else ' ' + one.unit}"
        ours = f"{one.ours:,.4g} {one.unit}"
        lines.append(f"| {one.work} | {ours} | {one.peer} | {theirs} | {ratio} | {goal} | {one.reached} | {one.note} |")
    return "\n".join(lines) + "\n"
