"""A whole study of any number of sessions, seeded: transcripts, people, codebook, decisions and a key of its own.

Nine of ten sessions are interviews, one is a group of six. Transcripts are plain text, WebVTT and Word, in turn. The
words are those of :mod:`talk`; a phone number or an address is said now and then, and is decided on, as is what looks
like one by chance. One coder has
coded the first tenth of the sessions, at least two and at most sixty, as in a study in which the machine is to help
with the rest. One session is written after the other, so that memory does not grow with the study.

    python benchmarks/workflow/generate.py --study folder --sessions 60
"""

from __future__ import annotations

import argparse
import random
import re
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

from talk import Talk

from themetrail.cleaning.release import OffsetMap, Replacement, release
from themetrail.cleaning.roster import Roster
from themetrail.cleaning.turns import build_turns
from themetrail.codebook.read import read_codebook
from themetrail.identifiers.hashing import identifier_hmac, mask, read_key
from themetrail.identifiers.layers import find_identifiers
from themetrail.ledger.acts import FOLDER, Act, anchor
from themetrail.ledger.ulid import ulid_of_number
from themetrail.study.files import sha256, write_text
from themetrail.study.inputs import CODING_TABLES, DECISIONS, RAW_TABLES
from themetrail.study.load import TRANSCRIPTS, path_of
from themetrail.study.machine_tables import records
from themetrail.study.new import FIRST_CODER, new_study
from themetrail.study.plan import CODEBOOK
from themetrail.study.settings import CONFIG, read_settings
from themetrail.study.sheets import Row, write_sheet
from themetrail.transcripts.choose import read_transcript
from themetrail.transcripts.model import Source
from themetrail.transcripts.record import build_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from themetrail.codebook.model import Code

REPOSITORY = Path(__file__).resolve().parents[2]
FORMATS = ("txt", "vtt", "docx")
GROUPS = ("Expert by experience", "Community provider", "Link worker", "Health and social care professional")
MEAN_WORDS = 3_400
"""Words of a session on average: about twenty-five minutes; drawn from a log-normal distribution."""
SPREAD = 0.35
CODED_SHARE, MOST_CODED, LEAST_CODED = 0.1, 60, 2
OTHERWISE = 0.1  # share of the sentences on which the coder decides against the words
SAID_IDENTIFIERS = 0.3  # share of the sessions in which one is said
# Numbers that are kept free for fiction (Ofcom), and a domain that is kept free for examples (RFC 2606).
IDENTIFIERS = tuple(
    [("phone", f"01632 960{number:03}", f"[PHONE {number}]") for number in range(1, 9)]
    + [("email", f"desk{number}@example.org", f"[EMAIL {number}]") for number in range(1, 5)]
)
SAYING = ("It's on the leaflet,", "They gave me this,", "You write to that one,")
AT = datetime(2024, 5, 6, 9, tzinfo=UTC)
_SENTENCE = re.compile(r"[^\s.?!][^.?!]*[.?!]?")


class Turn(NamedTuple):
    """One turn: the label of who speaks, the words and when they begin, in seconds."""

    label: str
    words: list[str]
    start_s: float


class Session(NamedTuple):
    """A session before it is written: its name, who speaks under which label, and the turns."""

    name: str
    phase: str
    people: dict[str, str]  # speaker_id by label; the first is the facilitator
    group: str
    turns: list[Turn]

    @property
    def words(self) -> int:
        """How many words are said."""
        return sum(len(turn.words) for turn in self.turns)


def make_study(study: Path, sessions: int, seed: int = 1) -> int:
    """Write a study into a new folder.

    Args:
        study: The folder.
        sessions: How many sessions it has.
        seed: Another seed gives another study of the same kind.

    Returns:
        How many words are said in it.
    """
    new_study(study, f"A generated study of {sessions} sessions")
    config = (study / CONFIG).read_text(encoding="utf-8")
    write_text(study / CONFIG, config.replace("synthetic: false", "synthetic: true"))
    key_file = study / read_settings(study).identifiers.key_file
    key_file.write_text(sha256(f"key {seed}") + "\n", encoding="ascii")
    for name in (CODEBOOK, path_of("themes"), path_of("theme_codes")):
        write_text(study / name, (REPOSITORY / name).read_text(encoding="utf-8"))
    chanced: dict[str, str] = {}
    talk = Talk(REPOSITORY / TRANSCRIPTS)
    coded = min(MOST_CODED, max(LEAST_CODED, round(CODED_SHARE * sessions)))
    coder = _Coder(read_codebook(study).codes, random.Random(f"coder {seed}"))
    rows: dict[str, list[dict[str, object]]] = {"sessions": [], "roster": [], "participants": []}
    words = 0
    for number in range(sessions):
        draw = random.Random(f"{seed} {number}")
        session = _session(number, talk, draw)
        words += session.words
        for turn in session.turns:
            chanced |= {text: kind for text, kind in _identifiers_in(" ".join(turn.words)) if text not in chanced}
        path = study / TRANSCRIPTS / f"{session.name}.{FORMATS[number % len(FORMATS)]}"
        path.write_bytes(_WRITERS[path.suffix](session))
        people = _people(session)
        rows["sessions"].append(_about(session, number))
        rows["participants"] += people[1:] if number else people
        rows["roster"] += [
            {"session_id": session.name, "label": label, "speaker_id": who} for label, who in session.people.items()
        ]
        if number < coded:
            coder.code(session, path, people)
    for name, found in rows.items():
        _table(study, name, found)
    _identifiers(study, read_key(key_file), chanced)
    write_text(study / FOLDER / f"{FIRST_CODER}.csv", write_sheet(DECISIONS.header, (a.cells() for a in coder.acts)))
    return words


