"""The whole life of each order of a chunk: at which instant each of its steps happens, or that it never does.

Written as columns of instants by step (slots.py). A life is laid out to its end; what lies after the plan's last
instant has not happened yet and is cut off.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from seeds.generator.columns import NEVER
from seeds.generator.fates import REQUESTS, WISHES, Fate, Fates, one_of
from seeds.generator.market import Market
from seeds.generator.placing import AFN, MCF, MFN, Placed
from seeds.generator.plan import DAY
from seeds.generator.promises import Promises
from seeds.generator.shapes import delay, delay_table, pick

Column = NDArray[np.int64]
Mask = NDArray[np.bool_]
MINUTE, HOUR = 60, 3600
# Pre-orders are placed at most this long before the sale opens.
MOST_DAYS_EARLY = 14
# Cancellations in the first minutes are drawn for a window of this many seconds, and stretched to that of the store.
SELF_CANCEL_MOST = int(delay_table("self-cancel")[-1]) + 20


@dataclass
class Lives:
    """A chunk of lives. `at` holds instants by step; codes say what was chosen; -1 is nothing."""

    placed: Placed
    fate: NDArray[np.uint8]
    slow: Mask
    at: dict[str, Column] = field(default_factory=dict)
    promise: dict[str, Column] = field(default_factory=dict)
    request_reason: Column = field(default_factory=lambda: np.empty(0, np.int64))
    cancel_reason: Column = field(default_factory=lambda: np.empty(0, np.int64))
    refund_reason: Column = field(default_factory=lambda: np.empty(0, np.int64))
    refund: Column = field(default_factory=lambda: np.empty(0, np.int64))
    split: Mask = field(default_factory=lambda: np.empty(0, bool))
    # When the offer can be sold: later than the placing for pre-orders, else the placing.
    available: Column = field(default_factory=lambda: np.empty(0, np.int64))
    # Multi-channel orders that wait for their seller's word.
    held: Mask = field(default_factory=lambda: np.empty(0, bool))
    claim_ground: Column = field(default_factory=lambda: np.empty(0, np.int64))
    claim_lost: Mask = field(default_factory=lambda: np.empty(0, bool))
    stars: Column = field(default_factory=lambda: np.empty(0, np.int64))

    @property
    def early(self) -> Mask:
        """Say which are pre-orders."""
        return self.available > self.placed.placed

    def is_(self, *fates: Fate) -> Mask:
        """Say which orders have one of these fates."""
        return one_of(self.fate, fates)

    def set(self, step: str, where: Mask, instants: Column) -> None:
        """Let a step happen where it does."""
        self.at[step] = np.where(where, instants, NEVER)

    def when(self, step: str) -> Column:
        """Return the instants of a step."""
        return self.at[step]

    def first(self, *steps: str) -> Column:
        """Return the first instant of any of these steps."""
        instants = self.at[steps[0]]
        for step in steps[1:]:
            instants = np.minimum(instants, self.at[step])
        return instants


class Beginnings:
    """Payment, promise, and the cancellations in which no seller has a say."""

    def __init__(self, market: Market, promises: Promises) -> None:
        self.market, self.book, self.promises = market, market.book, promises
        self.fates = Fates(market)
        self.hold = self.book.seconds("payment_hold")
        self.check = self.book.seconds("slow_payment_check")
        self.window = self.book.seconds("buyer_cancel_window")
        self.by_item = self.book.column(lambda one: one.self_cancel_items, bool)
        self.pick_range = [self.book.seconds(f"fba_pick_start_{end}") // MINUTE for end in ("minimum", "maximum")]

    def of(self, placed: Placed) -> Lives:
        """Begin the lives of these orders."""
        fate = self.fates.of(placed)
        pays = ~one_of(fate, (Fate.PAYMENT_FAILS, Fate.FRAUD, Fate.LATE_FRAUD)) & (placed.channel != MCF)
        lives = Lives(placed, fate, placed.draws.happens("slow payment", self.market.knobs["slow_payment"]) & pays)
        self._order_early(lives)
        self._drop_units(lives)
        lives.set("placed", placed.channel != MCF, placed.placed)
        checked, picked = self._checked(lives)
        self._cancel_alone(lives, checked, picked)
        self._release(lives, checked)
        self._promise(lives)
        lives.set("picking", lives.is_(Fate.SHIPS) & (placed.channel == AFN), np.maximum(checked, picked))
        return lives

    def _order_early(self, lives: Lives) -> None:
        """Some orders are placed before what they are for can be sold."""
        placed, draws = lives.placed, lives.placed.draws
        early = draws.happens("pre-order", self.market.knobs["pre_orders"]) & (placed.channel == MFN) & ~lives.slow
        early &= lives.is_(Fate.SHIPS, Fate.SELF_CANCEL, Fate.SELLER_CANCELS)
        days = draws.below("available", MOST_DAYS_EARLY * DAY) // HOUR * HOUR + HOUR
        lives.available = placed.placed + np.where(early, days, 0)

    def _drop_units(self, lives: Lives) -> None:
        """Some buyers of several units drop one of them within the window."""
        placed, draws = lives.placed, lives.placed.draws
        several = np.add.reduceat(placed.units, placed.first_line) > 1
        window = self.window[placed.policy]
        at = placed.placed + np.minimum(delay(draws, "drop", "self-cancel") * window // SELF_CANCEL_MOST, window - 1)
        drops = several & lives.is_(Fate.SHIPS) & (placed.channel == MFN) & ~lives.early & self.by_item[placed.policy]
        drops &= window >= MINUTE
        drops &= draws.happens("item cancel", self.market.knobs["item_cancels"]) & (at <= self.market.plan.until)
        placed.drop(drops)
        lives.set("items-canceled", drops, at)

    def _checked(self, lives: Lives) -> tuple[Column, Column]:
        """Return when the payment check ends, and when a warehouse would begin to pick."""
        placed = lives.placed
        checked = lives.available + self.hold[placed.policy] + lives.slow * self.check[placed.policy]
        low, high = (end[placed.policy] for end in self.pick_range)
        picked = placed.placed + (low + placed.draws.below("pick", high - low + 1)) * MINUTE
        good = (placed.channel == AFN) & lives.is_(Fate.SHIPS, Fate.SELF_CANCEL) & ~lives.slow
        return np.where(good, np.minimum(checked, picked), checked), picked

    def _cancel_alone(self, lives: Lives, checked: Column, picked: Column) -> None:
        placed = lives.placed
        usual_window = lives.available - placed.placed + self.window[placed.policy]
        window = np.where(placed.channel == AFN, picked - placed.placed, usual_window)
        # Where nobody cancels alone, those who would have keep their order.
        lives.fate = np.where(lives.is_(Fate.SELF_CANCEL) & (window < MINUTE), Fate.SHIPS, lives.fate)
        after = delay(placed.draws, "self cancel", "self-cancel") * window // SELF_CANCEL_MOST
        lives.set("self-canceled", lives.is_(Fate.SELF_CANCEL), placed.placed + np.minimum(after, window - 1))
        lives.set("available", lives.early & (lives.available <= lives.when("self-canceled")), lives.available)

    def _release(self, lives: Lives, checked: Column) -> None:
        channel, failed, fraud = lives.placed.channel, lives.is_(Fate.PAYMENT_FAILS), lives.is_(Fate.FRAUD)
        late = lives.is_(Fate.LATE_FRAUD)
        good = (channel != MCF) & ~failed & ~fraud & (checked <= lives.when("self-canceled"))
        # Fraud that is found late passed its check at once.
        released = np.where(late, lives.placed.placed, checked)
        lives.set("verified", good & (channel == MFN), released)
        lives.set("verified-afn", good & (channel == AFN), released)
        lives.set("payment-failed", failed, checked)
        lives.set("canceled-unpaid", failed, checked)
        review = self.book.seconds("fraud_review")[lives.placed.policy]
        found = np.where(late, released + review, checked)
        lives.set("fraud-found", fraud | late, found)
        lives.set("canceled-fraud", fraud | late, found)

    def _promise(self, lives: Lives) -> None:
        """Count from the release; while it is awaited, from its estimate."""
        placed, until = lives.placed, self.market.plan.until
        released = lives.first("verified", "verified-afn")
        known = np.where(released <= until, released, placed.placed + self.hold[placed.policy])
        known = np.maximum(known, lives.available)
        handling = self.market.handling[placed.seller]
        lives.promise = self.promises.columns(placed.store, known, placed.placed, handling, placed.service)


class Wishes:
    """Requests and wishes to cancel, and what sellers answer; sellers' own cancellations; nobody acting."""

    def __init__(self, market: Market) -> None:
        self.market, self.book = market, market.book
        self.window = self.book.seconds("buyer_cancel_window")
        self.request_window = self.book.seconds("request_window")
        self.reasons = {name: market.tables[name] for name in ("buyer_reasons", "seller_reasons", "other_reasons")}

    def add(self, lives: Lives) -> None:
        """Lay out these steps for all orders whose fate has them."""
        placed, released = lives.placed, lives.when("verified")
        open_for = lives.promise["auto_cancel_at"] - released
        self._request(lives, released, open_for)
        self._wish(lives, released, open_for)
        self._seller(lives, released, open_for)
        own = lives.is_(Fate.REQUEST_IGNORED, Fate.NEVER_CONFIRMED)
        lives.set("auto-canceled", own & (lives.when("auto-approved") == NEVER), lives.promise["auto_cancel_at"])
        self._reasons(lives)
        asked = np.where(lives.when("requested") < NEVER, lives.when("requested"), NEVER)
        number = self.book.numbers(placed.store, np.where(asked < NEVER, asked, placed.placed))
        copied = self.book.column(lambda one: one.request_by_message_before_change, bool)[number]
        lives.set("request-copy", copied & (asked < NEVER), asked)

    def _request(self, lives: Lives, released: Column, open_for: Column) -> None:
        placed, draws = lives.placed, lives.placed.draws
        base = np.maximum(placed.placed + self.window[placed.policy], released)
        after = np.minimum(delay(draws, "request", "request"), open_for // 2)
        closes = self.request_window[placed.policy]
        latest = np.where(closes > 0, placed.placed + closes - 1, NEVER)
        asked = np.minimum(base + after, np.maximum(latest, base))
        official = one_of(lives.fate, REQUESTS) & (asked <= latest)
        # Whose time to ask is over before it begins keeps the order.
        lives.fate = np.where(one_of(lives.fate, REQUESTS) & ~official, Fate.SHIPS, lives.fate)
        number = self.book.numbers(placed.store, np.where(official, asked, placed.placed))
        offered = self.book.column(lambda one: one.auto_approval_offered and not one.always_ask_seller, bool)[number]
        early = asked - placed.placed < self.market.approval_minutes[placed.seller] * MINUTE
        lives.set("requested", official, asked)
        lives.set("auto-approved", official & offered & early, asked)
        answered = asked + 1 + np.minimum(delay(draws, "answer", "answer"), open_for // 4)
        granted = lives.is_(Fate.REQUEST_GRANTED, Fate.REQUEST_MISREAD) & (lives.when("auto-approved") == NEVER)
        lives.set("seller-canceled", granted, answered)

    def _wish(self, lives: Lives, released: Column, open_for: Column) -> None:
        placed, draws = lives.placed, lives.placed.draws
        base = np.maximum(placed.placed + self.window[placed.policy], released)
        wished = base + np.minimum(delay(draws, "wish", "request"), open_for // 4)
        answered = wished + 1 + np.minimum(delay(draws, "answer", "answer"), open_for // 8)
        lives.set("wish", one_of(lives.fate, WISHES), wished)
        official = lives.is_(Fate.WISH_MADE_OFFICIAL)
        asked = answered + 1 + np.minimum(delay(draws, "asked", "answer"), open_for // 8)
        closes = self.request_window[placed.policy]
        late = official & (closes > 0) & (asked >= placed.placed + closes)
        lives.fate = np.where(late, Fate.WISH_SHIPPED, lives.fate)
        official &= ~late
        lives.set("how-to-request", official, answered)
        lives.at["requested"] = np.where(official, asked, lives.at["requested"])
        number = self.book.numbers(placed.store, np.where(official, asked, placed.placed))
        offered = self.book.column(lambda one: one.auto_approval_offered and not one.always_ask_seller, bool)[number]
        early = official & offered & (asked - placed.placed < self.market.approval_minutes[placed.seller] * MINUTE)
        lives.at["auto-approved"] = np.where(early, asked, lives.at["auto-approved"])
        granted = asked + 1 + np.minimum(delay(draws, "granted", "answer"), open_for // 8)
        canceled = np.where(official & ~early, granted, np.where(lives.is_(Fate.WISH_CANCELED), answered, NEVER))
        lives.at["seller-canceled"] = np.minimum(lives.at["seller-canceled"], canceled)

    def _seller(self, lives: Lives, released: Column, open_for: Column) -> None:
        draws = lives.placed.draws
        share = 20 + draws.below("gives up", 900)
        canceled = released + np.minimum(share * open_for // 1000, open_for - HOUR)
        own = lives.is_(Fate.SELLER_CANCELS, Fate.HANDED_CANCELED)
        lives.at["seller-canceled"] = np.where(own, canceled, lives.at["seller-canceled"])
        # A few had bought a label already, and had to void it first.
        labeled = lives.is_(Fate.SELLER_CANCELS) & draws.happens("label first", 60_000)
        spare = canceled - released
        lives.set("label-bought", labeled, canceled - np.minimum(spare // 2, 6 * HOUR))
        lives.set("label-voided", labeled, canceled - np.minimum(spare // 4, HOUR))
        # Some parcels have left although nobody confirmed them.
        gone = lives.is_(Fate.NEVER_CONFIRMED) & draws.happens("gone", 160_000)
        handed = released + np.where(gone, open_for // 3, share * (canceled - released) // 1000)
        lives.set("handed", gone | lives.is_(Fate.HANDED_CANCELED), handed)

    def _reasons(self, lives: Lives) -> None:
        """Choose reasons as indices into the codes of the market."""
        draws, nobody = lives.placed.draws, np.int64(-1)
        asked = (lives.when("requested") < NEVER) | (lives.when("self-canceled") < NEVER)
        lives.request_reason = np.where(asked, pick(draws, "why", self.reasons["buyer_reasons"]), nobody)
        faults = pick(draws, "fault", self.reasons["seller_reasons"]).astype(np.int64)
        lives.cancel_reason = np.where(lives.is_(Fate.SELLER_CANCELS, Fate.HANDED_CANCELED), faults, nobody)
        other = pick(draws, "misread", self.reasons["other_reasons"]).astype(np.int64)
        lives.cancel_reason = np.where(lives.is_(Fate.REQUEST_MISREAD), 100 + other, lives.cancel_reason)
