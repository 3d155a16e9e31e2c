"""The journal of accepted inputs: in order, of this world, and each followed by what it caused."""

from simulator.auditor.finding import Found, finds
from simulator.auditor.ledger import Ledger, when


@finds("journal-in-order")
def in_order(ledger: Ledger) -> Found:
    """Entries follow each other in time and in the log, and none is ahead of the world."""
    at = last = 0
    for entry in ledger.rows("SELECT id, at, last_event FROM journal ORDER BY id"):
        if entry["at"] < at or entry["last_event"] < last:
            yield f"entry {entry['id']}", f"of {when(entry['at'])} stands after one that came later."
        if entry["at"] > ledger.world["now"] or entry["last_event"] > ledger.world["last_event"]:
            yield f"entry {entry['id']}", "is ahead of the world."
        at, last = max(at, entry["at"]), max(last, entry["last_event"])


@finds("journal-has-effect")
def has_effect(ledger: Ledger) -> Found:
    """An accepted input changed something: the last event it knows is of its own instant."""
    at = {event.seq: event.at for event in ledger.log}
    for entry in ledger.rows("SELECT id, at, deed, last_event FROM journal ORDER BY id"):
        if at.get(entry["last_event"]) != entry["at"]:
            yield f"entry {entry['id']}", f"({entry['deed']}) recorded nothing at {when(entry['at'])}."


@finds("journal-subject")
def subject(ledger: Ledger) -> Found:
    """Inputs are about orders that exist, by one of the three parties."""
    for entry in ledger.rows("SELECT id, deed, actor, subject FROM journal ORDER BY id"):
        if entry["subject"] is not None and entry["subject"] not in ledger.orders:
            yield f"entry {entry['id']}", f"({entry['deed']}) is about {entry['subject']}, which does not exist."
        if entry["actor"] not in ("BUYER", "SELLER", "MARKETPLACE"):
            yield f"entry {entry['id']}", f"({entry['deed']}) was done by {entry['actor']}."


@finds("attempts-left-no-trace")
def attempts(ledger: Ledger) -> Found:
    """Refused attempts stand beside a log that had come that far."""
    for row in ledger.rows("SELECT id, at, deed, after_seq FROM refused_attempts ORDER BY id"):
        if row["at"] > ledger.world["now"] or row["after_seq"] > ledger.world["last_event"]:
            yield f"attempt {row['id']}", f"({row['deed']}) is ahead of the world."
