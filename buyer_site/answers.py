"""How a form of the buyer site is answered: done, or shown again with everything that was typed.

Must not know any rule: the sentences come with the refusal. Numbers in forms are read here too.
"""

from typing import Any

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from simulator.acting import check_version
from simulator.errors import BadInput, MarketplaceError, Refusal
from simulator.moment import Actor
from simulator.orders.models import Order
from simulator.orders.moving import refusal
from simulator.orders.transitions import TABLE
from simulator.shell.flashes import say_done, say_problem
from simulator.shell.register import site_url
from simulator.shell.rule_fields import FIELDS, RuleSentence
from simulator.visits import do, here, own_order

STALE = "stale-page"


def my_order(number: str) -> Order:
    """Return the visiting buyer's own order; 404 for every other number."""
    return own_order(number, Actor.BUYER)


def carry_out(deed: str, order: Order, **args: Any) -> None:
    """Do a buyer's deed from a form that may be stale.

    Where the deed itself is closed by now, that is the refusal to tell, rather than that the page is old.
    """
    is_closed = deed in TABLE and refusal(here(), order, deed) is not None
    do(deed, order, version=None if is_closed else shown_version(), as_="buyer", **args)


def refuse_if_stale(deed: str, order: Order) -> None:
    """Say that the order changed, before fields are read that were made for what it was; unless the deed is closed.

    Raises:
        Refusal: it changed since the form was made.
    """
    if refusal(here(), order, deed) is None:
        check_version(here(), order, shown_version())


def shown_version() -> int | None:
    """Return the order's version that the form was made for."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def done(sentence: str, path: str) -> ResponseReturnValue:
    """Say what was done on the next page."""
    say_done(sentence)
    return redirect(site_url(path), 303)


def shown_again(
    error: MarketplaceError, template: str, *, renamed: dict[str, str] | None = None, **values: Any
) -> ResponseReturnValue:
    """Show a form once more: the sentence next to its field, or on top where a rule is about none of them.

    `renamed` gives the names of fields that this form calls otherwise.
    """
    names = renamed or {}
    if isinstance(error, Refusal):
        if error.rule == STALE:
            abort(409, error.message)
        place = FIELDS.get(error.rule)
        if place:
            return render_template(
                template, **values, errors={names.get(place, place): RuleSentence(error)}
            ), error.status
        say_problem(error.message, error.rule)
        return render_template(template, **values, said=error.rule), error.status
    if not isinstance(error, BadInput):
        raise error
    status = error.status if error.status == 413 else 422
    return render_template(template, **values, errors={names.get(error.field, error.field): error.message}), status


def whole_number(text: str | None, field: str, sentence: str, *, most: int) -> int:
    """Read a number from a form.

    Raises:
        BadInput: anything but 0 … most, written in digits.
    """
    plain = (text or "").strip()
    if not (plain.isascii() and plain.isdigit()) or len(plain) > 9 or int(plain) > most:
        raise BadInput(field, sentence)
    return int(plain)
