"""Acts out one row of the transition table: the only code that writes an order's status.

Asks the row's guards, lets its effects change rows, writes the status, keeps the agenda and records the event; mail and
everything else that must be told follows from the event.
"""

from collections.abc import Iterable
from typing import Any

from simulator.agenda import schedule, withdraw
from simulator.errors import Refusal
from simulator.events import record
from simulator.models import Event
from simulator.moment import Moment
from simulator.orders.guards import Facts
from simulator.orders.models import Order
from simulator.orders.notices import tell
from simulator.orders.transitions import TABLE, Transition


def refusal(moment: Moment, order: Order, name: str, facts: Facts | None = None) -> Refusal | None:
    """Return why a deed may not be done now, or None if it may. `facts` None asks about the deed in general."""
    row, policy = TABLE[name], moment.policy(order.store)
    for guard in row.guards:
        refused = guard(moment, order, policy, facts)
        if refused:
            return refused
    off_path = order.channel not in row.channels or order.status not in row.sources
    if off_path and policy.lawful_path:
        return policy.refuse("lawful-path", status=order.status)
    return None


def move(moment: Moment, order: Order, name: str, *, log: dict[str, Any] | None = None, **facts: Any) -> Event:
    """Act out a row for an order; `log` is added to what the event says.

    Raises:
        Refusal: one of the row's guards says no; nothing was changed yet.
    """
    refused = refusal(moment, order, name, facts)
    if refused:
        raise refused
    row, policy = TABLE[name], moment.policy(order.store)
    said: dict[str, Any] = {}
    for effect in row.effects:
        said |= effect(moment, order, policy, facts) or {}
    _write_status(moment, order, row)
    event = record(moment, row.event, order, **said, **(log or {}))
    _keep_agenda(moment, order, row)
    tell(moment, order, name, event)
    return event


def allowed(moment: Moment, order: Order, deeds: Iterable[str]) -> list[str]:
    """Return those of these deeds that would be accepted now."""
    return [name for name in deeds if name in TABLE and refusal(moment, order, name) is None]


def _write_status(moment: Moment, order: Order, row: Transition) -> None:
    target = row.target(order) if callable(row.target) else row.target
    if target is not None:
        order.status = target
    order.last_updated_at = moment.now
    order.version += 1


def _keep_agenda(moment: Moment, order: Order, row: Transition) -> None:
    """Withdraw what the state left behind had planned, then plan what the new one brings."""
    withdraw(moment, order.number, row.ends)
    for start in row.starts:
        for rule, due_at in start(moment, order):
            schedule(moment, rule, due_at, order.number)
