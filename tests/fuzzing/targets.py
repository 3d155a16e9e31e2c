"""What is fuzzed: functions of bytes that return, or refuse in the words meant for it; any other end is a finding."""

import gzip
import json
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import orjson

import simulator.everything  # noqa: F401 - registers the deeds
from seller_central.feeds import FEED_TYPES, processing_report, submit
from seller_central.feeds.records import UnusableFile
from seller_central.selling_partner_api import asking
from seller_central.selling_partner_api.answering import ApiError
from simulator.deeds import checked, deeds
from simulator.errors import BadInput
from simulator.importing import brought_in
from simulator.instants import read_duration, read_instant
from simulator.money import LARGEST, read_amount
from simulator.worlds import export
from tests.builders import Market

Target = Callable[[bytes], object]
FLAT = [one for one in FEED_TYPES.values() if not one.is_xml]
XML = [one for one in FEED_TYPES.values() if one.is_xml]


def chosen(data: bytes, among: list[Any]) -> tuple[Any, bytes]:
    """Let the first byte choose one of several, counted from the figure 0; return it with the other bytes."""
    return among[((data[0] if data else 0) - ord("0")) % len(among)], data[1:]


def flat_files(market: Market) -> Target:
    """Read tab-separated files of all kinds."""

    def read(data: bytes) -> None:
        kind, content = chosen(data, FLAT)
        with suppress(UnusableFile):
            kind.groups(content)

    return read


def xml_files(market: Market) -> Target:
    """Read XML files of all kinds."""

    def read(data: bytes) -> None:
        kind, content = chosen(data, XML)
        with suppress(UnusableFile):
            kind.groups(content)

    return read


def feeds(market: Market) -> Target:
    """Hand in whole files of all kinds, about orders there are, and read what came of it."""
    orders = [market.place(released=True) for _ in range(3)]
    marks = {b"SKU0": market.skus[0].encode()}
    for place, order in enumerate(orders):
        marks[b"ORDER%d" % place] = order.encode()
        marks[b"ITEM%d" % place] = market.order(order)["items"][0]["order_item_id"].encode()
    kinds = list(FEED_TYPES.values())

    def hand_in(data: bytes) -> None:
        kind, content = chosen(data, kinds)
        for mark, number in marks.items():
            content = content.replace(mark, number)
        feed = submit(market.home, market.name, market.seller_id, kind.name, content)
        assert feed.status == "DONE"
        report = processing_report(market.home, market.name, market.seller_id, feed.id)[1]
        assert b"internal error" not in report.lower()

    return hand_in


def world_files(market: Market) -> Target:
    """Bring in an exported world of which some bytes were replaced: places of four bytes, lengths, other bytes."""
    market.place(released=True)
    packed = BytesIO()
    export(market.home, market.name, packed)
    whole = gzip.decompress(packed.getvalue())

    def bring_in(data: bytes) -> None:
        content = bytearray(whole)
        rest, packs = data[1:], data[:1] < b"\x40"
        while len(rest) > 5:
            place, length = int.from_bytes(rest[:4]) % len(content), rest[4]
            content[place : place + length] = rest[5 : 5 + length]
            rest = rest[5 + length :]
        taken = gzip.compress(bytes(content), 1) if packs else bytes(content)
        with suppress(BadInput), brought_in(BytesIO(taken), market.home.path) as made:
            assert made.exists()

    return bring_in


def instants(market: Market) -> Target:
    """Read instants and durations, of the control API and of sellers' programs."""

    def read(data: bytes) -> None:
        text = data.decode("utf-8", "surrogateescape")
        for reader in (read_instant, read_duration, asking.read_instant):
            with suppress(BadInput, ApiError):
                assert reader(text, "at") is not None

    return read


def amounts(market: Market) -> Target:
    """Read amounts of money, in currencies with and without decimals."""

    def read(data: bytes) -> None:
        text = data.decode("utf-8", "surrogateescape")
        for currency in ("USD", "JPY"):
            with suppress(BadInput):
                assert 0 <= read_amount(text, currency) < LARGEST

    return read


def arguments(market: Market) -> Target:
    """Check the JSON arguments of every deed; what is taken must be writable into the journal."""
    names = sorted(deeds)

    def check(data: bytes) -> None:
        name, content = chosen(data, names)
        try:
            args = orjson.loads(content)
        except orjson.JSONDecodeError:
            return
        if isinstance(args, dict):
            with suppress(BadInput):
                json.dumps(checked(deeds[name], args)[1])

    return check


TARGETS: dict[str, Callable[[Market], Target]] = {
    one.__name__: one for one in (flat_files, xml_files, feeds, world_files, instants, amounts, arguments)
}
# Inputs to begin with, by target: plain ones, and whatever was found once. Each is tried in the suite, too.
CORPUS = Path(__file__).parent / "corpus"
