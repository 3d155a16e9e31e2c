"""Who canceled, why, and whether it counts against the seller."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeds.generator.columns import NEVER, coded, flags, instants
from seeds.generator.lives import Lives
from seeds.generator.market import Market
from seeds.generator.placing import CHANNELS, MCF, MFN
from seeds.generator.slots import CANCELED
from simulator.moment import Actor
from simulator.orders.counting import counting_rule

Column = NDArray[np.int64]
MARKETPLACE_REASONS = ("ShipmentUnconfirmed", "BuyerFraud", "PaymentFailed", "AutoApproved")


class Verdicts:
    """Who canceled, why, and whether it counts, by the engine's own table."""

    def __init__(self, market: Market) -> None:
        self.market = market
        codes = market.codes
        words = [*MARKETPLACE_REASONS, *codes["seller_reasons"], *codes["buyer_reasons"], *codes["other_reasons"]]
        self.reasons = tuple(dict.fromkeys(["", "BuyerCanceled", *words]))
        self.place = {word: at for at, word in enumerate(self.reasons)}
        self.by_buyer, self.faults, self.others = (
            np.array([self.place[word] for word in codes[name]])
            for name in ("buyer_reasons", "seller_reasons", "other_reasons")
        )
        self.rules, self.rule_of = self._rules()
        self.counts = np.array(
            [[bool(one.rule(rule).value) for one in market.book.policies] for rule in self.rules], dtype=bool
        )
        self.entered = market.book.column(lambda one: one.count_marketplace_fulfilled, bool)

    def _rules(self) -> tuple[tuple[str, ...], Column]:
        """Ask the engine for the row of the rate table of every combination."""
        found: dict[str, int] = {}
        table = np.empty((3, len(self.reasons), 2, 2, 3), dtype=np.int64)
        for by, reason, official, wished, channel in np.ndindex(table.shape):
            rule = counting_rule(_stand_in(official, wished, CHANNELS[channel]), tuple(Actor)[by], self.reasons[reason])
            table[by, reason, official, wished, channel] = found.setdefault(rule, len(found))
        return tuple(found), table

    def of(self, lives: Lives) -> dict[str, pa.Array]:
        """Return the columns of the cancellations."""
        placed, canceled = lives.placed, lives.first(*CANCELED)
        gone = canceled < NEVER
        by, reason = self._who_and_why(lives)
        official = (lives.when("requested") < NEVER).astype(np.int64)
        wished = (lives.when("wish") < NEVER).astype(np.int64)
        rule = self.rule_of[by, reason, official, wished, placed.channel]
        number = self.market.book.numbers(placed.store, np.where(gone, canceled, placed.placed))
        enters = (placed.channel == MFN) | self.entered[number]
        reasoned = gone & (reason > 0)
        return {
            "canceled_at": instants(canceled),
            "canceled_by": coded(tuple(Actor), np.where(gone, by, -1)),
            "cancel_reason": coded(self.reasons, np.where(reasoned, reason, -1)),
            "cancel_rule": coded(self.rules, np.where(gone, rule, -1)),
            "counts_against_seller": flags(gone & enters & self.counts[rule, number]),
        }

    def _who_and_why(self, lives: Lives) -> tuple[Column, Column]:
        buyers, sellers = lives.when("self-canceled") < NEVER, lives.when("seller-canceled") < NEVER
        sellers |= lives.when("mcf-canceled") < NEVER
        by = np.where(buyers, 0, np.where(sellers, 1, 2))
        ours = np.select(
            [
                lives.when("canceled-unpaid") < NEVER,
                lives.when("canceled-fraud") < NEVER,
                lives.when("auto-approved") < NEVER,
            ],
            [self.place["PaymentFailed"], self.place["BuyerFraud"], self.place["AutoApproved"]],
            np.where(lives.placed.channel == MCF, 0, self.place["ShipmentUnconfirmed"]),
        )
        chosen = lives.cancel_reason
        misread = self.others[np.clip(chosen - 100, 0, len(self.others) - 1)]
        fault = self.faults[np.clip(chosen, 0, len(self.faults) - 1)]
        theirs = np.where(chosen >= 100, misread, np.where(chosen >= 0, fault, self.place["BuyerCanceled"]))
        theirs = np.where(lives.placed.channel == MCF, 0, theirs)
        return by, np.where(buyers, self.by_buyer[lives.request_reason], np.where(sellers, theirs, ours))


def _stand_in(official: int, wished: int, channel: str) -> Any:
    request = SimpleNamespace(state="open", asked_by_seller=False) if official else None
    return SimpleNamespace(request=request, wished_at=wished or None, channel=channel)
