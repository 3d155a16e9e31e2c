"""The rows of tables in the rule book: reasons, contact reasons, transit times.

Knows the shape of each table, not its contents; those are in the packs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal


@dataclass(frozen=True)
class SellerReason:
    """A reason a seller states when canceling, and through which channels it can be stated."""

    label: str
    file_code: str
    api_code: str | None
    page: bool
    flat_file: bool
    xml: bool
    stock_restored: bool
    sellers_fault: bool
    group: str = ""


@dataclass(frozen=True)
class Label:
    """A code that has nothing but the words people read."""

    label: str


@dataclass(frozen=True)
class RefundReason:
    """Why money went back, and where that can be said."""

    label: str
    page: bool
    flat_file: bool
    xml: bool


@dataclass(frozen=True)
class ReturnReason:
    """Why a buyer sends something back, and who answers for it."""

    label: str
    liability: Literal["buyer", "seller"]


@dataclass(frozen=True)
class ContactReason:
    """What a seller writes about; critical ones reach buyers who opted out."""

    label: str
    critical: bool
    api_action: str | None = None


@dataclass(frozen=True)
class Transit:
    """A shipping service: its words, and how many carrier days a parcel takes."""

    label: str
    fewest: int
    most: int


Row = SellerReason | Label | RefundReason | ReturnReason | ContactReason | Transit | int

ROWS: Mapping[str, type] = {
    "seller-cancel-reasons": SellerReason,
    "buyer-cancel-reasons": Label,
    "marketplace-reasons": Label,
    "claim-grounds": Label,
    "refund-reasons": RefundReason,
    "return-reasons": ReturnReason,
    "critical-contact-reasons": ContactReason,
    "buyer-contact-reasons": Label,
    "transit-days": Transit,
    "shipping-prices": int,
}


def a_table(rule_id: str, raw: object) -> Mapping[str, Row]:
    """Read the rows of one table, in the order of the pack."""
    if not isinstance(raw, dict):
        raise ValueError(f"needs a table, not {raw!r}")
    return MappingProxyType({code: _row(rule_id, code, fields) for code, fields in raw.items()})


def _row(rule_id: str, code: str, fields: object) -> Row:
    kind = ROWS[rule_id]
    if kind is int and isinstance(fields, int) and not isinstance(fields, bool):
        return fields
    if kind is int or not isinstance(fields, dict):
        raise ValueError(f"row {code} cannot be {fields!r}")
    if kind is SellerReason:
        fields = {"file_code": code, "api_code": None} | fields
    row: Row = kind(**fields)
    return row
