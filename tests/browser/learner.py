"""A learner in a browser, who knows nothing but the words on the pages."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

ORDER = re.compile(r"900-\d{7}-\d{7}")
RECEIPT = re.compile(r"HP\d{10}")


@dataclass
class Learner:
    """Somebody who plays one lesson on one page."""

    page: Page
    root: str
    title: str = ""

    def start(self, title: str, mode: str = "Practice") -> None:
        """Open the list, choose a lesson by its title and begin it."""
        self.page.goto(f"{self.root}/learn/")
        self.page.get_by_role("link", name=title).first.click()
        self.page.get_by_role("radio", name=re.compile(mode)).check()
        self.page.get_by_role("button", name="Start").click()
        expect(self.coach(title)).to_be_visible()
        self.title = title

    def coach(self, title: str) -> Locator:
        """The panel of the lesson."""
        return self.page.get_by_role("complementary", name=title)

    def brief(self, what: re.Pattern[str]) -> str:
        """Read something the brief says: an order's number, a receipt's."""
        expect(self.coach(self.title)).to_contain_text(what)
        found = what.search(self.coach(self.title).inner_text())
        assert found is not None
        return found.group(0)

    def menu(self, entry: str) -> None:
        """Open a page of Seller Central by the menu."""
        self.page.get_by_role("button", name="Menu").click()
        self.page.get_by_role("navigation", name="Seller Central").get_by_role("link", name=entry).click()

    def order(self, number: str) -> None:
        """Find an order by its number."""
        self.page.get_by_role("searchbox", name="Search orders").fill(number)
        self.page.get_by_role("search", name="Orders").get_by_role("button", name="Search").click()
        if self.page.get_by_role("heading", name="Order details").count() == 0:
            self.page.get_by_role("link", name=number, exact=True).first.click()
        expect(self.page.get_by_role("heading", name="Order details")).to_be_visible()

    def action(self, words: str) -> None:
        """Take one of the actions on an order's page."""
        self.page.get_by_role("region", name="Order actions").get_by_role("link", name=words).click()

    def cancel(self, number: str, reason: str) -> None:
        """Cancel an order for a reason."""
        self.order(number)
        self.action("Cancel order")
        self.submit_cancel(reason)

    def submit_cancel(self, reason: str) -> None:
        """Fill the form of Cancel order."""
        self.page.get_by_label("Reason for cancellation").select_option(reason)
        self.page.get_by_role("button", name="Submit", exact=True).click()
        self.page.get_by_role("dialog").get_by_role("button", name="Cancel order").click()
        expect(self.page.get_by_role("status").first).to_contain_text("canceled")

    def write(self, number: str, *, reason: str = "", template: str = "", text: str = "") -> None:
        """Write to the buyer of an order, with a ready text or one's own."""
        self.order(number)
        self.action("Contact buyer")
        if template:
            self.page.get_by_label("Reply template").select_option(template)
            if not self.page.get_by_label("Message", exact=True).input_value():
                self.page.get_by_role("button", name="Use template").click()
        if reason:
            self.page.get_by_label("Contact reason").select_option(reason)
        if text:
            self.page.get_by_label("Message", exact=True).fill(text)
        self.page.get_by_role("button", name="Send", exact=True).click()
        expect(self.page.get_by_role("status").first).to_contain_text("Message sent")

    def confirm(self, number: str, tracking: str) -> None:
        """Confirm the shipment of an order."""
        self.order(number)
        self.action("Confirm shipment")
        self.page.get_by_label("Carrier").fill("Harrow Parcel")
        self.page.get_by_label("Tracking ID").fill(tracking)
        self.page.get_by_role("main").get_by_role("button", name="Confirm shipment").click()
        expect(self.page.get_by_role("status").first).to_contain_text("Shipment confirmed")

    def jump(self) -> None:
        """Let the next thing happen."""
        self.page.get_by_role("button", name="Jump to next event").click()
        self.page.wait_for_load_state()

    def finish(self, *answers: str) -> None:
        """End the lesson, foretelling what is asked, and read the debrief."""
        self.page.get_by_role("link", name="Finish and debrief").click()
        asked = self.page.get_by_role("group").filter(has=self.page.get_by_role("radio", name="Yes"))
        for n, answer in enumerate(answers):
            asked.nth(n).get_by_role("radio", name=answer, exact=True).check()
        self.page.get_by_role("button", name="Finish and debrief").click()
        expect(self.page.get_by_role("heading", name=f"Debrief: {self.title}")).to_be_visible()

    @property
    def score(self) -> str:
        """What the debrief says."""
        return self.page.get_by_test_id("score").inner_text()

    def requested(self) -> list[str]:
        """Open the orders with a buyer-requested cancellation; return their numbers."""
        self.menu("Manage Orders")
        shown = self.page.get_by_role("link", name="Show these orders")
        if shown.count() == 0:
            return []
        shown.click()
        return self.numbers()

    def numbers(self) -> list[str]:
        """Read the order numbers in the list."""
        return ORDER.findall(" ".join(self.page.get_by_role("rowheader").all_inner_texts()))

    def confirm_selected(self, *numbers: str) -> None:
        """Confirm orders of the list together: those named, or all on the page."""
        if not numbers:
            self.page.get_by_role("checkbox", name="Select all on this page").check()
        for number in numbers:
            self.page.get_by_role("checkbox", name=f"Select order {number}").check()
        self.page.get_by_role("main").get_by_role("button", name="Confirm shipment").click()
        for field in self.page.get_by_label("Carrier").all():
            field.fill("Harrow Parcel")
        for n, field in enumerate(self.page.get_by_label("Tracking ID").all()):
            field.fill(f"HP55000000{n:02}")
        self.page.get_by_role("main").get_by_role("button", name="Confirm shipment").click()
        expect(self.page.get_by_role("status").first).to_be_visible()
