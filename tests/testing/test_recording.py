"""Save as scenario: what was played in the browser becomes a test that replays to the same state hash."""

import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from simulator.testing import Market, World
from simulator.testing.clock import Clock
from simulator.testing.pages import BuyerSite, SellerCentral
from simulator.testing.recording import Input, Story, as_python, as_typescript, form_of
from tests.house import ROOT
from tests.testing.project import run_tests

pytestmark = pytest.mark.browser


def test_what_was_played_in_the_browser_replays_to_the_same_hash(
    buyer: BuyerSite, seller: SellerCentral, world: World, clock: Clock, tmp_path: Path
) -> None:
    first = buyer.place_order()
    second = world.place(released=True)
    clock.advance(minutes=31)
    buyer.request_cancellation(first)
    buyer.should_say("Cancellation requested")
    seller.cancel_order(first, "Buyer canceled")
    seller.confirm_shipment(second)
    seller.should_say("Shipment confirmed")
    seller.write(second, "Thank you. It's on its way.")
    seller.should_say("Message sent")
    clock.advance(hours=2)
    text = saved(seller.page, world, "Python")
    assert f'buyer.request_cancellation("{first}", "found_cheaper")' in text
    assert f'seller.cancel_order("{first}", "BuyerCanceled")' in text
    done = run_tests(tmp_path / "shop", sys.executable, text, path=str(ROOT))
    assert "1 passed" in done.stdout, done.stdout + done.stderr
    assert f'toBe("{world.hash()}")' in saved(seller.page, world, "TypeScript")


@pytest.mark.parametrize("plan", [{"template": "demo"}, {"lesson": "L01", "seed": 2}, {"marketplaces": ["JP", "DE"]}])
def test_what_was_played_in_any_world_of_a_template_replays(plan: dict[str, Any], market: Market) -> None:
    played = market.create(**plan)
    order = played.place(released=True)
    played.clock.advance(minutes=31)
    order.request_cancellation(reason="other", note='"Too late" \\ ${x} {y} %s')
    played.fork(f"{played.name}-f").delete()
    played.clock.advance(hours=30)
    order.seller_cancel(reason="BuyerCanceled", memo="Done.")
    names: dict[str, Any] = {}
    exec(text_of(played), names)
    [made] = names["test_recorded"].pytestmark
    again = market.create(**made.kwargs)
    names["test_recorded"](again, again.clock)
    assert again.hash() == played.hash()
    again.delete()
    played.delete()


def text_of(world: World) -> str:
    with urlopen(f"{world.urls['console']}scenario.python") as answer:
        return str(answer.read().decode())


def saved(page: Page, world: World, language: str) -> str:
    page.goto(f"{world.urls['console'].rstrip('/')}/")
    page.get_by_role("link", name="Save as scenario").click()
    expect(page.get_by_role("heading", name=language, exact=True)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name=f"Save {language} test").click()
    return download.value.path().read_text("utf-8")


def test_what_no_form_can_say_is_done_through_the_control_api() -> None:
    told = Input("2026-03-02T17:00:00Z", "seller-cancel", "900-1", {"reason": "NoInventory", "memo": "Gone"}, "seller")
    assert form_of(told) is None
    assert form_of(Input("", "seller-cancel", "900-1", {"reason": "NoInventory", "memo": ""}, "seller")) is not None
    assert form_of(Input("", "seller-cancel", "900-1", {"reason": "NoInventory"}, "")) is None
    story = Story("shop", {"template": "empty"}, (told,), told.at, "abc")
    assert 'world.order("900-1").do("seller-cancel", **{"reason": "NoInventory", "memo": "Gone"})' in as_python(story)
    assert "/orders/900-1/seller-cancel`" in as_typescript(story)
    assert "async () =>" in as_typescript(story)
