"""Access tokens: signed texts that name a world and a seller, what they may open, and until when.

Nothing is stored, so a new token never ends an older one. Lifetimes run on the wall clock, since programs keep tokens
by their own. Knows no request.
"""

from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from simulator import clock
from simulator.directory import installation_secret
from simulator.home import Home

# Seconds. Source: the interface's documentation.
LIFETIME = 3600
# Bytes of the seal on the token of a page.
SEAL = 12
ACCESS, RESTRICTED, CODE = "Atza|", "Atz.sprdt|", "ANx"


@dataclass(frozen=True)
class Token:
    """Whose token this is. `resources` are what a restricted one opens: method, path, elements."""

    world: str
    seller_id: str
    expires_at: int
    is_grantless: bool = False
    resources: list[tuple[str, str, list[str]]] | None = None
    raw: str = field(default="", compare=False)

    @property
    def is_expired(self) -> bool:
        """Say whether its time is over."""
        return clock.wall_seconds() >= self.expires_at


def access_token(home: Home, world: str, seller_id: str, *, grantless: bool = False) -> str:
    """Return a token that opens a seller's orders; a grantless one only what belongs to no seller's grant."""
    return ACCESS + _signer(home, "access").dumps([world, seller_id, _until(), int(grantless)])


def restricted_token(home: Home, world: str, seller_id: str, resources: list[tuple[str, str, list[str]]]) -> str:
    """Return a token that opens personal data at the named addresses."""
    return RESTRICTED + _signer(home, "restricted").dumps([world, seller_id, _until(), resources])


def authorization_code(home: Home, world: str, seller_id: str) -> str:
    """Return a code that a program exchanges for a refresh token, good for five minutes."""
    return CODE + _signer(home, "code").dumps([world, seller_id, int(clock.wall_seconds()) + 300])


def read_code(home: Home, text: str) -> tuple[str, str] | None:
    """Return world and seller of a code that is still good."""
    told = _read(home, "code", text, CODE)
    return (told[0], told[1]) if told and told[2] > clock.wall_seconds() else None


@lru_cache(maxsize=1024)
def read_token(home: Home, text: str) -> Token | None:
    """Read a token of ours, expired or not; None for anything else."""
    told = _read(home, "restricted", text, RESTRICTED)
    if told:
        resources = [(method, path, elements) for method, path, elements in told[3]]
        return Token(told[0], told[1], told[2], resources=resources, raw=text)
    told = _read(home, "access", text, ACCESS)
    return Token(told[0], told[1], told[2], is_grantless=bool(told[3]), raw=text) if told else None


def seal(home: Home, content: bytes) -> bytes:
    """Return what only this installation can add to a page's token, so that nobody writes one by hand."""
    return blake2b(content, key=_page_key(home), digest_size=SEAL).digest()


@cache
def _page_key(home: Home) -> bytes:
    return blake2b(installation_secret(home).encode(), digest_size=32, person=b"page token").digest()


def _until() -> int:
    return int(clock.wall_seconds()) + LIFETIME


def _read(home: Home, purpose: str, text: str, prefix: str) -> list[Any] | None:
    if not text.startswith(prefix) or len(text) > 20_000:
        return None
    try:
        told: list[Any] = _signer(home, purpose).loads(text.removeprefix(prefix))
    except BadSignature:
        return None
    return told


@cache
def _signer(home: Home, purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(installation_secret(home), salt=f"selling partner {purpose}")
