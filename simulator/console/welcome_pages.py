"""The welcome page: three doors, the worlds, and the making of new ones."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from simulator.console.blueprints import welcome
from simulator.console.jumping import read_local
from simulator.console.world_list import PAGE, world_page
from simulator.errors import BadInput, NotFound
from simulator.policy import DATE_SETS, stores
from simulator.shell.flashes import say_done
from simulator.shell.register import leads_somewhere
from simulator.shell.wording import gettext as _
from simulator.shell.wording import said
from simulator.visits import the_home
from simulator.worlds import DEFAULT_START, Plan, bring_in, create, template_names


@welcome.get("/")
def front() -> ResponseReturnValue:
    """Show the three doors and the worlds. With `Action` the address belongs to a protocol of machines."""
    if "Action" in request.args:
        abort(404)
    return _welcome()


@welcome.post("/worlds")
def new_world() -> ResponseReturnValue:
    """Make a world and open its console."""
    form = request.form
    try:
        name = form.get("name", "").strip()
        create(the_home(), name, _plan())
    except (BadInput, NotFound) as error:
        field = getattr(error, "field", "template")
        return _welcome(errors={field: said(error)}, entered=form), 422
    say_done(_("World %(world)s is ready.", world=name))
    return redirect(url_for("console.desk", world=name), 303)


@welcome.post("/worlds/import")
def import_world() -> ResponseReturnValue:
    """Make a world from an exported file."""
    name, file = request.form.get("import_name", "").strip(), request.files.get("file")
    try:
        if file is None or not file.filename:
            raise BadInput("file", _("Choose a file."))
        bring_in(the_home(), name, file.stream)  # type: ignore[arg-type]
    except BadInput as error:
        field = {"name": "import_name"}.get(error.field, error.field)
        return _welcome(errors={field: said(error)}, entered=request.form), 422
    say_done(_("World %(world)s was imported.", world=name))
    return redirect(url_for("console.desk", world=name), 303)


@welcome.get("/worlds/open")
def open_world() -> ResponseReturnValue:
    """Go to the console of the world chosen in a list."""
    return redirect(url_for("console.desk", world=request.args.get("world", "")), 303)


def _plan() -> Plan:
    form = request.form
    seed = form.get("seed", "").strip() or "1"
    if not (seed.isascii() and seed.isdigit() and len(seed) < 20):
        raise BadInput("seed", _("A seed is a whole number from 0 to 2^63 - 1."))
    start = form.get("start_at", "").strip()
    return Plan(
        template=form.get("template", ""),
        seed=int(seed),
        start_at=read_local(start, UTC, "start_at") if start else DEFAULT_START,
        marketplaces=tuple(form.getlist("marketplaces")),
        date_set=form.get("date_set", DATE_SETS[0]),
    )


def _welcome(errors: Mapping[str, str] | None = None, entered: Any = None) -> str:
    templates, given = template_names(), request.args.get("page", "1")
    number = max(1, int(given)) if given.isascii() and given.isdigit() and len(given) < 9 else 1
    return render_template(
        "console/welcome.html",
        page=world_page(the_home(), number),
        page_size=PAGE,
        doors={path: leads_somewhere(path) for path in ("/learn/", "/sim/v1/docs", "/rules/")},
        template_choices=[(one, one) for one in templates],
        default_template="demo" if "demo" in templates else templates[0],
        stores=stores(),
        date_set_choices=[(one, _date_set_words().get(one, one)) for one in DATE_SETS],
        default_start=DEFAULT_START.strftime("%Y-%m-%dT%H:%M"),
        errors=dict(errors or {}),
        entered=entered,
    )


def _date_set_words() -> dict[str, str]:
    return {"announced": _("As first announced"), "final": _("As finally published")}
