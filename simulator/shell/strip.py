"""The simulator strip: what it needs to know, and the answer to its poll.

Must not know: agenda, clock or worlds; whoever builds a `Strip` reads them.
The strip cannot be hidden and prints as text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import Response, make_response, render_template, request

from simulator.shell.formats import Store
from simulator.shell.wording import gettext

# Simulated seconds per second, in the order of the combobox.
SPEEDS = (1, 60, 600, 3600)


@dataclass(frozen=True)
class Strip:
    """One world's clock as the strip shows it."""

    world: str
    now: datetime
    store: Store
    mode: str  # "paused" or "playing"
    speed: int = 60
    next_text: str | None = None
    next_at: datetime | None = None
    is_free_play: bool = False
    # Addresses of `buyer`, `seller` and `console`; the defaults of the site are used for those left out.
    urls: Mapping[str, str] = field(default_factory=dict)
    # What happened since the last poll, told to screen readers at most every ten seconds.
    news: str | None = None


def speed_choices(speed: int) -> list[tuple[int, str]]:
    """List the speeds with their names; a speed set by the control API is added to the list."""
    names = {1: gettext("Real time"), 60: gettext("1 min/s"), 600: gettext("10 min/s"), 3600: gettext("1 h/s")}
    chosen = SPEEDS if speed in SPEEDS else (*SPEEDS, speed)
    return [(one, names.get(one) or gettext("%(num)d s/s", num=one)) for one in chosen]


def strip_answer(strip: Strip) -> Response:
    """Answer the strip's poll: the clock alone, or a fresh page when somebody paused or resumed elsewhere."""
    answer = make_response(render_template("shell/_strip_clock.html", strip=strip, store=strip.store, now=strip.now))
    if request.args.get("mode") not in (None, strip.mode):
        answer.headers["HX-Refresh"] = "true"
    answer.headers["Cache-Control"] = "no-store"
    return answer
