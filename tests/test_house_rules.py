"""The rules of the house, read from its own source: who may import whom, who reads the clock, where chance comes from.

Each rule is a function from one file to its findings, tried first on a planted violation, then on the whole house.
"""

import ast
from collections.abc import Callable

import pytest

from tests.house import AROUND, PACKAGES, Source, imports, names_used, sources, under

# Upper rooms stand above messaging; the edges put everything together; the shell is what all pages wear.
UPPER = ("simulator.people", "simulator.training", "simulator.classroom", "simulator.console", "simulator.testing")
EDGES = ("simulator.app", "simulator.application", "simulator.cli", "simulator.everything")
SHELL = ("simulator.shell", "simulator.visits", "simulator.pressing", "simulator.logbook", "simulator.metrics",
         "simulator.request_spans")  # fmt: skip
SITES = ("buyer_site", "seller_central")
ABOVE_GROUND = (*UPPER, *EDGES, *SHELL)

# (rooms, what they must not know). The first line that names a module's room is its rule.
MUST_NOT_KNOW: list[tuple[tuple[str, ...], tuple[str, ...]]] = [
    (EDGES, ()),
    (SHELL, (*SITES, "seeds", *EDGES, *UPPER)),
    (("simulator.testing",), (*SITES, "seeds", "messaging", *EDGES)),
    (UPPER, (*SITES, *EDGES)),
    (("simulator",), (*SITES, "seeds", "messaging", *ABOVE_GROUND)),
    (("messaging",), (*SITES, "seeds", *ABOVE_GROUND)),
    (("buyer_site",), ("seller_central", "seeds", *EDGES)),
    (("seller_central",), ("buyer_site", "seeds", *EDGES)),
    (("seeds",), (*SITES, *EDGES)),
]

FLASK = ("flask", "apiflask", "flask_login", "flask_wtf", "flask_babel")
# (library, the only modules of the engine that may import it).
KEPT_TO: list[tuple[tuple[str, ...], tuple[str, ...]]] = [
    (FLASK, (*EDGES, *SHELL, "simulator.console", "simulator.classroom.pages", "simulator.training.pages")),
    (("apscheduler",), ("simulator.realtime",)),
    (("flask_sqlalchemy",), ("simulator.database",)),
    (("psycopg",), ("simulator.schemas",)),
]

WALL_CLOCK = (
    *(f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")),
    "datetime.date.today",
    *(f"time.{name}" for name in ("time", "time_ns", "localtime", "gmtime", "ctime")),
)
# Durations on the wall: tests and benchmarks may measure with them.
STOPWATCH = ("time.monotonic", "time.monotonic_ns", "time.perf_counter", "time.perf_counter_ns")
SQL_TIME = ("sqlalchemy.func.now", "sqlalchemy.func.current_timestamp")
CHANCE = ("random", "numpy.random")
SLEEPS = ("time.sleep", "asyncio.sleep")

Findings = list[str]
Rule = Callable[[Source], Findings]


def layers(source: Source) -> Findings:
    """Arrows point down only."""
    forbidden = next((low for rooms, low in MUST_NOT_KNOW if under(source.module, rooms)), ())
    own_room = next((room for room in ABOVE_GROUND if under(source.module, (room,))), "")
    return [
        f"{source.path}:{line} imports {name}, which stands above it or beside it"
        for line, name in imports(source)
        if under(name, forbidden) and not (own_room and under(name, (own_room,)))
    ]


def kept_libraries(source: Source) -> Findings:
    """Some libraries are known to one module only."""
    if not under(source.module, ("simulator", "messaging")):
        return []
    return [
        f"{source.path}:{line} imports {name}; only {', '.join(keepers)} may"
        for line, name in imports(source)
        for library, keepers in KEPT_TO
        if under(name, library) and not under(source.module, keepers)
    ]


def wall_clock(source: Source) -> Findings:
    """One module reads the wall clock."""
    if source.module == "simulator.clock":
        return []
    forbidden = WALL_CLOCK if source.path.startswith(AROUND) else (*WALL_CLOCK, *STOPWATCH, *SQL_TIME)
    return uses(source, forbidden, "reads the wall clock; ask simulator.clock at the edge")


def chance(source: Source) -> Findings:
    """Chance is a function of seed, entity, id and field."""
    if source.path.startswith(AROUND):
        return []
    unstable = ["hash"] if calls_hash(source) else []
    return [
        *uses(source, CHANCE, "is chance that no seed decides; draw from simulator.draws"),
        *(f"{source.path} calls {name}(), which differs between processes" for name in unstable),
    ]


def calls_hash(source: Source) -> bool:
    calls = [node.func for node in ast.walk(source.tree) if isinstance(node, ast.Call)]
    return any(isinstance(function, ast.Name) and function.id == "hash" for function in calls)


def sleeping_tests(source: Source) -> Findings:
    """Tests wait for what they expect, never for time to pass."""
    if not source.path.startswith("tests/"):
        return []
    lines = [(node.lineno, node.attr) for node in ast.walk(source.tree) if isinstance(node, ast.Attribute)]
    waits = [f"{source.path}:{line} waits blindly" for line, name in lines if name == "wait_for_timeout"]
    return [*uses(source, SLEEPS, "sleeps; expect something instead"), *waits]


def uses(source: Source, forbidden: tuple[str, ...], why: str) -> Findings:
    named = {*names_used(source), *imports(source)}
    return [f"{source.path}:{line} {name} {why}" for line, name in sorted(named) if under(name, forbidden)]


def asserting_tests(source: Source) -> Findings:
    """Every test asserts something."""
    functions = [node for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef)]
    tests = [node for node in functions if node.name.startswith("test_") and source.path.startswith("tests/")]
    return [f"{source.path}:{node.lineno} {node.name} asserts nothing" for node in tests if not asserts(node)]


