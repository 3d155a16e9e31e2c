"""From lives to the log, the mail and the messages.

Events and mails follow the slots, which follow the transition and notices tables; why a message was kept back follows
the rule book.
"""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from messaging.reasons import subject_for
from seeds import phrases
from seeds.generator.addresses import Shoppers, buyer_ids, joined, opted_out
from seeds.generator.assembling import by_order
from seeds.generator.chance import Draws
from seeds.generator.columns import (
    NEVER,
    Words,
    coded,
    digits,
    distinct,
    flags,
    fourteen,
    instants,
    numbers,
    prefixed,
    text_rows,
)
from seeds.generator.lives import Lives
from seeds.generator.market import Market
from seeds.generator.slots import MESSAGES, PLACE, SLOTS
from simulator.moment import Actor

Column = NDArray[np.int64]
_SLOT_BITS, _TIME_BITS = 7, 34
_EPOCH = 1_200_000_000


class Log:
    """Writes events and mail."""

    def __init__(self, market: Market) -> None:
        self.sellers = pa.array(market.seller_ids)
        self.kinds = tuple(dict.fromkeys(slot.event.value for slot in SLOTS))
        self.kind = np.array([self.kinds.index(slot.event.value) for slot in SLOTS])
        self.actors = tuple(Actor)
        self.actor = np.array([self.actors.index(slot.actor) for slot in SLOTS])
        self.notices = tuple(dict.fromkeys(one.name for slot in SLOTS for one in slot.notices))
        self.count = np.array([len(slot.notices) for slot in SLOTS])
        most = int(self.count.max())
        self.notice = np.array([[self._notice(slot, at) for at in range(most)] for slot in SLOTS])
        self.to_buyer = np.array([[self._to_buyer(slot, at) for at in range(most)] for slot in SLOTS])

    def _notice(self, slot: object, at: int) -> int:
        notices = slot.notices  # type: ignore[attr-defined]
        return self.notices.index(notices[at].name) if at < len(notices) else -1

    def _to_buyer(self, slot: object, at: int) -> bool:
        notices = slot.notices  # type: ignore[attr-defined]
        return at < len(notices) and notices[at].to is Actor.BUYER

    def tables(self, lives: Lives, order_codes: pa.Array) -> dict[str, dict[str, pa.Array]]:
        """Return the columns of events and mail."""
        row, at, slot = in_order(lives)
        fresh = np.flatnonzero(np.diff(row, prepend=-1))
        seq = np.arange(len(row)) - np.repeat(fresh, np.diff(fresh, append=len(row))) + 1
        events = {
            "order_id": by_order(order_codes, row),
            "seq": numbers(seq, kind=pa.int32()),
            "at": instants(at),
            "kind": coded(self.kinds, self.kind[slot]),
            "actor": coded(self.actors, self.actor[slot]),
        }
        return {"events": events, "mail": self._mail(lives, order_codes, row, at, slot, seq)}

    def _mail(
        self, lives: Lives, order_codes: pa.Array, row: Column, at: Column, slot: Column, seq: Column
    ) -> dict[str, pa.Array]:
        counts = self.count[slot]
        event = np.repeat(np.arange(len(row)), counts)
        turn = np.arange(len(event)) - np.repeat(np.cumsum(counts) - counts, counts)
        row, slot = row[event], slot[event]
        to_buyer = self.to_buyer[slot, turn]
        fresh = np.flatnonzero(np.diff(row, prepend=-1))
        number = np.arange(len(row)) - np.repeat(fresh, np.diff(fresh, append=len(row))) + 1
        # Buyers' ids, then sellers'.
        buyers, place = distinct(lives.placed.buyer)
        people = Words.distinct(pa.concat_arrays([text_rows(buyer_ids(buyers)), self.sellers]))
        person = np.where(to_buyer, place[row], len(buyers) + lives.placed.seller[row])
        return {
            "order_id": by_order(order_codes, row),
            "number": numbers(number, kind=pa.int32()),
            "event_seq": numbers(seq[event], kind=pa.int32()),
            "at": instants(at[event]),
            "role": coded(("buyer", "seller"), np.where(to_buyer, 0, 1)),
            "person_id": coded(people, person),
            "notice": coded(self.notices, self.notice[slot, turn]),
        }


