"""Table 9, the suggestion audit: what became of suggestions, and how they do against codes given without them.

What was proposed is read from the ledger, where each decision keeps what stood on the screen: one suggestion is one
code for one segment to one coder, however many decisions show it. What the machine would propose today is compared
only with codings that were made blind.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from themetrail.ledger.coverage import covered
from themetrail.ledger.replay import active_acts
from themetrail.tables.blind import JUDGEMENTS, blind_sessions
from themetrail.tables.notes import LEFT_OUT, kept_back_rule, undecided
from themetrail.tables.small import kept_back
from themetrail.tables.spoken import spans_withdrawn, touches
from themetrail.tables.table import PaperTable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from themetrail.ledger.acts import Act
    from themetrail.tables.data import StudyData

ACCEPTED, CHANGED, REJECTED, UNDECIDED = "Accepted", "Changed", "Rejected", "Left undecided"
_TALLY = ["Suggested", ACCEPTED, CHANGED, REJECTED, UNDECIDED, "Added by hand"]
Pair = tuple[str, str]


@dataclass
class _Audit:
    """What became of one coder's suggestions, by (segment, code), and the codes added without one, by decision."""

    outcomes: dict[Pair, str] = field(default_factory=dict)
    by_hand: dict[str, str] = field(default_factory=dict)

    def offer(self, segment: str, codes: Collection[str]) -> None:
        for code in codes:
            self.outcomes.setdefault((segment, code), UNDECIDED)

    def tally(self, code: str | None) -> list[int]:
        """The numbers of the table for a code, or for all."""
        found = Counter(what for (_, of), what in self.outcomes.items() if code in {None, of})
        added = sum(code in {None, of} for of in self.by_hand.values())
        return [found.total(), *(found[what] for what in (ACCEPTED, CHANGED, REJECTED, UNDECIDED)), added]


@dataclass(frozen=True)
class _BlindTest:
    """Pairs (segment, code) that the machine proposes, and that one coder gave blind, on the same segments."""

    proposed: frozenset[Pair]
    given: frozenset[Pair]

    def shares(self, code: str | None) -> tuple[str, str]:
        """Precision and recall for a code, or for all, as text."""
        proposed = {pair for pair in self.proposed if code in {None, pair[1]}}
        given = {pair for pair in self.given if code in {None, pair[1]}}
        hits = len(proposed & given)
        return _share(hits, len(proposed)), _share(hits, len(given))


def build(data: StudyData) -> PaperTable:
    """A row for each code that was suggested or given, for all codes, and for each coder who saw suggestions."""
    ledgers = sorted(data.ledgers.items())
    audits = {coder: audit for coder, acts in ledgers if (audit := _audit(data, acts)).outcomes}
    tests = {coder: test for coder, acts in ledgers if (test := _blind_test(data, coder, acts))}
    heads = [head for coder in tests for head in _heads(coder)]
    secret = kept_back(data)
    every = list(audits.values())
    rows = [
        _row(code, data.codebook.by_id[code].label, every, tests, hidden=code in secret.codes)
        for code in _codes(data, every, tests.values())
    ]
    if rows:
        rows.append(_row(None, "All codes", every, tests, hidden=secret.totals))
    if rows and len(audits) > 1:
        rows += [
            dict.fromkeys(heads, "") | _row(None, f"All codes, {coder}", [audit], {}, hidden=secret.totals)
            for coder, audit in audits.items()
        ]
    left_out = (
        ""
        if audits or tests
        else "No decision was made with suggestions on the screen and no session was judged blind."
    )
    frame = pd.DataFrame(rows, columns=["Code", "Label", *(_TALLY if audits else []), *heads])
    notes = [*(_notes(data, audits, tests) if not left_out else []), *undecided(data)]
    return PaperTable("T9", "suggestions", "Suggestion audit", frame, notes, left_out)


def _row(
    code: str | None, label: str, audits: Sequence[_Audit], tests: Mapping[str, _BlindTest], *, hidden: bool
) -> dict[str, str]:
    columns = zip(*(audit.tally(code) for audit in audits), strict=True)
    numbers = dict(zip(_TALLY if audits else [], (str(sum(column)) for column in columns), strict=True))
    for coder, test in tests.items():
        numbers |= dict(zip(_heads(coder), test.shares(code), strict=True))
    return {"Code": code or "", "Label": label} | (dict.fromkeys(numbers, LEFT_OUT) if hidden else numbers)


def _heads(coder: str) -> tuple[str, str]:
    return f"Precision, {coder} blind", f"Recall, {coder} blind"


def _audit(data: StudyData, acts: Sequence[Act]) -> _Audit:
    """What one coder made of what was shown, in the order of the decisions, so that the last one counts."""
    audit = _Audit()
    place = _places(data)
    code_of = {act.decision_id: act.code for act in acts}
    for act in active_acts(acts):
        segment = place(act) if act.blind == "no" and act.action in JUDGEMENTS else ""
        if segment:
            _judge(audit, act, segment, act.from_code or code_of.get(act.target, ""))
    return audit


