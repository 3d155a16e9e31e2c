"""From lives to the log and the mail.

Events and mails follow the slots, which follow the transition and notices tables.
"""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeds.generator.addresses import buyer_ids
from seeds.generator.columns import (
    NEVER,
    Words,
    by_row_often,
    coded,
    distinct,
    instants,
    numbered,
    numbers,
    spread,
    text_rows,
)
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
        self.most = most = int(self.count.max())
        self.notice = np.array([[self._notice(slot, at) for at in range(most)] for slot in SLOTS])
        self.to_buyer = np.array([[int(self._to_buyer(slot, at)) for at in range(most)] for slot in SLOTS])

    def _notice(self, slot: object, at: int) -> int:
        notices = slot.notices  # type: ignore[attr-defined]
        return self.notices.index(notices[at].name) if at < len(notices) else -1

    def _to_buyer(self, slot: object, at: int) -> bool:
        notices = slot.notices  # type: ignore[attr-defined]
        return at < len(notices) and notices[at].to is Actor.BUYER

    def tables(self, lives: Lives, order_codes: pa.Array) -> dict[str, dict[str, pa.Array]]:
        """Return the columns of events and mail."""
        row, at, slot = in_order(lives)
        seq = numbered(row)
        events = {
            "order_id": by_row_often(order_codes, row),
            "seq": numbers(seq, kind=pa.int32()),
            "at": instants(at),
            "kind": coded(self.kinds, self.kind.take(slot)),
            "actor": coded(self.actors, self.actor.take(slot)),
        }
        return {"events": events, "mail": self._mail(lives, order_codes, row, at, slot, seq)}

    def _mail(
        self, lives: Lives, order_codes: pa.Array, row: Column, at: Column, slot: Column, seq: Column
    ) -> dict[str, pa.Array]:
        event, turn = spread(self.count.take(slot))
        row, notice = row.take(event), slot.take(event) * self.most + turn
        to_buyer = self.to_buyer.take(notice)
        # Buyers' ids, then sellers'.
        buyers, place = distinct(lives.placed.buyer)
        people = Words.distinct(pa.concat_arrays([text_rows(buyer_ids(buyers)), self.sellers]))
        person = np.where(to_buyer, place.take(row), (lives.placed.seller + len(buyers)).take(row))
        return {
            "order_id": by_row_often(order_codes, row),
            "number": numbers(numbered(row), kind=pa.int32()),
            "event_seq": numbers(seq.take(event), kind=pa.int32()),
            "at": instants(at.take(event)),
            "role": coded(("buyer", "seller"), 1 - to_buyer),
            "person_id": coded(people, person),
            "notice": coded(self.notices, self.notice.take(notice)),
        }


def in_order(lives: Lives) -> tuple[Column, Column, Column]:
    """Return order row, instant and slot of every step that happened, order by order, in time."""
    keys = []
    for name, place in PLACE.items():
        instant = lives.when(name)
        row = np.flatnonzero(instant < NEVER)
        if len(row):
            keys.append(row << (_SLOT_BITS + _TIME_BITS) | (instant.take(row) - _EPOCH) << _SLOT_BITS | place)
    # Each step's keys are in order already, so merging them beats sorting them.
    key = np.sort(np.concatenate(keys), kind="stable")
    at = (key >> _SLOT_BITS & (1 << _TIME_BITS) - 1) + _EPOCH
    return key >> (_SLOT_BITS + _TIME_BITS), at, key & (1 << _SLOT_BITS) - 1
