"""A table as LaTeX: booktabs rules, longtable so that it breaks over pages, every sign of its text made safe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.tables.widths import column_widths, is_wide
from themetrail.tables.write import NO_ROWS, SYNTHETIC

if TYPE_CHECKING:
    from themetrail.tables.table import PaperTable

_UPRIGHT, _TURNED = 160.0, 240.0  # millimetres between the margins
_SIGNS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\textquotedbl{}", "\xa0": "~", "≥": r"$\geq$", "≤": r"$\leq$", "→": r"$\rightarrow$",
    "–": "--", "—": "---", "…": r"\ldots{}", "“": "``", "”": "''", "‘": "`", "’": "'", "κ": r"$\kappa$",
    "α": r"$\alpha$", "×": r"$\times$", "[": "{[}", "]": "{]}",
}  # fmt: skip


def latex(table: PaperTable, study: str, *, synthetic: bool) -> str:
    r"""The table as a piece of LaTeX to be included with ``\input``.

    The document needs the packages booktabs, longtable, array, ragged2e and, for wide tables, pdflscape, and an
    engine or input encoding for UTF-8.

    Args:
        table: The table; one that is left out is a sentence.
        study: Title of the study.
        synthetic: Whether the notes say that the data are synthetic.
    """
    number, title = table.number.removeprefix("T"), latex_text(table.title)
    head = f"% Table {number} of the study. Needs booktabs, longtable, array, ragged2e, pdflscape.\n"
    notes = [*table.notes, f"Study: {study}", *([SYNTHETIC] if synthetic else [])]
    small = "".join(f"\n\\par\\noindent{{\\footnotesize {latex_text(note)}}}\n" for note in notes)
    if table.rows.empty:
        reason = latex_text(table.left_out or NO_ROWS)
        return f"{head}\\par\\noindent\\textbf{{Table {number}. {title}}}\n\\par\\noindent {reason}\n{small}"
    wide = is_wide(table)
    heads = [str(column) for column in table.rows.columns]
    rows = [[str(cell) for cell in row] for row in table.rows.itertuples(index=False)]
    gaps = 4.2 * len(heads)  # between columns, twice \tabcolsep
    widths = column_widths(heads, rows, (_TURNED if wide else _UPRIGHT) - gaps)
    columns = "".join(f">{{\\RaggedRight}}p{{{width:.1f}mm}}" for width in widths)
    first = _line([f"\\textbf{{{latex_text(cell)}}}" for cell in heads])
    body = "".join(_line([latex_text(cell) for cell in row]) for row in rows)
    caption = f"\\multicolumn{{{len(heads)}}}{{@{{}}p{{\\linewidth}}@{{}}}}{{\\textbf{{Table {number}.}} {title}}}"
    made = (
        f"{{\\footnotesize\n\\begin{{longtable}}{{{columns}}}\n"
        f"{caption}\\\\[1ex]\n"
        f"\\toprule\n{first}\\midrule\n\\endfirsthead\n\\toprule\n{first}\\midrule\n\\endhead\n"
        f"\\bottomrule\n\\endfoot\n{body}\\end{{longtable}}}}\n{small}"
    )
    return f"{head}\\begin{{landscape}}\n{made}\\end{{landscape}}\n" if wide else head + made


def latex_text(text: str) -> str:
    """A text with every sign that LaTeX would read as a command made plain, on one line."""
    return "".join(_SIGNS.get(sign, sign) for sign in text.replace("\r", " ").replace("\n", " "))


def _line(cells: list[str]) -> str:
    return " & ".join(cells) + " \\\\\n"