def asserts(test: ast.FunctionDef) -> bool:
    calls = [node.func for node in ast.walk(test) if isinstance(node, ast.Call)]
    names = [getattr(function, "attr", getattr(function, "id", "")) for function in calls]
    speaking = ("assert", "expect", "raises", "warns", "check", "fail", "should")
    return any(isinstance(node, ast.Assert) for node in ast.walk(test)) or any(
        name.startswith(speaking) for name in names
    )


PLANTED: list[tuple[Rule, str, str]] = [
    (layers, "simulator/orders/cancelling.py", "from messaging.threads import open_thread"),
    (layers, "simulator/health.py", "def late():\n    import seeds.demo"),
    (layers, "simulator/agenda.py", "from simulator.console import pages"),
    (layers, "simulator/orders/placing.py", "from .. import console"),
    (layers, "messaging/rules.py", "import buyer_site.views"),
    (layers, "buyer_site/views.py", "from seller_central import orders"),
    (layers, "simulator/testing/plugin.py", "import seeds"),
    (kept_libraries, "simulator/events.py", "from flask import g"),
    (kept_libraries, "messaging/mailbox.py", "import flask"),
    (kept_libraries, "simulator/agenda.py", "from apscheduler.schedulers.background import BackgroundScheduler"),
    (kept_libraries, "simulator/models.py", "import flask_sqlalchemy"),
    (kept_libraries, "simulator/worlds.py", "import psycopg"),
    (wall_clock, "buyer_site/views.py", "from datetime import datetime\nnow = datetime.now()"),
    (wall_clock, "seeds/demo.py", "import datetime as dt\nnow = dt.datetime.now(dt.UTC)"),
    (wall_clock, "simulator/agenda.py", "from time import time as seconds\nnow = seconds()"),
    (wall_clock, "simulator/realtime.py", "import time\nstart = time.monotonic()"),
    (wall_clock, "simulator/models.py", "from sqlalchemy import func\ndefault = func.now()"),
    (chance, "seeds/words.py", "import random"),
    (chance, "simulator/draws.py", "value = hash('a')"),
    (sleeping_tests, "tests/browser/test_story.py", "import time\ntime.sleep(1)"),
    (sleeping_tests, "tests/browser/test_story.py", "page.wait_for_timeout(1)"),
    (asserting_tests, "tests/test_story.py", "def test_nothing():\n    story()"),
]
ALLOWED: list[tuple[Rule, str, str]] = [
    (layers, "simulator/app.py", "import buyer_site, seller_central, messaging, seeds"),
    (layers, "simulator/console/pages.py", "from simulator.console import clock\nfrom messaging import mailbox"),
    (layers, "messaging/rules.py", "from simulator.orders import transitions"),
    (kept_libraries, "simulator/realtime.py", "import apscheduler"),
    (wall_clock, "simulator/clock.py", "from datetime import UTC, datetime\nnow = datetime.now(UTC)"),
    (wall_clock, "tests/test_speed.py", "import time\nstart = time.monotonic()"),
    (wall_clock, "simulator/clock.py", "def moment(clock):\n    return clock.now()"),
    (asserting_tests, "tests/test_story.py", "def test_story(page):\n    expect(page).to_have_url('/')"),
]
RULES = [layers, kept_libraries, wall_clock, chance, sleeping_tests, asserting_tests]


@pytest.mark.parametrize(("rule", "path", "text"), PLANTED)
def test_a_planted_violation_is_found(rule: Rule, path: str, text: str) -> None:
    assert rule(Source(path, text))


@pytest.mark.parametrize(("rule", "path", "text"), ALLOWED)
def test_what_the_rules_allow_is_not_found(rule: Rule, path: str, text: str) -> None:
    assert rule(Source(path, text)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(rule: Rule) -> None:
    findings = [finding for source in sources(*PACKAGES, *AROUND) for finding in rule(source)]
    assert findings == [], "\n".join([rule.__doc__ or "", *findings])
