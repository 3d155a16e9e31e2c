"""A button pressed twice does its deed once: the second press is led to where the first one led.

Each page carries a token of its own (the shell's `page_mark`); the same form of the same page, filled in alike, is one
press. What was refused may be pressed again. Knows requests, not what the forms are about.
"""

import hashlib

from flask import Flask, Response, g, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import String, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from simulator.directory import DirectoryBase, directory
from simulator.home import Home
from simulator.shell.flashes import say_done
from simulator.shell.register import PAGE_MARK
from simulator.shell.theme import parts_of, safe_return
from simulator.shell.wording import gettext as _

# Presses remembered; nobody presses the same button twice with so many between. Looked through every so many.
KEPT, SWEEP = 1000, 100


class Press(DirectoryBase):
    """A form that was sent, and where its answer led; nothing while it is being answered."""

    __tablename__ = "presses"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    led_to: Mapped[str] = mapped_column(String(2000), default="")


_presses = Press.metadata.tables[Press.__tablename__]


def init_pressing(app: Flask, home: Home) -> None:
    """Watch the forms of all pages."""

    @app.before_request
    def take() -> ResponseReturnValue | None:
        key = _key()
        earlier = _note(home, key) if key else None
        if earlier is None:
            g.press = key
            return None
        say_done(_("This was already done, once."))
        return redirect(earlier or safe_return(parts_of(request.referrer).path), 303)

    @app.after_request
    def keep(answer: Response) -> Response:
        key = g.pop("press", None)
        if key:
            _settle(home, key, answer.location if 300 <= answer.status_code < 400 else None)
        return answer

    @app.teardown_request
    def forget(error: BaseException | None) -> None:
        key = g.pop("press", None)
        if key:
            _settle(home, key, None)
        # Files somebody sent are let go of, also by pages that did not look at them.
        request.close()


def _key() -> str | None:
    """Name what was pressed, where a page with a token was."""
    if request.method != "POST" or not request.path.startswith("/w/") or not request.form.get(PAGE_MARK):
        return None
    said = [request.full_path, *(f"{name}={value}" for name, value in request.form.items(multi=True))]
    said += [f"{name}={file.filename}" for name, file in request.files.items(multi=True)]
    return hashlib.blake2b("\0".join(said).encode(), digest_size=32).hexdigest()


def _note(home: Home, key: str) -> str | None:
    """Remember a press; return where it led if it is not the first."""
    with directory(home) as session:
        connection = session.connection()
        earlier: str | None = connection.scalar(select(_presses.c.led_to).where(_presses.c.key == key))
        if earlier is None:
            (number,) = connection.execute(insert(_presses).values(key=key)).inserted_primary_key or (0,)
            if number % SWEEP == 0:
                connection.execute(delete(_presses).where(_presses.c.id <= number - KEPT))
        return earlier


def _settle(home: Home, key: str, led_to: str | None) -> None:
    """Remember where a press led; one that led nowhere is forgotten."""
    pressed = _presses.c.key == key
    led = delete(_presses) if led_to is None else update(_presses).values(led_to=led_to[:2000])
    with directory(home) as session:
        session.connection().execute(led.where(pressed))
