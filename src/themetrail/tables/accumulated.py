"""Code accumulation of the study and of each stratum, with a sentence on new information."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from themetrail.themes.accumulation import Accumulation, NewInformation, accumulate

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData

ALL = "All sessions"
NOT_ASSESSABLE = "not assessable"


@dataclass(frozen=True)
class Stratum:
    """A stratum, its sessions in order, and how their codes accumulate."""

    name: str
    sessions: list[str]
    found: Accumulation
    sentence: str


def strata(data: StudyData) -> list[Stratum]:
    """All sessions, then each stratum of sessions.csv in its order; none where nothing is coded.

    Counted are the causes and solutions that participants raised; a domain coded by itself counts as one.
    """
    codes = {str(session): frozenset(own["code"]) for session, own in data.mentions.groupby("session_id")}
    if not codes:
        return []
    named: dict[str, list[str]] = {ALL: data.sessions}
    for row in data.inputs["sessions"]:
        if row["stratum"]:
            named.setdefault(row["stratum"], []).append(row["session_id"])
    return [_stratum(data, name, sessions, codes) for name, sessions in named.items()]


def _stratum(data: StudyData, name: str, sessions: list[str], codes: dict[str, frozenset[str]]) -> Stratum:
    rule = data.settings.accumulation
    own = [codes.get(session, frozenset()) for session in sessions]
    found = accumulate(own, rule.base_size, rule.run_length, rule.threshold)
    return Stratum(name, sessions, found, _sentence(data, len(sessions), found))


def _sentence(data: StudyData, sessions: int, found: Accumulation) -> str:
    rule = data.settings.accumulation
    needed = rule.base_size + rule.run_length
    if sessions < needed:
        held = "1 session" if sessions == 1 else f"{sessions} sessions"
        asked = f"base {rule.base_size} and run {rule.run_length} ask for {needed}"
        return f"New information: {NOT_ASSESSABLE} ({held}; {asked})."
    new = found.new_information
    if new is None or new.share is None:
        return f"New information: {NOT_ASSESSABLE} (no code in the sessions of the base)."
    return f"New information (base {rule.base_size}, run {rule.run_length}): {_numbers(new, found, rule.threshold)}."


def _numbers(new: NewInformation, found: Accumulation, threshold: float) -> str:
    of_orders = "all" if found.exact else "sampled"
    return (
        f"{new.new} new to {new.base} codes ({percent(new.share)}) as held; over {of_orders} {found.orders:,} orders "
        f"{percent(new.least)} to {percent(new.most)}, median {percent(new.median)}; at most {percent(threshold)} in "
        f"{new.below:,}"
    )


def percent(share: float | None) -> str:
    """A share as a whole percentage with a no-break space before its sign."""
    return "NA" if share is None else f"{100 * share:.0f}\xa0%"
