"""The learning platforms that are known, from one TOML file; only the addresses in it are ever asked.

Knows no table and no page.
"""

import tomllib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from simulator.config import LOOPBACK
from simulator.errors import BadInput

SETTING = "MARKETSIM_LTI"
# What the extra `lti` brings.
NEEDED = ("cryptography", "jwt")
ADDRESSES = ("login", "token", "keys", "grades")


class Platform(BaseModel):
    """One platform as its administrator registered this installation there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: str = Field(min_length=1)
    client_id: str = Field(min_length=1)
    deployments: tuple[str, ...] = Field(min_length=1)
    # Where the browser is sent to say who it is, and where a token for grades is had.
    login: str
    token: str
    # Where the platform's public keys are, or the file that holds them.
    keys: str = ""
    keys_file: Path | None = None
    # Grades go to addresses that begin like this; by default, to where the token is had.
    grades: str = ""
    # The code of the class its learners sit in.
    class_code: str = Field(min_length=1, alias="class")
    name: str = ""

    @model_validator(mode="after")
    def _check(self) -> "Platform":
        if bool(self.keys) == bool(self.keys_file):
            raise ValueError("say either keys or keys_file")
        wrong = [name for name in ADDRESSES if not _is_address(getattr(self, name))]
        if wrong:
            raise ValueError(f"{', '.join(wrong)}: an address begins with https://, on this machine http:// will do")
        return self

    def takes_grades_at(self, address: str) -> bool:
        """Say whether an address is where this platform was said to take grades."""
        return _origin(address) == _origin(self.grades or self.token)


@dataclass(frozen=True)
class Platforms:
    """All of them, by the name each has in the file."""

    known: dict[str, Platform]

    def asked(self, issuer: str, client_id: str) -> Platform | None:
        """Return the platform that sends a browser; one that does not say its client is the only one of its issuer."""
        found = [one for one in self.known.values() if one.issuer == issuer and client_id in ("", one.client_id)]
        return found[0] if len(found) == 1 else None


def read_platforms(path: Path) -> Platforms:
    """Read the file.

    Raises:
        BadInput: it is not there, or says something that makes no sense; or the extra `lti` is missing.
    """
    if not all(find_spec(one) for one in NEEDED):
        raise BadInput("lti", f"{SETTING} needs the extra lti: install marketplace-simulator[lti].")
    try:
        told = tomllib.loads(path.read_text("utf-8"))
        found = {name: _read(name, one, path) for name, one in told.items()}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput("lti", f"{SETTING}: {path} cannot be read: {error}.") from None
    return Platforms(found)


def _read(name: str, told: object, path: Path) -> Platform:
    try:
        one = Platform.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in (name, *first["loc"]))
        raise BadInput("lti", f"{SETTING}: {where}: {first['msg']}.") from None
    file = one.keys_file and path.parent / one.keys_file
    return one.model_copy(update={"name": name, "keys_file": file})


def _is_address(text: str) -> bool:
    scheme, host, _ = _origin(text)
    return not text or scheme == "https" or (scheme == "http" and host in LOOPBACK)


def _origin(text: str) -> tuple[str, str, int | None]:
    """Return what an address has in common with all others of the same server."""
    try:
        parts = urlsplit(text)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        return "", "", None
    return parts.scheme, parts.hostname or "", port
