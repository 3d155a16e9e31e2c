"""A class as a CSV file: one line for each learner and lesson begun. Knows no page."""

from collections.abc import Iterator
from datetime import datetime

from simulator.classroom.board import Board, board_of
from simulator.classroom.records import Course
from simulator.home import Home
from simulator.shell.csv_lines import csv_line

COLUMNS = ("seat", "learner", "lesson", "title", "best_score", "passed", "attempts", "last_trap", "under_way")


def csv_of(home: Home, course: Course, now: datetime) -> Iterator[str]:
    """Write the board as lines; names are hidden where the class hides them."""
    board = board_of(home, course, now)
    yield csv_line(COLUMNS)
    for values in _rows(board):
        yield csv_line(values)


def _rows(board: Board) -> Iterator[tuple[object, ...]]:
    for line in board.lines:
        for (lesson, title), cell in zip(board.lessons, line.cells, strict=True):
            if cell is not None:
                best = "" if cell.best is None else cell.best
                passed = "yes" if cell.is_passed else "no"
                under_way = "yes" if cell.running_since else "no"
                yield line.seat, line.name, lesson, title, best, passed, cell.attempts, cell.last_trap, under_way
