"""Sizes, names and contents that make the house easy to read, and pages that need no network."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import AROUND, PACKAGES, ROOT, Source, sources

# Lines. Source: CONTRIBUTING.md, "Sizes".
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
LONGEST_TEMPLATE = 120

# Words that say nothing about what a module is for.
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "data", "info", "misc"}

LOCKS = [".ci/requirements.lock", ".ci/requirements-data.lock", ".ci/requirements-dev.lock", "package-lock.json"]

# What a browser would fetch from elsewhere while showing a page: scripts, styles, pictures and fonts. Links are fine.
FETCHED_ELSEWHERE = re.compile(
    r"""<(?:script|img|link|iframe|source|video|audio)\b[^>]*?(?:src|href)\s*=\s*["']?(?:https?:)?//"""
    r"""|@import\s+(?:url\()?["']?(?:https?:)?//|url\(\s*["']?(?:https?:)?//""",
    re.IGNORECASE,
)


def long_functions(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield f"{source.path}:{node.lineno} {node.name} has {lines} lines"


def served_files() -> list[Path]:
    """Templates, styles and scripts of ours; what others wrote lies in static/vendor."""
    kinds = {".html", ".css", ".js", ".txt", ".xml"}
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.suffix in kinds]
    return [path for path in found if "vendor" not in path.parts]


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    lengths = {source.path: len(source.text.splitlines()) for source in sources(*PACKAGES, *AROUND)}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_longer_than_fifty_lines() -> None:
    findings = [finding for source in sources(*PACKAGES, *AROUND) for finding in long_functions(source)]
    assert findings == []


def test_no_template_is_longer_than_a_hundred_and_twenty_lines() -> None:
    templates = [path for path in served_files() if "templates" in path.parts]
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines()) for path in templates}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_TEMPLATE} == {}


def test_every_module_has_a_name_that_says_what_it_is_for() -> None:
    paths = [source.path for source in sources(*PACKAGES, *AROUND)]
    assert [path for path in paths if Path(path).stem in EMPTY_NAMES] == []


def test_no_page_fetches_anything_from_elsewhere() -> None:
    findings = [path.as_posix() for path in served_files() if FETCHED_ELSEWHERE.search(path.read_text("utf-8"))]
    assert findings == []


@pytest.mark.parametrize(
    "text",
    [
        '<script defer src="https://cdn.example/x.js"></script>',
        '<link rel="stylesheet" href="//cdn.example/x.css">',
        "@import url('https://cdn.example/x.css');",
        "background: url(http://cdn.example/x.png)",
    ],
)
def test_a_fetch_from_elsewhere_would_be_noticed(text: str) -> None:
    assert FETCHED_ELSEWHERE.search(text)


def test_a_link_that_a_person_follows_is_no_fetch() -> None:
    assert not FETCHED_ELSEWHERE.search('<a href="https://shop.example/">shop</a>')


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_hashes_and_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert "sha" in text
    # Where to thank a package's maintainers is no address that anything is fetched from.
    asked_for = "".join(line for line in text.splitlines() if '"url":' not in line)
    assert "://" not in asked_for
