"""Who speaks in an imported project: cases, or the labels that open lines, as participants and roster."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from themetrail.cleaning.roster import ANYBODY
from themetrail.interchange.from_study import GROUP
from themetrail.interchange.names import Ids, one_row, slug
from themetrail.interchange.transcript_files import UNKNOWN, TranscriptFile, Voice
from themetrail.study.inputs import RAW_TABLES, ROLES
from themetrail.transcripts.labels import same_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from themetrail.interchange.losses import LossReport
    from themetrail.interchange.model import Case, Project, TextSource

NO_GROUP = "Imported"
"""The stakeholder group of participants whose group nothing tells."""

OURS = "session "
"""How the names of variables begin that ThemeTrail writes for the columns of sessions.csv."""

_ASKS = re.compile(r"int(erviewer)?\d*|fac(ilitator)?\d*|mod(erator)?\d*|researcher\d*|i", re.IGNORECASE)


@dataclass
class People:
    """Fills itself while sources become sessions.

    Attributes:
        rows: Rows of participants.csv by speaker_id.
        roster: Rows of roster.csv.
    """

    project: Project
    losses: LossReport
    ids: Ids = field(default_factory=lambda: Ids("P"))
    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    roster: list[dict[str, str]] = field(default_factory=list)
    _of_case: dict[str, str] = field(default_factory=dict)
    _of_sources: set[str] = field(default_factory=set)

    def voices(self, source: TextSource) -> list[Voice]:
        """The stretches of a source that belong to cases."""
        return [
            Voice(span.start, span.end, self._label(case))
            for case in self.project.cases
            for span in case.spans
            if span.source == source.guid and span.start < span.end
        ]

    def add(self, session: str, source: TextSource, file: TranscriptFile) -> None:
        """Rows for everybody who speaks in a session."""
        by_label = {own: case for case in self.project.cases for own in [self._of_case.get(case.guid)] if own}
        named = {same_label(case.name): case for case in self.project.cases}
        alone = self._alone(source)
        asked = [label for label in file.labels if label != UNKNOWN and not _ASKS.fullmatch(label)]
        for label in file.labels:
            case = by_label.get(label) or named.get(same_label(label))
            if case is None and asked == [label]:
                case = alone
            if case is not None:
                speaker = self._speaker(self._label(case), case)
            elif label == UNKNOWN:
                speaker = self._speaker("unknown_voice", None, "participant")
            else:
                role = "facilitator" if _ASKS.fullmatch(label) else "participant"
                speaker = self._speaker(self.ids.of(f"{session}_{slug(label)}"), None, role)
            self.roster.append({"session_id": session, "label": label, "speaker_id": speaker})
        if not file.labels:
            speaker = self._speaker(self._label(alone) if alone else self.ids.of(f"{session}_voice"), alone)
            self.roster.append({"session_id": session, "label": ANYBODY, "speaker_id": speaker})

    def values_beside(self, source: TextSource) -> dict[str, str]:
        """Values of the one case of a source, where several people speak in it, so that they are the source's."""
        case = self._alone(source)
        if case is None or self._of_case.get(case.guid) in self.rows:
            return {}
        self._of_sources.add(case.guid)
        names = {variable.guid: variable.name for variable in self.project.variables}
        return {"case": one_row(case.name)} | {names[variable]: one_row(value) for variable, value in case.values}

    def _alone(self, source: TextSource) -> Case | None:
        """The one case that has this source alone, and no stretches of its own."""
        own = [case for case in self.project.cases if case.sources == (source.guid,) and not case.spans]
        return own[0] if len(own) == 1 else None

    def silent_cases(self) -> None:
        """Tell of the cases that are nobody who speaks."""
        for case in self.project.cases:
            if case.guid in self._of_sources:
                self.losses.changed(
                    "case", "several people speak in its text, so its values are the session's", case.name
                )
            elif self._of_case.get(case.guid) not in self.rows:
                self.losses.dropped("case", "it has no words of its own in any text", case.name)

    def _label(self, case: Case) -> str:
        if case.guid not in self._of_case:
            self._of_case[case.guid] = self.ids.of(one_row(case.name))
        return self._of_case[case.guid]

    def _speaker(self, speaker: str, case: Case | None, role: str = "") -> str:
        if speaker not in self.rows:
            names = {variable.guid: variable.name for variable in self.project.variables}
            values = {names[variable]: one_row(value) for variable, value in (case.values if case else ())}
            told = values.pop("role", "").casefold()
            if told in ROLES:
                role = told
            elif case is not None:
                role = "facilitator" if _ASKS.fullmatch(one_row(case.name)) else "participant"
            group = values.pop(GROUP, "") or (NO_GROUP if (role or "participant") == "participant" else "")
            values.pop("speaker_id", None)
            row = {"speaker_id": speaker, "stakeholder_group": group, "role": role or "participant"}
            # Nobody has asked yet whether these words may be quoted.
            self.rows[speaker] = row | {"quote_consent": "no", "withdrawn": "no"} | further_columns(values, row)
        return speaker


def further_columns(values: Mapping[str, str], row: Mapping[str, str]) -> dict[str, str]:
    """Values as further columns, under names that no other column has."""
    taken = {*row, *RAW_TABLES["sessions"].header, *RAW_TABLES["participants"].header}
    columns: dict[str, str] = {}
    for name, value in values.items():
        own = slug(name.removeprefix(OURS)).lower() or "value"
        while own in taken or own in columns:
            own = f"{own}_2"
        columns[own] = value
    return columns
