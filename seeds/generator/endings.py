"""The rest of a life once the seller moves: parcels, reminders, returns, refunds, questions, and the cut at the end."""

import numpy as np
from numpy.typing import NDArray

from seeds.generator.columns import NEVER
from seeds.generator.fates import MOVED_TO_SHIP, Fate
from seeds.generator.lives import HOUR, MINUTE, Lives, Mask
from seeds.generator.market import Market
from seeds.generator.placing import AFN, MCF, MFN
from seeds.generator.promises import Deadlines
from seeds.generator.shapes import delay
from seeds.generator.slots import CANCELED, MOST_REMINDERS, PLACE

Column = NDArray[np.int64]
MILLION = 1_000_000
# Refund reasons by index.
REFUND_REASONS = ("CustomerReturn", "RefusedDelivery", "GeneralAdjustment", "NoInventory", "claim")


class Parcels:
    """Labels, handing over, confirming, arriving or not."""

    def __init__(self, market: Market) -> None:
        self.market, self.book, self.knobs = market, market.book, market.knobs
        self.late = np.array([row["late"] for row in market.qualities.values()], dtype=np.int64)
        self.picking = self.book.seconds("fba_picking_time")
        self.delivery = self.book.seconds("fba_delivery_time")

    def add(self, lives: Lives) -> None:
        """Lay out the parcels of all orders that ship."""
        ships = lives.is_(*MOVED_TO_SHIP) & (lives.placed.channel == MFN) & (lives.when("auto-approved") == NEVER)
        confirmed = self._confirm(lives, ships)
        self._hand_over(lives, ships, confirmed)
        self._rest(lives, ships, confirmed)
        warehouse = lives.when("picking") + self.picking[lives.placed.policy]
        lives.set("shipped-afn", lives.when("picking") < NEVER, warehouse)
        self._arrive(lives)

    def _confirm(self, lives: Lives, ships: Mask) -> Column:
        placed, draws, promise = lives.placed, lives.placed.draws, lives.promise
        start = np.maximum(
            np.where(lives.when("requested") < NEVER, lives.when("requested"), 0), lives.when("verified")
        )
        start = np.maximum(start, np.where(lives.when("wish") < NEVER, lives.when("wish"), 0))
        share = self.late[self.market.quality[placed.seller]] * self.knobs["late"] // 100
        room, grace = promise["ship_by"] - start, promise["auto_cancel_at"] - promise["ship_by"]
        # Whoever was asked to cancel and has hardly a day left is late as well.
        late = (draws.happens("late", share) | (room < 2 * HOUR)) & (grace > 2 * HOUR)
        in_time = start + np.maximum(room * delay(draws, "ships", "ship-share") // 1000, MINUTE)
        behind = np.maximum(start, promise["ship_by"]) + np.minimum(delay(draws, "late by", "late"), grace * 7 // 8)
        latest = promise["auto_cancel_at"] - MINUTE
        confirmed = np.minimum(np.where(late, behind, in_time), latest)
        lives.set("confirmed", ships, confirmed)
        return confirmed

    def _hand_over(self, lives: Lives, ships: Mask, confirmed: Column) -> None:
        draws, released = lives.placed.draws, lives.when("verified")
        before = delay(draws, "handed", "handover")
        eager = draws.happens("confirms first", 90_000)
        earliest = released + (confirmed - released) // 4
        handed = np.where(eager, confirmed + before * 4, np.maximum(confirmed - before, earliest))
        lives.at["handed"] = np.where(ships, handed, lives.at["handed"])
        labeled = ships & draws.happens("label", 350_000)
        first = np.minimum(handed, confirmed)
        bought = np.maximum(first - delay(draws, "labeled", "label"), released + (first - released) // 8)
        lives.at["label-bought"] = np.where(labeled, bought, lives.at["label-bought"])

    def _rest(self, lives: Lives, ships: Mask, confirmed: Column) -> None:
        """Some orders of several units go in two parcels, or their rest is refunded."""
        draws = lives.placed.draws
        whole = lives.when("items-canceled") == NEVER
        lives.split = ships & whole & (lives.placed.all_units > 1) & draws.happens("split", 120_000)
        goes = lives.split & draws.happens("rest goes", 700_000)
        lives.set("confirmed-rest", goes, confirmed + MINUTE + delay(draws, "rest", "second-package"))

    def _arrive(self, lives: Lives) -> None:
        draws, placed, knobs = lives.placed.draws, lives.placed, self.knobs
        rest = np.where(lives.when("confirmed-rest") < NEVER, lives.when("confirmed-rest"), 0)
        confirmed = np.where(lives.when("confirmed") < NEVER, lives.when("confirmed"), 0)
        left = np.maximum(np.maximum(lives.when("handed"), confirmed), rest)
        deliver_by = lives.promise["deliver_by"]
        span = deliver_by - left
        late = draws.happens("overdue", knobs["overdue"]) | (span < 2 * HOUR)
        in_time = left + np.maximum(span * delay(draws, "arrives", "transit-share") // 1000, HOUR)
        arrival = np.where(late, np.maximum(deliver_by, left + HOUR) + delay(draws, "overdue by", "overdue"), in_time)
        warehouse = placed.channel == AFN
        sent, days = lives.when("shipped-afn"), self.delivery[placed.policy]
        arrival = np.where(warehouse, sent + days, arrival)
        gone = np.where(warehouse, sent, lives.when("handed")) < NEVER
        ticket = draws.below("outcome", MILLION)
        lost = gone & (ticket < knobs["lost"])
        refused = gone & ~lost & (ticket < knobs["lost"] + knobs["refused"])
        early = np.where(warehouse, sent + days // 2, arrival)
        lives.set("delivered", gone & ~lost & ~refused, arrival)
        lives.set("refused", refused, early)
        lives.set("lost", lost, early)
        lives.set("put-back", refused & ~warehouse, early + HOUR + delay(draws, "back", "way-back"))


class Afterwards:
    """Returns, refunds, and the marketplace's own multi-channel orders."""

    def __init__(self, market: Market) -> None:
        self.market, self.book, self.knobs = market, market.book, market.knobs
        self.window = self.book.seconds("return_window")
        self.answer = self.book.seconds("return_answer")
        self.deadlines = Deadlines(market)
        self.planning = self.book.seconds("mcf_planning_window")
        self.processing = self.book.seconds("mcf_processing_time")
        self.hold = self.book.seconds("mcf_hold_limit")

    def add(self, lives: Lives) -> None:
        """Lay out what follows a delivery, and multi-channel orders."""
        self._returns(lives)
        self._refunds(lives)
        self._multi_channel(lives)

    def _returns(self, lives: Lives) -> None:
        draws, policy = lives.placed.draws, lives.placed.policy
        sold = lives.first("confirmed", "shipped-afn") < NEVER
        whole = ~lives.split | (lives.when("confirmed-rest") < NEVER)
        wants = sold & whole & (lives.when("delivered") < NEVER) & draws.happens("return", self.knobs["returns"])
        asked = lives.when("delivered") + np.minimum(delay(draws, "returns", "return"), self.window[policy] - HOUR)
        lives.set("return-requested", wants, asked)
        answered = asked + delay(draws, "return answer", "return-answer")
        closed = wants & draws.happens("return closed", 70_000)
        due = asked + self.answer[policy]
        lives.set("return-reminded", wants & (answered >= due), due)
        lives.set("return-authorized", wants & ~closed, answered)
        lives.set("return-closed", closed, answered)
        back = wants & ~closed & draws.happens("sent back", 900_000)
        lives.set("return-received", back, answered + HOUR + delay(draws, "way back", "way-back"))

    def _refunds(self, lives: Lives) -> None:
        draws, total = lives.placed.draws, lives.placed.total
        after = delay(draws, "refund", "refund") + MINUTE
        sold = lives.first("confirmed", "shipped-afn") < NEVER
        lives.refund_reason, lives.refund = np.full(len(total), -1), np.zeros_like(total)
        lives.at["refunded"] = np.full(len(total), NEVER)
        part = np.maximum(total * (5 + draws.below("goodwill part", 36)) // 100, 1)
        pleased = sold & draws.happens("goodwill", self.knobs["goodwill"]) & (lives.when("delivered") < NEVER)
        pleased &= (lives.when("return-requested") == NEVER) & ~lives.split
        left_over = lives.split & (lives.when("confirmed-rest") == NEVER)
        for code, where, start, amount in (
            (0, lives.when("return-received") < NEVER, lives.when("return-received"), total),
            (1, sold & (lives.when("put-back") < NEVER), lives.when("put-back"), total),
            (2, sold & (lives.when("lost") < NEVER), lives.when("lost"), total),
            (2, pleased, lives.when("delivered") + delay(draws, "pleased", "goodwill"), part),
            (3, left_over, lives.when("confirmed"), self._left_over(lives)),
        ):
            now = where & (lives.refund_reason < 0)
            lives.at["refunded"] = np.where(now, start + after, lives.at["refunded"])
            lives.refund_reason = np.where(now, code, lives.refund_reason)
            lives.refund = np.where(now, amount, lives.refund)
        self._late(lives)

    def _late(self, lives: Lives) -> None:
        """Some sellers let the deadline after a return pass: the marketplace pays in their name."""
        late = (lives.when("return-received") < NEVER) & lives.placed.draws.happens(
            "refund late", self.knobs["refund_late"]
        )
        lives.set("refunded-late", late, self.deadlines.of(lives))
        lives.at["refunded"] = np.where(late, NEVER, lives.when("refunded"))

    def _left_over(self, lives: Lives) -> Column:
        """Return the price of the units that stay behind when only a first parcel goes."""
        placed = lives.placed
        kept = placed.kept - first_parcel(lives)
        return np.maximum(np.add.reduceat(placed.price * kept, placed.first_line), 1)

    def _multi_channel(self, lives: Lives) -> None:
        placed, policy = lives.placed, lives.placed.policy
        multi, start = placed.channel == MCF, placed.placed
        invalid, dry = lives.is_(Fate.MCF_INVALID), lives.is_(Fate.MCF_UNFULFILLABLE)
        lives.set("mcf-invalid", multi & invalid, start)
        lives.set("mcf-received", multi & ~invalid, start)
        lives.set("mcf-unfulfillable", multi & dry, start)
        good = multi & ~invalid & ~dry
        held, expired, start = self._held(lives, good)
        lives.held = held
        planned = good & ~expired
        lives.set("mcf-planned", planned, start)
        stopped = planned & lives.is_(Fate.MCF_CANCELED)
        within = placed.draws.below("planned", self.planning[policy] - 1) + 1
        lives.set("mcf-canceled", stopped, start + within)
        lives.set("mcf-processing", planned & ~stopped, start + self.planning[policy])
        lives.set("mcf-completed", planned & ~stopped, start + self.planning[policy] + self.processing[policy])

    def _held(self, lives: Lives, good: Mask) -> tuple[Mask, Mask, Column]:
        """Say which orders are put on hold, which of them nobody releases, and when planning begins."""
        placed, draws = lives.placed, lives.placed.draws
        held = good & draws.happens("held", self.knobs["mcf_held"])
        expired, limit = held & draws.happens("hold expires", 150_000), self.hold[placed.policy]
        lives.set("mcf-expired", expired, placed.placed + limit)
        return held, expired, placed.placed + np.where(held, 1 + draws.below("hold ends", limit - 1), 0)


class Talk:
    """Questions, answers and what sellers write unasked."""

    def __init__(self, market: Market) -> None:
        self.knobs = market.knobs
        self.after_cancel = market.book.column(lambda one: one.contact_after_cancel, bool)

    def add(self, lives: Lives) -> None:
        """Lay out the messages that no other step brings."""
        draws, placed = lives.placed.draws, lives.placed
        settled, own = lives.first("verified", "verified-afn"), placed.channel == MFN
        asked = settled + MINUTE + delay(draws, "asks", "question")
        asks = (settled < NEVER) & draws.happens("question", self.knobs["questions"])
        asks &= asked < lives.first(*CANCELED)
        lives.set("question", asks, asked)
        lives.set("answer", asks & draws.happens("answers", 930_000), asked + 1 + delay(draws, "replies", "answer"))
        confirmed = lives.when("confirmed")
        unasked = own & (confirmed < NEVER) & draws.happens("unasked", self.knobs["proactive"])
        lives.set("unasked", unasked, confirmed + delay(draws, "writes", "goodwill"))
        canceled = lives.is_(Fate.SELLER_CANCELS, Fate.HANDED_CANCELED) & draws.happens("apology", 300_000)
        canceled &= self.after_cancel[placed.policy]
        lives.set("apology", canceled, lives.when("seller-canceled"))


class Reminders:
    """The marketplace's mails to sellers who have not confirmed."""

    def __init__(self, market: Market) -> None:
        self.book = market.book
        rows = [list(one.ship_reminders) for one in self.book.policies]
        if max(map(len, rows)) > MOST_REMINDERS:
            raise NotImplementedError("more reminders than there are slots for")
        self.turns = [
            (self._column(rows, turn, lambda one: one.anchor == "ship_by"), self._column(rows, turn, _seconds), turn)
            for turn in range(max(map(len, rows)))
        ]
        self.there = np.array([len(row) for row in rows])
        self.verge = self.book.seconds("verge_of_cancellation")

    @staticmethod
    def _column(rows: list[list[object]], turn: int, read: object) -> Column:
        return np.array([read(row[turn]) if turn < len(row) else 0 for row in rows], dtype=np.int64)  # type: ignore[operator]

    def add(self, lives: Lives) -> None:
        """Lay out the reminders that fall before the order is settled."""
        settled = np.minimum(lives.first(*CANCELED), lives.when("confirmed"))
        names = [("passed-remind", "passed-warn"), *((f"remind-{turn}", f"warn-{turn}") for *_, turn in self.turns)]
        for (remind, warn), (due, planned, warns) in zip(names, self.planned(lives), strict=True):
            sent = planned & (due <= settled)
            lives.set(remind, sent & ~warns, due)
            lives.set(warn, sent & warns, due)

    def planned(self, lives: Lives) -> list[tuple[Column, Mask, Mask]]:
        """Return what the release plans: when, for which orders, and whether it is a warning; ship-by first."""
        ship_by, ends = lives.promise["ship_by"], lives.promise["auto_cancel_at"]
        released = lives.when("verified")
        number = self.book.numbers(lives.placed.store, np.where(released < NEVER, released, lives.placed.placed))
        last = ends - self.verge[number]
        found, seen = [(ship_by, (released <= ship_by) & (ship_by < ends), ship_by >= last)], [ship_by]
        for from_ship_by, offset, turn in self.turns:
            due = np.where(from_ship_by[number] == 1, ship_by, ends) + offset[number]
            known = np.logical_or.reduce([due == one for one in seen])
            there = (turn < self.there[number]) & ~known & (released <= due) & (due < ends)
            found.append((due, there, due >= last))
            seen.append(np.where(turn < self.there[number], due, NEVER))
        return found


def _seconds(reminder: object) -> int:
    return int(reminder.offset.total_seconds())  # type: ignore[attr-defined]


def first_parcel(lives: Lives) -> Column:
    """Return how many units of each line go in the first parcel."""
    placed = lives.placed
    split, single = lives.split[placed.line_row], np.diff(placed.first_line, append=len(placed.units)) == 1
    alone = single[placed.line_row]
    first = placed.line_position == 1
    part = np.where(alone, np.maximum(placed.units - 1, 1), np.where(first, placed.units, 0))
    return np.where(split, part, placed.kept)


def cut(lives: Lives, until: int) -> None:
    """Take away what has not happened by the plan's last instant; fill in steps nobody took."""
    for name in PLACE:
        instants = lives.at.get(name)
        missing = np.full(len(lives.fate), NEVER) if instants is None else instants
        lives.at[name] = np.where(missing > until, NEVER, missing)
