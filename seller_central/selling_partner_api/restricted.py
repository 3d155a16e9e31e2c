"""Tokens 2021-03-01: a token for personal data, for exactly the addresses a program names."""

import re
from typing import Any

from seller_central import documents
from seller_central.selling_partner_api import asking
from seller_central.selling_partner_api.answering import ApiError, invalid
from seller_central.selling_partner_api.gate import Call, operation
from seller_central.selling_partner_api.tokens import LIFETIME, restricted_token

METHODS = ("GET", "PUT", "POST", "DELETE")
ELEMENTS = ("buyerInfo", "shippingAddress", "buyerTaxInformation")
MOST = 50
_ONE = r"(?:\d{3}-\d{7}-\d{7}|\{[^/{}]+\})"
RESTRICTED_PATHS = re.compile(
    rf"/orders/v0/orders(?:/{_ONE}(?:/(?:orderItems(?:/buyerInfo)?|buyerInfo|address|regulatedInfo))?)?"
    r"|/reports/2021-06-30/documents/[^/]+|/mfn/v0/shipments(?:/[^/]+)?"
)
TAKES_ELEMENTS = re.compile(rf"/orders/v0/orders(?:/{_ONE}(?:/orderItems)?)?")


@operation("POST", "/tokens/2021-03-01/restrictedDataToken", "createRestrictedDataToken", 1, 10)
def create_restricted_data_token(call: Call) -> dict[str, Any]:
    """Give a token that opens personal data at the addresses named."""
    named = asking.body().get("restrictedResources")
    if not isinstance(named, list) or not named or len(named) > MOST:
        raise _malformed("Resource not provided.")
    resources = [_resource(call, one) for one in named]
    token = restricted_token(call.home, call.world, call.seller_id, resources)
    return {"restrictedDataToken": token, "expiresIn": LIFETIME}


def _resource(call: Call, one: Any) -> tuple[str, str, list[str]]:
    if not isinstance(one, dict) or not one.get("method") or not one.get("path"):
        raise _malformed("Resource not provided.")
    method, path, elements = one["method"], one["path"], one.get("dataElements") or []
    if method not in METHODS or not isinstance(path, str) or not RESTRICTED_PATHS.fullmatch(path):
        raise _malformed("Resource is not restricted, or unknown.")
    if not isinstance(elements, list) or any(each not in ELEMENTS for each in elements):
        raise _malformed("dataElements are unknown.")
    if elements and not TAKES_ELEMENTS.fullmatch(path):
        raise _malformed("dataElements are not for this resource.")
    _check_document(call, path)
    return method, path, elements


def _check_document(call: Call, path: str) -> None:
    if not path.startswith("/reports/"):
        return
    document = documents.find_document(call.home, path.rsplit("/", 1)[1])
    if document is None or (document.world, document.seller_id) != (call.world, call.seller_id):
        raise invalid("Invalid or unsupported document ID found")


def _malformed(details: str) -> ApiError:
    return ApiError(400, "InvalidRequest", "Request is missing or has invalid parameters", details)
