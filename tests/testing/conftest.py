"""The plugin under test, as another project would use it: its `market` stands before ours here."""

from simulator.testing.plugin import market

__all__ = ["market"]
