"""One order as a test sees it: what is told of it, the deeds, and assertions that read well."""

from collections.abc import Callable
from typing import Any, Protocol

from simulator.testing.calling import Calls, Refused

__tracebackhide__ = True
# Stands for "the test says nothing of this".
ANY: Any = object()


class Owner(Protocol):
    """The world an order is in."""

    calls: Calls
    path: str

    @property
    def events(self) -> Callable[..., list[dict[str, Any]]]:
        """What happened."""


class Order:
    """`order.status`, `order.seller_cancel(reason="NoInventory")`, `order.should_be("Canceled", by="SELLER")`.

    Every deed of the control API is a method, its hyphens written as underscores. What is told is read anew each time.
    """

    def __init__(self, world: Owner, number: str) -> None:
        self._world, self.number = world, number

    def __repr__(self) -> str:
        return f"<order {self.number}>"

    def __str__(self) -> str:
        return self.number

    def __eq__(self, other: object) -> bool:
        return str(other) == self.number

    def __hash__(self) -> int:
        return int(self.number.replace("-", ""))

    def __getitem__(self, field: str) -> Any:
        return self.told()[field]

    def __getattr__(self, name: str) -> "Deed":
        if name.startswith("_"):
            raise AttributeError(name)
        return Deed(self, name.replace("_", "-"))

    def told(self) -> dict[str, Any]:
        """Return the order as the control API tells it."""
        told: dict[str, Any] = self._world.calls.get(self._path)
        return told

    @property
    def status(self) -> str:
        """The status, as on the pages."""
        return str(self["status"])

    @property
    def allowed(self) -> list[str]:
        """The deeds of every actor that would be accepted now."""
        return list(self["allowed"])

    def events(self, **wanted: Any) -> list[dict[str, Any]]:
        """List what happened to the order, oldest first."""
        return self._world.events(order=self.number, **wanted)

    def do(self, deed: str, **args: Any) -> dict[str, Any]:
        """Do a deed; return its event. An argument that Python keeps for itself is written `from_`.

        Raises:
            Refused: a rule forbids it.
        """
        body = {name.removesuffix("_"): value for name, value in args.items()}
        told = self._world.calls.post(f"{self._path}/{deed}", body)
        return {**told["event"], **{name: told[name] for name in told.keys() - {"event", "order"}}}

    def refused(self, deed: str, **args: Any) -> Refused:
        """Try a deed that a rule must refuse; return the refusal."""
        try:
            event = self.do(deed, **args)
        except Refused as refusal:
            return refusal
        raise AssertionError(f"order {self.number}: {deed} was to be refused, but {event['kind']} happened")

    def should_be(
        self,
        status: str,
        *,
        by: str = ANY,
        counted: bool = ANY,
        reason: str = ANY,
        requested: bool = ANY,
        refunded: str = ANY,
    ) -> "Order":
        """Check how the order stands: its status, and who canceled it, whether that counts, why.

        `requested` asks for an official cancellation request, `refunded` for the amount given back, such as "12.34".
        """
        told = self.told()
        canceled = told["cancellation"] or {}
        is_now = {
            "status": told["status"],
            "by": canceled.get("by"),
            "counted": canceled.get("counts_against_seller"),
            "reason": canceled.get("reason"),
            "requested": told["request"] is not None,
            "refunded": told["refunded"]["amount"],
        }
        wanted = {"status": status, "by": by, "counted": counted, "reason": reason, "requested": requested}
        self._compare({**wanted, "refunded": refunded}, is_now)
        return self

    def _compare(self, wanted: dict[str, Any], is_now: dict[str, Any]) -> None:
        wrong = [name for name, value in wanted.items() if value is not ANY and value != is_now[name]]
        if not wrong:
            return
        lines = [f"  {name}: should be {wanted[name]!r}, is {is_now[name]!r}" for name in wrong]
        past = [f"  {event_line(one)}" for one in self.events()]
        raise AssertionError(
            "\n".join([f"order {self.number} is not as it should be", *lines, "what happened:", *past])
        )

    @property
    def _path(self) -> str:
        return f"{self._world.path}/orders/{self.number}"


class Deed:
    """A deed of an order, to be called. It is no answer: a test that takes it for one is told so."""

    def __init__(self, order: Order, name: str) -> None:
        self._order, self._name = order, name

    def __call__(self, **args: Any) -> dict[str, Any]:
        return self._order.do(self._name, **args)

    def __repr__(self) -> str:
        return f"<deed {self._name} of order {self._order}>"

    def __bool__(self) -> bool:
        raise TypeError(f"{self!r} is to be called; what is told of an order is read as order['status']")


def event_line(event: dict[str, Any]) -> str:
    """Tell an event in a line."""
    told = ", ".join(f"{name}={value}" for name, value in event["data"].items() if value not in (None, [], {}, ""))
    whose = f" {event['order_id']}" if event["order_id"] else ""
    return f"#{event['seq']} {event['at']} {event['actor']} {event['kind']}{whose} {told}"[:240]
