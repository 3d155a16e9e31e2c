"""Seller Central: the pages a seller works with. One blueprint, one module per family of pages.

Must not know the buyer site, seeds or the app. Rules are asked for (`moving.allowed`, policy values), never repeated;
every deed goes through `simulator.visits.do`. `pages.py` imports every module that registers routes.
"""

from seller_central.blueprint import seller
from seller_central.pages import PAGES

__all__ = ["PAGES", "seller"]
