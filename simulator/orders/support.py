"""Seller Support: the only way to cancel what the marketplace fulfills. Asked for, never promised.

A case that lacks order ids, ASINs with quantities or a reason is answered with the question for them.
"""

from typing import NotRequired

from sqlalchemy import func, select
from typing_extensions import TypedDict

from simulator.agenda import schedule, when_due
from simulator.deeds import deed
from simulator.errors import BadInput, NotFound, Refusal
from simulator.events import EventKind, record
from simulator.moment import Actor, Moment
from simulator.orders.models import Order, SupportCase
from simulator.orders.moving import move
from simulator.orders.notices import write
from simulator.orders.statuses import Channel
from simulator.parties import Seller


class CaseItem(TypedDict):
    """An ASIN and how many units of it are to be canceled."""

    asin: str
    quantity: NotRequired[int]


@deed("open-case", by=Actor.SELLER, on="world")
def open_case(
    moment: Moment,
    *,
    seller_id: str,
    order_ids: list[str],
    items: list[CaseItem] | None = None,
    reason: str = "",
    details: str = "",
) -> SupportCase:
    """Ask Seller Support to cancel orders that the marketplace fulfills."""
    seller = moment.session.get(Seller, seller_id)
    if seller is None:
        raise NotFound(f"There is no seller {seller_id}.")
    if not order_ids:
        raise BadInput("order_ids", "Name at least one order.")
    for number in order_ids:
        order = moment.session.get(Order, number)
        if order is None or order.seller_id != seller.id or order.channel != Channel.AFN:
            raise BadInput(
                "order_ids", "{number} is not one of your orders fulfilled by the marketplace.", number=number[:30]
            )
    moment.actor, moment.person_id = Actor.SELLER, seller.id
    count = moment.session.scalar(
        select(func.count()).select_from(SupportCase).where(SupportCase.seller_id == seller.id)
    )
    case = SupportCase(
        id=f"CASE-{seller.number}-{(count or 0) + 1}",
        seller_id=seller.id,
        opened_at=moment.now,
        order_ids=order_ids,
        items=[dict(one) for one in items or []],
        reason=reason[:200],
        details=details[:2000],
        state="open",
        answer="",
    )
    moment.session.add(case)
    record(
        moment,
        EventKind.CASE_OPENED,
        case_id=case.id,
        seller_id=seller.id,
        orders=order_ids,
        complete=is_complete(case),
    )
    store = seller.marketplaces[0]
    schedule(moment, "support-case-answer", moment.now + moment.policy(store).support_case_answer, case.id)
    return case


def is_complete(case: SupportCase) -> bool:
    """Say whether a case names all four facts: orders, ASINs, quantities, a reason."""
    return bool(
        case.order_ids and case.reason.strip() and case.items and all(one.get("quantity") for one in case.items)
    )


@when_due("support-case-answer", rank=80)
def answer(moment: Moment, case_id: str) -> None:
    """Seller Support looks at a case: asks for what is missing, cancels what it still can, and says so."""
    case = moment.session.get_one(SupportCase, case_id)
    policy = moment.policy(moment.session.get_one(Seller, case.seller_id).marketplaces[0])
    if not is_complete(case) and policy.support_case_complete:
        _reply(moment, case, "needs-more", "Please name the order, each ASIN with its quantity, and the reason.")
        return
    canceled: list[str] = []
    kept: list[str] = []
    for number in case.order_ids:
        (canceled if _try_to_cancel(moment, number) else kept).append(number)
    words = [f"Canceled: {', '.join(canceled)}."] if canceled else []
    words += [f"Already in the shipping process, so not canceled: {', '.join(kept)}."] if kept else []
    _reply(moment, case, "answered", " ".join(words), canceled=canceled, kept=kept)


def _try_to_cancel(moment: Moment, number: str) -> bool:
    order = moment.session.get_one(Order, number)
    if order.picking_at is not None:
        return False
    try:
        move(moment, order, "support-cancel", reason="SupportCase")
    except Refusal:
        return False
    return True


def _reply(moment: Moment, case: SupportCase, state: str, words: str, **log: object) -> None:
    case.state, case.answered_at, case.answer = state, moment.now, words
    seller = moment.session.get_one(Seller, case.seller_id)
    event = record(
        moment, EventKind.CASE_ANSWERED, case_id=case.id, seller_id=seller.id, state=state, text=words, **log
    )
    write(moment, seller, "case-answered", {"body": words, "case": case.id, "seller": seller.name}, event)
