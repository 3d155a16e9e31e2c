"""A seller-fulfilled order by the book: a page of Python that knows nothing of the engine.

Written from the marketplace's own rules (windows, rate table, parcels, refunds, returns, claims, feedback), so that the
two can be compared step by step. Here stand the facts and what happens by itself; `deeds.py` says what may be done, and
what a deed changes. Instants are datetimes, money is in minor units.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MINUTES, DAYS = timedelta(minutes=1), timedelta(days=1)
HOME = ZoneInfo("America/Los_Angeles")
SENT = ("PartiallyShipped", "Shipped")


@dataclass
class Line:
    """A line of an order."""

    sku: str
    price: int
    ordered: int
    tax: int
    shipping: int
    shipping_tax: int
    shipped: int = 0
    gone: int = 0
    refunded: int = 0

    @property
    def open(self) -> int:
        return self.ordered - self.shipped - self.gone

    @property
    def worth(self) -> int:
        return self.price * (self.ordered - self.gone) + self.tax + self.shipping + self.shipping_tax


@dataclass
class Return:
    """A return: requested, authorized, received, refunded or closed; what was shipped when it was asked for."""

    at: datetime
    units: list[int]
    state: str = "requested"
    received: bool = False
    # When the marketplace pays instead of the seller.
    due: datetime | None = None


@dataclass
class Claim:
    """A claim and when the seller's time to answer it ends."""

    ground: str
    due: datetime
    answered: bool = False
    decision: str | None = None
    decided: datetime | None = None
    appealed: bool = False


@dataclass
class Sale:
    """An order with everything that decides what may happen next."""

    placed: datetime
    payment: str
    lines: list[Line]
    ship_by: datetime
    deliver_by: datetime
    # Minutes of the seller's auto-approval window, or None.
    approval: int | None
    status: str = "Pending"
    released: datetime | None = None
    request: str | None = None
    label: datetime | None = None
    handed: bool = False
    put_back: bool = False
    picked: bool = False
    packed: bool = False
    ended: str | None = None
    delivered: datetime | None = None
    confirmed: datetime | None = None
    charged: int = 0
    refunded: int = 0
    canceled_by: str | None = None
    counts: bool | None = None
    rule: str | None = None
    returns: list[Return] = field(default_factory=list)
    claim: Claim | None = None
    rated: bool = False
    back: dict[str, int] = field(default_factory=dict)

    # -- what follows from the facts

    @property
    def total(self) -> int:
        return sum(one.worth for one in self.lines)

    @property
    def pending(self) -> bool:
        return self.status == "Pending"

    @property
    def sent(self) -> bool:
        return self.status in SENT

    @property
    def out(self) -> bool:
        return self.handed and not self.put_back

    @property
    def travels(self) -> bool:
        return self.out and self.ended is None

    @property
    def self_cancel_ends(self) -> datetime:
        return self.placed + 30 * MINUTES

    @property
    def payment_due(self) -> datetime:
        return self.placed + (50 if self.payment == "slow" else 30) * MINUTES

    @property
    def auto_cancel(self) -> datetime:
        local = self.ship_by.astimezone(HOME)
        return (local.replace(tzinfo=None) + 7 * DAYS).replace(tzinfo=HOME)

    @property
    def open_return(self) -> Return | None:
        return next((one for one in self.returns if one.state in ("requested", "authorized", "received")), None)

    @property
    def to_return(self) -> list[int]:
        """What was shipped and has not come back, line by line."""
        back = [one.units for one in self.returns if one.received]
        return [line.shipped - sum(units[place] for units in back) for place, line in enumerate(self.lines)]

    # -- by itself

    def pass_time(self, now: datetime) -> None:
        """Let happen what is due up to and with this instant."""
        if self.pending and now >= self.payment_due:
            self._end_payment_check()
        fraud = self.payment == "fraud" and self.status == "Unshipped" and self.released
        if fraud and self.released and now >= self.released + 120 * MINUTES:
            self.cancel("MARKETPLACE", "count-buyer-fraud", counts=False)
        if self.status == "Unshipped" and now >= self.auto_cancel:
            asked = self.request == "open"
            rule = "count-request-left-open" if asked else "count-unconfirmed-shipment"
            self.cancel("MARKETPLACE", rule, counts=True)
        # On the same instant the refund of a return comes before a claim is decided.
        waiting = [(one.due, 1, self._pay_late, one) for one in self.returns if one.due and one.state == "received"]
        if self.claim and self.claim.decision is None:
            waiting.append((self.claim.due, 2, self._decide, self.claim))
        for due, _, happens, one in sorted(waiting, key=lambda each: each[:2]):
            if now >= due:
                happens(one)

    def _pay_late(self, one: Return) -> None:
        """The seller did not refund what came back: the marketplace does, line by line."""
        if one.state != "received":
            return
        one.state, most = "refunded", self.charged - self.refunded
        for line, units in zip(self.lines, one.units, strict=True):
            kept = line.ordered - line.gone
            owed = line.worth * units // kept if units else 0
            share = min(max(min(owed, line.worth - line.refunded), 0), most)
            line.refunded, self.refunded, most = line.refunded + share, self.refunded + share, most - share

    def _end_payment_check(self) -> None:
        if self.payment == "fails":
            self.cancel("MARKETPLACE", "count-payment-failed", counts=False)
        elif self.payment == "fraud":
            self.cancel("MARKETPLACE", "count-buyer-fraud", counts=False)
        else:
            self.status, self.released = "Unshipped", self.payment_due

    def _decide(self, claim: Claim) -> None:
        left = self.charged - self.refunded
        sellers = left == 0 or self._seller_is_right(claim)
        claim.decision, claim.decided = ("seller" if sellers else "buyer"), claim.due
        if not sellers:
            self.pay(left)

    def _seller_is_right(self, claim: Claim) -> bool:
        if not claim.answered:
            return False
        if claim.ground == "not_received":
            return self.delivered is not None
        return claim.ground == "not_refunded" and not any(one.received for one in self.returns)

    # -- changes

    def take_off(self, line: Line) -> None:
        """Take one unit off the order, with its share of tax; shipping stays with what goes on."""
        line.tax -= line.tax // (line.ordered - line.gone)
        line.gone += 1
        if line.gone == line.ordered:
            heir = next(one for one in self.lines if one.ordered > one.gone)
            heir.shipping, line.shipping = heir.shipping + line.shipping, 0
            heir.shipping_tax, line.shipping_tax = heir.shipping_tax + line.shipping_tax, 0
        if not self.out:
            self.back[line.sku] = self.back.get(line.sku, 0) + 1

    def cancel(self, by: str, rule: str, *, counts: bool, keeps_stock: bool = False) -> None:
        for line in self.lines:
            if not (keeps_stock or self.out) and line.open:
                self.back[line.sku] = self.back.get(line.sku, 0) + line.open
        self.status, self.canceled_by, self.rule, self.counts = "Canceled", by, rule, counts
        self.request = "granted" if self.request == "open" else self.request

    def pay(self, amount: int) -> None:
        self.refunded += amount
        for one in self.returns:
            if one.state in ("requested", "authorized", "received"):
                one.state = "refunded"
