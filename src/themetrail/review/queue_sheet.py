"""The review queue as rows: what a coder who works in a spreadsheet fills in, and what becomes of it.

A row is one proposal for one sentence, or a sentence without a proposal. What was proposed goes with the row, so that
the ledger keeps what the coder saw and not what the machine would propose by now. Reading is strict: a cell is taken
for certain or refused with its row, and what cannot be meant is not guessed.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from themetrail.ledger.acts import PARAGRAPH, Act, anchor
from themetrail.ledger.replay import active_acts
from themetrail.study.inputs import DECISIONS
from themetrail.study.problems import Problem
from themetrail.study.sheets import Column, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from themetrail.codebook.model import Codebook
    from themetrail.review.sources import Segment, Session
    from themetrail.study.sheets import Row

CHOICES = ("accept", "reject", "change", "add", "none")
QUEUE = Sheet(
    "queue",
    (
        Column("segment", required=True, pattern=r"[A-Za-z][A-Za-z0-9_]*-[0-9a-f]{8}-\d+", hint="as it was exported"),
        Column("speaker"),
        Column("words"),
        Column("proposed"),
        Column("label"),
        Column("confidence"),
        Column("rests_on"),
        Column("decision", kind="choice", choices=CHOICES),
        Column("code"),
        Column("more_codes"),
        Column("memo"),
        Column("blind", kind="yes_no", required=True),
        Column("shown"),
    ),
    more_columns=True,
)
_GIVES = frozenset({"accept", "change", "add"})


@dataclass(frozen=True)
class Taken:
    """What a filled-in queue amounts to: acts by session, how many rows say nothing new, and what was refused."""

    acts: dict[str, list[Act]]
    already: int
    empty: int
    refused: list[Problem]


def queue_rows(session: Session, codebook: Codebook, *, blind: bool) -> list[dict[str, str]]:
    """The rows of a session to fill in, in the order of the text.

    Args:
        session: The session.
        codebook: The codebook.
        blind: Whether proposals are left out.
    """
    speakers = {turn.turn: turn.speaker_id for turn in session.turns}
    rows = []
    for segment in session.segments:
        if not segment.asked:
            continue
        proposals = () if blind else session.suggestions.get(segment.segment_id, ())
        shown = json.dumps([one.as_shown() for one in proposals], separators=(",", ":")) if proposals else ""
        common = dict.fromkeys(QUEUE.header, "") | {
            "segment": segment.segment_id,
            "speaker": speakers[segment.turn],
            "words": session.text.quote(segment.start, segment.end),
            "blind": "yes" if blind else "no",
            "shown": shown,
        }
        rows += [
            common
            | {
                "proposed": one.code,
                "label": codebook.by_id[one.code].label if one.code in codebook.by_id else "",
                "confidence": f"{round(100 * one.confidence)} %",
                "rests_on": "; ".join(session.text.quote(start, end) for start, end, _ in one.evidence_for),
            }
            for one in proposals
        ] or [common]
    return rows


def take_queue(rows: Iterable[Row], shown_as: str, against: Against) -> Taken:
    """What a filled-in queue amounts to.

    Args:
        rows: The rows of the file, each cell of which was read for certain.
        shown_as: The file's name in messages.
        against: What the rows are held against.
    """
    reader = _Reader(shown_as, against)
    by_segment: dict[str, list[Row]] = defaultdict(list)
    empty = 0
    for row in rows:
        if any(row[name] for name in ("decision", "code", "more_codes", "memo")):
            by_segment[row["segment"]].append(row)
        else:
            empty += 1
    for segment, own in by_segment.items():
        reader.read(segment, own)
    return Taken(dict(reader.acts), reader.already, empty, reader.refused)


@dataclass(frozen=True)
class Against:
    """What a filled-in queue is held against.

    Attributes:
        coder: Who filled it in.
        sessions: The sessions by id.
        blind: Which of them the coder codes blind now.
        codebook: The codebook.
        ledger: The coder's acts by session.
    """

    coder: str
    sessions: Mapping[str, Session]
    blind: Mapping[str, bool]
    codebook: Codebook
    ledger: Mapping[str, Sequence[Act]]


class _Reader:
    def __init__(self, shown_as: str, against: Against) -> None:
        self.acts: dict[str, list[Act]] = defaultdict(list)
        self.already = 0
        self.refused: list[Problem] = []
        self._shown_as, self._against = shown_as, against
        self._segments = {one.segment_id: one for session in against.sessions.values() for one in session.segments}
        self._there = {
            name: {(act.action, act.start, act.end, act.code, act.memo) for act in active_acts(acts)}
            for name, acts in against.ledger.items()
        }

    def read(self, segment_id: str, rows: list[Row]) -> None:
        """Take the rows of one sentence, all or none of them."""
        segment = self._segments.get(segment_id)
        session = self._against.sessions.get(segment_id.split("-", maxsplit=1)[0])
        found = [(row, *issue) for row in rows for issue in self._issues(row, segment is None or session is None)]
        decisions = Counter(row["decision"] for row in rows)
        if decisions["none"] and any(decisions[action] for action in _GIVES):
            told = "'none' stands beside a code for the same words"
            found += [(row, told, "Take one of them out.") for row in rows if row["decision"] == "none"]
        self.refused += [Problem(self._shown_as, "row", row.number, *issue) for row, *issue in found]
        if found or segment is None or session is None:
            return
        for row in rows:
            for meant in _meant(row):
                self._take(session, segment, row, meant)

    def _issues(self, row: Row, gone: bool) -> Iterable[tuple[str, str]]:
        if gone:
            yield "the words do not stand in the study any more", "Export the queue again."
            return
        decision, proposed, code = row["decision"], row["proposed"], row["code"]
        given = [*([code] if code else []), *row["more_codes"].replace(",", " ").replace(";", " ").split()]
        session = row["segment"].split("-")[0]
        if not decision:
            yield "there is a code or a memo, but no decision", f"Choose one of: {', '.join(CHOICES)}."
        if decision in ("accept", "reject", "change") and not proposed:
            yield f"'{decision}' where nothing was proposed", "Choose add or none."
        if decision in ("change", "add") and not code:
            yield f"'{decision}' without a code", "Choose the code."
        if decision in ("accept", "reject", "none") and code and code != proposed:
            yield f"'{decision}' with another code", "Choose change or add to give another code."
        if decision == "change" and code == proposed:
            yield "'change' to the code that was proposed", "Choose accept."
        if decision == "none" and row["more_codes"]:
            yield "'none' with codes", "Choose add, or take the codes out."
        if row["blind"] == "no" and self._against.blind.get(session):
            yield f"{session} is coded blind, and the row shows a proposal", "Export the queue with --blind."
        wrong = [name for name in given if not self._is_active(name)]
        hint = "Spreadsheets cut zeros and make dates; choose the code from the list of the cell."
        yield from ((f"{name!r} is no active code", hint) for name in wrong)
        if row["shown"] and not _is_shown(row["shown"]):
            yield "the column 'shown' was changed", "Export the queue again."

    def _is_active(self, name: str) -> bool:
        code = self._against.codebook.by_id.get(name)
        return code is not None and code.status == "active"

    def _take(self, session: Session, segment: Segment, row: Row, meant: tuple[str, str, str]) -> None:
        action, code, from_code = meant
        memo = PARAGRAPH.join(row["memo"].split("\n"))
        place = (action, segment.start, segment.end, code, memo)
        there = self._there.setdefault(session.session_id, set())
        if place in there:
            self.already += 1
            return
        there.add(place)
        quote, before, after = anchor(session.text.released, *session.text.to_released(segment.start, segment.end))
        cells: dict[str, Any] = dict.fromkeys(DECISIONS.header, "") | {
            "seq": 0,
            "coder": self._against.coder,
            "session_id": session.session_id,
            "record_sha256": session.text.sha256,
            "start": segment.start,
            "end": segment.end,
            "quote": quote,
            "before": before,
            "after": after,
            "action": action,
            "code": code,
            "from_code": from_code,
            "shown": row["shown"],
            "blind": row["blind"] if self._against.blind.get(session.session_id) else "no",
            "via": "xlsx",
            "memo": memo,
        }
        self.acts[session.session_id].append(Act(**cells))


def _meant(row: Row) -> Iterable[tuple[str, str, str]]:
    """Action, code and replaced code of each act that a row stands for."""
    decision = row["decision"]
    if decision == "none":
        yield "none", "", ""
    elif decision in ("accept", "reject"):
        yield decision, row["proposed"], ""
    elif decision == "change":
        yield "change", row["code"], row["proposed"]
    elif decision == "add":
        yield "add", row["code"], ""
    for code in row["more_codes"].replace(",", " ").replace(";", " ").split():
        yield "add", code, ""


def _is_shown(text: str) -> bool:
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        return False
    return isinstance(value, list) and all(
        isinstance(one, dict) and set(one) == {"code", "rank", "confidence", "engine_hash"} for one in value
    )
