"""The starting world of a lesson: everything in it happened, by deeds, in the days before the lesson begins.

Template `lesson:<id>`. Dates and stores are the lesson's own; the plan's seed decides people, offers and luck.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from seeds.script import Script, Step
from seeds.templates import populate
from simulator.draws import between
from simulator.moment import Moment
from simulator.money import read_amount
from simulator.parties import Buyer, Product, Seller
from simulator.training import course
from simulator.training.acts import arguments
from simulator.training.cast import Cast, keep_cast
from simulator.training.lesson import Act, Lesson, Placed
from simulator.training.people import begin_people, kept_reactions
from simulator.training.rooms import PREFIX
from simulator.worlds import Plan

# Strangers who fill the week before, and buy what nobody in particular bought.
CROWD = 6
STOCK = 500
WINDOW, SETTLED = timedelta(days=7), timedelta(hours=34)
# The week's counted cancellations lie this far apart, unless the lesson says when.
APART = timedelta(hours=20)
CARRIER = "Harrow Parcel"


def stage(moment: Moment, plan: Plan) -> None:
    """A lesson's world, with the short names of its people, offers and orders kept in it."""
    lesson = course.lesson(plan.template.removeprefix(PREFIX))
    begin = lesson.start.at
    opened = begin - _lead(lesson)
    row = moment.world
    row.marketplace, row.marketplaces, row.date_set = lesson.start.stores[0], lesson.start.stores, lesson.start.date_set
    row.flags = {"counting_preview": lesson.preview, **plan.flags}
    moment.now = row.now = row.started_at = opened
    cast = _people(moment, replace(plan, marketplaces=tuple(lesson.start.stores)), lesson)
    script = Script(moment)
    _plan_background(script, lesson, cast, plan.seed)
    for name, placed in lesson.start.orders.items():
        _plan_order(script, lesson, cast, name, placed)
    for n, act in enumerate(lesson.start.script):
        script.at(begin - act.ago, _scripted(act, cast, f"script/{n}"))
    script.play(begin)
    cast.start_seq, cast.started_at = row.last_event, int(begin.timestamp())
    cast.people = kept_reactions(lesson)
    keep_cast(row, cast)
    begin_people(moment)
    row.started_at = begin


def _lead(lesson: Lesson) -> timedelta:
    start = lesson.start
    spans = [one.ago + one.apart * one.count for one in start.orders.values()] + [one.ago for one in start.script]
    return max([*spans, WINDOW if start.background.orders else timedelta(0)], default=timedelta(0)) + timedelta(hours=1)


def _people(moment: Moment, plan: Plan, lesson: Lesson) -> Cast:
    named = lesson.start.buyers
    shops, shoppers = populate(moment, plan, sellers=1, buyers=len(named) + CROWD, stock=STOCK)
    _settle_seller(shops[0], lesson)
    cast = Cast(lesson.id, lesson.learner, shops[0].id)
    for (name, sketch), buyer in zip(named.items(), shoppers, strict=False):
        buyer.opted_out, buyer.is_business = sketch.opted_out, sketch.is_business
        buyer.address = {**buyer.address, **sketch.address}
        cast.buyers[name] = buyer.id
    for name, wish in lesson.start.products.items():
        product = next(
            one for one in _offers(moment, wish.store or plan.marketplaces[0]) if one.sku not in cast.skus.values()
        )
        product.stock = product.opening_stock = wish.stock
        product.channel = wish.channel
        product.customizable = product.customizable if wish.customizable is None else wish.customizable
        product.price = read_amount(wish.price, product.currency, "price") if wish.price else product.price
        cast.skus[name] = product.sku
    moment.session.flush()
    return cast


def _settle_seller(shop: Seller, lesson: Lesson) -> None:
    for name, value in lesson.start.seller.model_dump().items():
        setattr(shop, name, value)


def _offers(moment: Moment, store: str) -> list[Product]:
    return moment.session.query(Product).filter_by(store=store).order_by(Product.sku).all()


