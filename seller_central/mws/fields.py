"""The parameters of a call of the older protocol: numbered lists, types that wear underscores, tokens of pages."""

import re

from flask import request
from werkzeug.exceptions import HTTPException

from seller_central.mws.answers import MwsError
from seller_central.selling_partner_api.job_lists import job_number


def is_call_at_the_front_page() -> bool:
    """Say whether this request is for a call and not for the front page: its query or its form names an Action."""
    try:
        return request.path == "/" and ("Action" in request.args or "Action" in request.form)
    except HTTPException:
        # A form that cannot be read names nothing.
        return False


def all_fields() -> dict[str, str]:
    """Return every parameter of the query, and of a form where one was sent."""
    return {**dict(request.form.items()), **dict(request.args.items())}


def listed(fields: dict[str, str], prefix: str) -> list[str]:
    """Return the values of a numbered list, such as MarketplaceId.Id.1."""
    pattern = re.compile(rf"{re.escape(prefix)}\.(\d{{1,3}})")
    found = [(int(match[1]), value) for name, value in fields.items() if (match := pattern.fullmatch(name))]
    return [value for _, value in sorted(found)]


def needed(fields: dict[str, str], name: str) -> str:
    """Return a parameter that must be there."""
    if not fields.get(name):
        raise MwsError(400, "MissingParameter", f"{name} is required.")
    return fields[name]


def bare(kind: str) -> str:
    """Take the underscores off a type or state."""
    return kind.strip("_")


def dressed(kind: str) -> str:
    """Put underscores around a type or state."""
    return f"_{kind}_"


def number(given: str) -> int:
    """Return the number of a job."""
    return job_number(given)
