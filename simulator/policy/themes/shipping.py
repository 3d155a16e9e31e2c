"""Working days, services, and what a promise is made of.

Only the typed names; words, values, dates and sources are in packs/base/shipping.toml.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from simulator.policy.rows import Transit


@dataclass(frozen=True, kw_only=True, eq=False)
class Shipping:
    """Working days, services, and what a promise is made of."""

    handling_days: int
    handling_days_maximum: int
    operating_days: tuple[str, ...]
    carrier_days: tuple[str, ...]
    order_cut_off: time
    holidays: tuple[date, ...]
    shipping_services: tuple[str, ...]
    default_shipping_service: str
    transit_days: Mapping[str, Transit]
    shipping_prices: Mapping[str, int]
    carriers: tuple[str, ...]
    vacation_hides_offers: bool
    vacation_dates_ahead: bool
