"""The marketplace engine: worlds, time, rules and orders."""

__version__ = "0.1.0"
