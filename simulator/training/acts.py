"""From an act of a lesson to a deed's arguments: names filled in, messages worded. Knows one world, changes nothing."""

from typing import Any

from messaging.intents import intents
from seeds import phrases
from simulator.errors import BadInput
from simulator.moment import Moment
from simulator.orders.models import Order
from simulator.training.cast import Cast, filled
from simulator.training.lesson import Act


def arguments(act: Act, cast: Cast, moment: Moment, key: str) -> dict[str, Any]:
    """Return a deed's arguments: names filled in, a message worded by its intent."""
    given = dict(filled(act.with_, cast, moment))
    if act.do == "message":
        given.setdefault("from", act.from_ or cast.learner)
        if act.says:
            given |= {name: value for name, value in worded(act, cast, moment, key, given).items() if name not in given}
    return given


def worded(act: Act, cast: Cast, moment: Moment, key: str, given: dict[str, Any]) -> dict[str, Any]:
    """Word a message of an intent, in a sentence that the seed chooses.

    Raises:
        BadInput: nobody on this side has such sentences.
    """
    order = moment.session.get_one(Order, cast.order(act.order or ""))
    side, intent = given["from"], act.says or ""
    try:
        body = phrases.phrase(moment.seed, key, side, intent, item=order.items[0].title, order=order.number)
    except ValueError as error:
        raise BadInput("says", str(error)) from None
    # A wish to cancel is written from its own form; a ready text carries the intent it was written with.
    kind = {"kind": "cancel_order"} if intent in ("cancel_wish", "cancel_repeat") else {}
    return {"body": body, **kind, **({"template": intent} if intent in intents() else {})}
