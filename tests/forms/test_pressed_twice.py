"""A button pressed twice does its deed once, and a page that stood open too long changes nothing."""

from typing import Any

import pytest

from tests.forms.conftest import Fair
from tests.forms.forms import Form

# What somebody types who means it, where a word in every field would not do.
MEANT = {
    "seller/support/cases": {"order_ids": "", "asin-1": ""},
    "/refund?kind=partial": {"shipping": "", "tax": "", "concession": "0.50", "product": "0.50"},
}


def meant(form: Form) -> list[tuple[str, str]]:
    typed = next((typed for part, typed in MEANT.items() if part in form.action), {})
    return [(name, typed.get(name.split("-")[0], value)) for name, value in form.filled()]


def reports(fair: Fair) -> Any:
    return fair.market.sql("SELECT (SELECT count(*) FROM reports) + (SELECT count(*) FROM feeds)")[0][0]


def test_every_form_sent_twice_has_one_effect(fair: Fair, forms: dict[str, Form]) -> None:
    done = 0
    for key, form in forms.items():
        fair.begin_again()
        form.post(fair.client, meant(form))
        after = fair.market.kinds(), reports(fair), fair.cart
        answer = form.post(fair.client, meant(form))
        assert answer.status_code < 500, key
        assert (fair.market.kinds(), reports(fair), fair.cart) == after, key
        done += 1
    assert done > 40


def test_the_second_press_leads_where_the_first_one_led(fair: Fair, forms: dict[str, Form]) -> None:
    form = next(form for form in forms.values() if form.action.endswith("/contact"))
    first, second = (form.post(fair.client, meant(form)) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location


def test_what_was_refused_may_be_sent_again(fair: Fair, forms: dict[str, Form]) -> None:
    form = next(form for form in forms.values() if form.action.endswith("/contact"))
    empty = [(name, "" if name == "body" else value) for name, value in meant(form)]
    assert [form.post(fair.client, empty).status_code for _ in range(2)] == [422, 422]


def test_a_fresh_page_does_the_same_deed_again(fair: Fair, forms: dict[str, Form]) -> None:
    form = next(form for form in forms.values() if form.action.endswith("/contact"))
    again = [(name, f"{value}2" if name == "page_mark" else value) for name, value in meant(form)]
    form.post(fair.client, meant(form))
    form.post(fair.client, again)
    assert fair.market.kinds()[-2:] == ["message-sent", "message-sent"]


def test_every_form_about_an_order_is_refused_on_a_stale_page(fair: Fair, forms: dict[str, Form]) -> None:
    for key, form in forms.items():
        if form.is_versioned:
            answer = form.post(fair.client, [(name, "999" if name == "version" else v) for name, v in meant(form)])
            assert answer.status_code == 409, key
            assert "This order changed while the page was open." in answer.text, key


@pytest.mark.parametrize("path", ["/w/market/orders", "/w/market/seller/orders/unshipped"])
def test_two_showings_of_a_page_have_different_marks(fair: Fair, path: str) -> None:
    first, second = (fair.client.get(path).text.split('name="page_mark" value="')[1:] for _ in range(2))
    assert {one[:12] for one in first}.isdisjoint(one[:12] for one in second)
