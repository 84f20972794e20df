"""Hold a ledger against the texts, the codebook and the study: every decision has to be about words that are there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from themetrail.ledger.acts import CODES, FOLDER, one_line
from themetrail.ledger.replay import active_acts, acts_that_count, finished_sessions, superseded
from themetrail.study.files import sha256
from themetrail.study.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from themetrail.codebook.model import Codebook
    from themetrail.ledger.acts import Act
    from themetrail.study.sheets import Row

_NAME_THEM = "Name the decision_ids that are settled, with spaces between."


@dataclass(frozen=True)
class SessionText:
    """What the decisions of a session are held against.

    Attributes:
        record: Text of record.
        released: Released text.
        to_released: Takes a span of the record to the span of the released text that shows it.
        withdrawn: Spans of withdrawn speakers; decisions about them are not judged, they count nowhere.
    """

    record: str
    released: str
    to_released: Callable[[int, int], tuple[int, int]]
    withdrawn: tuple[tuple[int, int], ...] = ()

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the record."""
        return sha256(self.record)

    def quote(self, start: int, end: int) -> str:
        """What a span of the record shows, on one line."""
        low, high = self.to_released(start, end)
        return one_line(self.released[low:high])


def check_acts(
    acts: Iterable[Act],
    shown_as: str,
    sessions: Collection[str],
    texts: Mapping[str, SessionText],
    codebook: Codebook | None,
    *,
    aliases: Collection[str] = (),
) -> list[Problem]:
    """Problems of decisions that name an unknown session or code, or a quote that is not in the text.

    Judged is what counts somewhere: what stands now, at its re-anchored place, and what stood at the first finish.

    Args:
        acts: A coder's acts.
        shown_as: The file's name in messages.
        sessions: Every session of the study.
        texts: The texts of the sessions that could be read; the decisions of the others are not judged, since
            what is wrong with the transcript is reported already.
        codebook: The codebook; without one, codes are not judged.
        aliases: Merged codes for which another stands; decisions with them count under that one.
    """
    ledger = list(acts)
    current = {act.decision_id for act in active_acts(ledger)} - superseded(ledger)
    return [
        Problem(shown_as, "row", act.row, seen, remedy)
        for act in acts_that_count(ledger)
        for seen, remedy in [
            *_code_issues(act, codebook, current=act.decision_id in current and act.code not in aliases),
            *_session_issues(act, sessions, texts),
        ]
    ]


def check_resolved(ledgers: Mapping[str, Sequence[Act]]) -> list[Problem]:
    """A problem for each target of a ``resolve`` that is no decision of any coder on the same session.

    Args:
        ledgers: The acts of each coder, by the coder's name.
    """
    sessions = {act.decision_id: act.session_id for acts in ledgers.values() for act in acts}
    return [
        Problem(f"{FOLDER}/{coder}.csv", "row", act.row, f"{target} is no decision on {act.session_id}", _NAME_THEM)
        for coder, acts in ledgers.items()
        for act in active_acts(acts)
        if act.action == "resolve"
        for target in act.target.split()
        if sessions.get(target) != act.session_id
    ]


def check_analysis(analysis: str, ledgers: Mapping[str, Sequence[Act]]) -> list[str]:
    """Why a study cannot be called a reflexive analysis: what its ledgers show that such work does not do.

    Args:
        analysis: The family of thematic analysis that the settings name.
        ledgers: The acts of each coder, by the coder's name.
    """
    if analysis != "reflexive":
        return []
    shown = [coder for coder, acts in sorted(ledgers.items()) if any(act.shown_codes() for act in active_acts(acts))]
    done = [finished_sessions(acts) for acts in ledgers.values()]
    twice = sorted({session for own in done for session in own if sum(session in other for other in done) > 1})
    return [
        *([f"suggestions were shown to {', '.join(shown)}"] if shown else []),
        *([f"coders are compared on {', '.join(twice)}"] if twice else []),
    ]


def check_reasons(votes: Iterable[Row], ledgers: Mapping[str, Sequence[Act]]) -> list[tuple[int, str, str]]:
    """Row, what was seen and what to do for each vote whose reason is no standing decision about words.

    Args:
        votes: Rows of jury_votes.csv.
        ledgers: The acts of each coder, by the coder's name.
    """
    there = {act.decision_id for acts in ledgers.values() for act in active_acts(acts) if act.start is not None}
    remedy = "Name the decision_id of a decision about the passage, or leave the cell empty."
    return [
        (row.number, f"reason_decision_id {row['reason_decision_id']!r} is no decision that stands", remedy)
        for row in votes
        if row["reason_decision_id"] and row["reason_decision_id"] not in there
    ]


def _code_issues(act: Act, codebook: Codebook | None, *, current: bool) -> list[tuple[str, str]]:
    if codebook is None:
        return []
    issues = []
    for code_id in sorted({act.code, act.from_code} - {""}):
        code = codebook.by_id.get(code_id)
        if code is None:
            issues.append((f"unknown code {code_id!r}", "Add it to data/coding/codebook.yaml or correct the row."))
        elif current and code_id == act.code and code.status != "active" and act.action in CODES:
            issues.append((f"the code {code_id!r} is {code.status}", "Code with an active one, or undo the decision."))
    return issues


def _session_issues(act: Act, sessions: Collection[str], texts: Mapping[str, SessionText]) -> list[tuple[str, str]]:
    if act.session_id not in sessions:
        return [(f"unknown session {act.session_id!r}", "Add it to data/raw/sessions.csv or correct the row.")]
    text = texts.get(act.session_id)
    if text is None or act.start is None or act.end is None:
        return []
    if act.end > len(text.record):
        seen = f"the span {act.start}–{act.end} ends after the text of {act.session_id} ({len(text.record)} characters)"
        return [(seen, "If the transcript was changed, run 'make reanchor'.")]
    gone = any(start < act.end and act.start < end for start, end in text.withdrawn)
    changed = act.record_sha256 not in ("", text.sha256)
    # A row without a quote is tied to its words by the text's hash alone.
    if gone or text.quote(act.start, act.end) == act.quote or (not act.quote and not changed):
        return []
    why = "the transcript was changed after the decision" if changed else "the text is the one decided on"
    seen = f"the quote is not what stands at {act.start}–{act.end} of {act.session_id} ({why})"
    remedy = (
        "Run 'make reanchor', or put the transcript back as it was."
        if changed
        else "Correct start, end or quote of the row, or undo the decision."
    )
    return [(seen, remedy)]
