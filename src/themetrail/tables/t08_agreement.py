"""Table 8, agreement: how far coders who worked apart agree, code by code, domain by domain and as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from themetrail.agreement.bootstrap import FEWEST_SESSIONS
from themetrail.agreement.table import agreement_table
from themetrail.agreement.units import units_of
from themetrail.study.machine_tables import records
from themetrail.tables.blind import blind_sessions
from themetrail.tables.notes import LEFT_OUT, kept_back_rule, undecided
from themetrail.tables.small import kept_back, most_speakers
from themetrail.tables.table import PaperTable

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from themetrail.study.settings import AgreementUnit
    from themetrail.tables.data import StudyData

_COUNTS = {
    "both": "Both",
    "first_only": "First only",
    "second_only": "Second only",
    "neither": "Neither",
}
_STATISTICS = {
    "percent": "Observed agreement",
    "kappa": "Kappa",
    "alpha": "Krippendorff's alpha",
    "ac1": "Gwet's AC1",
    "bp": "Brennan-Prediger",
}
_INTERVALS = {name: f"{head}, 95% interval" for name, head in _STATISTICS.items()}
_COLUMNS = [
    "Coders", "Sessions", "Coded blind", "Unit", "Level", "Code", "Label", "Units", "Prevalence",
    *_COUNTS.values(), *(head for name in _STATISTICS for head in (_STATISTICS[name], _INTERVALS[name])), "Note",
]  # fmt: skip
_KEPT_BACK = "kept back"


def build(data: StudyData) -> PaperTable:
    """A block for each set of coders who finished the same sessions, and one for the part of it coded blind.

    Where the sets differ, a last block compares all coders on all these sessions, with ratings missing.
    """
    teams = _teams(data)
    blocks = []
    for coders, sessions in teams:
        blind = [s for s in sessions if all(s in blind_sessions(data.ledgers[coder]) for coder in coders)]
        blocks.append((coders, sessions, "yes" if blind == sessions else "in part" if blind else "no"))
        if blind and blind != sessions:
            blocks.append((coders, blind, "yes"))
    if len(teams) > 1:
        everybody = sorted({coder for coders, _ in teams for coder in coders})
        blocks.append((everybody, [s for _, sessions in teams for s in sessions], "see the rows above"))
    rows = [row for block in blocks for kind in data.settings.agreement.units for row in _block(data, *block, kind)]
    left_out = "" if rows else "No session was finished by two coders or more, so agreement cannot be computed."
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    notes = [*(_notes(data) if rows else []), *undecided(data)]
    return PaperTable("T8", "agreement", "Agreement per code", frame, notes, left_out)


def _teams(data: StudyData) -> list[tuple[list[str], list[str]]]:
    """Coders, and the sessions that these and no others finished."""
    teams: dict[tuple[str, ...], list[str]] = {}
    for session in data.double_coded:
        done = [coder for coder, sessions in sorted(data.finished.items()) if session in sessions]
        teams.setdefault(tuple(done), []).append(session)
    return [(list(coders), sessions) for coders, sessions in teams.items()]


def _block(
    data: StudyData, coders: Sequence[str], sessions: Sequence[str], blind: str, kind: AgreementUnit
) -> list[dict[str, Any]]:
    codes = [(code.id, code.kind, code.parent) for code in data.codebook.codes]
    finished = {coder: data.finished[coder] & set(sessions) for coder in coders}
    units = units_of(kind, data.codings, data.coding_segments, data.coded_units, finished)
    found = agreement_table(units, codes, data.settings.agreement.resamples)
    secret = kept_back(data)
    rows = []
    for row in records(found):
        code = data.codebook.by_id.get(row.code)
        hidden = row.level == "code" and row.code in secret.codes
        uncounted = hidden or _gives_away(data, row.level, row.code, secret.codes, totals=secret.totals)
        note = (
            _KEPT_BACK if hidden else "; ".join(filter(None, [row.note, "counts " + _KEPT_BACK if uncounted else ""]))
        )
        rows.append(
            {
                "Coders": ", ".join(coders),
                "Sessions": ", ".join(sessions),
                "Coded blind": blind,
                "Unit": row.unit,
                "Level": row.level,
                "Code": row.code,
                "Label": code.label if code else "",
                "Units": row.base,
                "Prevalence": LEFT_OUT if uncounted else _decimals(row.prevalence),
                **{head: LEFT_OUT if uncounted else _whole(getattr(row, name)) for name, head in _COUNTS.items()},
                **{head: LEFT_OUT if hidden else _decimals(getattr(row, name)) for name, head in _STATISTICS.items()},
                **{head: LEFT_OUT if hidden else _between(row, name) for name, head in _INTERVALS.items()},
                "Note": note,
            }
        )
    return rows


def _gives_away(data: StudyData, level: str, code: str, secret: Collection[str], *, totals: bool) -> bool:
    """Whether the counts of a domain, or of all codes together, would give away what is hidden below."""
    if level == "overall":
        return totals
    if level == "code":
        return False
    below = data.codebook.with_descendants(code)
    raised = data.mentions[data.mentions["code"].isin(list(below))]
    speakers = [int(raised.loc[raised["group"] == group, "speaker_id"].nunique()) for group in data.groups]
    few = raised["segment_id"].nunique() < most_speakers(speakers, data.min_speakers)
    return few or not below.isdisjoint(secret)


def _notes(data: StudyData) -> list[str]:
    blind = {coder: sorted(blind_sessions(acts)) for coder, acts in sorted(data.ledgers.items())}
    seen = "; ".join(f"{coder}: {', '.join(sessions) or 'none'}" for coder, sessions in blind.items())
    return [
        "Compared are the codings that each coder held on finishing a session, before anything was talked through, on "
        "the units of the setting agreement.units. A segment is a "
        f"{data.settings.annotation.segments} of a participant (backchannels are left out); it carries a code where a "
        "coding covers at least half of it, or as many characters as the setting coding.overlap_min says. A turn "
        "carries the codes of its segments, a character those that cover it. A coder who did not finish a session has "
        "not rated its units.",
        "First and second are the coders in the order of the column Coders; their counts are of units. "
        "Prevalence is the share of ones among all ratings. Kappa is Cohen's, with more than two coders Fleiss'. NA: "
        "undefined, for the reason in the note. For rare codes kappa and alpha collapse and AC1 can flatter; read them "
        "together with prevalence and base.",
        f"Intervals (95%) draw whole sessions anew, {data.settings.agreement.resamples} times; NA: fewer than "
        f"{FEWEST_SESSIONS} sessions, or undefined in more than one draw in twenty.",
        f"Sessions judged without sight of suggestions, by coder: {seen}. Suggestions that coders see raise their "
        "agreement, so the rows coded blind are the ones to report.",
        kept_back_rule(data.min_speakers),
    ]


def _decimals(value: float) -> str:
    """Two decimals; what is neither none nor all does not read as if it were."""
    if pd.isna(value):
        return "NA"
    if 0 < value < 0.005:
        return "<0.01"
    return ">0.99" if 0.995 <= value < 1 else f"{value:.2f}".replace("-0.00", "0.00")


def _between(row: Any, name: str) -> str:
    low, high = getattr(row, f"{name}_low"), getattr(row, f"{name}_high")
    return "NA" if pd.isna(low) else f"{_decimals(low)} to {_decimals(high)}"


def _whole(value: object) -> str:
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]
