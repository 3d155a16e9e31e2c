"""Which files are drawn from the code, and by what."""

from collections.abc import Callable

import simulator.everything  # noqa: F401 - every room registers its deeds
from docs.writing.calls import control_api
from docs.writing.commands import commands
from docs.writing.happenings import events, mail, transitions
from docs.writing.house import house
from docs.writing.knobs import knobs
from docs.writing.lessons import lessons
from docs.writing.life import life_of_an_order
from docs.writing.rules import rules
from seeds.generator.describing import dictionary

FILES: dict[str, Callable[[], str]] = {
    "reference/rules.md": rules,
    "reference/transitions.md": transitions,
    "reference/events.md": events,
    "reference/mail.md": mail,
    "reference/commands.md": commands,
    "reference/control-api.md": control_api,
    "reference/knobs.md": knobs,
    "reference/lessons.md": lessons,
    "data-dictionary.md": dictionary,
    "images/house.svg": house,
    "images/life-of-an-order.svg": life_of_an_order,
}


def written() -> dict[str, str]:
    """Return the text of every file by its name in docs/."""
    return {name: write() for name, write in FILES.items()}
