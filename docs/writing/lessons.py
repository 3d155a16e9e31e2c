"""The course as a page: every lesson with what it is about, from the lesson files."""

from docs.writing.tables import page, table
from simulator.training import course

HEAD = """The lessons that come with the simulator, at `/learn/` and in `marketsim lesson list`.
[Lessons: the file format](../lessons.md) tells how to write one."""
LEVELS = {"first": "First steps", "daily": "Every day", "tricky": "Tricky", "expert": "For experts"}


def lessons() -> str:
    """Return the page of all lessons, by level."""
    all_of_them = course.lessons()
    parts = []
    for level, title in LEVELS.items():
        rows = [
            (one.id, one.title, f"{one.minutes} min", one.learner, ", ".join(one.rules))
            for one in all_of_them
            if one.level == level
        ]
        parts.append(f"## {title}\n\n" + table(("Id", "Lesson", "Takes", "You are", "Teaches"), rows))
    return page("Lessons", HEAD, *parts)
