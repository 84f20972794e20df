"""Who a label stands for: the study's roster, and nothing guessed beyond it.

Labels are compared without case, spaces, leading zeros and closing punctuation, so ``P03``, ``p 3`` and
``P3:`` are one. ``Participant 3`` is another label and needs its own row. The label ``*`` is whoever speaks without a
label or with one that the roster lacks: the one voice of a person's notes, or everybody who answers a survey.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from themetrail.study.load import EVERY_SESSION
from themetrail.study.problems import Problem
from themetrail.transcripts.labels import same_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from themetrail.study.sheets import Row

ROSTER_FILE = "data/raw/roster.csv"
ANYBODY = "*"  # in the label of a row


@dataclass(frozen=True)
class Speaker:
    """A person of the study, as data/raw/participants.csv has them."""

    speaker_id: str
    role: str
    withdrawn: bool


@dataclass(frozen=True)
class _Entry:
    label: str
    row: int
    speaker: Speaker


@dataclass(frozen=True)
class Roster:
    """Speakers by session and normalised label; make one with :meth:`from_rows`."""

    entries: Mapping[tuple[str, str], _Entry]

    @classmethod
    def from_rows(cls, roster: Iterable[Row], participants: Iterable[Row]) -> tuple[Roster, list[Problem]]:
        """A roster from the checked rows of roster.csv and participants.csv.

        Returns:
            The roster, and a problem for each row whose speaker is unknown or whose label, compared as
            labels are, stands for somebody else already. A label whose speaker is unknown is known all the
            same, so that one mistake in participants.csv is not told again for every label.
        """
        speakers = {
            row["speaker_id"]: Speaker(row["speaker_id"], row["role"], row["withdrawn"] == "yes")
            for row in participants
        }
        entries: dict[tuple[str, str], _Entry] = {}
        problems = []
        for row in roster:
            speaker = speakers.get(row["speaker_id"])
            if speaker is None:
                seen = f"speaker_id {row['speaker_id']!r} is not in data/raw/participants.csv"
                remedy = "Add the speaker there, or correct the id."
                problems.append(Problem(ROSTER_FILE, "row", row.number, seen, remedy))
                speaker = Speaker(row["speaker_id"], "", withdrawn=False)
            entry = _Entry(row["label"], row.number, speaker)
            before = entries.setdefault((row["session_id"], same_label(row["label"])), entry)
            if before.speaker != speaker:
                seen = f"its label means the same as that in row {before.row}"
                remedy = f"One label cannot stand for {before.speaker.speaker_id} and {speaker.speaker_id}."
                problems.append(Problem(ROSTER_FILE, "row", row.number, seen, remedy))
        return cls(entries), problems

    def speaker(self, session_id: str, label: str) -> Speaker | None:
        """Who a label stands for in a session, "" being none.

        The session's own row comes before one for all sessions, and the label before :data:`ANYBODY`.
        """
        keys = ((session, one) for one in (same_label(label), ANYBODY) for session in (session_id, EVERY_SESSION))
        return next((self.entries[key].speaker for key in keys if key in self.entries), None)

    def labels(self, session_id: str) -> list[str]:
        """The labels, as the roster writes them, that are known in a session."""
        return sorted({e.label for (session, _), e in self.entries.items() if session in {session_id, EVERY_SESSION}})
