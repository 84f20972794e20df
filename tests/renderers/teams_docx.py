"""The .docx that Teams has offered since 2026: a paragraph a turn, name and time on its first line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renderers import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renderers.spoken import Turn


def render(turns: Sequence[Turn], title: str, date: str = "12 March 2024, 10:02am", host: str = "Facilitator") -> bytes:
    """The file; ``host`` is who started and stopped the transcription."""
    document = word.new(title)
    length = int(turns[-1][3]) if turns else 0
    for line in (title, date, f"{length // 60}m {length % 60}s", f"{host} started transcription"):
        document.add_paragraph(line)
    for number, (label, text, start_s, _) in enumerate(turns, 1):
        run = document.add_paragraph().add_run()
        lines = [f"{label}   {_clock(start_s)}", text]
        if number == len(turns):
            lines += ["", f"{host} stopped transcription"]
        for index, line in enumerate(lines):
            if index:
                run.add_break()
            run.add_text(line)
    return word.to_bytes(document)


def _clock(seconds: float) -> str:
    whole = int(seconds)
    minutes = f"{whole // 60 % 60}:{whole % 60:02}"
    return f"{whole // 3600}:{minutes:0>5}" if whole >= 3600 else minutes
