"""Ship-by, deliver-by and the end of the grace, by the column.

Dates come from the engine's own `promise` and `grace_end`, asked once for each store, handling time, service and local
day; a column of orders then looks its dates up.
"""

from datetime import UTC, datetime
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seeds.generator.columns import NEVER, distinct
from seeds.generator.market import Market
from simulator.orders.promises import business_deadline, grace_end, promise

Column = NDArray[np.int64]
DAY = 86_400
FIELDS = ("ship_from", "ship_by", "deliver_from", "deliver_by", "auto_cancel_at")


class Promises:
    """A growing table of dates, asked for by key."""

    def __init__(self, market: Market) -> None:
        self.market, self.book = market, market.book
        self._row = cache(self._dates)

    def columns(
        self, stores: Column, released: Column, placed: Column, handling: Column, service: Column
    ) -> dict[str, Column]:
        """Return the dates of orders released at these instants; `handling` and `service` are codes of the market."""
        number = self.book.numbers(stores, released)
        local = self.book.local(stores, released)
        day, late = local // DAY, local % DAY >= self._cut_offs()[number]
        key = (((number * 64 + handling) * 16 + service) * 2 + (late & (handling == 0))) * 100_000 + day
        known, back = distinct(key)
        rows = np.array([self._row(int(one)) for one in known], dtype=np.int64)
        dates = {name: rows[:, at][back] for at, name in enumerate(FIELDS)}
        # A same-day parcel cannot leave before its order was released.
        dates["ship_from"] = np.maximum(dates["ship_from"], released)
        dates["auto_cancel_at"] = self._from_order_date(dates["auto_cancel_at"], number, stores, placed)
        return dates

    def _cut_offs(self) -> Column:
        return self.book.column(lambda one: one.order_cut_off.hour * 3600 + one.order_cut_off.minute * 60)

    def _dates(self, key: int) -> tuple[int, ...]:
        key, day = divmod(key, 100_000)
        key, late = divmod(key, 2)
        key, service = divmod(key, 16)
        number, handling = divmod(key, 64)
        policy = self.book.policies[number]
        wall = datetime.fromtimestamp(day * DAY, UTC).replace(tzinfo=policy.store.zone)
        at = wall.replace(hour=23, minute=59, second=59) if late else wall
        made = promise(
            at.astimezone(UTC),
            store=policy.store,
            policy=policy,
            handling_days=handling,
            service=self.market.services[service],
        )
        grace = grace_end(made.ship_by, made.ship_by, policy.auto_cancel_grace, policy.store)
        return tuple(_second(one) for one in (made.ship_from, made.ship_by, made.deliver_from, made.deliver_by, grace))

    def _from_order_date(self, usual: Column, number: Column, stores: Column, placed: Column) -> Column:
        """Some stores count the grace from the order's placing instead."""
        from_order = self.book.column(lambda one: one.auto_cancel_grace.anchor == "order_date", bool)
        if not from_order.any():
            return usual
        if self.book.column(lambda one: one.auto_cancel_grace.unit != "calendar", bool)[from_order].any():
            raise NotImplementedError("a grace from the order's date counts calendar days here")
        length = self.book.column(lambda one: one.auto_cancel_grace.length)[number]
        ends = self.book.utc(stores, self.book.local(stores, placed) + length * DAY)
        return np.where(from_order[number], ends, usual)


class Deadlines:
    """Ends of the business days within which returns are to be refunded."""

    def __init__(self, market: Market) -> None:
        self.book = market.book
        self.days = self.book.column(lambda one: one.return_refund_deadline)
        self._row = cache(self._end)

    def of(self, lives: Any) -> Column:
        """Return the deadline of each order whose return has been received."""
        received, store = lives.when("return-received"), lives.placed.store
        row = np.flatnonzero(received < NEVER)
        number, local = self.book.numbers(store[row], received[row]), self.book.local(store[row], received[row])
        known, back = distinct(number * 100_000 + local // DAY)
        due = np.full(len(received), NEVER)
        due[row] = np.array([self._row(int(one)) for one in known], dtype=np.int64)[back]
        return due

    def _end(self, key: int) -> int:
        number, day = divmod(key, 100_000)
        policy = self.book.policies[number]
        noon = datetime.fromtimestamp(day * DAY + DAY // 2, UTC).replace(tzinfo=policy.store.zone)
        return _second(business_deadline(noon, int(self.days[number]), policy.store))


def _second(instant: Any) -> int:
    return int(instant.timestamp())
