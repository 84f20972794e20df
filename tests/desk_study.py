"""A study as a run leaves it for the desk: two short invented sessions, read and cut into sentences, with proposals."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pandas as pd

from themetrail.annotation.segments import segment_ids
from themetrail.cleaning.release import Replacement, release
from themetrail.study.files import write_text
from themetrail.study.machine_tables import OFFSET_MAP, READING, SEGMENTS, SUGGESTIONS, TURNS, write_table
from themetrail.study.new import new_study
from themetrail.study.sheets import write_sheet
from tiny_study import write_table as write_sheet_of

if TYPE_CHECKING:
    from pathlib import Path

    from themetrail.review.desk import Desk

NAME = "Ermintrude"
HOSTILE = "<script>document.title='stolen'</script><img src=x onerror=alert(1)> & \"so on\" – that is what it said."
SESSIONS = {
    "WS1": (
        ("F01", "facilitator", "What gets in the way?"),
        ("A01", "participant", "The bus stops at six. After that I can't get home 🚌 at all."),
        ("A02", "participant", f"{NAME} put me on the waiting list in March. Nobody rang."),
        ("A01", "participant", HOSTILE),
        ("A02", "participant", "Mm."),
    ),
    "WS2": (
        ("F01", "facilitator", "What has worked?"),
        ("A01", "participant", "A minibus, shared between the clubs. Everyone turned up."),
        ("A02", "participant", "The waiting list is the whole problem, I think."),
    ),
}
CODES = (
    ("D1", None, "domain", "Getting there and getting in"),
    ("C1", "D1", "cause", "No way of getting there"),
    ("C2", "D1", "cause", "Long waiting lists"),
    ("S1", None, "solution", "A shared minibus"),
)
PROPOSED = (
    ("WS1", "The bus stops at six.", "C1", 0.6, "bus stops"),
    ("WS1", "The bus stops at six.", "S1", 0.2, "bus"),
    ("WS1", "put me on the waiting list in March.", "C2", 0.8, "waiting list"),
    ("WS2", "A minibus, shared between the clubs.", "S1", 0.7, "minibus"),
    ("WS2", "The waiting list is the whole problem, I think.", "C2", 0.8, "waiting list"),
)
# What is read first, and the words that are typical of the one candidate code; the proposals from SURE on are sure.
READ_FIRST = ("Everyone turned up.", "Nobody rang.", "The bus stops at six.")
CANDIDATE = ("Nobody rang.", f"{HOSTILE}", "Everyone turned up.")
SURE = 0.8


def make_desk_study(folder: Path, sessions: dict[str, tuple[tuple[str, str, str], ...]] = SESSIONS) -> Path:
    """The study in a new folder, which is given back."""
    new_study(folder, "A tiny invented study")
    write_sheet_of(folder, "sessions", [_session(name) for name in sessions])
    people = sorted({(speaker, role) for turns in sessions.values() for speaker, role, _ in turns})
    write_sheet_of(folder, "participants", [_person(*person) for person in people])
    write_sheet_of(folder, "coders", [{"coder": f"coder_{x}", "label": f"Coder {x.upper()}"} for x in "ab"])
    codes = [json.dumps(_code(number, *code)) for number, code in enumerate(CODES, 1)]
    text = 'version: "0.1"\ncodes:\n' + "".join(f"  - {code}\n" for code in codes)
    write_text(folder / "data/coding/codebook.yaml", text)
    read_sessions(folder, sessions)
    return folder


def read_sessions(folder: Path, sessions: dict[str, tuple[tuple[str, str, str], ...]]) -> None:
    """What a run writes for the desk; a session that is there already is written anew."""
    private = folder / "results/private"
    proposals, placed, typical = [], [], {}
    for name, spoken in sessions.items():
        record = "".join(f"{words}\n" for _, _, words in spoken)
        swaps = [Replacement(hit.start(), hit.end(), "[NAME 1]") for hit in re.finditer(NAME, record)]
        released, offsets = release(name, record, swaps)
        write_text(private / "record" / f"{name}.txt", record)
        write_text(private / "released" / f"{name}.txt", released)
        write_table(offsets, OFFSET_MAP, private / "offsets" / f"{name}.parquet")
        turns, segments = _turns(name, spoken), _segments(name, record, spoken)
        write_table(pd.DataFrame(turns), TURNS, private / "turns" / f"{name}.parquet")
        write_table(pd.DataFrame(segments), SEGMENTS, private / "segments" / f"{name}.parquet")
        for row in segments:
            words = record[row["start"] : row["end"]]
            place = READ_FIRST.index(words) if words in READ_FIRST else len(READ_FIRST)
            placed += [(place, name, row["segment_id"])] if row["role"] == "participant" else []
            typical |= {words: row["segment_id"]} if words in CANDIDATE else {}
        proposals += [
            one for one in (_proposal(name, record, segments, p[1:]) for p in PROPOSED if p[0] == name) if one
        ]
    write_table(pd.DataFrame(proposals), SUGGESTIONS, private / "suggestions.parquet")
    placed.sort(key=lambda one: one[0])
    order = [_read(place, name, segment) for place, (_, name, segment) in enumerate(placed, 1)]
    write_table(pd.DataFrame(order), READING, private / "reading.parquet")
    row = {"candidate": "N0a1b2c", "segments": 9, "speakers": 2, "sessions": 2, "terms": "rang, <b>turned"}
    row |= {"typical": " ".join(typical[words] for words in CANDIDATE if words in typical), "nearest_code": "C2"}
    write_text(private / "candidate_codes.csv", write_sheet(tuple(row), [row]))


def open_desk(study: Path, **options) -> Desk:
    """The desk of a study, as a newly started server has it."""
    from themetrail.review.desk import Desk
    from themetrail.review.sources import Sources

    return Desk(Sources(study), **options)


def released_span(study: Path, session: str, words: str) -> dict[str, int]:
    """Where words stand in the released text, as the page says it."""
    text = (study / "results/private/released" / f"{session}.txt").read_text("utf-8")
    start = text.index(words)
    return {"start": start, "end": start + len(words)}


def record_span(study: Path, session: str, words: str) -> tuple[int, int]:
    """Where words stand in the record."""
    text = (study / "results/private/record" / f"{session}.txt").read_text("utf-8")
    return text.index(words), text.index(words) + len(words)


def _session(name: str) -> dict[str, object]:
    return {"session_id": name, "phase": "workshop", "source_kind": "transcript", "setting": "A hall"}


def _person(speaker: str, role: str) -> dict[str, object]:
    group = "Patients" if role == "participant" else ""
    return {"speaker_id": speaker, "stakeholder_group": group, "role": role, "quote_consent": "yes", "withdrawn": "no"}


def _code(number: int, code: str, parent: str | None, kind: str, label: str) -> dict[str, object]:
    texts = {"label": label, "colour": "#2A6F97", "definition": f"What {code} is.", "include": "This.", "exclude": ""}
    lists: dict[str, object] = {"patterns": [], "negative_patterns": [], "exemplars": [], "applies_to": ["participant"]}
    more = {"source": "analyst", "status": "active", "version_added": "0.1"}
    return {"uid": f"{number:026d}", "id": code, "parent": parent, "kind": kind} | texts | lists | more


def _turns(name: str, spoken: tuple[tuple[str, str, str], ...]) -> list[dict[str, object]]:
    rows, start = [], 0
    for number, (speaker, role, words) in enumerate(spoken, 1):
        flags = "backchannel" if words == "Mm." else ""
        place = {"start_s": 10.0 * number, "end_s": None, "start": start, "end": start + len(words)}
        rows.append(
            {"session_id": name, "turn": number, "speaker_id": speaker, "role": role} | place | {"flags": flags}
        )
        start += len(words) + 1
    return rows


def _segments(name: str, record: str, spoken: tuple[tuple[str, str, str], ...]) -> list[dict[str, object]]:
    rows = []
    for turn in _turns(name, spoken):
        base = int(str(turn["start"]))
        for hit in re.finditer(r"\S.*?(?:[.?!](?= )|$)", record[base : int(str(turn["end"]))]):
            place = {"start": base + hit.start(), "end": base + hit.end(), "words": len(hit[0].split())}
            rows.append({key: turn[key] for key in ("session_id", "turn", "speaker_id", "role", "flags")} | place)
    ids = segment_ids(name, [record[row["start"] : row["end"]] for row in rows])
    return [row | {"segment_id": segment} for row, segment in zip(rows, ids, strict=True)]


def _read(place: int, name: str, segment: object) -> dict[str, object]:
    told = {"information": 1.0, "highest": 0.5, "verdict": "read"}
    return {"session_id": name, "segment_id": segment, "place": place} | told


def _proposal(
    name: str, record: str, segments: list[dict[str, object]], proposed: tuple[str, str, float, str]
) -> dict[str, object] | None:
    words, code, share, why = proposed
    start = record.find(words)
    if start < 0:
        return None
    (segment,) = (row for row in segments if row["start"] <= start < row["end"])
    found = record.index(why, start)
    return {
        "session_id": name,
        "segment_id": segment["segment_id"],
        "code": code,
        "confidence": share,
        "rank": 1,
        "sure": share >= SURE,
        "lexical": share,
        "semantic": 0.0,
        "learned": 0.0,
        "layers": json.dumps({"lexical": 1.0}),
        "evidence_for": json.dumps([[found, found + len(why), why, "lexical", 0.5]]),
        "evidence_against": "[]",
        "nearest": "",
        "near_miss": "",
        "engine_hash": "0123456789ab",
    }
