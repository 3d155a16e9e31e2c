"""Attach the shell to an application: static files, filters, context, headers, CSRF, error pages.

Must not know which blueprints exist; the app factory says by a predicate which paths belong to machines
and are left alone. Reads who and where from `flask.g` (see README.md beside this file).
"""

import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, current_app, g, request
from flask_wtf.csrf import CSRFProtect, generate_csrf
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from simulator.shell import assets, theme
from simulator.shell.calling import QuickEnvironment
from simulator.shell.error_pages import MachineError, install_error_pages
from simulator.shell.filters import install_filters
from simulator.shell.formats import text_direction
from simulator.shell.pictures import picture
from simulator.shell.security import install_headers
from simulator.shell.status_words import status_words
from simulator.shell.strip import speed_choices
from simulator.shell.wording import choose_language, current_language, install_wording, languages

BRAND = "Millpond"

# One guard for all pages; exempt nothing here, machine paths are left out by the predicate.
csrf = CSRFProtect()
# The hidden field that tells one showing of a page from the next.
PAGE_MARK = "page_mark"


def init_shell(
    app: Flask,
    is_machine_path: Callable[[str], bool] = lambda path: False,
    machine_error: MachineError | None = None,
    translations: Sequence[Path] = (),
) -> None:
    """Give the application everything its pages share.

    `is_machine_path` says of a path that no page lives there: no CSRF check, no HTML error page. Errors on such
    paths go to `machine_error`, or keep the framework's answer.
    """
    app.jinja_environment = QuickEnvironment
    install_wording(app, translations)
    install_filters(app)
    app.jinja_env.globals.update(
        picture=picture,
        site_url=site_url,
        speed_choices=speed_choices,
        leads_somewhere=leads_somewhere,
        page_mark=page_mark,
        status_words=status_words,
    )
    app.register_blueprint(_shell_blueprint())
    app.context_processor(page_context)
    _install_csrf(app, is_machine_path)
    install_headers(app, is_machine_path)
    install_error_pages(app, is_machine_path, machine_error)


def page_mark() -> str:
    """Return a text that no other showing of a page has."""
    if "page_mark" not in g:
        g.page_mark = secrets.token_urlsafe(9)
    return str(g.page_mark)


def _shell_blueprint() -> Blueprint:
    shell = Blueprint(
        "shell", __name__, static_folder="static", static_url_path="/static/shell", template_folder="templates"
    )
    shell.add_url_rule("/static/shell/shell.css", "stylesheet", assets.stylesheet)
    shell.add_url_rule("/appearance", "appearance", theme.choose_appearance, methods=["POST"])
    shell.add_url_rule("/language", "language", choose_language, methods=["POST"])
    return shell


def _install_csrf(app: Flask, is_machine_path: Callable[[str], bool]) -> None:
    # Tokens live as long as the session: a class may leave a page open over a weekend.
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    csrf.init_app(app)
    app.jinja_env.globals["csrf_token"] = csrf_token

    @app.before_request
    def check_token() -> None:
        if app.config.get("WTF_CSRF_ENABLED", True) and not is_machine_path(request.path):
            csrf.protect()


def csrf_token() -> str:
    """Return the token of this answer, looked up by a shorter way for all its forms but the first."""
    return str(g.get("csrf_token") or generate_csrf())


def current_world() -> str | None:
    """Name the world of this request: from its strip, else from the address."""
    strip = getattr(g, "strip", None)
    return strip.world if strip else (request.view_args or {}).get("world")


def site_url(path: str = "/") -> str:
    """Give the address of a page inside the current world, or of the simulator itself outside one."""
    world = current_world()
    return f"{request.script_root}/w/{world}{path}" if world else f"{request.script_root}{path}"


def leads_somewhere(path: str) -> bool:
    """Say whether there is a page at this address; a door that leads nowhere is not drawn."""
    try:
        current_app.url_map.bind("localhost").match(path)
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True


def page_context() -> dict[str, Any]:
    """Hand every template what the layouts need, taken from the request."""
    names = ("strip", "store", "now", "store_name", "stores", "coach")
    found = {name: getattr(g, name, None) for name in names}
    language = current_language()
    return {
        **found,
        "world": current_world(),
        "nav_counts": getattr(g, "nav_counts", None) or {},
        "brand": getattr(g, "brand", None) or current_app.config.get("MARKETSIM_BRAND", BRAND),
        "lang": language.replace("_", "-"),
        "dir": text_direction(language),
        "language": language,
        "languages": languages,
        "theme": theme.current_appearance(),
        "shell_asset": assets.address,
        "has_htmx": assets.has_htmx(),
        "return_url": request.full_path.rstrip("?"),
    }
