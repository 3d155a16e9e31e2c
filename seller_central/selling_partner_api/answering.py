"""Answers as programs expect them: JSON, a request id, the rate header, and errors in one shape.

Source: the interface's models and what widespread clients accept; see docs/selling-partner-api.md.
"""

import uuid
from typing import Any

import orjson
from flask import Response

JSON, HAL = "application/json", "application/hal+json"


class ApiError(Exception):
    """An error with its status, code, message and details."""

    def __init__(self, status: int, code: str, message: str, details: str = "") -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.details = status, code, message, details


def invalid(message: str = "Invalid Input", details: str = "") -> ApiError:
    """Return the error for input that makes no sense."""
    return ApiError(400, "InvalidInput", message, details)


def not_found() -> ApiError:
    """Return the error for something that does not exist, or is somebody else's."""
    return ApiError(404, "NotFound", "Resource not found")


def denied(details: str = "") -> ApiError:
    """Return the error for a token that does not open this."""
    return ApiError(403, "Unauthorized", "Access to requested resource is denied.", details)


def answer(body: Any, status: int = 200, content_type: str = JSON) -> Response:
    """Write an answer; None is the empty body of a 204, bytes are written already."""
    if body is None:
        return _with_id(Response(status=204))
    content = body if isinstance(body, bytes) else written(body)
    return _with_id(Response(content, status, content_type=content_type))


def written(body: Any) -> bytes:
    """Write a body as JSON."""
    return orjson.dumps(body)


def error_answer(error: ApiError, content_type: str = JSON) -> Response:
    """Write an error."""
    one = {"code": error.code, "message": error.message, "details": error.details}
    return answer({"errors": [one]}, error.status, content_type)


def _with_id(response: Response) -> Response:
    response.headers["x-amzn-RequestId"] = str(uuid.uuid4())
    return response
