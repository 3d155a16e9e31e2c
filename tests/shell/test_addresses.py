"""Addresses are written as the country they lie in writes them, on both sites alike."""

import pytest

from simulator.shell.addresses import address_lines

HOME = {"name": "Ada Moor", "line1": "2 Quay", "line2": "", "phone": "5550100"}

PLACES = [
    ("US", "Salem", "OR", "97301", ["Salem, OR 97301"]),
    ("CA", "Ottawa", "ON", "K1P 9G6", ["Ottawa ON K1P 9G6"]),
    ("MX", "Mérida", "Yucatán", "97000", ["97000 Mérida, Yucatán"]),
    ("GB", "Leeds", "West Yorkshire", "LS1 4AP", ["Leeds", "LS1 4AP"]),
    ("DE", "Kiel", "Schleswig-Holstein", "24103", ["24103 Kiel"]),
    ("IT", "Bari", "BA", "70121", ["70121 Bari BA"]),
    ("ES", "Palma", "Illes Balears", "07001", ["07001 Palma", "Illes Balears"]),
    ("TR", "Bornova", "İzmir", "35040", ["35040 Bornova/İzmir"]),
    ("IN", "Kochi", "Kerala", "682001", ["Kochi 682001", "Kerala"]),
    ("AE", "Dubai", "Dubai", "00000", ["Dubai"]),
    ("NZ", "Nelson", "", "7010", ["Nelson, 7010"]),
]


@pytest.mark.parametrize(("country", "city", "state", "postal_code", "place"), PLACES)
def test_the_place_is_written_as_its_country_does(
    country: str, city: str, state: str, postal_code: str, place: list[str]
) -> None:
    address = HOME | {"country": country, "city": city, "state": state, "postal_code": postal_code}
    assert address_lines(address, "There") == ["Ada Moor", "2 Quay", *place, "There"]


def test_japan_begins_with_the_place_and_ends_with_the_person() -> None:
    address = {
        "name": "前田 涼平",
        "line1": "高輪2丁目2-9",
        "city": "高松市",
        "state": "香川県",
        "postal_code": "760-0025",
    }
    lines = address_lines(address | {"country": "JP"}, "日本")
    assert lines == ["日本", "〒760-0025", "香川県高松市", "高輪2丁目2-9", "前田 涼平"]
    latin = HOME | {"city": "Takamatsu", "state": "Kagawa", "postal_code": "760-0025", "country": "JP"}
    assert address_lines(latin, "Japan") == ["Ada Moor", "2 Quay", "Takamatsu, Kagawa 760-0025", "Japan"]


def test_what_is_not_known_leaves_no_gap() -> None:
    assert address_lines({"name": "Ada Moor", "country": "US"}, "United States") == ["Ada Moor", "United States"]
    assert address_lines({"country": "MX", "state": "Yucatán"}, "México") == ["Yucatán", "México"]
    assert address_lines({"country": "US", "city": "{state}", "line1": "a|b"}, "") == ["a|b", "{state}"]
