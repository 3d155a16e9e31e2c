"""What a visitor buys: offers by popularity, how many, how paid and shipped; nothing where nothing is on sale."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from simulator.database import memory_of
from simulator.draws import chance, choose, draw, weighted
from simulator.moment import Moment
from simulator.orders.placing import is_offered
from simulator.orders.statuses import Channel
from simulator.parties import Buyer, Product
from simulator.people.figures import figures
from simulator.people.personas import buyer_persona

# How many offers somebody looks at before they take whatever is on sale.
PATIENCE = 6
GIFT_NOTES = ("Happy birthday!", "With love from all of us.", "A little something for your new home.", "Enjoy!")


@dataclass(frozen=True)
class Wish:
    """A basket, before it is known whose it is."""

    name: str
    seller_id: str
    items: list[dict[str, Any]]
    payment: str
    channel: str
    service: str

    def args(self, moment: Moment, buyer: Buyer) -> dict[str, Any]:
        """Return what the deed place-order takes, with the gift or the mistaken address of this buyer."""
        persona = buyer_persona(moment, buyer)
        given: dict[str, Any] = {
            "buyer_id": buyer.id,
            "seller_id": self.seller_id,
            "items": self.items,
            "payment": self.payment,
            "channel": self.channel,
            "service": self.service,
        }
        if persona == "gift_buyer":
            note = choose(moment.seed, "visit", self.name, "gift note", GIFT_NOTES)
            given["attributes"] = {"gift": True, "gift_note": note}
        if persona == "address_mistake":
            given["ship_to"] = mistaken(buyer.address)
        return given


def basket_of(moment: Moment, code: str, name: str) -> Wish | None:
    """Fill a visit's basket; None where nothing that was looked at can be bought."""
    seed, basket = moment.seed, figures("basket")
    first = _first(moment, code, name)
    if first is None:
        return None
    lines = weighted(seed, "visit", name, "lines", basket["lines"])
    others = [one for one in _offers(moment, code) if one.seller_id == first.seller_id and one is not first]
    chosen = [first]
    for n in range(1, lines):
        other = choose(seed, "visit", f"{name}/{n}", "offer", others) if others else first
        if other not in chosen and _is_there(moment, other):
            chosen.append(other)
    items = [{"sku": one.sku, "quantity": _units(seed, f"{name}/{n}", one)} for n, one in enumerate(chosen)]
    afn = chance(seed, "visit", name, "channel", basket["by_marketplace"] * 1000)
    payment = str(weighted(seed, "visit", name, "payment", basket["payment"]))
    channel = Channel.AFN if afn else Channel.MFN
    return Wish(name, first.seller_id, items, payment, channel, _service(moment, code, name))


def mistaken(address: dict[str, Any]) -> dict[str, Any]:
    """Return an address as somebody types it who forgets the house number."""
    line = " ".join(part for part in str(address["line1"]).split() if not any(letter.isdigit() for letter in part))
    return {**address, "line1": line or "Main Street"}


def _first(moment: Moment, code: str, name: str) -> Product | None:
    """Look at some offers, popular ones sooner, and take the first that can be bought; then at all there are."""
    offers, ends = _offers(moment, code), _ends(moment, code)
    for n in range(PATIENCE if offers else 0):
        ticket = draw(moment.seed, "visit", f"{name}/look {n}", "offer") % ends[-1]
        found = offers[bisect_right(ends, ticket)]
        if _is_there(moment, found):
            return found
    left = [one for one in offers if _is_there(moment, one)]
    return choose(moment.seed, "visit", name, "offer", left) if left else None


def _ends(moment: Moment, code: str) -> list[int]:
    """Return where each offer's share of the tickets ends."""
    cache: dict[str, list[int]] = memory_of(moment.session).setdefault(_ends, {})
    if code not in cache:
        cache[code] = list(accumulate(_popularity(moment.seed, one.sku) for one in _offers(moment, code)))
    return cache[code]


def _popularity(seed: int, sku: str) -> int:
    likely: list[int] = figures("basket")["popularity"]
    return choose(seed, "offer", sku, "popularity", likely)


def _is_there(moment: Moment, offer: Product) -> bool:
    return offer.stock > 0 and is_offered(offer, moment.policy(offer.store))


def _units(seed: int, key: str, offer: Product) -> int:
    units: dict[int, int] = figures("basket")["units"]
    return min(weighted(seed, "visit", key, "units", units), offer.stock)


def _service(moment: Moment, code: str, name: str) -> str:
    policy = moment.policy(code)
    unusual = chance(moment.seed, "visit", name, "service", figures("basket")["unusual_service"] * 1000)
    services = policy.shipping_services
    return choose(moment.seed, "visit", name, "which service", services) if unusual else policy.default_shipping_service


def _offers(moment: Moment, code: str) -> list[Product]:
    """Return a store's offers with their sellers; a world's offers stay the same ones, so they are kept at hand."""
    cache: dict[str, list[Product]] = memory_of(moment.session).setdefault(_offers, {})
    if code not in cache:
        query = select(Product).where(Product.store == code).options(joinedload(Product.seller)).order_by(Product.sku)
        cache[code] = list(moment.session.scalars(query))
    return cache[code]
