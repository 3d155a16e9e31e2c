"""The documentation as a whole: pages drawn from the code are fresh, links lead somewhere, pictures are small."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import ROOT

DOCS = ROOT / "docs"
LARGEST_PICTURE = 150_000
LINK = re.compile(r"\]\(([^)\s#]*)(?:#[^)\s]*)?\)")
EVIDENCE = re.compile(r"`[^`\n]*?(tests/[\w/.-]*\w/?|\btest_\w+\.py)")
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(DOCS.rglob("*.md"))


def test_pages_are_as_the_code_would_write_them() -> None:
    command = [sys.executable, "-m", "docs.writing", "--look"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "", "run: make docs"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file(path: Path) -> None:
    links = [one for one in LINK.findall(path.read_text("utf-8")) if one and not re.match(r"\w+:", one)]
    assert [one for one in links if not (path.parent / one).exists()] == []


@pytest.mark.parametrize("path", [*DOCS.glob("*.md"), *DOCS.glob("explanation/*.md")], ids=lambda path: path.name)
def test_every_test_a_page_gives_as_evidence_is_there(path: Path) -> None:
    named = set(EVIDENCE.findall(path.read_text("utf-8")))
    found = {file.relative_to(ROOT).as_posix() for file in ROOT.glob("tests/**/*")}
    found |= {name.rpartition("/")[2] for name in found}
    assert sorted(one for one in named if one.rstrip("/") not in found) == []


@pytest.mark.parametrize("picture", sorted(DOCS.glob("images/*.png")), ids=lambda path: path.name)
def test_a_picture_is_small_and_shown_somewhere(picture: Path) -> None:
    assert picture.stat().st_size <= LARGEST_PICTURE
    assert any(picture.name in page.read_text("utf-8") for page in PAGES)


def test_the_site_is_built_without_a_complaint_and_fetches_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", str(DOCS), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    html = "".join(path.read_text("utf-8") for path in tmp_path.rglob("*.html"))
    assert re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=\"(?:https?:)?//[^\"]+", html) == []
    style = "".join(path.read_text("utf-8") for path in tmp_path.rglob("*.css"))
    assert re.findall(r"url\(['\"]?(?:https?:)?//|@import", style) == []