def _session(number: int, talk: Talk, draw: random.Random) -> Session:
    group = number % 10 == 9
    name = f"{'W' if group else 'I'}{number + 1:05}"
    speakers = [f"P{number + 1:05}{letter}" for letter in ("abcdef" if group else "a")]
    people = {"Facilitator": "F01"} | {speaker: speaker for speaker in speakers}
    wanted = draw.lognormvariate(0, SPREAD) * MEAN_WORDS
    turns: list[Turn] = []
    said, clock, label = 0, 4.0, ""
    while said < wanted:
        # In a group, participants answer one another; in an interview, the two take turns.
        others = [one for one in people if one != label]
        label = "Facilitator" if not turns else draw.choice(others)
        words = talk.turn(draw, "facilitator" if label == "Facilitator" else "participant")
        turns.append(Turn(label, words, round(clock, 3)))
        said += len(words)
        clock += len(words) / 2.5 + 0.2 + 2 * draw.random()
    if draw.random() < SAID_IDENTIFIERS:
        turn = draw.choice([turn for turn in turns if turn.label != "Facilitator"])
        turn.words.extend([*draw.choice(SAYING).split(), *draw.choice(IDENTIFIERS)[1].split(), "[pause]"])
    return Session(name, "workshop" if group else "interview", people, GROUPS[draw.randrange(len(GROUPS))], turns)


