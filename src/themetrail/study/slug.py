"""File names from titles."""

from __future__ import annotations

_MOST_CHARS = 40


def study_slug(title: str) -> str:
    """A file name from a study's title: lower-case words with hyphens, at most 40 characters."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in title.casefold()).split()
    slug = ""
    for word in words:
        if len(slug) + 1 + len(word) > _MOST_CHARS:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug or "study"
