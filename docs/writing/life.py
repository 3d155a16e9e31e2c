"""The picture of an order's life, as the rule book draws it, with its own colors so that it stands alone."""

from simulator.console.rulebook.drawing import draw
from simulator.console.rulebook.states import graph_of
from simulator.orders.statuses import Channel

LOOK = """<style>
svg { background: #fff; font: 13px sans-serif; }
path { fill: none; stroke: #5b6770; stroke-width: 1.5; } .tip { fill: #5b6770; stroke: none; }
.box { fill: #f3f5f6; stroke: #5b6770; } .begin { fill: #e3eefb; } .end { fill: #e9e6df; }
text { text-anchor: middle; dominant-baseline: central; fill: #16202a; }
.mark { fill: #16202a; } .mark-t { fill: #fff; font-size: 11px; }
</style>"""


def life_of_an_order() -> str:
    """Return the picture of a seller-fulfilled order as an SVG file."""
    drawn = str(draw(graph_of(Channel.MFN), "States of a seller-fulfilled order"))
    begun, rest = drawn.split(">", 1)
    return begun.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) + ">" + LOOK + rest + "\n"