def _crowd(moment: Moment, cast: Cast) -> list[Buyer]:
    known = set(cast.buyers.values())
    return [one for one in moment.session.query(Buyer).order_by(Buyer.number) if one.id not in known]


def _plan_background(script: Script, lesson: Lesson, cast: Cast, seed: int) -> None:
    """Fill the week before with orders that went well, and with so many cancellations that count."""
    wanted = lesson.start.background
    if not wanted.orders:
        return
    offers, named = _offers(script.moment, script.moment.world.marketplace), set(cast.skus.values())
    crowd, others = _crowd(script.moment, cast), [one.sku for one in offers if one.sku not in named]
    whole = WINDOW - SETTLED - timedelta(hours=2)
    for n in range(wanted.orders):
        at = lesson.start.at - SETTLED - whole * (n + 1) / (wanted.orders + 1)
        at = at.replace(microsecond=0)
        what = {"buyer_id": crowd[n % len(crowd)].id, "items": [{"sku": others[n % len(others)], "quantity": 1}]}
        script.at(at, _went_well(what, between(seed, "background", n, "hours", 4, 14)))
    times = wanted.counted_ago or [SETTLED + APART * n for n in range(wanted.counted)]
    for n, ago in enumerate(times[: wanted.counted]):
        what = {"buyer_id": crowd[n % len(crowd)].id, "items": [{"sku": others[-1 - n % len(others)], "quantity": 1}]}
        script.at(lesson.start.at - ago - timedelta(hours=20), _was_canceled(what, lesson.start.at - ago))


def _went_well(what: dict[str, Any], hours: int) -> Step:
    def place(now: Script) -> None:
        event = now.do("place-order", **what, released=True)
        now.at(event.at + timedelta(hours=hours), lambda later: _sent(later, str(event.order_id)))

    return place


def _sent(now: Script, number: str) -> None:
    order = now.order(number)
    now.do("hand-to-carrier", order)
    now.do("confirm-shipment", order, carrier=CARRIER, tracking=f"HP{number[-7:]}001")


def _was_canceled(what: dict[str, Any], at: datetime) -> Step:
    def place(now: Script) -> None:
        event = now.do("place-order", **what, released=True)
        number = str(event.order_id)
        now.at(at, lambda later: _ran_out(later, number))

    return place


def _ran_out(now: Script, number: str) -> None:
    now.do("seller-cancel", now.order(number), reason="NoInventory")


def _plan_order(script: Script, lesson: Lesson, cast: Cast, name: str, placed: Placed) -> None:
    names = [name] if placed.count == 1 else [f"{name}{n}" for n in range(1, placed.count + 1)]
    if placed.count > 1:
        cast.groups[name] = names
    crowd = _crowd(script.moment, cast)
    for n, one in enumerate(names):
        buyer = cast.buyers[placed.buyer] if placed.buyer else crowd[n % len(crowd)].id
        items = [{"sku": cast.skus[sku], "quantity": units} for sku, units in placed.items.items()]
        ago = placed.ago + placed.apart * (placed.count - 1 - n)
        script.at(lesson.start.at - ago, _placing(cast, one, placed, buyer, items))


def _placing(cast: Cast, name: str, placed: Placed, buyer: str, items: list[dict[str, Any]]) -> Step:
    def place(now: Script) -> None:
        if placed.channel == "MCF":
            event = now.do("create-fulfillment", seller_id=cast.seller, items=items, **placed.details)
        else:
            event = now.do("place-order", buyer_id=buyer, items=items, channel=placed.channel, **placed.details)
        cast.orders[name] = str(event.order_id)

    return place


def _scripted(act: Act, cast: Cast, key: str) -> Step:
    def take(now: Script) -> None:
        order = now.order(cast.order(act.order)) if act.order else None
        event = now.do(act.do or "", order, **arguments(act, cast, now.moment, key))
        if act.as_ and event.order_id:
            cast.orders[act.as_] = event.order_id

    return take
