"""How a message is read: one intent per message, from its template or by fixed phrase rules.

Rows and labels stand in `phrases/intents.toml`; the learner is shown the label ("we read this as: …"). Must not know
lessons or scores. Assumed: rows and phrases are ours.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from messaging.folding import fold_text
from messaging.phrasebook import LANGUAGES, occurs
from messaging.rules import asked_to_cancel

OTHER = "other"


@dataclass(frozen=True)
class _Row:
    intent: str
    needs: tuple[str, ...]
    sender: str = ""
    without: tuple[str, ...] = ()


@cache
def _table() -> tuple[Mapping[str, str], tuple[_Row, ...]]:
    source = files("messaging").joinpath("phrases/intents.toml").read_text(encoding="utf-8")
    table = tomllib.loads(source)
    rows = tuple(_Row(row["intent"], tuple(row["needs"]), row.get("sender", ""), tuple(row.get("without", ())))
                 for row in table["row"])  # fmt: skip
    return table["labels"], rows


def intents() -> Mapping[str, str]:
    """Return every intent with the words in which it is shown."""
    return _table()[0]


def read_as(intent_id: str) -> str:
    """Return the words in which an intent is shown after "we read this as"."""
    return intents()[intent_id]


def intent(text: str, language: str = "en", *, sender: str | None = None, known: str | None = None) -> str:
    """Return the intent of a message: the one its template is known for, else what its words say.

    Phrases of the given language ("de", "de-DE", "de_DE") are tried first, then those of all languages.
    """
    if known in intents():
        return str(known)
    folded = fold_text(text)
    first = language.replace("_", "-").split("-", maxsplit=1)[0].lower()
    for languages in (("any", first) if first in LANGUAGES else (), LANGUAGES):
        found = _read(folded, languages, sender)
        if found != OTHER:
            return found
    return OTHER


def _read(folded: str, languages: tuple[str, ...], sender: str | None) -> str:
    side = sender or _likely_sender(folded, languages)
    for row in _table()[1]:
        if row.sender in ("", side) and _fits(row, folded, languages):
            return row.intent
    return OTHER


def _fits(row: _Row, folded: str, languages: tuple[str, ...]) -> bool:
    return all(_has(clue, folded, languages) for clue in row.needs) and not any(
        _has(clue, folded, languages) for clue in row.without
    )


def _has(clue: str, folded: str, languages: tuple[str, ...]) -> bool:
    return occurs(clue, folded, languages) and (clue != "asks_to_cancel" or bool(asked_to_cancel(folded)))


def _likely_sender(folded: str, languages: tuple[str, ...]) -> str:
    if occurs("speaks_as_buyer", folded, languages):
        return "buyer"
    return "seller" if occurs("speaks_as_seller", folded, languages) else "buyer"
