"""The auditor of generated files: reads them back and finds unlawful histories, wrong sums and broken keys.

It shares no code with whatever wrote the files. The law it judges by is the rule book, the transition and notices
tables; the columns are those the data dictionary promises. DuckDB, from the extra `data`, does the reading.
"""

from simulator.auditor_files.auditing import audit_files
from simulator.auditor_files.finding import Finding

__all__ = ["Finding", "audit_files"]
