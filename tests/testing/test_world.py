"""A world in a test: orders in any state, time, mail, events, refusals, going back and comparing."""

import re
from datetime import timedelta

import pytest

from simulator.testing import CallFailed, Market, Refused, World
from simulator.testing.clock import Clock
from simulator.testing.logs import EventLog, Mailbox
from simulator.testing.selling import SellerAPI

ASKED = {"deed": "request-cancellation", "arguments": {"reason": "other"}}
STATES = {
    "MFN": ("PendingAvailability", "Pending", "Unshipped", "PartiallyShipped", "Shipped", "Canceled"),
    "AFN": ("Pending", "Unshipped", "Shipped", "Canceled"),
    "MCF": ("Planning", "Processing", "Complete", "CompletePartialled", "Unfulfillable", "Invalid", "Canceled"),
}


def test_a_request_is_granted_and_not_counted(world: World, clock: Clock, mail: Mailbox) -> None:
    order = world.place(released=True)
    clock.advance(minutes=31)
    order.request_cancellation(reason="found_cheaper")
    order.seller_cancel(reason="BuyerCanceled")
    order.should_be("Canceled", by="SELLER", counted=False, reason="BuyerCanceled", requested=True)
    assert mail.should_have(to="buyer", order=order, subject="canceled")["order_id"] == order.number


def test_what_is_not_as_it_should_be_is_told_with_its_history(world: World) -> None:
    order = world.place(released=True)
    order.seller_cancel(reason="NoInventory")
    with pytest.raises(AssertionError) as told:
        order.should_be("Canceled", by="BUYER", counted=False)
    assert "by: should be 'BUYER', is 'SELLER'" in str(told.value)
    assert "counted: should be False, is True" in str(told.value)
    assert "order-canceled" in str(told.value)


@pytest.mark.parametrize(("channel", "state"), [(channel, state) for channel in STATES for state in STATES[channel]])
def test_any_state_is_reached_in_one_call(world: World, channel: str, state: str) -> None:
    assert world.place(channel=channel, state=state).status == state


def test_a_hundred_orders_are_made_in_one_call(world: World) -> None:
    assert {one.status for one in world.place_many(100, state="Shipped")} == {"Shipped"}
    assert len(world.orders(status="Shipped")) == 100


def test_orders_come_to_where_time_and_deeds_lead_in_the_same_call(world: World, clock: Clock) -> None:
    begin = clock.now
    orders = world.place_many(3, released=True, then=[{"advance": "PT31M"}, ASKED])
    assert {one.number for one in world.orders(requested=True)} == {one.number for one in orders}
    assert clock.now - begin == timedelta(minutes=31)
    returned = world.place(state="Shipped", then=[{"advance": "P7D"}, {"deed": "deliver"}])
    assert "request-return" in returned.allowed


def test_orders_that_cannot_come_there_are_not_made(world: World, clock: Clock) -> None:
    begin, before = clock.now, world.hash()
    with world.refuses("one-request"):
        world.place_many(2, released=True, then=[{"advance": "PT31M"}, ASKED, ASKED])
    assert (clock.now, world.hash(), world.orders()) == (begin, before, [])
    for wrong in (
        {},
        {"advance": "PT1M", "deed": "deliver"},
        {"advance": "soon"},
        {"deed": "open-case"},
        {"deed": "fly"},
    ):
        with pytest.raises(CallFailed):
            world.place(then=[wrong])
    assert world.hash() == before


def test_a_clock_that_runs_goes_on_after_orders_that_cannot_come_there(world: World, clock: Clock) -> None:
    clock.play()
    with pytest.raises(Refused, match="asked to cancel"):
        world.place(released=True, then=[{"advance": "PT31M"}, ASKED, ASKED])
    assert world.calls.get(f"/worlds/{world.name}")["mode"] == "playing"
    assert world.orders() == []


def test_a_rule_refuses_while_the_clock_plays(world: World, clock: Clock) -> None:
    clock.play(speed=3600)
    order = world.place(released=True)
    with world.refuses("buyer-cancel-window"):
        clock.advance(minutes=31)
        order.buyer_cancel()
    assert "buyer-cancel" not in order.allowed


def test_a_refusal_names_its_rule_and_changes_nothing(world: World, events: EventLog) -> None:
    order = world.place()
    with world.refuses("pending-closed-to-seller"):
        order.seller_cancel(reason="NoInventory")
    assert order.refused("seller-cancel", reason="NoInventory").rule == "pending-closed-to-seller"
    assert [one["rule"] for one in events.refused(order)] == ["pending-closed-to-seller"] * 2
    with pytest.raises(AssertionError, match="was to be refused, but order-canceled happened"):
        order.refused("buyer-cancel")
    with pytest.raises(AssertionError, match="nothing was refused"), world.refuses("no-such-rule"):
        world.place()
    with pytest.raises(AssertionError, match="not by no-such-rule"), world.refuses("no-such-rule"):
        order.buyer_cancel()


def test_a_deed_is_not_mistaken_for_an_answer(world: World) -> None:
    with pytest.raises(TypeError, match=r"deed canceled of order 900-.* is to be called"):
        assert world.place().canceled


def test_bad_input_names_its_field(world: World) -> None:
    with pytest.raises(CallFailed) as told:
        world.place(quantity=3)
    assert (told.value.status, told.value.field) == (422, "quantity")
    assert not isinstance(told.value, Refused)


