"""Files of rows: good rows are done, bad rows are told by number, and nothing is done twice."""

import pytest

from seller_central import feeds
from simulator import clock
from simulator.errors import BadInput
from tests.builders import Market
from tests.seller_central.feeds.conftest import ADJUST, CANCEL, SHIP, Upload, problems, rows

SHIP_NAMES = "order-id order-item-id quantity ship-date carrier-code carrier-name tracking-number ship-method"
ADJUST_NAMES = "order-id order-item-id adjustment-reason-code currency item-price-adj"


def test_good_rows_are_canceled_and_bad_rows_are_told_by_number(upload: Upload, market: Market) -> None:
    pending, good = market.place(), market.place(released=True)
    feed, report = upload(CANCEL, rows((pending, "", ""), (good, "", ""), ("123-1234567-1234567", "", "")))
    assert (feed.status, feed.processed, feed.successful) == ("DONE", 3, 1)
    assert [(one[0], one[1], one[3]) for one in problems(report)] == [
        ("1", pending, "Error"),
        ("3", "123-1234567-1234567", "Error"),
    ]
    assert (market.order(good)["status"], market.order(pending)["status"]) == ("Canceled", "Pending")
    assert market.audit() == []


def test_rows_for_every_item_are_the_whole_order(upload: Upload, market: Market) -> None:
    number = market.place(released=True, items=[{"sku": sku} for sku in market.skus[:2]])
    ids = [one["order_item_id"] for one in market.order(number)["items"]]
    feed, _ = upload(CANCEL, rows(*((number, "NoInventory", one) for one in ids)))
    assert (feed.processed, feed.successful, market.order(number)["status"]) == (2, 2, "Canceled")
    assert market.order(number)["cancellation"]["reason"] == "NoInventory"


@pytest.mark.parametrize("row", [("NoInventory", ""), ("", "58020056002114"), ("Nonsense", "58020056002114")])
def test_a_reason_without_its_item_or_an_unknown_one_cancels_nothing(
    upload: Upload, market: Market, row: tuple[str, str]
) -> None:
    number = market.place(released=True)
    before = market.hash()
    feed, report = upload(CANCEL, rows((number, *row)))
    assert (feed.successful, len(problems(report)), market.hash()) == (0, 1, before)


def test_the_first_line_of_the_template_is_no_record(upload: Upload, market: Market) -> None:
    number = market.place(released=True)
    _, template = feeds.template(CANCEL)
    feed, report = upload(CANCEL, template + f"{number}\t\t\r\n123-1234567-1234567\t\t\n\n".encode())
    assert (feed.processed, feed.successful, problems(report)[0][0]) == (2, 1, "2")


def test_a_file_given_twice_has_no_second_effect(upload: Upload, market: Market) -> None:
    number = market.place(released=True)
    market.act("confirm-shipment", number, carrier="Harrow", tracking="HP0000000001")
    item = market.order(number)["items"][0]["order_item_id"]
    file = rows((number, item, "GeneralAdjustment", "USD", "-5.00"), names=ADJUST_NAMES)
    first, _ = upload(ADJUST, file)
    before = market.hash()
    second, report = upload(ADJUST, file)
    assert (first.successful, second.successful, market.hash()) == (1, 1, before)
    assert [(one[0], one[3]) for one in problems(report)] == [("1", "Warning")]
    assert [one["amount"]["amount"] for one in market.order(number)["refunds"]] == ["5.00"]


def test_a_row_that_failed_is_tried_again_when_the_file_comes_again(upload: Upload, market: Market) -> None:
    number = market.place()
    assert upload(CANCEL, rows((number, "", "")))[0].successful == 0
    market.advance(minutes=31)
    assert upload(CANCEL, rows((number, "", "")))[0].successful == 1
    assert market.order(number)["status"] == "Canceled"


