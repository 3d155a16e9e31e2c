"""The addresses under which buyer and seller reach each other."""

import re

from messaging.aliases import alias_for, is_alias


def test_an_alias_is_fifteen_lowercase_alphanumerics_on_a_reserved_domain() -> None:
    alias = alias_for(7, "B1", "S1", side="buyer")
    assert re.fullmatch(r"[a-z0-9]{15}@marketplace\.millpond\.example", alias)
    assert is_alias(alias)


def test_a_pair_keeps_its_alias_and_every_other_pair_side_and_world_has_another() -> None:
    alias = alias_for(7, "B1", "S1", side="buyer")
    assert alias_for(7, "B1", "S1", side="buyer") == alias
    others = {
        alias_for(7, "B2", "S1", side="buyer"),
        alias_for(7, "B1", "S2", side="buyer"),
        alias_for(7, "B1", "S1", side="seller"),
        alias_for(8, "B1", "S1", side="buyer"),
    }
    assert len(others | {alias}) == 5


def test_a_suffix_belongs_to_an_alias_and_other_addresses_are_none() -> None:
    name, _, domain = alias_for(7, 1, 2, side="seller").partition("@")
    assert is_alias(f"{name}+reply@{domain}")
    assert not is_alias(f"{name}@elsewhere.example")
    assert not is_alias(f"{name[:-1]}@{domain}")
    assert not is_alias("")
