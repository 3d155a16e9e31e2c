"""Every module of Seller Central that registers routes; imported for that."""

from seller_central import (
    bulk,
    canceling,
    cases,
    confirming,
    frame,
    health_pages,
    manage_orders,
    messages,
    multichannel,
    order_details,
    papers,
    refunding,
)

PAGES = (
    frame, manage_orders, order_details, canceling, confirming, bulk, papers, refunding, messages, health_pages, cases,
    multichannel,
)  # fmt: skip
