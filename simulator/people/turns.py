"""What all simulated people have in common: trying a deed, and drawing by the order they decide about."""

from datetime import timedelta
from typing import Any

from simulator import draws
from simulator.agenda import rules
from simulator.deeds import named, perform
from simulator.errors import Refusal
from simulator.models import Event
from simulator.moment import Moment
from simulator.orders.models import Order
from simulator.people import chance
from simulator.people.chance import Curve

# Places among equal instants: after everything the marketplace does by itself.
FIRST_RANK = 200


def attempt(moment: Moment, deed: str, person_id: str | None, order: Order | None = None, **args: Any) -> Event | None:
    """Do a deed as a person would, here and now; None where a rule says no, and then nothing has changed."""
    found = named(deed)
    moment.actor, moment.person_id, moment.cause = found.actor, person_id, None
    try:
        return perform(moment, found, order, args)
    except Refusal:
        moment.recorded.clear()
        return None


def turns() -> list[str]:
    """List the rules of the agenda that are turns of people, after which nothing may have happened."""
    return [rule.name for rule in rules.values() if rule.rank >= FIRST_RANK]


def happens(moment: Moment, order: Order, what: str, per_mille: int) -> bool:
    """Draw whether something with this share is so with this order."""
    return draws.chance(moment.seed, "people", order.number, what, per_mille * 1000)


def wait(moment: Moment, order: Order, what: str, curve: Curve) -> timedelta:
    """Draw how long something takes with this order."""
    return chance.delay(moment.seed, "people", order.number, what, curve)
