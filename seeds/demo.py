"""The world `demo`: two sellers, a dozen buyers, about 150 orders in every state, and something to do at once.

Each order gets a story; the stories are acted out through deeds in the days before the world's start, so its log, mail
and rates are those of things that happened. The last stories leave work on the first seller's desk. Simulated people
act from the start on, while the clock moves.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from seeds import stories
from seeds.script import Script
from seeds.templates import populate
from simulator.draws import between, choose, draw, weighted
from simulator.moment import Moment
from simulator.orders.placing import is_offered
from simulator.parties import Buyer, Product, Seller
from simulator.people import dials as people
from simulator.people.playing import wake
from simulator.worlds import Plan, world_template

BUYERS = 12
# What has happened before anybody comes.
PAST = timedelta(days=30)
# Fewer units than orders can be placed for one offer, and more than the demo needs.
STOCK = 400
# How many orders each seller gets: in the week before the start, and in the weeks before that.
ORDERS = ((1, 76, 12), (2, 14, 6))
HOURS = (8, 10, 11, 12, 13, 14, 15, 16, 18, 19, 20, 21)


@dataclass(frozen=True)
class Cast:
    """Everybody in the demo, and the plan they act by."""

    plan: Plan
    sellers: list[Seller]
    buyers: list[Buyer]
    # By seller and store.
    offers: dict[tuple[str, str], list[Product]]


@world_template("demo", lead=PAST)
def demo(moment: Moment, plan: Plan) -> None:
    """Two sellers, a dozen buyers and about 150 orders with a past."""
    moment.now = moment.world.now = moment.world.started_at = plan.start_at - PAST
    sellers, buyers = populate(moment, plan, sellers=2, buyers=BUYERS, stock=STOCK)
    for opted_out in buyers[4], buyers[9]:
        opted_out.opted_out = True
    buyers[7].is_business = True
    cast = Cast(plan, sellers, buyers, _offers(moment))
    script = Script(moment)
    for shop, lately, before in ORDERS:
        for n in range(lately + before):
            _plan_order(script, cast, sellers[shop - 1], f"{shop}/{n}", recent=n < lately)
    _plan_desk(script, cast)
    script.play(plan.start_at)
    people.keep(moment, people.Dials(on=True))
    wake(moment)


def _offers(moment: Moment) -> dict[tuple[str, str], list[Product]]:
    products = moment.session.scalars(select(Product).order_by(Product.sku)).all()
    offers: dict[tuple[str, str], list[Product]] = {}
    for product in products:
        offers.setdefault((product.seller_id, product.store), []).append(product)
    return offers


def _plan_order(script: Script, cast: Cast, seller: Seller, key: str, *, recent: bool) -> None:
    """Plan the placing of one order of the past, and what its story brings after it."""
    seed = cast.plan.seed
    table = stories.RECENT if recent else stories.OLDER
    story = weighted(seed, "demo", key, "story", table)
    days = (1, 7) if recent else (9, 24)
    day = cast.plan.start_at - timedelta(days=between(seed, "demo", key, "day", *days))
    placed = _in_the_day(seed, key, day)
    buyer = choose(seed, "demo", key, "buyer", cast.buyers)
    place_order(script, cast, placed, buyer, seller, key, story)


def _in_the_day(seed: int, key: str, day: datetime) -> datetime:
    hour = choose(seed, "demo", key, "hour", HOURS)
    minute = draw(seed, "demo", key, "minute") % 60
    # Shop hours are written for the Pacific coast; eight hours east of it lies the clock we count by.
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=(hour + 8) % 24, minutes=minute)


def place_order(script: Script, cast: Cast, at: datetime, buyer: Buyer, seller: Seller, key: str, story: str) -> None:
    """Plan an order at an instant, followed by its story."""
    seed, offers = cast.plan.seed, cast.offers[seller.id, buyer.store]
    first = draw(seed, "demo", key, "offer") % len(offers)
    lines = weighted(seed, "demo", key, "lines", {1: 88, 2: 9, 3: 3}) if story != "partly_shipped" else 2
    units = [weighted(seed, "demo", f"{key}/{n}", "units", {1: 90, 2: 8, 3: 2}) for n in range(lines)]
    service = weighted(seed, "demo", key, "service", {"Standard": 80, "Expedited": 20})
    extra = stories.PLACING.get(story, {})

    def place(now: Script) -> None:
        active = [one.sku for one in offers if is_offered(one, now.moment.policy(one.store))]
        if not active:
            return
        items = [{"sku": active[(first + n * 7) % len(active)], "quantity": units[n]} for n in range(lines)]
        event = now.do("place-order", buyer_id=buyer.id, seller_id=seller.id, items=items, service=service, **extra)
        assert event.order_id is not None
        stories.follow(now, story, event.order_id, seed, key)

    script.at(max(at, script.moment.now), place)


def _plan_desk(script: Script, cast: Cast) -> None:
    """Leave work on the first seller's desk: each row is a story and how long before the start it was placed."""
    for n, (story, ago) in enumerate(stories.DESK):
        buyer = cast.buyers[n % len(cast.buyers)]
        place_order(script, cast, cast.plan.start_at - ago, buyer, cast.sellers[0], f"desk/{n}", story)
    for n, (ago, units, then) in enumerate(stories.MULTICHANNEL):
        sku = cast.offers[cast.sellers[0].id, cast.buyers[0].store][n].sku
        script.at(cast.plan.start_at - ago, _fulfillment(cast.sellers[0].id, sku, units, then))


def _fulfillment(seller_id: str, sku: str, units: int, then: str) -> stories.Step:
    def create(now: Script) -> None:
        event = now.do("create-fulfillment", seller_id=seller_id, items=[{"sku": sku, "quantity": units}])
        if then == "cancel":
            now.do("seller-cancel", now.order(event.order_id or ""))

    return create
