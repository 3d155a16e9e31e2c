"""From lives to the messages that buyers and sellers write to each other.

What is said comes from the phrase pools, subjects from `messaging.reasons`; why a message was kept back follows the
rule book.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from messaging.reasons import subject_for
from seeds import phrases
from seeds.generator.addresses import Shoppers, joined, opted_out
from seeds.generator.chance import DrawsByKind
from seeds.generator.columns import (
    NEVER,
    Words,
    by_row,
    coded,
    digits,
    flags,
    fourteen,
    instants,
    prefixed,
    text_rows,
)
from seeds.generator.lives import Lives
from seeds.generator.market import Market
from seeds.generator.slots import MESSAGES

Column = NDArray[np.int64]
_STEP_BITS, _TIME_BITS = 3, 34
_EPOCH = 1_200_000_000
# Gaps in subjects and sentences: the order, the item, the other side's name.
_ORDER, _ITEM, _NAME = "\ue000", "\ue001", "\ue002"
_GAPS = (_ORDER, _ITEM, _NAME)
BRAND = "Millpond"


@dataclass(frozen=True)
class Told:
    """What a step says: the intents of its sentences, the kinds it is filed under, the topic of its subject."""

    sender: str
    intents: tuple[str, ...]
    kinds: tuple[str, ...]
    topic: str


_UNASKED = ("confirm_order_details", "send_invoice", "request_review", "delay", "additional_information")
_TOLD = {
    "question": Told("BUYER", ("question_delivery", "question_product"), ("question",), "order"),
    "answer": Told("SELLER", ("shipped_info",), ("other",), "order_information"),
    "wish": Told("BUYER", ("cancel_wish",), ("cancel_order",), "inquiry"),
    "how-to-request": Told("SELLER", ("how_to_request",), ("other",), "order_information"),
    "request-copy": Told("BUYER", ("request_made",), ("cancel_order",), "cancellation_request"),
    "apology": Told("SELLER", ("apology_stock",), ("cancellation",), "order_information"),
    "unasked": Told("SELLER", ("shipped_info",), _UNASKED, "order_information"),
}
TOLD = tuple(_TOLD[step] for step in MESSAGES)


class Letters:
    """Writes the table of messages."""

    def __init__(self, market: Market, shoppers: Shoppers) -> None:
        self.market, self.shoppers, self.seed = market, shoppers, market.plan.seed
        self.towns = shoppers.towns
        self.languages = [locale.split("_")[0] for locale in self.towns.locales]
        self.titles = Words([one.title for one in market.offers])
        self.names = Words([one.name for one in market.seller_people])
        self.by_seller = np.array([one.sender == "SELLER" for one in TOLD])
        self.kinds = _Options([list(one.kinds) for one in TOLD])
        critical = {code for code, row in market.book.policies[0].critical_contact_reasons.items() if row.critical}
        self.critical = np.array([kind in critical for kind in self.kinds.words])
        self.heard = market.book.column(lambda one: one.critical_delivered, bool)
        self.honored = market.book.column(lambda one: one.opt_out_honored, bool)
        self.subjects = _Sentences([self._pattern(one, code) for one in TOLD for code in self.languages])
        self.bodies = _Options([self._variants(one, code) for one in TOLD for code in self.languages])
        self.sentences = _Sentences(self.bodies.words)

    @staticmethod
    def _pattern(told: Told, language: str) -> str:
        return subject_for(told.topic, brand=BRAND, name=_NAME, order_id=_ORDER, language=language)

    @staticmethod
    def _variants(told: Told, language: str) -> list[str]:
        side: phrases.Side = "seller" if told.sender == "SELLER" else "buyer"
        found = [text for intent in told.intents for text in phrases.variants(side, intent, language)]
        return [text.replace("{item}", _ITEM).replace("{order}", _ORDER) for text in found]

    def table(self, lives: Lives, order_ids: pa.Array) -> dict[str, pa.Array]:
        """Return the columns of the messages, order by order, in time."""
        row, at, step = _sent(lives)
        placed, orders = lives.placed, lives.placed.ids[row]
        draws = DrawsByKind(self.seed, [f"message {one}" for one in MESSAGES], step, orders)
        kind = self.kinds.drawn(draws, "kind", step)
        locale, _, _ = self.towns.of(placed.buyer[row])
        place = step * len(self.languages) + locale
        ids = order_ids.take(pa.array(row))
        item = coded(self.titles, placed.product[placed.first_line[row]])
        kept = self._kept(lives, row, step, self.critical[kind])
        by_seller, sentence = self.by_seller[step], self.bodies.drawn(draws, "sentence", place)
        return {
            "message_id": self._ids("M", "message", orders * len(MESSAGES) + step),
            "order_id": by_row(order_ids, row),
            "thread_id": self._ids("T", "thread", orders),
            "sent_at": instants(at),
            "sender": coded(("BUYER", "SELLER"), by_seller.astype(np.int64)),
            "kind": coded(self.kinds.words, kind),
            "critical": flags(self.critical[kind]),
            "delivered": flags(~kept),
            "why_not": coded(("opt-out-honored",), np.where(kept, 0, -1)),
            "subject": self.subjects.filled(place, {_ORDER: ids, _NAME: self._writers(lives, row, by_seller)}),
            "body": self.sentences.filled(sentence, {_ORDER: ids, _ITEM: item}),
        }

    def _ids(self, letter: str, entity: str, ids: Column) -> pa.Array:
        return text_rows(prefixed(letter, digits(fourteen(self.seed, entity, ids), 14)))

    def _kept(self, lives: Lives, row: Column, step: Column, critical: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Say which messages are kept back: what nobody asked for, from buyers who opted out."""
        number, kept = lives.placed.policy[row], step == MESSAGES.index("unasked")
        kept[kept] = opted_out(self.market, lives.placed.buyer[row[kept]])
        kept &= self.honored[number] & ~(critical & self.heard[number])
        return kept

    def _writers(self, lives: Lives, row: Column, by_seller: NDArray[np.bool_]) -> pa.Array:
        """Return the name of whoever writes each message."""
        theirs = coded(self.names, lives.placed.seller[row[by_seller]]).cast(pa.string())
        told = pa.concat_arrays([theirs, self.shoppers.names(lives.placed.buyer[row[~by_seller]])])
        place = np.where(by_seller, np.cumsum(by_seller) - 1, len(theirs) + np.cumsum(~by_seller) - 1)
        return told.take(pa.array(place))


