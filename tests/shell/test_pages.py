"""What every page carries: headers, strip, names, tokens, error pages."""

import re
from typing import Any

import pytest
from flask import g, render_template_string
from flask.testing import FlaskClient

from simulator.shell.assets import stylesheet_text
from simulator.shell.theme import safe_return
from tests.shell.sample_pages import PAGES, sample_app

SITES = {"your-orders": "buyer", "console": "console"}


@pytest.fixture
def client() -> FlaskClient:
    return sample_app().test_client()


def read(client: FlaskClient, name: str, query: str = "") -> str:
    return client.get(f"/w/demo/{SITES.get(name, 'seller')}/sample/{name}?{query}").get_data(as_text=True)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_carries_inline_styles_or_scripts(client: FlaskClient, name: str) -> None:
    page = read(client, name, "said&errors")
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)|javascript:", page)
    assert "//" not in re.sub(r"http://www\.w3\.org/\S+", "", " ".join(re.findall(r'(?:src|href)="([^"]*)"', page)))


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_one_heading_a_skip_link_and_says_it_is_a_simulation(client: FlaskClient, name: str) -> None:
    page = read(client, name)
    assert page.count("<h1") == 1
    assert '<a class="skip" href="#main">' in page
    assert "(simulation)</title>" in page
    assert "SIMULATION" in page


def test_titles_name_the_thing_and_the_site(client: FlaskClient) -> None:
    assert "<title>Your Orders | Millpond (simulation)</title>" in read(client, "your-orders")
    assert "<title>Manage Orders | Millpond Seller Central (simulation)</title>" in read(client, "manage-orders")


def test_pages_forbid_foreign_content_and_framing(client: FlaskClient) -> None:
    headers = client.get("/w/demo/buyer/sample/your-orders").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin")


def test_the_strip_tells_the_worlds_time_to_people_and_machines(client: FlaskClient) -> None:
    page = read(client, "your-orders").replace("\u202f", " ")
    assert 'data-testid="sim-now" data-iso="2022-05-24T21:05:00Z"' in page
    assert '<time datetime="2022-05-24T14:05:00-07:00">Tue, May 24, 2022, 2:05 PM</time>' in page
    assert "Next: ship-by deadline, 4 orders in 2 h 55 min" in page


def test_the_strip_polls_only_while_the_world_plays(client: FlaskClient) -> None:
    assert "hx-get" not in read(client, "your-orders")
    assert 'hx-get="/w/demo/console/strip?mode=playing" hx-trigger="every 2s"' in read(client, "your-orders", "playing")


def test_a_poll_of_a_world_that_was_paused_meanwhile_refreshes_the_page(client: FlaskClient) -> None:
    assert client.get("/w/demo/console/strip?mode=playing").headers["HX-Refresh"] == "true"
    assert "HX-Refresh" not in client.get("/w/demo/console/strip?mode=playing&playing").headers


def test_clock_controls_are_forms_that_come_back_to_the_page(client: FlaskClient) -> None:
    page = read(client, "your-orders", "said")
    for deed in ("play", "speed", "next"):
        assert f'action="/w/demo/console/clock/{deed}"' in page
    assert page.count('name="next" value="/w/demo/buyer/sample/your-orders?said') == 5


def test_results_are_said_once_and_refusals_link_their_rule(client: FlaskClient) -> None:
    page = read(client, "your-orders", "said")
    assert re.search(r'role="status">.*?canceled\.', page, re.S)
    assert re.search(r'role="alert">.*?<a href="/rules/#R19">Rule R19</a>', page, re.S)
    assert 'id="flash"' not in read(client, "your-orders")


def test_the_error_summary_links_to_fields_that_say_the_same(client: FlaskClient) -> None:
    page = read(client, "cancel-order", "errors")
    assert "2 fields need another look" in page
    for field in ("reason", "rating"):
        assert f'<a href="#{field}">' in page
        assert f'id="{field}"' in page
        assert f'aria-describedby="{field}-error"' in page
    assert 'id="reason" name="reason" aria-describedby="reason-error" aria-invalid="true"' in page


