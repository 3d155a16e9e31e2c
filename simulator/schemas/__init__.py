"""Worlds as schemas of one PostgreSQL database, for installations that outgrow one machine.

The directory is a schema, each world is one, and each kept state (origin, snapshot, checkpoint). Values are stored as
SQLite stores them (see `tongue`), so a state is the same rows, and has the same hash, in a file and in a schema; what
is looked at as a whole (audits, exports, comparisons) is written to a file first. Needs the extra `postgres`; nothing
else imports psycopg. Knows tables, and nothing of what they mean.
"""
