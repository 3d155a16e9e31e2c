"""How answers write small things."""

from datetime import UTC, datetime

import pytest

from seller_central.selling_partner_api.wording import at


@pytest.mark.parametrize("seconds", [0, 59, 86_399, 86_400, 951_782_400, 1_772_443_290, 253_402_300_799])
def test_an_instant_is_written_as_the_calendar_has_it(seconds: int) -> None:
    assert at(seconds) == datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_what_never_happened_has_no_instant() -> None:
    assert at(None) is None
