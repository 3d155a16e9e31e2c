"""What the e-mails to sellers are called on the page where they are switched on and off."""

from simulator.shell.wording import gettext as _


def notice_words() -> dict[str, str]:
    """Return the words by the notice's name."""
    return {
        "sold-ship-now": _("Sold, ship now"),
        "request-arrived": _("Buyer-requested cancellation"),
        "auto-approved-seller": _("Request approved automatically"),
        "order-canceled-by-seller-seller": _("Order canceled by you"),
        "mcf-canceled": _("Multi-channel order canceled"),
        "auto-canceled-seller": _("Order canceled automatically"),
        "ship-by-reminder": _("Reminder to ship"),
        "auto-cancel-warning": _("Warning before automatic cancellation"),
        "refused-seller": _("Delivery refused"),
        "lost-seller": _("Parcel lost"),
        "refund-seller": _("Refund issued"),
        "return-requested-seller": _("Return requested"),
        "return-needs-answer": _("Return request is due"),
        "return-received": _("Return received"),
        "claim-opened-seller": _("A-to-z Guarantee claim filed"),
        "claim-decided-seller": _("A-to-z Guarantee claim decided"),
        "feedback-left-seller": _("Feedback left"),
        "message-to-seller": _("Message from a buyer"),
        "message-blocked": _("Message not delivered"),
    }
