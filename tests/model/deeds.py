"""What may be done with a sale, and what it changes: for each deed a verdict and an act, written from the rules.

A verdict is None (accepted), the id of the rule that refuses, or `BAD` for input that makes no sense there. Where
several rules refuse, the first in the marketplace's own order speaks: canceled, pending, shipped, window, then what is
missing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from tests.model.reference import DAYS, HOME, MINUTES, Claim, Return, Sale

BAD = "bad input"
KEEPS_STOCK = ("NoInventory", "CustomerReturn", "MerchandiseNotReceived")
Args = dict[str, Any]
Verdict = Callable[[Sale, datetime, Args], str | None]
Act = Callable[[Sale, datetime, Args], None]
VERDICTS: dict[str, Verdict] = {}
ACTS: dict[str, Act] = {}


def verdict(name: str) -> Callable[[Verdict], Verdict]:
    return lambda function: VERDICTS.setdefault(name, function)


def act(name: str) -> Callable[[Act], Act]:
    return lambda function: ACTS.setdefault(name, function)


def first(*asked: tuple[object, str]) -> str | None:
    """Return the first rule whose condition holds."""
    return next((rule for holds, rule in asked if holds), None)


# -- canceling


@verdict("buyer-cancel")
def may_cancel_alone(sale: Sale, now: datetime, args: Args) -> str | None:
    line = args.get("line")
    return first(
        (sale.status == "Canceled", "canceled-is-final"),
        (sale.sent, "request-before-shipment"),
        (now >= sale.self_cancel_ends, "buyer-cancel-window"),
        (line is not None and sale.lines[line or 0].open < 1, BAD),
    )


@act("buyer-cancel")
def cancel_alone(sale: Sale, now: datetime, args: Args) -> None:
    line = args.get("line")
    if line is None or sum(one.open for one in sale.lines) == 1:
        sale.cancel("BUYER", "count-buyer-self-cancel", counts=False)
    else:
        sale.take_off(sale.lines[line])


@verdict("request-cancellation")
def may_request(sale: Sale, now: datetime, args: Args) -> str | None:
    return first(
        (sale.status == "Canceled", "canceled-is-final"),
        (sale.sent, "request-before-shipment"),
        (sale.request, "one-request"),
        (now < sale.self_cancel_ends, "request-after-window"),
        (sale.pending, "request-needs-payment"),
        (not args.get("reason"), "request-reason-required"),
    )


@act("request-cancellation")
def request(sale: Sale, now: datetime, args: Args) -> None:
    sale.request = "open"
    if sale.approval is not None and now < sale.placed + sale.approval * MINUTES:
        sale.cancel("MARKETPLACE", "count-auto-approved", counts=False)


@verdict("withdraw-request")
def may_withdraw(sale: Sale, now: datetime, args: Args) -> str | None:
    return "canceled-is-final" if sale.status == "Canceled" else "request-withdrawal"


@verdict("seller-cancel")
def may_cancel_as_seller(sale: Sale, now: datetime, args: Args) -> str | None:
    return first(
        (sale.status == "Canceled", "canceled-is-final"),
        (sale.pending, "pending-closed-to-seller"),
        (sale.sent, "confirmed-cannot-be-canceled"),
        (sale.label, "label-closes-cancel"),
        (not args.get("reason"), "cancel-reason-required"),
    )


@act("seller-cancel")
def cancel_as_seller(sale: Sale, now: datetime, args: Args) -> None:
    rule, counts = _rate_row(sale, args["reason"])
    sale.cancel("SELLER", rule, counts=counts, keeps_stock=args["reason"] in KEEPS_STOCK)


def _rate_row(sale: Sale, reason: str) -> tuple[str, bool]:
    """Return the row of the cancellation-rate table for a seller's reason, and its answer."""
    if sale.request == "open" and reason == "BuyerCanceled":
        return "count-official-request", False
    if sale.request == "open":
        return "count-other-reason-on-request", True
    own = {
        "BuyerCanceled": "count-buyer-canceled-without-request",
        "ShippingAddressUndeliverable": "count-address-undeliverable",
        "BuyerUnresponsive": "count-buyer-unresponsive",
    }
    return own.get(reason, "count-seller-fault"), True


# -- the parcel


@verdict("buy-label")
def may_buy_label(sale: Sale, now: datetime, args: Args) -> str | None:
    return first(
        (sale.status == "Canceled", "canceled-is-final"),
        (sale.pending, "pending-closed-to-seller"),
        (sale.label, "label-once"),
        (sale.status == "Shipped", "double-confirm"),
        (sale.status == "PartiallyShipped", "lawful-path"),
    )


