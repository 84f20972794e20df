"""Transcripts written the way tools and typists write them, for tests and for the demonstration study.

Each module has one function ``render`` that takes turns (label, text, start and end in seconds) and gives the
bytes of a file; equal turns give equal bytes.
"""
