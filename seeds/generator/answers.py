"""The known answers: counts, rates by seller and week, due lists, money. Computed from the finished tables only.

Knows the columns, nothing of how they came about; the same numbers come out of SQL over the files. Answers of parts
add up to the answers of the whole.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

DAY_MS = 86_400_000
# Weeks begin on Monday, 00:00 UTC; 1970 began on a Thursday.
_MONDAY = date(1969, 12, 29)
_WEEK_MS = 7 * DAY_MS
# A due list names at most this many orders; its count is exact.
LISTED = 1000
COUNTED = {
    "orders.by_status": ("orders", "status"),
    "orders.by_channel": ("orders", "channel"),
    "orders.by_marketplace": ("orders", "marketplace_id"),
    "cancellations.by_actor": ("orders", "canceled_by"),
    "cancellations.by_reason": ("orders", "cancel_reason"),
    "cancellations.by_rule": ("orders", "cancel_rule"),
    "requests.by_way": ("orders", "request_via"),
    "requests.by_reason": ("orders", "buyer_cancel_reason"),
    "returns.by_state": ("returns", "state"),
    "returns.by_reason": ("returns", "reason"),
    "refunds.by_reason": ("refunds", "reason"),
    "claims.by_ground": ("claims", "ground"),
    "claims.by_decision": ("claims", "decision"),
    "feedback.by_rating": ("feedback", "rating"),
    "refunds.by_payer": ("refunds", "refunded_by"),
    "messages.by_kind": ("messages", "kind"),
    "messages.kept_back": ("messages", "why_not"),
    "events.by_kind": ("events", "kind"),
    "mail.by_notice": ("mail", "notice"),
}
SUMMED = ("items_total", "shipping_total", "tax_total", "order_total", "refund_total")

Tables = Mapping[str, pa.Table]


class Answers:
    """Adds up the answers of chunk after chunk. `until` is the data set's last instant, in seconds."""

    def __init__(self, until: int) -> None:
        self.until = until * 1000
        self.counts: Counter[str] = Counter()
        self.due: dict[str, list[list[Any]]] = {"ship_by": [], "auto_cancel": [], "late": []}

    def add(self, tables: Tables) -> None:
        """Add the rows of a chunk."""
        for name, table in tables.items():
            self.counts[f"rows|{name}"] += table.num_rows
        for answer, (name, column) in COUNTED.items():
            self._count(f"{answer}|", tables[name][column])
        orders = tables["orders"]
        self._weeks(orders)
        self._money(orders)
        self._shipping(orders)
        self._due(orders)

    def part(self) -> dict[str, Any]:
        """Return what has been added so far as plain values."""
        return {"counts": dict(self.counts), "due": self.due}

    def merge(self, part: Mapping[str, Any]) -> None:
        """Add the answers of a part."""
        self.counts.update(part["counts"])
        for name, rows in part["due"].items():
            self.due[name] = _earliest(self.due[name] + [list(row) for row in rows])

    def told(self) -> dict[str, Any]:
        """Return all answers."""
        groups: dict[str, Any] = {"orders": {"total": self.counts["rows|orders"]}}
        for answer in COUNTED:
            group, name = answer.split(".")
            groups.setdefault(group, {})[name] = self._under(answer)
        groups["cancellations"]["total"] = sum(groups["cancellations"]["by_actor"].values())
        groups["cancellations"]["counting"] = self.counts["counting"]
        return {
            "until": _iso(self.until),
            "rows": self._under("rows"),
            **groups,
            "cancellation_rate": self._rates(),
            "late_shipments": self._under("shipped"),
            "deliveries": self._under("delivered"),
            "money": self._totals(),
            "due": {
                name: {"count": self.counts[f"due|{name}"], "orders": [[one, _iso(at)] for at, one in rows]}
                for name, rows in self.due.items()
            },
        }

    def _under(self, prefix: str) -> dict[str, int]:
        start = f"{prefix}|"
        return {key[len(start) :]: n for key, n in sorted(self.counts.items()) if key.startswith(start)}

    def _count(self, prefix: str, column: pa.ChunkedArray) -> None:
        words, place = _coded(column)
        for word, count in zip(words, np.bincount(place, minlength=len(words)).tolist(), strict=False):
            if count:
                self.counts[f"{prefix}{word}"] += count

    def _weeks(self, orders: pa.Table) -> None:
        own = np.asarray(_is(orders["channel"], "MFN"))
        week = (orders["placed_at"].cast(pa.int64()).to_numpy()[own] + 3 * DAY_MS) // _WEEK_MS
        counting = np.asarray(orders["counts_against_seller"])[own]
        sellers, place = _coded(orders["seller_id"])
        first = int(week.min(initial=2**40))
        key = place[own] * 2**20 + (week - first)
        known, back = np.unique(key, return_inverse=True)
        told = [np.bincount(one, minlength=len(known)).tolist() for one in (back, back[counting])]
        for one, placed, against in zip(known.tolist(), *told, strict=True):
            name = f"{sellers[one >> 20]}|{first + one % 2**20}"
            self.counts[f"week orders|{name}"] += placed
            self.counts[f"week counting|{name}"] += against
        self.counts["counting"] += pc.sum(orders["counts_against_seller"]).as_py() or 0

    def _rates(self) -> list[dict[str, Any]]:
        rates, counting = [], self._under("week counting")
        for key, placed in self._under("week orders").items():
            seller, week = key.split("|")
            start = _MONDAY + timedelta(weeks=int(week))
            rates.append(
                {
                    "seller_id": seller,
                    "week_start": start.isoformat(),
                    "numerator": counting[key],
                    "denominator": placed,
                    "rate": round(counting[key] / placed, 6),
                }
            )
        return sorted(rates, key=lambda one: (one["seller_id"], one["week_start"]))

    def _money(self, orders: pa.Table) -> None:
        paid = pc.is_valid(orders["shipment_confirmed_at"])
        plain = pa.table(
            {"currency": orders["currency"].cast(pa.string()), **{name: orders[name] for name in SUMMED}}
        ).append_column("charged", pc.if_else(paid, orders["order_total"], 0))
        sums = [(name, "sum") for name in (*SUMMED, "charged")]
        for row in plain.group_by("currency").aggregate(sums).to_pylist():
            for name, _ in sums:
                self.counts[f"money|{row['currency']}|{name}"] += row[f"{name}_sum"]

    def _totals(self) -> dict[str, dict[str, int]]:
        totals: dict[str, dict[str, int]] = {}
        for key, amount in self._under("money").items():
            currency, name = key.split("|")
            totals.setdefault(currency, {})[name] = amount
        return totals

    def _shipping(self, orders: pa.Table) -> None:
        own = _is(orders["channel"], "MFN")
        confirmed = pc.and_(own, pc.is_valid(orders["shipment_confirmed_at"]))
        late = pc.and_(confirmed, pc.greater(orders["shipment_confirmed_at"], orders["ship_by"]))
        overdue = pc.greater(orders["delivered_at"], orders["deliver_by"])
        self.counts["shipped|confirmed"] += _how_many(confirmed)
        self.counts["shipped|late"] += _how_many(late)
        self.counts["delivered|total"] += _how_many(pc.is_valid(orders["delivered_at"]))
        self.counts["delivered|overdue"] += _how_many(overdue)

    def _due(self, orders: pa.Table) -> None:
        open_ones = pc.and_(_is(orders["status"], "Unshipped"), _is(orders["channel"], "MFN"))
        waiting = orders.select(["order_id", "ship_by", "auto_cancel_at"]).filter(open_ones)
        ids = waiting["order_id"].to_pylist()
        ship_by, cancel = (waiting[name].cast(pa.int64()).to_numpy() for name in ("ship_by", "auto_cancel_at"))
        soon = self.until + DAY_MS
        for name, at, rows in (
            ("ship_by", ship_by, (ship_by >= self.until) & (ship_by < soon)),
            ("late", ship_by, ship_by < self.until),
            ("auto_cancel", cancel, cancel < soon),
        ):
            self.counts[f"due|{name}"] += int(rows.sum())
            found = [[int(at[one]), ids[one]] for one in np.flatnonzero(rows)]
            self.due[name] = _earliest(self.due[name] + found)


def _coded(column: pa.ChunkedArray) -> tuple[list[Any], NDArray[np.int32]]:
    """Return the words of a column and each row's place among them; nothing is one place further."""
    whole = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    encoded = whole if isinstance(whole, pa.DictionaryArray) else whole.dictionary_encode()
    words, place = encoded.dictionary.to_pylist(), encoded.indices
    return words, (place.fill_null(len(words)) if place.null_count else place).to_numpy()


def _is(column: pa.ChunkedArray, word: str) -> pa.Array:
    """Say which rows of a column of words hold this one."""
    words, place = _coded(column)
    return pa.array(place == words.index(word) if word in words else np.zeros(len(place), dtype=bool))


def _how_many(flags: pa.ChunkedArray) -> int:
    return int(pc.sum(flags).as_py() or 0)


def _earliest(rows: Iterable[list[Any]]) -> list[list[Any]]:
    return sorted(rows)[:LISTED]


def _iso(ms: int) -> str:
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
