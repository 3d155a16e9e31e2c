"""The blueprint of the class room's pages, in a module of its own so that every page can hang itself on it."""

from flask import Blueprint

rooms = Blueprint(
    "rooms", __name__, template_folder="templates", static_folder="static", static_url_path="/static/rooms"
)
