"""Simulated people have something to say for every intent, in five languages."""

import re

import pytest

from seeds import phrases
from seeds.phrases import Side, phrase, variants

SIDES: tuple[Side, Side] = ("buyer", "seller")
EVERY = [(lang, side, intent) for lang in phrases.languages() for side in SIDES for intent in phrases.intents(side)]

# What is said about a parcel, whose days differ from order to order.
SAID: list[tuple[Side, str]] = [("buyer", "not_received"), ("buyer", "complaint"), ("seller", "shipped_info")]
CLAIMED = re.compile(
    r"today|yesterday|this morning|noon|two weeks|(three|six) days|heute|gestern|Wochen|drei|hoy|ayer|semanas|tres días"
    r"|aujourd'hui|\bhier\b|semaines|trois|本日|昨日|週間|三日"
)


def test_five_languages_have_sentences_of_their_own() -> None:
    assert phrases.languages() == ["de", "en", "es", "fr", "ja"]


@pytest.mark.parametrize(("language", "side", "intent"), EVERY)
def test_every_intent_has_enough_different_sentences(language: str, side: Side, intent: str) -> None:
    options = variants(side, intent, language)
    assert len(set(options)) == len(options) >= (8 if language == "en" else 3)
    for text in options:
        assert set(re.findall(r"\{.*?\}", text)) <= {"{item}", "{order}"}
        assert 4 <= len(text) <= 400
        assert not re.search(r"https?:|@|<", text)


@pytest.mark.parametrize("language", phrases.languages())
def test_nobody_names_days_that_the_world_does_not_know(language: str) -> None:
    told = [text for side, intent in SAID for text in variants(side, intent, language)]
    assert [text for text in told if CLAIMED.search(text)] == []


def test_a_message_names_the_item_and_the_order() -> None:
    texts = {phrase(7, key, "buyer", "cancel_wish", item="Desk lamp", order="900-1234567-1234567") for key in range(40)}
    assert any("Desk lamp" in text for text in texts)
    assert any("900-1234567-1234567" in text for text in texts)
    assert not any("{" in text for text in texts)


def test_a_title_with_braces_is_written_as_it_is() -> None:
    texts = {phrase(7, key, "buyer", "cancel_wish", item="{order} {x}", order="900") for key in range(40)}
    assert any("{order} {x}" in text for text in texts)


def test_same_act_says_the_same_and_other_acts_vary() -> None:
    assert phrase(7, "a", "seller", "reorder") == phrase(7, "a", "seller", "reorder")
    assert len({phrase(7, key, "seller", "reorder") for key in range(40)}) > 4


def test_a_language_without_sentences_reads_english() -> None:
    assert variants("buyer", "thanks", "sv") == variants("buyer", "thanks", "en")


def test_an_unknown_intent_is_named_in_the_error() -> None:
    with pytest.raises(ValueError, match="No buyer writes with the intent 'coupon'"):
        variants("buyer", "coupon")


def test_bad_intents_are_the_sellers() -> None:
    assert set(phrases.intents("seller")) > phrases.BAD_INTENTS
