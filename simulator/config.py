"""Settings of an installation, each with its unit and default, read from MARKETSIM_* variables.

Knows neither Flask nor a database. What the marketplace does stands in the policy packs, never here.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from simulator.errors import BadInput

MODES = ("local", "classroom")
PREFIX = "MARKETSIM_"


def _setting(default: Any, sentence: str, unit: str = "") -> Any:
    return field(default=default, metadata={"sentence": sentence, "unit": unit})


@dataclass(frozen=True)
class Config:
    """How one installation runs. Every field can be set by the variable MARKETSIM_<FIELD>."""

    data: Path = _setting(Path("instance"), "The directory that holds the worlds.", "path")
    host: str = _setting("127.0.0.1", "The address the server listens on.")
    port: int = _setting(5000, "The port the server listens on; 0 takes a free one.", "port")
    workers: int = _setting(2, "Server processes.", "processes")
    threads: int = _setting(8, "Threads of each server process; a waiting call holds one.", "threads")
    mode: str = _setting("local", "local: nobody signs in; classroom: people sign in, the control API wants a token.")
    control_token: str = _setting("", "The bearer token of the control API in classroom mode.")
    hosts: tuple[str, ...] = _setting((), "Further host names under which pages and control API answer.", "comma list")
    brand: str = _setting("Millpond", "The marketplace's name on pages and in mail.")
    lessons: Path | None = _setting(None, "A directory of one's own lessons.", "path")
    smtp_url: str = _setting(
        "", "Where e-mail is also delivered, such as smtp://127.0.0.1:1025; empty delivers nowhere."
    )
    expire_idle_days: int = _setting(0, "Worlds untouched for this long are deleted; 0 keeps them.", "days")

    @property
    def is_local(self) -> bool:
        """Say whether the installation belongs to whoever sits at this machine."""
        return self.mode == "local"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, **given: Any) -> "Config":
        """Read the variables; what is given by name wins, None counts as not given.

        Raises:
            BadInput: a variable makes no sense.
        """
        found = os.environ if environment is None else environment
        values = {
            one.name: _read(one.name, found[PREFIX + one.name.upper()])
            for one in fields(cls)
            if found.get(PREFIX + one.name.upper())
        }
        config = replace(cls(), **values, **{name: value for name, value in given.items() if value is not None})
        _check(config)
        return config


# Settings that are whole numbers, with the range that makes sense.
_RANGES = {"port": (0, 65_535), "workers": (1, 64), "threads": (1, 256), "expire_idle_days": (0, 3_650)}
_PATHS = ("data", "lessons")


def _read(name: str, text: str) -> Any:
    if name in _RANGES:
        try:
            return int(text)
        except ValueError:
            raise BadInput(name, f"{PREFIX}{name.upper()} is a whole number, not {text[:40]!r}.") from None
    if name in _PATHS:
        return Path(text)
    if name == "hosts":
        return tuple(one.strip().lower() for one in text.split(",") if one.strip())
    return text


def _check(config: Config) -> None:
    for name, (least, most) in _RANGES.items():
        if not least <= getattr(config, name) <= most:
            raise BadInput(name, f"{PREFIX}{name.upper()} is {least} to {most}.")
    if config.mode not in MODES:
        raise BadInput("mode", f"{PREFIX}MODE is one of: {', '.join(MODES)}.")
    if config.mode == "classroom" and len(config.control_token) < 16:
        raise BadInput("control_token", f"Classroom mode needs {PREFIX}CONTROL_TOKEN with at least 16 characters.")
