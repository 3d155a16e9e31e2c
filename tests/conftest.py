"""Fixtures every room's tests may use. What a market can do is told in `tests/builders.py`.

`home`    a data directory of the test's own; finished templates are shared by the whole session, so worlds are copies
`market`  a world of the template `empty` in it: one store, one seller with twenty offers, one buyer, nothing happened
"""

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import pytest

from simulator.home import Home
from tests import databases
from tests.builders import Market


@pytest.fixture(scope="session")
def finished_templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("templates")


@pytest.fixture
def home(tmp_path: Path, finished_templates: Path) -> Home:
    folder = tmp_path / "instance"
    folder.mkdir()
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
