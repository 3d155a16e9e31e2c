"""Questions whose wording never changes: put together and compiled once, then asked with values alone.

SQLAlchemy puts a question together anew each time, only to find that it knows it; for a count that takes far longer
than the count. Knows no table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import BindParameter, Dialect, Select, bindparam
from sqlalchemy.orm import Session

from simulator.asking import asked
from simulator.storing import Convert, reader

# A place in a question that is filled in when it is asked.
Gap = BindParameter[Any]
gap = partial(bindparam, required=False)


@dataclass(frozen=True)
class _Compiled:
    """The wording, the values that never change by place, the gaps, and what the columns of an answer need."""

    text: str
    fixed: Sequence[Any]
    gaps: Sequence[tuple[int, str, Convert | None]]
    columns: Sequence[tuple[int, Convert]]


class Prepared:
    """A question with gaps."""

    def __init__(self, build: Callable[[], Select[*tuple[Any, ...]]]) -> None:
        """Take what puts the question together, which is done at its first asking."""
        self._build = build
        self._known: dict[str, _Compiled] = {}

    def rows(self, session: Session, /, **values: Any) -> Sequence[Sequence[Any]]:
        """Ask, and return all rows."""
        if session.autoflush:
            session.flush()
        connection = session.connection()
        known = self._known.get(connection.dialect.name) or self._compiled_for(connection.dialect)
        told = [*known.fixed]
        for place, name, convert in known.gaps:
            told[place] = convert(values[name]) if convert else values[name]
        found: Sequence[Sequence[Any]] = asked(connection, known.text, told).fetchall()
        return [_converted(row, known.columns) for row in found] if known.columns else found

    def _compiled_for(self, wanted: Dialect) -> _Compiled:
        # With question marks, whatever the connection's own way: see `simulator/schemas/tongue.py`.
        kind: Any = type(wanted)
        dialect = kind(paramstyle="qmark")
        question = self._build()
        compiled: Any = question.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        values, names = compiled.params, compiled.positiontup
        places = [(place, name) for place, name in enumerate(names) if values[name] is None]
        columns = [(place, reader(one, dialect)) for place, one in enumerate(question.selected_columns)]
        known = self._known[wanted.name] = _Compiled(
            str(compiled),
            [values[name] for name in names],
            [(place, name, compiled.binds[name].type.bind_processor(dialect)) for place, name in places],
            [(place, convert) for place, convert in columns if convert],
        )
        return known


def _converted(row: Sequence[Any], columns: Sequence[tuple[int, Convert]]) -> Sequence[Any]:
    told = list(row)
    for place, convert in columns:
        if told[place] is not None:
            told[place] = convert(told[place])
    return told
