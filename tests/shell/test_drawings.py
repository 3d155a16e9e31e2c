"""Product pictures and charts: the same input, the same bytes."""

import xml.etree.ElementTree as ET

import pytest

from simulator.shell.charts import BOTTOM, Chart, Point
from simulator.shell.pictures import KINDS, picture


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_same_product_is_always_drawn_the_same(kind: str) -> None:
    drawing = picture(kind, "Oak cutting board")
    assert drawing == picture(kind, "Oak cutting board")
    assert ET.fromstring(drawing).get("aria-hidden") == "true"


def test_products_of_one_kind_differ() -> None:
    assert len({picture("throw", f"Throw {number}") for number in range(20)}) == 3


def test_a_picture_with_a_title_is_named_and_escaped() -> None:
    drawing = ET.fromstring(picture("mug", "Mug", "Mug <blue> & white"))
    assert (drawing.get("role"), drawing[0].text) == ("img", "Mug <blue> & white")


def test_an_unknown_kind_is_drawn_as_a_box() -> None:
    assert picture("spaceship", "x").count("<path") == 1
    assert KINDS["box"][0] in picture("spaceship", "x")


def test_a_chart_keeps_every_value_inside_its_frame() -> None:
    chart = Chart("Rate", "It rises.", [Point(str(n), n / 10, f"{n / 10}") for n in range(40)], threshold=2.5)
    assert all(0 < mark.y <= BOTTOM for mark in chart.marks)
    assert chart.marks[0].height == 0
    assert chart.ticks[0][1] == "0"
    assert sum(mark.labeled for mark in chart.marks) <= 7


def test_a_missing_day_is_a_gap_not_a_zero() -> None:
    chart = Chart("Rate", "", [Point("1", 1, "1"), Point("2", None, "–"), Point("3", 2, "2"), Point("4", 2, "2")])
    assert len(chart.marks) == 3
    assert chart.path.count("M") == 2
    assert chart.path.count("L") == 1


def test_a_chart_without_values_still_has_axes() -> None:
    assert Chart("Rate", "Nothing yet.").ticks[-1][1] == "1"
