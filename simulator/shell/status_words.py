"""A status of an order in words of pages: both sites, the console and debriefs say it alike.

Must not know: what a status means or when it changes; the table of transitions says that. Statuses are those of
orders and of fulfillment orders; one that is not here is shown as it is written.
"""

from simulator.shell.wording import gettext as _


def status_words(status: str) -> str:
    """Say a status as the pages do."""
    words = {
        "PendingAvailability": _("Pending availability"),
        "Pending": _("Pending"),
        "Unshipped": _("Unshipped"),
        "PartiallyShipped": _("Partially shipped"),
        "Shipped": _("Shipped"),
        "Canceled": _("Canceled"),
        "Unfulfillable": _("Unfulfillable"),
        "New": _("New"),
        "Received": _("Received"),
        "Planning": _("Planning"),
        "Processing": _("Processing"),
        "Complete": _("Complete"),
        "CompletePartialled": _("Complete in part"),
        "Invalid": _("Invalid"),
    }
    return words.get(status, status)
