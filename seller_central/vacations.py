"""Vacation settings: active, away from now on, or on planned days. What it does is the rule book's."""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from seller_central.attempts import Problem
from seller_central.blueprint import seller
from seller_central.settings import own_policy, save
from simulator.orders.promises import start_of_day
from simulator.shell.wording import gettext as _
from simulator.visits import current_seller, here

DAY = timedelta(days=1)
# By field: days after the day typed at whose beginning it is; the last day belongs to the vacation.
FIELDS = {"vacation_from": 0, "vacation_until": 1}


@seller.get("/settings/vacation")
def vacation_settings(world: str) -> str:
    """Show the vacation switch and its dates."""
    return _page(Problem(200))


@seller.post("/settings/vacation")
def save_vacation_settings(world: str) -> ResponseReturnValue:
    """Go on vacation, plan one, or come back."""
    on = request.form.get("vacation") == "on"
    days = {field: request.form.get(field, "").strip() for field in FIELDS}
    changes: dict[str, Any] = {"vacation": on}
    errors = {}
    for field, day in days.items() if on else ():
        try:
            changes[field] = _instant(field, day)
        except ValueError:
            errors[field] = _("Enter a date, or leave the field empty.")
    # Who comes back leaves the days that were planned; other days were typed to be used.
    for field, day in days.items() if not on else ():
        if day not in ("", _planned(field)):
            errors[field] = _("Choose On vacation to use this date, or leave the field empty.")
    if errors:
        return _page(Problem(422, errors)), 422
    return save("seller.vacation_settings", _page, **changes)


def _instant(field: str, text: str) -> datetime | None:
    """Turn a day into the instant at which it begins or ends in the store; today's beginning is now."""
    if not text:
        return None
    zone, now = own_policy().store.zone, here().now
    day = date.fromisoformat(text)
    if field == "vacation_from" and day == now.astimezone(zone).date():
        return None
    if day.year >= date.max.year:
        raise ValueError(text)
    return start_of_day(day + FIELDS[field] * DAY, zone)


def _planned(field: str) -> str:
    """Return the day that is planned, if any."""
    planned: datetime | None = getattr(current_seller(), field)
    if planned is None:
        return ""
    local = planned.astimezone(own_policy().store.zone)
    return (datetime.combine(local.date(), time()) - FIELDS[field] * DAY).date().isoformat()


def _page(problem: Problem) -> str:
    rule, person = own_policy().rule("vacation-hides-offers"), current_seller()
    away = person.on_vacation or person.vacation_from is not None
    days = {field: request.form.get(field, "") if request.form else _planned(field) for field in FIELDS}
    return render_template(
        "seller/settings_vacation.html", errors=problem.errors, person=person,
        days=days, on=request.form.get("vacation", "on" if away else "off"),
        rules=[one for one in (rule.sentence, rule.note) if one],
    )  # fmt: skip
