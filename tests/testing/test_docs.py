"""The code blocks of the documentation run as they stand."""

import os
import re
import subprocess
from collections.abc import Iterator
from inspect import iscoroutine
from pathlib import Path

import pytest

from simulator.testing import Market
from tests.house import ROOT
from tests.testing.loops import in_a_loop

PAGE = (ROOT / "docs" / "testing.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)
PYTHON = [text for language, text in BLOCKS if language == "python"]
SHELL = [text for language, text in BLOCKS if language == "sh"]


def stories() -> Iterator[object]:
    """Yield each test function of the page's Python blocks."""
    for text in PYTHON:
        names: dict[str, object] = {}
        exec(compile(text, "docs/testing.md", "exec"), names)
        for name, story in names.items():
            if name.startswith("test_"):
                marks = [pytest.mark.browser] if "buyer" in story.__code__.co_varnames else []
                yield pytest.param(story, id=name, marks=marks)


@pytest.mark.parametrize("story", list(stories()))
def test_a_block_of_the_page_passes(story: object, request: pytest.FixtureRequest) -> None:
    wanted = story.__code__.co_varnames[: story.__code__.co_argcount]  # type: ignore[attr-defined]
    done = story(*(request.getfixturevalue(name) for name in wanted))  # type: ignore[operator]
    assert (in_a_loop(done) if iscoroutine(done) else done) is None


@pytest.mark.parametrize("text", SHELL)
def test_a_block_of_shell_runs(text: str, market: Market, tmp_path: Path) -> None:
    where = {**os.environ, "MARKETSIM_URL": market.address, "no_proxy": "*"}
    done = subprocess.run(["sh", "-e", "-c", text], env=where, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert '"error"' not in done.stdout
    assert '"status":"Canceled"' in done.stdout