@pytest.mark.parametrize(
    ("code", "heading"),
    [
        (400, "This request could not be read"),
        (403, "This page belongs to another role"),
        (404, "Page not found"),
        (409, "Order changed"),
        (413, "This file is too large"),
        (429, "Too many requests"),
    ],
)
def test_errors_keep_the_shell_and_one_link_back(client: FlaskClient, code: int, heading: str) -> None:
    answer = client.get(f"/w/demo/seller/fail/{code}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == code
    assert f"<h1>{heading}</h1>" in page
    assert 'aria-label="Seller Central"' in page
    assert page.count("Back to the start page") == 1


def test_an_error_says_its_own_sentence_escaped(client: FlaskClient) -> None:
    page = client.get("/w/demo/buyer/fail/409?why=Canceled+by+<b>you</b>").get_data(as_text=True)
    assert "Canceled by &lt;b&gt;you&lt;/b&gt;" in page


def test_a_broken_page_quotes_an_event_id_that_is_in_the_log(client: FlaskClient, caplog: Any) -> None:
    answer = client.get("/w/demo/console/fail/500")
    found = re.search(r'data-testid="event-id">(\w{8})<', answer.get_data(as_text=True))
    assert answer.status_code == 500
    assert found
    assert f"error event {found[1]}: GET /w/demo/console/fail/500" in caplog.text


def test_an_unknown_address_has_the_simulators_shell(client: FlaskClient) -> None:
    page = client.get("/nowhere").get_data(as_text=True)
    assert 'href="/rules/"' in page
    assert 'href="/"' in page


def test_machine_paths_get_no_page_no_token_check_and_no_page_headers(client: FlaskClient) -> None:
    assert "Page not found" not in client.get("/sim/v1/fail/404").get_data(as_text=True)
    assert client.post("/sim/v1/worlds").json == {"worlds": []}
    assert "X-Frame-Options" not in client.get("/sim/v1/fail/404").headers


def test_a_form_without_its_token_is_refused(client: FlaskClient) -> None:
    assert client.post("/appearance", data={"appearance": "dark"}).status_code == 400


def test_the_chosen_appearance_stays(client: FlaskClient) -> None:
    token = re.search(r'csrf-token" content="([^"]+)"', read(client, "your-orders"))
    assert token
    form = {"appearance": "dark", "next": "/w/demo/buyer/sample/your-orders", "csrf_token": token[1]}
    answer = client.post("/appearance", data=form)
    assert (answer.status_code, answer.location) == (303, "/w/demo/buyer/sample/your-orders")
    assert 'data-theme="dark"' in read(client, "your-orders")


@pytest.mark.parametrize(
    ("address", "goes_to"),
    [
        ("/w/demo/orders?page=2", "/w/demo/orders?page=2"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        (None, "/"),
    ],
)
def test_a_form_sends_people_back_to_this_site_only(address: str | None, goes_to: str) -> None:
    assert safe_return(address) == goes_to


def test_the_stylesheet_is_one_file_with_an_address_for_its_content(client: FlaskClient) -> None:
    address = re.search(r'rel="stylesheet" href="([^"]+)"', read(client, "your-orders"))
    assert address
    answer = client.get(address[1])
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.get_data(as_text=True) == stylesheet_text()


def test_the_stylesheet_loads_nothing_and_uses_logical_sides() -> None:
    css = stylesheet_text()
    assert "url(" not in css
    assert "@import" not in css
    assert not re.findall(
        r"(?:margin|padding|border)-(?:left|right)|[{; ](?:left|right):|text-align: (?:left|right)", css
    )


def test_pages_in_arabic_run_from_right_to_left_and_isolate_times(client: FlaskClient) -> None:
    page = read(client, "your-orders", "rtl")
    assert '<html lang="ar" dir="rtl">' in page
    assert "<bdi><time datetime=" in page
    assert '<bdi class="num">900-2210938-4471036</bdi>' in page


def test_repeated_controls_carry_their_order_in_a_hidden_suffix(client: FlaskClient) -> None:
    assert 'Cancel items<span class="vh"> for order 900-2210938-4471036</span></a>' in read(client, "your-orders")


def test_tables_that_become_cards_keep_their_roles(client: FlaskClient) -> None:
    page = read(client, "manage-orders")
    for role in ("table", "rowgroup", "row", "columnheader", "rowheader", "cell"):
        assert f'role="{role}"' in page
    assert 'data-order-id="900-2210938-4471036" data-state="unshipped"' in page


def test_values_are_escaped_in_macros() -> None:
    app = sample_app()
    source = """{% import "shell/fields.html" as f %}{% import "shell/controls.html" as c %}
        {{ f.text("memo", "Memo", bad, error=bad) }}{{ c.badge(bad) }}{{ c.link_button(bad, bad, hidden=bad) }}"""
    with app.test_request_context("/w/demo/orders"):
        page = render_template_string(source, bad='"><script>')
    assert "<script>" not in page


def test_a_filter_that_needs_now_says_so() -> None:
    app = sample_app()
    with app.test_request_context("/"):
        g.now = None
        with pytest.raises(LookupError, match=r"g\.now"):
            render_template_string("{{ at | ago }}", at=None)
