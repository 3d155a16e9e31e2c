"""The shop itself, and files that come and go.

Only the typed names; words, values, dates and sources are in packs/base/shop.toml.
"""

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction


@dataclass(frozen=True, kw_only=True, eq=False)
class Shop:
    """The shop itself, and files that come and go."""

    order_number_prefix: str
    tax_rate: Fraction
    price_drop_confirm: Fraction
    quantity_maximum: int
    report_retention: timedelta
    new_orders_report_window: timedelta
    feed_result_retention: timedelta
