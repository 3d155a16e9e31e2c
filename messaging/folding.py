"""Texts made comparable: one case, no accents, no look-alike widths, no invisible characters.

Knows nothing of rules or languages. Keeps for every folded character the place it came from, so that a finding can
quote the text as it was written. Assumed: our own choice of what counts as the same letter.
"""

import unicodedata
from dataclasses import dataclass

_QUOTES = dict.fromkeys("‘’ʼ´`", "'") | dict.fromkeys("“”„«»", '"')
_SAME = str.maketrans(_QUOTES | dict.fromkeys("–—‐‑−", "-") | dict.fromkeys("→›", ">"))


@dataclass(frozen=True)
class Folded:
    """A text made comparable, and where each of its characters stood in the original."""

    original: str
    text: str
    origins: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Translate a span of the folded text to the original one."""
        return self.origins[start], self.origins[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold a text for comparison."""
    letters: list[str] = []
    origins: list[int] = []
    for place, character in enumerate(text):
        for letter in _same_letters(character):
            letters.append(letter)
            origins.append(place)
    return Folded(text, "".join(letters), tuple(origins))


def fold_text(text: str) -> str:
    """Fold a text whose places do not matter."""
    return fold(text).text


def _same_letters(character: str) -> str:
    if character < "\x80":
        return "'" if character == "`" else character.lower()
    plain = unicodedata.normalize("NFKD", character.translate(_SAME)).casefold()
    return "".join(letter for letter in plain if not _is_invisible(letter))


def _is_invisible(letter: str) -> bool:
    # Latin accents only: the voicing marks of kana (U+3099, U+309A) tell words apart.
    return "\u0300" <= letter <= "\u036f" or unicodedata.category(letter) == "Cf"
