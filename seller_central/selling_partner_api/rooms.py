"""Every module that registers operations; imported for that. And an answer for addresses that are none."""

from flask import Response

from seller_central.selling_partner_api import (
    confirming,
    document_addresses,
    feeds_api,
    finances,
    fulfillment,
    login,
    messaging,
    notifications,
    orders_2026,
    orders_v0,
    outbox,
    reports_api,
    restricted,
    sellers,
)
from seller_central.selling_partner_api.answering import error_answer, not_found
from seller_central.selling_partner_api.gate import selling_partner

ROOMS = (
    confirming, document_addresses, feeds_api, finances, fulfillment, login, messaging, notifications, orders_2026,
    orders_v0, outbox, reports_api, restricted, sellers,
)  # fmt: skip

# Programs take an answer that is not JSON for a success, so even what does not exist is told in the usual shape.
ROOTS = (
    "auth", "orders", "feeds", "reports", "notifications", "messaging", "solicitations", "tokens", "sellers", "fba",
    "finances", "mfn", "documents",
)  # fmt: skip
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def _nothing_here(rest: str = "") -> Response:
    return error_answer(not_found())


for _root in ROOTS:
    selling_partner.add_url_rule(f"/{_root}/<path:rest>", f"nothing_below_{_root}", _nothing_here, methods=METHODS)

__all__ = ["ROOMS", "selling_partner"]
