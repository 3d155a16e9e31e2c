"""A marketplace in a few readable words, for tests of every room.

    market.place()                                  a pending order of the first buyer; returns its number
    market.place(released=True, payment="fraud")    whatever the deed place-order takes
    market.act("seller-cancel", order, reason="NoInventory")   does a deed, returns the event it recorded
    market.refused("buyer-cancel", order).rule      a deed that must be refused; returns the Refusal
    market.advance(minutes=31)                      moves time; also days=, hours=, seconds=
    market.advance_to(instant), market.next()       … to an instant; to the next thing on the agenda
    market.order(order)["status"]                   the order as interfaces tell it (see orders/describing.py)
    market.events(order), market.kinds(order)       what happened, as JSON; the kinds alone
    market.mail(order, to="buyer")                  the names of the notices written, oldest first
    market.agenda(order)                            what is due: (rule, instant)
    market.set(seller={"auto_approval_window": 60}) settings of the first seller, buyer={…} of the first buyer
    market.stock(sku), market.skus, market.now, market.hash(), market.audit()
    market.fork("other"), market.reset(), market.snapshot("here"), market.restore("here")
    with market.reading() as moment: …              a session in the world, for what is not said above
    market.sql("UPDATE orders SET …")               plain SQL on the world, to plant what cannot happen

A marketplace stands in a data directory of its own. `Market.new(home, "name", store="JP", seed=7, …)` makes another.
It knows the engine's edge (`simulator.acting`, `simulator.worlds`) and nothing of pages.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

import seeds.templates
import simulator.everything  # noqa: F401 - registers the deeds, the agenda's rules and the template `empty`
from simulator import acting, worlds
from simulator.agenda import Progress
from simulator.database import session_in
from simulator.errors import Refusal
from simulator.hashing import state_hash
from simulator.home import Home
from simulator.models import DueItem, Event, Mail
from simulator.moment import Moment
from simulator.orders.describing import order_json
from simulator.orders.models import Order
from simulator.parties import Buyer, Product, Seller

EMPTY = seeds.templates.empty.__name__


@dataclass
class Market:
    """One world in a data directory, and the verbs a test needs."""

    home: Home
    name: str = "market"

    @classmethod
    def new(cls, home: Home, name: str = "market", *, store: str = "US", **plan: Any) -> "Market":
        """Make a world from a template (`empty` if none is named); `plan` is what `worlds.Plan` takes."""
        worlds.create(home, name, worlds.Plan(**{"template": EMPTY, "marketplaces": (store,), **plan}))
        return cls(home, name)

    def place(self, **args: Any) -> str:
        """Place an order and return its number."""
        return str(self.act("place-order", **args)["order_id"])

    def act(self, deed: str, order: str | None = None, /, **args: Any) -> dict[str, Any]:
        """Do a deed and return the first event it recorded."""
        return acting.act(self.home, self.name, deed, order_id=order, args=args).event

    def refused(self, deed: str, order: str | None = None, /, **args: Any) -> Refusal:
        """Try a deed that a rule must refuse, and return the refusal."""
        try:
            event = self.act(deed, order, **args)
        except Refusal as refusal:
            return refusal
        raise AssertionError(f"{deed} was expected to be refused, but {event['kind']} happened")

    def advance(self, **by: int) -> Progress:
        """Move time forward by days=, hours=, minutes=, seconds=."""
        return acting.move_time(self.home, self.name, by=timedelta(**by))

    def advance_to(self, instant: datetime) -> Progress:
        """Move time forward to an instant."""
        return acting.move_time(self.home, self.name, to=instant)

    def next(self) -> Progress:
        """Move time forward to the next thing on the agenda."""
        return acting.move_time(self.home, self.name, following=True)

    def set(self, *, seller: dict[str, Any] | None = None, buyer: dict[str, Any] | None = None) -> None:
        """Change settings of the first seller or the first buyer."""
        if seller:
            self.act("change-seller", seller_id=self.seller_id, **seller)
        if buyer:
            self.act("change-buyer", buyer_id=self.buyer_id, **buyer)

    @contextmanager
    def reading(self) -> Iterator[Moment]:
        """Open the world for looking."""
        with acting.reading(self.home, self.name) as moment:
            yield moment

    @property
    def now(self) -> datetime:
        """The simulated instant."""
        with self.reading() as moment:
            return moment.now

    @property
    def seller_id(self) -> str:
        """The first seller."""
        with self.reading() as moment:
            return str(moment.session.scalars(select(Seller.id).order_by(Seller.number)).first())

    @property
    def buyer_id(self) -> str:
        """The first buyer."""
        with self.reading() as moment:
            return str(moment.session.scalars(select(Buyer.id).order_by(Buyer.number)).first())

    @property
    def skus(self) -> list[str]:
        """Everything on offer."""
        with self.reading() as moment:
            return list(moment.session.scalars(select(Product.sku).order_by(Product.sku)))

    def stock(self, sku: str | None = None) -> int:
        """Units of an offer that can be bought; of all offers together when none is named."""
        with self.reading() as moment:
            query = select(func.sum(Product.stock))
            return int(moment.session.scalar(query.where(Product.sku == sku) if sku else query) or 0)

    def order(self, number: str) -> dict[str, Any]:
        """Tell an order as interfaces do."""
        with self.reading() as moment:
            return order_json(moment, moment.session.get_one(Order, number))

    def events(self, order: str | None = None) -> list[dict[str, Any]]:
        """List what happened in the world, or to an order."""
        query = select(Event).order_by(Event.seq)
        with self.reading() as moment:
            found = moment.session.scalars(query.where(Event.order_id == order) if order else query)
            return [acting.event_json(one) for one in found]

    def kinds(self, order: str | None = None) -> list[str]:
        """List the kinds of what happened."""
        return [one["kind"] for one in self.events(order)]

    def mail(self, order: str | None = None, *, to: str | None = None) -> list[str]:
        """List the notices written about an order, to a role; all of them when neither is named."""
        query = select(Mail.notice).order_by(Mail.id)
        query = query.where(Mail.order_id == order) if order else query
        with self.reading() as moment:
            return list(moment.session.scalars(query.where(Mail.role == to) if to else query))

    def agenda(self, subject: str | None = None) -> list[tuple[str, datetime]]:
        """List what is due, of the whole world or for an order, in the order it will be done."""
        query = select(DueItem.rule, DueItem.due_at).order_by(DueItem.due_at, DueItem.rank, DueItem.id)
        with self.reading() as moment:
            found = moment.session.execute(query.where(DueItem.subject == subject) if subject else query)
            return [(rule, due_at) for rule, due_at in found]

    def hash(self) -> str:
        """Return the state hash."""
        with self.reading() as moment:
            return state_hash(moment.session)

    def fork(self, name: str) -> "Market":
        """Make a second world out of this one as it is now."""
        worlds.fork(self.home, self.name, name)
        return Market(self.home, name)

    def reset(self) -> None:
        """Put the world back to how it was created."""
        worlds.reset(self.home, self.name)

    def snapshot(self, name: str) -> None:
        """Keep the world as it is now."""
        worlds.snapshot(self.home, self.name, name)

    def restore(self, name: str) -> None:
        """Go back to a snapshot."""
        worlds.restore(self.home, self.name, name)

    def sql(self, statement: str, *values: Any) -> list[Any]:
        """Run plain SQL on the world and commit it."""
        with session_in(self.home.world_file(self.name), writing=True) as session:
            found = session.connection().exec_driver_sql(statement, values)
            return found.fetchall() if found.returns_rows else []

    def audit(self) -> list[str]:
        """Return what the auditor finds, one line each; nothing when every history is lawful."""
        from simulator.auditor import audit

        return [str(finding) for finding in audit(self.home.world_file(self.name))]
