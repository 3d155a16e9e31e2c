"""The audit of a folder: every check in turn, findings as they come."""

from collections.abc import Iterator
from pathlib import Path

from simulator.auditor_files.dates import check_dates
from simulator.auditor_files.finding import Finding
from simulator.auditor_files.histories import parts
from simulator.auditor_files.known_answers import check_documents
from simulator.auditor_files.law import load_law
from simulator.auditor_files.letters import check_mail, check_messages
from simulator.auditor_files.logs import check_log
from simulator.auditor_files.paths import check_paths
from simulator.auditor_files.rows import check_keys, check_rows, check_sums
from simulator.auditor_files.sources import Sources


def check_histories(sources: Sources) -> Iterator[Finding]:
    """Find what is wrong with logs and mail, some orders at a time."""
    for part in parts(sources):
        for check in (check_paths, check_log, check_mail):
            yield from check(sources, part)


CHECKS = (check_keys, check_rows, check_sums, check_dates, check_histories, check_messages, check_documents)


def audit_files(folder: Path | str) -> Iterator[Finding]:
    """Yield everything that is unlawful or wrong in the files of a folder.

    Raises:
        BadInput: there are no such files, or they cannot be read.
    """
    sources = Sources(Path(folder))
    load_law(sources)
    for check in CHECKS:
        yield from check(sources)
