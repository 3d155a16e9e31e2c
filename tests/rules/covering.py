"""Which story proves which rule, as the rule book's page prints it.

Run `python -m tests.rules.covering` to write the file anew after a proof was added or renamed; a test compares it.
"""

import importlib
import json
from pathlib import Path

from simulator.policy import all_rules
from tests.house import ROOT
from tests.rules.proofs import PROOFS

FILE = ROOT / "simulator" / "policy" / "coverage.toml"
HEAD = "# The stories that prove each rule, by name; written by `python -m tests.rules.covering`.\n\n"


def load_proofs() -> None:
    """Import every file of proofs, so that each registers its stories."""
    for file in sorted(Path(__file__).parent.glob("proofs_*.py")):
        importlib.import_module(f"tests.rules.{file.stem}")


def told() -> str:
    """Return what the file is to say: the rules in the order of the book, each with its stories."""
    stories = {rule.id: [one.story.__name__ for one in PROOFS if one.rule == rule.id] for rule in all_rules()}
    return HEAD + "".join(f"{rule} = {json.dumps(names)}\n" for rule, names in stories.items() if names)


if __name__ == "__main__":
    load_proofs()
    FILE.write_text(told(), "utf-8")
