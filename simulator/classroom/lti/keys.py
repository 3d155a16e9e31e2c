"""Keys: the one of this installation, drawn once and kept in its data directory, and those of the platforms.

A platform's keys are asked for at its configured address and remembered for an hour; a message that names an unknown
one lets them be asked for again, at most once a minute. Assumed: both durations.
"""

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from simulator import clock
from simulator.classroom.lti.platforms import Platform
from simulator.home import Home

# The one way of signing that every platform knows.
ALGORITHM = "RS256"
FILE = "lti-key.pem"
REMEMBERED, AT_MOST_EVERY = timedelta(hours=1), timedelta(minutes=1)
PATIENCE = 10.0


class NoKey(Exception):
    """The key a message names is not to be had."""


def own_key(home: Home) -> RSAPrivateKey:
    """Return this installation's private key; drawn at first use, readable by its owner only."""
    return _own_key(home.path / FILE)


def own_id(key: RSAPrivateKey) -> str:
    """Name a key by what it is."""
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    return sha256(key.public_key().public_bytes(serialization.Encoding.DER, kind)).hexdigest()[:16]


def public_keys(home: Home) -> dict[str, Any]:
    """Return the public key as platforms read it."""
    key = own_key(home)
    told = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {"keys": [told | {"kid": own_id(key), "alg": ALGORITHM, "use": "sig"}]}


@lru_cache(maxsize=8)
def _own_key(path: Path) -> RSAPrivateKey:
    if not path.exists():
        _draw(path)
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, RSAPrivateKey)
    return key


def _draw(path: Path) -> None:
    """Write a new key; of several processes that begin at once, the first one's stays."""
    written = generate_private_key(public_exponent=65_537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    # Such a file is its owner's alone from the beginning.
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".lti-key-") as half:
        half.write(written)
        half.flush()
        os.fsync(half.fileno())
        with suppress(FileExistsError):
            os.link(half.name, path)


@dataclass
class KeyRing:
    """The public keys of one platform."""

    platform: Platform
    _keys: dict[str, Any] = field(default_factory=dict)
    _asked_at: datetime | None = None
    _guard: Lock = field(default_factory=Lock)

    def key(self, kid: str) -> Any:
        """Return one key.

        Raises:
            NoKey: the platform has none of that name, or does not answer.
        """
        with self._guard:
            age = clock.wall_now() - self._asked_at if self._asked_at else REMEMBERED
            if age >= REMEMBERED or (kid not in self._keys and age >= AT_MOST_EVERY):
                self._ask()
            if kid not in self._keys:
                raise NoKey("its key is unknown")
            return self._keys[kid]

    def _ask(self) -> None:
        self._keys, self._asked_at = {}, clock.wall_now()
        try:
            told = jwt.PyJWKSet.from_json(self._told())
        except (jwt.PyJWTError, ValueError, OSError) as error:
            raise NoKey(f"the platform's keys cannot be read ({type(error).__name__})") from None
        self._keys = {one.key_id: one for one in told.keys if one.key_id}

    def _told(self) -> str:
        if self.platform.keys_file:
            return self.platform.keys_file.read_text("utf-8")
        import requests

        # What goes wrong here is an OSError.
        answer = requests.get(self.platform.keys, timeout=PATIENCE, allow_redirects=False)
        answer.raise_for_status()
        return answer.text