def in_order(lives: Lives) -> tuple[Column, Column, Column]:
    """Return order row, instant and slot of every step that happened, order by order, in time."""
    keys = []
    for name, place in PLACE.items():
        instant = lives.when(name)
        row = np.flatnonzero(instant < NEVER)
        if len(row):
            keys.append(row << (_SLOT_BITS + _TIME_BITS) | (instant[row] - _EPOCH) << _SLOT_BITS | place)
    # Each step's keys are in order already, so merging them beats sorting them.
    key = np.sort(np.concatenate(keys), kind="stable")
    at = (key >> _SLOT_BITS & (1 << _TIME_BITS) - 1) + _EPOCH
    return key >> (_SLOT_BITS + _TIME_BITS), at, key & (1 << _SLOT_BITS) - 1


# Step: sender, side and intents of the sentences, kinds, topic of the subject.
_TOLD = {
    "question": ("BUYER", "buyer", ("question_delivery", "question_product"), ("question",), "order"),
    "answer": ("SELLER", "seller", ("shipped_info",), ("other",), "order_information"),
    "wish": ("BUYER", "buyer", ("cancel_wish",), ("cancel_order",), "inquiry"),
    "how-to-request": ("SELLER", "seller", ("how_to_request",), ("other",), "order_information"),
    "request-copy": ("BUYER", "buyer", ("request_made",), ("cancel_order",), "cancellation_request"),
    "apology": ("SELLER", "seller", ("apology_stock",), ("cancellation",), "order_information"),
    "unasked": (
        "SELLER",
        "seller",
        ("shipped_info",),
        ("confirm_order_details", "send_invoice", "request_review", "delay", "additional_information"),
        "order_information",
    ),
}
_UNASKED = "unasked"
# Gaps in subjects and sentences: the order, the item, the other side's name.
_ORDER, _ITEM, _NAME = "\ue000", "\ue001", "\ue002"
BRAND = "Millpond"


