"""Nobody in the data is real: domains, telephone numbers and identifiers that reach nobody."""

from pathlib import Path

import pytest

from seeds.generator.plan import Plan
from seeds.generator.streaming import tables
from seeds.phones import is_reserved
from simulator.policy import stores

EVERYWHERE = tuple(one.code for one in stores())


@pytest.fixture(scope="module")
def everybody() -> dict[str, list[dict[str, str]]]:
    """Buyers and sellers of every store."""
    chunk = next(tables(Plan.of(6000, marketplaces=EVERYWHERE, knobs={"sellers": 60})))
    return {name: chunk[name].to_pylist() for name in ("buyers", "sellers")}


def test_every_telephone_number_is_reserved(everybody: dict[str, list[dict[str, str]]]) -> None:
    numbers = {one["phone"] for rows in everybody.values() for one in rows}
    assert [one for one in numbers if not is_reserved(one)] == []
    assert len(numbers) > 1000


def test_every_address_on_the_net_is_reserved_and_plain(everybody: dict[str, list[dict[str, str]]]) -> None:
    addresses = [one["email"] for rows in everybody.values() for one in rows]
    assert [one for one in addresses if not one.endswith(".example") or not one.isascii() or " " in one] == []
    assert len(set(addresses)) == len(addresses)


def test_buyers_live_where_their_store_is(everybody: dict[str, list[dict[str, str]]]) -> None:
    countries = {one.marketplace_id: one.country for one in stores()}
    elsewhere = [one for one in everybody["buyers"] if countries[one["marketplace_id"]] != one["country"]]
    assert elsewhere == []


def test_nothing_is_missing_from_an_address(everybody: dict[str, list[dict[str, str]]]) -> None:
    for one in everybody["buyers"]:
        assert one["name"].strip() == one["name"] != ""
        assert all(one[key] for key in ("address_line1", "city", "postal_code"))
        assert "{" not in one["address_line1"] + (one["address_line2"] or "")


def test_a_message_has_no_unfilled_gap(stormy, stormy_folder: Path) -> None:  # type: ignore[no-untyped-def]
    bad = r"SELECT count(*) FROM messages WHERE regexp_matches(subject || body, '[{}\x{e000}-\x{f8ff}]')"
    assert stormy.execute(bad).fetchone() == (0,)
    assert stormy.execute("SELECT count(DISTINCT body) > 500 FROM messages").fetchone() == (True,)
