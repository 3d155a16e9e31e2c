"""The load: what wrk tells is added up rightly, and everybody finds their way through the pages."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import _crowd
from benchmarks._wrk import Borne, as_lua, let_loose
from simulator.home import Home
from simulator.testing.serving import start


def test_a_percentile_is_what_so_many_answers_stay_under() -> None:
    told = Borne(Counter({1_000: 50, 2_000: 45, 9_000: 4, 70_000: 1}))
    shares = (0.5, 0.51, 0.95, 0.96, 0.99, 1.0)
    assert [told.percentile(share) for share in shares] == [1.0, 2.0, 2.0, 9.0, 9.0, 70.0]
    assert (told + told).percentile(0.99) == 9.0
    assert Borne().percentile(0.99) == 0.0


def test_people_are_written_as_lua_reads_them() -> None:
    assert as_lua([{"world": "/w/north", "items": ['a"b', "c\\d"]}]) == (
        '{{["world"] = "/w/north", ["items"] = {"a\\"b", "c\\\\d"}}}'
    )


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("wrk") is None, reason="needs wrk")
def test_everybody_gets_through_their_pages_and_forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_crowd, "ORDERS", 300)
    process, root = start(tmp_path)
    try:
        told = let_loose(root, _crowd.crowd(Home.at(tmp_path / "worlds"), root), 10)
    finally:
        process.terminate()
        process.wait()
    for role, one in told.items():
        assert one.counts["written"] > 0, role
        assert (one.counts["broken"], one.counts["lost"]) == (0, 0), role
        assert one.counts["refused"] * 10 <= one.counts["answers"], role
