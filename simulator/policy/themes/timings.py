"""How long things take that nobody decides.

Only the typed names; words, values, dates and sources are in packs/base/timings.toml.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True, eq=False)
class Timings:
    """How long things take that nobody decides."""

    fraud_review: timedelta
    fba_picking_time: timedelta
    fba_delivery_time: timedelta
    mcf_processing_time: timedelta
