"""The review desk: a page on this machine alone, on which people code, and what it reads and writes."""
