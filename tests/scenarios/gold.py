"""The gold replays: the state hash each scenario ends in, and the list of scenarios for readers.

Run `python -m tests.scenarios.gold` after the marketplace's behavior or a table has changed on purpose.
"""

import json
import tempfile
import tomllib
from pathlib import Path

from simulator.home import Home
from tests.builders import Market
from tests.house import ROOT
from tests.scenarios.playing import HERE, Playing, Scenario, gallery

GOLD = HERE / "gold.toml"
LIST = ROOT / "docs" / "scenarios.md"
HEAD = """# Scenarios

Stories of the marketplace that the tests play: `make test ARGS=tests/scenarios`, or one of them:
`make test ARGS="tests/scenarios -k a_request_is_granted"`. Each ends in the same state, hash for hash, on every
machine; without any one of its steps it ends in another. A step that begins with `!` is tried, and refused by the rule
it names. This list is written by `python -m tests.scenarios.gold`.
"""


def gold() -> dict[str, str]:
    """Read the gold hashes."""
    told: dict[str, str] = tomllib.loads(GOLD.read_text("utf-8")) if GOLD.exists() else {}
    return told


def played(home: Home, scenario: Scenario) -> Playing:
    """Play a scenario in a market of its own, or in the one that played it before."""
    name = scenario.store.lower()
    if home.has(name):
        market = Market(home, name)
        market.reset()
    else:
        market = Market.new(home, name, store=scenario.store)
    return Playing(market).play(scenario)


def listed() -> str:
    """Return the list of scenarios as a page."""
    parts = [HEAD]
    for theme in dict.fromkeys(one.theme for one in gallery()):
        parts += [f"\n## {theme.title()}\n\n| Scenario | Shows | Refusals on the way |\n|---|---|---|\n"]
        for one in (one for one in gallery() if one.theme == theme):
            rules = ", ".join(dict.fromkeys(f"`{step.refused}`" for step in one.steps if step.refused))
            parts.append(f"| {one.name.replace('_', ' ')} | {one.shows} | {rules} |\n")
        parts.append(f"\n```{{literalinclude}} ../tests/scenarios/{theme}.yaml\n:language: yaml\n```\n")
    return "".join(parts)


def main() -> None:
    """Write the hashes and the list anew."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home.at(Path(folder))
        hashes = {one.name: played(home, one).market.hash() for one in gallery()}
    GOLD.write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in hashes.items()), "utf-8")
    LIST.write_text(listed(), "utf-8")


if __name__ == "__main__":
    main()
