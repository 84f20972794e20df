"""What tables, quotes and drawn data are made from: everything a run knows, loaded once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from themetrail.codebook.merges import merged_codes
from themetrail.codebook.read import read_codebook
from themetrail.ledger.acts import FOLDER, Act, read_ledger
from themetrail.ledger.replay import active_acts, finished_sessions, sessions_with_consensus, with_aliases
from themetrail.study.load import Tables, read_tables_of
from themetrail.study.machine_tables import FINDINGS, MARKS, SEGMENTS, TURNS, read_table, read_tables
from themetrail.study.settings import Settings, read_settings
from themetrail.study.sheets import Row
from themetrail.themes.masking import is_masked, mask_cells, told_of_union
from themetrail.themes.mentions import grid, mentions
from themetrail.themes.quotes import group_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from themetrail.codebook.model import Codebook


@dataclass(frozen=True)
class StudyData:
    """A study and the results of a run, as far as its tables need them.

    ``reports`` holds the ingest report of each session. Frames follow the schemas of
    :mod:`themetrail.study.machine_tables`; ``findings`` are those of the rules and the names together.
    """

    settings: Settings
    inputs: Tables
    codebook: Codebook
    ledgers: Mapping[str, list[Act]]
    reports: Mapping[str, Mapping[str, Any]]
    turns: pd.DataFrame
    marks: pd.DataFrame
    findings: pd.DataFrame
    segments: pd.DataFrame
    suggestions: pd.DataFrame
    codings: pd.DataFrame
    coding_segments: pd.DataFrame

    @cached_property
    def sessions(self) -> list[str]:
        """Session ids in the order of sessions.csv."""
        return [row["session_id"] for row in self.inputs["sessions"]]

    @cached_property
    def group_of(self) -> dict[str, str]:
        """Stakeholder group of each participant who has not withdrawn."""
        return group_of(self.inputs.by("participants", "speaker_id"))

    @cached_property
    def groups(self) -> list[str]:
        """Stakeholder groups in the order of participants.csv."""
        return list(dict.fromkeys(self.group_of[speaker] for speaker in self.group_of))

    @cached_property
    def turns_by_session(self) -> dict[str, tuple[list[int], list[tuple[int, str]]]]:
        """By session, where each turn starts in the order of the text, and its end and speaker."""
        ordered = self.turns.sort_values(["session_id", "start"])
        found: dict[str, tuple[list[int], list[tuple[int, str]]]] = {}
        for session, start, end, speaker in ordered[["session_id", "start", "end", "speaker_id"]].values.tolist():
            starts, turns = found.setdefault(str(session), ([], []))
            starts.append(int(start))
            turns.append((int(end), str(speaker)))
        return found

    @cached_property
    def group_sizes(self) -> dict[str, int]:
        """Participants of each group who spoke in a session and have not withdrawn."""
        spoke = set(self.segments["speaker_id"])
        sizes = dict.fromkeys(self.groups, 0)
        for speaker, group in self.group_of.items():
            sizes[group] += speaker in spoke
        return sizes

    @cached_property
    def mentions(self) -> pd.DataFrame:
        """Codes on participants' segments, from the codings that count (columns of themes.mentions)."""
        return mentions(self.codings, self.coding_segments, self.segments, self.group_of, self.codebook)

    @property
    def min_speakers(self) -> int:
        """The mask setting."""
        return self.settings.masking.min_speakers

    def group_cells(self, item: str, items: list[str]) -> pd.DataFrame:
        """Masked counts for each item ("code" or "domain") and stakeholder group; see themes.masking."""
        cells = mask_cells(grid(self.mentions, item, items, "group", self.groups), self.min_speakers)
        return self._told(cells) if item == "domain" else cells

    def parts_of(self, codes: Iterable[str]) -> list[list[int]]:
        """For each group, in their order, the speakers of each of some codes; not masked."""
        columns = [self.speakers_by_code[code] for code in codes]
        return [[column[place] for column in columns] for place in range(len(self.groups))]

    def _told(self, cells: pd.DataFrame) -> pd.DataFrame:
        """Cells of domains as far as those of their codes stay hidden."""
        out = cells.copy()
        for domain in dict.fromkeys(cells["domain"]):
            own = [code.id for code in self.codebook.codes if self.codebook.domain_of(code.id) == domain]
            parts = dict(zip(self.groups, self.parts_of(own), strict=True))
            for index in out.index[(out["domain"] == domain) & ~out["masked"]]:
                speakers = int(out.loc[index, "speakers"])
                known, exact = told_of_union(speakers, parts[str(out.loc[index, "group"])], self.min_speakers)
                if not exact:
                    out.loc[index, "speakers"] = known
                    out.loc[index, "text"] = f"≥{known}"
                    out.loc[index, ["sessions", "segments"]] = pd.NA
        return out

    @cached_property
    def speakers_by_code(self) -> dict[str, list[int]]:
        """Speakers of each group, in the order of the groups, by code; not masked, so not for print as they are."""
        codes = [code.id for code in self.codebook.codes]
        cells = grid(self.mentions, "code", codes, "group", self.groups)
        return {str(code): [int(n) for n in own["speakers"]] for code, own in cells.groupby("code", sort=False)}

    @cached_property
    def shown_cells(self) -> frozenset[tuple[str, str]]:
        """Pairs (code, group) that are mentioned and not hidden."""
        return frozenset(
            (code, group)
            for code, speakers in self.speakers_by_code.items()
            for group, n in zip(self.groups, speakers, strict=True)
            if n and not is_masked(n, self.min_speakers)
        )

    @cached_property
    def lead_of(self) -> dict[str, str]:
        """Lead coder of each session."""
        coding = self.settings.coding
        return {s: coding.findings_from_by_session.get(s, coding.findings_from) for s in self.sessions}

    @cached_property
    def double_coded(self) -> list[str]:
        """Sessions that two coders or more have finished."""
        done = self.finished.values()
        return [session for session in self.sessions if sum(session in sessions for sessions in done) > 1]

    @cached_property
    def standing(self) -> dict[str, list[Act]]:
        """The acts of each coder that stand, by the coder's name."""
        return {coder: active_acts(acts) for coder, acts in self.ledgers.items()}

    @cached_property
    def finished(self) -> dict[str, frozenset[str]]:
        """Sessions that each coder has finished."""
        return {coder: finished_sessions(acts) for coder, acts in self.ledgers.items()}

    @cached_property
    def agreed(self) -> frozenset[str]:
        """Sessions in which a consensus counts."""
        return sessions_with_consensus(self.ledgers.values())

    @cached_property
    def coded_units(self) -> pd.DataFrame:
        """The segments that coders were asked to code: participants' words, without backchannels."""
        participants = self.segments[self.segments["role"] == "participant"]
        left_out = participants["flags"].map(lambda flags: bool({"backchannel", "no_words"} & set(flags.split())))
        return participants[~left_out]

    def coders_of(self, sessions: list[str]) -> list[str]:
        """The coders who finished every one of some sessions."""
        return [coder for coder, done in sorted(self.finished.items()) if set(sessions) <= done]

    @cached_property
    def basis(self) -> str:
        """Whose codings count, in a sentence for under a table."""
        agreed = sorted(self.agreed)
        leads = sorted({coder for session, coder in self.lead_of.items() if session not in agreed})
        parts = [f"the consensus of {', '.join(agreed)}"] if agreed else []
        parts += [f"the lead coder ({', '.join(leads)})" + (" elsewhere" if agreed else "")] if leads else []
        if self.codings.empty:
            return "No decisions have been made yet; nothing is counted."
        return f"Counted are the codings of {' and '.join(parts)}; counts are never added up over coders."


