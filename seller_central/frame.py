"""What surrounds every page of Seller Central: the seller's name, the store looked at, and the counts of open work."""

from flask import g, redirect, request, session
from flask.typing import ResponseReturnValue

from seller_central.blueprint import seller
from seller_central.open_work import open_work
from simulator.moment import Actor
from simulator.orders.models import Order
from simulator.parties import Seller
from simulator.policy import store
from simulator.policy.stores import Store
from simulator.shell.theme import safe_return
from simulator.visits import current_seller, here, own_order, the_world


@seller.before_request
def surround() -> None:
    """Furnish header and side navigation, with one statement for all counts."""
    person = current_seller()
    chosen = chosen_store(person)
    g.store, g.store_name = chosen, person.name
    g.stores = [(code, store(code).name, code == chosen.code) for code in person.marketplaces]
    g.nav_counts = open_work(here().session, person.id, only_store())


@seller.post("/marketplace")
def choose_marketplace(world: str) -> ResponseReturnValue:
    """Look at another of the seller's stores."""
    wanted = request.form.get("marketplace", "")
    if wanted in current_seller().marketplaces:
        session["marketplaces"] = {**session.get("marketplaces", {}), world: wanted}
    return redirect(safe_return(request.form.get("next", "")), 303)


def chosen_store(person: Seller) -> Store:
    """Return the store the seller looks at: the one chosen in the header, else the first."""
    chosen = session.get("marketplaces", {}).get(the_world())
    return store(chosen if chosen in person.marketplaces else person.marketplaces[0])


def only_store() -> str | None:
    """Return the store that lists are narrowed to; nothing where the seller has just one."""
    return str(g.store.code) if len(g.stores) > 1 else None


def find_order(number: str) -> Order:
    """Return one of the seller's own orders (404 for all others) and let the page speak as its store does."""
    order = own_order(number, Actor.SELLER)
    g.store = store(order.store)
    return order
