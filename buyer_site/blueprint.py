"""The blueprint every page of the buyer site is registered on, and what is set before each of them.

Knows the visit (who, where, when) and the cart's size; no rule and no page.
"""

from collections.abc import Callable

from flask import Blueprint, g

from buyer_site import cart, offers
from buyer_site.unread import unread_messages
from simulator.policy import store
from simulator.visits import current_buyer, here

buyer = Blueprint("buyer", __name__, template_folder="templates")


@buyer.before_request
def furnish() -> None:
    """Give the shell the buyer's own store and the counts in the header."""
    person = current_buyer()
    g.store = store(person.store)
    g.nav_counts = {"cart": cart.units(), "messages": unread_messages(here(), person)}


@buyer.context_processor
def answers_for_templates() -> dict[str, Callable[..., object]]:
    """Give templates the questions they may ask."""
    return {"can_be_bought": offers.can_be_bought, "quantities": quantities}


def quantities(most: int) -> list[tuple[int, int]]:
    """List the choices of a quantity."""
    return [(n, n) for n in range(1, most + 1)]
