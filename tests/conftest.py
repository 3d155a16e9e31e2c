"""Fixtures every room's tests may use. What a market can do is told in `tests/builders.py`.

`home`    a data directory of the test's own; finished templates are shared by the whole session, so worlds are copies
`market`  a world of the template `empty` in it: one store, one seller with twenty offers, one buyer, nothing happened
"""

from hashlib import blake2b
from pathlib import Path

import pytest

from simulator.home import Home
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


@pytest.fixture
def market(home: Home) -> Market:
    return Market.new(home)


# Files that take a minute or more come first, so that no worker is left with one at the end.
LONG = ("tests/model/", "tests/generator/test_differential.py", "tests/browser/test_every_page.py", "tests/faults/")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--order", type=int, metavar="N", help="run the tests in the N-th of many mixed orders")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    order = config.getoption("--order")
    if order is None:
        items.sort(key=lambda item: not item.nodeid.startswith(LONG))
    else:
        # The same in every worker, so that xdist can hand the tests out.
        items.sort(key=lambda item: blake2b(f"{order} {item.nodeid}".encode()).digest())
