"""Save as scenario: what was played in a world, written as a test that replays to the same state."""

from dataclasses import asdict

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from simulator.console.blueprints import console
from simulator.console.front_page import page_of_world
from simulator.database import session_in
from simulator.errors import BadInput, NotFound
from simulator.events import iso
from simulator.hashing import state_hash
from simulator.models import JournalEntry
from simulator.moment import Moment
from simulator.parties import Buyer, Seller
from simulator.shell.wording import gettext as _
from simulator.shell.wording import said
from simulator.testing.recording import Input, Story, as_python, as_typescript
from simulator.visits import here, the_home
from simulator.worlds import plan_of, template_file

# Language → file ending, media type, writer.
LANGUAGES = {
    "python": ("py", "text/x-python", as_python),
    "typescript": ("spec.ts", "text/plain", as_typescript),
}


@console.get("/scenario")
def scenario(world: str) -> ResponseReturnValue:
    """Show what was played as a test, to be read and saved."""
    try:
        told = story(here(), world)
    except BadInput as error:
        return render_template("console/scenario.html", **page_of_world(), problem=said(error), tests=[], count=0)
    tests = [("python", "Python", as_python(told)), ("typescript", "TypeScript", as_typescript(told))]
    return render_template(
        "console/scenario.html", **page_of_world(), tests=tests, count=len(told.inputs), problem=None
    )


@console.get("/scenario.<language>")
def save_scenario(world: str, language: str) -> Response:
    """Give the test as a file."""
    if language not in LANGUAGES:
        raise NotFound(_("A scenario is written in Python or TypeScript."))
    ending, kind, write = LANGUAGES[language]
    answer = Response(write(story(here(), world)), mimetype=kind)
    name = f"test_{world.replace('-', '_')}" if language == "python" else world
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer


def story(moment: Moment, world: str) -> Story:
    """Return what was played in a world since its template.

    Raises:
        BadInput: the world began elsewhere, so nobody else could begin where it did.
    """
    plan = plan_of(moment.world)
    if plan is None:
        raise BadInput("world", _("This world was not made from a template; nobody else could begin where it did."))
    with session_in(template_file(the_home(), plan)) as session:
        begun = session.scalar(select(func.max(JournalEntry.id))) or 0
    found = select(JournalEntry).where(JournalEntry.id > begun).order_by(JournalEntry.id)
    hands = _hands(moment)
    inputs = tuple(_input(one, hands) for one in moment.session.scalars(found))
    told = {name: value for name, value in asdict(plan).items() if name != "flags"}
    told |= {"start_at": iso(plan.start_at), "marketplaces": list(plan.marketplaces)}
    return Story(world, told, inputs, iso(moment.now), state_hash(moment.session))


def _hands(moment: Moment) -> dict[str, str]:
    """Name the people whom a fresh browser is signed in as."""
    first = {"buyer": select(Buyer.id).order_by(Buyer.number), "seller": select(Seller.id).order_by(Seller.number)}
    return {str(moment.session.scalars(query.limit(1)).first()): role for role, query in first.items()}


def _input(entry: JournalEntry, hands: dict[str, str]) -> Input:
    return Input(iso(entry.at), entry.deed, entry.subject, entry.args, hands.get(entry.person_id or "", ""))