def current_codes(inputs: Tables, merged: Mapping[str, str]) -> Tables:
    """The tables with merged codes named as those that stand for them, where people point at codes with them.

    Votes and refinements keep the solution that was put to people: a vote on one wording is none on another.
    """
    renamed = {
        table: [Row(r.number, {**r.cells, **{c: merged.get(r[c], r[c]) for c in columns}}) for r in inputs[table]]
        for table, columns in (
            ("theme_codes", ("code",)),
            ("links", ("domain", "solution")),
            ("summaries", ("cause",)),
        )
    }
    return Tables({**inputs.rows, **renamed})


class _Ledgers(Mapping[str, "list[Act]"]):
    """The acts of each coder, read when they are first asked for: they are most of what there is to read."""

    def __init__(self, study: Path, merged: Mapping[str, str]) -> None:
        self._study, self._merged = study, merged

    @cached_property
    def _acts(self) -> dict[str, list[Act]]:
        return {
            path.stem: with_aliases(read_ledger(path, f"{FOLDER}/{path.name}")[0], self._merged)
            for path in sorted((self._study / FOLDER).glob("*.csv"))
        }

    def __getitem__(self, coder: str) -> list[Act]:
        return self._acts[coder]

    def __iter__(self) -> Iterator[str]:
        return iter(self._acts)

    def __len__(self) -> int:
        return len(self._acts)


def load_study(study: Path, private: Path) -> StudyData:
    """Everything from a study's folder and the private results of its run."""
    inputs = read_tables_of(study)[0]
    merged = merged_codes(inputs["codebook_log"])
    codebook = read_codebook(study)
    sessions = [row["session_id"] for row in inputs["sessions"]]
    findings = [private / kind / f"{s}.parquet" for kind in ("findings", "names") for s in sessions]
    return StudyData(
        settings=read_settings(study),
        inputs=current_codes(inputs, merged),
        codebook=codebook,
        ledgers=_Ledgers(study, merged),
        reports={s: json.loads((private / "ingest" / f"{s}.json").read_text(encoding="utf-8")) for s in sessions},
        turns=read_tables([private / "turns" / f"{s}.parquet" for s in sessions], TURNS),
        marks=read_tables([private / "marks" / f"{s}.parquet" for s in sessions], MARKS),
        findings=read_tables(findings, FINDINGS),
        segments=read_tables([private / "segments" / f"{s}.parquet" for s in sessions], SEGMENTS),
        suggestions=read_table(private / "suggestions.parquet"),
        codings=read_table(private / "codings.parquet"),
        coding_segments=read_table(private / "coding_segments.parquet"),
    )
