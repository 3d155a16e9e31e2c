"""Sellers v1: in which marketplaces a seller sells. What tools call first to test a connection."""

from typing import Any

import orjson

from seller_central.selling_partner_api.gate import Call, operation
from simulator.policy import Store, store


@operation("GET", "/sellers/v1/marketplaceParticipations", "getMarketplaceParticipations", 0.016, 15)
def get_marketplace_participations(call: Call) -> dict[str, Any]:
    """List the seller's marketplaces."""
    return {"payload": [_participation(call, one) for one in _stores(call)]}


@operation("GET", "/sellers/v1/account", "getAccount", 0.016, 15)
def get_account(call: Call) -> dict[str, Any]:
    """Describe the seller's account."""
    name = _seller(call)["name"]
    address = {"addressLine1": "1 Example Street", "countryCode": _stores(call)[0].country, "city": "Example"}
    return {
        "payload": {
            "marketplaceParticipationList": [_participation(call, one) for one in _stores(call)],
            "businessType": "PRIVATE_LIMITED",
            "sellingPlan": "PROFESSIONAL",
            "business": {"name": name, "registeredBusinessAddress": address},
        }
    }


def _seller(call: Call) -> Any:
    row = call.peek.row("SELECT name, marketplaces, on_vacation FROM sellers WHERE id = ?", [call.seller_id])
    return row or {"name": "", "marketplaces": "[]", "on_vacation": 0}


def _stores(call: Call) -> list[Store]:
    return [store(code) for code in orjson.loads(_seller(call)["marketplaces"])]


def _participation(call: Call, one: Store) -> dict[str, Any]:
    seller = _seller(call)
    return {
        "marketplace": {
            "id": one.marketplace_id,
            "name": one.name,
            "countryCode": one.country,
            "defaultCurrencyCode": one.currency,
            "defaultLanguageCode": one.locale,
            "domainName": one.domain,
        },
        "storeName": seller["name"],
        "participation": {"isParticipating": True, "hasSuspendedListings": bool(seller["on_vacation"])},
    }
