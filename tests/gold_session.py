"""One fictional session and the turns that every format of it has to give."""

from __future__ import annotations

from themetrail.cleaning.roster import Roster
from themetrail.cleaning.turns import build_turns
from themetrail.study.sheets import Row
from themetrail.transcripts.choose import read_transcript
from themetrail.transcripts.model import Reading, Source
from themetrail.transcripts.record import build_record

CONVERSATION = [
    ("INT", "Shall we start? Who brought the cake, and more to the point who's had two\u00a0slices already?"),
    (
        "P01",
        "That\u2019d be me. [laughs] \u201cIn my defence the bus was forty minutes late: I\u2019d had no dinner.\u201d",
    ),
    ("P02", "Aye."),
    (
        "INT",
        "And how was it, the first time you went to the allotment group? Take your time, there's no rush.",
    ),
    (
        "P02",
        "Er, well. I stood at the gate, I stood there a good ten minutes, and thought, nobody'll know. Then "
        "a fella with a wheelbarrow said, are you coming in or are you holding it up? So I went- I went in. "
        "[pause] I've been every Thursday since, bar the one with the snow.",
    ),
    ("P01", "It's the same with ours, Q & A in the village hall, and < ten people turn up because no-"),
    ("P02", "-because nobody's told them, no."),
    ("P03", "[inaudible 00:01:40] the form."),
    ("INT", "Sorry, the form?"),
    ("P03", "Yes."),
    ("P01", "Note: this one's nineteen pages. £20 says he's counted."),
    ("P03", "I have counted them, [NAME], and I filled in eleven before the library shut."),
]
"""Label and text of each turn. It holds marks with a stamp inside, a backchannel, an overlap, a false label,
markup characters, a pound sign, curly quotes, a no-break space and a redaction."""

PEOPLE = {"INT": "F01", "P01": "A1", "P02": "A2", "P03": "A3"}
"""Speakers by label."""

_FLAGS = {3: "backchannel", 6: "overlap", 8: "unclear"}
GOLD = [
    (PEOPLE[label], "facilitator" if label == "INT" else "participant", text, _FLAGS.get(number, ""))
    for number, (label, text) in enumerate(CONVERSATION, 1)
]
"""Speaker, role, text and flags of each turn."""


def roster(labels: dict[str, str]) -> Roster:
    """A roster of session S1: who each label stands for; F01 is the facilitator."""
    people = [
        Row(
            n,
            {"speaker_id": one, "role": "facilitator" if one == "F01" else "participant", "withdrawn": "no"},
        )
        for n, one in enumerate(sorted(set(labels.values())), 2)
    ]
    rows = [
        Row(n, {"session_id": "S1", "label": label, "speaker_id": one})
        for n, (label, one) in enumerate(labels.items(), 2)
    ]
    made, problems = Roster.from_rows(rows, people)
    assert not problems
    return made


def read_gold(name: str, data: bytes, reader: str, labels: dict[str, str] | None = None) -> Reading:
    """Read a file of the session, check that the reader was chosen and that its turns are the gold ones.

    Args:
        name: The file's name.
        data: Its bytes.
        reader: NAME of the reader that should be chosen.
        labels: Speakers by label, where the format has other labels than those of CONVERSATION.
    """
    known = labels or PEOPLE
    reading = read_transcript(Source(name, data, known_labels=frozenset(known)), name)
    assert not reading.problems, reading.problems
    assert reading.reader == reader, reading.reasons
    record, locators = build_record("S1", reading.units)
    turns, problems = build_turns("S1", record, locators, roster(known), 10.0, backchannel_words=3, shown_as=name)
    assert not problems
    rows = turns.itertuples(index=False)
    said = [(t.speaker_id, t.role, record[t.start : t.end].replace("\n", " "), t.flags) for t in rows]
    # What a PDF draws for a no-break space is a space like any other.
    spaces = {0xA0: " "} if reader == "pdf" else {}
    assert said == [(*who, text.translate(spaces), flags) for *who, text, flags in GOLD]
    return reading
