"""What a run is to make: how many orders, of which stores, over which days, with which knobs and seed.

Two runs with equal plans write equal bytes. A plan can be extended by a further period (`--continue`).
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

import orjson

from seeds.generator.knobs import settled
from simulator.errors import BadInput
from simulator.instants import EARLIEST
from simulator.policy import DATE_SETS, store

# Orders laid out and written at once; a row group of a Parquet file. Part of the format: other sizes give other bytes.
CHUNK = 32_768
DAY = 86_400
DEFAULT_START = datetime(2026, 1, 5, tzinfo=UTC)
MOST_ORDERS = 2**31
# Raised when the same plan gives other bytes than before.
EDITION = 4


@dataclass(frozen=True)
class Segment:
    """A period: its first order's number, how many there are, when it starts, how many buyers exist by its end."""

    first: int
    orders: int
    start: int
    days: int
    buyers: int

    @property
    def end(self) -> int:
        """The second at which the period is over."""
        return self.start + self.days * DAY


@dataclass(frozen=True)
class Plan:
    """Everything that decides what is made; plain values only."""

    seed: int
    marketplaces: tuple[str, ...]
    profile: str
    knobs: Mapping[str, Any]
    segments: tuple[Segment, ...]
    date_set: str = "announced"

    @classmethod
    def of(
        cls,
        orders: int,
        *,
        seed: int = 7,
        marketplaces: Sequence[str] = ("US",),
        days: int = 90,
        start: datetime = DEFAULT_START,
        profile: str = "typical",
        knobs: Mapping[str, Any] | None = None,
        date_set: str = "announced",
    ) -> "Plan":
        """Make a plan of one period.

        Raises:
            BadInput: something cannot be.
        """
        codes = tuple(dict.fromkeys(store(code).code for code in marketplaces))
        _check(orders, seed, days, start, codes, date_set)
        values = settled(profile, knobs)
        period = Segment(0, orders, int(start.timestamp()), days, _buyers(orders, values))
        return cls(seed, codes, profile, values, (period,), date_set)

    def extended(self, orders: int, days: int) -> "Plan":
        """Return the plan with a further period after the last."""
        last = self.segments[-1]
        _check(orders, self.seed, days, DEFAULT_START, self.marketplaces, self.date_set)
        buyers = last.buyers + _buyers(orders, self.knobs)
        return replace(self, segments=(*self.segments, Segment(self.orders, orders, last.end, days, buyers)))

    @property
    def orders(self) -> int:
        """All orders of all periods."""
        return sum(one.orders for one in self.segments)

    @property
    def buyers(self) -> int:
        """All buyers."""
        return self.segments[-1].buyers

    @property
    def sellers(self) -> int:
        """All sellers; the first period decides, so that they stay when a period is added."""
        wanted: int = self.knobs["sellers"] or max(4, self.segments[0].orders // 2500)
        return min(max(wanted, len(self.marketplaces)), 20_000)

    @property
    def until(self) -> int:
        """The instant up to which things have happened, in seconds."""
        return self.segments[-1].end + self.knobs["settle"] * DAY

    @property
    def chunks(self) -> list[tuple[int, int]]:
        """First order and count of every chunk, in order."""
        return [part for one in self.segments for part in _cut(one.first, one.orders)]

    def chunk_buyers(self, chunk: int) -> tuple[int, int]:
        """First buyer and count of those who are written with this chunk."""
        parts, buyers = len(self.chunks), self.buyers
        first, end = buyers * chunk // parts, buyers * (chunk + 1) // parts
        return first, end - first

    def as_json(self) -> dict[str, Any]:
        """Return the plan as plain values, for the manifest."""
        return asdict(self) | {"knobs": dict(self.knobs), "edition": EDITION}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Plan":
        """Read a plan back from a manifest."""
        segments = tuple(Segment(**one) for one in told["segments"])
        plain = {name: told[name] for name in ("seed", "profile", "knobs", "date_set")}
        return cls(marketplaces=tuple(told["marketplaces"]), segments=segments, **plain)

    @property
    def fingerprint(self) -> str:
        """A short name for everything that decides the bytes."""
        told = orjson.dumps(self.as_json(), option=orjson.OPT_SORT_KEYS)
        return hashlib.blake2b(told, digest_size=8).hexdigest()


def _cut(first: int, count: int) -> Iterator[tuple[int, int]]:
    for start in range(0, count, CHUNK):
        yield first + start, min(CHUNK, count - start)


def _buyers(orders: int, knobs: Mapping[str, Any]) -> int:
    return max(1, orders * knobs["buyers"] // 100)


def _check(orders: int, seed: int, days: int, start: datetime, codes: tuple[str, ...], date_set: str) -> None:
    if not 1 <= orders <= MOST_ORDERS:
        raise BadInput("orders", f"--orders is a whole number from 1 to {MOST_ORDERS:,}, not {orders:,}.")
    if not 1 <= days <= 3660:
        raise BadInput("days", f"--days is a whole number from 1 to 3660, not {days}.")
    if not 0 <= seed < 2**63:
        raise BadInput("seed", "--seed is a whole number from 0 to 2^63 - 1.")
    if start < EARLIEST:
        raise BadInput("start", "--start is an instant in 2009 or later.")
    if not codes:
        raise BadInput("marketplace", "Name at least one store.")
    if date_set not in DATE_SETS:
        raise BadInput("date_set", f"The set of dates is one of {', '.join(DATE_SETS)}.")
