"""Browsers for tests: the system's Chromium where Playwright brought none, and what a failed test's pages leave."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from simulator.testing.world import World

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# A context's pages share a process: one of a world needs no protection from another, and each process costs time.
FRUGAL = ("--renderer-process-limit=1",)
# Kinds of requests that are told of a page; its pictures and styles are not.
TOLD = ("document", "fetch", "xhr")


def complete(options: dict[str, Any], request: Any) -> None:
    """Name the system's Chromium in the launch options, where Playwright has no browser of its own."""
    named = os.environ.get("MARKETSIM_CHROMIUM")
    if "executable_path" in options or request.config.getoption("--browser", None) not in (None, [], ["chromium"]):
        return
    if not named:
        own = Path(request.getfixturevalue("playwright").chromium.executable_path)
        if any(own.parents[2].glob("chromium*")):
            return
        named = next(filter(None, map(shutil.which, NAMES)), None)
    if named:
        options["executable_path"] = named
        # Chromium's sandbox does not start as root.
        is_root = hasattr(os, "geteuid") and os.geteuid() == 0
        options["args"] = [*options.get("args", []), *FRUGAL, *(["--no-sandbox"] if is_root else [])]


@contextmanager
def recorded(context: Any, request: Any, world: World, failed: Callable[[], bool]) -> Iterator[None]:
    """Record a context's pages; keep a picture of each, and the trace, when the test has failed."""
    keeps = request.config.getoption("--marketsim-keep")
    # pytest-playwright's own option records the same, and two recordings at once are refused.
    traces = keeps == "trace" and request.config.getoption("--tracing", "off") == "off"
    asked: list[str] = []
    world.__dict__["asked_by_pages"] = asked
    context.on("response", lambda answer: _note(answer, asked))
    if traces:
        context.tracing.start(snapshots=True, title=request.node.name)
    yield
    if not failed() or keeps == "nothing":
        if traces:
            context.tracing.stop()
        return
    folder = Path(request.getfixturevalue("output_path"))
    folder.mkdir(parents=True, exist_ok=True)
    kept = _pictures(context, folder)
    if traces:
        context.tracing.stop(path=folder / "trace.zip")
        kept.append(folder / "trace.zip")
    for file in kept:
        request.node.user_properties.append((file.stem, str(file)))
        request.node.add_report_section("teardown", "marketplace: kept", str(file))


def _note(answer: Any, asked: list[str]) -> None:
    if answer.request.resource_type in TOLD:
        asked.append(f"{answer.status} {answer.request.method} {answer.url}")


def _pictures(context: Any, folder: Path) -> list[Path]:
    kept = []
    for number, page in enumerate(context.pages, start=1):
        file = folder / f"page-{number}.png"
        page.screenshot(path=file)
        kept.append(file)
    return kept
