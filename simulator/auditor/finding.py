"""What the auditor says, and the register of what it looks for: one rule, one function."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from simulator.auditor.ledger import Ledger

# A check yields (subject, sentence) for everything it finds.
Found = Iterator[tuple[str, str]]
Check = Callable[[Ledger], Found]
CHECKS: dict[str, Check] = {}


@dataclass(frozen=True)
class Finding:
    """One unlawful thing: the auditor's rule, what it is about (an order, a SKU, a mail …), and a sentence."""

    rule: str
    subject: str
    sentence: str

    def __str__(self) -> str:
        """Write the finding as one line."""
        return f"{self.rule}: {self.subject}: {self.sentence}"


def finds(rule: str) -> Callable[[Check], Check]:
    """Register a check under the name of the rule it watches over."""

    def register(check: Check) -> Check:
        CHECKS[rule] = check
        return check

    return register
