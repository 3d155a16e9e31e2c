"""Usage plans as token buckets, one for each operation and seller. Off unless a world switches them on.

Buckets run on the wall clock and are kept in the directory, so that all server processes share them.
"""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from simulator import clock
from simulator.directory import DirectoryBase, directory
from simulator.home import Home


class Bucket(DirectoryBase):
    """How many calls somebody has left for an operation, as of an instant."""

    __tablename__ = "buckets"

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    left: Mapped[float]
    at: Mapped[float]


def take(home: Home, key: str, rate: float, burst: int) -> bool:
    """Take one call from a bucket that fills with `rate` calls a second up to `burst`; False if it is empty."""
    now = clock.wall_seconds()
    with directory(home) as session:
        bucket = session.get(Bucket, key)
        if bucket is None:
            bucket = Bucket(key=key, left=float(burst), at=now)
            session.add(bucket)
        left = min(bucket.left + max(now - bucket.at, 0.0) * rate, float(burst))
        bucket.at = now
        bucket.left = left - 1 if left >= 1 else left
        return left >= 1
