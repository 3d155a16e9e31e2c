"""The life of an order: models, transitions, notices and one module per deed.

Must not know pages, messages or the wall clock; windows and reasons come from simulator.policy.
"""
