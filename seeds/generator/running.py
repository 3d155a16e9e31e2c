"""A whole run: shards side by side, their files joined, answers and manifest written last.

Nothing appears under its final name before it is whole. What an interrupted run finished is used by the next one with
the same plan.
"""

import errno
import hashlib
import os
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any

import orjson
from filelock import FileLock, Timeout

import simulator
from seeds.generator.answers import Answers
from seeds.generator.crew import Helper, crew
from seeds.generator.describing import ddl, dictionary, postgres_load
from seeds.generator.plan import Plan
from seeds.generator.shards import Shard, cut_into_shards, note_of, run_shard, write_tables
from seeds.generator.streaming import Chunk
from seeds.generator.writing import FORMATS, join_parts
from simulator.errors import BadInput

# Told after every chunk: orders laid out so far.
OnProgress = Callable[[int], None]
LICENSE = "CC0-1.0"
WORLD = "world"
PARTS = ".parts"
REPORT = "report.html"
# No shard has more chunks than this, about a million orders: what an interrupted run loses at most.
USUAL = 32


def generate(
    plan: Plan,
    out: Path,
    formats: Sequence[str] = ("parquet",),
    *,
    shards: int = 1,
    workers: int = 1,
    replace: bool = False,
    on_progress: OnProgress | None = None,
    helpers: Sequence[Helper] | None = None,
) -> dict[str, Any]:
    """Write a plan's data into a folder and return its manifest; `helpers` are workers that have been started.

    Raises:
        BadInput: an unknown format, a folder that holds something already, no room, no permission.
    """
    chosen = checked_formats(formats)
    try:
        folder = prepare(plan, out, chosen, replace=replace)
        rows = tuple(one for one in chosen if one != WORLD)
        with alone_in(out), crew(workers - 1) if helpers is None else nullcontext(helpers) as others:
            cut = cut_into_shards(plan, rows, folder, max(shards, 1 + len(others), -(-len(plan.chunks) // USUAL)))
            _run(cut, others, on_progress)
            notes = (_note(one) for one in cut)
            return publish(plan, out, chosen, [Path(one.folder) for one in cut], notes, threads=1 + len(others))
    except OSError as error:
        raise BadInput("out", _in_words(error, out)) from error


def publish_tables(
    tables: Chunk,
    plan: Plan,
    out: Path,
    formats: Sequence[str],
    *,
    replace: bool,
    facts: Mapping[str, Any],
    documents: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Write tables that were made otherwise as a data set of a plan; return its manifest, which has the facts too.

    Raises:
        BadInput: as `generate` does.
    """
    chosen = checked_formats(formats)
    try:
        folder = prepare(plan, out, chosen, replace=replace) / "tables"
        with alone_in(out):
            notes = [write_tables(tables, plan, chosen, folder)]
            return publish(plan, out, chosen, [folder], notes, facts=facts, documents=documents)
    except OSError as error:
        raise BadInput("out", _in_words(error, out)) from error


def prepare(plan: Plan, out: Path, formats: tuple[str, ...], *, replace: bool) -> Path:
    """Make sure that a folder can take the data; return the folder of parts of exactly this run."""
    _check_folder(out, replace)
    folder = out / PARTS / f"{plan.fingerprint}-{_short(formats)}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def alone_in(out: Path) -> Iterator[None]:
    """Be the only run that writes into a folder that was prepared.

    Raises:
        BadInput: another one does.
    """
    try:
        with FileLock(out / PARTS / "lock", timeout=0):
            yield
    except Timeout:
        raise BadInput("out", f"Another run is writing into {out}. Wait for it, or choose another folder.") from None


def checked_formats(formats: Sequence[str]) -> tuple[str, ...]:
    """Return the formats, each once, in a fixed order."""
    known = (*FORMATS, WORLD)
    for one in formats:
        if one not in known:
            raise BadInput("format", f"There is no format {one!r}. Choose among {', '.join(known)}.")
    if not formats:
        raise BadInput("format", f"Name at least one format: {', '.join(known)}.")
    return tuple(one for one in known if one in formats)


def publish(
    plan: Plan,
    out: Path,
    formats: tuple[str, ...],
    folders: list[Path],
    notes: Iterable[dict[str, Any]],
    *,
    partitioned: bool = False,
    threads: int = 1,
    facts: Mapping[str, Any] | None = None,
    documents: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Join the shards' files, or name them as parts; write answers, descriptions and, last of all, the manifest.

    Notes are asked for one by one: thousands would not fit into memory. The manifest takes further `facts`;
    `documents` are further JSON files.
    """
    answers, names, ready = Answers(plan.until), dict[str, None](), folders[0].parent / "ready"
    shutil.rmtree(ready, ignore_errors=True)
    ready.mkdir()
    for note in notes:
        answers.merge(note["answers"])
        names |= dict.fromkeys(note["files"])

    def put_together(name: str) -> None:
        parts = [folder / name for folder in folders if (folder / name).exists()]
        if partitioned:
            _name_parts(parts, ready / Path(name).with_suffix(""), Path(name).suffix)
        else:
            join_parts(parts, ready / name)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(put_together, names))
    if WORLD in formats:
        from seeds.generator.world import write_world

        write_world(plan, ready / "world.marketsim")
    for name, document in (documents or {}).items():
        write_json(ready / name, document)
    _describe(plan, ready, formats, answers, facts or {}, threads)
    _show(ready, out)
    told: dict[str, Any] = orjson.loads((out / "manifest.json").read_bytes())
    return told


def _name_parts(parts: list[Path], folder: Path, suffix: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for at, part in enumerate(parts):
        part.replace(folder / f"part-{at:05d}{suffix}")


def _show(ready: Path, out: Path) -> None:
    """Put everything under its final name, the manifest last; take away what another data set had here."""
    if (out / "manifest.json").exists():
        old = read_manifest(out)["files"]
        (out / "manifest.json").unlink()
        for name in (*old, REPORT):
            (out / name).unlink(missing_ok=True)
    for path in sorted(ready.rglob("*")):
        if path.is_file() and path.name != "manifest.json":
            _move(path, out / path.relative_to(ready))
    _move(ready / "manifest.json", out / "manifest.json")
    shutil.rmtree(out / PARTS, ignore_errors=True)


def _describe(
    plan: Plan, ready: Path, formats: tuple[str, ...], answers: Answers, facts: Mapping[str, Any], threads: int
) -> None:
    told = answers.told()
    write_json(ready / "answers.json", told)
    (ready / "schema.sql").write_text(ddl(), "utf-8")
    (ready / "data-dictionary.md").write_text(dictionary(), "utf-8")
    if "csv" in formats:
        (ready / "load-postgres.sql").write_text(postgres_load(), "utf-8")
    files = [path for path in sorted(ready.rglob("*")) if path.is_file()]
    with ThreadPoolExecutor(threads) as pool:
        fingerprints = list(pool.map(fingerprint_of, files))
    manifest = {
        "made_by": f"marketplace-simulator {simulator.__version__}",
        "license": LICENSE,
        "seed": plan.seed,
        "plan": plan.as_json(),
        "fingerprint": plan.fingerprint,
        "formats": list(formats),
        "until": told["until"],
        "counts": told["rows"],
        **facts,
        "files": {path.relative_to(ready).as_posix(): told for path, told in zip(files, fingerprints, strict=True)},
    }
    write_json(ready / "manifest.json", manifest)


def read_manifest(out: Path) -> dict[str, Any]:
    """Return the manifest of a data set.

    Raises:
        BadInput: there is none, or it cannot be read.
    """
    try:
        told: dict[str, Any] = orjson.loads((out / "manifest.json").read_bytes())
        Plan.from_json(told["plan"])
    except FileNotFoundError:
        raise BadInput("out", f"There is no data set in {out}: manifest.json is missing.") from None
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise BadInput("out", f"The manifest in {out} cannot be read: {error}.") from None
    return told


def _run(cut: list[Shard], helpers: Sequence[Helper], on_progress: OnProgress | None) -> None:
    """Write the shards here and in the helpers' processes, each taking the next when it is ready."""
    waiting, one_at_a_time = deque(cut), Lock()

    def taken() -> Shard | None:
        with one_at_a_time:
            return waiting.popleft() if waiting else None

    def count(orders: int) -> None:
        with one_at_a_time:
            if on_progress:
                on_progress(orders)

    def work(write: Callable[[Shard, OnProgress], object]) -> None:
        try:
            while shard := taken():
                write(shard, count)
        except BaseException:
            waiting.clear()
            raise

    with ThreadPoolExecutor(max(len(helpers), 1)) as threads:
        try:
            others = [threads.submit(work, one.write) for one in helpers]
            work(run_shard)
            for one in others:
                one.result()
        except BaseException:
            for helper in helpers:
                helper.stop()
            raise


def _note(shard: Shard) -> dict[str, Any]:
    found = note_of(Path(shard.folder))
    if found is None:
        raise OSError("a part of the data is not there")
    return found


def _check_folder(out: Path, replace: bool) -> None:
    if out.exists() and not out.is_dir():
        raise BadInput("out", f"{out} is a file, not a folder.")
    if (out / "manifest.json").exists():
        if not replace:
            raise BadInput("out", f"{out} holds a data set already. Choose another folder, or say --replace.")
    elif out.exists() and any(path.name != PARTS for path in out.iterdir()):
        raise BadInput("out", f"{out} holds other files. Choose an empty folder.")


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)


def _short(formats: Sequence[str]) -> str:
    return hashlib.blake2b(",".join(formats).encode(), digest_size=4).hexdigest()


def fingerprint_of(path: Path) -> dict[str, Any]:
    """Return size and hash of a file."""
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def write_json(path: Path, told: Any) -> None:
    """Write a JSON file that people can read."""
    path.write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n")


def _in_words(error: OSError, out: Path) -> str:
    if error.errno == errno.ENOSPC:
        return (
            f"There is no room left on the disk for {out}. Nothing was left half-written; make room and run it again."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{out} cannot be written: {error.strerror}."
    return f"Writing to {out} failed: {os.strerror(error.errno) if error.errno else error}."
