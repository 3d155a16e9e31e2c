"""The tables of a world as they were when histories began."""

from simulator.migrating import WORLDS, make_first

revision, down_revision = "4", None


def upgrade() -> None:
    """Make the tables."""
    make_first(WORLDS)
