"""The cards a buyer can pay with here. No card is real: each says how its payment will turn out.

How long a check takes stands in the rule book; what follows from it in the transition table.
"""

from dataclasses import dataclass

from simulator.orders.statuses import Payment
from simulator.policy import Policy, in_words
from simulator.shell.wording import gettext as _


@dataclass(frozen=True)
class PaymentCard:
    """A card by its last digits, and the payment it leads to."""

    key: str
    payment: Payment
    words: str


def cards(policy: Policy) -> list[PaymentCard]:
    """List the test cards in the order of the page."""
    rule = policy.rule("slow-payment-check")
    longer = in_words(rule.value, rule.unit, policy.say)
    return [
        PaymentCard("approve", Payment.OK, _("Approve: card ending in 0001, the payment is verified")),
        PaymentCard("decline", Payment.FAILS, _("Decline: card ending in 0002, the payment fails")),
        PaymentCard("pend", Payment.SLOW, _("Pend: card ending in 0003, checked %(longer)s longer", longer=longer)),
        PaymentCard("fraud", Payment.FRAUD, _("Fraud: card ending in 0004, the marketplace finds fraud")),
    ]
