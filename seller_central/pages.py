"""Every module of Seller Central that registers routes; imported for that."""

from seller_central import (
    bulk,
    canceling,
    cases,
    claims,
    confirming,
    connect_pages,
    dashboard,
    feed_pages,
    frame,
    health_pages,
    inventory,
    manage_orders,
    messages,
    multichannel,
    notifications,
    order_details,
    papers,
    refunding,
    report_pages,
    returns,
    searching,
    settings,
)

PAGES = (
    frame, dashboard, manage_orders, searching, order_details, canceling, confirming, bulk, papers, refunding, messages,
    health_pages, report_pages, feed_pages, notifications, returns, claims, inventory, settings, cases, multichannel,
    connect_pages,
)  # fmt: skip
