"""The blueprint of `/learn/`."""

from flask import Blueprint

learn = Blueprint(
    "learn",
    __name__,
    url_prefix="/learn",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)
