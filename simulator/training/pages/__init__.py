"""The pages of learning: the list, the coach beside the real pages, debrief, cards, records, certificates.

`init_learning` attaches them. It comes after the rooms that open worlds, since the coach looks into the open one.
"""

from flask import Flask

from simulator.training import course


def init_learning(app: Flask) -> None:
    """Attach the pages at `/learn/` and the coach. Takes `LESSONS`, a directory of one's own, from the config."""
    import simulator.training.pages.every_page  # noqa: F401 - registers the pages
    from simulator.training.pages import beside
    from simulator.training.pages.blueprint import learn

    course.use_directory(app.config.get("LESSONS"))
    app.before_request(beside.bring_coach)
    app.after_request(beside.note_progress)
    app.register_blueprint(learn)
