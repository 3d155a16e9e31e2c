"""One line of a CSV file as spreadsheets read it, safely. Knows nothing of what is in it."""

import csv
import io
from collections.abc import Iterable

SIGNS = ("=", "+", "-", "@", "\t", "\r")


def csv_line(values: Iterable[object]) -> str:
    """Write values as one line; a leading sign would be read as a formula, so it is quoted."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(
        f"'{one}" if isinstance(one, str) and one.startswith(SIGNS) else one for one in values
    )
    return out.getvalue()
