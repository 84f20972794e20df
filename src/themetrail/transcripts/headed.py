"""Text in which a line of its own, with a name and a time, heads each turn, as tools for transcription export it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from themetrail.transcripts.draft import BEFORE_SPEECH
from themetrail.transcripts.labels import split_stamp
from themetrail.transcripts.stamps import is_stamp, seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from themetrail.transcripts.draft import Draft
    from themetrail.transcripts.labelled import Line

MOST_WORDS = 8
"""Most words of a name; more are a sentence."""


@dataclass(frozen=True)
class Head:
    """The head of a turn: who speaks, from when, and the speech that stands on the same line."""

    label: str
    start_s: float | None
    text: str = ""


def read_headed(
    lines: Iterable[Line],
    draft: Draft,
    head_of: Callable[[str], Head | None],
    own_line: Callable[[str], bool] = lambda _: False,
) -> None:
    """Fill a draft with the units of the lines.

    What stands before the first head is left out, and so are asides and the tool's own lines. A line after the
    head's speech is a unit without label, unless it shares its place (a paragraph, say) with the unit before it.

    Args:
        lines: The lines in order.
        draft: What to fill.
        head_of: The head that a line is, or None.
        own_line: Whether a line was written by the tool and said by nobody.
    """
    waiting: tuple[Line, Head] | None = None
    stamp: float | None = None
    started = False
    for line in lines:
        if not line.text.strip():
            continue
        head = None if line.aside else head_of(line.text)
        why = line.aside or ("the tool's own line" if own_line(line.text) else "")
        if head:
            _drop_silent(waiting, draft)
            waiting, stamp, started = (line, head), None, True
            if head.text.strip():
                draft.speech(line.kind, line.number, head.text, head.label, head.start_s)
                waiting = None
        elif why or not started:
            draft.drop(line.kind, line.number, line.text, why or BEFORE_SPEECH)
        elif is_stamp(line.text):
            draft.drop(line.kind, line.number, line.text, "a time stamp")
            stamp = seconds(line.text)
        else:
            _speech(line, waiting[1] if waiting else None, stamp, draft)
            waiting = stamp = None
    _drop_silent(waiting, draft)
    draft.join_places()


def _speech(line: Line, head: Head | None, stamp: float | None, draft: Draft) -> None:
    own, text = split_stamp(line.text)
    if head:
        times = (own, stamp, head.start_s)
        draft.speech(line.kind, line.number, text, head.label, next((one for one in times if one is not None), None))
    else:
        draft.speech(line.kind, line.number, text, None, stamp if own is None else own)


def _drop_silent(waiting: tuple[Line, Head] | None, draft: Draft) -> None:
    if waiting:
        line, _ = waiting
        draft.drop(line.kind, line.number, line.text, "a speaker label with no speech after it")
