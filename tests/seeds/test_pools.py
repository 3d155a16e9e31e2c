"""The frozen pools are small and clean, and can be frozen again with the Faker that is installed."""

import json
import re
from pathlib import Path

import pytest

from seeds import freeze_pools, words

LISTS = ["given_female", "given_male", "family_male", "streets", "companies"]
# Japanese and Turkish have few words in Faker; nobody has fewer than these.
AT_LEAST = {"given_female": 20, "given_male": 25, "family_male": 45, "streets": 100, "companies": 50}


def _is_well_formed(frozen: dict[str, list[str]]) -> bool:
    return all(
        len(frozen[kind]) >= AT_LEAST[kind]
        and len(set(frozen[kind])) == len(frozen[kind])
        and all(re.fullmatch(r"[^\d{}()/@<>]+", word) and word == word.strip() for word in frozen[kind])
        for kind in LISTS
    )


@pytest.mark.parametrize("locale", words.locales())
def test_committed_pool_is_well_formed_and_small(locale: str) -> None:
    path = words.POOLS / f"{locale}.json"
    assert path.stat().st_size <= 60_000
    assert _is_well_formed(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("locale", words.locales())
def test_pool_can_be_frozen_again(locale: str, tmp_path: Path) -> None:
    frozen = json.loads(freeze_pools.write(locale, tmp_path).read_text(encoding="utf-8"))
    assert _is_well_formed(frozen)
    assert len(frozen["places"]) == len(words.pool(locale).places)


def test_freezing_twice_gives_the_same_words() -> None:
    assert freeze_pools.freeze("sv_SE") == freeze_pools.freeze("sv_SE")


def test_every_locale_is_used_by_a_store_and_shares_make_a_hundred() -> None:
    shares = [words.locales_of(code) for code in words.store_codes()]
    assert {locale for one in shares for locale in one} == set(words.locales())
    assert {sum(one.values()) for one in shares} == {100}


def test_a_store_without_people_is_named_in_the_error() -> None:
    with pytest.raises(ValueError, match="'MARS'"):
        words.locales_of("MARS")


def test_no_pool_carries_a_name_that_was_left_out() -> None:
    for locale in words.locales():
        pool = words.pool(locale)
        names = {part for word in pool.given_female + pool.given_male + pool.family_male for part in word.split()}
        assert names.isdisjoint(freeze_pools._left_out())
