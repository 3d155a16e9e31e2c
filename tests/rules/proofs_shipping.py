"""Proofs of the rules that make a promise: working days, cut-off, holidays, services and their price.

A market begins on Monday, 2 March 2026, at 9:00 in Los Angeles; the clocks there change on Sunday, 8 March.
"""

from datetime import UTC, date, datetime, time

from tests.builders import Market
from tests.rules.proofs import not_known, proves, said_by

ALL_DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def _ship_by(market: Market) -> str:
    return str(market.order(market.place(released=True))["ship_by"])


def _deliver_by(market: Market) -> str:
    return str(market.order(market.place(released=True))["deliver_by"])


@proves("handling-days", changed=2)
def an_order_ships_by_the_end_of_the_next_business_day(market: Market) -> None:
    assert _ship_by(market) == "2026-03-04T07:59:59Z"


@proves("handling-days-maximum", changed=31)
def a_seller_takes_thirty_business_days_at_most(market: Market) -> None:
    market.set(seller={"handling_days": 30})
    said_by(market, "handling-days-maximum", "change-seller", seller_id=market.seller_id, handling_days=31)


@proves("operating-days", changed=ALL_DAYS[:6])
def a_seller_works_from_monday_to_friday_at_least(market: Market) -> None:
    said_by(market, "operating-days", "change-seller", seller_id=market.seller_id, operating_days=ALL_DAYS[1:])
    market.advance(days=4)
    # Friday, 6 March; Monday is the next day on which the seller works, and its end is told in summer time.
    assert _ship_by(market) == "2026-03-10T06:59:59Z"
    market.set(seller={"operating_days": ALL_DAYS[:6]})
    assert _ship_by(market) == "2026-03-08T07:59:59Z"


@proves("carrier-days", changed=ALL_DAYS[:6])
def a_parcel_travels_from_monday_to_friday(market: Market) -> None:
    assert _deliver_by(market) == "2026-03-11T06:59:59Z"


@proves("order-cut-off", changed=time(15))
def same_day_handling_ends_at_exactly_two_in_the_afternoon(market: Market) -> None:
    market.set(seller={"handling_days": 0})
    market.advance(hours=4, minutes=59, seconds=59)
    assert _ship_by(market) == "2026-03-03T07:59:59Z"
    market.advance(seconds=1)
    assert _ship_by(market) == "2026-03-04T07:59:59Z"


@proves("holidays", changed=[])
def nobody_ships_on_memorial_day(market: Market) -> None:
    market.advance_to(datetime(2026, 5, 22, 16, tzinfo=UTC))
    assert _ship_by(market) == "2026-05-27T06:59:59Z"


@proves("holidays", changed=[date(2026, 3, 4)])
def nothing_travels_on_a_holiday(market: Market) -> None:
    assert _deliver_by(market) == "2026-03-11T06:59:59Z"


@proves("shipping-services", changed=["Standard", "FreeEconomy", "Priority"])
def only_the_services_that_sellers_offer_are_bought(market: Market) -> None:
    market.place(service="FreeEconomy")
    said_by(market, "shipping-services", "place-order", service="Priority")
    not_known(market, "place-order", service="Pigeon")


@proves("default-shipping-service", changed="Expedited")
def an_order_that_names_no_service_goes_by_the_usual_one(market: Market) -> None:
    assert market.order(market.place())["service"] == "Standard"


@proves("transit-days", changed={"Standard": {"most": 6}})
def standard_shipping_takes_up_to_five_carrier_days(market: Market) -> None:
    assert _deliver_by(market) == "2026-03-11T06:59:59Z"


@proves("shipping-prices", changed={"Standard": 599})
def shipping_is_paid_once_an_order(market: Market) -> None:
    order = market.place(items=[{"sku": sku} for sku in market.skus[:2]])
    paid = [one["shipping_price"]["amount"] for one in market.order(order)["items"]]
    assert paid == ["4.99", "0.00"]


@proves("carriers", changed=["Harrow Parcel", "Elsewhere"])
def a_seller_works_with_carriers_of_the_rule_book(market: Market) -> None:
    said_by(market, "carriers", "change-seller", seller_id=market.seller_id, carriers=["Elsewhere"])


@proves("vacation-dates-ahead", changed=False)
def a_vacation_ends_after_it_begins(market: Market) -> None:
    dates = {"vacation_from": "2026-03-09T08:00:00Z", "vacation_until": "2026-03-09T08:00:00Z"}
    said_by(market, "vacation-dates-ahead", "change-seller", seller_id=market.seller_id, **dates)
