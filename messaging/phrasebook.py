"""The phrases by which a text is read, one TOML file per language, compiled once.

A phrase is words in order. `...` is a gap inside one sentence, `(a|b)` a choice, `[a|b]` may be missing, `word*` any
ending, `#` a number. A clue is a name with its phrases. Must not know which clue means what: that stands in
`rules.py` and `phrases/intents.toml`. Assumed: the phrases are ours.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from messaging.folding import fold_text

# `any` holds what needs no translation.
LANGUAGES = ("any", "en", "de", "fr", "es", "it", "nl", "ja")

_PART = re.compile(r"\.\.\.|\[[^\]]*\]|\([^)]*\)|\s+|.+?(?=\.\.\.|[\s()\[\]]|$)")
# Between two words of a phrase; not a full stop, so a phrase stays inside its sentence. Nothing after "d'".
_BETWEEN = r"""(?:[\s,:;"'>/()*-]+|(?<='))"""
_GAP = r"(?:[^.!?\n]{0,60}?[^\w.!?\n])?"
_BETWEEN_KANA = r"""[\s、"'>「」『』]*"""
_GAP_KANA = r"[^。.!?\n]{0,40}?"


@dataclass(frozen=True)
class Phrase:
    """One compiled phrase; it can only occur where one of its anchors does, which is cheap to ask first."""

    pattern: re.Pattern[str]
    anchors: tuple[str, ...]

    def spans(self, folded: str) -> Iterator[tuple[int, int]]:
        """Yield where the phrase occurs in a folded text."""
        if any(anchor in folded for anchor in self.anchors):
            yield from (match.span() for match in self.pattern.finditer(folded))


@cache
def phrases(language: str) -> Mapping[str, tuple[Phrase, ...]]:
    """Return every clue of a language with its compiled phrases."""
    source = files("messaging").joinpath(f"phrases/{language}.toml").read_text(encoding="utf-8")
    spaced = language != "ja"
    return {clue: tuple(compiled(fold_text(line), spaced) for line in lines)
            for clue, lines in tomllib.loads(source).items()}  # fmt: skip


def spans(clue: str, folded: str, languages: tuple[str, ...] = LANGUAGES) -> list[tuple[int, int]]:
    """Return where a clue occurs in a folded text, in any of the languages."""
    return [span for language in languages
            for phrase in phrases(language).get(clue, ()) for span in phrase.spans(folded)]  # fmt: skip


def occurs(clue: str, folded: str, languages: tuple[str, ...] = LANGUAGES) -> bool:
    """Say whether a clue occurs in a folded text, in any of the languages."""
    return any(True for language in languages
               for phrase in phrases(language).get(clue, ()) for _ in phrase.spans(folded))  # fmt: skip


def compiled(line: str, spaced: bool) -> Phrase:
    """Compile one folded phrase; `spaced` says whether its language puts spaces between words."""
    between, gap = (_BETWEEN, _BETWEEN + _GAP) if spaced else (_BETWEEN_KANA, _GAP_KANA)
    pattern, joint = "", ""
    for part in _PART.findall(line):
        if part.isspace():
            joint = joint or between
        elif part == "...":
            joint = gap
        else:
            pattern += _joined(joint if pattern else "", part)
            joint = "" if spaced else between
    return Phrase(re.compile(_edged(pattern, line) if spaced else pattern), _anchors(line))


def _joined(joint: str, part: str) -> str:
    return f"(?:{joint}{_choice(part)})?" if part.startswith("[") else joint + _choice(part)


def _options(part: str) -> list[str]:
    if re.search(r"[\[(\])]", part[1:-1]):
        raise ValueError(f"choices do not nest: {part}")
    return part[1:-1].split("|") if part[0] in "([" and len(part) > 1 else [part]


def _choice(part: str) -> str:
    options = [re.escape(option).replace(r"\*", r"\w*").replace(r"\#", r"\d+").replace(r"\ ", r"\s+")
               for option in _options(part)]  # fmt: skip
    return f"(?:{'|'.join(options)})"


def _edged(pattern: str, line: str) -> str:
    first = r"(?<!\w)" if re.match(r"[\w#(]", line) else ""
    last = r"(?!\w)" if re.search(r"[\w)\]]$", line) else ""
    return f"{first}{pattern}{last}"


def _anchors(line: str) -> tuple[str, ...]:
    # The rarest required part: the one whose shortest option is the longest.
    required = [part for part in _PART.findall(line) if part != "..." and part[0] not in "[ "]
    literals = [tuple(_literal(option) for option in _options(part)) for part in required]
    return max(literals, key=lambda options: min(map(len, options)))


def _literal(option: str) -> str:
    return max(re.split(r"[*#\s]+", option), key=len)
