"""Table 12, the scan for residual identifiers: what was looked for, how much was found, what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from themetrail.annotation.names import NAME_LABELS
from themetrail.identifiers.layers import KINDS
from themetrail.tables.notes import undecided
from themetrail.tables.spoken import spans_withdrawn, touches
from themetrail.tables.table import PaperTable

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData

_LAYERS = {
    "pattern": "rules", "known": "list", "context": "titles and kinship", "gazetteer": "list of places",
    "first_names": "list of first names", "organisations": "words for organisations", "roster": "speaker labels",
    "names": "language model",
}  # fmt: skip
_KINDS = {
    "nhs_number": "NHS number", "url": "web address", "email": "e-mail address", "handle": "account name",
    "ip_address": "IP address", "iban": "IBAN", "card": "payment card", "vehicle": "number plate",
    "known_name": "name on the study's list", "titled_name": "name after a title",
    "kin_name": "name after kinship or an introduction", "place": "place in Great Britain",
    "off_roster_label": "label that the roster does not know", "gpe": "country, county or town", "loc": "other place",
    "org": "organisation", "fac": "building or road",
}  # fmt: skip
_COLUMNS = [
    "Layer", "Kind", "Strings found", "Occurrences", "Replaced", "Kept", "False hits", "Undecided",
]  # fmt: skip


def build(data: StudyData) -> PaperTable:
    """A row for each kind that was looked for, found or not, by layer, and one for all."""
    gone = spans_withdrawn(data)
    theirs = [
        source == "record" and touches(gone.get(session, []), start, end)
        for session, source, start, end in data.findings[["session_id", "source", "start", "end"]].values.tolist()
    ]
    found = data.findings.loc[[not one for one in theirs]]
    decided = {row["hmac"]: row["decision"] for row in data.inputs["identifiers"]}
    looked_for = [
        *((layer, kind) for layer, kinds in KINDS.items() for kind in kinds),
        ("roster", "off_roster_label"),
        *(("names", label) for label in sorted(label.lower() for label in NAME_LABELS)),
    ]
    rows = [
        (_LAYERS[layer], _KINDS.get(kind, kind.replace("_", " ")), *_numbers(found[own], decided))
        for layer, kind in looked_for
        for own in [(found["layer"] == layer) & (found["kind"] == kind)]
    ]
    rows.append(("all", "", *_numbers(found, decided)))
    notes = [
        "Looked for were the kinds in the table and no others; a scan that finds nothing does not show that nothing is "
        "left. Rules read the text, lines that are no speech, file properties and file names, and speaker labels for "
        "all but names; the language model read the text after replacements.",
        "A decision is made once for each different string; one string can be of several kinds, so that rows need not "
        "add up. Replaced: by a placeholder in everything shown. Kept: may stay, for a stated reason.",
        *undecided(data),
    ]
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    return PaperTable("T12", "identifiers", "Residual-identifier scan, counts only", frame, notes)


def _numbers(found: pd.DataFrame, decided: dict[str, str]) -> list[int]:
    strings = set(found["hmac"])
    outcomes = [decided.get(string, "") for string in strings]
    return [len(strings), len(found), *(outcomes.count(what) for what in ("replace", "keep", "false_hit", ""))]
