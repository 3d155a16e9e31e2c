"""Handing a world's e-mails to a mail server as well, for people who watch them in a mail catcher. Off by default.

Outside the world's transaction and at least once: a mail goes again if the server or we stopped before it was noted,
and keeps its Message-ID then. How far a world has got is kept beside the world, never in it. Assumed: all of it.
"""

import json
import logging
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import blake2b
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import unquote, urlsplit

from messaging.mail import mail_list
from messaging.reading import BRAND, Site
from simulator.acting import reading
from simulator.errors import BadInput
from simulator.faults import Faults, latency, strikes
from simulator.home import Home
from simulator.states import first_row

log = logging.getLogger(__name__)

DOMAIN = "mail.millpond.example"
# Seconds to wait for the server, and mails handed over before others get a turn.
PATIENCE = 10.0
BATCH = 200
# A subject with an order's number is longer than what is folded usually; catchers show folded ones with odd gaps.
_ONE_LINE_SUBJECTS = SMTP.clone(max_line_length=300)
# From here on a mail server says that the same again would fail again.
PERMANENT = 500


@dataclass(frozen=True)
class Server:
    """A mail server: smtp:// plain, smtp+starttls:// encrypted after greeting, smtps:// encrypted from the start."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""

    @classmethod
    def at(cls, url: str) -> "Server":
        """Read an address such as smtp://127.0.0.1:1025.

        Raises:
            BadInput: it is no address of a mail server.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise BadInput("smtp_url", f"{url[:60]!r} is no address of a mail server.") from None
        usual = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
        if parts.scheme not in usual or not parts.hostname:
            raise BadInput("smtp_url", "A mail server is written like smtp://127.0.0.1:1025.")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.scheme, parts.hostname, port or usual[parts.scheme], user, password)

    @contextmanager
    def session(self) -> Iterator[smtplib.SMTP]:
        """Talk to the server, where it is encrypted to no other than the one named: without a context nobody looks."""
        with self._connected() as server:
            if self.scheme == "smtp+starttls":
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
            yield server

    def _connected(self) -> smtplib.SMTP:
        told: dict[str, Any] = {"local_hostname": "localhost", "timeout": PATIENCE}
        if self.scheme == "smtps":
            return smtplib.SMTP_SSL(self.host, self.port, context=ssl.create_default_context(), **told)
        return smtplib.SMTP(self.host, self.port, **told)


def deliver_new(home: Home, world: str, url: str, *, brand: str = BRAND, root: str = "") -> int:
    """Hand over a world's mails that have not gone yet; return how many went. What fails goes next time.

    Mails that were there when the world was created or last reset do not go.
    """
    place = _place_file(home, world)
    home.fetch(place, again=True)
    with reading(home, world) as moment:
        generation = moment.world.generation
        done = _last_done(place, home, world, generation)
        mails = mail_list(moment, after=done, limit=BATCH, brand=brand, site=Site(world, root))
        faults, seed = moment.world.faults, moment.seed
    if not mails:
        return 0
    sent = 0
    wait = latency(faults, "mail").total_seconds()
    try:
        with Server.at(url).session() as server:
            for mail in mails:
                if wait:
                    Event().wait(wait)
                for _ in range(_copies(faults, seed, mail["id"])):
                    sent += _hand_over(server, mail, world)
                _note(home, place, generation, mail["id"])
    except (OSError, smtplib.SMTPException) as problem:
        log.warning("mail of world %s waits: %s", world, problem)
    return sent


def _copies(faults: Faults, seed: int, number: int) -> int:
    """Say how often a mail goes: once, unless the world's faults lose or double it."""
    if strikes(faults, "mail", "error_rate", seed, number):
        return 0
    return 2 if strikes(faults, "mail", "duplicate_rate", seed, number) else 1


def as_email(mail: dict[str, Any], world: str) -> EmailMessage:
    """Write a rendered mail as it travels: plain text and HTML, dated by the world's clock."""
    email = EmailMessage(_ONE_LINE_SUBJECTS)
    email["Subject"] = mail["subject"]
    email["From"] = _address(mail["from"])
    email["To"] = _address(mail["to"]["address"])
    email["Date"] = format_datetime(datetime.fromisoformat(mail["at"]))
    email["Message-ID"] = f"<{message_id(mail, world)}@{DOMAIN}>"
    email["X-Marketplace-World"] = world
    email.set_content(mail["text"])
    email.add_alternative(mail["html"], subtype="html")
    return email


def message_id(mail: dict[str, Any], world: str) -> str:
    """Return what identifies a mail, the same however often it goes."""
    told = json.dumps([world, mail["id"], mail["at"], mail["notice"], mail["to"]["address"], mail["event_seq"]])
    return f"{mail['id']}.{blake2b(told.encode(), digest_size=10).hexdigest()}"


def _hand_over(server: smtplib.SMTP, mail: dict[str, Any], world: str) -> int:
    """Hand one mail over; one that the server will never take is given up, so that others do not wait for it."""
    try:
        server.send_message(as_email(mail, world))
    except smtplib.SMTPRecipientsRefused as refused:
        if any(code < PERMANENT for code, _ in refused.recipients.values()):
            raise
    except smtplib.SMTPResponseException as refused:
        if refused.smtp_code < PERMANENT:
            raise
    else:
        return 1
    log.warning("the mail server does not take mail %s of world %s", mail["id"], world)
    server.rset()
    return 0


def _address(text: str) -> Address:
    name, _, domain = text.rpartition("@")
    return Address(username=name, domain=domain)


def _place_file(home: Home, world: str) -> Path:
    return home.folder(world) / "smtp.json"


def _last_done(place: Path, home: Home, world: str, generation: int) -> int:
    """Return the last mail that went; after a reset, the last one the world was created with."""
    try:
        noted = json.loads(place.read_text())
    except (OSError, ValueError):
        noted = {}
    if noted.get("generation") == generation:
        return int(noted["last"])
    last = _mails_at_creation(home, world)
    _note(home, place, generation, last)
    return last


def _mails_at_creation(home: Home, world: str) -> int:
    return int(first_row(home.origin_file(world), "SELECT last_mail FROM world")[0])


def _note(home: Home, place: Path, generation: int, last: int) -> None:
    if home.is_shared:
        # Else the folder is the world's, and gone with it.
        place.parent.mkdir(parents=True, exist_ok=True)
    half = place.with_suffix(".new")
    half.write_text(json.dumps({"generation": generation, "last": last}))
    half.replace(place)
    home.publish(place)
