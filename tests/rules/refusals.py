"""The refusals the product can make, read from its source: which rules somebody is refused by, and where.

A refusal is made by calling `refuse` with a rule's id. Where the id is worked out, the place is named here together
with the ids it can be.
"""

import ast
from collections.abc import Iterator, Mapping

from messaging.deliveries import OPT_OUT
from messaging.rules import RULES
from tests.house import PACKAGES, Source, sources

# Places that work the id out, and what it can be.
WORKED_OUT: Mapping[str, frozenset[str]] = {
    "messaging/writing.py": frozenset(rule for rule, severity in RULES.items() if severity == "refuse"),
    "seller_central/messages.py": frozenset({OPT_OUT}),
    # Says again, in the reader's language, what was refused elsewhere.
    "simulator/visits.py": frozenset(),
}


def refused_in_the_source() -> frozenset[str]:
    """Return the id of every rule by which the product refuses something."""
    found: set[str] = set()
    for source in sources(*PACKAGES):
        for rule in _ids(source):
            found |= WORKED_OUT[source.path] if rule is None else {rule}
    return frozenset(found)


def _ids(source: Source) -> Iterator[str | None]:
    """Yield the ids a file refuses by; None for one that is worked out."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "refuse":
            first = node.args[0] if node.args else None
            yield str(first.value) if isinstance(first, ast.Constant) else None
