"""Quiz cards: three at a time, those of rules that are due first."""

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from simulator.shell.wording import gettext as _
from simulator.training import reviewing
from simulator.training.cards import Card, card, hand
from simulator.training.pages.blueprint import learn
from simulator.training.pages.learner import keep, profile, profile_to_keep
from simulator.training.rules import course_rules
from simulator.visits import the_home

SURE = 3


@learn.get("/cards")
def cards() -> ResponseReturnValue:
    """Deal three cards."""
    due = reviewing.due_rules(the_home(), profile())
    return _page(hand(due, request.args.get("deal", "") or str(len(due))))


@learn.post("/cards")
def answers() -> ResponseReturnValue:
    """Look at the answers, say what is right, and plan when each rule comes back."""
    dealt = [one for name in request.form.getlist("card") if (one := card(name))][:SURE]
    said = {one.id: request.form.get(f"choice-{one.id}", "") for one in dealt}
    missing = {f"choice-{name}": _("Choose an answer.") for name, value in said.items() if not value.isdigit()}
    if missing or not dealt:
        return _page(dealt or hand([], ""), errors=missing, entered=said), 422
    who = profile_to_keep()
    for one in dealt:
        right, sure = int(said[one.id]) == one.right, request.form.get(f"sure-{one.id}") == "yes"
        reviewing.note_rule(the_home(), who, one.rule, went_well=right, was_sure=sure)
    answer: Response = make_response(_page(dealt, entered=said, is_answered=True))
    return keep(answer)


def _page(
    dealt: list[Card], errors: dict[str, str] | None = None, entered: dict[str, str] | None = None,
    *, is_answered: bool = False,
) -> str:  # fmt: skip
    return render_template(
        "learn/cards.html",
        dealt=dealt,
        rules=course_rules(),
        errors=errors or {},
        entered=entered or {},
        is_answered=is_answered,
        deal=request.form.get("deal", request.args.get("deal", "")) + "1",
    )
