"""From lives to the log and the mail.

Events and mails follow the slots, which follow the transition and notices tables.
"""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeds.generator.addresses import buyer_ids
from seeds.generator.assembling import by_order
from seeds.generator.columns import NEVER, Words, coded, distinct, instants, numbers, text_rows
from seeds.generator.lives import Lives
from seeds.generator.market import Market
from seeds.generator.slots import PLACE, SLOTS
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
