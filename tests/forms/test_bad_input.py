"""Every form answers what makes no sense with a sentence beside its field, and keeps what was typed.

The forms are found on the pages, so that a new one is tried without anybody listing it.
"""

import html
from io import BytesIO

import pytest

from tests.forms.conftest import Fair
from tests.forms.forms import Form

LONG = "x" * 10_000
FROM_RIGHT = "שלום 🎁 <b>مرحبا</b>"
NUMBERS = ("-1", "1.2345", "99999999999", "many", "٣x")
# What the town's clerk does with forms is not tried here: the header's store, an order on hold, three small verbs.
ELSEWHERE = {"seller.choose_marketplace", "seller.release_mcf_order", "buyer.change_address"}


def texts_of(form: Form) -> list[str]:
    return [name for name, kind in form.typed.items() if kind in ("text", "textarea") and name not in form.numbers]


def refused(fair: Fair, form: Form, typed: dict[str, str], *, must: bool) -> list[str]:
    """Send a form with these words in it; return what is wrong with the answer."""
    was = fair.market.kinds()
    answer = form.post(fair.client, [(name, typed.get(name, value)) for name, value in form.filled()])
    if answer.status_code < 400:
        fair.begin_again()
        return ["was accepted"] if must else []
    shown = html.unescape(html.unescape(answer.text))
    troubles = [f"status {answer.status_code}"] if answer.status_code not in (409, 413, 422) else []
    troubles += [] if "-error" in answer.text else ["no sentence beside a field"]
    troubles += [f"{name} is lost" for name, text in typed.items() if text not in shown]
    return troubles + (["something changed"] if fair.market.kinds() != was else [])


def test_every_form_of_both_sites_is_tried(fair: Fair) -> None:
    where = fair.app.url_map.bind("localhost")
    tried = {where.match(form.action.split("?")[0], method="POST")[0] for form in fair.forms.values()}
    there = {rule.endpoint for rule in fair.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert {one for one in there if one.split(".")[0] in ("buyer", "seller")} - tried == ELSEWHERE


def test_names_of_ten_thousand_characters_are_refused_and_kept(fair: Fair, forms: dict[str, Form]) -> None:
    found = {key: refused(fair, form, dict.fromkeys(texts_of(form), LONG), must=True)
             for key, form in forms.items() if texts_of(form)}  # fmt: skip
    assert {key: wrong for key, wrong in found.items() if wrong} == {}
    assert len(found) > 15


def test_words_from_right_to_left_pictures_and_markup_are_taken_or_kept(fair: Fair, forms: dict[str, Form]) -> None:
    found = {key: refused(fair, form, dict.fromkeys(texts_of(form), FROM_RIGHT), must=False)
             for key, form in forms.items() if texts_of(form)}  # fmt: skip
    assert {key: wrong for key, wrong in found.items() if wrong} == {}
    assert "<b>مرحبا</b>" not in fair.page("/seller/feedback") + fair.page("/account/addresses")


@pytest.mark.parametrize("number", NUMBERS)
def test_impossible_numbers_are_refused_and_kept(fair: Fair, forms: dict[str, Form], number: str) -> None:
    found = {f"{key}: {name}": refused(fair, form, {name: number}, must=True)
             for key, form in forms.items() for name in form.numbers[:3]}  # fmt: skip
    assert {key: wrong for key, wrong in found.items() if wrong} == {}
    assert len(found) > 8


def test_days_that_are_none_or_to_come_are_refused_and_kept(fair: Fair, forms: dict[str, Form]) -> None:
    wrong = {"p1-ship_date": ("2999-01-01", "soon"), "vacation_from": ("1999-01-01", "soon"), "vacation_until": ("x",)}
    for key, form in forms.items():
        on = {"vacation": "on"} if "vacation_from" in form.typed else {}
        for name in set(form.typed) & set(wrong):
            for day in wrong[name]:
                assert refused(fair, form, {name: day, **on}, must=True) == [], (key, name, day)


@pytest.mark.parametrize(
    ("name", "content"), [("tool.exe", b"MZ\x90\x00"), ("slip.pdf", b""), ("big.txt", b"x" * 11_000_000)]
)
def test_wrong_empty_and_huge_files_are_refused_and_words_kept(
    fair: Fair, forms: dict[str, Form], name: str, content: bytes
) -> None:
    for key, form in forms.items():
        if "attachments" in form.files:
            answer = fair.client.post(
                form.action, data={**dict(form.filled()), "body": "My words", "attachments": (BytesIO(content), name)}
            )
            assert answer.status_code in (413, 422), key
            assert "attachments-error" in answer.text, key
            assert "My words" in answer.text, key
            # The test's own copy of a large file.
            answer.request.environ["wsgi.input"].close()


def test_choices_nobody_was_offered_change_nothing_badly(fair: Fair, forms: dict[str, Form]) -> None:
    for key, form in forms.items():
        for name, value in form.values:
            if name not in form.typed and name not in ("version", "kind", "page_mark"):
                answer = form.post(fair.client, form.changed({name: "nonsense"}))
                assert answer.status_code < 500, (key, name, value)


def test_other_peoples_orders_are_not_found_by_any_form(fair: Fair, forms: dict[str, Form]) -> None:
    known = {number for (number,) in fair.market.sql("SELECT number FROM orders")}
    for key, form in forms.items():
        about = next((part for part in form.action.split("/") if part in known), None)
        if about:
            strange = Form(form.page, form.action.replace(about, "900-0000000-0000000"), form.values)
            assert strange.post(fair.client, form.filled()).status_code == 404, key
