"""Connect your software: keys, addresses and lines to copy for the programs of sellers.

What a program needs is known to `selling_partner_api.connecting`; this page shows it.
"""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from seller_central.blueprint import seller
from seller_central.selling_partner_api.connecting import keys_of, new_code, snippets
from simulator.policy import store
from simulator.visits import current_seller, the_home, the_world


@seller.get("/connect")
def connect(world: str) -> str:
    """Show what a program needs to act for this seller."""
    return _page()


@seller.post("/connect/code")
def connect_code(world: str) -> ResponseReturnValue:
    """Make a code that a program exchanges for the refresh token."""
    return _page(code=new_code(the_home(), the_world(), current_seller().id))


def _page(code: str | None = None) -> str:
    me, origin = current_seller(), request.host_url.rstrip("/")
    keys = keys_of(the_home(), the_world(), me.id)
    place = store(me.marketplaces[0])
    return render_template(
        "seller/connect.html", keys=keys, origin=origin, place=place, code=code,
        snippets=snippets(keys, origin, place.marketplace_id),
    )  # fmt: skip
