"""Account health as interfaces and pages tell it: one JSON shape. Source: contract §4, §6; ux, Account Health."""

from typing import Any

from sqlalchemy import select

from simulator.events import iso
from simulator.health import canceling, shipments
from simulator.health.answering import response_time
from simulator.health.defects import order_defect_rate
from simulator.health.rating import account_health_rating, home_policy
from simulator.moment import Moment
from simulator.orders.models import PerformanceNotice
from simulator.parties import Seller

MOST_NOTICES = 100


def health_json(moment: Moment, seller: Seller) -> dict[str, Any]:
    """Describe a seller's account: every rate, the chart, the table by scenario, the counted orders, notifications."""
    facts = {
        "seller_id": seller.id,
        "now": iso(moment.now),
        **_cancellations(moment, seller),
        **_others(moment, seller),
    }
    return {
        **facts,
        "account_status": _status(seller, facts),
        "offers_deactivated_at": seller.offers_deactivated_at and iso(seller.offers_deactivated_at),
        "notices": [notice_json(one) for one in notices_of(moment, seller)],
    }


def _cancellations(moment: Moment, seller: Seller) -> dict[str, Any]:
    asked = (moment.session, seller, moment.now, home_policy(moment, seller))
    series, second = canceling.cancellation_series(*asked), canceling.second_cancellation_rate(*asked)
    rate = series[-1]
    return {
        "cancellation_rate": rate.facts(),
        "second_cancellation_rate": second.facts() if second else None,
        "one_more_cancellation": canceling.one_more(rate),
        "cancellation_series": [{"at": iso(one.to), **one.facts()} for one in series],
        "cancellations_by_scenario": canceling.scenarios(*asked),
        "counted_orders": canceling.counted_orders(*asked),
    }


def _others(moment: Moment, seller: Seller) -> dict[str, Any]:
    policy = home_policy(moment, seller)
    asked = (moment.session, seller, moment.now, policy)
    short = shipments.late_shipment_rate(*asked, policy.late_shipment_rate_short_window)
    on_time = shipments.on_time_delivery_rate(*asked)
    answers = [one.facts() for one in response_time(*asked)]
    return {
        "order_defect_rate": order_defect_rate(*asked).facts(),
        "late_shipment_rate": {**shipments.late_shipment_rate(*asked).facts(), "short": short.facts()},
        "valid_tracking_rate": shipments.valid_tracking_rate(*asked).facts(),
        "on_time_delivery_rate": {**on_time.facts(), "enforced": shipments.on_time_enforced(on_time, policy)},
        "response_time": {**answers[0], "windows": answers},
        "account_health_rating": account_health_rating(*asked).facts(),
    }


def _status(seller: Seller, facts: dict[str, Any]) -> str:
    """Say in one word how the account stands."""
    if seller.offers_deactivated_at is not None:
        return "deactivated"
    judged = ["cancellation_rate", "order_defect_rate", "late_shipment_rate", "valid_tracking_rate"]
    judged += ["on_time_delivery_rate"] if facts["on_time_delivery_rate"]["enforced"] else []
    missed = any(facts[name]["status"] == "missed" for name in judged)
    return "at_risk" if missed or facts["account_health_rating"]["status"] != "healthy" else "normal"


def notices_of(moment: Moment, seller: Seller) -> list[PerformanceNotice]:
    """List a seller's performance notifications, newest first."""
    query = select(PerformanceNotice).where(PerformanceNotice.seller_id == seller.id)
    return list(moment.session.scalars(query.order_by(PerformanceNotice.id.desc()).limit(MOST_NOTICES)))


def notice_json(notice: PerformanceNotice) -> dict[str, Any]:
    """Describe a performance notification."""
    return {
        "id": notice.id,
        "at": iso(notice.at),
        "kind": notice.kind,
        "severity": notice.severity,
        "facts": notice.facts,
        "order_id": notice.order_id,
        "due_at": notice.facts.get("due_at"),
        "acknowledged_at": notice.acknowledged_at and iso(notice.acknowledged_at),
        "plan_of_action": notice.plan_of_action or None,
        "plan_state": notice.plan_state,
    }
