"""The control API, `/sim/v1`: worlds, time, orders and everything that can be asked, for tests and scripts.

Every call is a function registered in a table (`calls.CALLS`); addresses, checks of bodies and the OpenAPI description
are made from that table and from the deeds' own schemas. Knows no rule of the marketplace.
"""

from flask import Flask

from simulator.console.api import (
    clock_calls,
    comparing_calls,
    deed_calls,
    living_calls,
    log_calls,
    order_calls,
    people_calls,
    rule_calls,
    snapshot_calls,
    world_calls,
)
from simulator.console.api.calls import install_calls
from simulator.console.api.describing import install_description
from simulator.console.api.guarding import install_guards
from simulator.home import Home

# Imported for the calls they register.
CALLS = (
    world_calls,
    snapshot_calls,
    comparing_calls,
    clock_calls,
    order_calls,
    deed_calls,
    living_calls,
    log_calls,
    people_calls,
    rule_calls,
)


def init_api(app: Flask, home: Home) -> None:
    """Attach the control API and `/healthz`.

    Reads from the configuration: MODE, CONTROL_TOKEN, HOSTS (see `simulator.config`).
    """
    app.extensions["home"] = home
    install_guards(app)
    install_description(app)
    install_calls(app)
