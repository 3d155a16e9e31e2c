"""What happened in a world, and what was written to whom: the event log and the mailbox, as questions."""

from typing import Any

from simulator.testing.calling import Calls

__tracebackhide__ = True
# Real seconds that waiting for an event lasts at most, unless told otherwise.
WAIT = 10.0


class EventLog:
    """`events()`, `events(kind="order-canceled")`, `events.kinds(order)`, `events.wait(kind=…)`."""

    def __init__(self, calls: Calls, path: str) -> None:
        self._calls, self._path = calls, f"{path}/events"

    def __call__(self, *, order: Any = None, kind: Any = None, after: int | None = None) -> list[dict[str, Any]]:
        """List what happened, oldest first."""
        return self._calls.listed(self._path, "events", order_id=order, kind=kind, after=after)

    def kinds(self, order: Any = None) -> list[str]:
        """List the kinds of what happened."""
        return [str(one["kind"]) for one in self(order=order)]

    def last(self, count: int = 20) -> list[dict[str, Any]]:
        """List the last things that happened."""
        return list(self._calls.get(self._path, last=count)["events"])

    def refused(self, order: Any = None) -> list[dict[str, Any]]:
        """List the attempts that a rule refused, each as `{"deed", "rule", "message"}`."""
        told = self._calls.listed(self._path, "events", order_id=order, include="refused")
        return [one["data"] for one in told if one["kind"] == "deed-refused"]

    def wait(
        self, *, kind: Any = None, order: Any = None, after: int | None = None, seconds: float = WAIT
    ) -> dict[str, Any]:
        """Wait, in real time, for an event that a page or a program is about to cause; return it.

        Without `after` only what has not happened yet is waited for.
        """
        told = self._calls.get(self._path, order_id=order, kind=kind, after=after, wait=seconds)
        if not told["events"]:
            raise AssertionError(f"nothing happened in {seconds:g} s that is {kind or 'an event'}")
        return dict(told["events"][0])


class Mailbox:
    """`mail(to="buyer")`, `mail.last(to=…)`, `mail.should_have(to="buyer", subject="canceled")`."""

    def __init__(self, calls: Calls, path: str) -> None:
        self._calls, self._path = calls, f"{path}/mail"

    def __call__(self, *, to: str | None = None, order: Any = None) -> list[dict[str, Any]]:
        """List the e-mails to a role, a person or an address, about an order; oldest first."""
        return self._calls.listed(self._path, "mail", to=to, order_id=order)

    def last(self, *, to: str | None = None, order: Any = None) -> dict[str, Any]:
        """Return the latest e-mail."""
        found = self(to=to, order=order)
        if not found:
            raise AssertionError(f"no e-mail was written to {to or 'anybody'}")
        return dict(found[-1])

    def should_have(
        self, *, to: str | None = None, order: Any = None, subject: str = "", text: str = ""
    ) -> dict[str, Any]:
        """Check that an e-mail was written whose subject and text contain these words; return the latest."""
        found = self(to=to, order=order)
        for one in reversed(found):
            if subject.casefold() in one["subject"].casefold() and text.casefold() in one["text"].casefold():
                return dict(one)
        had = [f"  to {one['to']['role']}: {one['subject']}" for one in found] or ["  none"]
        wanted = " and ".join(f"{what} {words!r}" for what, words in (("subject", subject), ("text", text)) if words)
        raise AssertionError("\n".join([f"no e-mail to {to or 'anybody'} has {wanted}; there were:", *had]))
