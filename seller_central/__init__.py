"""Seller Central: the pages a seller works with. One blueprint, one module per family of pages.

Must not know the buyer site, seeds or the app. Rules are asked for (`moving.allowed`, policy values), never repeated;
every deed goes through `simulator.visits.do`.
"""

from importlib import import_module

from seller_central.blueprint import seller

# The modules that register pages on the blueprint when they are imported.
PAGES = (
    "frame", "dashboard", "manage_orders", "searching", "order_details", "canceling", "confirming", "labels", "bulk",
    "papers", "refunding", "messages", "health_pages", "report_pages", "feed_pages", "notifications", "returns",
    "claims", "inventory", "settings", "vacations", "cases", "multichannel", "connect_pages",
)  # fmt: skip
for page in PAGES:
    import_module(f"seller_central.{page}")

__all__ = ["seller"]
