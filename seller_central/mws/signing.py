"""Signature version 2: every parameter signed with the seller's secret key, the host line as clients write it."""

import base64
import hmac
from datetime import timedelta
from hashlib import sha256
from urllib.parse import quote

from sqlalchemy import select

from seller_central.selling_partner_api.asking import read_instant
from simulator import clock
from simulator.directory import Credential, directory
from simulator.home import Home

# The one way to sign, and how far a call's clock may be from the wall's.
KNOWN = {"SignatureVersion": "2", "SignatureMethod": "HmacSHA256"}
LIFETIME = timedelta(minutes=15)


class Unsigned(Exception):
    """A call that nobody signed, or somebody else."""

    def __init__(self, code: str, message: str, status: int = 403) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


def signature(secret: str, method: str, host: str, path: str, fields: dict[str, str]) -> str:
    """Return the signature of a call."""
    pairs = sorted((name.encode(), value) for name, value in fields.items() if name != "Signature")
    query = "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in pairs)
    text = f"{method}\n{host.lower()}\n{path}\n{query}"
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), sha256).digest()).decode()


def signer_of(home: Home, method: str, hosts: list[str], path: str, fields: dict[str, str]) -> Credential:
    """Return whose call this is.

    Raises:
        Unsigned: unknown key, another way to sign, or a signature of somebody else.
    """
    for name, known in KNOWN.items():
        if fields.get(name, known) != known:
            raise Unsigned("InvalidParameterValue", f"{name} is {known}.", 400)
    with directory(home) as session:
        query = select(Credential).where(Credential.mws_access_key == fields.get("AWSAccessKeyId", "")[:60])
        keys = session.scalars(query).first()
    if keys is None or not home.has(keys.world):
        raise Unsigned("InvalidAccessKeyId", "The access key does not exist in our records.")
    seller = fields.get("SellerId") or fields.get("Merchant") or ""
    if seller != keys.seller_id:
        raise Unsigned("AccessDenied", "Access to the seller's account is denied.")
    given = fields.get("Signature", "").encode()
    # Some clients sign the address with its scheme, for they only cut off https.
    for host in hosts:
        if hmac.compare_digest(signature(keys.mws_secret_key, method, host, path, fields).encode(), given):
            return keys
    raise Unsigned("SignatureDoesNotMatch", "The request signature we calculated does not match the one you provided.")


def check_timestamp(fields: dict[str, str], *, is_strict: bool) -> None:
    """Refuse a call that tells nonsense of when it was made; where lists are strict, an undated and an old one too.

    Raises:
        Unsigned: no instant, or one too far from the wall clock.
    """
    if not fields.get("Timestamp"):
        if is_strict:
            raise Unsigned("MissingParameter", "Timestamp is required.", 400)
        return
    made = read_instant(fields["Timestamp"], "Timestamp")
    if is_strict and abs(clock.wall_now() - made) > LIFETIME:
        raise Unsigned("RequestExpired", f"Request has expired. Timestamp date is {fields['Timestamp'][:40]}.", 400)
