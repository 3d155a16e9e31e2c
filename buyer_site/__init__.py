"""The buyer site: shop, cart, checkout, Your Orders, and all that a buyer does with an order.

Server-rendered pages over the deeds of the engine. It must not know Seller Central, seeds or the edges; rules, windows
and reasons come from the rule book, statuses from the transition table.
"""

from buyer_site import (
    account,
    canceling,
    cart_pages,
    checkout,
    claiming,
    orders,
    problems,
    rating,
    returning,
    shopping,
    writing,
)
from buyer_site.blueprint import buyer

PAGES = (
    account,
    canceling,
    cart_pages,
    checkout,
    claiming,
    orders,
    problems,
    rating,
    returning,
    shopping,
    writing,
)

__all__ = ["PAGES", "buyer"]
