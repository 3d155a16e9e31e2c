"""Who and what a lesson calls by short names: its seller, buyers, offers and orders, as this world's ids.

Kept in the world's own flags, so that a lesson's world is whole without its file. `$names` in a step's arguments and
`{names}` in its texts are filled in from here.
"""

import re
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from typing import Any

from simulator.models import World
from simulator.moment import Moment
from simulator.orders.models import Order
from simulator.parties import Buyer, Product, Seller
from simulator.training.rooms import FLAG

_DOLLAR = re.compile(r"\$([a-z]+)(?:\.([A-Za-z0-9_-]+))?(?:\.(\d+))?")
_BRACES = re.compile(r"\{([A-Za-z0-9_-]+)\}")


@dataclass
class Cast:
    """The short names of a lesson in one world. `start_seq` is the last event before the learner came."""

    lesson: str
    learner: str
    seller: str
    start_seq: int = 0
    started_at: int = 0
    buyers: dict[str, str] = field(default_factory=dict)
    skus: dict[str, str] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    # What scripted people will do, as the lesson says it, and which of it they have begun.
    people: list[dict[str, Any]] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)

    @property
    def person(self) -> str:
        """The id of the one the learner plays."""
        return self.seller if self.learner == "seller" else next(iter(self.buyers.values()))

    def order(self, name: str) -> str:
        """Return an order's number.

        Raises:
            ValueError: the lesson's world has no such order (yet).
        """
        if name not in self.orders:
            raise ValueError(f"there is no order {name!r} in this lesson")
        return self.orders[name]

    def short(self, number: str | None) -> str | None:
        """Return the short name of an order, or None."""
        return next((name for name, one in self.orders.items() if one == number), None)


def cast_of(world: World) -> Cast | None:
    """Return the cast of a lesson's world, or None for any other world."""
    kept = world.flags.get(FLAG)
    # A copy: what is changed in place would not be seen as a change of the world's row.
    return Cast(**deepcopy(kept)) if kept else None


def keep_cast(world: World, cast: Cast) -> None:
    """Write the cast into its world."""
    world.flags = {**world.flags, FLAG: asdict(cast)}


def filled(value: Any, cast: Cast, moment: Moment) -> Any:
    """Fill in `$seller`, `$buyer.grace`, `$sku.lamp`, `$order.A`, `$item.A.1` wherever they stand in arguments."""
    if isinstance(value, dict):
        return {key: filled(one, cast, moment) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one, cast, moment) for one in value]
    if isinstance(value, str) and (found := _DOLLAR.fullmatch(value)):
        return _named(found[1], found[2] or "", found[3] or "1", cast, moment)
    return value


def _named(kind: str, name: str, place: str, cast: Cast, moment: Moment) -> Any:
    if kind == "seller":
        return cast.seller
    if kind == "item":
        return moment.session.get_one(Order, cast.order(name)).items[int(place) - 1].id
    if kind == "tracking":
        return moment.session.get_one(Order, cast.order(name)).label_tracking
    if kind == "asin":
        return moment.session.get_one(Product, cast.skus[name]).asin
    names = {"buyer": cast.buyers, "sku": cast.skus, "order": cast.orders}.get(kind, {})
    if name not in names:
        raise ValueError(f"${kind}.{name} names nothing in this lesson")
    return names[name]


def told(text: str, cast: Cast, moment: Moment) -> str:
    """Fill in `{grace}`, `{lamp}`, `{A}`, `{shop}`: a buyer's name, an offer's title, an order's number, the shop."""

    def say(found: re.Match[str]) -> str:
        name = found[1]
        if name == "shop":
            return moment.session.get_one(Seller, cast.seller).name
        if name in cast.orders:
            return cast.orders[name]
        if name in cast.buyers:
            return moment.session.get_one(Buyer, cast.buyers[name]).name
        return moment.session.get_one(Product, cast.skus[name]).title if name in cast.skus else found[0]

    return _BRACES.sub(say, text)