# --- transcripts -----------------------------------------------------------------------------------------


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    whole, rest = divmod(milliseconds, 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{rest:03}"


def _txt(session: Session) -> bytes:
    head = [f"{session.name}, generated", "", "Note: square brackets are the transcriber's", ""]
    lines = [line for turn in session.turns for line in (f"{turn.label}: {' '.join(turn.words)}", "")]
    return "\n".join([*head, *lines, "End of transcript", ""]).encode()


def _vtt(session: Session) -> bytes:
    blocks = ["WEBVTT"]
    for turn in session.turns:
        for first in range(0, len(turn.words), 12):
            words = turn.words[first : first + 12]
            start = turn.start_s + first / 2.5
            times = f"{_clock(start)} --> {_clock(start + len(words) / 2.5)}"
            blocks.append(f"{len(blocks)}\n{times}\n{turn.label}: {' '.join(words)}")
    return ("\n\n".join(blocks) + "\n").encode()


_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_DOCUMENT = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def _docx(session: Session) -> bytes:
    """The least that is a Word file; python-docx would take longer than all else here."""
    said = (f"{turn.label}: {' '.join(turn.words)}" for turn in session.turns)
    body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in said)
    parts = {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": _DOCUMENT.format(body)}
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return stream.getvalue()


_WRITERS = {".txt": _txt, ".vtt": _vtt, ".docx": _docx}


# --- tables ----------------------------------------------------------------------------------------------


def _about(session: Session, number: int) -> dict[str, object]:
    day = AT + timedelta(days=number // 8)
    minutes = max(1, round(session.turns[-1].start_s / 60))
    fixed = {"phase": session.phase, "source_kind": "transcript", "stratum": session.group}
    return {"session_id": session.name, "date": f"{day:%Y-%m-%d}", "duration_min": minutes} | fixed


def _people(session: Session) -> list[dict[str, object]]:
    return [
        {
            "speaker_id": who,
            "stakeholder_group": "" if label == "Facilitator" else session.group,
            "role": "facilitator" if label == "Facilitator" else "participant",
            "quote_consent": "yes",
            "withdrawn": "no",
        }
        for label, who in session.people.items()
    ]


def _identifiers_in(text: str) -> Iterator[tuple[str, str]]:
    """What the rules find in a text, and its kind."""
    return ((text[hit.start : hit.end], hit.kind) for _, hit in find_identifiers(text))


def _identifiers(study: Path, key: bytes, chanced: Mapping[str, str]) -> None:
    """Decide on what is said on purpose, and on what the words make by chance ("my brother Hope")."""
    decided = {"who": FIRST_CODER, "at": f"{AT:%Y-%m-%dT%H:%M:%SZ}"}
    made = [(text, kind, "replace", placeholder) for kind, text, placeholder in IDENTIFIERS]
    made += [(text, kind, "false_hit", "") for text, kind in sorted(chanced.items())]
    rows = {
        identifier_hmac(text, key): {"masked": mask(text), "kind": kind, "decision": what, "replacement": placeholder}
        for text, kind, what, placeholder in reversed(made)
    }
    _table(study, "identifiers", [{"hmac": hmac} | row | decided for hmac, row in sorted(rows.items())])


def _table(study: Path, name: str, rows: Iterable[dict[str, object]]) -> None:
    """Write a table of the study; columns that a row does not name are empty."""
    header = (RAW_TABLES | CODING_TABLES)[name].header
    write_text(study / path_of(name), write_sheet(header, (dict.fromkeys(header, "") | row for row in rows)))


# --- decisions -------------------------------------------------------------------------------------------


class _Coder:
    """Somebody who codes session after session, by words that the codebook says of a code, and now and then otherwise.

    So there is something to learn from the decisions, and something that cannot be learnt, as in a real study.
    """

    def __init__(self, codes: Sequence[Code], draw: random.Random) -> None:
        self.acts: list[Act] = []
        self._draw = draw
        self._codes = [code.id for code in codes if code.kind in {"cause", "solution"}]
        said: dict[str, list[str]] = {}
        for code in codes:
            for word in sorted(_words(" ".join((code.label, code.definition, *code.exemplars)))):
                said.setdefault(word, []).extend([code.id] if code.id in self._codes else [])
        # A word that stands with many codes speaks for none of them.
        self._telling = {word: own[0] for word, own in said.items() if len(own) == 1}

    def code(self, session: Session, path: Path, people: list[dict[str, object]]) -> None:
        """Add the acts of a session, of which the transcript is written."""
        units = read_transcript(Source(path.name, path.read_bytes()), path.name).units
        record, locators = build_record(session.name, units)
        labels = [
            Row(0, {"session_id": session.name, "label": label, "speaker_id": who})
            for label, who in session.people.items()
        ]
        roster, _ = Roster.from_rows(
            labels, [Row(0, {name: str(cell) for name, cell in one.items()}) for one in people]
        )
        turns, _ = build_turns(session.name, record, locators, roster, 10.0, backchannel_words=3, shown_as=path.name)
        released, offsets = release(session.name, record, _replaced(record))
        to_released = OffsetMap(offsets).to_released
        fixed = {"session_id": session.name, "record_sha256": sha256(record)}
        for start, end in _sentences(record, turns):
            quote, before, after = anchor(released, *to_released(start, end))
            place = {"start": start, "end": end, "quote": quote, "before": before, "after": after}
            codes = sorted({self._telling[word] for word in _words(record[start:end]) if word in self._telling})
            if self._draw.random() < OTHERWISE:
                codes = [] if codes else [self._draw.choice(self._codes)]
            if codes:
                self._act(fixed | place, action="add", code=self._draw.choice(codes))
            else:
                self._act(fixed | place, action="none")
        self._act({"session_id": session.name}, action="finish")

    def _act(self, cells: dict[str, object], **more: str) -> None:
        number = len(self.acts) + 1
        decided = {"decision_id": ulid_of_number((1 << 120) + number), "seq": number, "coder": FIRST_CODER}
        how = {"at": f"{AT + timedelta(seconds=20 * number):%Y-%m-%dT%H:%M:%SZ}", "blind": "yes", "via": "file"}
        empty = dict.fromkeys(DECISIONS.header, "") | {"start": None, "end": None}
        self.acts.append(Act(**empty | cells | decided | how | more))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{5,}", text.casefold()))


def _replaced(record: str) -> Iterator[Replacement]:
    for _, text, placeholder in IDENTIFIERS:
        for found in re.finditer(re.escape(text).replace(r"\ ", r"\s"), record):
            yield Replacement(*found.span(), placeholder)


def _sentences(record: str, turns: object) -> Iterator[tuple[int, int]]:
    """Spans of the participants' sentences of four words and more."""
    for turn in records(turns):
        for found in _SENTENCE.finditer(record, turn.start, turn.end) if turn.role == "participant" else ():
            if len(found[0].split()) > 3:
                yield found.span()


def main() -> None:
    """Write the study that the options ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--study", type=Path, required=True, help="folder to write, new or empty")
    parser.add_argument("--sessions", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    print(f"{make_study(args.study, args.sessions, args.seed):,} words")


if __name__ == "__main__":
    main()
