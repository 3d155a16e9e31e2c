"""Draws what a board refreshes. A class may have thousands of cells, and few of them differ: each kind is drawn once.

Looks are the templates' own. Knows no decision of an instructor.
"""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any

from flask import render_template
from markupsafe import Markup

from simulator.classroom import board as boards
from simulator.classroom.attempts import Standing
from simulator.classroom.records import Course
from simulator.clock import wall_now
from simulator.garbage import left_alone
from simulator.shell.wording import gettext as _
from simulator.visits import the_home


def drawn_board(course: Course) -> dict[str, str]:
    """Draw a class's board as it is now; `seen` tells two boards apart that look different."""
    with left_alone():
        found = boards.board_of(the_home(), course, wall_now())
        told = {"course": course, "board": found, "reasons": _reasons(), "drawn_cells": _cells_drawer()}
        page = render_template("classroom/_board.html", **told)
    return {"drawn": Markup(page), "seen": blake2b(page.encode(), digest_size=8).hexdigest()}  # noqa: S704 - a template's


def _cells_drawer() -> Callable[[Callable[..., str], Sequence[Standing | None]], Markup]:
    """Return what draws a line's cells with a template's macro, and remembers what equal ones look like."""
    known: dict[tuple[Any, ...] | None, str] = {None: "<td></td>"}

    def drawn_cells(draw: Callable[..., str], cells: Sequence[Standing | None]) -> Markup:
        told = [
            one and (one.best, one.attempts, one.is_passed, one.last_trap, one.running_since is not None)
            for one in cells
        ]
        known.update({key: draw(*key) for key in set(told) - known.keys() if key})
        return Markup("".join([known[key] for key in told]))  # noqa: S704 - each was escaped by its template

    return drawn_cells


def _reasons() -> dict[str, str]:
    return {
        boards.NO_PROGRESS: _("no goal reached for a while"),
        boards.NOT_PASSED: _("several attempts, not passed"),
    }
