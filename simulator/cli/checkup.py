"""What an installation stands on, for `marketsim doctor`: versions, disk, front-end files, browser, port, motor.

A check is a line and whether something is wrong with it; what is only missing for some uses is said and not wrong.
"""

import os
import platform
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from simulator import __version__
from simulator.config import Config
from simulator.files import SCHEMA_VERSION
from simulator.fitness import LITTLE_ROOM, fitness
from simulator.home import Home
from simulator.shell.assets import HTMX

# RETURNING and UPSERT with several rows are in our statements. Debian 12 has 3.40.
LEAST_SQLITE = (3, 35, 0)
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
GIGABYTE = 1_000_000_000


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, in a line."""

    line: str
    is_wrong: bool = False


def checks(home: Home, config: Config) -> Iterator[Check]:
    """Look at everything around the worlds of a data directory."""
    yield Check(f"marketsim {__version__}, schema {SCHEMA_VERSION}, Python {platform.python_version()}")
    is_old = sqlite3.sqlite_version_info < LEAST_SQLITE
    least = ".".join(map(str, LEAST_SQLITE))
    yield Check(f"SQLite {sqlite3.sqlite_version}{f'; at least {least} is needed' if is_old else ''}", is_old)
    if home.is_shared:
        from simulator.schemas.copying import server_version

        yield Check(f"{home.told}: server version {server_version(home)}")
    told = fitness(home)
    room = f"{home.path}: {told['disk_free_bytes'] / GIGABYTE:.1f} GB free, {told['worlds']} worlds"
    is_little = told["disk_free_bytes"] < LITTLE_ROOM
    yield Check(f"{room}{'' if told['status'] == 'ok' else '; ' + told['status']}", is_little or told["status"] != "ok")
    yield _front_end()
    yield _browser()
    yield _port(config)
    yield Check("motor: some process moves the clocks" if told["motor"] else "motor: no server runs here")
    if told["playing"] and not told["motor"]:
        yield Check(f"{told['playing']} clocks play as soon as a server is started")


def _front_end() -> Check:
    if HTMX.exists():
        return Check("front-end files: there")
    return Check("front-end files: missing; pages work without them, `make install` brings them")


def _browser() -> Check:
    wanted = os.environ.get("MARKETSIM_CHROMIUM")
    if wanted and not shutil.which(wanted):
        return Check(f"browser: MARKETSIM_CHROMIUM names {wanted}, which cannot be run", is_wrong=True)
    found = wanted or next(filter(None, map(shutil.which, BROWSERS)), None)
    return Check(f"browser: {found or 'none; only browser tests need one'}")


def _port(config: Config) -> Check:
    with socket.socket(socket.AF_INET6 if ":" in config.host else socket.AF_INET) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((config.host, config.port))
        except OSError as error:
            return Check(f"port {config.port} on {config.host}: {error.strerror}; a server that runs has it, or others")
    return Check(f"port {config.port} on {config.host}: free")
