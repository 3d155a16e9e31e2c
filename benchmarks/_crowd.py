"""The worlds and people of the load: two worlds with many orders and a running clock, and who acts in them."""

import sqlite3
from contextlib import closing
from typing import Any

import requests

from benchmarks._worlds import world_of
from seller_central.selling_partner_api.tokens import access_token
from simulator import worlds
from simulator.acting import reading
from simulator.home import Home
from simulator.moment import Moment
from simulator.states import present

ORDERS = 10_000
WORLDS = ("north", "south")
ROLES = {"buyer": 4, "seller": 2, "program": 2}
# Simulated seconds a second.
SPEED = 60
# Nothing sells out.
STOCK = 10_000_000

Crowd = dict[str, list[dict[str, Any]]]


def crowd(home: Home, root: str) -> Crowd:
    """Make the worlds, let their clocks run, and return who acts in them, by role."""
    source = world_of(home, ORDERS)
    for name in WORLDS:
        worlds.fork(home, source, name)
        requests.put(f"{root}/sim/v1/worlds/{name}/clock", json={"mode": "playing", "speed": SPEED}, timeout=60)
        with closing(sqlite3.connect(present(home.world_file(name)), isolation_level=None, timeout=30)) as world:
            world.execute("UPDATE products SET stock = ?", (STOCK,))
    makers = {"buyer": _buyer, "seller": _seller, "program": _program}
    return {
        role: [makers[role](home, root, WORLDS[n % len(WORLDS)], n // len(WORLDS)) for n in range(many)]
        for role, many in ROLES.items()
    }


def _buyer(home: Home, root: str, world: str, nth: int) -> dict[str, Any]:
    with reading(home, world) as moment:
        asins = _column(moment, "SELECT asin FROM products WHERE channel = 'MFN' AND deactivated_at IS NULL")
        buyers = _column(moment, "SELECT id FROM buyers WHERE store = 'US' ORDER BY number")
    return {"world": f"/w/{world}", "items": asins, "cookies": _signed_in(root, world, "buyer", buyers[nth])}


def _seller(home: Home, root: str, world: str, nth: int) -> dict[str, Any]:
    return {"world": f"/w/{world}", "cookies": _signed_in(root, world, "seller", _sellers(home, world)[nth])}


def _program(home: Home, root: str, world: str, nth: int) -> dict[str, Any]:
    # The software of the seller who has most to do.
    token = access_token(home, world, _sellers(home, world)[0])
    with reading(home, world) as moment:
        now = f"{moment.now:%Y-%m-%dT%H:%M:%SZ}"
    return {"headers": {"x-amz-access-token": token}, "control": f"/sim/v1/worlds/{world}", "now": now}


def _sellers(home: Home, world: str) -> list[str]:
    with reading(home, world) as moment:
        return _column(moment, "SELECT id FROM sellers ORDER BY number")


def _column(moment: Moment, query: str) -> list[str]:
    return [str(one) for (one,) in moment.session.connection().exec_driver_sql(query)]


def _signed_in(root: str, world: str, role: str, person: str) -> dict[str, str]:
    """Return the cookies of a browser that a sign-in link has let in."""
    asked = {"role": role, "id": person}
    link = requests.post(f"{root}/sim/v1/worlds/{world}/sign-in", json=asked, timeout=60).json()["url"]
    return dict(requests.get(link, allow_redirects=False, timeout=60).cookies)
