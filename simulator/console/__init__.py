"""The simulator's own pages: welcome and worlds, the console of a world, the rule book.

They show and move worlds through the same edge as everybody else and know no rule of the marketplace. The control API
lives beside them in `api` and is attached by itself.
"""

from flask import Flask


def init_console(app: Flask) -> None:
    """Attach the welcome page, the console and the rule book to an application."""
    from simulator.console import pages
    from simulator.console.blueprints import console, rules, welcome

    app.extensions["console-pages"] = pages.PAGES
    for blueprint in (welcome, console, rules):
        app.register_blueprint(blueprint)
