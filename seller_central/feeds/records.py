"""Records of uploaded files, and why a file or a record cannot be used. The vocabulary all readers share."""

from dataclasses import dataclass, field

# A file may hold this many records; more are several files.
MOST_RECORDS = 100_000


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a flat file, or one item of an XML message, by column name; numbered from 1."""

    number: int
    fields: dict[str, str]

    def get(self, name: str) -> str:
        """Return a field, empty where it was not given."""
        return self.fields.get(name, "")


@dataclass(frozen=True, slots=True)
class Group:
    """Records that are done together or not at all, such as all rows that cancel items of one order."""

    order_id: str
    records: list[Record] = field(default_factory=list)

    @property
    def numbers(self) -> list[int]:
        """The numbers of its records, each once."""
        return list(dict.fromkeys(one.number for one in self.records))


class UnusableFile(Exception):
    """A whole file that cannot be read; nothing of it is done."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class UnusableRecord(Exception):
    """A record that makes no sense by itself, whatever the order's state."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message
