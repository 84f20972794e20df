"""Turns: what one speaker says until another does, however many cues the source cut it into."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from themetrail.cleaning.marks import blanked, find_marks
from themetrail.cleaning.roster import ANYBODY, ROSTER_FILE, Speaker
from themetrail.study.machine_tables import TURNS, empty, typed
from themetrail.study.masks import mask
from themetrail.study.problems import Problem
from themetrail.transcripts.labels import same_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

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


class _Unit(NamedTuple):
    """A row of the locators; a time is NaN where the source gives none."""

    place: str
    label: str
    start: int
    end: int
    start_s: float
    end_s: float


class _Voice(NamedTuple):
    """Who speaks under a label, and a key that tells the voice from others: the roster may lack several labels."""

    speaker: Speaker
    key: str


class _Said(NamedTuple):
    """What is said in a turn: its text without marks, and the kinds of those."""

    words: str
    kinds: frozenset[str]


@dataclass
class _Turn:
    voice: _Voice
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
    units = _units(locators)
    known = {label: roster.speaker(session_id, label) for label in dict.fromkeys(unit.label for unit in units)}
    problems = _unnamed_problems(session_id, units if one_turn_per_unit else units[:1], roster, shown_as)
    if not set_apart:
        unknown = [unit for unit in units if unit.label and known[unit.label] is None]
        tell = _answer_problems if one_turn_per_unit else _label_problems
        problems += tell(session_id, unknown, shown_as)
    if problems or not units:
        return empty(TURNS), problems
    voices = {label: _voice(label, speaker) for label, speaker in known.items()}
    if one_turn_per_unit:
        turns = [_Turn(voices[unit.label], [unit]) for unit in units]
    else:
        turns = list(_merge(units, voices, merge_gap_s))
    said = [_said(record[turn.start : turn.end]) for turn in turns]
    rows = []
    for index, turn in enumerate(turns):
        # Answers stand alone: the question was put to each of them, and the next one cuts in on nobody.
        talk = not one_turn_per_unit
        cut_in = talk and index + 1 < len(turns) and turns[index + 1].voice != turn.voice
        asked = not talk or (index > 0 and turns[index - 1].voice != turn.voice and _asks(said[index - 1]))
        speaker = turn.voice.speaker
        flags = _flags(said[index], speaker, cut_in, asked, backchannel_words)
        times = (turn.units[0].start_s, turn.units[-1].end_s)
        who = (speaker.speaker_id, speaker.role)
        rows.append((session_id, index + 1, *who, *times, turn.start, turn.end, " ".join(flags)))
    return typed(rows, TURNS), []


def _units(locators: pd.DataFrame) -> list[_Unit]:
    ordered = locators.sort_values("unit")
    return list(map(_Unit, *(ordered[name].tolist() for name in _Unit._fields)))


def labels_off_roster(session_id: str, locators: pd.DataFrame, roster: Roster) -> dict[str, int]:
    """How many units of a session (schema LOCATORS) each label opens that the roster lacks, as written."""
    labels = sorted(Counter(filter(None, locators["label"].tolist())).items())
    return {label: count for label, count in labels if roster.speaker(session_id, label) is None}


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


def _answer_problems(session_id: str, unknown: list[_Unit], shown_as: str) -> list[Problem]:
    """One problem for all labels that the roster lacks, for a survey may have thousands."""
    if not unknown:
        return []
    labels = len({same_label(unit.label) for unit in unknown})
    seen = f"{labels} labels of respondents are unknown, in {len(unknown)} rows, first here"
    remedy = (
        f"Add a row to {ROSTER_FILE} for each: {session_id},<label>,<speaker_id>; or one for all whom it lacks: "
        f"{session_id},{ANYBODY},<speaker_id>."
    )
    return [_problem(shown_as, unknown[0], seen, remedy)]


def _voice(label: str, known: Speaker | None) -> _Voice:
    return _Voice(known, known.speaker_id) if known else _Voice(SET_APART, f"unknown {same_label(label)}")


def _label_problems(session_id: str, unknown: list[_Unit], shown_as: str) -> list[Problem]:
    """One problem for each label that the roster lacks."""
    problems = []
    places: dict[str, list[_Unit]] = defaultdict(list)
    for unit in unknown:
        places[unit.label].append(unit)
    for label, where in places.items():
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


def _merge(units: Iterable[_Unit], voices: Mapping[str, _Voice], merge_gap_s: float) -> Iterator[_Turn]:
    turn: _Turn | None = None
    for unit in units:
        voice = turn.voice if turn and not unit.label else voices[unit.label]
        if turn and turn.voice == voice and not _silence_s(turn.units[-1], unit) > merge_gap_s:
            turn.units.append(unit)
            continue
        if turn:
            yield turn
        turn = _Turn(voice, [unit])
    if turn:
        yield turn


def _silence_s(before: _Unit, after: _Unit) -> float:
    """Seconds between two units, NaN where the source does not say; only a longer one parts two turns."""
    return after.start_s - before.end_s


def _said(text: str) -> _Said:
    marks = find_marks(text)
    return _Said(blanked(text, marks), frozenset(mark.kind for mark in marks))


def _flags(said: _Said, speaker: Speaker, cut_in: bool, asked: bool, backchannel_words: int) -> list[str]:
    flags = {
        # A bare "Yes." after a question is an answer, and so is a placeholder for a name.
        "backchannel": not asked and not said.kinds & _SAYS_SOMETHING and _only_listens(said.words, backchannel_words),
        "overlap": (cut_in and _CUT.search(said.words) is not None) or "overlap" in said.kinds,
        "unclear": "unclear" in said.kinds,
        "withdrawn": speaker.withdrawn,
    }
    return sorted(flag for flag, holds in flags.items() if holds)


def _only_listens(text: str, most_words: int) -> bool:
    words = [found[0] for found in islice(_WORD.finditer(text.casefold()), most_words + 1)]
    return len(words) <= most_words and BACKCHANNELS.issuperset(words)


def _asks(said: _Said) -> bool:
    return said.words.rstrip(" \"'”’").endswith("?")