@act("buy-label")
def buy_label(sale: Sale, now: datetime, args: Args) -> None:
    sale.label = now


@verdict("void-label")
def may_void_label(sale: Sale, now: datetime, args: Args) -> str | None:
    late = sale.label is not None and now >= sale.label + timedelta(hours=24)
    return first((sale.label is None or sale.out, "void-needs-label"), (late, "label-void-window"))


@act("void-label")
def void_label(sale: Sale, now: datetime, args: Args) -> None:
    sale.label = None


@verdict("confirm-shipment")
def may_confirm(sale: Sale, now: datetime, args: Args) -> str | None:
    line = args.get("line")
    return first(
        (sale.status == "Canceled", "canceled-is-final"),
        (sale.pending, "pending-closed-to-seller"),
        (sale.status == "Shipped", "double-confirm"),
        (line is not None and sale.lines[line or 0].open < 1, "quantity-shipped"),
        (not args.get("tracking") and not sale.label, "tracking-required"),
    )


@act("confirm-shipment")
def confirm(sale: Sale, now: datetime, args: Args) -> None:
    if args.get("line") is None:
        for one in sale.lines:
            one.shipped += one.open
    else:
        sale.lines[args["line"]].shipped += 1
    sale.status = "Shipped" if all(one.open == 0 for one in sale.lines) else "PartiallyShipped"
    if sale.confirmed is None:
        sale.confirmed, sale.charged = now, sale.total
    sale.request = "shipped" if sale.request == "open" else sale.request


@verdict("edit-shipment")
def may_edit(sale: Sale, now: datetime, args: Args) -> str | None:
    return first(
        (sale.status == "Canceled", "canceled-is-final"),
        (sale.confirmed is None, "edit-needs-shipment"),
        (sale.delivered, "edit-before-delivery"),
    )


@verdict("deliver")
def may_deliver(sale: Sale, now: datetime, args: Args) -> str | None:
    return None if sale.travels else "delivered-after-handover"


@act("deliver")
def deliver(sale: Sale, now: datetime, args: Args) -> None:
    sale.ended, sale.delivered = "delivered", now


@verdict("refuse-delivery")
def may_refuse(sale: Sale, now: datetime, args: Args) -> str | None:
    return None if sale.travels else "refusal-at-door"


@act("refuse-delivery")
def refuse(sale: Sale, now: datetime, args: Args) -> None:
    sale.ended = "refused"


@verdict("lose-parcel")
def may_lose(sale: Sale, now: datetime, args: Args) -> str | None:
    return None if sale.travels else "lost-after-handover"


@act("lose-parcel")
def lose(sale: Sale, now: datetime, args: Args) -> None:
    sale.ended = "lost"


# -- afterwards


def _wanted(sale: Sale, args: Args) -> tuple[int, list[int]]:
    """Return what a refund comes to, and its shares by line: a sum of its own has none."""
    if args.get("amount") is not None:
        return args["amount"], [0] * len(sale.lines)
    most, shares = sale.charged - sale.refunded, []
    for one in sale.lines:
        share = min(max(one.worth - one.refunded, 0) if one.ordered > one.gone else 0, most)
        most -= share
        shares.append(share)
    return sum(shares), shares


@verdict("refund")
def may_refund(sale: Sale, now: datetime, args: Args) -> str | None:
    amount, _ = _wanted(sale, args)
    return first(
        (amount == 0 and sale.refunded < sale.charged, BAD),
        (not sale.sent, "refund-after-confirmation"),
        (sale.charged and sale.refunded >= sale.charged, "double-refund"),
        (not args.get("reason"), "refund-reason-required"),
        (amount > sale.charged - sale.refunded, "refund-limit"),
    )


@act("refund")
def refund(sale: Sale, now: datetime, args: Args) -> None:
    amount, shares = _wanted(sale, args)
    for one, share in zip(sale.lines, shares, strict=True):
        one.refunded += share
    sale.pay(amount)


@verdict("request-return")
def may_return(sale: Sale, now: datetime, args: Args) -> str | None:
    ends = (sale.delivered or sale.deliver_by) + 30 * DAYS
    return first(
        (sale.status == "Canceled", "canceled-is-final"),
        (sale.confirmed is None, "return-after-confirmation"),
        (now >= ends, "return-window"),
        (sale.open_return, "one-return"),
        (not any(sale.to_return), "return-once"),
    )


