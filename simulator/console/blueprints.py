"""The three blueprints of the simulator's own pages: welcome, one world's console, the rule book.

They stand in a module of their own so that every page can hang itself on one of them. No page is known here.
"""

from flask import Blueprint

welcome = Blueprint(
    "welcome",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/console",
)
console = Blueprint("console", __name__, url_prefix="/w/<world>/console", template_folder="templates")
rules = Blueprint("rules", __name__, url_prefix="/rules", template_folder="templates")
