"""What differs between two states of a world, as a test reads it."""

from typing import Any

# Lines that a difference is told in at most, shared fairly between the tables.
TOLD = 60


class Diff:
    """False where two states are equal; `diff["orders"]` lists rows; as text it says what was added and changed.

    `counts` says how many rows of each table differ; of a table with very many only the first are listed.
    """

    def __init__(self, told: dict[str, Any]) -> None:
        self.total, self.counts = int(told["total"]), dict(told["tables"])
        self.tables: dict[str, list[dict[str, Any]]] = {name: [] for name in self.counts}
        for row in told["changes"]:
            self.tables[row["table"]].append(row)

    def __bool__(self) -> bool:
        return self.total > 0

    def __getitem__(self, table: str) -> list[dict[str, Any]]:
        return self.tables.get(table, [])

    def __str__(self) -> str:
        lines = {name: [line for row in rows for line in _lines(row)] for name, rows in self.tables.items()}
        fits = (room for room in range(TOLD, 0, -1) if sum(min(len(one), room) for one in lines.values()) <= TOLD)
        room = next(fits, 1)
        return "\n".join(line for name in lines for line in self._first(name, lines[name], room)) or "no difference"

    __repr__ = __str__

    def _first(self, table: str, lines: list[str], room: int) -> list[str]:
        """Return so many lines of a table, and say that it has more."""
        more = f"  … of {self.counts[table]} {table} that differ"
        return lines if len(lines) <= room else [*lines[:room], more]


def _lines(row: dict[str, Any]) -> list[str]:
    key = " ".join(map(str, row["key"]))
    if row["change"] == "changed":
        return [f"~ {row['table']} {key}: {name} {old!r} → {new!r}" for name, (old, new) in row["columns"].items()]
    told = ", ".join(f"{name}={value!r}" for name, value in row["columns"].items() if value not in (None, "", 0))
    return [f"{'+' if row['change'] == 'added' else '-'} {row['table']} {key}: {told}"[:200]]
