"""The part of the form Confirm shipment that stands for one package: read, kept, and turned into a deed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from simulator.orders.guards import has_label
from simulator.orders.models import Order
from simulator.orders.shipping import LONGEST_TRACKING
from simulator.policy import store
from simulator.shell.wording import gettext as _
from simulator.visits import here

MOST_PACKAGES = 20
LONGEST_SERVICE = 40


@dataclass
class PackageForm:
    """What was typed for one package. Fields are named p1-carrier, p2-carrier and so on."""

    at: int
    carrier: str = ""
    service: str = ""
    tracking: str = ""
    ship_on: str = ""
    memo: str = ""
    quantities: dict[str, str] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    ship_date: datetime | None = None
    errors: dict[str, str] = field(default_factory=dict)

    def name(self, key: str) -> str:
        """Name a field of this package."""
        return f"p{self.at}-{key}"

    def args(self) -> dict[str, Any]:
        """Return what the deed is told."""
        items = [{"order_item_id": key, "quantity": n} for key, n in self.units.items()]
        told = {"carrier": self.carrier, "tracking": self.tracking, "service": self.service, "memo": self.memo}
        return {**told, "items": items, **({"ship_date": self.ship_date} if self.ship_date else {})}


def first_form(order: Order, now: datetime, at: int = 1) -> PackageForm:
    """Return the form for a new package: today, with the label's carrier and everything that is left to ship."""
    label = has_label(order) and at == 1
    left = {item.id: str(item.quantity_open if at == 1 else 0) for item in order.items if item.quantity_open}
    return PackageForm(
        at=at,
        carrier=(order.carrier or "") if label else "",
        tracking=(order.tracking or "") if label else "",
        ship_on=now.astimezone(store(order.store).zone).date().isoformat(),
        quantities=left,
    )


def read_forms(order: Order, typed: Mapping[str, str]) -> list[PackageForm]:
    """Read all packages of a posted form; there is always one."""
    count = typed.get("packages", "1")
    many = min(int(count), MOST_PACKAGES) if count.isdecimal() and len(count) < 4 else 1
    return [_read(order, typed, at) for at in range(1, max(many, 1) + 1)]


def _read(order: Order, typed: Mapping[str, str], at: int) -> PackageForm:
    carrier, service, tracking, ship_on, memo = (
        typed.get(f"p{at}-{key}", "").strip() for key in ("carrier", "service", "tracking", "ship_date", "memo")
    )
    form = PackageForm(at, carrier, service, tracking, ship_on, memo)
    _read_items(order, typed, form)
    _read_date(order, form)
    if not 0 < len(form.carrier) <= 50:
        form.errors[form.name("carrier")] = _("Enter the carrier, at most 50 characters.")
    for key, most in (("tracking", LONGEST_TRACKING), ("service", LONGEST_SERVICE), ("memo", _longest_memo(order))):
        if len(getattr(form, key)) > most:
            form.errors[form.name(key)] = _("Write at most %(most)s characters.", most=most)
    return form


def _longest_memo(order: Order) -> int:
    return int(here().policy(order.store).seller_memo_limit)


def _read_items(order: Order, typed: Mapping[str, str], form: PackageForm) -> None:
    for item in order.items:
        name = form.name(f"item-{item.id}")
        text = typed.get(name, "0").strip()
        form.quantities[item.id] = text
        if not text.isdecimal() or len(text) > 6:
            form.errors[name] = _("Enter a whole number of units of %(title)s.", title=item.title)
        elif int(text):
            form.units[item.id] = int(text)
    if not form.units and not form.errors:
        first = next((item.id for item in order.items if item.quantity_open), "")
        form.errors[form.name(f"item-{first}")] = _("A package holds at least one item.")


def _read_date(order: Order, form: PackageForm) -> None:
    """Turn a day into an instant: today is now; other days are their noon where the store is."""
    zone, now = store(order.store).zone, here().now
    try:
        day = date.fromisoformat(form.ship_on) if form.ship_on else now.astimezone(zone).date()
    except ValueError:
        form.errors[form.name("ship_date")] = _("Enter the ship date as a date.")
        return
    if day != now.astimezone(zone).date():
        form.ship_date = datetime.combine(day, time(12), zone).astimezone(UTC)
