"""Which lessons there are: ours in `seeds/lessons`, and those of a directory of one's own (`serve --lessons`).

Files are read when first wanted and again when they change. Reading YAML is put off until a lesson is asked for.
"""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import seeds
from simulator.errors import BadInput, NotFound

if TYPE_CHECKING:
    from simulator.training.lesson import Lesson

OURS = Path(seeds.__file__).parent / "lessons"
# Files beside lessons that are none: quiz cards.
NO_LESSONS = ("cards.yaml",)
_own: list[Path] = []


def use_directory(path: Path | str | None) -> None:
    """Take further lessons from a directory; a lesson there hides one of ours with the same id.

    Raises:
        BadInput: there is no such directory.
    """
    _own.clear()
    if path is None:
        return
    if not Path(path).is_dir():
        raise BadInput("lessons", f"There is no directory {path}.")
    _own.append(Path(path).resolve())


def lesson_files() -> dict[str, Path]:
    """Return the file of every lesson by its id, in the order of the course."""
    found = {path.stem: path for folder in (OURS, *_own) for path in _files(folder)}
    return dict(sorted(found.items()))


def _files(folder: Path) -> Iterable[Path]:
    return (path for path in sorted(folder.glob("*.yaml")) if path.name not in NO_LESSONS)


def lesson(lesson_id: str) -> "Lesson":
    """Return a lesson.

    Raises:
        NotFound: there is none with this id.
        BadLesson: its file cannot be used.
    """
    path = lesson_files().get(lesson_id)
    if path is None:
        raise NotFound(f"There is no lesson {lesson_id[:40]!r}.")
    return _read(path, path.stat().st_mtime_ns)


def lessons() -> list["Lesson"]:
    """Return all lessons, in the order of the course.

    Raises:
        BadLesson: one of the files cannot be used.
    """
    return [_read(path, path.stat().st_mtime_ns) for path in lesson_files().values()]


@cache
def _read(path: Path, changed: int) -> "Lesson":
    from simulator.training.reading import read_lesson

    return read_lesson(path)


def edition(lesson_id: str) -> str:
    """Return what tells one version of a lesson's file from another; empty for a lesson that does not exist."""
    path = lesson_files().get(lesson_id)
    return hashlib.blake2b(path.read_bytes(), digest_size=8).hexdigest() if path else ""