class Letters:
    """Writes the table of messages."""

    def __init__(self, market: Market, shoppers: Shoppers) -> None:
        self.market, self.shoppers, self.seed = market, shoppers, market.plan.seed
        self.towns = shoppers.towns
        self.languages = [locale.split("_")[0] for locale in self.towns.locales]
        self.titles = Words([one.title for one in market.offers])
        self.critical = {code: row.critical for code, row in market.book.policies[0].critical_contact_reasons.items()}
        self.heard = market.book.column(lambda one: one.critical_delivered, bool)
        self.honored = market.book.column(lambda one: one.opt_out_honored, bool)

    def table(self, lives: Lives, order_ids: pa.Array, order_codes: pa.Array) -> dict[str, pa.Array]:
        """Return the columns of the messages, order by order, in time."""
        parts = [self._of(step, lives, order_ids) for step in MESSAGES]
        names = [name for name in parts[0] if not name.startswith("_")]
        key = np.concatenate([part["_key"] for part in parts])
        order = np.argsort(key, kind="stable")
        back = pa.array(order)
        told = {name: _chained([part[name] for part in parts]).take(back) for name in names}
        row = np.concatenate([part["_row"] for part in parts])[order]
        step = np.concatenate([np.full(len(part["_row"]), at) for at, part in enumerate(parts)])[order]
        ids = fourteen(self.seed, "message", lives.placed.ids[row] * len(MESSAGES) + step)
        threads = fourteen(self.seed, "thread", lives.placed.ids[row])
        return {
            "message_id": text_rows(prefixed("M", digits(ids, 14))),
            "order_id": by_order(order_codes, row),
            "thread_id": text_rows(prefixed("T", digits(threads, 14))),
            **told,
        }

    def _of(self, step: str, lives: Lives, order_ids: pa.Array) -> dict[str, object]:
        row = np.flatnonzero(lives.when(step) < NEVER)
        at, placed = lives.when(step)[row], lives.placed
        sender, side, intents, kinds, topic = _TOLD[step]
        draws = Draws(self.seed, f"message {step}", placed.ids[row])
        which = draws.below("kind", len(kinds))
        critical = np.array([self.critical.get(kind, False) for kind in kinds])[which]
        away = opted_out(self.market, placed.buyer[row]) if step == _UNASKED else np.zeros(len(row), dtype=bool)
        number = placed.policy[row]
        kept = away & self.honored[number] & ~(critical & self.heard[number])
        locale, _, _ = self.towns.of(placed.buyer[row])
        ids = order_ids.take(pa.array(row))
        return {
            "_row": row,
            "_key": row << 40 | (at - _EPOCH),
            "sent_at": instants(at),
            "sender": coded([sender], np.zeros(len(row), np.int64)),
            "kind": coded(kinds, which),
            "critical": flags(critical),
            "delivered": flags(~kept),
            "why_not": coded(["opt-out-honored"], np.where(kept, 0, -1)),
            "subject": self._subject(topic, sender, lives, row, locale, ids),
            "body": self._body(side, intents, draws, locale, placed.product[placed.first_line[row]], ids),
        }

    def _subject(self, topic: str, sender: str, lives: Lives, row: Column, locale: Column, ids: pa.Array) -> pa.Array:
        if sender == "SELLER":
            names = coded([one.name for one in self.market.seller_people], lives.placed.seller[row])
        else:
            names = self.shoppers.names(lives.placed.buyer[row])
        shapes = [subject_for(topic, brand=BRAND, name=_NAME, order_id=_ORDER, language=one) for one in self.languages]
        return _filled(shapes, locale, {_ORDER: ids, _NAME: names})

    def _body(
        self, side: str, intents: tuple[str, ...], draws: Draws, locale: Column, product: Column, ids: pa.Array
    ) -> pa.Array:
        sentences = [
            [text for intent in intents for text in phrases.variants(side, intent, language)]  # type: ignore[arg-type]
            for language in self.languages
        ]
        first = np.cumsum([0, *[len(one) for one in sentences]])
        count = np.array([len(one) for one in sentences])
        which = first[locale] + draws.below("sentence", count[locale])
        known = [text.replace("{item}", _ITEM).replace("{order}", _ORDER) for one in sentences for text in one]
        return _filled(known, which, {_ITEM: coded(self.titles, product), _ORDER: ids})


def _filled(shapes: list[str], which: Column, facts: dict[str, pa.Array]) -> pa.Array:
    """Write sentences by index with the facts in their gaps."""
    told, rows = [], []
    for at in np.flatnonzero(np.bincount(which)).tolist():
        here = np.flatnonzero(which == at)
        take = pa.array(here)
        pieces: list[pa.Array | str] = [""]
        for sign in shapes[at]:
            pieces.append(facts[sign].take(take)) if sign in facts else pieces.append(sign)
        told.append(joined(*_merged(pieces), pa.array([""] * len(here))))
        rows.append(here)
    if not told:
        return pa.array([], pa.string())
    back = pa.array(np.argsort(np.concatenate(rows), kind="stable"))
    return pa.concat_arrays(told).take(back)


def _merged(pieces: list[pa.Array | str]) -> list[pa.Array | str]:
    """Join neighboring letters."""
    merged: list[pa.Array | str] = []
    for piece in pieces:
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        else:
            merged.append(piece)
    return merged


def _chained(parts: list[pa.Array]) -> pa.Array:
    plain = [one.cast(pa.string()) if isinstance(one, pa.DictionaryArray) else one for one in parts]
    return pa.concat_arrays(plain)
