"""What the engine must know of lessons in every world: their template, their simulated people. Loads the rest only
when a lesson's world is made or lived in, so that a server without lessons starts as quickly as ever.
"""

from typing import Any

from simulator.agenda import when_due
from simulator.events import EventKind, listens_to
from simulator.models import Event
from simulator.moment import Moment
from simulator.training import course
from simulator.worlds import Plan, world_template

PREFIX = "lesson:"
PERSON = "lesson-person"
# The key in a world's flags under which its cast is kept.
FLAG = "lesson"


@world_template(PREFIX, edition=lambda template: course.edition(template.removeprefix(PREFIX)))
def lesson_world(moment: Moment, plan: Plan) -> None:
    """The starting world of a lesson."""
    from simulator.training.stage import stage

    stage(moment, plan)


@listens_to(*EventKind)
def wake_people(moment: Moment, event: Event, order: Any) -> None:
    """Let those act who wait for what has just happened."""
    if FLAG in moment.world.flags:
        from simulator.training.people import notice

        notice(moment, event)


@when_due(PERSON, rank=85)
def act_out(moment: Moment, subject: str) -> None:
    """A simulated person of a lesson does what the lesson says."""
    from simulator.training import people

    people.act_out(moment, subject)
