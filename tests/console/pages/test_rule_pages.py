"""The rule book's pages: every rule with its anchor, search, and tables that are read from the tables they show."""

import re
from itertools import pairwise

import pytest
from flask.testing import FlaskClient

from simulator.console.rulebook.drawing import draw
from simulator.console.rulebook.shelf import counting_table, notices
from simulator.console.rulebook.states import deeds_of, graph_of, named_rules, questions_of, targets_of
from simulator.orders.notices import NOTICES
from simulator.orders.statuses import Channel, OrderStatus
from simulator.orders.transitions import FIRST, ROWS
from simulator.policy import all_rules, overridden, source_titles


def anchors(page: str) -> list[str]:
    """Return the rules on a page, in their order."""
    return re.findall(r'<article class="rule[^"]*" id="([^"]+)"', page)


def test_every_rule_stands_in_the_book_once_under_its_own_anchor(pages: FlaskClient) -> None:
    page = pages.get("/rules/").text
    assert anchors(page) == [rule.id for rule in all_rules()]
    for title in source_titles().values():
        if any(title in (source_titles()[key] for key in rule.sources) for rule in all_rules()):
            assert title in page.replace("&#39;", "'")


def test_a_rule_shows_value_unit_sentence_refusal_source_and_where_it_differs(pages: FlaskClient) -> None:
    page = pages.get("/rules/?q=buyer-cancel-window").text
    rule = page[page.index('id="buyer-cancel-window"') :]
    rule = rule[: rule.index("</article>")]
    for text in ("Self-cancel window", "30 minutes", "(minutes)", "You can request cancellation.", "JP", "5 minutes"):
        assert text in rule
    assert "Seller help" in rule


def test_the_page_follows_the_packs(pages: FlaskClient) -> None:
    with overridden({"buyer-cancel-window": 41}):
        assert "For 41 minutes after placing" in pages.get("/rules/").text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=self-cancel+window", "buyer-cancel-window"),
        ("q=LABEL", "label-closes-cancel"),
        ("theme=counting", "count-official-request"),
    ],
)
def test_rules_are_found_by_words_and_by_theme(pages: FlaskClient, query: str, expected: str) -> None:
    found = anchors(pages.get(f"/rules/?{query}").text)
    assert expected in found
    assert len(found) < len(all_rules()) / 2


def test_words_that_no_rule_has_say_so(pages: FlaskClient) -> None:
    page = pages.get("/rules/?q=unicorn<script>").text
    assert "No rule has these words." in page
    assert "<script>" not in page.replace('<script src="', "")


def test_both_sets_of_dates_can_be_read(pages: FlaskClient) -> None:
    announced, final = (pages.get(f"/rules/?q=request-change-date&dates={one}").text for one in ("announced", "final"))
    assert "2022-05-10" in announced
    assert "2022-05-10" not in final


def test_a_rule_has_an_address_of_its_own(pages: FlaskClient) -> None:
    assert pages.get("/rules/payment-hold").location == "/rules/#payment-hold"


@pytest.mark.parametrize("channel", Channel)
def test_every_state_an_order_can_come_to_is_drawn_and_every_arrow_has_its_row(
    pages: FlaskClient, channel: Channel
) -> None:
    graph = graph_of(channel)
    picture = str(draw(graph, "States"))
    page = pages.get("/rules/states").text
    assert picture.replace('aria-label="States"', "")[-200:] in page
    assert re.findall(r"<text x=\"[\d.]+\" y=\"[\d.]+\">([A-Za-z]+)</text>", picture) == list(graph.states)
    marks = re.findall(r'class="mark-t"[^>]*>(\d+)<', picture)
    assert sorted(map(int, marks)) == [arrow.number for arrow in graph.arrows] == list(range(1, len(marks) + 1))


@pytest.mark.parametrize("channel", Channel)
def test_arrows_are_exactly_the_rows_of_the_table(channel: Channel) -> None:
    graph = graph_of(channel)
    drawn = {(arrow.source, arrow.target, row.name) for arrow in graph.arrows for row in arrow.deeds}
    told = {
        (source, target, row.name)
        for row in ROWS
        if channel in row.channels
        for source in row.sources & set(graph.states)
        for target in targets_of(row)
        if source != target
    }
    assert drawn == told
    assert set(graph.first) == set(FIRST[channel])


def test_every_state_is_reached_in_some_channel() -> None:
    assert {state for channel in Channel for state in graph_of(channel).states} == set(OrderStatus)


@pytest.mark.parametrize("channel", Channel)
def test_states_stand_after_those_that_lead_to_them(channel: Channel) -> None:
    graph = graph_of(channel)
    place = {state: n for n, state in enumerate(graph.states)}
    assert [arrow for arrow in graph.arrows if place[arrow.source] >= place[arrow.target]] == []
    assert graph.sink == graph.states[-1]


def test_boxes_do_not_overlap_and_labels_stay_inside_the_picture() -> None:
    for channel in Channel:
        picture = str(draw(graph_of(channel), "States"))
        width, height = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', picture).groups())  # type: ignore[union-attr]
        boxes = [
            tuple(map(float, one)) for one in re.findall(r'<rect[^>]* x="([\d.]+)"[^>]* width="([\d.]+)"', picture)
        ]
        assert all(left + wide < following for (left, wide), (following, _) in pairwise(boxes))
        marks = re.findall(r'<circle class="mark" cx="([\d.]+)" cy="([\d.]+)" r="(\d+)"', picture)
        circles = [tuple(map(float, one)) for one in marks]
        assert all(r <= x <= width - r and r <= y <= height - r for x, y, r in circles)
        apart = [((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 for n, a in enumerate(circles) for b in circles[:n]]
        assert min(apart, default=100) > 20


def test_every_question_of_the_table_has_a_sentence_and_a_rule() -> None:
    guards = {guard for row in ROWS for guard in row.guards}
    assert [guard.__name__ for guard in guards if not named_rules(guard)] == []
    assert all(asked.question for row in deeds_of(Channel.MFN) for asked in questions_of(row))


def test_the_notices_page_is_the_notices_table(pages: FlaskClient) -> None:
    page = pages.get("/rules/notices").text
    assert len(notices()) == sum(len(row) for row in NOTICES.values()) == page.count('role="rowheader"')


def test_the_counting_page_is_the_cancellation_rate_table(pages: FlaskClient) -> None:
    page = pages.get("/rules/counting").text
    rows = re.findall(r'href="/rules/#(count-[^"]+)".*?<td[^>]*>(Yes|No)</td>', page)
    assert rows == [(rule.id, "Yes" if rule.value else "No") for rule in counting_table()]
    assert len(rows) > 10
