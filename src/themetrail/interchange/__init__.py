"""Coded projects to and from other tools: REFI-QDA, Taguette, QualCoder and plain tables, with a report of losses."""
