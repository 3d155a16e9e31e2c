"""The mailbox: every e-mail and message of the world, one of them in full, an e-mail as its reader sees it.

Strangers wrote what is in there, so HTML is shown in a frame that may do nothing.
"""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from simulator.console.blueprints import console
from simulator.console.front_page import desk_here, page_of_world
from simulator.console.mailbox import KINDS, ROLES, mailbox, one_mail, one_message
from simulator.console.timeline import read_place
from simulator.errors import NotFound
from simulator.shell.wording import gettext as _

PAGE = 50
# What a mail may do in its frame: show its own text and styles.
FRAME_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'"


@console.get("/mailbox")
def letters(world: str) -> ResponseReturnValue:
    """List e-mails and messages, newest first."""
    asked = request.args
    kind = asked.get("show", "all") if asked.get("show") in KINDS else "all"
    to = asked.get("to", "") if asked.get("to") in ROLES else ""
    page = mailbox(desk_here(), kind=kind, to=to, before=read_place(asked.get("before", "")), limit=PAGE)
    return render_template(
        "console/mailbox.html",
        **page_of_world(),
        letters=page,
        kind=kind,
        to=to,
        keep={"show": kind, "to": to},
        is_first=not asked.get("before"),
    )


@console.get("/mailbox/mail/<int:mail_id>")
def mail(world: str, mail_id: int) -> ResponseReturnValue:
    """Show one e-mail, as HTML in a frame or as text."""
    found = one_mail(desk_here(), mail_id)
    if found is None:
        raise NotFound(_("There is no such e-mail in this world."))
    told, letter = found
    view = "text" if request.args.get("view") == "text" else "html"
    return render_template("console/mail.html", **page_of_world(), mail=told, letter=letter, view=view)


@console.get("/mailbox/mail/<int:mail_id>/html")
def mail_html(world: str, mail_id: int) -> ResponseReturnValue:
    """Give the HTML of one e-mail for the frame."""
    found = one_mail(desk_here(), mail_id)
    if found is None:
        raise NotFound(_("There is no such e-mail in this world."))
    answer = Response(found[0]["html"], mimetype="text/html")
    answer.headers["Content-Security-Policy"] = FRAME_POLICY
    return answer


@console.get("/mailbox/messages/<number>/<int:n>")
def message(world: str, number: str, n: int) -> ResponseReturnValue:
    """Show one message with what became of it."""
    found = one_message(desk_here(), number, n)
    if found is None:
        raise NotFound(_("There is no such message in this world."))
    row, letter = found
    return render_template("console/message.html", **page_of_world(), message=row, letter=letter)
