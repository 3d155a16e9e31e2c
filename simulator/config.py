"""Settings of an installation, each with its unit and default, read from MARKETSIM_* variables.

Knows neither Flask nor a database. What the marketplace does stands in the policy packs, never here.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from simulator.errors import BadInput

MODES = ("local", "classroom")
LOGS = ("plain", "json")
# Names of the machine that asks.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
PREFIX = "MARKETSIM_"


@dataclass(frozen=True)
class Told:
    """What a setting is for, and the unit its value is in."""

    sentence: str
    unit: str = ""


@dataclass(frozen=True)
class Config:
    """How one installation runs. Every field can be set by the variable MARKETSIM_<FIELD>."""

    data: Annotated[
        Path | str, Told("The directory that holds the worlds, or a database.", "path or postgresql://")
    ] = Path("instance")
    host: Annotated[str, Told("The address the server listens on.")] = "127.0.0.1"
    port: Annotated[int, Told("The port the server listens on; 0 takes a free one.", "port")] = 5000
    workers: Annotated[int, Told("Server processes.", "processes")] = 2
    threads: Annotated[int, Told("Threads of each server process; a waiting call holds one.", "threads")] = 8
    mode: Annotated[str, Told("local: nobody signs in; classroom: people do, the control API wants a token.")] = "local"
    control_token: Annotated[
        str, Told("The bearer token of the control API, in classroom mode and for other machines.")
    ] = ""
    https: Annotated[int, Told("1: pages are reached through HTTPS, so cookies are sent no other way.")] = 0
    proxies: Annotated[int, Told("Trusted proxies in front, whose X-Forwarded headers are believed.", "proxies")] = 0
    log: Annotated[str, Told("plain: warnings, for people; json: a line for every request, for collectors.")] = "plain"
    hosts: Annotated[
        tuple[str, ...], Told("Further names under which pages and API answer, other machines too.", "comma list")
    ] = ()
    webhook_hosts: Annotated[
        tuple[str, ...], Told("Hosts that notifications may go to in classroom mode; locally, anywhere.", "comma list")
    ] = ()
    brand: Annotated[str, Told("The marketplace's name on pages and in mail.")] = "Millpond"
    lessons: Annotated[Path | None, Told("A directory of one's own lessons.", "path")] = None
    smtp_url: Annotated[str, Told("Where e-mail also goes, such as smtp://127.0.0.1:1025; empty: nowhere.")] = ""
    xapi_url: Annotated[
        str, Told("A learning record store, such as https://key:secret@store.example/xapi; empty: none.")
    ] = ""
    lti: Annotated[Path | None, Told("A TOML file of learning platforms that open lessons (LTI 1.3).", "path")] = None
    root: Annotated[
        str, Told("Where people reach the simulator, such as https://sim.example; empty: where it listens.")
    ] = ""
    rate: Annotated[int, Told("Pages one person gets in classroom mode; 0 sets no limit.", "a second")] = 20
    traces: Annotated[
        str, Told("An OpenTelemetry collector that takes traces, such as http://127.0.0.1:4318; empty: none.")
    ] = ""
    expire_idle_days: Annotated[int, Told("Worlds untouched for this long are deleted; 0 keeps them.", "days")] = 0

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
        config = replace(cls(), **(values | {name: value for name, value in given.items() if value is not None}))
        _check(config)
        return replace(config, root=config.root.rstrip("/"))


# Settings that are whole numbers, with the range that makes sense.
_RANGES = {
    "port": (0, 65_535),
    "https": (0, 1),
    "proxies": (0, 9),
    "workers": (1, 64),
    "threads": (1, 256),
    "rate": (0, 10_000),
    "expire_idle_days": (0, 3_650),
}
_PATHS = ("data", "lessons", "lti")
_LISTS = ("hosts", "webhook_hosts")


def _read(name: str, text: str) -> Any:
    if name in _RANGES:
        try:
            return int(text)
        except ValueError:
            raise BadInput(name, f"{PREFIX}{name.upper()} is a whole number, not {text[:40]!r}.") from None
    if name in _PATHS:
        return text if name == "data" and text.startswith("postgresql://") else Path(text)
    if name in _LISTS:
        return tuple(one.strip().lower() for one in text.split(",") if one.strip())
    return text


def _check(config: Config) -> None:
    for name, (least, most) in _RANGES.items():
        if not least <= getattr(config, name) <= most:
            raise BadInput(name, f"{PREFIX}{name.upper()} is {least} to {most}.")
    if config.mode not in MODES:
        raise BadInput("mode", f"{PREFIX}MODE is one of: {', '.join(MODES)}.")
    if config.log not in LOGS:
        raise BadInput("log", f"{PREFIX}LOG is one of: {', '.join(LOGS)}.")
    if not config.is_local and not config.control_token:
        raise BadInput("control_token", f"Classroom mode needs {PREFIX}CONTROL_TOKEN.")
    if config.control_token and len(config.control_token) < 16 and (config.proxies or config.host not in LOOPBACK):
        raise BadInput("control_token", f"{PREFIX}CONTROL_TOKEN has at least 16 characters where others can reach it.")
    if config.root and not is_root(config.root):
        raise BadInput("root", f"{PREFIX}ROOT looks like https://sim.example.")
    if config.traces and not is_root(config.traces):
        raise BadInput("traces", f"{PREFIX}TRACES looks like http://127.0.0.1:4318.")
    if config.lti and not config.root:
        raise BadInput("root", f"{PREFIX}LTI needs {PREFIX}ROOT: platforms are told where the simulator is reached.")


def is_root(text: str) -> bool:
    """Say whether a text is an address under which an installation can be reached."""
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.query or parts.fragment)
