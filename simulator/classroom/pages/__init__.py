"""The class room's pages: joining, signing in, a learner's own page, and the instructor's `/teach/`.

`init_classroom` attaches them, and the one check of who may reach which address.
"""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

# A day of lessons; afterwards one signs in again.
SIGNED_IN_FOR = timedelta(hours=12)


def init_classroom(app: Flask, is_machine_path: Callable[[str], bool]) -> None:
    """Attach the pages and the check, which comes before a world is opened.

    `is_machine_path` says of a path that programs use it, with keys of their own. Reads from the configuration: MODE,
    HTTPS, RATE (see `simulator.config`).
    """
    from simulator.classroom.pages import every_page
    from simulator.classroom.pages.admission import admit
    from simulator.classroom.pages.blueprint import rooms
    from simulator.classroom.pages.pace import init_pace

    app.extensions["classroom-pages"] = every_page.PAGES
    app.extensions["classroom-machines"] = is_machine_path
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=bool(app.config.get("HTTPS")),
        PERMANENT_SESSION_LIFETIME=SIGNED_IN_FOR,
    )
    init_pace(app)
    app.before_request(admit)
    app.register_blueprint(rooms)
