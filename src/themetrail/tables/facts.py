"""What a run knows of the things that reporting checklists and a methods section ask for, and which file shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import themetrail
from themetrail.tables.accumulated import strata
from themetrail.tables.blind import blind_sessions
from themetrail.tables.spoken import consenting

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData

ANALYSES = {
    "codebook": "Codebook (framework) thematic analysis",
    "coding_reliability": "Coding-reliability thematic analysis",
    "reflexive": "Reflexive thematic analysis",
}


@dataclass(frozen=True)
class Fact:
    """A sentence or two that the run can answer for, and the results that show it."""

    text: str
    where: str


def known_facts(data: StudyData) -> dict[str, Fact]:
    """Facts by name; what the run does not know has none."""
    found = {
        "approach": _approach(data),
        "people": _people(data),
        "sessions": _sessions(data),
        "setting": _setting(data),
        "withdrawn": _withdrawn(data),
        "repeats": _repeats(data),
        "duration": _duration(data),
        "accumulation": _accumulation(data),
        "coders": _coders(data),
        "machine": _machine(data),
        "frame": _frame(data),
        "derivation": _derivation(data),
        "processing": _processing(data),
        "software": Fact(
            f"ThemeTrail {themetrail.__version__}; the settings and every decision are kept, and nothing was sent "
            "over a network.",
            "config/config.yaml, data/coding/",
        ),
        "checking": _checking(data),
        "quotes": _quotes(data),
        "trail": _trail(data),
        "themes": _themes(data),
        "groups": _groups(data),
    }
    return {name: fact for name, fact in found.items() if fact is not None}


def _approach(data: StudyData) -> Fact:
    return Fact(f"{ANALYSES[data.settings.reporting.analysis]}.", "config/config.yaml (reporting.analysis)")


def _people(data: StudyData) -> Fact:
    groups = "; ".join(f"{group} {n}" for group, n in data.group_sizes.items())
    total = sum(data.group_sizes.values())
    return Fact(f"{_n(total, 'participant')} spoke ({groups}).", "T1, F1")


def _sessions(data: StudyData) -> Fact:
    phases = dict.fromkeys(row["phase"].replace("_", " ") for row in data.inputs["sessions"])
    kinds = dict.fromkeys(row["source_kind"] for row in data.inputs["sessions"])
    return Fact(f"{_n(len(data.sessions), 'session')} ({', '.join(phases)}), read from {', '.join(kinds)}.", "T1, F1")


def _setting(data: StudyData) -> Fact | None:
    given = all(row["setting"] for row in data.inputs["sessions"])
    return Fact("The setting of each session is listed.", "T1") if given else None


def _withdrawn(data: StudyData) -> Fact:
    people = sum(row["withdrawn"] == "yes" for row in data.inputs["participants"])
    told = (
        f"{_n(people, 'person', 'people')} withdrew; what they said is in no result." if people else "Nobody withdrew."
    )
    return Fact(told, "T11")


def _repeats(data: StudyData) -> Fact:
    spoken = data.segments[data.segments["role"] == "participant"]
    again = int((spoken.groupby("speaker_id")["session_id"].nunique() > 1).sum())
    return Fact(f"{_n(again, 'participant')} spoke in more than one session.", "T1")


def _duration(data: StudyData) -> Fact | None:
    minutes = [row["duration_min"] for row in data.inputs["sessions"]]
    if not all(minutes):
        return None
    numbers = sorted(map(float, minutes))
    return Fact(f"{numbers[0]:g} to {numbers[-1]:g} minutes, {sum(numbers):g} in all.", "T1")


def _accumulation(data: StudyData) -> Fact | None:
    found = strata(data)
    if not found:
        return None
    return Fact(f"{found[0].sentence} Whether this was saturation is the authors' to argue.", "F7, T15")


def _coders(data: StudyData) -> Fact | None:
    coders = [coder for coder, acts in sorted(data.ledgers.items()) if acts]
    if not coders:
        return None
    twice = data.double_coded
    both = f" {_n(len(twice), 'session')} coded by more than one ({', '.join(twice)})." if twice else ""
    return Fact(f"{_n(len(coders), 'coder')} ({', '.join(coders)}).{both}", "T8, data/coding/coders.csv")


def _machine(data: StudyData) -> Fact | None:
    shown = [coder for coder, acts in sorted(data.standing.items()) if any(a.shown_codes() for a in acts)]
    blind = {coder: sorted(blind_sessions(acts)) for coder, acts in sorted(data.ledgers.items())}
    if not shown:
        return Fact("No suggestion of the machine was shown to a coder.", "T9") if any(data.ledgers.values()) else None
    alone = "; ".join(f"{coder} {', '.join(sessions)}" for coder, sessions in blind.items() if sessions) or "none"
    return Fact(
        f"Rules and a model on this machine proposed codes to {', '.join(shown)}, who decided; coded without "
        f"sight of them: {alone}.",
        "T9, data/coding/decisions/",
    )


def _frame(data: StudyData) -> Fact:
    kinds = (("domain", "domain"), ("cause", "root cause"), ("solution", "solution"))
    parts = [_n(len(own), what) for kind, what in kinds if (own := data.codebook.of_kind(kind))]
    return Fact(f"{', '.join(parts) or 'No codes'} in version {data.codebook.version} of the codebook.", "T2")


def _derivation(data: StudyData) -> Fact:
    sources = [code.source for code in data.codebook.codes if code.kind != "process"]
    parts = [f"{sources.count(source)} {source}" for source in ("paper", "inferred", "analyst") if source in sources]
    return Fact(f"Where each code comes from is marked ({', '.join(parts) or 'none yet'}).", "T2")


def _processing(data: StudyData) -> Fact:
    found = data.findings["hmac"].nunique()
    return Fact(
        f"Transcripts were read as they are, cut into {_n(len(data.segments), 'segment')} and scanned for identifiers "
        f"({_n(found, 'different string')} found, each decided on or listed).",
        "T11, T12",
    )


def _checking(data: StudyData) -> Fact | None:
    votes, log = data.inputs["jury_votes"], data.inputs["refinements"]
    parts = []
    if votes:
        parts.append(f"{_n(len({row['solution'] for row in votes}), 'solution')} put to a jury")
    if log:
        parts.append(f"{_n(len(log), 'wording')} discussed")
    shown = ", ".join(name for name, given in (("T6, F6", votes), ("T7", log)) if given)
    return Fact(f"{'; '.join(parts)}.", shown) if parts else None


def _quotes(data: StudyData) -> Fact | None:
    if data.mentions.empty:
        return None
    willing = len(consenting(data) & set(data.group_of))
    return Fact(
        f"Quotes of the {_n(willing, 'participant')} who consented, each with pseudonym, group, session and the id of "
        "its decision.",
        "T3, quotes.csv",
    )


def _trail(data: StudyData) -> Fact | None:
    if data.mentions.empty:
        return None
    return Fact("Every count can be followed to codings, decisions and places in the sources.", "T3, T4, quotes.csv")


def _themes(data: StudyData) -> Fact | None:
    themes = data.inputs["themes"]
    authors = ", ".join(sorted({row["author"] for row in themes}))
    return Fact(f"{_n(len(themes), 'theme')} written by {authors}.", "F8, data/coding/themes.csv") if themes else None


def _groups(data: StudyData) -> Fact | None:
    if data.mentions.empty or len(data.groups) < 2:
        return None
    return Fact(f"What each of {_n(len(data.groups), 'group')} said of each cause stands apart.", "T4, F3")


def _n(n: int, one: str, many: str = "") -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"
