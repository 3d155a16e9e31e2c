"""What `simulator.strands` names, in PostgreSQL: always from the rows, through the same views.

Months are counted from their rows, not from days: that costs more the more orders there are, and no write costs more.
"""

from dataclasses import replace

from simulator.strands import SOURCES, Strand


def _one_if(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


# What SQLite says more shortly.
_DETAIL = {
    Strand.DEFECT: "coalesce(CASE WHEN f.removed_at IS NULL THEN f.rating::text END, '') || '/' || "
    "CASE WHEN c.order_number IS NULL THEN '' ELSE coalesce(c.decision, 'open') END"
}
_COUNTED = {
    Strand.CONFIRMED: _one_if("o.confirmed_at > o.ship_by"),
    Strand.PACKED: _one_if(SOURCES[Strand.PACKED].counted),
    Strand.PROMISED: "CASE WHEN coalesce(o.delivered_at, o.refused_at) <= o.deliver_by"
    " THEN i.quantity_shipped ELSE 0 END",
}


def views() -> list[str]:
    """Make the views that rows are counted from."""
    return [f"CREATE VIEW tally_{strand} AS {_source(strand)}" for strand in Strand]


def _source(strand: Strand) -> str:
    source = SOURCES[strand]
    detail, counted = _DETAIL.get(strand, source.detail), _COUNTED.get(strand, source.counted)
    # SQLite is told so in which order to join.
    tables = source.tables.replace("CROSS JOIN", "JOIN")
    return replace(source, detail=detail, counted=counted, tables=tables).rows
