"""Finds the sentences of the policy packs for the catalogues; named in the configuration of `make messages`.

Must not know any rule: it reads what every pack calls a title, a sentence, a refusal, a note, a label or a group.
"""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, BinaryIO

WORDY = ("title", "sentence", "refusal", "note", "label", "group")
# An extractor's answer: line, function, sentence, comments.
Found = tuple[int, str, str, list[str]]


def extract(
    file: BinaryIO, keywords: Collection[str], comment_tags: Collection[str], options: object
) -> Iterator[Found]:
    """Give every sentence of one pack."""
    for text in texts(tomllib.load(file)):
        yield 0, "", text, []


def texts(told: Any) -> Iterator[str]:
    """Give the sentences of a pack or of a part of one, however deep they lie."""
    if isinstance(told, Mapping):
        for name, value in told.items():
            if name in WORDY and isinstance(value, str):
                yield value
            else:
                yield from texts(value)
    elif isinstance(told, list):
        for one in told:
            yield from texts(one)
