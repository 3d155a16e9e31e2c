"""A file of 50,000 rows is worked off within 300 MB, its report included."""

import json
import subprocess
import sys

import pytest

from tests.builders import Market

ROWS, MOST_MB = 50_000, 300
# A process of its own, so that what else the tests need is not counted.
WORK = """
import json, re, sys
from pathlib import Path
import simulator.everything
from seller_central import feeds
from seller_central.feeds import jobs
from simulator.home import Home
home, world, seller, rows = Home.at(Path(sys.argv[1])), sys.argv[2], sys.argv[3], int(sys.argv[4])
jobs.AT_ONCE = 2**30
lines = (f"900-{n:07}-0000000\\tNoInventory\\t{n:014}\\n".encode() for n in range(rows))
head = b"order-id\\tcancellation-reason-code\\tamazon-order-item-code\\n"
kind = "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA"
feed = feeds.submit(home, world, seller, kind, [head, *lines])
report = feeds.processing_report(home, world, seller, feed.id)[1]
# Not getrusage, which counts what the process that started this one took.
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
print(json.dumps([feed.status, feed.processed, report.count(b"\\n"), peak]))
"""


@pytest.mark.slow
def test_fifty_thousand_rows_take_less_than_three_hundred_megabytes(market: Market) -> None:
    command = [sys.executable, "-c", WORK, str(market.home.path), market.name, market.seller_id, str(ROWS)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)
    status, processed, lines, peak = json.loads(told.stdout)
    assert (status, processed) == ("DONE", ROWS)
    assert lines >= ROWS
    assert peak < MOST_MB
