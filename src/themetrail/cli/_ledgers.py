"""How commands open the ledgers of a study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.ledger.acts import FOLDER, Act, read_ledger

if TYPE_CHECKING:
    from pathlib import Path

    from themetrail.study.problems import Problem
    from themetrail.study.settings import Settings


def read_ledgers(study: Path) -> tuple[dict[str, list[Act]], list[Problem]]:
    """The acts of each coder by the coder's name, and the problems of the files by themselves."""
    ledgers: dict[str, list[Act]] = {}
    problems: list[Problem] = []
    folder = study / FOLDER
    for path in sorted(folder.glob("*.csv")) if folder.is_dir() else []:
        ledgers[path.stem], found = read_ledger(path, f"{FOLDER}/{path.name}")
        problems += found
    return _as_the_codebook_is(study, ledgers), problems


def _as_the_codebook_is(study: Path, ledgers: dict[str, list[Act]]) -> dict[str, list[Act]]:
    """The acts with merged codes as those that they were merged into."""
    from themetrail.codebook.merges import merged_codes
    from themetrail.ledger.replay import with_aliases
    from themetrail.study.inputs import CODEBOOK_LOG
    from themetrail.study.load import read_table_of

    merged = merged_codes(read_table_of(study, CODEBOOK_LOG)[0])
    return {coder: with_aliases(acts, merged) for coder, acts in ledgers.items()}


def lead_coders(settings: Settings, sessions: list[str]) -> dict[str, str]:
    """Lead coder of each session, by the settings."""
    coding = settings.coding
    return {session: coding.findings_from_by_session.get(session, coding.findings_from) for session in sessions}