@act("request-return")
def ask_to_return(sale: Sale, now: datetime, args: Args) -> None:
    sale.returns.append(Return(now, sale.to_return))


def _in_state(sale: Sale, *states: str) -> bool:
    return sale.open_return is not None and sale.open_return.state in states


@verdict("authorize-return")
def may_authorize(sale: Sale, now: datetime, args: Args) -> str | None:
    closed = bool(sale.returns) and sale.returns[-1].state in ("closed", "canceled")
    return first((closed, "closed-return-final"), (not _in_state(sale, "requested"), "return-open"))


@act("authorize-return")
def authorize(sale: Sale, now: datetime, args: Args) -> None:
    assert sale.open_return
    sale.open_return.state = "authorized"


@verdict("receive-return")
def may_receive(sale: Sale, now: datetime, args: Args) -> str | None:
    early = _in_state(sale, "requested") and sale.ended != "refused"
    there = _in_state(sale, "requested", "authorized")
    return first((early, "return-received-after-authorization"), (not there, "return-open"))


@act("receive-return")
def receive(sale: Sale, now: datetime, args: Args) -> None:
    one = sale.open_return
    assert one
    one.received, one.state = True, "refunded" if sale.refunded >= sale.charged else "received"
    one.due = _end_of_second_business_day(now)


def _end_of_second_business_day(now: datetime) -> datetime:
    day = now.astimezone(HOME).replace(tzinfo=None, hour=23, minute=59, second=59)
    for _ in range(2):
        day += DAYS
        while day.weekday() > 4:
            day += DAYS
    return day.replace(tzinfo=HOME)


@verdict("close-return")
def may_close(sale: Sale, now: datetime, args: Args) -> str | None:
    return None if sale.open_return else "return-open"


@act("close-return")
def close(sale: Sale, now: datetime, args: Args) -> None:
    assert sale.open_return
    sale.open_return.state = "closed"


@verdict("cancel-return")
def may_keep(sale: Sale, now: datetime, args: Args) -> str | None:
    return None if _in_state(sale, "requested", "authorized") else "return-open"


@act("cancel-return")
def keep(sale: Sale, now: datetime, args: Args) -> None:
    assert sale.open_return
    sale.open_return.state = "canceled"


@verdict("claim")
def may_claim(sale: Sale, now: datetime, args: Args) -> str | None:
    asked = min((one.at for one in sale.returns), default=None)
    return first(
        (sale.status == "Canceled", "canceled-is-final"),
        (sale.claim, "one-claim"),
        (not _fits(sale, args["ground"]), "claim-ground-fits"),
        (now >= sale.deliver_by + 90 * DAYS, "claim-filing-window"),
        (asked is None or now < asked + timedelta(hours=48), "claim-after-contact"),
        (args["ground"] == "not_received" and now < sale.deliver_by + 3 * DAYS, "claim-not-received-wait"),
        (not sale.sent, "lawful-path"),
    )


def _fits(sale: Sale, ground: str) -> bool:
    if ground == "not_refunded":
        back = sale.ended == "refused" or any(one.received for one in sale.returns)
        return back and sale.refunded < sale.charged
    return (sale.delivered is None) == (ground == "not_received")


@act("claim")
def claim(sale: Sale, now: datetime, args: Args) -> None:
    sale.claim = Claim(args["ground"], now + timedelta(hours=72))


@verdict("answer-claim")
def may_answer(sale: Sale, now: datetime, args: Args) -> str | None:
    there = sale.claim and sale.claim.decision is None and not sale.claim.answered
    return None if there else "claim-open"


@act("answer-claim")
def answer(sale: Sale, now: datetime, args: Args) -> None:
    assert sale.claim
    sale.claim.answered = True


@verdict("feedback")
def may_rate(sale: Sale, now: datetime, args: Args) -> str | None:
    over = sale.delivered is not None or sale.canceled_by == "SELLER"
    soon = sale.confirmed is None or now < sale.confirmed + 3 * DAYS
    return first(
        (sale.rated, "one-feedback"),
        (now >= sale.placed + 90 * DAYS, "feedback-window"),
        (sale.status == "Canceled" and not over, "feedback-on-canceled"),
        (not over and soon, "feedback-opens"),
    )


@act("feedback")
def rate(sale: Sale, now: datetime, args: Args) -> None:
    sale.rated = True
