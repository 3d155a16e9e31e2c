"""What the fuzzers begin with, and what they once found, is taken or refused in words."""

import pytest

from tests.builders import Market
from tests.fuzzing.targets import CORPUS, TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_what_fuzzers_know_is_taken_or_refused(name: str, market: Market) -> None:
    target = TARGETS[name](market)
    files = sorted((CORPUS / name).iterdir())
    assert files
    for file in files:
        target(file.read_bytes())


def test_every_corpus_has_a_target() -> None:
    assert {one.name for one in CORPUS.iterdir()} == set(TARGETS)
