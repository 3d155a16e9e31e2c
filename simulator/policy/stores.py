"""The stores a world can have: money, zone, languages and the identifiers machines know them by.

Knows no rules; those are in the packs. The facts are in packs/stores.toml.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from simulator.errors import BadInput


@dataclass(frozen=True)
class PostalCode:
    """How a country writes its postal codes: a pattern for capital letters, and one of them."""

    pattern: str
    example: str


@dataclass(frozen=True)
class Store:
    """One marketplace as a place: who shops there, in which money, under which clock."""

    code: str
    name: str
    marketplace_id: str
    country: str
    region: str
    currency: str
    currency_decimals: int
    locale: str
    locales: tuple[str, ...]
    time_zone: str
    language: str
    rtl: bool
    domain: str
    mail_domain: str
    postal_code: PostalCode | None

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone in which the store's days begin and end."""
        return ZoneInfo(self.time_zone)


# Other names people use for the same store.
ALIASES: Mapping[str, str] = {"GB": "UK", "KSA": "SA", "HARBOUR": "HARBOR"}


@cache
def _by_code() -> Mapping[str, Store]:
    text = files("simulator.policy").joinpath("packs/stores.toml").read_text("utf-8")
    return {code.upper(): _a_store(code, facts) for code, facts in tomllib.loads(text).items()}


def _a_store(code: str, facts: dict[str, object]) -> Store:
    locale = str(facts["locale"])
    domain = f"{code.lower()}.millpond.example"
    usual: dict[str, object] = {
        "locales": [locale],
        "currency_decimals": 2,
        "rtl": False,
        "language": locale.replace("_", "-"),
        "country": code,
        "domain": domain,
        "mail_domain": "marketplace.millpond.example",
    }
    complete = usual | facts
    complete["locales"] = tuple(complete["locales"])  # type: ignore[arg-type]
    written = complete.get("postal_code")
    complete["postal_code"] = PostalCode(**written) if isinstance(written, dict) else None
    return Store(code=code, **complete)  # type: ignore[arg-type]


def stores() -> tuple[Store, ...]:
    """List all stores, in the order of the rule book."""
    return tuple(_by_code().values())


def store(code: str) -> Store:
    """Find a store by its code, in any case; "GB" and "KSA" are understood too."""
    key = code.upper()
    found = _by_code().get(ALIASES.get(key, key))
    if found is None:
        known = ", ".join(one.code for one in stores())
        raise BadInput("marketplace", f"There is no store {code!r}. Choose one of {known}.")
    return found


def store_by_marketplace_id(marketplace_id: str) -> Store:
    """Find a store by the identifier machines use."""
    for one in stores():
        if one.marketplace_id == marketplace_id:
            return one
    raise BadInput("MarketplaceId", f"There is no marketplace {marketplace_id!r}.")
