"""Testing software against the marketplace: a pytest plugin, a client of the control API, page objects.

Runs `marketsim serve` as a process and speaks `/sim/v1`; imports neither the sites, nor messaging, nor seeds. Nothing
here needs more than the package itself; page objects want Playwright, which the test suite brings.
"""

from simulator.testing.calling import CallFailed, Refused
from simulator.testing.clock import Clock
from simulator.testing.comparing import Diff
from simulator.testing.market import Market
from simulator.testing.orders import Order
from simulator.testing.selling import SellerAPI
from simulator.testing.world import World

__all__ = ["CallFailed", "Clock", "Diff", "Market", "Order", "Refused", "SellerAPI", "World"]
