"""What people decided about findings, once for each distinct string, and what is still to decide.

A decision is a row of data/coding/identifiers.csv: ``replace`` (by a placeholder in everything released),
``keep`` (an identifier that may stay, with the reason) or ``false_hit``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from themetrail.identifiers.hashing import identifier_hmac, mask
from themetrail.study.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from themetrail.study.sheets import Row

IDENTIFIERS_FILE = "data/coding/identifiers.csv"
_ALWAYS_STOP = frozenset({"roster"})
Replacement = tuple[int, int, str]

_WORKLIST = ["hmac", "masked", "kind", "layer", "count", "sessions", "places", "contexts"]
_READING_ORDER = ["session_id", "source", "start", "end", "place"]
_PLACES_SHOWN = 5
_MOST_WORDS = 6
_SOURCES = {
    "record": "the text",
    "label": "a speaker label",
    "dropped": "a line that is not speech",
    "metadata": "the file's properties",
    "file_name": "the file's name",
}


def unresolved(findings: pd.DataFrame, decisions: Sequence[Row]) -> pd.DataFrame:
    """The findings whose string has no decision yet, in their order."""
    decided = {row["hmac"] for row in decisions}
    return findings[~findings["hmac"].isin(decided)].reset_index(drop=True)


def worklist(findings: pd.DataFrame, contexts: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """One row for each distinct string, the most frequent first, for a person to decide on.

    Args:
        findings: What is to be decided (schema FINDINGS).
        contexts: The masked contexts of each hash, see :func:`themetrail.identifiers.contexts.masked_contexts`.

    Returns:
        Columns hmac, masked, kind, layer, count (of findings), sessions, places (the first five, each as
        session and place) and contexts; several values in a cell are joined by "; ", contexts by " | ".
    """
    rows = []
    for digest, group in findings.sort_values(_READING_ORDER).groupby("hmac"):
        places = dict.fromkeys(group["session_id"] + " " + group["place"])
        rows.append(
            {
                "hmac": digest,
                "masked": min(group["masked"]),
                "kind": _joined(group["kind"]),
                "layer": _joined(group["layer"]),
                "count": len(group),
                "sessions": _joined(group["session_id"]),
                "places": "; ".join(list(places)[:_PLACES_SHOWN]),
                "contexts": " | ".join(contexts.get(str(digest), ())),
            }
        )
    return pd.DataFrame(rows, columns=_WORKLIST).sort_values(
        ["count", "hmac"], ascending=[False, True], ignore_index=True
    )


def replacements(record: str, findings: pd.DataFrame, decisions: Sequence[Row], key: bytes) -> list[Replacement]:
    """What to put in place of what in one session: (start, end, placeholder) in its text of record.

    A decision holds wherever its string stands, whichever layer found it first and however often: besides the
    findings, each run of up to six words of the record is hashed and looked up. Ranges that overlap are replaced
    as one, by the placeholder of the longest, so that no part of either stays. A range never crosses a line end,
    where another speaker may begin: of a string that does, the part on each line is replaced.

    Args:
        record: Text of record.
        findings: Findings of the session (schema FINDINGS).
        decisions: Rows of identifiers.csv.
        key: The study's secret key.

    Returns:
        Sorted ranges that do not overlap.
    """
    placeholders = {row["hmac"]: row["replacement"] for row in decisions if row["decision"] == "replace"}
    if not placeholders:
        return []
    chosen = findings[(findings["source"] == "record") & findings["hmac"].isin(placeholders)]
    spans = [
        (int(start), int(end), placeholders[digest])
        for start, end, digest in zip(chosen["start"], chosen["end"], chosen["hmac"], strict=True)
    ]
    for start, end in runs_of_words(record):
        placeholder = placeholders.get(identifier_hmac(record[start:end], key))
        if placeholder:
            spans.append((start, end, placeholder))
    return [part for span in _merged(sorted(set(spans))) for part in _by_line(record, span)]


def runs_of_words(text: str, most: int = _MOST_WORDS) -> Iterator[tuple[int, int]]:
    """Spans of one to ``most`` words in a row, within a line."""
    offset = 0
    for line in text.splitlines(keepends=True):
        words = [(offset + word.start(), offset + word.end()) for word in re.finditer(r"\w+", line)]
        for first, (start, _) in enumerate(words):
            yield from ((start, end) for _, end in words[first : first + most])
        offset += len(line)


def to_fill_in(listed: pd.DataFrame) -> str:
    """A worklist as the text of a CSV file, with the columns for a person's decisions at its end."""
    return str(listed.assign(decision="", replacement="", reason="").to_csv(index=False, lineterminator="\n"))


