"""How stores write money, moments and lengths of time."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest

from simulator.policy import store, stores
from simulator.shell import formats
from simulator.shell.filters import DefaultStore, utc
from simulator.shell.wording import gettext, ngettext

PROMISE = datetime(2022, 5, 23, 13, 5, tzinfo=UTC)
NEW_YEAR = datetime(2022, 12, 31, 23, 30, tzinfo=UTC)
ZERO_WIDTH = dict.fromkeys((0x200E, 0x200F, 0x061C))

# Store, locale, currency, 123450 minor units (yen: 1234), time zone, 13:05 UTC on 23 May 2022.
STORES = [
    ("en_US", "USD", "$1,234.50", "America/Los_Angeles", "5/23/22, 6:05 AM"),
    ("en_CA", "CAD", "$1,234.50", "America/Toronto", "2022-05-23, 9:05 a.m."),
    ("fr_CA", "CAD", "1 234,50 $", "America/Toronto", "2022-05-23 09 h 05"),
    ("es_MX", "MXN", "$1,234.50", "America/Mexico_City", "23/05/22, 8:05 a.m."),
    ("ja_JP", "JPY", "￥1,234", "Asia/Tokyo", "2022/05/23 22:05"),
    ("en_SG", "SGD", "$1,234.50", "Asia/Singapore", "23/5/22, 9:05 pm"),
    ("en_AU", "AUD", "$1,234.50", "Australia/Sydney", "23/5/22, 11:05 pm"),
    ("en_GB", "GBP", "£1,234.50", "Europe/London", "23/05/2022, 14:05"),
    ("de_DE", "EUR", "1.234,50 €", "Europe/Berlin", "23.05.22, 15:05"),
    ("fr_FR", "EUR", "1 234,50 €", "Europe/Paris", "23/05/2022 15:05"),
    ("it_IT", "EUR", "1.234,50 €", "Europe/Rome", "23/05/22, 15:05"),
    ("es_ES", "EUR", "1.234,50 €", "Europe/Madrid", "23/5/22, 15:05"),
    ("nl_NL", "EUR", "€ 1.234,50", "Europe/Amsterdam", "23-05-2022, 15:05"),
    ("pl_PL", "PLN", "1 234,50 zł", "Europe/Warsaw", "23.05.2022, 15:05"),
    ("sv_SE", "SEK", "1 234,50 kr", "Europe/Stockholm", "2022-05-23 15:05"),
    ("tr_TR", "TRY", "₺1.234,50", "Europe/Istanbul", "23.05.2022 16:05"),
    ("en_AE", "AED", "AED1,234.50", "Asia/Dubai", "23/05/2022, 5:05 PM"),
    ("ar_AE", "AED", "1,234.50 د.إ.", "Asia/Dubai", "23/5/2022، 5:05 م"),
]
IDS = [row[0] for row in STORES]


def plain(text: str) -> str:
    """Make no-break spaces plain and drop marks of direction, as the interface notes ask of tests."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").translate(ZERO_WIDTH)


@pytest.mark.parametrize(("locale", "currency", "money", "zone", "moment"), STORES, ids=IDS)
def test_each_store_writes_money_and_moments_its_own_way(
    locale: str, currency: str, money: str, zone: str, moment: str
) -> None:
    minor = 1234 if currency == "JPY" else 123450
    assert plain(formats.money_text(minor, currency, locale)) == money
    assert plain(formats.moment_text(PROMISE, DefaultStore(locale, zone, currency))) == moment


# Store, 123450 minor units (yen: 1234), the day of PROMISE, the last half hour of 2022, the zone, a fortieth.
EACH_STORE = [
    ("US", "$1,234.50", "Mon, May 23, 2022", "12/31/22, 3:30 PM", "PDT", "2.5%"),
    ("CA", "$1,234.50", "Mon, May 23, 2022", "2022-12-31, 6:30 p.m.", "EDT", "2.5%"),
    ("MX", "$1,234.50", "lun, 23 de may de 2022", "31/12/22, 5:30 p.m.", "GMT-05:00", "2.5%"),
    ("JP", "￥1,234", "2022年5月23日(月)", "2023/01/01 8:30", "JST", "2.5%"),
    ("SG", "$1,234.50", "Mon, 23 May 2022", "1/1/23, 7:30 am", "SGT", "2.5%"),
    ("AU", "$1,234.50", "Mon, 23 May 2022", "1/1/23, 10:30 am", "AEST", "2.5%"),
    ("UK", "£1,234.50", "Mon, 23 May 2022", "31/12/2022, 23:30", "BST", "2.5%"),
    ("DE", "1.234,50 €", "Mo., 23. Mai 2022", "01.01.23, 00:30", "MESZ", "2,5 %"),
    ("FR", "1 234,50 €", "lun. 23 mai 2022", "01/01/2023 00:30", "UTC+02:00", "2,5 %"),
    ("IT", "1.234,50 €", "lun 23 mag 2022", "01/01/23, 00:30", "CEST", "2,5%"),
    ("ES", "1.234,50 €", "lun, 23 may 2022", "1/1/23, 0:30", "CEST", "2,5 %"),
    ("NL", "€ 1.234,50", "ma 23 mei 2022", "01-01-2023, 00:30", "CEST", "2,5%"),
    ("PL", "1 234,50 zł", "pon., 23 maj 2022", "1.01.2023, 00:30", "CEST", "2,5%"),
    ("SE", "1 234,50 kr", "mån 23 maj 2022", "2023-01-01 00:30", "CEST", "2,5 %"),
    ("IN", "₹1,234.50", "Mon, 23 May, 2022", "01/01/23, 5:00 am", "GMT+05:30", "2.5%"),
    ("TR", "₺1.234,50", "23 May 2022 Pzt", "1.01.2023 02:30", "GMT+03:00", "%2,5"),
    ("AE", "AED1,234.50", "Mon, 23 May 2022", "01/01/2023, 3:30 AM", "GST", "2.5%"),
    ("SA", "1,234.50 ر.س.", "الاثنين، 23 مايو 2022", "1/1/2023، 2:30 ص", "غرينتش+03:00", "2.5%"),
    ("harbor", "$1,234.50", "Mon, May 23, 2022", "12/31/22, 6:30 PM", "EDT", "2.5%"),
]


