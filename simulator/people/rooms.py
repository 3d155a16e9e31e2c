"""Imports every module of this room that registers deeds, rules of the agenda or listeners, so that they are known."""

from simulator.people import (
    answering,
    arriving,
    carrying,
    errands,
    judging,
    making,
    playing,
    scanning,
    selling,
    standing,
    wishing,
)

ROOMS = (answering, arriving, carrying, errands, judging, making, playing, scanning, selling, standing, wishing)
