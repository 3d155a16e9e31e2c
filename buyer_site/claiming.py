"""Guarantee claims: asking the marketplace for the money when the seller did not help.

Its times and grounds are the rule book's.
"""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from buyer_site.answers import carry_out, done, my_order, shown_again
from buyer_site.blueprint import buyer
from buyer_site.order_cards import card
from simulator.errors import BadInput, MarketplaceError
from simulator.orders.models import Order
from simulator.orders.moving import refusal
from simulator.policy import in_words
from simulator.reasons import reason_label
from simulator.shell.wording import gettext as _
from simulator.visits import here

PAGE = "buyer/claim.html"


@buyer.get("/orders/<number>/claim")
def guarantee_claim(world: str, number: str) -> ResponseReturnValue:
    """Show the form, or how the claim stands."""
    return render_template(PAGE, **_page(my_order(number)))


@buyer.post("/orders/<number>/claim")
def file_claim(world: str, number: str) -> ResponseReturnValue:
    """File a claim."""
    order, ground = my_order(number), request.form.get("ground", "")
    try:
        if not ground:
            raise BadInput("ground", _("Choose what happened."))
        carry_out("claim", order, ground=ground)
    except MarketplaceError as error:
        return shown_again(error, PAGE, **_page(my_order(number)))
    return done(_("Your claim was filed. The seller has been notified."), f"/orders/{number}/claim")


def _page(order: Order) -> dict[str, Any]:
    policy = here().policy(order.store)
    rule = policy.rule("claim-answer-window")
    return {
        "card": card(here(), order, on_details=True),
        "typed": request.form,
        "claim": order.claim,
        "ground": reason_label(policy.claim_grounds, order.claim.ground) if order.claim else "",
        "closed": refusal(here(), order, "claim"),
        "grounds": [(code, row.label) for code, row in policy.claim_grounds.items()],
        "answer_window": in_words(rule.value, rule.unit, policy.say),
    }
