"""What simulated people write: words for an intent from whoever registered them, typos by persona.

The room knows intents, not sentences; without registered words people are silent. Every message says by its template
which of the engine's intents it was written with, so that a typo changes no meaning.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from messaging.models import Delivery, Message
from simulator.draws import draw
from simulator.models import Event
from simulator.moment import Actor, Moment
from simulator.orders.models import Order
from simulator.people.personas import buyer_persona
from simulator.people.turns import attempt
from simulator.prepared import Prepared, gap


@dataclass(frozen=True)
class Wanted:
    """A sentence that is wanted: by whom, with which intent, in which language, about what."""

    side: str
    intent: str
    language: str
    item: str
    order: str


# (seed, key of the act, what is wanted) -> the words and the language they are in.
Words = Callable[[int, str, Wanted], tuple[str, str]]
_words: list[Words] = []

# What the engine reads in each thing people say; what is missing is read as it is named.
READ_AS: Mapping[str, str] = {
    "cancel_repeat": "cancel_wish",
    "item_drop": "cancel_wish",
    "request_made": "other",
    "question_delivery": "where_is_it",
    "question_product": "question",
    "not_received": "where_is_it",
    "apology_stock": "honest_reason",
    "ask_address": "asks_for_details",
    "fba_decides": "support_decides",
    "shipped_info": "shipped_notice",
    "ships_soon": "other",
    "ships_late": "other",
    "answer_product": "other",
    "address_noted": "other",
    "address_given": "address_change",
    "late_protest": "complaint",
    "no_way_back": "complaint",
    "look_into_it": "apology",
}
# Why somebody writes, where it is not the usual reason.
KINDS: Mapping[str, str] = {
    "cancel_wish": "cancel_order",
    "cancel_repeat": "cancel_order",
    "apology_stock": "cancellation",
    "ask_address": "additional_information",
    "how_to_request": "cancellation",
    "refuse_or_return": "cancellation",
    "label_return": "cancellation",
    "ask_buyer_to_request": "cancellation",
    "return_for_refund": "problem_with_order",
    "look_into_it": "problem_with_order",
}
# Of a thousand letters so many slip.
TYPOS: Mapping[str, int] = {"insists": 25, "silent": 12, "patient": 5, "fraudster": 30, "gift_buyer": 6}


def words_from(source: Words) -> Words:
    """Register where sentences come from; the last one registered speaks."""
    _words.append(source)
    return source


def say(moment: Moment, order: Order, side: str, intent: str) -> Event | None:
    """Write to the other side of an order; None where nothing can be said or a rule forbids it."""
    if not _words or order.buyer is None:
        return None
    person = order.buyer_id if side == "buyer" else order.seller_id
    return attempt(moment, "message", person, order, **letter(moment, order, side, intent))


def remark(moment: Moment, order: Order, about: str) -> str:
    """Word what a buyer says of an order where everybody can read it."""
    return _worded(moment, order, "buyer", about, f"{order.number}/remark")[0] if _words else ""


def letter(moment: Moment, order: Order, side: str, intent: str) -> dict[str, str]:
    """Word a message of one side of an order, as the deed takes it."""
    key = f"{order.number}/{side}/{said(moment, order, Actor(side.upper()))}"
    body, language = _worded(moment, order, side, intent, key)
    template, kind = READ_AS.get(intent, intent), KINDS.get(intent, "")
    return {"sender": side, "body": body, "kind": kind, "template": template, "language": language}


def _worded(moment: Moment, order: Order, side: str, intent: str, key: str) -> tuple[str, str]:
    """Find the words for an intent, with the slips of whoever writes them, and their language."""
    assert order.buyer is not None
    wanted = Wanted(side, intent, order.buyer.language, order.items[0].title, order.number)
    body, language = _words[-1](moment.seed, key, wanted)
    slips = TYPOS.get(buyer_persona(moment, order.buyer), 0) if side == "buyer" else 0
    return with_typos(moment.seed, key, body, slips), language


# Of an order's messages, in turn: who wrote, what for, and whether it reached the other side.
_TOLD = Prepared(
    lambda: (
        select(Message.sender, Message.intent, Delivery.delivered)
        .join(Delivery)
        .where(Message.order_number == gap("number"))
        .order_by(Message.n)
    )
)


def said(moment: Moment, order: Order, side: Actor, *intents: str) -> int:
    """Count what a side wrote about an order so far, of these intents if any are named."""
    told = _TOLD.rows(moment.session, number=order.number)
    return sum(sender == side and (not intents or intent in intents) for sender, intent, _ in told)


def last_heard(moment: Moment, order: Order, reader: Actor) -> str | None:
    """Return the intent of the last message that reached a side of an order."""
    told = _TOLD.rows(moment.session, number=order.number)
    return next((intent for sender, intent, arrived in reversed(told) if sender != reader and arrived), None)


def with_typos(seed: int, key: str, text: str, per_mille: int) -> str:
    """Let neighboring small letters of a text change places now and then; names and numbers stay as they are."""
    letters = list(text)
    for place in range(1, len(letters) - 2):
        pair = letters[place : place + 2]
        plain = all("a" <= letter <= "z" for letter in (*pair, letters[place - 1]))
        if plain and draw(seed, "typo", key, str(place)) % 1000 < per_mille:
            letters[place : place + 2] = reversed(pair)
    return "".join(letters)
