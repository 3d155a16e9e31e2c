"""Chance as a function: many draws at once are the draws one by one."""

from simulator import draws


def test_drawing_for_many_fields_at_once_draws_what_drawing_for_each_does() -> None:
    fields = [f"side.{place}" for place in range(15)]
    one_by_one = [draws.choose(7, "alias", "a\x1eb", field, "abcdef") for field in fields]
    assert draws.choose_each(7, "alias", "a\x1eb", fields, "abcdef") == one_by_one
