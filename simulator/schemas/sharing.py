"""Files that every machine of an installation can ask for: contents of feeds and reports, how far mail has gone.

They lie in the database in parts, beside the directory. Each machine keeps a copy of what it was asked for.
"""

from datetime import timedelta
from pathlib import Path

from simulator.schemas.connecting import plain, quoted

PART = 1 << 20
TABLE = (
    "CREATE TABLE files (name TEXT, part BIGINT, at TIMESTAMPTZ DEFAULT now(), content BYTEA, PRIMARY KEY (name, part))"
)


def publish(address: str, home: str, name: str, file: Path) -> None:
    """Put a file where all machines find it, in place of what was there."""
    table = f"{quoted(home)}.files"
    with plain(address) as connection, connection.transaction(), file.open("rb") as source:
        connection.execute(f"DELETE FROM {table} WHERE name = %s".encode(), (name,))  # noqa: S608 - names of ours
        for number, part in enumerate(iter(lambda: source.read(PART), b"")):
            told = (name, number, part)
            connection.execute(f"INSERT INTO {table} (name, part, content) VALUES (%s, %s, %s)".encode(), told)  # noqa: S608


def fetch(address: str, home: str, name: str, file: Path) -> None:
    """Write a published file into this machine's folder; it appears whole or not at all."""
    asked = f"SELECT content FROM {quoted(home)}.files WHERE name = %s ORDER BY part"  # noqa: S608 - names of ours
    with plain(address) as connection, connection.transaction(), connection.cursor(name="parts") as parts:
        parts.itersize = 4
        parts.execute(asked.encode(), (name,))
        first = parts.fetchone()
        if first is None:
            # What lies here belongs to a world of the same name that is gone.
            file.unlink(missing_ok=True)
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        half = file.with_name(f"{file.name}.half")
        with half.open("wb") as target:
            target.write(first[0])
            for (part,) in parts:
                target.write(part)
        half.replace(file)


def forget_all(address: str, home: str, beginning: str) -> None:
    """Delete everything whose name begins so."""
    asked = f"DELETE FROM {quoted(home)}.files WHERE starts_with(name, %s)"  # noqa: S608 - names of ours
    with plain(address) as connection:
        connection.execute(asked.encode(), (beginning,))


def forget(address: str, home: str, older_than: timedelta) -> None:
    """Delete what was published that long ago and is not changed any more."""
    asked = f"DELETE FROM {quoted(home)}.files WHERE name LIKE 'documents/%%' AND at < now() - %s"  # noqa: S608
    with plain(address) as connection:
        connection.execute(asked.encode(), (older_than,))
