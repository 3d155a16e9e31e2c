"""Fixtures every room's tests may use. What a market can do is told in `tests/builders.py`.

`home`    a data directory of the test's own; an empty one and finished templates are made once for the whole session,
          so it and its worlds are copies
`market`  a world of the template `empty` in it: one store, one seller with twenty offers, one buyer, nothing happened
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import pytest

from simulator.directory import world_names
from simulator.home import Home
from tests import databases
from tests.builders import Market
from tests.compiled import compile_once


@pytest.fixture(scope="session")
def finished_templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("templates")


@pytest.fixture(scope="session")
def empty_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Home.at(tmp_path_factory.mktemp("empty"))
    assert world_names(home) == []
    return home.directory_file


@pytest.fixture
def home(tmp_path: Path, finished_templates: Path, empty_directory: Path) -> Home:
    folder = tmp_path / "instance"
    folder.mkdir()
    shutil.copyfile(empty_directory, folder / "directory.db")
    (folder / "templates").symlink_to(finished_templates, target_is_directory=True)
    return Home.at(folder)


@pytest.fixture(autouse=databases.ADDRESS is not None)
def in_a_database(request: pytest.FixtureRequest) -> Iterator[None]:
    """With MARKETSIM_TEST_DATABASE, let every data directory of a test keep its worlds in that database."""
    if databases.ADDRESS is None:
        yield
        return
    with databases.every_home_shared(databases.ADDRESS):
        yield


@pytest.fixture
def market(home: Home) -> Market:
    return Market.new(home)


# Files that take a minute or more come first, so that no worker is left with one at the end.
LONG = ("tests/model/", "tests/generator/test_differential.py", "tests/browser/test_every_page.py", "tests/faults/")


# Worlds of tests are made and thrown away by the thousand: where there is room they lie in memory, not on a disk.
MEMORY = Path("/dev/shm")
ROOM = 4 << 30


def pytest_configure() -> None:
    compile_once()
    if "TMPDIR" not in os.environ and _has_room(MEMORY):
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def _has_room(place: Path) -> bool:
    # Some tests run what they install; not everybody may do so there.
    may_run = os.access(place, os.W_OK) and not os.statvfs(place).f_flag & os.ST_NOEXEC
    return may_run and shutil.disk_usage(place).free >= ROOM


def pytest_collection_finish() -> None:
    # What is there now stays to the end: looking for garbage in it, again and again, took a sixth of all time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_unconfigure() -> None:
    # Libraries written in C++ complain of what is never freed.
    gc.unfreeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--order", type=int, metavar="N", help="run the tests in the N-th of many mixed orders")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if databases.is_about_files(item.nodeid):
            item.add_marker(pytest.mark.skip(reason="about files of worlds, not about a database"))
    order = config.getoption("--order")
    if order is None:
        items.sort(key=lambda item: not item.nodeid.startswith(LONG))
    else:
        # The same in every worker, so that xdist can hand the tests out.
        items.sort(key=lambda item: blake2b(f"{order} {item.nodeid}".encode()).digest())
