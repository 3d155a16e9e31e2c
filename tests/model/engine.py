"""The engine's side of the comparison: a world held open, so that a step takes a few milliseconds.

Deeds go through the same registry and rules as everywhere; what the edge adds (locks, journal, noting refusals) has
tests of its own. A refused deed is rolled back, an accepted one is committed.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from simulator.acting import advance_by
from simulator.database import session_in
from simulator.deeds import checked, named, perform
from simulator.errors import BadInput, Refusal
from simulator.models import World
from simulator.moment import Moment
from simulator.orders.models import Order
from simulator.orders.moving import allowed
from simulator.schemas.place import Place, Schema
from simulator.states import take_over
from tests.model.deeds import BAD
from tests.model.reference import Line, Sale

Args = dict[str, Any]
ORDERS = "SELECT number, status, canceled_by, counts, cancel_rule, auto_cancel_at, total, charged, refunded FROM orders"
LINES = "SELECT order_number, quantity_shipped, refunded FROM order_items ORDER BY order_number, position"


class Engine:
    """A copy of a prepared world, with three orders in it after `place`."""

    def __init__(self, prepared: Place, copy: Place) -> None:
        if isinstance(prepared, Schema) or isinstance(copy, Schema):
            take_over(prepared, copy)
        else:
            shutil.copyfile(prepared, copy)
        self.path = copy
        self._open = self._session()
        self.moment = next(self._open)

    def _session(self) -> Iterator[Moment]:
        with session_in(self.path, writing=True) as session:
            row = session.get_one(World, 1)
            yield Moment(session, row, row.now)

    def close(self) -> None:
        """Commit and let go of the file."""
        next(self._open, None)

    @contextmanager
    def step(self) -> Iterator[None]:
        """Commit what is accepted; roll back, and forget what was read, when it is refused."""
        session = self.moment.session
        try:
            yield
            session.commit()
        except (Refusal, BadInput):
            session.rollback()
            self._forget()
            raise

    def _forget(self) -> None:
        # Objects made anew are read at once; those that a rollback has expired are refreshed one attribute at a time.
        session = self.moment.session
        session.expunge_all()
        self.moment.world = session.get_one(World, 1)

    def do(self, name: str, number: str | None, args: Args) -> str | None:
        """Do a deed; return None, or the rule that refused it."""
        deed = named(name)
        values, _ = checked(deed, args)
        try:
            with self.step():
                target = self.moment.session.get_one(Order, number) if number else None
                self.moment.actor = deed.actor
                perform(self.moment, deed, target, values)
        except Refusal as refused:
            return refused.rule
        except BadInput:
            return BAD
        return None

    def pass_to(self, instant: datetime) -> None:
        """Move time."""
        advance_by(self.moment, by=None, to=instant, following=False)

    def order(self, number: str) -> Order:
        return self.moment.session.get_one(Order, number)

    def allowed(self, number: str, deeds: list[str]) -> set[str]:
        """Return which of these deeds the engine would accept now, by what is written rather than remembered."""
        self._forget()
        return set(allowed(self.moment, self.order(number), deeds))

    def sale(self, number: str, payment: str, approval: int | None) -> Sale:
        """Tell the reference model what was bought; everything after that it works out for itself."""
        order = self.order(number)
        lines = [
            Line(one.sku, one.unit_price, one.quantity, one.item_tax, one.shipping_price, one.shipping_tax)
            for one in order.items
        ]
        assert order.ship_by is not None
        assert order.deliver_by is not None
        return Sale(order.placed_at, payment, lines, order.ship_by, order.deliver_by, approval)

    def rows(self, query: str) -> list[Any]:
        """Read plain rows of what has been written so far."""
        # Straight from the driver: it is asked six times after every step.
        connection: Any = self.moment.session.connection().connection
        return list(connection.execute(query))

    def facts(self) -> dict[str, dict[str, Any]]:
        """Tell every order as far as the reference model speaks of it."""
        told = {
            number: {"status": status, "canceled_by": by, "counts": counts, "rule": rule, "auto-cancel": due}
            | {"total": total, "charged": charged, "refunded": refunded, "lines": [], "returns": [], "request": None}
            | {"decision": None}
            for number, status, by, counts, rule, due, total, charged, refunded in self.rows(ORDERS)
        }
        for number, shipped, refunded in self.rows(LINES):
            told[number]["lines"].append((shipped, refunded))
        for number, state in self.rows("SELECT order_number, state FROM returns ORDER BY position"):
            told[number]["returns"].append(state)
        for number, state in self.rows("SELECT order_number, state FROM cancellation_requests"):
            told[number]["request"] = state
        for number, decision in self.rows("SELECT order_number, decision FROM claims"):
            told[number]["decision"] = decision
        return told
