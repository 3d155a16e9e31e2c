"""What becomes of an order, drawn at its placing: shipped, canceled by whom and how, never confirmed.

A fate only chooses the path; which steps the path has, and when, is in the modules beside this one.
"""

from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seeds.generator.market import Market
from seeds.generator.placing import AFN, MCF, Placed
from seeds.generator.shapes import weights_table

Column = NDArray[np.int64]
MILLION = 1_000_000


class Fate(IntEnum):
    """The paths an order can take."""

    SHIPS = 0
    PAYMENT_FAILS = 1
    FRAUD = 2
    LATE_FRAUD = 3
    SELF_CANCEL = 4
    REQUEST_GRANTED = 5
    REQUEST_MISREAD = 6
    REQUEST_IGNORED = 7
    REQUEST_SHIPPED = 8
    WISH_CANCELED = 9
    WISH_MADE_OFFICIAL = 10
    WISH_SHIPPED = 11
    SELLER_CANCELS = 12
    HANDED_CANCELED = 13
    NEVER_CONFIRMED = 14
    MCF_COMPLETE = 15
    MCF_CANCELED = 16
    MCF_UNFULFILLABLE = 17
    MCF_INVALID = 18


REQUESTS = (Fate.REQUEST_GRANTED, Fate.REQUEST_MISREAD, Fate.REQUEST_IGNORED, Fate.REQUEST_SHIPPED)
WISHES = (Fate.WISH_CANCELED, Fate.WISH_MADE_OFFICIAL, Fate.WISH_SHIPPED)
MOVED_TO_SHIP = (Fate.SHIPS, Fate.REQUEST_SHIPPED, Fate.WISH_SHIPPED)
# Of those who ask by message: the seller cancels, asks for the official request, or ships all the same.
WISH_SHARES = (45, 30, 25)


class Fates:
    """Inverse tables of fates by channel and, for seller-fulfilled orders, by the seller's temper."""

    def __init__(self, market: Market) -> None:
        self.market = market
        rows = [self._own(row["faults"]) for row in market.qualities.values()]
        self.own = np.stack([weights_table(row) for row in rows])
        self.warehouse = weights_table(self._warehouse())
        self.multi = weights_table([*[0] * Fate.MCF_COMPLETE, 930, 30, 30, 10])

    def of(self, placed: Placed) -> NDArray[np.uint8]:
        """Draw the fate of each order."""
        place = placed.draws.places("fate")
        fate: NDArray[np.uint8] = self.own[self.market.quality[placed.seller], place]
        fate = np.where(placed.channel == AFN, self.warehouse[place], fate)
        return np.where(placed.channel == MCF, self.multi[place], fate)

    def _own(self, faults: int) -> list[int]:
        knobs, weights = self.market.knobs, [0] * (Fate.NEVER_CONFIRMED + 1)
        weights[Fate.PAYMENT_FAILS], weights[Fate.FRAUD] = knobs["payment_failed"], knobs["fraud"]
        weights[Fate.LATE_FRAUD], weights[Fate.SELF_CANCEL] = knobs["late_fraud"], knobs["self_cancel"]
        for fate, share in zip(REQUESTS, self._answers(), strict=True):
            weights[fate] = knobs["requests"] * share // MILLION
        for fate, share in zip(WISHES, WISH_SHARES, strict=True):
            weights[fate] = knobs["wishes"] * share // 100
        for fate, knob in (
            (Fate.SELLER_CANCELS, "seller_cancel"),
            (Fate.NEVER_CONFIRMED, "unconfirmed"),
            (Fate.HANDED_CANCELED, "handed_canceled"),
        ):
            weights[fate] = knobs[knob] * faults // 100
        return _with_rest(weights)

    def _answers(self) -> list[int]:
        knobs: Any = self.market.knobs
        told = [knobs["request_granted"], knobs["request_misread"], knobs["request_ignored"]]
        return [*told, MILLION - sum(told)]

    def _warehouse(self) -> list[int]:
        knobs, weights = self.market.knobs, [0] * (Fate.SELF_CANCEL + 1)
        weights[Fate.PAYMENT_FAILS], weights[Fate.FRAUD] = knobs["payment_failed"], knobs["fraud"]
        weights[Fate.SELF_CANCEL] = knobs["self_cancel"]
        return _with_rest(weights)


def _with_rest(weights: list[int]) -> list[int]:
    """Let everything else ship."""
    told = sum(weights)
    if told > MILLION:
        return weights
    weights[Fate.SHIPS] = MILLION - told
    return weights


def one_of(fate: NDArray[np.uint8], fates: tuple[Fate, ...]) -> NDArray[np.bool_]:
    """Say for each order whether its fate is one of these."""
    table = np.zeros(len(Fate), dtype=bool)
    table[list(fates)] = True
    return table[fate]
