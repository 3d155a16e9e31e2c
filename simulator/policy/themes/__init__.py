"""The rule book's typed names, one class per theme, joined into one.

A rule is added by an entry in packs/base/<theme>.toml and its name here; the loader refuses one without the other.
"""

from dataclasses import dataclass

from simulator.policy.themes.cancellation import SellerCancellation
from simulator.policy.themes.channels import Channels
from simulator.policy.themes.counting import Counting
from simulator.policy.themes.deeds import Deeds
from simulator.policy.themes.messages import Messages
from simulator.policy.themes.metrics import Metrics
from simulator.policy.themes.parcels import Parcels
from simulator.policy.themes.reasons import Reasons
from simulator.policy.themes.returns import ReturnsAndClaims
from simulator.policy.themes.shipping import Shipping
from simulator.policy.themes.shop import Shop
from simulator.policy.themes.timings import Timings
from simulator.policy.themes.windows import Windows


@dataclass(frozen=True, kw_only=True, eq=False)
class Themes(
    Windows,
    Deeds,
    SellerCancellation,
    Parcels,
    Reasons,
    Counting,
    Metrics,
    Shipping,
    ReturnsAndClaims,
    Messages,
    Channels,
    Shop,
    Timings,
):
    """All rules of all themes, each an attribute named as its id with underscores."""
