"""Imports every room that registers deeds, rules of the agenda, listeners or world templates, so that all are known.

An edge like `app` and `cli`: whatever runs worlds imports it once; no room below does.
"""

import messaging.rooms
import seeds.demo
import seeds.templates
import seeds.voices
import seller_central.reports.columns
import seller_central.selling_partner_api.outbox
import simulator.health.appealing
import simulator.health.notifying
import simulator.health.offers
import simulator.health.warning
import simulator.health.watching
import simulator.outgoing
import simulator.people.rooms
import simulator.training.rooms
from simulator.orders import (
    cancelling,
    claiming,
    clockwork,
    multichannel,
    placing,
    refunding,
    returning,
    settings,
    shipping,
    staging,
    support,
)

ROOMS = (
    cancelling, claiming, clockwork, multichannel, placing, refunding, returning, settings, shipping, staging,
    support,
    messaging.rooms, seeds.demo, seeds.templates, seeds.voices,
    simulator.health.appealing, simulator.health.notifying, simulator.health.offers, simulator.health.warning,
    simulator.health.watching,
    simulator.outgoing, simulator.people.rooms, simulator.training.rooms, seller_central.reports.columns,
    seller_central.selling_partner_api.outbox,
)  # fmt: skip
