"""Tallies are counted by the day and by the quarter of an hour, no longer by the hour.

Nothing else has changed, and tallies are counted afresh whenever a world is brought up to date.
"""

revision, down_revision = "5", "4"


def upgrade() -> None:
    """Change no table."""
