"""Tell a person what came of the last deed: one sentence, shown once, under the next page's heading.

Must not know which deed it was. Success becomes a status, trouble an alert that names its rule.
"""

from flask import flash


def say_done(text: str) -> None:
    """Report success on the next page."""
    flash(text, "ok")


def say_problem(text: str, rule: str | None = None) -> None:
    """Report a refusal or an error on the next page; the rule is linked to the rule book."""
    # A list survives the session's JSON unchanged; a tuple would not.
    flash([text, rule] if rule else text, "bad")  # type: ignore[arg-type]
