"""ThemeTrail: from anonymised transcripts to the tables and figures of a paper, with the trail kept."""

__version__ = "0.1.0"
