"""What can happen, as pages: the transition table, the kinds of events, and the e-mails they bring."""

from pathlib import Path

import messaging
from docs.writing.tables import code, page, table
from simulator.console.rulebook.states import graph_of, named_rules, targets_of
from simulator.console.sentences import event_words
from simulator.events import EventKind
from simulator.orders.notices import NOTICES
from simulator.orders.statuses import Channel, OrderStatus
from simulator.orders.transitions import ROWS, Transition

FOLDERS = Path(messaging.__file__).parent / "templates" / "email"


def transitions() -> str:
    """Return the page of the transition table."""
    head = """The life of an order, as it stands in `simulator/orders/transitions.py`. A status changes nowhere
else. A row without *to* leaves the status alone. A guard that says no names its [rule](rules.md).

![States of a seller-fulfilled order and the deeds that lead from one to another](../images/life-of-an-order.svg)"""
    arrows = [
        (one.number, one.source, one.target, code(row.name for row in one.deeds))
        for one in graph_of(Channel.MFN).arrows
    ]
    rows = [
        (f"`{row.name}`", row.actor.value.lower(), channels(row), states(row), goals(row), guards(row)) for row in ROWS
    ]
    return page(
        "The transition table",
        head,
        table(("Number in the picture", "From", "To", "Deeds"), arrows),
        "## All rows",
        table(("Deed", "By", "Channels", "From", "To", "Rules that may refuse it"), rows),
    )


def channels(row: Transition) -> str:
    return ", ".join(sorted(str(one) for one in row.channels))


def states(row: Transition) -> str:
    names = [str(one) for one in OrderStatus if one in row.sources]
    return ", ".join(names) if len(names) < 8 else "any"


def goals(row: Transition) -> str:
    return " or ".join(str(one) for one in targets_of(row))


def guards(row: Transition) -> str:
    return code(rule for guard in row.guards for rule in named_rules(guard))


def events() -> str:
    """Return the page of the kinds of events."""
    head = """Everything that happens in a world is one entry of its log, of one of these kinds. Read it with
`GET /sim/v1/worlds/{w}/events?kind=…`. Each entry carries number, instant, actor, order, facts, and the event that
caused it."""
    recorded = {kind: [row.name for row in ROWS if row.event == kind] for kind in EventKind}
    rows = [(f"`{kind}`", event_words(kind), code(recorded[kind])) for kind in EventKind]
    return page("Kinds of events", head, table(("Kind", "What happened", "Recorded by the rows"), rows))


def mail() -> str:
    """Return the page of the notices."""
    head = """Every e-mail the marketplace writes has a folder of templates under `messaging/templates/email/`. The
notices table, `simulator/orders/notices.py`, says after which row of the [transition table](transitions.md) it goes to
whom.
Sellers may switch off those that are not required. Notices without a row here are about messages,
the account and cases."""
    told = [(name, one) for name, notices in NOTICES.items() for one in notices]
    names = sorted(one.name for one in FOLDERS.iterdir() if one.is_dir())
    rows = []
    for name in names:
        mine = [(row, one) for row, one in told if one.name == name]
        to = sorted({one.to.value.lower() for _row, one in mine})
        required = "yes" if any(one.required for _row, one in mine) else ""
        rows.append((f"`{name}`", ", ".join(to), code(row for row, _one in mine), required))
    return page("E-mail notices", head, table(("Notice", "To", "After", "Required"), rows))
