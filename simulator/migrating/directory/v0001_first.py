"""The tables of the directory as they were when histories began."""

from simulator.migrating import DIRECTORY, make_first

revision, down_revision = "1", None


def upgrade() -> None:
    """Make the tables."""
    make_first(DIRECTORY)
