"""Tallies: hours counted by triggers tell the same as the rows themselves, in every world however it was made."""

import io
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from simulator import tallies, worlds
from simulator.counts import tallied, total
from simulator.database import open_file
from simulator.draws import between
from simulator.home import Home
from simulator.strands import Strand
from tests.builders import Market

KEPT = "SELECT * FROM tallies WHERE number <> 0 ORDER BY 1, 2, 3, 4, 5, 6"
# What each strand counts between two instants, asked of all rows: number and counted of one seller's own orders.
DIRECT = {
    Strand.PLACED: "SELECT count(*), 0 FROM orders o WHERE {mine} AND placed_at > :since AND placed_at <= :to",
    Strand.DEFECT: "SELECT count(*), 0 FROM orders o WHERE {mine} AND placed_at > :since AND placed_at <= :to AND "
    "(number IN (SELECT order_number FROM feedback) OR number IN (SELECT order_number FROM claims))",
    Strand.CANCELED: "SELECT count(*), coalesce(sum(counts), 0) FROM orders o WHERE {mine} "
    "AND canceled_at > :since AND canceled_at <= :to",
    Strand.CONFIRMED: "SELECT count(*), coalesce(sum(confirmed_at > ship_by), 0) FROM orders o WHERE {mine} "
    "AND confirmed_at > :since AND confirmed_at <= :to",
    Strand.PACKED: "SELECT count(*), coalesce(sum(handed_at IS NOT NULL AND p.tracking <> '' AND "
    "coalesce(label_tracking, p.tracking) = p.tracking), 0) FROM packages p JOIN orders o ON number = order_number "
    "WHERE {mine} AND p.confirmed_at > :since AND p.confirmed_at <= :to",
    Strand.PROMISED: "SELECT coalesce(sum(quantity_shipped), 0), coalesce(sum(quantity_shipped) FILTER (WHERE "
    "coalesce(delivered_at, refused_at) <= deliver_by), 0) FROM orders o JOIN order_items ON number = order_number "
    "WHERE {mine} AND handed_at IS NOT NULL AND tracking <> '' AND deliver_by > :since AND deliver_by <= :to",
}
MINE = "o.seller_id = :seller AND o.channel = 'MFN'"


@pytest.fixture
def busy(home: Home) -> Market:
    """A world in which everything happened through deeds, and whose time has gone on."""
    worlds.create(home, "busy", worlds.Plan(template="demo"))
    market = Market(home, "busy")
    market.advance(days=9)
    return market


def kept(market: Market) -> list[Any]:
    with closing(sqlite3.connect(market.home.world_file(market.name))) as connection:
        return connection.execute(KEPT).fetchall()


def afresh(market: Market) -> list[Any]:
    with closing(open_file(market.home.world_file(market.name))) as connection:
        connection.execute("BEGIN")
        tallies.rebuild(connection)
        found = connection.execute(KEPT).fetchall()
        connection.execute("ROLLBACK")
    return found


def test_what_triggers_kept_is_what_the_rows_say(busy: Market) -> None:
    assert kept(busy) == afresh(busy)
    assert {row[1] for row in kept(busy)} == set(Strand)


def test_spans_of_any_length_are_counted_as_the_rows_themselves_are(busy: Market) -> None:
    with busy.reading() as moment:
        for strand, direct in DIRECT.items():
            spans = []
            for n in range(24):
                to = moment.now - timedelta(seconds=between(1, "span", strand, n, 0, 12 * 86_400))
                spans.append((to - timedelta(seconds=between(1, "length", strand, n, 0, 86_400 * (n + 1))), to))
            told = tallied(moment.session, strand, busy.seller_id, spans)
            for (since, to), found in zip(spans, told, strict=True):
                asked = {"seller": busy.seller_id, "since": int(since.timestamp()), "to": int(to.timestamp())}
                expected = moment.session.execute(text(direct.format(mine=MINE)), asked).one()
                assert total(found, ["MFN"]) == tuple(expected), (strand, since, to)


def test_an_instant_belongs_to_the_span_that_ends_with_it(market: Market) -> None:
    market.place()
    with market.reading() as moment:
        second = timedelta(seconds=1)
        spans = [(moment.now - second, moment.now), (moment.now, moment.now + second), (moment.now, moment.now)]
        found = tallied(moment.session, Strand.PLACED, market.seller_id, spans)
    assert [total(one, ["MFN"])[0] for one in found] == [1, 0, 0]


def test_months_are_asked_for_in_the_same_words_whatever_their_instants(busy: Market) -> None:
    heard: list[str] = []

    def hear(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
        heard.append(statement)

    with busy.reading() as moment:
        event.listen(moment.session.connection(), "before_cursor_execute", hear)
        for days in range(3):
            to = moment.now - timedelta(days=days)
            tallied(moment.session, Strand.PLACED, busy.seller_id, [(to - timedelta(days=30), to)])
    assert len(heard) == 3
    assert len(set(heard)) == 1


def test_exported_and_forked_worlds_bring_their_tallies_right(busy: Market) -> None:
    file = io.BytesIO()
    worlds.export(busy.home, busy.name, file)
    file.seek(0)
    worlds.bring_in(busy.home, "imported", file)
    worlds.fork(busy.home, busy.name, "forked")
    assert kept(Market(busy.home, "imported")) == kept(busy) == kept(Market(busy.home, "forked"))


def test_an_imported_world_goes_on_counting(market: Market) -> None:
    market.place()
    file = io.BytesIO()
    worlds.export(market.home, market.name, file)
    file.seek(0)
    worlds.bring_in(market.home, "imported", file)
    imported = Market(market.home, "imported")
    imported.place(released=True)
    imported.advance(days=40)
    assert kept(imported) == afresh(imported)
    assert {row[1]: row[6] for row in kept(imported)}.keys() == {Strand.PLACED, Strand.CANCELED}


def test_tallies_are_no_part_of_the_state(busy: Market) -> None:
    before = busy.hash()
    busy.sql("DELETE FROM tallies")
    assert busy.hash() == before
