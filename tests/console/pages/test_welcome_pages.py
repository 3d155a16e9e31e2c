"""The welcome page: three doors, the list of worlds, new and imported ones, bad input answered beside its field."""

import io
import re

import pytest
from flask.testing import FlaskClient

from simulator import worlds
from tests.builders import Market

NEW = {"name": "spring", "template": "empty", "marketplaces": ["UK", "DE"], "seed": "88", "date_set": "final"}


def test_the_front_page_has_three_doors_and_lists_the_worlds(pages: FlaskClient, market: Market) -> None:
    page = pages.get("/").text
    for door in ("Learn to sell", "Test your software", "Make order data"):
        assert door in page
    assert f'href="/w/{market.name}/console/"' in page
    assert "paused" in page


def test_a_door_that_leads_nowhere_is_not_drawn(pages: FlaskClient) -> None:
    page = pages.get("/").text
    assert 'href="/rules/"' in page
    assert 'class="btn sim" href="/learn/"' not in page


def test_a_front_page_with_an_action_belongs_to_machines(pages: FlaskClient) -> None:
    assert pages.get("/?Action=GetReport").status_code == 404


def test_a_new_world_is_what_the_form_says(pages: FlaskClient, market: Market) -> None:
    answer = pages.post("/worlds", data={**NEW, "start_at": "2022-05-01T08:30"})
    assert answer.status_code == 303
    assert answer.location == "/w/spring/console/"
    made = Market(market.home, "spring")
    with made.reading() as moment:
        assert moment.world.marketplaces == ["UK", "DE"]
        assert (moment.world.seed, moment.world.date_set) == (88, "final")
        assert moment.now.isoformat() == "2022-05-01T08:30:00+00:00"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": "Spring Time"}, "lower-case letters"),
        ({"name": "market"}, "already a world named market"),
        ({"template": "none"}, "There is no template"),
        ({"marketplaces": []}, "at least one store"),
        ({"marketplaces": ["XX"]}, "There is no store"),
        ({"seed": "-1"}, "A seed is a whole number"),
        ({"seed": "9" * 30}, "A seed is a whole number"),
        ({"start_at": "soon"}, "Enter a date and a time from 2009 to 2099."),
        ({"start_at": "1999-01-01T00:00"}, "Enter a date and a time from 2009 to 2099."),
    ],
)
def test_a_world_that_cannot_be_made_keeps_what_was_typed(
    pages: FlaskClient, market: Market, change: dict[str, object], sentence: str
) -> None:
    answer = pages.post("/worlds", data={**NEW, **change})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{change.get("seed", "88")}"' in answer.text
    assert not market.home.world_file("spring").exists()


def test_an_exported_world_comes_back_by_the_import_form(pages: FlaskClient, market: Market) -> None:
    market.place()
    file = pages.get(f"/w/{market.name}/console/world/export").data
    form = {"import_name": "copy", "file": (io.BytesIO(file), "market.marketsim")}
    answer = pages.post("/worlds/import", data=form, content_type="multipart/form-data")
    assert answer.location == "/w/copy/console/"
    assert Market(market.home, "copy").hash() == market.hash()


@pytest.mark.parametrize(("content", "sentence"), [(b"no world", "damaged or no world"), (None, "Choose a file.")])
def test_a_file_that_is_no_world_is_refused_in_words(
    pages: FlaskClient, market: Market, content: bytes | None, sentence: str
) -> None:
    form: dict[str, object] = {"import_name": "copy"}
    if content is not None:
        form["file"] = (io.BytesIO(content), "x.marketsim")
    answer = pages.post("/worlds/import", data=form, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="copy"' in answer.text


def test_a_damaged_world_is_listed_with_its_reason(pages: FlaskClient, market: Market) -> None:
    worlds.fork(market.home, market.name, "broken")
    market.home.world_file("broken").write_bytes(b"not a database at all" * 300)
    page = pages.get("/").text
    assert "Cannot be opened" in page
    assert f"/w/{market.name}/console/" in page


def test_many_worlds_come_in_pages(pages: FlaskClient, market: Market) -> None:
    for n in range(21):
        worlds.fork(market.home, market.name, f"copy-{n:02d}")
    found = [set(re.findall(r'href="/w/([a-z0-9-]+)/console/">', pages.get(f"/?page={n}").text)) for n in (1, 2)]
    assert [len(one) for one in found] == [20, 2]
    assert len(found[0] | found[1]) == 22
    assert "22 worlds" in pages.get("/?page=2").text


def test_no_worlds_at_all_is_said(pages: FlaskClient) -> None:
    assert "There are no worlds yet" in pages.get("/").text


def test_a_world_is_opened_from_the_list(pages: FlaskClient, market: Market) -> None:
    assert pages.get("/worlds/open?world=market").location == "/w/market/console/"
    assert pages.get("/w/nowhere/console/").status_code == 404


def test_worlds_of_lessons_stand_below_those_that_somebody_made(pages: FlaskClient, market: Market) -> None:
    worlds.create(market.home, "learning", worlds.Plan(template="lesson:L01"))
    listed = re.findall(r'<a href="/w/([a-z-]+)/console/"', pages.get("/").text)
    assert listed.index(market.name) < listed.index("learning")
