"""The methods paragraph: what the run knows of how the study was analysed, with gaps that only the authors can fill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.tables.facts import known_facts
from themetrail.tables.notes import mask_rule
from themetrail.tables.write import SYNTHETIC

if TYPE_CHECKING:
    from themetrail.tables.data import StudyData

TODO = "[TODO (authors): {}]"
_GAPS = {
    "people": "who took part",
    "duration": "how long the sessions were",
    "coders": "who coded",
    "themes": "how themes were written",
    "checking": "whether participants or a jury checked the findings",
    "machine": "whether the machine proposed codes",
    "accumulation": "how the sample's adequacy was judged",
}
_PARTS = (
    ("Data", ("people", "sessions", "duration", "withdrawn"), ("how people were recruited", "ethics and consent")),
    ("Coding", ("approach", "frame", "derivation", "processing", "coders", "machine"), ("who the coders are",)),
    ("Findings", ("themes", "accumulation", "checking", "quotes"), ("how disagreements were settled",)),
)


def methods_text(data: StudyData) -> str:
    """A draft of the methods section as plain text, each sentence with the results that show it."""
    facts = known_facts(data)
    paragraphs = ["Methods, as far as the run knows them. A draft for the authors to correct and complete."]
    for head, names, gaps in _PARTS:
        told = [f"{facts[name].text.rstrip('.')} ({facts[name].where})." for name in names if name in facts]
        told += [TODO.format(_GAPS[name]) for name in names if name in _GAPS and name not in facts]
        paragraphs.append(" ".join([f"{head}.", *told, *(TODO.format(gap) for gap in gaps)]))
    counted = f"{data.basis} {mask_rule(data.min_speakers)} {facts['software'].text}"
    paragraphs.append(f"Counting. {counted}")
    if data.settings.study.synthetic:
        paragraphs.append(SYNTHETIC)
    return "\n\n".join(paragraphs) + "\n"
