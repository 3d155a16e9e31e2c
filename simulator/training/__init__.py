"""Learning by doing: lessons, attempts, grading and the debrief.

A lesson is one YAML file (docs/lessons.md); adding one needs no code. An upper room: it knows the engine, messaging and
the seeds, and neither of the two sites.
"""
