"""A valid study of three short invented sessions, on which the whole workflow can be run in seconds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from renderers import labelled_docx, labelled_txt, zoom_vtt
from renderers.spoken import timed
from themetrail.cleaning.release import OffsetMap, Replacement, release
from themetrail.cleaning.roster import Roster
from themetrail.cleaning.turns import build_turns
from themetrail.cleaning.withdrawn import withdrawn_spans
from themetrail.identifiers.hashing import identifier_hmac, mask, read_key
from themetrail.ledger.acts import FOLDER, Act, anchor
from themetrail.ledger.write import append_acts
from themetrail.study.files import sha256, write_bytes, write_text
from themetrail.study.inputs import CODING_TABLES, DECISIONS, RAW_TABLES
from themetrail.study.load import TRANSCRIPTS, path_of, people_of, read_tables_of
from themetrail.study.new import new_study
from themetrail.study.settings import CONFIG, read_settings
from themetrail.study.sheets import write_sheet
from themetrail.transcripts.choose import read_transcript
from themetrail.transcripts.model import Source
from themetrail.transcripts.record import build_record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

AT = "2024-05-06T09:00:00Z"
# A person who withdrew, with words that nobody else says.
WITHDRAWN = "Vexley07"
WITHDRAWN_WORDS = ("zephyrwort", "quockerwodger")
# An address that somebody said aloud, and what the study puts in its place.
ADDRESS = "marjorie.quibble@example.org"
PLACEHOLDER = "[EMAIL 1]"
# Words of somebody whose words may be counted but not quoted.
NOT_TO_QUOTE = "timetable was printed"

PEOPLE = (
    ("F01", "", "facilitator", "yes", "no"),
    ("A01", "Patients", "participant", "yes", "no"),
    ("A02", "Patients", "participant", "yes", "no"),
    ("A03", "Patients", "participant", "no", "no"),
    ("B01", "Staff", "participant", "yes", "no"),
    ("B02", "Staff", "participant", "yes", "no"),
    (WITHDRAWN, "Staff", "participant", "yes", "yes"),
)
# speaker_id and words; every session names its speakers in its own way, see _LABELS.
SESSIONS = {
    "WS1": (
        ("F01", "Thank you all for coming. What gets in the way of people going along?"),
        ("A01", "The bus stops at six. After that I can't get home, so I don't go to the evening groups at all."),
        ("A02", "Mm."),
        ("A02", "For me it's the waiting list. They put me on it in March and nobody has rung since."),
        ("F01", "And what would help with that?"),
        ("A01", "A minibus, shared between the clubs. We had a minibus once and everyone turned up."),
        ("A03", "I only found out because the timetable was printed in the parish newsletter."),
        ("A02", f"You have to write to {ADDRESS} and then wait. The waiting list is the whole problem, I think."),
        ("F01", "Shall we have a break? There's tea at the back."),
        ("A01", "Nobody tells you what is on. I heard about the garden from my sister."),
    ),
    "WS2": (
        ("F01", "Let's start with what you see from the service's side."),
        ("B01", "The funding stops every March. We plan for a year and then the funding stops and so does the group."),
        ("B02", "The waiting list grows because there are two of us for the whole valley."),
        (WITHDRAWN, "My zephyrwort tea group folded, and the quockerwodger who ran it left town in the spring."),
        ("B01", "People miss the last bus, so they leave halfway through and then they stop coming."),
        ("F01", "What has worked?"),
        ("B02", "A leaflet through each door worked. People rang us because of the leaflet, dozens of them."),
        ("B01", "I would say a leaflet and a minibus, both."),
        ("B02", "We never hear back from the surgery about who they have sent to us."),
    ),
    "JD1": (
        ("F01", "You have heard the proposals. Which would you keep?"),
        ("A01", "Keep the minibus. Without a bus the rest is only paper."),
        ("B01", "I'd keep the leaflet, it costs next to nothing."),
        ("A02", "A leaflet is no good if the waiting list is a year long."),
        ("F01", "Say more about that."),
        ("A02", "You read about a group, you ring, and they tell you to ring again after the summer."),
        ("B02", "That's fair. The funding stops before the list gets any shorter."),
        ("A03", "The last bus goes at six here too, whatever the timetable says."),
        ("A01", "So the minibus first, and then the leaflet."),
        ("F01", "Thank you. We'll vote after lunch."),
    ),
}
_LABELS = {"WS1": "{}", "WS2": "Person {}", "JD1": "{}"}
_CODES = (
    ("D1", None, "domain", "Getting there and getting in", []),
    ("C1", "D1", "cause", "No way of getting there", ["last bus", "bus stop", "get home"]),
    ("C2", "D1", "cause", "Long waiting lists", ["waiting list", "ring again"]),
    ("C3", "D1", "cause", "Funding that ends", ["funding stop"]),
    ("S1", None, "solution", "A shared minibus", ["minibus"]),
    ("S2", None, "solution", "A leaflet to each household", ["leaflet"]),
)
_SHOWN = json.dumps([{"code": "C2", "rank": 1, "confidence": 0.4, "engine_hash": "0123456789abcdef"}])
# Coder, session, action, words, code, further cells. An undo is of the act before it.
_ACTS = (
    ("coder_a", "WS1", "add", "The bus stops at six. After that I can't get home", "C1", {}),
    ("coder_a", "WS1", "add", "They put me on it in March and nobody has rung since.", "C2", {}),
    ("coder_a", "WS1", "add", "A minibus, shared between the clubs.", "S1", {}),
    ("coder_a", "WS1", "add", "We had a minibus once and everyone turned up.", "C3", {}),
    ("coder_a", "WS1", "undo", "", "", {}),
    ("coder_a", "WS1", "add", "I only found out because the timetable was printed in the parish newsletter.", "C1", {}),
    ("coder_a", "WS1", "add", "The waiting list is the whole problem, I think.", "C2", {}),
    ("coder_a", "WS1", "none", "Nobody tells you what is on. I heard about the garden from my sister.", "", {}),
    ("coder_a", "WS1", "finish", "", "", {}),
    ("coder_b", "WS1", "add", "After that I can't get home, so I don't go to the evening groups at all.", "C1", {}),
    ("coder_b", "WS1", "add", "For me it's the waiting list.", "C2", {}),
    ("coder_b", "WS1", "add", "A minibus, shared between the clubs.", "S1", {}),
    ("coder_b", "WS1", "add", "Nobody tells you what is on.", "S2", {}),
    ("coder_b", "WS1", "finish", "", "", {}),
    ("coder_a", "WS2", "add", "We plan for a year and then the funding stops and so does the group.", "C3", {}),
    ("coder_a", "WS2", "accept", "The waiting list grows because there are two of us", "C2", {"shown": _SHOWN}),
    ("coder_a", "WS2", "add", "My zephyrwort tea group folded", "C3", {}),
    ("coder_a", "WS2", "add", "People miss the last bus", "C1", {}),
    ("coder_a", "WS2", "add", "A leaflet through each door worked.", "S2", {"memo": "Worked, they say."}),
    ("coder_a", "WS2", "add", "I would say a leaflet and a minibus, both.", "S1", {}),
    ("coder_a", "WS2", "none", "We never hear back from the surgery", "", {}),
    ("coder_a", "WS2", "finish", "", "", {}),
    ("coder_a", "JD1", "add", "Keep the minibus.", "S1", {}),
    ("coder_a", "JD1", "add", "I'd keep the leaflet, it costs next to nothing.", "S2", {}),
    ("coder_a", "JD1", "accept", "A leaflet is no good if the waiting list is a year long.", "C2", {"shown": _SHOWN}),
    ("coder_a", "JD1", "reject", "they tell you to ring again after the summer.", "C2", {"shown": _SHOWN}),
    ("coder_a", "JD1", "add", "The funding stops before the list gets any shorter.", "C3", {}),
    ("coder_a", "JD1", "add", "The last bus goes at six here too", "C1", {}),
    ("coder_a", "JD1", "finish", "", "", {}),
)  # fmt: skip


def make_study(folder: Path) -> None:
    """A study with transcripts in three formats, two coders and every table filled, in a new folder."""
    new_study(folder, "A tiny invented study")
    config = (folder / CONFIG).read_text(encoding="utf-8")
    # Of so few people every cell would be hidden.
    config = config.replace("synthetic: false", "synthetic: true").replace("min_speakers: 3", "min_speakers: 1")
    write_text(folder / CONFIG, config)
    _transcripts(folder)
    _people(folder)
    _codebook(folder)
    texts = {session: _Text(folder, session) for session in SESSIONS}
    for coder in ("coder_a", "coder_b"):
        append_acts(folder / FOLDER / f"{coder}.csv", _acts(coder, texts))
    _results(folder, texts)


def label_of(session: str, speaker: str) -> str:
    """The speaker's label in the session's transcript."""
    return _LABELS[session].format(speaker)


def _transcripts(folder: Path) -> None:
    spoken = {
        session: timed([(label_of(session, speaker), text) for speaker, text in turns])
        for session, turns in SESSIONS.items()
    }
    files = {
        "WS1.txt": labelled_txt.render(spoken["WS1"], "Workshop 1"),
        "WS2.vtt": zoom_vtt.render(spoken["WS2"]),
        "JD1.docx": labelled_docx.render(spoken["JD1"], "Jury, day 1"),
    }
    for name, data in files.items():
        write_bytes(folder / TRANSCRIPTS / name, data)


def _people(folder: Path) -> None:
    phases = {"WS1": "workshop", "WS2": "workshop", "JD1": "jury"}
    labels = sorted(
        {(session, label_of(session, speaker), speaker) for session, turns in SESSIONS.items() for speaker, _ in turns}
    )
    key = read_key(folder / read_settings(folder).identifiers.key_file)
    write_table(
        folder, "sessions", ({"session_id": s, "phase": p, "source_kind": "transcript"} for s, p in phases.items())
    )
    write_table(
        folder, "participants", (dict(zip(RAW_TABLES["participants"].header, row, strict=True)) for row in PEOPLE)
    )
    write_table(folder, "roster", (dict(zip(RAW_TABLES["roster"].header, row, strict=True)) for row in labels))
    write_table(folder, "coders", ({"coder": f"coder_{x}", "label": f"Coder {x.upper()}"} for x in "ab"))
    decided = {"hmac": identifier_hmac(ADDRESS, key), "masked": mask(ADDRESS), "kind": "email", "decision": "replace"}
    write_table(folder, "identifiers", [decided | {"replacement": PLACEHOLDER, "who": "coder_a", "at": AT}])


def _codebook(folder: Path) -> None:
    # JSON is YAML; each code on its own line, so that messages can name it.
    codes = [
        {
            "uid": f"{number:026d}",
            "id": code,
            "parent": parent,
            "kind": kind,
            "label": label,
            "colour": "#2A6F97",
            "definition": f"{label}, said or shown.",
            "include": "",
            "exclude": "",
            "patterns": patterns,
            "negative_patterns": [],
            "exemplars": [],
            "applies_to": ["participant"],
            "source": "analyst",
            "status": "active",
            "version_added": "0.1",
        }
        for number, (code, parent, kind, label, patterns) in enumerate(_CODES, 1)
    ]
    lines = "".join(f"  - {json.dumps(code)}\n" for code in codes)
    write_text(folder / "data/coding/codebook.yaml", f'version: "0.1"\ncodes:\n{lines}')


class _Text:
    """A session's text of record, and spans of it found by their words."""

    def __init__(self, folder: Path, session: str) -> None:
        (path,) = (folder / TRANSCRIPTS).glob(f"{session}.*")
        self.session = session
        self.record, locators = build_record(
            session, read_transcript(Source(path.name, path.read_bytes()), path.name).units
        )
        tables, _ = read_tables_of(folder)
        roster, _ = Roster.from_rows(*people_of(session, tables["roster"], tables["participants"]))
        turns, _ = build_turns(session, self.record, locators, roster, 10, backchannel_words=3, shown_as=path.name)
        gone = [Replacement(start, end, "[WITHDRAWN]") for start, end in withdrawn_spans(turns)]
        if ADDRESS in self.record:
            start = self.record.index(ADDRESS)
            gone.append(Replacement(start, start + len(ADDRESS), PLACEHOLDER))
        self.released, offsets = release(session, self.record, gone)
        self._to_released = OffsetMap(offsets).to_released

    def span(self, words: str) -> tuple[int, int]:
        # A cue may end amid the words; the record has a line end there.
        start = self.record.replace("\n", " ").index(words)
        return start, start + len(words)

    def place(self, words: str) -> dict[str, object]:
        """The cells of an act that say where it is."""
        start, end = self.span(words)
        quote, before, after = anchor(self.released, *self._to_released(start, end))
        place = {"start": start, "end": end, "quote": quote, "before": before, "after": after}
        return place | {"record_sha256": sha256(self.record)}


