"""The columns of order reports, in their order: what each says of a line, and which a seller switches on.

Source: policies §10 (base columns, observed order of the optional ones).
"""

from collections.abc import Callable
from dataclasses import dataclass

import orjson

from seller_central.reports.lines import DAY, Line
from simulator.orders.settings import REPORT_SWITCHES
from simulator.reasons import reason_label

Cell = Callable[[Line], str]


@dataclass(frozen=True)
class Column:
    """A column: its name, what it says, and the switch that shows it; no switch is always."""

    name: str
    cell: Cell
    switch: str = ""


def _flag(value: object) -> str:
    return "true" if value else "false"


def _asked(line: Line) -> bool:
    if line["asked_state"] in (None, "withdrawn"):
        return False
    items = orjson.loads(line["asked_items"]) if line["asked_items"] else None
    return items is None or line["item_id"] in items


def _asked_reason(line: Line) -> str:
    return reason_label(line.policy.buyer_cancel_reasons, line["asked_reason"]) if _asked(line) else ""


def _days_past(line: Line) -> str:
    return "" if line["ship_by"] is None else str((line.peek.now - line["ship_by"]) // DAY)


def _near_cancel(line: Line) -> str:
    end, span = line["auto_cancel_at"], line.policy.verge_of_cancellation.total_seconds()
    return _flag(end is not None and end - span <= line.peek.now < end)


def _near_late(line: Line) -> str:
    # Assumed: the day before the ship-by date, as with cancellation; only the column's name is known.
    end, span = line["ship_by"], line.policy.verge_of_cancellation.total_seconds()
    return _flag(end is not None and end - span <= line.peek.now < end)


def _to(key: str) -> Cell:
    return lambda line: str(line.address.get(key) or "")


def _said(key: str) -> Cell:
    return lambda line: str(line.attributes.get(key) or "")


def _fixed(text: str) -> Cell:
    return lambda line: text


def _column(name: str) -> Cell:
    return lambda line: str(line[name] or "")


def _is_business(line: Line) -> str:
    return _flag(line["is_business"] or line.attributes.get("is_business"))


def _when(name: str) -> Cell:
    return lambda line: line.instant(name)


def _money(name: str) -> Cell:
    return lambda line: line.amount(line[name])


def _price(line: Line) -> str:
    return line.amount(line["unit_price"] * line.units)


def _optional(name: str, cell: Cell | None = None) -> Column:
    return Column(name, cell or _fixed(""), name.replace("-", "_"))


def _given(name: str, cell: Cell) -> Column:
    return Column(name, cell)


# What cells of several reports are made of.
ADDRESS = [
    _given("ship-address-1", _to("line1")), _given("ship-address-2", _to("line2")),
    _given("ship-address-3", _to("line3")),
]  # fmt: skip
REGION = [
    _given("ship-city", _to("city")), _given("ship-state", _to("state")),
    _given("ship-postal-code", _to("postal_code")), _given("ship-country", _to("country")),
]  # fmt: skip
REQUEST = [
    Column("is-buyer-requested-cancellation", lambda line: _flag(_asked(line)), "buyer_requested_cancel"),
    Column("buyer-requested-cancel-reason", _asked_reason, "buyer_requested_cancel"),
]
BUSINESS = [
    _given("is-business-order", _is_business), _given("purchase-order-number", _said("purchase_order_number")),
    _given("price-designation", _fixed("")),
]  # fmt: skip
HEAD = [
    _given("order-id", _column("number")), _given("order-item-id", _column("item_id")),
    _given("purchase-date", _when("placed_at")), _given("payments-date", lambda line: line.local_instant("placed_at")),
]  # fmt: skip

UNSHIPPED = [
    *HEAD,
    _given("reporting-date", _when("released_at")), _given("promise-date", _when("ship_by")),
    _given("days-past-promise", _days_past), _given("buyer-email", lambda line: line.buyer_mail),
    _given("buyer-name", _column("buyer_name")), _optional("payment-method-details", _fixed("Standard")),
    _optional("cpf"), _given("buyer-phone-number", _to("phone")), _given("sku", _column("sku")),
    _optional("number-of-items", _fixed("1")), _given("product-name", _column("title")),
    _given("quantity-purchased", lambda line: str(line.units)),
    _given("quantity-shipped", lambda line: str(line["quantity_shipped"])),
    _given("quantity-to-ship", lambda line: str(line.left)), _given("ship-service-level", _column("service")),
    _optional("ship-service-name", _column("service")), _given("recipient-name", _column("ship_name")),
    *ADDRESS, _optional("address-type", _fixed("Residential")), *REGION,
    _optional("sales-channel", lambda line: line.store.domain), _optional("gift-wrap-type", _said("gift_wrap")),
    _optional("gift-message-text", _said("gift_note")), _optional("payment-method", _fixed("Other")),
    _optional("cod-collectible-amount"), _optional("already-paid"), _optional("payment-method-fee"),
    _optional("customized-url"), _optional("customized-page", _said("customization")), *BUSINESS,
    _optional("is-prime", _fixed("false")), _optional("is-global-express", _fixed("false")),
    _optional("is-premium-order", _fixed("false")), _optional("buyer-company-name"), _optional("licensee-name"),
    _optional("license-number"), _optional("license-state"), _optional("license-expiration-date"),
    _optional("is-replacement-order", _fixed("false")), _optional("is-exchange-order", _fixed("false")),
    _optional("original-order-id"), _optional("is-transparency", _fixed("false")),
    *(_optional(f"default-ship-from-{one}") for one in (
        "address-name", "address-field-1", "address-field-2", "address-field-3", "city", "state", "country",
        "postal-code")),
    _optional("is-ispu-order", _fixed("false")), _optional("store-chain-store-id"), *REQUEST, _optional("ioss-number"),
    _optional("is-shipping-settings-automation-enabled", _fixed("false")), _optional("ssa-carrier"),
    _optional("ssa-ship-method"), _optional("tax-collection-model"), _optional("tax-collection-responsible-party"),
    _given("verge-of-cancellation", _near_cancel), _given("verge-of-lateShipment", _near_late),
    _optional("signature-confirmation-recommended", _fixed("false")),
]  # fmt: skip

NEW = [
    *HEAD, _given("buyer-email", lambda line: line.buyer_mail), _given("buyer-name", _column("buyer_name")),
    _given("buyer-phone-number", _to("phone")), _given("sku", _column("sku")), _given("product-name", _column("title")),
    _given("quantity-purchased", lambda line: str(line.units)), _given("currency", _column("currency")),
    _given("item-price", _price), _given("item-tax", _money("item_tax")),
    _given("shipping-price", _money("shipping_price")), _given("shipping-tax", _money("shipping_tax")),
    _given("ship-service-level", _column("service")), _given("recipient-name", _column("ship_name")), *ADDRESS, *REGION,
    _given("ship-phone-number", _to("phone")), _optional("item-promotion-discount"), _optional("item-promotion-id"),
    _optional("ship-promotion-discount"), _optional("ship-promotion-id"), _given("delivery-start-date", _fixed("")),
    _given("delivery-end-date", _fixed("")), _given("delivery-time-zone", _fixed("")),
    _given("delivery-Instructions", _fixed("")), _given("sales-channel", lambda line: line.store.domain),
    _given("earliest-ship-date", _when("ship_from")), _given("latest-ship-date", _when("ship_by")),
    _given("earliest-delivery-date", _when("deliver_from")), _given("latest-delivery-date", _when("deliver_by")),
    *BUSINESS, _given("is-prime", _fixed("false")), _given("buyer-company-name", _fixed("")),
    _optional("is-iba", _fixed("false")), *REQUEST,
]  # fmt: skip


def _item_status(line: Line) -> str:
    if line["status"] == "Canceled" or line["quantity_canceled"] >= line["quantity"]:
        return "Cancelled"
    return "Shipped" if line["quantity_shipped"] and not line.left else "Unshipped"


CHANNELS = {"MFN": "Merchant", "AFN": "Amazon"}
ALL = [
    _given("amazon-order-id", _column("number")), _given("merchant-order-id", _column("number")),
    _given("purchase-date", _when("placed_at")), _given("last-updated-date", _when("last_updated_at")),
    _given("order-status", lambda line: "Cancelled" if line["status"] == "Canceled" else line["status"]),
    _given("fulfillment-channel", lambda line: CHANNELS.get(line["channel"], line["channel"])),
    _given("sales-channel", lambda line: line.store.domain), _given("order-channel", _fixed("")),
    _given("ship-service-level", _column("service")), _given("product-name", _column("title")),
    _given("sku", _column("sku")), _given("asin", _column("asin")), _optional("number-of-items", _fixed("1")),
    _given("item-status", _item_status), _optional("tax-collection-model"),
    _optional("tax-collection-responsible-party"), _given("quantity", lambda line: str(line.units)),
    _given("currency", lambda line: line["currency"] if line.amount(0) else ""), _given("item-price", _price),
    _given("item-tax", _money("item_tax")), _given("shipping-price", _money("shipping_price")),
    _given("shipping-tax", _money("shipping_tax")), _given("gift-wrap-price", _fixed("")),
    _given("gift-wrap-tax", _fixed("")), _given("item-promotion-discount", _fixed("")),
    _given("ship-promotion-discount", _fixed("")), *REGION, _given("promotion-ids", _fixed("")), _optional("cpf"),
    *BUSINESS, _optional("address-type", _fixed("Residential")), _optional("url"),
]  # fmt: skip


REPORT_SWITCHES.update(one.switch for one in (*UNSHIPPED, *NEW, *ALL) if one.switch)


def chosen(columns: list[Column], switches: dict[str, object], *, knows_requests: bool) -> list[Column]:
    """Return the columns a seller sees: all without a switch, and those switched on."""
    return [
        one
        for one in columns
        if (not one.switch or switches.get(one.switch) or switches.get("all"))
        and (knows_requests or one.switch != "buyer_requested_cancel")
    ]
