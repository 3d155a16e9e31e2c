"""Error pages in the shell of the site they happened on, each with one link back.

Must not know why a deed was refused; `abort(code, sentence)` brings the sentence. Machine paths are not touched.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, default_exceptions

from simulator.shell.wording import gettext

MachineError = Callable[[HTTPException], ResponseReturnValue]


@dataclass(frozen=True)
class ErrorText:
    """A page's heading and its sentence."""

    heading: str
    sentence: str


def _texts() -> dict[int, ErrorText]:
    _ = gettext
    return {
        400: ErrorText(_("This request could not be read"), _("Go back, reload the page and try again.")),
        401: ErrorText(_("Sign in first"), _("This page needs to know who you are.")),
        403: ErrorText(_("This page belongs to another role"), _("Switch role in the console to see it.")),
        404: ErrorText(_("Page not found"), _("Nothing is kept at this address. Check it, or start again.")),
        405: ErrorText(_("This address is not a page"), _("It only answers a form. Go back and use the button.")),
        409: ErrorText(_("Order changed"), _("This order changed while the page was open. Check it and try again.")),
        413: ErrorText(_("This file is too large"), _("Choose a smaller file and try again.")),
        429: ErrorText(_("Too many requests"), _("Wait a moment, then try again.")),
        507: ErrorText(_("The disk is full"), _("Nothing was changed. Make room on the disk, then try again.")),
        503: ErrorText(_("Busy"), _("The simulator is busy with this world. Try again in a moment.")),
    }


def _broken() -> ErrorText:
    sentence = gettext("The simulator made a mistake; nothing was changed. Quote the event ID when you report it.")
    return ErrorText(gettext("Something broke"), sentence)


def shell_of(path: str) -> str:
    """Choose the layout by the address: seller, simulator or buyer."""
    parts = [part for part in path.split("/") if part]
    if len(parts) < 2 or parts[0] != "w":
        return "simulator"
    return {"seller": "seller", "console": "simulator"}.get(parts[2] if len(parts) > 2 else "", "buyer")


def way_back(path: str) -> str:
    """Give the front page of the site the error happened on."""
    parts = [part for part in path.split("/") if part]
    if len(parts) < 2 or parts[0] != "w":
        return f"{request.script_root}/"
    ending = {"seller": "seller/", "buyer": "", "simulator": "console/"}[shell_of(path)]
    return f"{request.script_root}/w/{parts[1]}/{ending}"


def error_page(error: HTTPException) -> ResponseReturnValue:
    """Render an error as a page; a server's own mistake gets an event ID that is also in the log."""
    code = error.code or 500
    event_id = uuid4().hex[:8] if code == 500 else None
    if event_id:
        current_app.logger.error("error event %s: %s %s", event_id, request.method, request.path)
    text = _texts().get(code) or _broken()
    own = error.description
    is_own = bool(own) and own != getattr(default_exceptions.get(code), "description", None) and code != 500
    page = render_template(
        f"shell/error_{shell_of(request.path)}.html",
        heading=text.heading,
        sentence=own if is_own else text.sentence,
        event_id=event_id,
        back_url=way_back(request.path),
    )
    return (
        page,
        code,
        [(name, value) for name, value in error.get_headers() if name.lower() in ("retry-after", "allow")],
    )


def install_error_pages(app: Flask, is_machine_path: Callable[[str], bool], machine_error: MachineError | None) -> None:
    """Answer every HTTP error on a page's path with a page."""

    @app.errorhandler(HTTPException)
    def show(error: HTTPException) -> ResponseReturnValue:
        if is_machine_path(request.path):
            return machine_error(error) if machine_error else error
        # Redirects and ready-made answers are raised as exceptions too; they are not errors.
        if error.response is not None or error.code is None or error.code < 400:
            return error
        return error_page(error)
