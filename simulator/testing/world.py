"""A world as a test holds it: place orders, do deeds, keep and go back, ask what happened, compare.

Everything goes through the control API; the world itself lives in the server. Knows no rule of the marketplace.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any

from simulator.testing.calling import Calls, Refused
from simulator.testing.clock import Clock, as_text
from simulator.testing.comparing import Diff
from simulator.testing.logs import EventLog, Mailbox
from simulator.testing.orders import Order

__tracebackhide__ = True


class World:
    """`world.place()`, `world.order(id).should_be(…)`, `world.clock.advance(minutes=31)`, `world.mail(to="buyer")`."""

    def __init__(self, calls: Calls, name: str, *, told: dict[str, Any] | None = None) -> None:
        self.calls, self.name, self.path = calls, name, f"/worlds/{name}"
        self.clock, self.events, self.mail = Clock(calls, name), EventLog(calls, self.path), Mailbox(calls, self.path)
        if told is not None:
            self.told = told

    def __repr__(self) -> str:
        return f"<world {self.name}>"

    @cached_property
    def told(self) -> dict[str, Any]:
        """The world as the control API told it first: urls, sellers with their keys, buyers."""
        told: dict[str, Any] = self.calls.get(self.path)
        return told

    @property
    def urls(self) -> dict[str, str]:
        """The addresses of its pages: buyer, seller, console."""
        return dict(self.told["urls"])

    @property
    def sellers(self) -> list[dict[str, Any]]:
        """Its sellers, each with the credentials of their software."""
        return list(self.told["sellers"])

    @property
    def buyers(self) -> list[dict[str, Any]]:
        """Its buyers."""
        return list(self.told["buyers"])

    def place(self, **wish: Any) -> Order:
        """Place an order: `released=True`, `payment="fraud"`, `channel="AFN"`, `items=[…]`, `state="Shipped"` …"""
        return Order(self, self.calls.post(f"{self.path}/orders", wish)["order_id"])

    def place_many(self, count: int, **wish: Any) -> list[Order]:
        """Place several orders in one call, in any state that is asked for."""
        told = self.calls.post(f"{self.path}/orders", {**wish, "count": count})
        return [Order(self, one["order_id"]) for one in told["orders"]]

    def order(self, number: Any) -> Order:
        """Return an order by its number."""
        return Order(self, str(number))

    def orders(self, **wanted: Any) -> list[Order]:
        """List orders, newest first: `status="Pending"`, `seller_id=…`, `channel="AFN"`, `requested=True` …"""
        return [Order(self, one["order_id"]) for one in self.calls.listed(f"{self.path}/orders", "orders", **wanted)]

    def messages(self, order: Any = None) -> list[dict[str, Any]]:
        """List the messages between buyers and sellers, each with `critical`, `delivered` and `why_not`."""
        return self.calls.listed(f"{self.path}/messages", "messages", order_id=order)

    def products(self, **wanted: Any) -> list[dict[str, Any]]:
        """List what is on offer."""
        return self.calls.listed(f"{self.path}/products", "products", **wanted)

    def do(self, deed: str, **args: Any) -> dict[str, Any]:
        """Do a deed that is done to the world rather than to an order, such as `stage-orders`; return its event."""
        return dict(self.calls.post(f"{self.path}/deeds/{deed}", args)["event"])

    def set_buyer(self, buyer_id: str | None = None, **settings: Any) -> None:
        """Change settings of a buyer, the first if none is named: `opted_out=True` …"""
        self.calls.put(f"{self.path}/buyers/{buyer_id or self.buyers[0]['buyer_id']}", settings)

    def set_seller(self, seller_id: str | None = None, **settings: Any) -> None:
        """Change settings of a seller, the first if none is named: `auto_approval_window=60`, `vacation=True` …"""
        self.calls.put(f"{self.path}/sellers/{seller_id or self.sellers[0]['seller_id']}", settings)

    def set_product(self, sku: str, **settings: Any) -> None:
        """Change an offer: `price="12.34"`, `stock=0`."""
        self.calls.put(f"{self.path}/products/{sku}", settings)

    def health(self, seller_id: str | None = None) -> dict[str, Any]:
        """Measure a seller's account health, the first's if none is named."""
        told = self.calls.get(f"{self.path}/sellers/{seller_id or self.sellers[0]['seller_id']}/health")
        return dict(told)

    def faults(self, **wanted: Any) -> None:
        """Let things go wrong on demand: `api={"error_rate": 0.5}`, `mail=…`; without anything, nothing does."""
        self.calls.put(f"{self.path}/faults", wanted)

    @contextmanager
    def refuses(self, rule: str) -> Iterator[None]:
        """Check that what is done in this block is refused by this rule, and changes nothing.

        While the clock plays the world goes on by itself, so that then the refusal alone is checked.
        """
        before = self._hash_at_rest()
        try:
            yield
        except Refused as refusal:
            if refusal.rule != rule:
                raise AssertionError(f"refused by {refusal.rule}, not by {rule}: {refusal.message}") from refusal
        else:
            raise AssertionError(f"nothing was refused; {rule} should have")
        if None not in (before, after := self._hash_at_rest()) and after != before:
            raise AssertionError(f"{rule} refused, and yet something changed")

    def _hash_at_rest(self) -> str | None:
        return None if self.calls.get(f"{self.path}/clock")["mode"] == "playing" else self.hash()

    def hash(self) -> str:
        """Return the state hash: equal for equal worlds."""
        return str(self.calls.get(f"{self.path}/hash")["hash"])

    def reset(self) -> "World":
        """Put the world back to how it was when it was created."""
        self.calls.post(f"{self.path}/reset")
        return self

    def snapshot(self, name: str = "before") -> str:
        """Keep the world as it is now under a name; return the name."""
        return str(self.calls.post(f"{self.path}/snapshots", {"name": name})["name"])

    def restore(self, name: str = "before") -> None:
        """Go back to a snapshot."""
        self.calls.post(f"{self.path}/snapshots/{name}/restore")

    def fork(self, name: str, *, event: int | None = None, at: Any = None) -> "World":
        """Make a second world: from now, from right after an event, or from an instant of the past."""
        told = self.calls.post(f"{self.path}/fork", given(name=name, event=event, at=at))
        return World(self.calls, name, told=told)

    def rewind(self, *, event: int | None = None, to: Any = None) -> None:
        """Go back to right after an event, or to an instant; what came later is gone."""
        self.calls.post(f"{self.path}/rewind", given(event=event, to=to))

    def diff(self, other: "World | str" = "origin") -> Diff:
        """Compare: what changed since a snapshot, since the world was made ("origin"), or between two worlds."""
        before = f"world:{other.name}" if isinstance(other, World) else other
        return Diff(self.calls.get(f"{self.path}/diff", **{"from": before}))

    def export(self) -> bytes:
        """Return the world as one compressed file."""
        told: bytes = self.calls.get(f"{self.path}/export")
        return told

    def journal(self) -> list[dict[str, Any]]:
        """List the inputs that led to this state, as they would have to be given again."""
        return self.calls.listed(f"{self.path}/journal", "journal")

    def sign_in(self, role: str, person_id: str | None = None, next: str | None = None) -> str:  # noqa: A002 - as called
        """Return a signed link that signs a browser in as a buyer or a seller."""
        told = self.calls.post(f"{self.path}/sign-in", given(role=role, id=person_id, next=next))
        return str(told["url"])

    def delete(self) -> None:
        """Delete the world with everything that belongs to it."""
        self.calls.delete(self.path)


def given(**wish: Any) -> dict[str, Any]:
    """Return what of a wish was said; instants as text."""
    said = {name: value for name, value in wish.items() if value is not None}
    return {name: as_text(value) if isinstance(value, datetime) else value for name, value in said.items()}
