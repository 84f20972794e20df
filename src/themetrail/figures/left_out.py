"""Which figures a study does not have, and why: nothing is drawn where nothing was asked, written or coded for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from themetrail.codebook.read import read_codebook
from themetrail.study.load import read_tables_of
from themetrail.study.problems import InputError, Problem

if TYPE_CHECKING:
    from pathlib import Path

    from themetrail.codebook.model import Codebook
    from themetrail.study.load import Tables

FIGURES = (
    "F1_study_flow",
    "F2_root_causes",
    "F3_domains_by_group",
    "F4_cooccurrence",
    "F5_domains_and_solutions",
    "F6_jury_support",
    "F7_accumulation",
    "F8_thematic_map",
    "F9_robustness",
    "F10_agreement",
)


def left_out(tables: Tables, codebook: Codebook) -> dict[str, str]:
    """Reasons by figure; what is not named can be drawn, if only to say that nothing has been coded yet."""
    codes = {row["theme_id"] for row in tables["theme_codes"]}
    themes = [row for row in tables["themes"] if row["theme_id"] in codes]
    reasons = {
        "F5_domains_and_solutions": ""
        if codebook.of_kind("solution")
        else "Left out: the codebook has no solutions that could answer a domain.",
        "F6_jury_support": ""
        if tables["jury_votes"]
        else "Left out: nothing was polled (data/raw/jury_votes.csv has no rows).",
        "F7_accumulation": ""
        if len(tables["sessions"]) > 1
        else "Left out: there is one session; accumulation over sessions is not assessable.",
        "F8_thematic_map": ""
        if themes
        else "Left out: nobody has written themes with their codes (data/coding/themes.csv, theme_codes.csv).",
    }
    return {name: reason for name, reason in reasons.items() if reason}


def reasons_of(study: Path) -> dict[str, str]:
    """The same for a study's folder; none where its codebook cannot be read, which the gate reports."""
    try:
        codebook = read_codebook(study)
    except InputError:
        return {}
    return left_out(read_tables_of(study)[0], codebook)


def read_reasons(path: Path) -> dict[str, str]:
    """The reasons from the file that a run has written of them.

    Raises:
        InputError: when it is not such a file; it may come from anybody.
    """
    try:
        reasons = json.loads(path.read_bytes())
        right = set(reasons) <= set(FIGURES) and all(isinstance(reason, str) for reason in reasons.values())
    except (OSError, ValueError, RecursionError, TypeError, AttributeError):
        right = False
    if not right:
        remedy = "It is made by a run of the study, or comes with a deposit; make or fetch it again."
        raise InputError([Problem(path.name, "", 0, "it does not say which figures are left out and why", remedy)])
    return {str(name): reason for name, reason in reasons.items()}
