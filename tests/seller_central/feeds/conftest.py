"""Handing in a file, in one word."""

from collections.abc import Callable

import pytest

from seller_central import feeds
from simulator.outgoing import Feed
from tests.builders import Market

Upload = Callable[[str, bytes], tuple[Feed, str]]
CANCEL = "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA"
SHIP = "POST_FLAT_FILE_FULFILLMENT_DATA"
ADJUST = "POST_FLAT_FILE_PAYMENT_ADJUSTMENT_DATA"
ACKNOWLEDGE = "POST_ORDER_ACKNOWLEDGEMENT_DATA"


@pytest.fixture
def upload(market: Market) -> Upload:
    """Hand in a file; return what became of it and its processing report."""

    def hand_in(kind: str, content: bytes) -> tuple[Feed, str]:
        feed = feeds.submit(market.home, market.name, market.seller_id, kind, content)
        _, report = feeds.processing_report(market.home, market.name, market.seller_id, feed.id)
        return feed, report.decode()

    return hand_in


def rows(*lines: tuple[str, ...], names: str = "order-id cancellation-reason-code amazon-order-item-code") -> bytes:
    """Write a flat file."""
    return "\r\n".join(["\t".join(names.split()), *("\t".join(line) for line in lines), ""]).encode()


def problems(report: str) -> list[list[str]]:
    """Read the findings of a flat processing report."""
    lines = report.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("original-record-number"))
    return [line.split("\t") for line in lines[start + 1 :]]
