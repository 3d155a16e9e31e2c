"""Account health: what a seller is measured by, and what follows when a target is missed.

    cancellation_rate(session, seller, now, policy)   one rate, with numerator, denominator, window, target, status
    health_json(moment, seller)                       everything the page and the interfaces show

A seller has one account over all stores, measured by the rules of the first of them (Assumed). Every metric is a fixed
number of SQL statements, whatever the number of orders. It must not know messages, pages or people; how fast messages
are answered is told by a function that messaging registers. Windows and targets are the rule book's. Source: policies
§4, contract §6.
"""

from simulator.health.answering import Answers, answers_counted_by, response_time
from simulator.health.canceling import cancellation_rate, cancellation_series, second_cancellation_rate
from simulator.health.defects import order_defect_rate
from simulator.health.describing import health_json, notice_json, notices_of
from simulator.health.rates import Rate
from simulator.health.rating import account_health_rating, home_policy
from simulator.health.shipments import late_shipment_rate, on_time_delivery_rate, valid_tracking_rate

__all__ = [
    "Answers",
    "Rate",
    "account_health_rating",
    "answers_counted_by",
    "cancellation_rate",
    "cancellation_series",
    "health_json",
    "home_policy",
    "late_shipment_rate",
    "notice_json",
    "notices_of",
    "on_time_delivery_rate",
    "order_defect_rate",
    "response_time",
    "second_cancellation_rate",
    "valid_tracking_rate",
]
