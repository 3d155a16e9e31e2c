"""What differs between two states of a world, as a test reads it."""

from typing import Any

# Lines that a difference is told in at most.
TOLD = 40


class Diff:
    """False where two states are equal; `diff["orders"]` lists rows; as text it says what was added and changed."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.tables: dict[str, list[dict[str, Any]]] = {
            name: [row for row in told["changes"] if row["table"] == name]
            for name in dict.fromkeys(row["table"] for row in told["changes"])
        }
        self.total = int(told["total"])

    def __bool__(self) -> bool:
        return self.total > 0

    def __getitem__(self, table: str) -> list[dict[str, Any]]:
        return self.tables.get(table, [])

    def __str__(self) -> str:
        lines = [line for rows in self.tables.values() for row in rows for line in _lines(row)]
        more = [f"… {len(lines) - TOLD} lines more"] if len(lines) > TOLD else []
        return "\n".join([*lines[:TOLD], *more]) or "no difference"

    __repr__ = __str__


def _lines(row: dict[str, Any]) -> list[str]:
    key = " ".join(map(str, row["key"]))
    if row["change"] == "changed":
        return [f"~ {row['table']} {key}: {name} {old!r} → {new!r}" for name, (old, new) in row["columns"].items()]
    told = ", ".join(f"{name}={value!r}" for name, value in row["columns"].items() if value not in (None, "", 0))
    return [f"{'+' if row['change'] == 'added' else '-'} {row['table']} {key}: {told}"[:200]]
