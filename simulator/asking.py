"""Questions in plain SQL, without the layers SQLAlchemy puts around an answer: they take longer than most answers.

Where somebody listens to statements, where one fails, and in another database than SQLite, it is asked as ever. Knows
no table.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

from sqlalchemy.engine import Connection


def asked(connection: Connection, question: str, values: Sequence[Any]) -> Any:
    """Return the driver's cursor of a question, in which the answer lies."""
    lent: Any = connection.connection.dbapi_connection
    if isinstance(lent, sqlite3.Connection) and not connection.dispatch.before_cursor_execute:
        try:
            return lent.execute(question, values)
        except sqlite3.Error:
            # Asked again as ever, it fails as ever, in words of everybody's.
            pass
    return connection.exec_driver_sql(question, tuple(values)).cursor
