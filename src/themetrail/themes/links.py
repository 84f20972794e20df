"""Which solution answers which domain: as analysts state it, and as co-coding suggests it. Never mixed."""

from __future__ import annotations

import pandas as pd

from themetrail.themes.masking import is_masked, told_total


def stated_links(rows: list[dict[str, str]]) -> pd.DataFrame:
    """Links that analysts wrote into links.csv: domain, solution, statements (rows), coders."""
    frame = pd.DataFrame(rows, columns=["domain", "solution", "coder", "session_id", "start", "end"])
    grouped = frame.groupby(["domain", "solution"], sort=True)
    return grouped.agg(statements=("coder", "size"), coders=("coder", "nunique")).reset_index()


def derived_links(rows: pd.DataFrame) -> pd.DataFrame:
    """Links from mentions: somebody names a cause of the domain and the solution within one turn.

    People seldom put a problem and its answer into one sentence, so the unit is the turn.

    Returns:
        Columns domain, solution, speakers, sessions, turns.
    """
    turn = ["session_id", "turn"]
    causes = rows[rows["kind"].isin(["domain", "cause"])][[*turn, "domain"]].drop_duplicates()
    solutions = rows[rows["kind"] == "solution"][[*turn, "speaker_id", "code"]].drop_duplicates()
    pairs = causes.merge(solutions.rename(columns={"code": "solution"}), on=turn)
    grouped = pairs.groupby(["domain", "solution"], sort=True)
    return grouped.agg(
        speakers=("speaker_id", "nunique"), sessions=("session_id", "nunique"), turns=("speaker_id", "size")
    ).reset_index()


def shown_links(rows: pd.DataFrame, min_speakers: int) -> pd.DataFrame:
    """The derived links that may be shown: columns domain, solution and speakers, which is "at least".

    The speakers of each group are a cell, masked as any other, so that neither a number nor a link that is missing
    tells what a hidden cell holds. They are those of the domain's causes together with the solution, each counted
    once, so they are told as unions are (:func:`themes.masking.told_total`).
    """
    known = [(domain, solution, told) for domain, solution, told, _ in told_links(rows, min_speakers)]
    found = pd.DataFrame(known, columns=["domain", "solution", "speakers"])
    return found[found["speakers"] >= min_speakers].reset_index(drop=True)


def told_links(rows: pd.DataFrame, min_speakers: int) -> list[tuple[str, str, int, bool]]:
    """Every derived link: domain, solution, what may be told of its speakers, and whether that is exact."""
    return [
        (*pair, *told_total([n for n, _ in own.values()], [parts for _, parts in own.values()], min_speakers))
        for pair, own in _cells(rows).items()
    ]


def quotable_groups(rows: pd.DataFrame, min_speakers: int) -> dict[tuple[str, str], frozenset[str]]:
    """Groups of whose derived links words may be shown, by domain and solution.

    Only those of which neither the link nor any cause's part in it is hidden: that somebody of a group is quoted on a
    link says that the group has it.
    """
    return {
        pair: frozenset(
            group
            for group, (speakers, parts) in own.items()
            if not any(is_masked(n, min_speakers) for n in (speakers, *parts))
        )
        for pair, own in _cells(rows).items()
    }


def _cells(rows: pd.DataFrame) -> dict[tuple[str, str], dict[str, tuple[int, list[int]]]]:
    """By link and group, the speakers who made it within a turn, and those of each of the domain's causes in it."""
    turn = ["session_id", "turn"]
    causes = rows[rows["kind"].isin(["domain", "cause"])][[*turn, "domain", "code"]].drop_duplicates()
    solutions = rows[rows["kind"] == "solution"][[*turn, "speaker_id", "group", "code"]].drop_duplicates()
    pairs = causes.merge(solutions.rename(columns={"code": "solution"}), on=turn)
    found: dict[tuple[str, str], dict[str, tuple[int, list[int]]]] = {}
    for (domain, solution, group), own in pairs.groupby(["domain", "solution", "group"], sort=True):
        parts = [int(n) for n in own.groupby("code")["speaker_id"].nunique()]
        cells = found.setdefault((str(domain), str(solution)), {})
        cells[str(group)] = (int(own["speaker_id"].nunique()), parts)
    return found
