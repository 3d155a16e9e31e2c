"""What an auditor says: which rule is broken, in which row, in a sentence."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One broken rule in one row."""

    rule: str
    table: str
    key: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.table} {self.key}: {self.sentence} [{self.rule}]"
