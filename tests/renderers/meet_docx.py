"""Google Meet's .docx: a machine's summary, the transcript with a time alone every few minutes, a closing line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renderers import word
from renderers.spoken import Turn, clock, stamped

if TYPE_CHECKING:
    from collections.abc import Sequence

SUMMARY = (
    "Invited ann@example.org bea@example.org",
    "Summary",
    "INT: asked about the group, and P02 told of a first visit.",
    "00:00:00",
    "Next steps",
    "P01: will count the pages.",
)


def render(
    turns: Sequence[Turn],
    title: str,
    *,
    summary: Sequence[str] = SUMMARY,
    transcript: bool = True,
    stamp_every_s: float = 30.0,
) -> bytes:
    """The file; either part may be missing."""
    document = word.new(title)
    if summary:
        document.add_heading("📝 Notes", 1)
        for line in ("12 Mar 2024", title, *summary):
            document.add_paragraph(line)
    if transcript:
        document.add_heading("📖 Transcript", 1)
        for line in ("12 Mar 2024", f"{title} - Transcript"):
            document.add_paragraph(line)
        for due, (label, text, start_s, _) in stamped(turns, stamp_every_s):
            if due:
                document.add_paragraph(clock(start_s))
            document.add_paragraph(f"{label}: {text}")
        document.add_paragraph(f"Transcription ended after {clock(turns[-1][3])}")
        document.add_paragraph("This editable transcript was computer generated and might contain errors.")
    return word.to_bytes(document)
