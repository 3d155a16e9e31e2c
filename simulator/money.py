"""Amounts of money: integer minor units inside, decimal strings with a currency outside."""

from decimal import Decimal, DecimalException, InvalidOperation
from typing import Any

from babel.numbers import get_currency_precision

from simulator.errors import BadInput

# Larger sums than any order's are a slip of the keyboard.
LARGEST = 10**11


def amount_json(minor: int, currency: str) -> dict[str, str]:
    """Write an amount as interfaces do: {"amount": "12.34", "currency": "USD"}."""
    return {"amount": as_text(minor, currency), "currency": currency}


def as_text(minor: int, currency: str) -> str:
    """Write minor units as a plain decimal with the currency's own number of decimals."""
    return str(as_decimal(minor, currency))


def as_decimal(minor: int, currency: str) -> Decimal:
    """Return an amount as an exact decimal with the currency's own number of decimals."""
    return Decimal(minor).scaleb(-get_currency_precision(currency))


def read_amount(value: Any, currency: str, field: str = "amount") -> int:
    """Read "12.34", 12, or {"amount", "currency"} into minor units.

    Raises:
        BadInput: not a number, another currency, too many decimals, negative or absurdly large.
    """
    if isinstance(value, dict):
        if value.get("currency", currency) != currency:
            raise BadInput(
                field, "Enter an amount in {currency}, not in {other}.", currency=currency, other=value["currency"]
            )
        value = value.get("amount")
    try:
        if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
            raise InvalidOperation
        minor = Decimal(str(value).strip()).scaleb(get_currency_precision(currency))
    except DecimalException:
        raise BadInput(field, "Enter an amount of money, such as 12.34.") from None
    if not minor.is_finite() or not 0 <= minor < LARGEST:
        raise BadInput(field, "Enter an amount that is not negative and not absurdly large.")
    if minor != minor.to_integral_value():
        raise BadInput(
            field, "{currency} has {decimals} decimals.", currency=currency, decimals=get_currency_precision(currency)
        )
    return int(minor)