def _judge(audit: _Audit, act: Act, segment: str, before: str) -> None:
    """Enter one decision; ``before`` is the code that a change replaces."""
    outcomes = audit.outcomes
    shown = [str(item["code"]) for item in act.shown_codes()]
    audit.offer(segment, shown)
    replaced = audit.by_hand.pop(act.target, "")
    suggested = before if act.action == "change" and not act.target else act.code
    if act.action in {"accept", "reject"} or (act.action == "change" and not act.target):
        audit.offer(segment, [suggested])
    if act.action == "none":
        outcomes |= {(segment, code): REJECTED for code in shown}
    elif act.action == "reject":
        outcomes[segment, act.code] = REJECTED
    elif (segment, act.code) in outcomes:
        outcomes[segment, act.code] = ACCEPTED
    elif act.action == "add" or replaced:
        audit.by_hand[act.decision_id] = act.code
    if act.action == "change" and act.code != before and (segment, before) in outcomes:
        outcomes[segment, before] = CHANGED


def _places(data: StudyData) -> Callable[[Act], str]:
    """A function that gives the participant's segment of which a decision covers most, or ""."""
    gone = spans_withdrawn(data)
    spoken = data.segments[data.segments["role"] == "participant"].sort_values(["session_id", "start"])
    sessions = {str(session): own for session, own in spoken.groupby("session_id", sort=True)}
    spans = {name: list(zip(own["start"].tolist(), own["end"].tolist(), strict=True)) for name, own in sessions.items()}
    segments = {name: own["segment_id"].tolist() for name, own in sessions.items()}

    def place(act: Act) -> str:
        if act.start is None or act.end is None or touches(gone.get(act.session_id, []), act.start, act.end):
            return ""
        shared = covered((act.start, act.end), spans.get(act.session_id, []), data.settings.coding.overlap_min)
        return str(segments[act.session_id][max(shared, key=lambda one: one[1])[0]]) if shared else ""

    return place


def _blind_test(data: StudyData, coder: str, acts: Sequence[Act]) -> _BlindTest | None:
    """Today's suggestions beside a coder's blind codings, or None without any blind session."""
    units = data.coded_units[data.coded_units["session_id"].isin(list(blind_sessions(acts)))]
    if units.empty:
        return None
    own = data.codings[(data.codings["layer"] == "independent") & (data.codings["coder"] == coder)]
    given = own.merge(data.coding_segments, on="coding_id")
    return _BlindTest(*(_pairs(frame, units) for frame in (data.suggestions, given)))


def _pairs(frame: pd.DataFrame, units: pd.DataFrame) -> frozenset[Pair]:
    there = frame[frame["segment_id"].isin(units["segment_id"])]
    return frozenset(zip(there["segment_id"], there["code"], strict=True))


def _codes(data: StudyData, audits: Iterable[_Audit], tests: Iterable[_BlindTest]) -> list[str]:
    found = {code for audit in audits for code in [*audit.by_hand.values(), *(code for _, code in audit.outcomes)]}
    found |= {code for test in tests for _, code in test.proposed | test.given}
    return [code.id for code in data.codebook.codes if code.id in found]


def _share(hits: int, of: int) -> str:
    return f"{hits} of {of} ({hits / of:.2f})" if of else "NA"


def _notes(data: StudyData, audits: Mapping[str, _Audit], tests: Mapping[str, _BlindTest]) -> list[str]:
    engines = sorted(
        {
            str(item["engine_hash"])
            for acts in data.ledgers.values()
            for act in acts
            for item in act.shown_codes()
            if item.get("engine_hash")
        }
    )
    today = ", ".join(sorted(set(data.suggestions["engine_hash"]))) or "none"
    notes = [
        f"The audit counts decisions of {', '.join(audits)} with suggestions on the screen, as the ledger recorded "
        f"them (engines {', '.join(engines) or 'not recorded'}). A suggestion is one code for one segment to one "
        "coder. Accepted also means: suggested, and given by hand on a span of the coder's own; rejected also means: "
        "the segment was judged to carry no code. Added by hand are codes that were not suggested there."
        if audits
        else "No decision was made with suggestions on the screen, so nothing was accepted, changed or rejected."
    ]
    for coder, acts in sorted(data.ledgers.items()):
        if coder in tests:
            notes.append(
                f"Precision and recall, {coder} blind: today's suggestions (engine {today}) against the codings that "
                f"{coder} made without sight of suggestions in {', '.join(sorted(blind_sessions(acts)))} (independent "
                "layer; participants' segments without backchannels). Precision is the share of suggestions that the "
                "coder gave too, recall the share of the coder's codes that were suggested; one person's codings "
                "are no gold standard. NA: nothing to divide by."
            )
    if not tests:
        notes.append("No session was judged blind, so precision and recall are not given.")
    return [*notes, kept_back_rule(data.min_speakers)]
