"""Settings that change what happens: of sellers, of buyers, and of offers (price and stock)."""

from datetime import datetime
from typing import Any

from simulator.deeds import deed
from simulator.errors import BadInput, NotFound
from simulator.events import EventKind, iso, record
from simulator.instants import read_duration
from simulator.moment import Actor, Moment
from simulator.money import read_amount
from simulator.orders.addresses import check_postal_code
from simulator.orders.promises import WEEKDAYS
from simulator.orders.vacation import vacation_settings
from simulator.parties import Buyer, Product, Seller
from simulator.policy import Policy

MOST_STOCK = 10_000_000
# Columns of order reports that a seller switches on, all at once or by name; the room of reports names them here.
REPORT_SWITCHES = {"all"}


@deed("change-seller", by=Actor.SELLER, on="world")
def change_seller(
    moment: Moment,
    *,
    seller_id: str,
    vacation: bool | None = None,
    vacation_from: datetime | None = None,
    vacation_until: datetime | None = None,
    carriers: list[str] | None = None,
    handling_days: int | None = None,
    operating_days: list[str] | None = None,
    cut_off: str | None = None,
    auto_approval_window: int | str | None = None,
    report_columns: dict[str, bool] | None = None,
    mail_off: list[str] | None = None,
) -> None:
    """Change a seller's settings. `auto_approval_window` is in minutes or an ISO duration; 0 switches it off.

    A vacation begins now, or at `vacation_from`, and ends when it is switched off, or at `vacation_until`.
    """
    seller = moment.session.get(Seller, seller_id)
    if seller is None:
        raise NotFound(f"There is no seller {seller_id}.")
    moment.actor, moment.person_id = Actor.SELLER, seller.id
    policy = moment.policy(seller.marketplaces[0])
    changed = vacation_settings(moment, seller, vacation, vacation_from, vacation_until)
    if carriers is not None:
        changed["carriers"] = _carriers(carriers, policy)
    if handling_days is not None:
        changed["handling_days"] = _handling_days(handling_days, policy)
    if operating_days is not None:
        changed["operating_days"] = _operating_days(operating_days, policy)
    if cut_off is not None:
        changed["cut_off"] = _time_of_day(cut_off)
    if auto_approval_window is not None:
        changed["auto_approval_minutes"] = _approval_minutes(auto_approval_window, policy)
    if report_columns is not None:
        changed["report_columns"] = {**seller.report_columns, **_switches(report_columns)}
    if mail_off is not None:
        changed["mail_off"] = sorted(set(mail_off))
    _apply(moment, seller, changed, seller_id=seller.id)


@deed("change-buyer", by=Actor.BUYER, on="world")
def change_buyer(
    moment: Moment,
    *,
    buyer_id: str,
    opted_out: bool | None = None,
    language: str | None = None,
    address: dict[str, Any] | None = None,
    addresses: list[dict[str, Any]] | None = None,
) -> None:
    """Change a buyer's settings: messages that are not critical, language, addresses."""
    buyer = moment.session.get(Buyer, buyer_id)
    if buyer is None:
        raise NotFound(f"There is no buyer {buyer_id}.")
    moment.actor, moment.person_id = Actor.BUYER, buyer.id
    for one in [*(addresses or ()), *([address] if address else ())]:
        # What was kept before stays as it is.
        if one != buyer.address and one not in buyer.addresses:
            check_postal_code(one)
    given = {"opted_out": opted_out, "language": language, "address": address, "addresses": addresses}
    _apply(moment, buyer, {key: value for key, value in given.items() if value is not None}, buyer_id=buyer.id)


