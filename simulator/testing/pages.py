"""Page objects of both sites: what a person does there, each control found by its role and its name.

With an asynchronous Playwright page every method is awaited. Knows what the pages say, and no rule.
"""

from collections.abc import Generator
from typing import Any

from simulator.testing.aio import Twin, plain
from simulator.testing.steps import expecting, steps
from simulator.testing.world import World

Steps = Generator[Any, Any, None]


class Site:
    """A site of a world in a browser page."""

    ROLE = ""

    def __init__(self, page: Any, world: World | Twin) -> None:
        self.page, self.world = page, plain(world)
        self.expect = expecting(page)
        self.root = self.world.urls[self.ROLE].rstrip("/")

    @steps
    def sign_in(self, person_id: str | None = None) -> Steps:
        """Become a person of the world, the first if none is named."""
        yield self.page.goto(self.world.sign_in(self.ROLE, person_id))

    @steps
    def open(self, path: str = "/") -> Steps:
        """Open a page of the site."""
        yield self.page.goto(self.root + path)

    @property
    def said(self) -> Any:
        """What the site said after the last deed."""
        return self.page.get_by_role("status")

    @property
    def problem(self) -> Any:
        """Why the site did not do the last deed."""
        return self.page.get_by_role("alert")

    @steps
    def should_say(self, words: str) -> Steps:
        """Check that the last deed was done, and answered with these words."""
        yield self.expect(self.said.filter(has_text=words).first).to_be_visible()

    @steps
    def should_refuse(self, words: str) -> Steps:
        """Check that the last deed was refused, with these words or this rule."""
        yield self.expect(self.problem.first).to_contain_text(words)


class BuyerSite(Site):
    """The buyer site: shop, Your Orders, cancel, request, write."""

    ROLE = "buyer"

    def card(self, order: Any) -> Any:
        """An order on Your Orders."""
        return self.page.get_by_role("article", name=f"Order {order}")

    @steps
    def your_orders(self) -> Steps:
        """Open Your Orders."""
        yield self.page.goto(f"{self.root}/orders")

    @steps
    def place_order(self, card: str = "Approve") -> Generator[Any, Any, str]:
        """Buy the first of today's picks, with a test card; return the order's number."""
        yield self.page.goto(f"{self.root}/")
        picks = self.page.get_by_role("region", name="Today's picks")
        yield picks.get_by_role("link").first.click()
        yield self.page.get_by_role("button", name="Buy now").click()
        yield self.page.get_by_role("radio", name=card).check()
        yield self.page.get_by_role("button", name="Place your order").click()
        yield self.expect(self.page.get_by_role("heading", level=1)).to_contain_text("order was placed")
        number = yield self.page.get_by_role("article").first.get_attribute("data-order-id")
        return str(number)

    @steps
    def cancel_items(self, order: Any, reason: str = "Order created by mistake") -> Steps:
        """Cancel an order alone, inside the window."""
        yield self.page.goto(f"{self.root}/orders/{order}/cancel")
        yield self.page.get_by_role("checkbox").first.check()
        yield self.page.get_by_label("Reason for cancellation").select_option(reason)
        yield self.page.get_by_role("button", name="Cancel checked items").click()

    @steps
    def request_cancellation(self, order: Any, reason: str = "Found cheaper somewhere else") -> Steps:
        """Ask the seller to cancel, the official way."""
        yield self.page.goto(f"{self.root}/orders/{order}/request-cancellation")
        yield self.page.get_by_label("Reason for cancellation").select_option(reason)
        yield self.page.get_by_role("button", name="Request cancellation").click()

    @steps
    def write(self, order: Any, text: str, subject: str = "Cancel my order") -> Steps:
        """Write to the seller; a wish to cancel is sent although the page names the official way."""
        yield self.page.goto(f"{self.root}/orders/{order}/contact")
        yield self.page.get_by_label("Subject").select_option(subject)
        yield self.page.get_by_label("Message").fill(text)
        yield self.page.get_by_role("button", name="Send message").click()
        if subject == "Cancel my order":
            yield self.page.get_by_role("button", name="Send message anyway").click()


class SellerCentral(Site):
    """Seller Central: Manage Orders, cancel, confirm, refund, write."""

    ROLE = "seller"

    def row(self, order: Any) -> Any:
        """An order on Manage Orders."""
        link = self.page.get_by_role("link", name=str(order), exact=True)
        return self.page.get_by_role("row").filter(has=link)

    @property
    def requests(self) -> Any:
        """The banner that counts buyer-requested cancellations."""
        return self.page.get_by_role("region", name="Buyer-requested cancellations")

    @steps
    def manage_orders(self, tab: str = "unshipped") -> Steps:
        """Open Manage Orders: unshipped, pending, canceled or sent."""
        yield self.page.goto(f"{self.root}/orders/{tab}")

    @steps
    def cancel_order(self, order: Any, reason: str = "No inventory") -> Steps:
        """Cancel an order, from its page to the question whether one is sure."""
        yield self.page.goto(f"{self.root}/orders/{order}/cancel")
        yield self.page.get_by_label("Reason for cancellation").select_option(reason)
        yield self.page.get_by_role("button", name="Submit", exact=True).click()
        yield self.page.get_by_role("dialog").get_by_role("button", name="Cancel order").click()

    @steps
    def confirm_shipment(self, order: Any, carrier: str = "Northline Post", tracking: str = "NP000001") -> Steps:
        """Confirm that an order was shipped."""
        yield self.manage_page(order, "confirm")
        yield self.page.get_by_label("Carrier").fill(carrier)
        yield self.page.get_by_label("Tracking ID").fill(tracking)
        yield self.page.get_by_role("button", name="Confirm shipment").click()

    @steps
    def refund_order(self, order: Any, reason: str = "Could not ship") -> Steps:
        """Give all the money back."""
        yield self.manage_page(order, "refund")
        yield self.page.get_by_label("Reason for refund").select_option(reason)
        yield self.page.get_by_role("button", name="Submit full refund").click()
        yield self.page.get_by_role("dialog").get_by_role("button", name="Submit full refund").click()

    @steps
    def write(self, order: Any, text: str) -> Steps:
        """Write to the buyer."""
        yield self.page.goto(f"{self.root}/messages/{order}")
        yield self.page.get_by_label("Message", exact=True).fill(text)
        yield self.page.get_by_role("button", name="Send", exact=True).click()

    @steps
    def cancellation_rate(self) -> Generator[Any, Any, str]:
        """Read the cancellation rate as the page shows it."""
        yield self.page.goto(f"{self.root}/health")
        rate = self.page.get_by_role("article", name="Cancellation Rate")
        told = yield rate.get_by_test_id("metric-value").inner_text()
        return str(told)

    def manage_page(self, order: Any, what: str) -> Any:
        """Open a page of an order."""
        return self.page.goto(f"{self.root}/orders/{order}/{what}")
