"""Imports every room of the engine that registers deeds, agenda rules or listeners, so that they are known."""

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
    support,
)

ROOMS = (cancelling, claiming, clockwork, multichannel, placing, refunding, returning, settings, shipping, support)
