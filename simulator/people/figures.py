"""What `figures.toml` says, typed. Data for everybody in this room; decides nothing."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from simulator.people.chance import Curve


@dataclass(frozen=True)
class BuyerHabit:
    """A buyer's persona, in shares per mille: does what they are told, thanks, gets angry; how often they repeat."""

    obeys: int
    repeats: int
    polite: int
    angry: int = 0


@dataclass(frozen=True)
class SellerHabit:
    """A seller's persona; the words of `figures.toml`."""

    pace: int
    answer: Curve
    grants: int
    tells: int
    cancels: int
    wrong_stock: int
    forgets: int
    late_confirm: int
    ghosts: int
    label_first: int
    confirm_first: int
    represents: int
    away_days: int = 0
    # Orders left until the day they must go.
    lingers: int = 0
    # Reads and answers once on a day off.
    looks_in: bool = False
    asks_buyer: int = 0


@cache
def figures(part: str) -> Mapping[str, Any]:
    """Return one table of the figures; numeric keys as numbers."""
    return {name: _keyed(value) for name, value in _all()[part].items()}


@cache
def buyer_habits() -> Mapping[str, BuyerHabit]:
    """Return the buyers' personas."""
    return {name: BuyerHabit(**row) for name, row in _all()["buyer"].items()}


@cache
def seller_habits() -> Mapping[str, SellerHabit]:
    """Return the sellers' personas."""
    return {name: SellerHabit(**row) for name, row in _all()["seller"].items()}


def carriers() -> Mapping[str, str]:
    """Return the carriers: what identifies each, and its name."""
    return {name.lower().replace(" ", "-"): name for name in figures("carriers")["names"]}


@cache
def _all() -> Mapping[str, Any]:
    return tomllib.loads(files("simulator.people").joinpath("figures.toml").read_text("utf-8"))


def _keyed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {int(key) if key.isdigit() else key: one for key, one in value.items()}
