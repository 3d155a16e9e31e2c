"""Opens the files of a data set as tables of a DuckDB session, whichever of the formats they are in.

Knows file names and column kinds, no rules. A table is one file or a folder of parts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from simulator.errors import BadInput

# What the auditor needs of each table. Kinds: t text, i instant, n number, b yes or no.
COLUMNS: dict[str, dict[str, str]] = {
    "orders": {
        **dict.fromkeys(
            ["order_id", "seller_id", "buyer_id", "marketplace_id", "channel", "status", "payment", "service",
             "currency", "request_via", "buyer_cancel_reason", "canceled_by", "cancel_reason", "cancel_rule",
             "ship_country"], "t"),
        **dict.fromkeys(
            ["placed_at", "released_at", "ship_by", "deliver_by", "auto_cancel_at", "requested_at", "canceled_at",
             "label_bought_at", "handed_to_carrier_at", "shipment_confirmed_at", "delivered_at", "refunded_at",
             "available_at", "last_updated_at"], "i"),
        **dict.fromkeys(["items_total", "shipping_total", "tax_total", "order_total", "refund_total"], "n"),
        "counts_against_seller": "b", "is_business_order": "b",
    },
    "order_items": {
        **dict.fromkeys(["order_item_id", "order_id", "sku", "asin", "title"], "t"),
        **dict.fromkeys(["position", "quantity", "unit_price", "item_tax", "shipping_price", "shipping_tax",
                         "quantity_shipped", "quantity_canceled"], "n"),
    },
    "buyers": {**dict.fromkeys(["buyer_id", "email", "phone", "marketplace_id", "country"], "t"),
               "opted_out": "b", "is_business": "b"},
    "sellers": {**dict.fromkeys(["seller_id", "email", "phone", "marketplace_id"], "t"),
                "handling_days": "n", "auto_approval_minutes": "n"},
    "products": {**dict.fromkeys(["sku", "seller_id", "asin", "title", "channel", "currency"], "t"), "price": "n"},
    "messages": {
        **dict.fromkeys(["message_id", "order_id", "thread_id", "sender", "kind", "why_not", "subject", "body"], "t"),
        "sent_at": "i", "critical": "b", "delivered": "b",
    },
    "events": {**dict.fromkeys(["order_id", "kind", "actor"], "t"), "seq": "n", "at": "i"},
    "shipments": {
        **dict.fromkeys(["order_id", "carrier", "tracking"], "t"), "package": "n", "units": "n",
        **dict.fromkeys(["label_bought_at", "label_voided_at", "handed_to_carrier_at", "shipment_confirmed_at",
                         "delivered_at", "refused_at", "lost_at", "put_back_at"], "i"),
    },
    "refunds": {**dict.fromkeys(["order_id", "currency", "reason", "refunded_by"], "t"), "at": "i", "amount": "n"},
    "returns": {
        **dict.fromkeys(["order_id", "state", "reason"], "t"), "units": "n",
        **dict.fromkeys(["requested_at", "answer_due_at", "authorized_at", "received_at", "refund_due_at",
                         "refunded_at", "closed_at"], "i"),
    },
    "claims": {
        **dict.fromkeys(["order_id", "ground", "decision"], "t"), "amount": "n",
        **dict.fromkeys(["opened_at", "answer_due_at", "answered_at", "decided_at"], "i"),
    },
    "feedback": {"order_id": "t", "at": "i", "rating": "n"},
    "mail": {**dict.fromkeys(["order_id", "role", "person_id", "notice"], "t"), "number": "n", "event_seq": "n",
             "at": "i"},
}  # fmt: skip
_KINDS = {"t": "VARCHAR", "i": "BIGINT", "n": "BIGINT", "b": "BOOLEAN"}
_READERS = {
    "parquet": "read_parquet('{path}')",
    "csv": "read_csv('{path}', header = true, all_varchar = true)",
    # Named, as a file without a line names none.
    "jsonl": "read_json('{path}', format = 'newline_delimited', columns = {{{named}}})",
}
_JSON_KINDS = _KINDS | {"i": "VARCHAR"}


class Sources:
    """A data set, its tables open for questions. Instants are seconds since 1970."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.session = _session()
        self.format = _format(folder)
        for table, columns in COLUMNS.items():
            self._open(table, columns)
        self.until = self._until()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a question."""
        with self._in_words():
            found: list[tuple[Any, ...]] = self.session.execute(query).fetchall()
        return found

    def columns(self, query: str) -> dict[str, Any]:
        """Return the rows of a question as arrays, by column; none of them may be empty in places."""
        with self._in_words():
            found: dict[str, Any] = self.session.execute(query).fetchnumpy()
        return found

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """Say what is wrong with files that opened well and turn out to be damaged further on."""
        import duckdb

        try:
            yield
        except duckdb.Error as error:
            raise BadInput("dir", f"The files in {self.folder} are damaged: {str(error).splitlines()[0]}") from error

    def load(self, table: str, columns: dict[str, str], rows: list[tuple[Any, ...]]) -> None:
        """Make a small table of facts to judge by."""
        self.session.execute(f"CREATE TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
        if rows:
            marks = ", ".join("?" * len(columns))
            self.session.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - names of our own

    def document(self, name: str) -> dict[str, Any] | None:
        """Return a JSON file beside the tables, or None."""
        path = self.folder / name
        if not path.exists():
            return None
        try:
            told: dict[str, Any] = orjson.loads(path.read_bytes())
        except orjson.JSONDecodeError as error:
            raise BadInput("dir", f"{name} is damaged: {error}.") from None
        return told

    def _open(self, table: str, columns: dict[str, str]) -> None:
        import duckdb

        one, parts = self.folder / f"{table}.{self.format}", self.folder / table
        path = one if one.exists() else parts / f"*.{self.format}"
        if not one.exists() and not parts.is_dir():
            raise BadInput("dir", f"{self.folder} has no {table}.{self.format}.")
        named = ", ".join(f"\"{name}\": '{_JSON_KINDS[kind]}'" for name, kind in columns.items())
        source = _READERS[self.format].format(path=str(path).replace("'", "''"), named=named)
        chosen = ", ".join(self._cast(name, kind) for name, kind in columns.items())
        try:
            self.session.execute(f"CREATE VIEW {table} AS SELECT {chosen} FROM {source}")  # noqa: S608 - own names
        except duckdb.BinderException:
            raise BadInput("dir", f"{path.name} is no table of {table}: it lacks columns.") from None
        except duckdb.Error as error:
            raise BadInput("dir", f"{table}.{self.format} cannot be read: {str(error).splitlines()[0]}") from None

    def _cast(self, name: str, kind: str) -> str:
        if kind != "i":
            return f"CAST({name} AS {_KINDS[kind]}) AS {name}"
        instant = f'"{name}"' if self.format == "parquet" else f'CAST("{name}" AS TIMESTAMPTZ)'
        # "at" is a word of DuckDB's own.
        return f"epoch_ms({instant}) // 1000 AS {'instant' if name == 'at' else name}"

    def _until(self) -> int:
        manifest = self.document("manifest.json")
        if manifest and "until" in manifest:
            return int(self.rows(f"SELECT epoch_ms(TIMESTAMPTZ '{manifest['until'][:25]}') // 1000")[0][0])
        return int(self.rows("SELECT coalesce(max(instant), 0) FROM events")[0][0])


def _session() -> Any:
    try:
        import duckdb
    except ImportError:
        needs = "Auditing files needs DuckDB. Install it with: pip install 'marketplace-simulator[data]'"
        raise BadInput("dir", needs) from None
    session = duckdb.connect(config={"memory_limit": "2GB"})
    session.execute("SET TimeZone = 'UTC'")
    session.execute("SET enable_progress_bar = false")
    return session


def _format(folder: Path) -> str:
    if not folder.is_dir():
        raise BadInput("dir", f"There is no folder {folder}.")
    for known in _READERS:
        if (folder / f"orders.{known}").exists() or list((folder / "orders").glob(f"*.{known}")):
            return known
    raise BadInput("dir", f"{folder} has no orders.parquet, orders.csv or orders.jsonl.")
