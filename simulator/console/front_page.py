"""The front page of a world's console: clock, timeline, mailbox, what-if, all in one look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from messaging.reading import BRAND, Site
from simulator.agenda import next_due
from simulator.console.blueprints import console
from simulator.console.jumping import Deadline, next_auto_cancel, next_ship_by
from simulator.console.mailbox import Desk, mailbox
from simulator.console.timeline import Filter, expected, happened, parked
from simulator.console.world_list import world_choices
from simulator.policy import store
from simulator.shell.formats import duration_text, local
from simulator.shell.strip import speed_choices
from simulator.shell.wording import gettext as _
from simulator.shell.wording import ngettext
from simulator.visits import due_in_words, here, is_kept_here, the_home, the_world
from simulator.worlds import snapshots

COMING_UP, HAPPENED, MAILS = 8, 12, 8


@dataclass(frozen=True)
class ClockCard:
    """The console's large clock."""

    now: datetime
    mode: str
    note: str
    speeds: list[tuple[int, str]]
    speed: int
    # What the date and time field starts with, in the store's own time.
    local_now: str
    ship_by: Deadline | None
    auto_cancel: Deadline | None


@console.get("/")
def desk(world: str) -> ResponseReturnValue:
    """Show the console."""
    return front_page()


def front_page(errors: Mapping[str, str] | None = None, entered: Mapping[str, str] | None = None) -> str:
    """Render the console's front page; with what was typed where something needs another look."""
    moment = here()
    since = request.args.get("since", "")
    jumped = (
        Filter(show="events", since=int(since)) if since.isascii() and since.isdigit() and len(since) < 18 else None
    )
    return render_template(
        "console/desk.html",
        **page_of_world(),
        coming=expected(moment, COMING_UP),
        parked=parked(moment),
        past=happened(moment, Filter(), HAPPENED),
        on_the_way=happened(moment, jumped, HAPPENED) if jumped else None,
        letters=mailbox(desk_here(), limit=MAILS),
        snapshots=snapshots(the_home(), the_world()),
        errors=dict(errors or {}),
        entered=entered or {},
    )


def desk_here() -> Desk:
    """Return the mailbox of the world being visited, with this site's brand and addresses."""
    brand = current_app.config.get("MARKETSIM_BRAND", BRAND)
    return Desk(here(), brand, Site(the_world(), request.script_root))


def page_of_world() -> dict[str, Any]:
    """Return what the heading and the clock of every console page need."""
    moment = here()
    row = moment.world
    return {
        "clock": ClockCard(
            now=moment.now,
            mode=row.mode,
            note=_clock_note(),
            speeds=speed_choices(row.speed),
            speed=row.speed,
            local_now=local(moment.now, store(row.marketplace)).strftime("%Y-%m-%dT%H:%M"),
            ship_by=next_ship_by(moment),
            auto_cancel=next_auto_cancel(moment),
        ),
        "worlds": [the_world()] if is_kept_here() else world_choices(the_home(), the_world()),
        "is_kept_here": is_kept_here(),
        "seed": row.seed,
    }


def _clock_note() -> str:
    """Say where the clock stands and what it does, in two sentences."""
    moment, strip = here(), g.strip
    names = dict(speed_choices(strip.speed))
    pace = _("Playing: %(speed)s.", speed=names[strip.speed]) if strip.mode == "playing" else _("Paused.")
    due = next_due(moment)
    if due is None:
        return " ".join((pace, _("Nothing is coming up.")))
    length = duration_text(due.due_at - moment.now, _, ngettext)
    coming = _("Next in %(length)s: %(what)s.", length=length, what=due_in_words(due.rule))
    return " ".join((g.store.name + ".", pace, coming))
