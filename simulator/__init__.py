"""The marketplace engine: worlds, time, rules and orders."""