@pytest.mark.parametrize(("code", "money", "day", "new_year", "zone", "share"), EACH_STORE)
def test_each_store_writes_values_as_its_people_do(
    code: str, money: str, day: str, new_year: str, zone: str, share: str
) -> None:
    where = store(code)
    minor = 123450 if where.currency_decimals else 1234
    assert plain(formats.money_text(minor, where.currency, where.locale)) == money
    assert plain(formats.day_text(PROMISE, where)) == day
    assert plain(formats.moment_text(NEW_YEAR, where)) == new_year
    assert plain(formats.zone_text(PROMISE, where)[0]) == zone
    assert plain(formats.percent_text(Fraction(1, 40), where.locale)) == share


def test_every_store_is_in_the_table() -> None:
    assert [row[0] for row in EACH_STORE] == [one.code for one in stores()]


def test_india_groups_by_lakh() -> None:
    assert formats.money_text(12345650, "INR", "en_IN") == "₹1,23,456.50"
    assert formats.number_text(1234567, "en_IN") == "12,34,567"


def test_a_page_that_mixes_stores_names_the_currency() -> None:
    assert formats.money_text(123450, "CAD", "en_CA", with_code=True) == "$1,234.50 CAD"


@pytest.mark.parametrize(
    ("style", "written"),
    [("short", "5/23/22, 6:05 AM"), ("medium", "May 23, 2022, 6:05 AM"), ("long", "Mon, May 23, 2022, 6:05 AM")],
)
def test_only_the_short_moment_has_a_two_digit_year(style: str, written: str) -> None:
    assert plain(formats.moment_text(PROMISE, DefaultStore(time_zone="America/Los_Angeles"), style)) == written


def test_a_day_is_the_stores_local_day() -> None:
    evening = datetime(2022, 5, 23, 23, 0, tzinfo=UTC)
    assert formats.day_text(evening, DefaultStore(time_zone="America/Los_Angeles")) == "Mon, May 23, 2022"
    assert formats.day_text(evening, DefaultStore("en_GB", "Europe/London", "GBP"), "medium") == "24 May 2022"
    assert formats.day_text(evening, DefaultStore(time_zone="Asia/Tokyo"), "short") == "May 24"


@pytest.mark.parametrize(
    ("instant", "offset"),
    [
        (datetime(2022, 3, 13, 9, 59, 59, tzinfo=UTC), "2022-03-13T01:59:59-08:00"),
        (datetime(2022, 3, 13, 10, 0, 0, tzinfo=UTC), "2022-03-13T03:00:00-07:00"),
    ],
    ids=["a second before the clocks change", "as they change"],
)
def test_local_time_follows_summer_time(instant: datetime, offset: str) -> None:
    assert formats.local(instant, DefaultStore(time_zone="America/Los_Angeles")).isoformat() == offset


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        formats.local(PROMISE.replace(tzinfo=None), DefaultStore())


@pytest.mark.parametrize(
    ("length", "written"),
    [
        (timedelta(0), "0 min"),
        (timedelta(seconds=1), "1 min"),
        (timedelta(minutes=26), "26 min"),
        (timedelta(minutes=59, seconds=59), "1 h"),
        (timedelta(hours=2, minutes=55), "2 h 55 min"),
        (timedelta(hours=24), "1 day"),
        (timedelta(days=3, hours=4, minutes=9), "3 days 4 h"),
        (timedelta(minutes=-5), "0 min"),
    ],
    ids=str,
)
def test_lengths_are_written_in_their_two_largest_units(length: timedelta, written: str) -> None:
    assert formats.duration_text(length, gettext, ngettext) == written


def test_how_long_ago_is_seen_from_the_worlds_now() -> None:
    assert formats.ago_text(PROMISE - timedelta(days=8), PROMISE, "en_US") == "8 days ago"
    assert formats.ago_text(PROMISE - timedelta(days=8), PROMISE, "de") == "vor 8 Tagen"
    assert formats.ago_text(PROMISE - timedelta(hours=30), PROMISE, "en_US") == "1 day ago"
    assert formats.ago_text(PROMISE - timedelta(days=49), PROMISE, "en_US") == "2 months ago"


@pytest.mark.parametrize(
    ("share", "locale", "written"),
    [
        (Fraction(4, 129), "en_US", "3.1%"),
        (Decimal("0.025"), "de_DE", "2,5 %"),
        (Fraction(1, 40), "fr_FR", "2,5 %"),
        (0.5, "en_US", "50.0%"),
    ],
)
def test_a_rate_shows_one_decimal(share: Fraction | Decimal | float, locale: str, written: str) -> None:
    assert plain(formats.percent_text(share, locale)) == written


def test_machines_read_instants_in_utc() -> None:
    assert utc(PROMISE.astimezone(timezone(timedelta(hours=-7)))) == "2022-05-23T13:05:00Z"
