"""Reasons as people and machines give them: by code or by label, in the tables of the rule book."""

from collections.abc import Mapping
from typing import Any

from simulator.errors import BadInput


def reason_code(
    table: Mapping[str, Any], given: str | None, *, optional: bool = False, field: str = "reason"
) -> str | None:
    """Return the code of a reason given as code or label, in any case.

    Raises:
        BadInput: not in the table, or missing where it is not optional.
    """
    if not given:
        if optional:
            return None
        raise BadInput(field, "Select a reason.")
    folded = given.strip().casefold()
    for code, row in table.items():
        if folded in (code.casefold(), row.label.casefold()):
            return code
    raise BadInput(field, "“{given}” is not one of the reasons: {known}.", given=given[:60], known=", ".join(table))


def reason_label(table: Mapping[str, Any], code: str | None) -> str:
    """Return the words people read for a code; the code itself where the table has changed since."""
    return table[code].label if code and code in table else (code or "")
