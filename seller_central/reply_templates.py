"""Ready texts for answering buyers. Each is named by the intent it is written with, so that it is read as meant.

Must not contain anything the rules on messages refuse. Windows come from the rule book.
"""

from dataclasses import dataclass

from simulator.orders.models import Order
from simulator.shell.wording import gettext as _


@dataclass(frozen=True)
class ReplyTemplate:
    """A ready text."""

    intent: str
    title: str
    text: str


def reply_templates(order: Order) -> list[ReplyTemplate]:
    """Offer the ready texts, addressed to the buyer of an order."""
    hello = _("Hello %(name)s,", name=order.buyer.name if order.buyer else "") + "\n\n"
    rows = (
        (
            "how_to_request",
            _("How to request a cancellation"),
            _("To cancel this order, please open Your Orders, choose the order and select Request cancellation. "
              "We will act on your request as soon as it arrives."),
        ),
        (
            "refuse_or_return",
            _("Order already shipped"),
            _("Your order has already been handed to the carrier, so we cannot cancel it. You can refuse the delivery, "
              "or return it for a refund when it arrives."),
        ),
        (
            "label_return",
            _("Shipping label already bought"),
            _("A shipping label was already bought for your order, so we cannot cancel it at this stage. When it "
              "arrives, please return it and we will refund you."),
        ),
        (
            "return_for_refund",
            _("How to return for a refund"),
            _("Your order has shipped. When it arrives, please start a return in Your Orders and we will refund you."),
        ),
        (
            "reorder",
            _("Order canceled by mistake"),
            _("We canceled your order by mistake, and a canceled order cannot be restored. We are sorry. If you still "
              "want the items, please place the order again."),
        ),
        (
            "honest_reason",
            _("We cannot fulfill this order"),
            _("We are sorry: we made a mistake with our stock and cannot send the item. We canceled the order "
              "ourselves and you are not charged."),
        ),
    )  # fmt: skip
    return [ReplyTemplate(intent, title, hello + text) for intent, title, text in rows]
