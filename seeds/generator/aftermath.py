"""What buyers make of a sale in the end: guarantee claims, ratings, and the marketplace's reminder to rate.

Windows are the rule book's. A claim takes the place of the refund its seller would have given.
"""

import numpy as np

from seeds.generator.columns import NEVER
from seeds.generator.endings import REFUND_REASONS
from seeds.generator.lives import HOUR, MINUTE, Column, Lives, Mask
from seeds.generator.market import Market
from seeds.generator.placing import MFN
from seeds.generator.shapes import delay, pick
from seeds.generator.slots import REFUNDS

# Grounds by index: what never came or came much too late, and what arrived in a bad state.
GROUNDS = ("not_received", "not_as_described")
# Of a hundred claims, how many the seller answers.
ANSWERED = 60
# Sellers' cancellations are rated 1 or 2, this many times as often as deliveries.
ANGER = 3
# What the guarantee pays for, by its place among the reasons.
CLAIM = REFUND_REASONS.index("claim")


class Claims:
    """Claims against the guarantee: asked for, answered or not, decided."""

    def __init__(self, market: Market) -> None:
        self.knobs = market.knobs
        self.after_contact, self.wait, self.window, self.answer = (
            market.book.seconds(rule)
            for rule in ("claim_after_contact", "claim_not_received_wait", "claim_filing_window", "claim_answer_window")
        )

    def add(self, lives: Lives) -> None:
        """Lay out the claims of all orders that have a cause for one."""
        draws, policy, promised = lives.placed.draws, lives.placed.policy, lives.promise["deliver_by"]
        poor, missing = self._causes(lives)
        # Nobody complains of a parcel before the seller says that it left.
        sent = np.maximum(lives.first("confirmed", "shipped-afn"), promised)
        lost = np.where(lives.when("lost") < NEVER, lives.when("lost"), 0)
        start = np.where(poor, lives.when("delivered"), np.maximum(sent, lost))
        contact = start + HOUR + delay(draws, "complains", "complaint")
        waited = np.where(poor, 0, promised + self.wait[policy])
        filed = np.maximum(contact + self.after_contact[policy], waited) + delay(draws, "files", "claim")
        # What arrives before the claim is filed is not claimed.
        claims = (poor | (missing & (filed < lives.when("delivered")))) & (filed < promised + self.window[policy])
        lives.set("claimed", claims, filed)
        lives.claim_ground = np.where(claims, poor.astype(np.int64), -1)
        lives.at["question"] = np.where(claims, np.minimum(lives.when("question"), contact), lives.when("question"))
        self._decide(lives, claims, filed)

    def _causes(self, lives: Lives) -> tuple[Mask, Mask]:
        """Say which orders may be claimed because of what arrived, and which because nothing does."""
        draws, arrived = lives.placed.draws, lives.when("delivered")
        sold = lives.first("confirmed", "shipped-afn") < NEVER
        alone = sold & ~lives.split & (lives.when("return-requested") == NEVER)
        paid = lives.first(*REFUNDS) < NEVER
        poor = alone & ~paid & (arrived < NEVER) & draws.happens("claims", self.knobs["claims"])
        lost = alone & (lives.when("lost") < NEVER) & draws.happens("claims loss", self.knobs["claims_of_lost"])
        own = lives.placed.channel == MFN
        late = (
            alone
            & ~paid
            & ~poor
            & own
            & (arrived < NEVER)
            & draws.happens("claims delay", self.knobs["claims_of_late"])
        )
        return poor, lost | late

    def _decide(self, lives: Lives, claims: Mask, filed: Column) -> None:
        draws, window = lives.placed.draws, self.answer[lives.placed.policy]
        answered = claims & draws.happens("claim answered", ANSWERED * 10_000)
        lives.set("claim-answered", answered, filed + 1 + draws.below("claim answer", window - 2))
        decided = filed + window
        lives.set("claim-decided", claims, decided)
        # An answer helps the seller only where the parcel has come after all.
        lives.claim_lost = claims & ~(answered & (lives.claim_ground == 0) & (lives.when("delivered") < decided))
        lives.at["refunded"] = np.where(claims, NEVER, lives.when("refunded"))
        paid = np.where(lives.claim_lost, decided, NEVER)
        lives.at["refunded-late"] = np.where(claims, paid, lives.when("refunded-late"))
        lives.refund_reason = np.where(claims, np.where(lives.claim_lost, CLAIM, -1), lives.refund_reason)
        lives.refund = np.where(claims, np.where(lives.claim_lost, lives.placed.total, 0), lives.refund)


class Ratings:
    """Feedback, and the one reminder to leave it."""

    def __init__(self, market: Market) -> None:
        self.knobs, self.book, self.stars = market.knobs, market.book, market.tables["ratings"]
        self.window = market.book.seconds("feedback_window")
        self.after, self.limit, self.opens = (
            market.book.seconds(rule) for rule in ("feedback_reminder", "feedback_reminder_limit", "feedback_opens")
        )

    def add(self, lives: Lives) -> None:
        """Lay out ratings of what arrived and of sellers' cancellations, and the reminders."""
        placed, draws, share = lives.placed, lives.placed.draws, self.knobs["feedback"]
        sold, angry = lives.first("confirmed", "shipped-afn") < NEVER, lives.when("seller-canceled") < NEVER
        since = np.where(sold, lives.when("delivered"), np.where(angry, lives.when("seller-canceled"), NEVER))
        rated = since + MINUTE + delay(draws, "rates", "feedback")
        wants = draws.happens("feedback", np.where(angry, np.minimum(share * ANGER, 1_000_000), share))
        lives.set("feedback", (since < NEVER) & wants & (rated < placed.placed + self.window[placed.policy]), rated)
        stars = pick(draws, "stars", self.stars).astype(np.int64) + 1
        lives.stars = np.where(angry, 1 + stars % 2, stars)
        ended = lives.first("feedback", "refused", "lost")
        due = self.due(lives)
        lives.set("feedback-reminded", due <= ended, due)

    def due(self, lives: Lives) -> Column:
        """Return when a reminder is planned for, as the first confirmation plans it."""
        placed, confirmed = lives.placed, lives.first("confirmed", "shipped-afn")
        number = self.book.numbers(placed.store, np.where(confirmed < NEVER, confirmed, placed.placed))
        due = np.minimum(lives.promise["deliver_by"] + self.after[number], placed.placed + self.limit[number])
        return np.where(confirmed < NEVER, np.maximum(due, confirmed + self.opens[number]), NEVER)
