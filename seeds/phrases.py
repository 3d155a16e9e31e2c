"""What simulated people write: ready sentences by side, intent and language.

Pure; knows nothing of threads, rules or orders. The sentences are in pools/messages/<language>.toml; a language that
has none reads English. Some of a seller's are bad on purpose, since trainees must meet them.
"""

import re
import tomllib
from functools import cache
from typing import Literal

from seeds.words import POOLS
from simulator import draws

Side = Literal["buyer", "seller"]
MESSAGES = POOLS / "messages"
# Intents whose sentences break a rule of the marketplace.
BAD_INTENTS = frozenset({"ask_buyer_to_request", "coupon", "review_pressure"})


def phrase(
    seed: int, key: object, side: Side, intent: str, language: str = "en", *, item: str = "", order: str = ""
) -> str:
    """Choose a sentence of this intent for the act `key`, with the item's title and the order's number filled in.

    Raises:
        ValueError: nobody on this side has such an intent.
    """
    options = variants(side, intent, language)
    chosen = draws.choose(seed, "phrase", key, f"{side} {intent}", options)
    facts = {"{item}": item, "{order}": order}
    # In one pass, so that a title with braces in it stays as it is.
    return re.sub(r"\{item\}|\{order\}", lambda found: facts[found[0]], chosen)


def variants(side: Side, intent: str, language: str = "en") -> list[str]:
    """List all sentences of an intent, with {item} and {order} unfilled."""
    known = _messages(language)[side]
    if intent not in known:
        raise ValueError(f"No {side} writes with the intent {intent!r}; known are {', '.join(known)}.")
    return known[intent]


def intents(side: Side) -> list[str]:
    """List the intents that one side can have."""
    return list(_messages("en")[side])


@cache
def spoken(locale: str) -> str:
    """Return the language in which somebody of a locale writes: their own, or English where that has no sentences."""
    own = locale.replace("-", "_").split("_", maxsplit=1)[0]
    return own if own in languages() else "en"


def languages() -> list[str]:
    """List the languages that have sentences of their own."""
    return sorted(path.stem for path in MESSAGES.glob("*.toml"))


@cache
def _messages(language: str) -> dict[str, dict[str, list[str]]]:
    code = language if language in languages() else "en"
    return tomllib.loads((MESSAGES / f"{code}.toml").read_text(encoding="utf-8"))
