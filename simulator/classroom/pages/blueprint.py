"""The blueprint of the class room's pages, in a module of its own so that every page can hang itself on it."""

from collections.abc import Callable

from flask import Blueprint

from simulator.classroom import attempts

rooms = Blueprint(
    "rooms", __name__, template_folder="templates", static_folder="static", static_url_path="/static/rooms"
)


@rooms.context_processor
def answers_for_templates() -> dict[str, Callable[..., object]]:
    """Give templates the questions they may ask."""
    return {"trap_texts": attempts.trap_texts}