def test_time_moves_by_units_to_instants_and_to_the_next_thing(world: World, clock: Clock) -> None:
    start, order = clock.now, world.place()
    expected = clock.preview(minutes=30)
    assert (expected["fired_total"], order.status) == (1, "Pending")
    assert clock.to_next()["fired"][0]["event"] == "payment-verified"
    assert (clock.now - start, order.status) == (timedelta(minutes=30), "Unshipped")
    clock.advance("PT1H")
    clock.advance(timedelta(hours=1), minutes=30)
    clock.to(start + timedelta(days=1))
    assert clock.now == start + timedelta(days=1)
    assert clock.agenda()[0]["subject"] == order.number


def test_the_log_and_the_mailbox_answer_questions(world: World, events: EventLog, mail: Mailbox) -> None:
    order = world.place(released=True)
    assert events.kinds(order) == ["order-placed", "payment-verified"]
    last = events.last(1)[0]
    order.buyer_cancel()
    assert events.wait(after=last["seq"], kind="order-canceled")["order_id"] == order
    with pytest.raises(AssertionError, match="nothing happened"):
        events.wait(kind="refund-issued", seconds=0.01)
    assert mail.last(to="buyer", order=order)["id"] == world.mail(to="buyer")[-1]["id"]
    with pytest.raises(AssertionError, match="no e-mail to buyer has subject 'refund of a moon'"):
        mail.should_have(to="buyer", subject="refund of a moon")


def test_snapshots_forks_and_rewinds_lead_back(world: World, clock: Clock) -> None:
    order = world.place(released=True)
    kept = world.snapshot("before")
    before = world.hash()
    order.seller_cancel(reason="NoInventory")
    canceled = order.events()[-1]["seq"]
    with pytest.raises(CallFailed, match="no event 0"):
        world.fork("never", event=0)
    other = world.fork(f"{world.name[:34]}-fork", event=canceled - 1)
    assert other.order(order).status == "Unshipped"
    world.restore(kept)
    assert world.hash() == before
    order.buyer_cancel()
    world.rewind(to=clock.now)
    clock.advance(days=1)
    world.rewind(event=2)
    assert world.hash() == before
    assert world.reset().orders() == []
    other.delete()


def test_an_exported_world_has_the_same_hash_elsewhere(world: World, market: Market) -> None:
    world.place(released=True)
    other = market.bring_in(world.export())
    assert other.hash() == world.hash()
    assert not world.diff(other)
    other.delete()


def test_a_difference_names_rows_and_columns(world: World) -> None:
    order = world.place(released=True)
    kept = world.snapshot()
    assert not world.diff(kept)
    order.seller_cancel(reason="NoInventory")
    changed = world.diff(kept)
    [row] = changed["orders"]
    assert row["columns"]["status"] == ["Unshipped", "Canceled"]
    assert f"~ orders {order}: status 'Unshipped' → 'Canceled'" in str(changed)
    assert {one["change"] for one in changed["events"]} == {"added"}
    assert [one["change"] for one in world.diff()["orders"]] == ["added"]
    # Of a table with many differences the first are told, and every table has its part.
    world.place_many(30)
    assert world.diff().counts["orders"] == 31
    assert re.search(r"… of \d+ agenda that differ\n(?s:.*)\+ orders 900-", str(world.diff()))


@pytest.mark.world(marketplace="JP", seed=7, start_at="2026-05-01T00:00:00Z")
def test_a_marker_says_what_the_world_is_made_from(world: World, clock: Clock) -> None:
    assert clock.now.isoformat() == "2026-05-01T00:00:00+00:00"
    assert world.told["seed"] == 7
    assert world.sellers[0]["marketplace_ids"] == ["A1VC38T7YXB528"]


@pytest.mark.world(lesson="L01", seed=3)
class TestMarkers:
    @pytest.mark.world(template="empty")
    def test_the_nearest_marker_counts(self, world: World) -> None:
        assert (world.told["template"], world.told["seed"]) == ("empty", 3)


def test_settings_change_what_happens(world: World, clock: Clock) -> None:
    world.set_seller(auto_approval_window=120)
    order = world.place(released=True)
    clock.advance(minutes=31)
    order.request_cancellation(reason="other")
    order.should_be("Canceled", by="MARKETPLACE", counted=False)
    world.set_buyer(opted_out=True)
    told = order.message(from_="seller", body="Thank you for your order.")
    assert (told["delivered"], world.messages(order)[-1]["delivered"]) == (False, False)
    sku = world.products()[0]["sku"]
    world.set_product(sku, stock=0)
    with pytest.raises(Refused):
        world.place(items=[{"sku": sku, "quantity": 1}])
    assert world.health()["cancellation_rate"]["status"] == "met"


def test_a_sellers_software_connects_with_the_given_keys(world: World, seller_api: SellerAPI) -> None:
    order = world.place(released=True)
    asked = {"MarketplaceIds": seller_api.marketplace_ids[0], "CreatedAfter": "2026-01-01T00:00:00Z"}
    told = seller_api.get("/orders/v0/orders", **asked)
    assert [one["AmazonOrderId"] for one in told["payload"]["Orders"]] == [order.number]
    assert set(seller_api.credentials) == {"lwa_app_id", "lwa_client_secret", "refresh_token"}
