"""How lives stand at the end: the state and payment of each order, the units of each line, and the last change."""

import numpy as np
from numpy.typing import NDArray

from seeds.generator.columns import NEVER
from seeds.generator.endings import first_parcel
from seeds.generator.fates import Fate
from seeds.generator.lives import Lives
from seeds.generator.slots import CANCELED, NOT_UPDATING, PLACE
from simulator.orders.statuses import OrderStatus as S

Column = NDArray[np.int64]
STATUSES = tuple(S)
PAYMENTS = ("ok", "slow", "fails", "fraud")


def statuses(lives: Lives) -> Column:
    """Return each order's state as an index into STATUSES."""
    at, there = STATUSES.index, lambda *steps: lives.first(*steps) < NEVER
    whole = ~lives.split | there("confirmed-rest")
    return np.select(
        [
            there(*CANCELED),
            there("mcf-completed"),
            there("mcf-processing"),
            there("mcf-planned"),
            there("mcf-unfulfillable"),
            there("mcf-invalid"),
            there("mcf-received"),
            there("shipped-afn") | (there("confirmed") & whole),
            there("confirmed"),
            there("verified", "verified-afn"),
            lives.early & ~there("available"),
        ],
        [
            at(S.CANCELED),
            at(S.COMPLETE),
            at(S.PROCESSING),
            at(S.PLANNING),
            at(S.UNFULFILLABLE),
            at(S.INVALID),
            at(S.RECEIVED),
            at(S.SHIPPED),
            at(S.PARTIALLY_SHIPPED),
            at(S.UNSHIPPED),
            at(S.PENDING_AVAILABILITY),
        ],
        at(S.PENDING),
    )


def payments(lives: Lives) -> Column:
    """Return how each payment turned out, as an index into PAYMENTS."""
    fraud = lives.is_(Fate.FRAUD, Fate.LATE_FRAUD)
    return np.where(lives.is_(Fate.PAYMENT_FAILS), 2, np.where(fraud, 3, np.where(lives.slow, 1, 0)))


def unit_counts(lives: Lives) -> tuple[Column, Column]:
    """Return units shipped and units canceled of each line."""
    placed, row = lives.placed, lives.placed.line_row
    sent = (lives.first("shipped-afn", "mcf-completed", "confirmed-rest") < NEVER)[row]
    part = (lives.when("confirmed") < NEVER)[row]
    shipped = np.where(sent, placed.kept, np.where(part, first_parcel(lives), 0))
    canceled = (lives.first(*CANCELED) < NEVER)[row]
    return shipped, np.where(canceled, placed.units, placed.dropped)


def last_updated(lives: Lives) -> Column:
    """Return when each order last changed."""
    latest = lives.placed.placed.copy()
    for name in PLACE:
        if name not in NOT_UPDATING:
            instant = lives.when(name)
            np.maximum(latest, np.where(instant < NEVER, instant, 0), out=latest)
    return latest
