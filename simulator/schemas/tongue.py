"""How PostgreSQL is spoken to so that it stores and sorts what SQLite does: the one place that knows the difference.

Texts sort by their bytes, whole numbers have 64 bits, yes and no are 1 and 0, JSON is text, instants are seconds: the
same values as in a file. Missing values sort first, LIKE disregards the case of letters, and a key that is not given is
one more than the largest. Statements of ours that are written out keep to what both know; `in_postgresql` turns the few
words that differ.
"""

import re
from functools import lru_cache
from typing import Any

from psycopg.types.numeric import FloatLoader
from sqlalchemy import JSON, Boolean, Column, False_, Float, Numeric, Select, True_
from sqlalchemy.dialects.postgresql.base import PGDDLCompiler, PGTypeCompiler
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg, PGDialect_psycopg
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import UnaryExpression

# A unary plus keeps a column from SQLite's indexes; PostgreSQL's planner counts for itself.
_PLUS = re.compile(r"(?<![\w)\s])\+(?=[a-z]\.)|(?<=[\s(])\+(?=[a-z]\.)")
_WORDS = (
    ("json_each(", "json_array_elements_text("),
    ("json_array(", "json_build_array("),
    ("char(10)", "chr(10)"),
)
_JOINED = re.compile(r"group_concat\((json_build_array\([^)]*\)), ")
# The next free key, as SQLite finds it: no gaps, and the same again after what was taken back.
NEXT_ID = """CREATE OR REPLACE FUNCTION next_id(of_table text, of_column text) RETURNS bigint LANGUAGE plpgsql AS
$$ DECLARE found bigint; BEGIN
EXECUTE format('SELECT coalesce(max(%I), 0) + 1 FROM %I', of_column, of_table) INTO found; RETURN found; END $$"""


@lru_cache(maxsize=1024)
def in_postgresql(statement: str) -> str:
    """Say a statement of ours to PostgreSQL; `?` stands for a value."""
    for ours, theirs in _WORDS:
        statement = statement.replace(ours, theirs)
    statement = _JOINED.sub(r"string_agg(\1::text, ", _PLUS.sub("", statement))
    return statement.replace("%", "%%").replace("?", "%s")


class WholeOrFloat(FloatLoader):
    """Sums of whole numbers are whole numbers, whatever type they are added up in."""

    def load(self, data: Any) -> Any:
        """Read a number."""
        text = bytes(data)
        return int(text) if text.lstrip(b"-").isdigit() else float(text)


class _Types(PGTypeCompiler):
    def _text(self, asked: dict[str, Any]) -> str:
        return 'TEXT COLLATE "C"' if isinstance(asked.get("type_expression"), Column) else "TEXT"

    def visit_VARCHAR(self, type_: Any, **kw: Any) -> str:  # noqa: N802 - SQLAlchemy's name
        return self._text(kw)

    def visit_TEXT(self, type_: Any, **kw: Any) -> str:  # noqa: N802 - SQLAlchemy's name
        return self._text(kw)

    def visit_JSON(self, type_: Any, **kw: Any) -> str:  # noqa: N802 - SQLAlchemy's name
        return self._text(kw)

    def visit_INTEGER(self, type_: Any, **kw: Any) -> str:  # noqa: N802 - SQLAlchemy's name
        return "BIGINT"

    def visit_BOOLEAN(self, type_: Any, **kw: Any) -> str:  # noqa: N802 - SQLAlchemy's name
        return "SMALLINT"


class _Tables(PGDDLCompiler):
    def get_column_specification(self, column: Any, **kwargs: Any) -> Any:
        table = column.table
        if table is None or column is not table._autoincrement_column or column.default is not None:
            return super().get_column_specification(column, **kwargs)  # type: ignore[no-untyped-call]
        return f"{self.preparer.format_column(column)} BIGINT DEFAULT next_id('{table.name}', '{column.name}') NOT NULL"


class _Statements(PGCompiler_psycopg):
    def visit_is__binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return self._is(binary, "=", " IS ", **kw)

    def visit_is_not_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return self._is(binary, "IS DISTINCT FROM", " IS NOT ", **kw)

    def _is(self, binary: Any, of_flags: str, plainly: str, **kw: Any) -> str:
        if isinstance(binary.right, True_ | False_):
            return f"{self.process(binary.left, **kw)} {of_flags} {self.process(binary.right, **kw)}"
        return self._generate_generic_binary(binary, plainly, **kw)

    def visit_like_op_binary(self, binary: Any, operator: Any, **kw: Any) -> Any:
        return self.visit_ilike_op_binary(binary, operators.ilike_op, **kw)  # type: ignore[no-untyped-call]

    def visit_json_getitem_op_binary(self, binary: Any, operator: Any, _cast_applied: Any = False, **kw: Any) -> str:
        """Reach into JSON, which lies there as text; what it cannot tell apart in a text, a NUL, is told as another."""
        column, key = self.process(binary.left, **kw), self.process(binary.right, **kw)
        if isinstance(binary.left, Column):
            column = f"CAST(replace({column}, '\\u0000', '\\ufffd') AS JSON)"
        if isinstance(binary.type, JSON):
            return f"({column} -> {key})"
        return f"({column} ->> {key}) = 'true'" if isinstance(binary.type, Boolean) else f"({column} ->> {key})"

    def order_by_clause(self, select: Any, **kw: Any) -> Any:
        told = [_nulls_in_order(one) for one in select._order_by_clauses] if isinstance(select, Select) else None
        if not told:
            return super().order_by_clause(select, **kw)  # type: ignore[no-untyped-call]
        return " ORDER BY " + ", ".join(f"{one._compiler_dispatch(self, **kw)}{end}" for one, end in told)


def _nulls_in_order(clause: Any) -> tuple[Any, str]:
    """Return what is sorted by, and the words that put missing values where SQLite has them."""
    inner = getattr(clause, "element", clause)
    is_falling = isinstance(inner, UnaryExpression) and inner.modifier is operators.desc_op
    base = inner.element if isinstance(inner, UnaryExpression) else inner
    may_lack = isinstance(base, Column) and base.nullable
    return clause, (" NULLS LAST" if is_falling else " NULLS FIRST") if may_lack else ""


_KINDS = {
    kind: ours for kind, ours in PGDialect_psycopg.colspecs.items() if not issubclass(kind, JSON | Numeric | Float)
}


class Tongue(PGDialect_psycopg):
    """PostgreSQL through psycopg, storing as SQLite does."""

    supports_statement_cache = True
    supports_native_boolean = False
    supports_native_json_serialization = False
    supports_native_json_deserialization = False
    # Keys are given one row after the other.
    use_insertmanyvalues = False
    use_insertmanyvalues_wo_returning = False
    statement_compiler = _Statements
    ddl_compiler = _Tables
    type_compiler_cls = _Types
    colspecs = _KINDS

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """Execute a statement; one that is written out in both tongues' words."""
        if context is not None and context.compiled is None:
            statement = in_postgresql(statement)
        super().do_execute(cursor, statement, parameters, context)  # type: ignore[no-untyped-call]

    def do_executemany(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """Execute a statement for each of these rows."""
        if context is not None and context.compiled is None:
            statement = in_postgresql(statement)
        super().do_executemany(cursor, statement, parameters, context)  # type: ignore[no-untyped-call]
