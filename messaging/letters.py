"""Letters with standing words, such as a call passed on to a seller, in the language of a store.

The words are in phrases/<letter>.toml: a table of languages for each sentence. Must not know who writes them, and when.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

Sentences = Mapping[str, Mapping[str, str]]


def standing_words(letter: str, locale: str) -> dict[str, str]:
    """Return a letter's sentences by name in the language of a locale; in English where the letter has none of it."""
    sentences, spoken = _read(letter), locale.partition("_")[0]
    language = spoken if spoken in sentences["body"] else "en"
    return {name: words[language] for name, words in sentences.items() if language in words}


@cache
def _read(letter: str) -> Sentences:
    return tomllib.loads(files("messaging").joinpath(f"phrases/{letter}.toml").read_text(encoding="utf-8"))
