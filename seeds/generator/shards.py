"""One shard: a run of chunks written into a folder of its own, with its answers, independent of all others.

A finished shard leaves a note; a later run with the same plan and formats uses it again.
"""

import gc
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from seeds.generator.answers import Answers
from seeds.generator.plan import Plan
from seeds.generator.streaming import Chunk, Mill
from seeds.generator.writing import FORMATS, TABLES, Work

Progress = Callable[[int], None]
NOTE = "done.json"


@dataclass(frozen=True)
class Shard:
    """Which chunks are written where. Plain values, so that it travels to other machines."""

    plan: dict[str, Any]
    formats: tuple[str, ...]
    folder: str
    first_chunk: int
    end_chunk: int


def cut_into_shards(plan: Plan, formats: tuple[str, ...], folder: Path, count: int) -> list[Shard]:
    """Cut a plan into shards of about equally many chunks; never more shards than chunks."""
    chunks = len(plan.chunks)
    count = min(count, chunks)
    edges = [chunks * at // count for at in range(count + 1)]
    told = plan.as_json()
    return [
        Shard(told, formats, str(folder / f"shard-{at:05d}-of-{count:05d}"), edges[at], edges[at + 1])
        for at in range(count)
    ]


def run_shard(shard: Shard, progress: Progress | None = None) -> dict[str, Any]:
    """Write a shard, or find it written; return its note."""
    folder = Path(shard.folder)
    known = note_of(folder)
    if known is not None:
        if progress:
            progress(known["answers"]["counts"]["rows|orders"])
        return known
    folder.mkdir(parents=True, exist_ok=True)
    plan = Plan.from_json(shard.plan)
    note = {"answers": _written(shard, plan, folder, progress), "files": _sizes(folder)}
    half = folder / f"{NOTE}.half"
    half.write_bytes(orjson.dumps(note))
    half.replace(folder / NOTE)
    # A market and its promises hold each other: left to the collector, a dozen of them pile up, 15 MB each.
    gc.collect()
    return note


def write_tables(tables: Chunk, plan: Plan, formats: Sequence[str], folder: Path) -> dict[str, Any]:
    """Write whole tables, in formats that need nothing but their rows; return a note as of a shard."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    answers = Answers(plan.until)
    answers.add(tables)
    for one in (TABLES[name]() for name in formats):
        one.open(folder, plan, first=True)
        try:
            one.write_rows(tables)
        finally:
            one.close()
    return {"answers": answers.part(), "files": _sizes(folder)}


def note_of(folder: Path) -> dict[str, Any] | None:
    """Return the note of a finished shard whose files are all there and whole."""
    path = folder / NOTE
    if not path.exists():
        return None
    note: dict[str, Any] = orjson.loads(path.read_bytes())
    return note if _sizes(folder) == note["files"] else None


def _written(shard: Shard, plan: Plan, folder: Path, progress: Progress | None) -> dict[str, Any]:
    mill, answers = Mill(plan), Answers(plan.until)
    formats = [FORMATS[name]() for name in shard.formats]
    for one in formats:
        one.open(folder, plan, first=shard.first_chunk == 0)
    try:
        for number in range(shard.first_chunk, shard.end_chunk):
            lives = mill.lives(number)
            work = Work(number, mill, lives, mill.written(number, lives))
            answers.add(work.tables)
            for one in formats:
                one.write(work)
            if progress:
                progress(len(lives.fate))
    finally:
        for one in formats:
            one.close()
    return answers.part()


def _sizes(folder: Path) -> dict[str, int]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith(NOTE)]
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}
