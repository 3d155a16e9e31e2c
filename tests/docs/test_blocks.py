"""The code blocks of README, CONTRIBUTING and docs/ run as they stand."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from simulator.app import create_app
from simulator.home import Home
from tests.docs.blocks import HOW, NOT_RUN, Place, blocks, pages, put_tools, try_out

WITH_BLOCKS = [page for page in pages() if any(one.language in HOW for one in blocks(page))]
# They build large things, or play a lesson through.
SLOW = (
    "docs/tutorials/train-a-seller.md",
    "docs/tutorials/end-to-end-test.md",
    "docs/how-to/own-lessons.md",
    "docs/generate.md",
)


@pytest.fixture
def place(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    server = make_server("127.0.0.1", 0, create_app(home.path), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    put_tools(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(os.environ, "no_proxy", "*")
    yield Place(tmp_path, f"127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


def marked(page: str) -> object:
    return pytest.param(page, marks=[pytest.mark.slow] if page in SLOW else [])


@pytest.mark.parametrize("name", [marked(page) for page in WITH_BLOCKS])
@pytest.mark.filterwarnings("default")
def test_what_a_page_says_can_be_done(name: str, place: Place) -> None:
    tried = [one for one in blocks(name) if one.language in HOW]
    for block in tried:
        try_out(block, place)
    assert tried


@pytest.mark.parametrize("name", pages())
def test_every_block_says_what_it_is(name: str) -> None:
    assert [one for one in blocks(name) if one.language not in HOW and one.language not in NOT_RUN] == []