def _sent(lives: Lives) -> tuple[Column, Column, Column]:
    """Return order row, instant and step of every message, order by order, in time."""
    keys = []
    for step, name in enumerate(MESSAGES):
        row = np.flatnonzero(lives.when(name) < NEVER)
        keys.append((row << _TIME_BITS | lives.when(name)[row] - _EPOCH) << _STEP_BITS | step)
    key = np.sort(np.concatenate(keys))
    at = (key >> _STEP_BITS & (1 << _TIME_BITS) - 1) + _EPOCH
    return key >> (_TIME_BITS + _STEP_BITS), at, key & (1 << _STEP_BITS) - 1


class _Options:
    """Lists of words, one after the other, from each of which one can be drawn."""

    def __init__(self, lists: list[list[str]]) -> None:
        self.words = tuple(word for one in lists for word in one)
        self.count = np.array([len(one) for one in lists])
        self.first = np.cumsum(self.count) - self.count

    def drawn(self, draws: DrawsByKind, field: str, which: Column) -> Column:
        """Draw a word of each row's list; return its place among all words."""
        place: Column = self.first[which] + draws.below(field, self.count[which])
        return place


class _Sentences:
    """Sentences with gaps: taken apart once, put together for many rows at once."""

    def __init__(self, shapes: list[str] | tuple[str, ...]) -> None:
        apart = [_taken_apart(one) for one in shapes]
        most = max(map(len, apart))
        rows = [[*one, *[("", "")] * (most - len(one))] for one in apart]
        self.texts = [Words([one[at][0] for one in rows]) for at in range(most)]
        self.gaps = [np.array([["", *_GAPS].index(one[at][1]) for one in rows]) for at in range(most)]

    def filled(self, which: Column, facts: dict[str, pa.Array]) -> pa.Array:
        """Write sentences by number with the facts in their gaps."""
        nothing = pa.array([""] * len(which), pa.string())
        columns = [nothing, *(_plain(facts.get(sign, nothing)) for sign in _GAPS)]
        parts = []
        for texts, gaps in zip(self.texts, self.gaps, strict=True):
            parts += [coded(texts, which), pc.choose(pa.array(gaps[which]), *columns)]
        return joined(*parts)


def _taken_apart(shape: str) -> list[tuple[str, str]]:
    """Cut a sentence into texts with the gap that follows each."""
    found, text = [], ""
    for sign in shape:
        if sign in _GAPS:
            found.append((text, sign))
            text = ""
        else:
            text += sign
    return [*found, (text, "")]


def _plain(column: pa.Array) -> pa.Array:
    return column.cast(pa.string()) if isinstance(column, pa.DictionaryArray) else column
