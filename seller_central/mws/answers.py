"""Answers of the older protocol: XML made from plain values, and its errors."""

import uuid
from typing import Any
from xml.sax.saxutils import escape

from flask import Response

# How the parts of a list are called.
PARTS = {
    "Orders": "Order", "OrderItems": "OrderItem", "PaymentMethodDetails": "PaymentMethodDetail",
    "PromotionIds": "PromotionId", "ListParticipations": "Participation", "ListMarketplaces": "Marketplace",
}  # fmt: skip
XML = "text/xml; charset=UTF-8"


class MwsError(Exception):
    """An error with its status and code."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def element(name: str, value: Any) -> str:
    """Write a value as an element; a list as one element of parts, or as repeated elements where it has no parts."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return f"<{name}>{''.join(element(one, inner) for one, inner in value.items())}</{name}>"
    if isinstance(value, list):
        if name not in PARTS:
            return "".join(element(name, one) for one in value)
        return f"<{name}>{''.join(element(PARTS[name], one) for one in value)}</{name}>"
    if isinstance(value, bool):
        value = "true" if value else "false"
    return f"<{name}>{escape(str(value))}</{name}>"


def result(action: str, namespace: str, content: dict[str, Any]) -> Response:
    """Write a success."""
    inner = "".join(element(name, value) for name, value in content.items())
    tail = f"<ResponseMetadata><RequestId>{uuid.uuid4()}</RequestId></ResponseMetadata>"
    told = f'<{action}Response xmlns="{namespace}"><{action}Result>{inner}</{action}Result>{tail}</{action}Response>'
    return Response(f'<?xml version="1.0"?>\n{told}\n', 200, content_type=XML)


def failure(error: MwsError, namespace: str) -> Response:
    """Write an error."""
    side = "Receiver" if error.status >= 500 else "Sender"
    inner = element("Error", {"Type": side, "Code": error.code, "Message": error.message})
    told = f'<ErrorResponse xmlns="{namespace}">{inner}<RequestId>{uuid.uuid4()}</RequestId></ErrorResponse>'
    return Response(f'<?xml version="1.0"?>\n{told}\n', error.status, content_type=XML)