def _acts(coder: str, texts: dict[str, _Text]) -> list[Act]:
    acts: list[Act] = []
    for session, action, words, code, more in ((*a[1:],) for a in _ACTS if a[0] == coder):
        cells = dict.fromkeys(DECISIONS.header, "") | {"start": None, "end": None}
        cells |= {
            "decision_id": f"{coder[-1].upper()}{len(acts) + 1:025d}",
            "seq": len(acts) + 1,
            "at": AT,
            "coder": coder,
            "session_id": session,
            "action": action,
            "code": code,
            "target": acts[-1].decision_id if action == "undo" else "",
            "blind": "yes" if session == "WS1" else "no",
            "via": "file",
        }
        acts.append(Act(**cells | (texts[session].place(words) if words else {}) | more))
    return acts


def _results(folder: Path, texts: dict[str, _Text]) -> None:
    """What the team concluded: themes, links, summaries, and the jury's votes."""
    theme = {"theme_id": "T1", "title": "Nobody gets there", "central_idea": "Help that cannot be reached is no help."}
    write_table(folder, "themes", [theme | {"author": "coder_a", "at": AT}])
    write_table(folder, "theme_codes", ({"theme_id": "T1", "code": code} for code in ("C1", "C2", "S1")))
    start, end = texts["WS1"].span("A minibus, shared between the clubs.")
    link = {"domain": "D1", "solution": "S1", "coder": "coder_a", "session_id": "WS1", "start": start, "end": end}
    write_table(folder, "links", [link])
    summary = {"cause": "C1", "group": "Patients", "text": "They cannot get home after six."}
    write_table(folder, "summaries", [summary | {"author": "coder_a", "at": AT}])
    vote = {"instrument": "vote", "round": 1, "option": "in favour", "n": 4}
    write_table(folder, "jury_votes", [vote | {"solution": "S1", "k": 4}, vote | {"solution": "S2", "k": 2}])


def write_table(folder: Path, name: str, rows: Iterable[dict[str, object]]) -> None:
    """Write a table of the study; columns that a row does not name are empty."""
    header = (RAW_TABLES | CODING_TABLES)[name].header
    write_text(folder / path_of(name), write_sheet(header, (dict.fromkeys(header, "") | row for row in rows)))
