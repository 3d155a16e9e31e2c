"""What the tests of messaging say to a marketplace."""

from dataclasses import dataclass
from typing import Any

from messaging.mail import mail_list, messages_list
from simulator.errors import Refusal
from tests.builders import Market


@dataclass
class Talk:
    """A market in which people write to each other."""

    market: Market

    def buyer_writes(self, order: str, body: str = "When does it arrive?", **more: Any) -> dict[str, Any]:
        """Let the buyer write; return the facts of the event."""
        return dict(self.market.act("message", order, **{"from": "buyer", "body": body, **more})["data"])

    def seller_writes(self, order: str, body: str = "It leaves tomorrow.", **more: Any) -> dict[str, Any]:
        """Let the seller write; return the facts of the event."""
        return dict(self.market.act("message", order, **{"from": "seller", "body": body, **more})["data"])

    def refused(self, order: str, sender: str, body: str = "It leaves tomorrow.", **more: Any) -> Refusal:
        """Try to write something that a rule must refuse."""
        return self.market.refused("message", order, **{"from": sender, "body": body, **more})

    def messages(self, order: str | None = None) -> list[dict[str, Any]]:
        """List messages as interfaces do."""
        with self.market.reading() as moment:
            return messages_list(moment, order)

    def mails(self, order: str | None = None, to: str | None = None) -> list[dict[str, Any]]:
        """List rendered mails."""
        with self.market.reading() as moment:
            return mail_list(moment, order_id=order, to=to)
