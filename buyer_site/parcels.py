"""How a cart becomes orders: one for each seller and way of fulfillment, with what each will cost.

Prices of shipping and tax are the engine's (`placing.shipping_price`, `placing.tax_on`). Must not know forms or pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from buyer_site.cart_pages import Row
from simulator.orders.placing import shipping_price, tax_on
from simulator.parties import Seller
from simulator.policy import Policy


@dataclass(frozen=True)
class Parcel:
    """What will be one order."""

    seller: Seller
    channel: str
    rows: tuple[Row, ...]

    @property
    def items_total(self) -> int:
        """What its items cost, in minor units."""
        return sum(row.price for row in self.rows)


@dataclass(frozen=True)
class Totals:
    """What all orders of a cart cost together, in minor units."""

    items: int
    shipping: int
    tax: int

    @property
    def together(self) -> int:
        """Everything."""
        return self.items + self.shipping + self.tax


def parcels_of(rows: Sequence[Row]) -> list[Parcel]:
    """Split a cart, in the order its sellers were first added."""
    split: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        split.setdefault((row.product.seller_id, row.product.channel), []).append(row)
    return [Parcel(some[0].product.seller, channel, tuple(some)) for (_, channel), some in split.items()]


def totals(parcels: Sequence[Parcel], service: str, policy: Policy) -> Totals:
    """Add up what the orders will cost with a shipping service."""
    shipping = [shipping_price(parcel.channel, service, policy) for parcel in parcels]
    taxed = [row.price for parcel in parcels for row in parcel.rows] + shipping
    return Totals(
        items=sum(parcel.items_total for parcel in parcels),
        shipping=sum(shipping),
        tax=sum(tax_on(amount, policy) for amount in taxed),
    )
