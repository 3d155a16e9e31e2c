"""The buyer site: shop, cart, checkout, Your Orders, and all that a buyer does with an order.

Server-rendered pages over the deeds of the engine. It must not know Seller Central, seeds or the edges; rules, windows
and reasons come from the rule book, statuses from the transition table.
"""

from importlib import import_module

from buyer_site.blueprint import buyer

# The modules that register pages on the blueprint when they are imported.
PAGES = ("account", "canceling", "cart_pages", "checkout", "claiming", "orders", "problems", "rating", "returning",
         "shopping", "writing")  # fmt: skip
for page in PAGES:
    import_module(f"buyer_site.{page}")

__all__ = ["buyer"]
