"""Trying a deed from a form: done, or what to say and where on the page to say it.

The sentences are the rules' own; which field of a form a rule speaks about is known to the shell.
"""

from dataclasses import dataclass, field
from typing import Any

from flask import abort, request

from simulator.errors import BadInput, Refusal
from simulator.orders.models import Order
from simulator.shell.flashes import say_problem
from simulator.shell.rule_fields import FIELDS, RuleSentence
from simulator.visits import do


@dataclass
class Problem:
    """Why a deed was not done: sentences by field, and the answer's status."""

    status: int
    errors: dict[str, str] = field(default_factory=dict)


def attempt(deed: str, order: Order | None = None, *, version: int | None = None, **args: Any) -> Problem | None:
    """Do a deed as the seller. Returns nothing when it is done; a stale page is answered with "Order changed"."""
    try:
        do(deed, order, version=form_version() if order and version is None else version, as_="seller", **args)
    except Refusal as refused:
        return problem_of(refused)
    except BadInput as wrong:
        return Problem(422, {wrong.field: wrong.message})
    return None


def problem_of(refused: Refusal) -> Problem:
    """Put a refusal beside the field it is about; where there is none, say it above the form."""
    if refused.rule == "stale-page":
        abort(409, refused.message)
    place = FIELDS.get(refused.rule)
    if place is None:
        say_problem(refused.message, refused.rule)
        return Problem(409)
    return Problem(409, {place: RuleSentence(refused)})


def form_version() -> int | None:
    """Return the version of the order that the form was made from, if it says so."""
    text = request.form.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None
