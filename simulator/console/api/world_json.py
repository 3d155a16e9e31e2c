"""A world as the control API tells it, with the keys its sellers' programs sign in with."""

from typing import Any

from flask import request
from sqlalchemy import select

from simulator.acting import reading
from simulator.directory import Credential, credentials_of
from simulator.errors import MarketplaceError, NotFound
from simulator.events import iso
from simulator.home import Home
from simulator.parties import Buyer, Seller
from simulator.policy import store


def world_json(home: Home, world: str) -> dict[str, Any]:
    """Describe a world: its instant, its addresses, its sellers with their credentials, its buyers."""
    with reading(home, world) as moment:
        row = moment.world
        about = select(Seller.id, Seller.name, Seller.marketplaces).order_by(Seller.number)
        sellers = moment.session.execute(about).all()
        buyers = moment.session.execute(select(Buyer.id, Buyer.name).order_by(Buyer.number)).all()
        told = {
            "world": world,
            "now": iso(row.now),
            "started_at": iso(row.started_at),
            "mode": row.mode,
            "speed": row.speed,
            "template": row.template,
            "seed": row.seed,
            "marketplaces": list(row.marketplaces),
            "date_set": row.date_set,
        }
    keys = credentials_of(home, world, [one.id for one in sellers])
    return told | {
        "urls": urls(world),
        "sellers": [_seller(one.id, one.name, one.marketplaces, keys[one.id]) for one in sellers],
        "buyers": [{"buyer_id": buyer_id, "name": name} for buyer_id, name in buyers],
    }


def listed(home: Home, world: str) -> dict[str, Any] | None:
    """Describe a world of a list: one that is damaged by its error, None for one deleted meanwhile."""
    try:
        return world_json(home, world)
    except NotFound:
        return None
    except MarketplaceError as error:
        return {"world": world, "error": error.message}


def urls(world: str) -> dict[str, str]:
    """Return the addresses of a world's pages."""
    root = f"{request.url_root.rstrip('/')}/w/{world}"
    return {"buyer": f"{root}/", "seller": f"{root}/seller/", "console": f"{root}/console/"}


def _seller(seller_id: str, name: str, stores: list[str], keys: Credential) -> dict[str, Any]:
    return {
        "seller_id": seller_id,
        "name": name,
        "marketplace_ids": [store(code).marketplace_id for code in stores],
        "credentials": {
            "lwa_client_id": keys.client_id,
            "lwa_client_secret": keys.client_secret,
            "refresh_token": keys.refresh_token,
            "mws_access_key": keys.mws_access_key,
            "mws_secret_key": keys.mws_secret_key,
        },
    }
