"""Account Health: the metrics, the Cancellation Rate in detail, and the orders that count.

Only lays out what `simulator.health` measured; no window or target is known here.
"""

import csv
import io
from typing import Any

from flask import Response, g, render_template, url_for

from seller_central.blueprint import seller
from simulator.health import health_json, home_policy
from simulator.instants import read_instant
from simulator.policy import Policy
from simulator.reasons import reason_label
from simulator.shell.charts import Chart, Point
from simulator.shell.formats import day_text, percent_text
from simulator.shell.wording import gettext as _
from simulator.visits import current_seller, here

Told = dict[str, Any]
# The page lists so many counted orders, those that leave the window next; the report has more.
MOST_SHOWN = 25


@seller.get("/health")
@seller.get("/health/", endpoint="health_start")
def account_health(world: str) -> str:
    """Show how the account stands."""
    person, policy = current_seller(), home_policy(here(), current_seller())
    g.store = policy.store
    told = health_json(here(), person)
    rate = told["cancellation_rate"]
    return render_template(
        "seller/health.html", told=told, rate=rate, cards=cards(told, policy), status=_status(told, rate, policy),
        chart=chart(told["cancellation_series"], policy), groups=_groups(told), one_more=told["one_more_cancellation"],
        window=policy.cancellation_rate_window, target=_target(rate["target"]), counted=counted(told, policy),
        rate_text=_share(rate["rate"]),
        since=read_instant(rate["from"], "from"), to=read_instant(rate["to"], "to"),
        canceled=sum(row["orders"] for row in told["cancellations_by_scenario"]),
    )  # fmt: skip


@seller.get("/health/report")
def health_report(world: str) -> Response:
    """Hand out the canceled orders behind the rate as a table."""
    policy = home_policy(here(), current_seller())
    told = health_json(here(), current_seller())
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["order-id", "canceled-at", "canceled-by", "reason", "rule", "leaves-window-at"])
    for one in told["counted_orders"]:
        rows.writerow([one[key] for key in ("order_id", "canceled_at", "by", "reason", "rule", "leaves_at")])
    response = Response(out.getvalue(), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"cancellation-rate-{policy.store.code}.csv")
    return response


def _share(value: float | None) -> str:
    return _("No orders in the window") if value is None else percent_text(value, g.store.locale)


def _target(value: float) -> str:
    """Write a target without decimals it does not have."""
    return percent_text(value, g.store.locale, 0 if round(value * 1000) % 10 == 0 else 1)


def cards(told: Told, policy: Policy) -> list[Told]:
    """Lay out one card a metric: value, target and window, whether it is missed."""
    rows = (
        ("order_defect_rate", _("Order Defect Rate"), policy.order_defect_rate_window),
        ("cancellation_rate", _("Cancellation Rate"), policy.cancellation_rate_window),
        ("late_shipment_rate", _("Late Shipment Rate"), policy.late_shipment_rate_window),
        ("valid_tracking_rate", _("Valid Tracking Rate"), policy.valid_tracking_rate_window),
        ("on_time_delivery_rate", _("On-Time Delivery Rate"), policy.on_time_delivery_rate_window),
    )
    found = [_card(key, name, told[key], window.days) for key, name, window in rows if key in told]
    windows = told.get("response_time", {}).get("windows")
    days = policy.response_time_windows[0].days
    return [*found, _card("response_time", _("Response time"), windows[0], days)] if windows else found


def _card(key: str, name: str, rate: Told, days: int) -> Told:
    words = {"below": _("Target under %(target)s, %(days)d days"), "above": _("Target over %(target)s, %(days)d days")}
    note = words.get(rate.get("condition", "below"), _("Target at least %(target)s, %(days)d days"))
    fraction = _("%(some)d of %(all)d", some=rate["numerator"], all=rate["denominator"])
    return {
        "key": key.replace("_", "-"),
        "name": name,
        "value": _share(rate["rate"]),
        "fraction": fraction,
        "note": note % {"target": _target(rate["target"]), "days": days},
        "missed": rate["status"] == "missed",
        "current": key == "cancellation_rate",
    }


def _status(told: Told, rate: Told, policy: Policy) -> Told:
    """Choose the banner: what is wrong, or that all is well."""
    missed = [card["name"] for card in cards(told, policy) if card["missed"]]
    tone = {"deactivated": "bad", "at_risk": "bad"}.get(told["account_status"], "ok")
    if told["account_status"] == "deactivated":
        return {"tone": tone, "text": _("Your seller-fulfilled offers are deactivated."),
                "more": _("Read the notification and submit a plan of action.")}  # fmt: skip
    if rate["status"] == "missed":
        above = _("Your Cancellation Rate is above the %(target)s target.", target=_target(rate["target"]))
        return {"tone": tone, "text": above,
                "more": _("Seller-fulfilled offers may be deactivated if it stays there.")}  # fmt: skip
    if missed:
        return {"tone": "warn", "text": _("A target is missed: %(names)s.", names=", ".join(missed)), "more": ""}
    return {"tone": "ok", "text": _("Your account is healthy."), "more": _("All targets are met.")}


def chart(series: list[Told], policy: Policy) -> Chart:
    """Draw the rate day by day."""
    days = [read_instant(one["at"], "at") for one in series]
    shown = [day_text(day, policy.store, "short") for day in days]
    points = [
        Point(label, None if one["rate"] is None else one["rate"] * 100, _share(one["rate"]), one["status"] == "missed")
        for label, one in zip(shown, series, strict=True)
    ]
    drawn = [point for point in points if point.value is not None]
    summary = _("The rate is %(last)s at last.", last=points[-1].shown) if drawn else _("There were no orders.")
    target = float(policy.cancellation_rate_target) * 100
    return Chart(
        _("Cancellation Rate by day, %(first)s to %(last)s", first=shown[0], last=shown[-1]), summary, points, target,
        _("Target %(target)s", target=_target(float(policy.cancellation_rate_target))), "%",
    )  # fmt: skip


def _groups(told: Told) -> list[tuple[str, list[Told]]]:
    """Group the rows of the table by who caused the cancellation; implied rows only where there are any."""
    words = {"BUYER": _("Buyer"), "SELLER": _("Seller"), "MARKETPLACE": _("Marketplace")}
    since = told["cancellation_rate"]["from"]
    rows = [
        {
            **row,
            "href": url_for(
                "seller.orders", world=g.strip.world, tab="canceled", rule=row["rule"], canceled_from=since
            ),
        }
        for row in told["cancellations_by_scenario"]
        if row["orders"] or not row["implied"]
    ]
    groups = [(words[by], [row for row in rows if row["by"] == by]) for by in words]
    return [(name, found) for name, found in groups if found]


def counted(told: Told, policy: Policy) -> list[Told]:
    """Lay out the counted orders with the day each leaves the window."""
    words = {"BUYER": _("Buyer"), "SELLER": _("Seller"), "MARKETPLACE": _("Marketplace")}
    tables = (policy.seller_cancel_reasons, policy.marketplace_reasons)
    return [
        {
            "number": one["order_id"],
            "at": read_instant(one["canceled_at"], "at"),
            "by": words.get(one["by"], one["by"]),
            "reason": next((reason_label(t, one["reason"]) for t in tables if one["reason"] in t), one["reason"] or ""),
            "rule": policy.rule(one["rule"]).title,
            "leaves_at": read_instant(one["leaves_at"], "leaves_at"),
        }
        for one in told["counted_orders"][:MOST_SHOWN]
    ]
