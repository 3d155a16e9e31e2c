"""Feedback: rating the seller for an order, and taking it back. When it opens and closes stands in the rule book."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from buyer_site.answers import carry_out, done, my_order, shown_again, whole_number
from buyer_site.blueprint import buyer
from buyer_site.order_cards import card
from simulator.errors import BadInput, MarketplaceError
from simulator.orders.models import Order
from simulator.orders.moving import refusal
from simulator.shell.wording import gettext as _
from simulator.visits import do, here

PAGE = "buyer/feedback.html"


@buyer.get("/orders/<number>/feedback")
def seller_feedback(world: str, number: str) -> ResponseReturnValue:
    """Show the form, or the feedback that was given."""
    return render_template(PAGE, **_page(my_order(number)))


@buyer.post("/orders/<number>/feedback")
def submit_feedback(world: str, number: str) -> ResponseReturnValue:
    """Rate the seller."""
    order, sentence = my_order(number), _("Choose a rating from 1 to 5.")
    try:
        rating = whole_number(request.form.get("rating"), "rating", sentence, most=5)
        if rating == 0:
            raise BadInput("rating", sentence)
        carry_out("feedback", order, rating=rating, comment=request.form.get("comment", "").strip())
    except MarketplaceError as error:
        return shown_again(error, PAGE, **_page(my_order(number)))
    return done(_("Thank you. Your feedback was submitted."), f"/orders/{number}/feedback")


@buyer.post("/orders/<number>/feedback/remove")
def remove_feedback(world: str, number: str) -> ResponseReturnValue:
    """Take the feedback back."""
    order = my_order(number)
    try:
        do("remove-feedback", order, as_="buyer")
    except MarketplaceError as error:
        return shown_again(error, PAGE, **_page(my_order(number)))
    return done(_("Your feedback was removed."), f"/orders/{number}")


def _page(order: Order) -> dict[str, Any]:
    given = order.feedback
    return {
        "card": card(here(), order, on_details=True),
        "typed": request.form,
        "given": given,
        "can_remove": given is not None and given.removed_at is None,
        "closed": refusal(here(), order, "feedback"),
        "ratings": [
            (5, _("5, excellent")),
            (4, _("4, good")),
            (3, _("3, fair")),
            (2, _("2, poor")),
            (1, _("1, awful")),
        ],
    }