def test_a_shipment_is_confirmed_for_all_items_and_mended_later(upload: Upload, market: Market) -> None:
    number = market.place(released=True)
    upload(SHIP, rows((number, "", "", "2026-03-02", "Harrow", "", "HP0000000001", "Ground"), names=SHIP_NAMES))
    upload(SHIP, rows((number, "", "", "2026-03-02", "Other", "Swift Van", "HP0000000002", "Ground"), names=SHIP_NAMES))
    order = market.order(number)
    assert (order["status"], [one["tracking"] for one in order["packages"]]) == ("Shipped", ["HP0000000002"])
    assert order["packages"][0]["carrier"] == "Swift Van"


def test_a_carrier_without_a_name_is_refused_in_a_file_as_everywhere(upload: Upload, market: Market) -> None:
    number = market.place(released=True)
    feed, report = upload(SHIP, rows((number, "", "", "2026-03-02", "Other", "", "HP0000000001", ""), names=SHIP_NAMES))
    assert (feed.successful, market.order(number)["status"]) == (0, "Unshipped")
    assert problems(report)[0][4] == "Enter the carrier, at most 50 characters."
    with pytest.raises(BadInput, match="Enter the carrier"):
        market.act("confirm-shipment", number, carrier="other", tracking="HP0000000001")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "5000"),
        (b"order-id\0", "5000"),
        (b"order\tcode\n1\t2\n", "8001"),
        (b"\x1f\x8bbroken", "5000"),
    ],
)
def test_a_file_that_cannot_be_read_changes_nothing(upload: Upload, market: Market, content: bytes, code: str) -> None:
    market.place(released=True)
    before = market.hash()
    feed, report = upload(CANCEL, content)
    assert (feed.status, feed.processed, market.hash()) == ("DONE", 0, before)
    assert problems(report)[0][:4] == ["0", "", code, "Fatal"]


def test_latin_letters_of_a_single_byte_are_understood(upload: Upload, market: Market) -> None:
    number = market.place(released=True)
    line = (number, "", "", "2026-03-02", "Other", "Müller", "HP0000000001", "")
    upload(SHIP, rows(line, names=SHIP_NAMES).decode().encode("latin-1"))
    assert market.order(number)["packages"][0]["carrier"] == "Müller"


@pytest.mark.parametrize(
    ("typed", "done"),
    [
        ("2026-03-01", 0),
        ("1900-01-01", 0),
        ("2026-03-02", 1),
        ("2026-03-02T00:00:00-08:00", 1),
        ("2099-01-01", 1),
        (clock.wall_now().date().isoformat(), 1),
    ],
)
def test_nothing_was_shipped_before_its_order_and_the_walls_present_is_now(
    upload: Upload, market: Market, typed: str, done: int
) -> None:
    number = market.place(released=True)
    feed, report = upload(SHIP, rows((number, "", "", typed, "Harrow", "", "HP1", ""), names=SHIP_NAMES))
    assert feed.successful == done
    found = [(one[2], one[4]) for one in problems(report)]
    assert found == ([] if done else [("18023", "The ship date cannot be before the order.")])


def test_what_a_file_did_can_be_played_again_from_the_journal(upload: Upload, market: Market) -> None:
    from simulator.journaling import rewind

    number = market.place(released=True)
    upload(CANCEL, rows((number, "", "")))
    after, last = market.hash(), market.events()[-1]["seq"]
    rewind(market.home, market.name, to_event=last)
    assert market.hash() == after


def test_an_account_without_developer_access_adjusts_nothing(upload: Upload, market: Market) -> None:
    number = market.place(released=True)
    market.act("confirm-shipment", number, carrier="Harrow", tracking="HP0000000001")
    market.sql("UPDATE sellers SET has_developer_access = 0")
    item = market.order(number)["items"][0]["order_item_id"]
    feed, _ = upload(ADJUST, rows((number, item, "GeneralAdjustment", "USD", "5.00"), names=ADJUST_NAMES))
    assert (feed.successful, market.order(number)["refunds"]) == (0, [])
