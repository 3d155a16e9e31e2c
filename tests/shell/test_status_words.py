"""A status in words of pages."""

import pytest

from simulator.orders.statuses import OrderStatus
from simulator.shell.status_words import status_words


@pytest.mark.parametrize("status", OrderStatus)
def test_no_status_is_written_together_on_a_page(status: OrderStatus) -> None:
    words = status_words(status)
    assert words[1:] == words[1:].lower()
    assert words.split()[0].startswith(status[:3])
