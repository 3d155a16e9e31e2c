"""Calls about orders: make them, find them, and do every deed the engine knows."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from simulator.acting import act, event_json, own_order, reading
from simulator.console.api.calls import Given, call
from simulator.console.api.following import MOST_STEPS, Step, check, lead_on, new_numbers
from simulator.console.api.keys import remember
from simulator.console.api.paging import Page, a_page, place_after
from simulator.deeds import named
from simulator.errors import BadInput, NotFound
from simulator.home import Home
from simulator.moment import Actor, Moment
from simulator.orders.describing import order_json
from simulator.orders.models import CancellationRequest, Order
from simulator.orders.placing import Line
from simulator.orders.staging import MOST_ORDERS, usual_channel
from simulator.orders.statuses import OrderStatus
from simulator.policy import store

# Arguments of `POST …/orders` that say how many and in which state, rather than what is bought.
STAGED = ("state", "count")
# Arguments that placing and staging share; further ones are passed on as details.
WHOSE = ("buyer_id", "seller_id", "items")


# What is told of an order, loaded with a fixed number of statements.
EAGERLY = (
    joinedload(Order.buyer),
    joinedload(Order.seller),
    selectinload(Order.packages),
    selectinload(Order.refunds),
    selectinload(Order.returns),
    selectinload(Order.claim),
    selectinload(Order.feedback),
)


class NewOrders(Given):
    """What is bought by whom; or simply how many orders, in which state."""

    buyer_id: str | None = None
    seller_id: str | None = None
    items: Annotated[list[Line], Field(min_length=1)] | None = None
    channel: Annotated[
        Literal["MFN", "AFN", "MCF"] | None, Field(description="MFN, if it leads to the state that is asked for.")
    ] = None
    payment: Literal["ok", "slow", "fails", "fraud"] | None = None
    released: Annotated[bool | None, Field(description="The payment is verified at once.")] = None
    service: str | None = None
    ship_to: dict[str, Any] | None = None
    attributes: dict[str, Any] | None = None
    available_at: Annotated[str | None, Field(description="A pre-order: when it becomes available.")] = None
    policy: Annotated[str | None, Field(description="Multi-channel only, such as FillOrKill.")] = None
    action: Annotated[Literal["Ship", "Hold"] | None, Field(description="Multi-channel only.")] = None
    speed: Annotated[str | None, Field(description="Multi-channel only.")] = None
    seller_reference: Annotated[str | None, Field(description="Multi-channel only.")] = None
    state: Annotated[str | None, Field(description="Any status; lawful deeds lead there.")] = None
    count: Annotated[int | None, Field(ge=1, le=MOST_ORDERS, description="Answers {orders: […]}.")] = None
    then: Annotated[list[Step] | None, Field(max_length=MOST_STEPS, description="What happens to them next.")] = None


class OrderPage(Page):
    """Which orders are wanted; newest first."""

    status: Annotated[str | None, Field(description="One status or several, with commas between.")] = None
    seller_id: str | None = None
    buyer_id: str | None = None
    channel: Literal["MFN", "AFN", "MCF"] | None = None
    marketplace: str | None = None
    requested: Annotated[bool | None, Field(description="With an open cancellation request, or without.")] = None


# What became of a message, told beside the event as well.
OUTCOME = ("delivered", "why_not", "breach")


@call("POST", "/worlds/{world}/orders", body=NewOrders, answer="OrderOrOrders", status=201)
def place_orders(home: Home, world: str, body: NewOrders) -> dict[str, Any]:
    """Place an order; or several; or orders that already are in a state, or come there by further steps."""

    def told(moment: Moment, numbers: list[str]) -> dict[str, Any]:
        moment.session.flush()
        answer = _described(moment, numbers, body)
        remember(moment, answer)
        return answer

    name, args = _placing(home, world, body)
    if body.then:
        check(body.then)
        return lead_on(home, world, name, args, body.then, told)
    answer: dict[str, Any] = act(
        home, world, name, args=args, answer=lambda moment, _: told(moment, new_numbers(moment))
    ).answer
    return answer


def _described(moment: Moment, numbers: list[str], body: NewOrders) -> dict[str, Any]:
    """Write new orders: the one, or the list of those that were counted."""
    query = select(Order).options(*EAGERLY).where(Order.number.in_(numbers))
    orders = {one.number: one for one in moment.session.scalars(query).unique()}
    found = [order_json(moment, orders[number]) for number in numbers]
    return found[0] if body.count is None else {"orders": found}


@call("GET", "/worlds/{world}/orders", query=OrderPage, answer="Orders")
def list_orders(home: Home, world: str, query: OrderPage) -> dict[str, Any]:
    """List orders, newest first."""
    after = place_after(query, int, str)
    with reading(home, world) as moment:
        orders = moment.session.scalars(_found(query, after).limit(query.limit + 1)).unique().all()
        shown = orders[: query.limit]
        place = (int(shown[-1].placed_at.timestamp()), shown[-1].number) if shown else ()
        told = [order_json(moment, order) for order in shown]
        return a_page("orders", [*told, *orders[query.limit :]], query, *place)


@call("GET", "/worlds/{world}/orders/{order_id}", answer="Order")
def show_order(home: Home, world: str, order_id: str) -> dict[str, Any]:
    """Describe an order, and what may be done with it now."""
    with reading(home, world) as moment:
        return order_json(moment, own_order(moment, order_id, Actor.MARKETPLACE, None))


def do_deed(home: Home, world: str, order_id: str, deed: str, args: dict[str, Any]) -> dict[str, Any]:
    """Do a deed to an order; a rule that forbids it is named, and nothing is changed."""
    if named(deed).on != "order":
        raise NotFound(f"{deed} is not done to an order.")

    def told(moment: Moment, order: Order) -> dict[str, Any]:
        moment.session.flush()
        event = event_json(moment.recorded[0])
        outcome = {name: event["data"][name] for name in OUTCOME if name in event["data"]}
        answer = {"event": event, "order": order_json(moment, order), **outcome}
        remember(moment, answer)
        return answer

    answer: dict[str, Any] = act(home, world, deed, order_id=order_id, args=args, answer=told).answer
    return answer


def do_world_deed(home: Home, world: str, deed: str, args: dict[str, Any]) -> dict[str, Any]:
    """Do a deed that is done to a world rather than to an order."""
    if named(deed).on != "world":
        raise NotFound(f"{deed} is done to an order.")

    def told(moment: Moment, _: object) -> dict[str, Any]:
        moment.session.flush()
        answer = {"event": event_json(moment.recorded[0])}
        remember(moment, answer)
        return answer

    answer: dict[str, Any] = act(home, world, deed, args=args, answer=told).answer
    return answer


def _placing(home: Home, world: str, body: NewOrders) -> tuple[str, dict[str, Any]]:
    """Choose the deed: staging where a state or a number is asked for, else plain placing."""
    given = body.model_dump(exclude_none=True, mode="json", exclude={"then"})
    channel = given.pop("channel", None) or usual_channel(body.state)
    staged = {name: given.pop(name) for name in STAGED if name in given}
    if staged or channel == "MCF":
        whose: dict[str, Any] = {name: given.pop(name) for name in WHOSE if name in given}
        if channel == "MCF":
            _refuse_buyers_fields(given)
        return "stage-orders", {**staged, **whose, "channel": channel, "details": given}
    return "place-order", {"channel": channel, **given}


def _refuse_buyers_fields(given: dict[str, Any]) -> None:
    for name in ("payment", "service", "attributes", "available_at"):
        if name in given:
            raise BadInput(name, f"{name}: a multi-channel order has no {name}.", status=422)


def _found(query: OrderPage, after: tuple[Any, ...] | None) -> Select[Order]:
    """Select the wanted orders with everything that is told of them, in a fixed number of statements."""
    found = select(Order).options(*EAGERLY).order_by(Order.placed_at.desc(), Order.number.desc())
    for column, wanted in (
        (Order.seller_id, query.seller_id),
        (Order.buyer_id, query.buyer_id),
        (Order.channel, query.channel),
        (Order.store, query.marketplace and store(query.marketplace).code),
    ):
        if wanted is not None:
            found = found.where(column == wanted)
    if query.status is not None:
        found = found.where(Order.status.in_(_statuses(query.status)))
    if query.requested is not None:
        is_open = Order.request.has(CancellationRequest.state == "open")
        found = found.where(is_open if query.requested else ~is_open)
    if after is not None:
        found = found.where(tuple_(Order.placed_at, Order.number) < (datetime.fromtimestamp(after[0], UTC), after[1]))
    return found


def _statuses(told: str) -> list[str]:
    known = {status.casefold(): str(status) for status in OrderStatus}
    try:
        return [known[one.strip().casefold()] for one in told.split(",")]
    except KeyError as unknown:
        raise BadInput("status", f"status: {unknown} is none of {', '.join(OrderStatus)}.", status=422) from None
