"""Small things the answers of several interfaces share: instants, amounts, addresses, reasons, mail addresses."""

from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any

import orjson
from babel.numbers import get_currency_precision

from messaging.aliases import alias_for
from seller_central.selling_partner_api.peeking import Peek, Row
from simulator.policy import Policy, Store, policy_for, store
from simulator.reasons import reason_label

# How each minute of a day, and each second of a minute, is written: lists of orders tell hundreds of instants.
_MINUTES = [f"T{minute // 60:02}:{minute % 60:02}:" for minute in range(1440)]
_SECONDS = [f"{second:02}Z" for second in range(60)]
_EPOCH = date(1970, 1, 1).toordinal()


def at(seconds: int | None) -> str | None:
    """Write an instant stored as seconds."""
    if seconds is None:
        return None
    day, rest = divmod(seconds, 86_400)
    minute, second = divmod(rest, 60)
    return _day(day) + _MINUTES[minute] + _SECONDS[second]


@lru_cache(maxsize=4096)
def _day(number: int) -> str:
    return date.fromordinal(_EPOCH + number).isoformat()


@lru_cache(maxsize=65_536)
def amount(minor: int, currency: str) -> str:
    """Write minor units as a decimal text."""
    decimals = precision(currency)
    if not decimals:
        return str(minor)
    sign, digits = ("-" if minor < 0 else ""), f"{abs(minor):0{decimals + 1}d}"
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"


@cache
def precision(currency: str) -> int:
    """Return how many decimals a currency has."""
    return int(get_currency_precision(currency))


def money(minor: int, currency: str) -> dict[str, str]:
    """Write an amount the way the older order interface does."""
    return {"CurrencyCode": currency, "Amount": amount(minor, currency)}


def modern_money(minor: int, currency: str) -> dict[str, str]:
    """Write an amount the way the newer order interface does."""
    return {"amount": amount(minor, currency), "currencyCode": currency}


@cache
def place(code: str) -> Store:
    """Return a store by its code."""
    return store(code)


@lru_cache(maxsize=65_536)
def mail_address(seed: int, buyer_id: str, seller_id: str, domain: str) -> str:
    """Return the address under which a seller writes to a buyer."""
    return alias_for(seed, buyer_id, seller_id, side="buyer", domain=domain)


def buyer_mail(seed: int, row: Row) -> str:
    """Return the address under which the seller of an order writes to its buyer."""
    return mail_address(seed, row["buyer_id"], row["seller_id"], place(row["store"]).mail_domain)


def rules(peek: Peek, code: str) -> Policy:
    """Return the rules in force in a store at the world's instant."""
    return policy_for(code, datetime.fromtimestamp(peek.now, UTC), peek.date_set)


def is_asked(item: Row) -> bool:
    """Say whether the buyer officially asked to cancel this item; the flag stays whatever came of it."""
    if item["asked_state"] is None or item["asked_state"] == "withdrawn":
        return False
    asked = orjson.loads(item["asked_items"]) if item["asked_items"] else None
    return asked is None or item["id"] in asked


def asked_reason(peek: Peek, code: str, item: Row) -> str:
    """Return the buyer's reason in the words of the form."""
    return reason_label(rules(peek, code).buyer_cancel_reasons, item["asked_reason"])


def loaded(text: str | None) -> dict[str, Any]:
    """Read a JSON column that holds an object."""
    found = orjson.loads(text) if text else None
    return found if isinstance(found, dict) else {}


def units(item: Row) -> int:
    """Return how many units were ordered, without those canceled out of an order that lives."""
    return int((item["quantity"] - item["quantity_canceled"]) or item["quantity"])
