"""Login: a program gives its keys and gets an access token, in all three ways the interface knows.

Bodies are forms or JSON, for libraries send both. Errors have a shape of their own.
"""

import hmac
import uuid
from typing import Any

import orjson
from flask import Response, request
from sqlalchemy import select

from seller_central.selling_partner_api.gate import selling_partner
from seller_central.selling_partner_api.tokens import LIFETIME, access_token, read_code
from simulator.directory import Credential, directory
from simulator.home import Home
from simulator.visits import the_home

SCOPES = ("sellingpartnerapi::notifications", "sellingpartnerapi::migration")


class LoginRefused(Exception):
    """No token: status, error word and sentence."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(description)
        self.status, self.error, self.description = status, error, description


@selling_partner.post("/auth/o2/token")
def give_token() -> Response:
    """Exchange keys for an access token."""
    try:
        return _json(_granted(the_home(), _fields()), 200)
    except LoginRefused as no:
        told = {"error": no.error, "error_description": no.description, "request_id": str(uuid.uuid4())}
        return _json(told, no.status)


def _fields() -> dict[str, str]:
    if request.mimetype == "application/json":
        if (request.content_length or 0) > 100_000:
            raise LoginRefused(400, "invalid_request", "The request is too large.")
        try:
            found = orjson.loads(request.get_data())
        except orjson.JSONDecodeError:
            raise LoginRefused(400, "invalid_request", "The request is malformed.") from None
        if not isinstance(found, dict):
            raise LoginRefused(400, "invalid_request", "The request is malformed.")
        return {name: value for name, value in found.items() if isinstance(value, str)}
    return dict(request.form.items()) or dict(request.args.items())


def _granted(home: Home, fields: dict[str, str]) -> dict[str, Any]:
    kind = fields.get("grant_type", "")
    grants = {"refresh_token": _refresh, "client_credentials": _grantless, "authorization_code": _code}
    if not kind:
        raise LoginRefused(400, "invalid_request", "The request is missing a required parameter : grant_type")
    if kind not in grants:
        raise LoginRefused(400, "unsupported_grant_type", "The grant type is not supported by the authorization server")
    return grants[kind](home, fields)


def _refresh(home: Home, fields: dict[str, str]) -> dict[str, Any]:
    keys = _client(home, fields)
    with directory(home) as session:
        query = select(Credential).where(Credential.refresh_token == fields.get("refresh_token", ""))
        granted = session.scalars(query).first()
    if granted is None or granted.client_id != keys.client_id or not home.has(granted.world):
        raise _no_grant("refresh_token")
    return _told(home, granted) | {"refresh_token": granted.refresh_token}


def _grantless(home: Home, fields: dict[str, str]) -> dict[str, Any]:
    keys, scope = _client(home, fields), fields.get("scope", "")
    if scope not in SCOPES:
        raise LoginRefused(400, "invalid_scope", "The requested scope is invalid, unknown or malformed.")
    return _told(home, keys, grantless=True) | {"scope": scope}


def _code(home: Home, fields: dict[str, str]) -> dict[str, Any]:
    keys, found = _client(home, fields), read_code(home, fields.get("code", ""))
    if found is None or found != (keys.world, keys.seller_id):
        raise _no_grant("code")
    return _told(home, keys) | {"refresh_token": keys.refresh_token}


def _client(home: Home, fields: dict[str, str]) -> Credential:
    with directory(home) as session:
        keys = session.get(Credential, fields.get("client_id", "")[:100])
    secret = fields.get("client_secret", "")
    if keys is None or not hmac.compare_digest(keys.client_secret.encode(), secret.encode()):
        raise LoginRefused(401, "invalid_client", "Client authentication failed")
    return keys


def _no_grant(name: str) -> LoginRefused:
    sentence = (
        f"The request has an invalid grant parameter : {name}. User may have revoked or didn't grant the permission."
    )
    return LoginRefused(400, "invalid_grant", sentence)


def _told(home: Home, keys: Credential, *, grantless: bool = False) -> dict[str, Any]:
    token = access_token(home, keys.world, keys.seller_id, grantless=grantless)
    return {"access_token": token, "token_type": "bearer", "expires_in": LIFETIME}


def _json(told: dict[str, Any], status: int) -> Response:
    response = Response(orjson.dumps(told), status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    response.headers["x-amzn-RequestId"] = str(uuid.uuid4())
    return response
