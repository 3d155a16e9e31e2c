"""A page to look at rather than read: shape, rates, funnel and the public figures beside ours. Drawn from answers.json.

Plain HTML and SVG; nothing is fetched from anywhere.
"""

import shutil
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import orjson

from seeds.generator.running import PARTS, REPORT, read_manifest

WIDTH, BAR, GAP = 640, 20, 6
# Room for the longest word, a rule's name.
WORDS = 280
# The public figures of docs/generate.md, per cent. Source: S109.
PUBLIC = {"Canceled": 0.58, "Delivered after the promised day": 7.1, "Confirmed after ship-by": 8.8}
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: #1d2733 }
h2 { margin-top: 2rem } svg { width: 100%; height: auto } table { border-collapse: collapse }
td, th { padding: .25rem .75rem; text-align: left; border-bottom: 1px solid #d5dce3 } td.n { text-align: right }
text { font: 13px system-ui, sans-serif; fill: #1d2733 } rect { fill: #2f6f8f }
@media (prefers-color-scheme: dark) { body { background: #14191f; color: #dfe6ec } text { fill: #dfe6ec } }
"""


def write_report(out: Path) -> Path:
    """Write the report of a data set; return where it is."""
    manifest, answers = read_manifest(out), orjson.loads((out / "answers.json").read_bytes())
    path, half = out / REPORT, out / PARTS / REPORT
    half.parent.mkdir(exist_ok=True)
    half.write_text(page(manifest, answers), "utf-8")
    half.replace(path)
    shutil.rmtree(half.parent)
    return path


def page(manifest: Mapping[str, Any], answers: Mapping[str, Any]) -> str:
    """Return the page."""
    total = answers["orders"]["total"]
    parts = [
        f"<p>{total:,} orders until {escape(answers['until'])}, seed {manifest['seed']}, {manifest['license']}.</p>",
        "<h2>Orders and counted cancellations by week</h2>" + _weeks(answers),
        "<h2>Where orders stand</h2>" + bars(answers["orders"]["by_status"]),
        "<h2>From placing to refund</h2>" + bars(_funnel(answers), ordered=False),
        "<h2>Why orders were canceled</h2>" + bars(answers["cancellations"]["by_reason"]),
        "<h2>Under which row of the rate table</h2>" + bars(answers["cancellations"]["by_rule"]),
        "<h2>Why buyers asked</h2>" + bars(answers["requests"]["by_reason"]),
        "<h2>Why buyers sent things back</h2>" + bars(answers["returns"]["by_reason"]),
        "<h2>How claims were decided</h2>" + bars(answers["claims"]["by_decision"]),
        "<h2>How buyers rated</h2>" + bars(answers["feedback"]["by_rating"], ordered=False),
        "<h2>Beside the public figures</h2>" + _beside(answers),
    ]
    meta = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    head = f"{meta}<title>Generated orders</title><style>{STYLE}</style>"
    body = f"<h1>Generated orders</h1>{''.join(parts)}"
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>\n'


def bars(counts: Mapping[str, float], *, ordered: bool = True, unit: str = "") -> str:
    """Draw counts as horizontal bars with their words and figures."""
    rows = sorted(counts.items(), key=lambda one: -one[1]) if ordered else list(counts.items())
    most = max((count for _, count in rows), default=1) or 1
    drawn = [_bar(at, word, count, most, unit) for at, (word, count) in enumerate(rows)]
    height = len(rows) * (BAR + GAP) + GAP
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="Bars">{"".join(drawn)}</svg>'


def _bar(at: int, word: str, count: float, most: float, unit: str) -> str:
    top, length = GAP + at * (BAR + GAP), max(round((WIDTH - WORDS - 100) * count / most), 1)
    figure = f"{count:,.2f}" if isinstance(count, float) else f"{count:,}"
    return (
        f'<text x="0" y="{top + 15}">{escape(word)}</text>'
        f'<rect x="{WORDS}" y="{top}" width="{length}" height="{BAR}"></rect>'
        f'<text x="{WORDS + 6 + length}" y="{top + 15}">{figure}{unit}</text>'
    )


def _weeks(answers: Mapping[str, Any]) -> str:
    placed, counting = dict[str, int](), dict[str, int]()
    for row in answers["cancellation_rate"]:
        week = row["week_start"]
        placed[week] = placed.get(week, 0) + row["denominator"]
        counting[week] = counting.get(week, 0) + row["numerator"]
    rates = {week: 100 * counting[week] / placed[week] for week in sorted(placed)}
    return bars(dict(sorted(placed.items())), ordered=False) + "<h3>Rate</h3>" + bars(rates, ordered=False, unit=" %")


def _funnel(answers: Mapping[str, Any]) -> dict[str, int]:
    events = answers["events"]["by_kind"]
    names = {
        "placed": "order-placed",
        "payment verified": "payment-verified",
        "shipment confirmed": "shipment-confirmed",
        "delivered": "delivered",
        "return requested": "return-requested",
        "refunded": "refund-issued",
        "canceled": "order-canceled",
    }
    return {word: events.get(kind, 0) for word, kind in names.items()}


def _beside(answers: Mapping[str, Any]) -> str:
    total, late, deliveries = answers["orders"]["total"], answers["late_shipments"], answers["deliveries"]
    ours = {
        "Canceled": 100 * answers["cancellations"]["total"] / total,
        "Delivered after the promised day": 100 * deliveries["overdue"] / max(deliveries["total"], 1),
        "Confirmed after ship-by": 100 * late["late"] / max(late["confirmed"], 1),
    }
    rows = "".join(
        f'<tr><td>{word}</td><td class="n">{ours[word]:.2f} %</td><td class="n">{PUBLIC[word]:.2f} %</td></tr>'
        for word in ours
    )
    return f"<table><tr><th></th><th>Here</th><th>Public data set</th></tr>{rows}</table>"
