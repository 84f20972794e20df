"""Every file of an export, as bytes by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.interchange.quote_tables import as_csv, as_xlsx, code_by_case, quote_list, quotes_with_attributes
from themetrail.interchange.refi_write import beyond_bmp, codebook_xml, qdpx
from themetrail.interchange.web_annotation import web_annotations
from themetrail.study.slug import study_slug

if TYPE_CHECKING:
    from themetrail.interchange.losses import LossReport
    from themetrail.interchange.model import Project


def export_files(project: Project, flavour: str, losses: LossReport) -> dict[str, bytes]:
    """The project, the codebook, plain tables, annotations, and the report of losses.

    Args:
        project: What to write.
        flavour: One of :data:`refi_write.FLAVOURS`.
        losses: The losses so far; what the format cannot hold is added.
    """
    _warn(project, flavour, losses)
    files = {f"{study_slug(project.name)}.qdpx": qdpx(project, flavour)}
    if project.codes:
        files["codebook.qdc"] = codebook_xml(project)
    else:
        losses.dropped("codebook", "there are no codes, and the standard allows no empty codebook")
    quotes = quote_list(project)
    title = " ".join(filter(None, [f"What other tools get of “{project.name}”.", project.description]))
    return files | {
        "quotes.csv": as_csv(quotes).encode(),
        "quotes.xlsx": as_xlsx(quotes, "Quotes"),
        "quotes_with_attributes.csv": as_csv(quotes_with_attributes(project)).encode(),
        "codes_by_case.csv": as_csv(code_by_case(project)).encode(),
        "annotations.jsonld": web_annotations(project).encode(),
        "losses.csv": losses.as_csv().encode(),
        "losses.txt": losses.in_words(title).encode(),
    }


def _warn(project: Project, flavour: str, losses: LossReport) -> None:
    wide = beyond_bmp(project)
    if wide and flavour == "standard":
        why = "NVivo counts it twice and shifts each quote behind it; for NVivo set exchange.flavour to nvivo"
        losses.changed("character such as an emoji", why, count=wide)
    elif wide:
        why = "offsets count it twice, for NVivo; other tools shift each quote behind it"
        losses.changed("character such as an emoji", why, count=wide)
    names = [code.name for code in project.codes]
    for name in sorted({name for name in names if names.count(name) > 1}):
        losses.changed("code", "its name stands twice in the tree; QualCoder makes one code of the two", name)
