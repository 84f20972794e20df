"""Turns: what one speaker says until another does, however many cues the source cut it into."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from themetrail.cleaning.marks import find_marks, without_marks
from themetrail.cleaning.roster import ANYBODY, ROSTER_FILE, Speaker
from themetrail.study.machine_tables import TURNS, empty
from themetrail.study.masks import mask
from themetrail.study.problems import Problem
from themetrail.transcripts.labels import same_label

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from themetrail.cleaning.roster import Roster

# Words that show listening and say nothing. No negation is among them, and no word of judgement.
BACKCHANNELS = frozenset(
    {
        "ah", "aha", "aye", "er", "erm", "hm", "hmm", "mhm", "mm", "mm-hm", "mm-hmm", "mmhm", "mmm", "oh",
        "ok", "okay", "ooh", "right", "uh", "uh-huh", "um", "yeah", "yep", "yes", "yup",
    }
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_CUT = re.compile(r"[-–—]\s*$")
# Who speaks under a label that the roster lacks, where a study sets such turns apart: nobody whom it counts.
SET_APART = Speaker("unknown", "unknown", withdrawn=False)
_SAYS_SOMETHING = frozenset({"redaction", "unclear"})


@dataclass(frozen=True)
class _Unit:
    place: str
    label: str
    start: int
    end: int
    start_s: float | None
    end_s: float | None


@dataclass
class _Turn:
    speaker: Speaker
    voice: str
    units: list[_Unit]

    @property
    def start(self) -> int:
        return self.units[0].start

    @property
    def end(self) -> int:
        return self.units[-1].end


def build_turns(
    session_id: str,
    record: str,
    locators: pd.DataFrame,
    roster: Roster,
    merge_gap_s: float,
    *,
    backchannel_words: int,
    shown_as: str,
    set_apart: bool = False,
    one_turn_per_unit: bool = False,
) -> tuple[pd.DataFrame, list[Problem]]:
    """The turns of a session.

    Consecutive units of one speaker are one turn unless more than ``merge_gap_s`` seconds lie between them;
    where the source gives no times they are one. A unit without label continues the speaker before it; the
    first one, and an answer without label, is whoever the roster has under ``*``.
    Withdrawn speakers keep their turns, flagged, so that the stages after can take them out everywhere.

    Args:
        session_id: The session.
        record: Its text of record.
        locators: Its units, schema LOCATORS.
        roster: Who the labels stand for.
        merge_gap_s: Longest silence inside a turn, in seconds.
        backchannel_words: Most words of a turn that may be flagged ``backchannel``.
        shown_as: The transcript's name in messages.
        set_apart: Whether turns under labels that the roster lacks are kept as those of :data:`SET_APART`.
        one_turn_per_unit: Whether the units are answers, each of them a turn of its own that nobody interrupts.

    Returns:
        The turns, schema TURNS, numbered from 1; ``start`` and ``end`` point into the record, from the first
        unit's start to the last one's end. ``flags`` are words apart by a space, in order: ``backchannel``,
        ``overlap``, ``unclear``, ``withdrawn``. And a problem for each label that the roster lacks, unless those
        are set apart, and for speech before the first label; with any problem there are no turns.
    """
    units = [_unit(row) for row in locators.sort_values("unit").to_dict("records")]
    tell = _answer_problems if one_turn_per_unit else _label_problems
    problems = _unnamed_problems(session_id, units if one_turn_per_unit else units[:1], roster, shown_as)
    if not set_apart:
        problems += tell(session_id, units, roster, shown_as)
    if problems or not units:
        return empty(TURNS), problems
    if one_turn_per_unit:
        turns = [_Turn(*_speaker(session_id, unit.label, roster), [unit]) for unit in units]
    else:
        turns = list(_merge(session_id, units, roster, merge_gap_s))
    texts = [record[turn.start : turn.end] for turn in turns]
    rows = []
    for index, turn in enumerate(turns):
        # Answers stand alone: the question was put to each of them, and the next one cuts in on nobody.
        talk = not one_turn_per_unit
        cut_in = talk and index + 1 < len(turns) and turns[index + 1].voice != turn.voice
        asked = not talk or (index > 0 and turns[index - 1].voice != turn.voice and _asks(texts[index - 1]))
        flags = _flags(texts[index], turn.speaker, cut_in, asked, backchannel_words)
        times = (turn.units[0].start_s, turn.units[-1].end_s)
        who = (turn.speaker.speaker_id, turn.speaker.role)
        rows.append((session_id, index + 1, *who, *times, turn.start, turn.end, " ".join(flags)))
    return TURNS.validate(pd.DataFrame(rows, columns=list(TURNS.columns))), []


def _unit(row: dict[Hashable, Any]) -> _Unit:
    start_s, end_s = (None if pd.isna(row[name]) else float(row[name]) for name in ("start_s", "end_s"))
    return _Unit(row["place"], row["label"], row["start"], row["end"], start_s, end_s)


def labels_off_roster(session_id: str, locators: pd.DataFrame, roster: Roster) -> dict[str, int]:
    """How many units of a session (schema LOCATORS) each label opens that the roster lacks, as written."""
    labels = Counter(label for label in locators["label"] if label and roster.speaker(session_id, label) is None)
    return dict(sorted(labels.items()))


def _unnamed_problems(session_id: str, units: list[_Unit], roster: Roster, shown_as: str) -> list[Problem]:
    """One problem for units without a label that continue nobody."""
    unnamed = [unit for unit in units if not unit.label]
    if not unnamed or roster.speaker(session_id, ""):
        return []
    times = f" ({len(unnamed)} times, first here)" if len(unnamed) > 1 else ""
    seen = f"somebody speaks here before the first speaker label, or without one{times}"
    remedy = (
        "Write who speaks in the transcript, or take the line out of it; if one person, or people who are not "
        f"named, speak throughout, add a row to {ROSTER_FILE}: {session_id},{ANYBODY},<speaker_id>."
    )
    return [_problem(shown_as, unnamed[0], seen, remedy)]


def _answer_problems(session_id: str, units: list[_Unit], roster: Roster, shown_as: str) -> list[Problem]:
    """One problem for all labels that the roster lacks, for a survey may have thousands."""
    unknown = [unit for unit in units if unit.label and roster.speaker(session_id, unit.label) is None]
    if not unknown:
        return []
    labels = len({same_label(unit.label) for unit in unknown})
    seen = f"{labels} labels of respondents are unknown, in {len(unknown)} rows, first here"
    remedy = (
        f"Add a row to {ROSTER_FILE} for each: {session_id},<label>,<speaker_id>; or one for all whom it lacks: "
        f"{session_id},{ANYBODY},<speaker_id>."
    )
    return [_problem(shown_as, unknown[0], seen, remedy)]


def _speaker(session_id: str, label: str, roster: Roster) -> tuple[Speaker, str]:
    """Who speaks under a label, and which voice that is: labels that the roster lacks are voices of their own."""
    known = roster.speaker(session_id, label)
    return (known, known.speaker_id) if known else (SET_APART, f"unknown {same_label(label)}")


def _label_problems(session_id: str, units: list[_Unit], roster: Roster, shown_as: str) -> list[Problem]:
    problems = []
    unknown: dict[str, list[_Unit]] = defaultdict(list)
    for unit in units:
        if unit.label and roster.speaker(session_id, unit.label) is None:
            unknown[unit.label].append(unit)
    for label, where in unknown.items():
        times = "once" if len(where) == 1 else f"{len(where)} times, first here"
        remedy = (
            f"Add a row to {ROSTER_FILE}: {session_id},<label>,<speaker_id>; or, if nobody is called so, correct the "
            "transcript. 'make inspect' shows the label."
        )
        # A label may be somebody's name, and messages go into logs.
        seen = f"a speaker label of the form {mask(label)!r} ({times}) is unknown"
        problems.append(_problem(shown_as, where[0], seen, remedy))
    return problems


def _problem(shown_as: str, unit: _Unit, seen: str, remedy: str) -> Problem:
    kind, _, number = unit.place.rpartition(" ")
    return Problem(shown_as, kind, int(number), seen, remedy)


def _merge(session_id: str, units: list[_Unit], roster: Roster, merge_gap_s: float) -> Iterator[_Turn]:
    turn: _Turn | None = None
    for unit in units:
        if turn and not unit.label:
            speaker, voice = turn.speaker, turn.voice
        else:
            speaker, voice = _speaker(session_id, unit.label, roster)
        if turn and turn.voice == voice and _gap_s(turn.units[-1], unit) <= merge_gap_s:
            turn.units.append(unit)
            continue
        if turn:
            yield turn
        turn = _Turn(speaker, voice, [unit])
    if turn:
        yield turn


def _gap_s(before: _Unit, after: _Unit) -> float:
    """Seconds of silence between two units; 0 where the source does not say when the first one ends."""
    return 0.0 if before.end_s is None or after.start_s is None else after.start_s - before.end_s


def _flags(text: str, speaker: Speaker, cut_in: bool, asked: bool, backchannel_words: int) -> list[str]:
    kinds = {mark.kind for mark in find_marks(text)}
    spoken = without_marks(text)
    words = _WORD.findall(spoken.casefold())
    flags = {
        # A bare "Yes." after a question is an answer, and so is a placeholder for a name.
        "backchannel": not asked
        and not kinds & _SAYS_SOMETHING
        and len(words) <= backchannel_words
        and BACKCHANNELS.issuperset(words),
        "overlap": (cut_in and _CUT.search(spoken) is not None) or "overlap" in kinds,
        "unclear": "unclear" in kinds,
        "withdrawn": speaker.withdrawn,
    }
    return sorted(flag for flag, holds in flags.items() if holds)


def _asks(text: str) -> bool:
    return without_marks(text).rstrip(" \"'”’").endswith("?")
