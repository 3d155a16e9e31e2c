"""A market told lawfully has nothing to find; every kind of planted violation is found by its own rule."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from simulator.auditor import CHECKS, audit
from simulator.auditor.lawful import KINDS
from simulator.events import EventKind
from simulator.files import DamagedWorld
from simulator.home import Home
from tests.builders import Market

# rule → SQL that plants what cannot have happened; {name} stands for the order of that name.
PLANTED: list[tuple[str, str]] = [
    ("log-gapless", "DELETE FROM events WHERE seq = 5"),
    ("log-gapless", "UPDATE world SET last_event = last_event + 1"),
    ("log-forward", "UPDATE events SET at = at - 86400 WHERE seq = 40"),
    ("log-forward", "UPDATE world SET now = now - 86400"),
    ("log-causes", "UPDATE events SET cause = seq WHERE seq = 30"),
    ("log-causes", "UPDATE events SET cause = 1 WHERE seq = (SELECT max(seq) FROM events)"),
    ("log-vocabulary", "UPDATE events SET kind = 'order-mislaid' WHERE seq = 20"),
    ("log-vocabulary", "UPDATE events SET actor = 'COURIER' WHERE seq = 20"),
    ("log-orders", "UPDATE events SET order_id = '900-0000000-0000000' WHERE seq = 20"),
    ("world-clock", "UPDATE world SET started_at = now + 1"),
    ("one-placing", "DELETE FROM events WHERE kind = 'order-placed' AND order_id = '{open}'"),
    ("lawful-history", "UPDATE events SET kind = 'refund-issued' WHERE kind = 'label-bought'"),
    (
        "lawful-history",
        "UPDATE events SET kind = 'label-bought' WHERE kind = 'payment-verified' AND order_id = '{open}'",
    ),
    ("status-as-told", "UPDATE orders SET status = 'Unshipped' WHERE number = '{pending}'"),
    ("status-as-told", "UPDATE orders SET status = 'Shipped' WHERE number = '{forgotten}'"),
    ("canceled-is-final", "UPDATE events SET order_id = '{unpaid}' WHERE kind = 'refund-issued'"),
    ("right-actor", "UPDATE events SET actor = 'BUYER' WHERE kind = 'label-bought'"),
    ("right-actor", "UPDATE events SET actor = 'SELLER' WHERE kind = 'payment-verified' AND order_id = '{open}'"),
    ("instants-ordered", "UPDATE orders SET released_at = placed_at - 1 WHERE number = '{open}'"),
    ("instants-ordered", "UPDATE orders SET ship_by = ship_from - 1 WHERE number = '{shipped}'"),
    ("instants-past", "UPDATE orders SET delivered_at = (SELECT now + 1 FROM world) WHERE number = '{shipped}'"),
    ("instants-past", "UPDATE orders SET last_updated_at = placed_at WHERE number = '{wanting}'"),
    ("instants-told", "UPDATE orders SET confirmed_at = confirmed_at + 1 WHERE number = '{shipped}'"),
    ("instants-told", "UPDATE orders SET handed_at = NULL WHERE number = '{shipped}'"),
    (
        "self-cancel-window",
        "UPDATE events SET at = at + 600 WHERE kind = 'order-canceled' AND order_id = '{regretted}'",
    ),
    ("self-cancel-window", "UPDATE events SET at = at + 3000 WHERE kind = 'items-canceled'"),
    (
        "request-after-window",
        "UPDATE events SET at = at - 120 WHERE kind = 'cancellation-requested' AND order_id = '{requested}'",
    ),
    ("request-after-window", "UPDATE orders SET channel = 'AFN' WHERE number = '{requested}'"),
    ("request-as-told", "DELETE FROM cancellation_requests WHERE order_number = '{requested}'"),
    ("request-as-told", "UPDATE cancellation_requests SET state = 'open' WHERE order_number = '{requested}'"),
    ("auto-cancel-date", "UPDATE orders SET auto_cancel_at = auto_cancel_at + 3600 WHERE number = '{labeled}'"),
    ("auto-cancel-instant", "UPDATE orders SET canceled_at = canceled_at + 1 WHERE number = '{forgotten}'"),
    ("auto-cancel-instant", "UPDATE orders SET status = 'Unshipped' WHERE number = '{forgotten}'"),
    (
        "label-closes-cancel",
        "UPDATE events SET actor = 'SELLER' WHERE kind = 'order-canceled' AND order_id = '{labeled}'",
    ),
    ("one-cancellation", "UPDATE orders SET status = 'Canceled' WHERE number = '{open}'"),
    ("one-cancellation", "DELETE FROM events WHERE kind = 'order-canceled' AND order_id = '{wanting}'"),
    ("cancellation-as-told", "UPDATE orders SET canceled_by = 'BUYER' WHERE number = '{wanting}'"),
    ("cancellation-as-told", "UPDATE orders SET cancel_reason = 'BuyerFraud' WHERE number = '{wanting}'"),
    ("counts-as-the-table-says", "UPDATE orders SET counts = 0 WHERE number = '{wanting}'"),
    ("counts-as-the-table-says", "UPDATE orders SET counts = 1 WHERE number = '{requested}'"),
    ("counts-as-the-table-says", "UPDATE orders SET counts = 0 WHERE number = '{forgotten}'"),
    ("counts-as-the-table-says", "UPDATE orders SET cancel_rule = 'count-buyer-fraud' WHERE number = '{granted}'"),
    ("reason-given", "UPDATE orders SET cancel_reason = NULL WHERE number = '{wanting}'"),
    ("fraud-and-payment", "UPDATE events SET kind = 'fraud-found' WHERE kind = 'payment-failed'"),
    ("units-add-up", "UPDATE order_items SET quantity_shipped = quantity + 1 WHERE order_number = '{shipped}'"),
    ("units-add-up", "UPDATE order_items SET quantity_canceled = -1 WHERE order_number = '{open}'"),
    ("units-fit-status", "UPDATE order_items SET quantity_canceled = 0 WHERE order_number = '{wanting}'"),
    ("units-fit-status", "DELETE FROM order_items WHERE order_number = '{open}'"),
    ("packages-add-up", "UPDATE packages SET items = '[]' WHERE order_number = '{split}'"),
    ("packages-as-told", "DELETE FROM packages WHERE order_number = '{shipped}'"),
    ("returns-as-told", "DELETE FROM returns"),
    ("returns-as-told", "DELETE FROM feedback"),
    ("claims-decided", "UPDATE claims SET decision = 'buyer'"),
    ("claims-decided", "UPDATE claims SET answer_due_at = opened_at - 1"),
    ("totals-add-up", "UPDATE orders SET total = total + 1 WHERE number = '{open}'"),
    ("totals-add-up", "UPDATE order_items SET item_tax = item_tax + 1 WHERE order_number = '{reduced}'"),
    ("money-not-negative", "UPDATE order_items SET unit_price = -1 WHERE order_number = '{open}'"),
    ("charged-at-confirmation", "UPDATE orders SET charged = total WHERE number = '{forgotten}'"),
    ("charged-at-confirmation", "UPDATE orders SET charged = charged - 1 WHERE number = '{split}'"),
    ("refunds-add-up", "UPDATE orders SET refunded = refunded + 1 WHERE number = '{shipped}'"),
    ("refunds-add-up", "UPDATE order_items SET refunded = 5 WHERE order_number = '{shipped}'"),
    ("refunds-within-charge", "UPDATE orders SET refunded = charged + 1 WHERE number = '{shipped}'"),
    ("refunds-within-charge", "UPDATE refunds SET concession = amount + 1"),
    (
        "refunds-within-charge",
        (
            "UPDATE order_items SET refunded = unit_price * quantity + item_tax + shipping_price + shipping_tax + 1 "
            "WHERE order_number = '{shipped}'"
        ),
    ),
    ("refund-after-confirmation", "UPDATE refunds SET at = at - 86400"),
    ("prices-at-placing", "UPDATE orders SET currency = 'EUR' WHERE number = '{open}'"),
    ("stock-adds-up", "UPDATE products SET stock = stock - 1 WHERE sku = (SELECT min(sku) FROM products)"),
    (
        "stock-adds-up",
        "UPDATE products SET opening_stock = opening_stock + 1 WHERE sku = (SELECT min(sku) FROM products)",
    ),
    ("stock-not-negative", "UPDATE products SET stock = -1 WHERE sku = (SELECT min(sku) FROM products)"),
    (
        "stock-comes-back",
        (
            "UPDATE events SET data = json_remove(data, '$.restocked') "
            "WHERE kind = 'order-canceled' AND order_id = '{regretted}'"
        ),
    ),
    ("mail-has-cause", "UPDATE mail SET event_seq = 99999 WHERE id = 3"),
    ("mail-has-cause", "UPDATE mail SET notice = 'delivered' WHERE id = 3"),
    ("mail-has-cause", "UPDATE mail SET at = at + 1 WHERE id = 3"),
    ("cause-has-mail", "DELETE FROM mail WHERE notice = 'request-arrived'"),
    ("cause-has-mail", "UPDATE mail SET event_seq = event_seq + 1 WHERE notice = 'sold-ship-now'"),
    ("mail-to-the-right-person", "UPDATE mail SET person_id = 'B99999' WHERE id = 3"),
    ("mail-to-the-right-person", "UPDATE mail SET address = 'somebody@else.example' WHERE id = 3"),
    ("cause-has-mail", "DELETE FROM mail WHERE notice = 'message-to-seller'"),
    ("cause-has-mail", "DELETE FROM mail WHERE notice = 'message-blocked'"),
    ("mail-numbered", "DELETE FROM mail WHERE id = 2"),
    ("mail-numbered", "UPDATE world SET last_mail = last_mail + 1"),
    ("message-as-told", "UPDATE messages SET at = at + 1 WHERE n = 1"),
    ("message-as-told", "DELETE FROM messages WHERE n = 4"),
    ("opt-out-honored", "UPDATE deliveries SET delivered = 1, why_not = NULL WHERE delivered = 0"),
    ("delivery-explained", "UPDATE deliveries SET why_not = 'opt-out-honored' WHERE delivered = 1"),
    ("delivery-explained", "UPDATE deliveries SET why_not = NULL WHERE delivered = 0"),
    ("critical-as-its-kind", "UPDATE messages SET critical = 1 WHERE kind = 'delay'"),
    ("agenda-overdue", "UPDATE agenda SET due_at = due_at - 31536000 WHERE rule = 'auto-cancel-grace'"),
    ("agenda-parked", "UPDATE agenda SET parked = 'ValueError: no' WHERE rule = 'payment-hold'"),
    ("agenda-complete", "DELETE FROM agenda WHERE rule = 'payment-hold'"),
    ("agenda-complete", "UPDATE agenda SET due_at = due_at + 1 WHERE rule = 'auto-cancel-grace'"),
    ("agenda-complete", "DELETE FROM agenda WHERE rule = 'pre-order-release'"),
    ("agenda-left-over", "UPDATE agenda SET subject = '{wanting}' WHERE rule = 'payment-hold'"),
    ("agenda-left-over", "UPDATE agenda SET subject = '900-0000000-0000000' WHERE rule = 'auto-cancel-grace'"),
    ("agenda-answers", "DELETE FROM agenda WHERE rule = 'claim-answer-window'"),
    (
        "agenda-feedback",
        "UPDATE agenda SET rule = 'feedback-reminder', subject = '{shipped}' WHERE rule = 'claim-answer-window'",
    ),
    (
        "agenda-feedback",
        "UPDATE agenda SET rule = 'feedback-reminder', subject = '{open}' WHERE rule = 'claim-answer-window'",
    ),
    ("journal-in-order", "UPDATE journal SET at = at + 31536000 WHERE id = 2"),
    ("journal-in-order", "UPDATE journal SET last_event = 100000 WHERE id = 2"),
    ("journal-has-effect", "UPDATE journal SET last_event = 1 WHERE id = (SELECT max(id) FROM journal)"),
    ("journal-subject", "UPDATE journal SET subject = '900-0000000-0000000' WHERE subject IS NOT NULL"),
    ("attempts-left-no-trace", "UPDATE refused_attempts SET after_seq = 100000"),
    ("reserved-addresses", "UPDATE buyers SET email = 'somebody@gmail.com'"),
    ("reserved-addresses", "UPDATE mail SET address = 'somebody@example.org' WHERE id = 3"),
    ("references", "UPDATE orders SET buyer_id = 'B99999' WHERE number = '{open}'"),
    ("offers-priced", "UPDATE products SET price = 0"),
    ("offers-priced", "UPDATE products SET deactivated_at = 1"),
]


def plant(path: Path, statement: str, orders: dict[str, str]) -> None:
    for name, number in orders.items():
        statement = statement.replace(f"{{{name}}}", number)
    with closing(sqlite3.connect(path)) as connection:
        changed = connection.execute(statement).rowcount
        connection.commit()
    assert changed > 0, f"nothing was planted by: {statement}"


def test_a_market_in_which_everything_happened_lawfully_has_nothing_to_find(copied: Path) -> None:
    assert [str(finding) for finding in audit(copied)] == []


@pytest.mark.parametrize(("rule", "statement"), PLANTED)
def test_a_planted_violation_is_found_by_its_rule(
    rule: str, statement: str, copied: Path, orders: dict[str, str]
) -> None:
    plant(copied, statement, orders)
    found = audit(copied)
    assert rule in {finding.rule for finding in found}
    assert all("\n" not in str(finding) for finding in found)


def test_every_rule_of_the_auditor_has_a_violation_planted_for_it() -> None:
    assert {rule for rule, _ in PLANTED} == set(CHECKS)
    assert len(PLANTED) >= 30


def test_the_auditor_knows_every_kind_of_event() -> None:
    assert set(EventKind) == KINDS


def test_auditing_changes_nothing(market: Market) -> None:
    market.place(released=True)
    before = market.hash()
    assert market.audit() == []
    assert market.hash() == before


def test_a_file_that_is_no_world_is_refused_in_words(tmp_path: Path) -> None:
    stray = tmp_path / "notes.db"
    stray.write_text("not a database, but long enough to be taken for one" * 20)
    with pytest.raises(DamagedWorld, match="damaged or no world"):
        audit(stray)


def test_an_alias_of_another_marketplaces_mail_is_nobodys_mistake(home: Home) -> None:
    market = Market.new(home, "harbor", store="harbor")
    order = market.place(released=True)
    market.act("message", order, sender="buyer", body="When will it arrive?")
    assert market.audit() == []
