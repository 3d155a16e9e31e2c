"""The auditor: reads the tables and the log of a world's file and finds what could not lawfully have come about.

It shares no code with the use cases: its own tables say which histories are lawful, which cancellation counts, which
mail follows which event. Only the numbers (windows, lengths) come from the policy packs. Plain SQL on a read-only
connection, so a world may be audited while a server works in it.
"""

from simulator.auditor import (
    agenda,
    cancellations,
    histories,
    instants,
    journal,
    logbook,
    mailing,
    messages,
    money,
    people,
    quantities,
    stock,
    windows,
)
from simulator.auditor.finding import CHECKS, Finding
from simulator.auditor.ledger import opened
from simulator.files import check_file
from simulator.schemas.place import Place
from simulator.states import as_file

ROOMS = (
    logbook,
    histories,
    instants,
    windows,
    cancellations,
    quantities,
    money,
    stock,
    mailing,
    messages,
    agenda,
    journal,
    people,
)


def audit(place: Place) -> list[Finding]:
    """Return everything unlawful in a world, by rule in the order of the rooms.

    Raises:
        DamagedWorld: the file cannot be read, or is no world of this version.
    """
    check_file(place)
    with as_file(place) as path, opened(path) as ledger:
        return [Finding(rule, subject, said) for rule, check in CHECKS.items() for subject, said in check(ledger)]


__all__ = ["CHECKS", "ROOMS", "Finding", "audit"]