@deed("change-product", by=Actor.SELLER, on="world")
def change_product(
    moment: Moment, *, sku: str, price: Any = None, stock: int | None = None, seller_id: str | None = None
) -> None:
    """Change an offer's price or stock; a changed price reactivates an offer that was deactivated."""
    product = moment.session.get(Product, sku)
    if product is None or (seller_id is not None and product.seller_id != seller_id):
        raise NotFound(f"There is no offer with SKU {sku[:40]}.")
    moment.actor, moment.person_id = Actor.SELLER, product.seller_id
    if stock is not None and not 0 <= stock <= MOST_STOCK:
        raise BadInput("stock", "Stock is 0 to {most} units.", most=f"{MOST_STOCK:,}")
    new_price = read_amount(price, product.currency, "price") if price is not None else product.price
    if new_price == 0:
        raise BadInput("price", "A price is more than nothing.")
    facts = {"sku": sku, "seller_id": product.seller_id}
    if stock is not None and stock != product.stock:
        record(moment, EventKind.STOCK_CHANGED, **facts, was=product.stock, now=stock)
        product.stock = stock
    if new_price != product.price:
        record(moment, EventKind.PRICE_CHANGED, **facts, was=product.price, now=new_price, currency=product.currency)
        product.price = new_price
        if product.deactivated_at is not None and moment.policy(product.store).price_edit_reactivates:
            product.deactivated_at = product.deactivated_why = None
    if not moment.recorded:
        record(moment, EventKind.SETTINGS_CHANGED, **facts, changed={})


def _apply(moment: Moment, row: Seller | Buyer, changed: dict[str, Any], **who: str) -> None:
    """Write settings and log what they were."""
    if not changed:
        raise BadInput("body", "Name a setting to change.")
    was = {key: getattr(row, key) for key in changed}
    for key, value in changed.items():
        setattr(row, key, value)
    record(moment, EventKind.SETTINGS_CHANGED, **who, changed=_in_log(changed), was=_in_log(was))


def _in_log(settings: dict[str, Any]) -> dict[str, Any]:
    return {key: iso(value) if isinstance(value, datetime) else value for key, value in settings.items()}


def _carriers(names: list[str], policy: Policy) -> list[str]:
    if not names or not set(names) <= set(policy.carriers):
        raise BadInput("carriers", policy.refuse("carriers").message)
    return [name for name in policy.carriers if name in names]


def _handling_days(days: int, policy: Policy) -> int:
    if days < 0:
        raise BadInput("handling_days", "A handling time is 0 business days or more.")
    if days > policy.handling_days_maximum:
        raise BadInput("handling_days", policy.refuse("handling-days-maximum").message)
    return days


def _operating_days(days: list[str], policy: Policy) -> list[str]:
    if not set(days) <= set(WEEKDAYS):
        raise BadInput("operating_days", "Name days as: {known}.", known=", ".join(WEEKDAYS))
    if not set(policy.operating_days) <= set(days):
        raise BadInput("operating_days", policy.refuse("operating-days").message)
    return [day for day in WEEKDAYS if day in days]


def _time_of_day(text: str) -> str:
    hours, _, minutes = text.partition(":")
    if not (hours.isdigit() and minutes.isdigit() and int(hours) < 24 and int(minutes) < 60 and len(text) <= 5):
        raise BadInput("cut_off", "Enter a time of day, such as 14:00.")
    return f"{int(hours):02d}:{int(minutes):02d}"


def _approval_minutes(given: int | str, policy: Policy) -> int | None:
    minutes = (
        int(read_duration(given, "auto_approval_window").total_seconds() // 60) if isinstance(given, str) else given
    )
    if minutes == 0:
        return None
    if not policy.auto_approval_offered:
        raise policy.refuse("auto-approval-offered")
    if minutes * 60 < policy.auto_approval_minimum.total_seconds():
        raise policy.refuse("auto-approval-minimum")
    if minutes * 60 > policy.auto_approval_maximum.total_seconds():
        raise policy.refuse("auto-approval-maximum")
    return minutes


def _switches(columns: dict[str, bool]) -> dict[str, bool]:
    if columns.keys() - REPORT_SWITCHES:
        raise BadInput("report_columns", "These are not columns of an order report.")
    return columns
