"""Simulated buyers, sellers and carriers: they take their turns from the agenda and act through deeds.

Every choice is drawn from the world's seed, the person and what they decide about, never from a shared state, so a
world is the same whatever the steps, and a person taken over changes only what follows from it. Must not know pages
or seeds; the words people use, and newcomers' names, come from whoever registers them (`speaking.py`, `arriving.py`).
Figures and personas: `figures.toml`, after the fact base, section 15.
"""
