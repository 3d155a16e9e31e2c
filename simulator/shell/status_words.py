"""A status of an order in words of pages: both sites, the console and debriefs say it alike.

Must not know: what a status means or when it changes; the table of transitions says that. Statuses are those of
orders and of fulfillment orders; one that is not here is shown as it is written.
"""

from simulator.policy import sentence
from simulator.shell.wording import gettext

WORDS = {
    "PendingAvailability": sentence("Pending availability"),
    "Pending": sentence("Pending"),
    "Unshipped": sentence("Unshipped"),
    "PartiallyShipped": sentence("Partially shipped"),
    "Shipped": sentence("Shipped"),
    "Canceled": sentence("Canceled"),
    "Unfulfillable": sentence("Unfulfillable"),
    "New": sentence("New"),
    "Received": sentence("Received"),
    "Planning": sentence("Planning"),
    "Processing": sentence("Processing"),
    "Complete": sentence("Complete"),
    "CompletePartialled": sentence("Complete in part"),
    "Invalid": sentence("Invalid"),
}


def status_words(status: str) -> str:
    """Say a status as the pages do."""
    return gettext(WORDS[status]) if status in WORDS else status