def holds_identifier(text: str, hashes: Collection[str], key: bytes) -> bool:
    """Whether one of the strings behind ``hashes`` stands in what somebody wrote."""
    for start, end in runs_of_words(text, most=len(text)):
        # A telephone number or an account name may begin with a sign.
        signed = len(text[:start].rstrip("+@("))
        if any(identifier_hmac(text[begin:end], key) in hashes for begin in (start, signed)):
            return True
    return False


def check_decisions(rows: Sequence[Row], shown_as: str) -> list[Problem]:
    """What is wrong with decisions whose cells are right one by one."""
    problems = []
    for row in rows:
        if row["decision"] == "replace" and not row["replacement"]:
            remedy = "Fill in replacement with a placeholder such as [NAME 1]."
            problems.append(Problem(shown_as, "row", row.number, "replace without a replacement", remedy))
        if row["decision"] == "keep" and not row["reason"]:
            remedy = "Fill in reason: why this identifier may stay in released text."
            problems.append(Problem(shown_as, "row", row.number, "keep without a reason", remedy))
        if mask(row["masked"]) != row["masked"]:
            remedy = "Write digits as 9 and letters as x: the string itself must not stand in this file."
            problems.append(Problem(shown_as, "row", row.number, "masked is not a masked form", remedy))
    return problems


def gate_problems(unresolved: pd.DataFrame, paths: Mapping[str, str], stop_on: Collection[str]) -> list[Problem]:
    """A problem for each distinct undecided string, at the first place where it stands.

    Args:
        unresolved: Findings without a decision, see :func:`unresolved`.
        paths: The path of each session's transcript, as messages show it.
        stop_on: The layers whose findings stop a run; labels that the roster does not know always do.
    """
    hard = unresolved[unresolved["layer"].isin(_ALWAYS_STOP | set(stop_on))]
    problems = []
    for digest, group in hard.sort_values(_READING_ORDER).groupby("hmac"):
        first = group.iloc[0]
        unit, number = _place(first["place"])
        more = f" and {len(group) - 1} more of it" if len(group) > 1 else ""
        where = _SOURCES[first["source"]] + (f" ({first['place']})" if first["source"] == "metadata" else "")
        seen = f"undecided {first['kind'].replace('_', ' ')} of the form {first['masked']} in {where}{more}"
        problems.append(Problem(paths[first["session_id"]], unit, number, seen, _remedy(str(digest), first)))
    return sorted(problems)


def _remedy(digest: str, finding: pd.Series) -> str:
    kind = finding["kind"]
    decide = (
        f"with 'themetrail accept-identifiers', or add a row to {IDENTIFIERS_FILE} with hmac {digest}, "
        f"masked {finding['masked']}, kind {kind} and "
        "decision replace (with a replacement such as [NAME 1]), keep (with a reason) or false_hit."
    )
    if kind == "off_roster_label":
        return f"If it is a label of this session, add it to data/raw/roster.csv; else decide once: {decide}"
    return f"Decide once: {decide}"


def _by_line(record: str, span: Replacement) -> list[Replacement]:
    start, end, placeholder = span
    starts = [start, *(start + line_end.end() for line_end in re.finditer("\n", record[start:end]))]
    ends = [*(begin - 1 for begin in starts[1:]), end]
    return [(low, high, placeholder) for low, high in zip(starts, ends, strict=True) if low < high]


def _place(place: str) -> tuple[str, int]:
    """Unit and number of a place such as "cue 12"; none for a place without a number."""
    match = re.match(r"([a-z]+) (\d+)\b", place)
    return (match[1], int(match[2])) if match else ("", 0)


def _joined(values: pd.Series) -> str:
    return "; ".join(sorted(set(values)))


def _merged(spans: list[Replacement]) -> list[Replacement]:
    groups: list[list[Replacement]] = []
    reach = 0
    for span in sorted(spans):
        if groups and span[0] < reach:
            groups[-1].append(span)
        else:
            groups.append([span])
        reach = max(reach, span[1])
    return [
        (group[0][0], max(end for _, end, _ in group), max(group, key=lambda span: span[1] - span[0])[2])
        for group in groups
    ]
