"""How a notebook shows what it read: sentences, tables that need no script, figures, and checks of one file by another.

Whatever comes from the study is escaped: it is text, never markup.
"""

# mypy: untyped-calls-exclude="IPython"

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

import pandas as pd
from IPython.display import HTML, Markdown, display
from markupsafe import Markup, escape

from themetrail.study.files import sha256
from themetrail.tables.write import SYNTHETIC

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from themetrail.provenance.reading import PublicFigure, PublicResults

# From so many rows on, the page lets a reader sort and search a table; without scripts it is a table as any other.
_LONG = 20
NOTICE = SYNTHETIC.removesuffix(".")
_FIGURES = re.compile(r"[<>≥]?[+-]?[\d,.]+( ?%)?|–|NA|")
_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}


def banner(run: PublicResults) -> None:
    """Say whose results these are and, in a study that is made up, that they are no findings."""
    study = f'<p class="study">Study: <b>{escape(run.study)}</b></p>'
    if not run.synthetic:
        display(HTML(study))
        return
    # The style puts the sentence at the foot of every sheet of paper, too.
    foot = f'@page {{ @bottom-center {{ content: "{NOTICE}"; font: bold 9pt sans-serif; }} }}'
    display(HTML(f'<p class="banner"><strong>{NOTICE}</strong></p>\n{study}\n<style>{foot}</style>'))


def say(text: str) -> None:
    """Show Markdown; put what comes from the study into it through :func:`plain`."""
    display(Markdown(text))


def plain(text: object) -> str:
    """A text of the study for Markdown, so that no character of it is taken for markup."""
    return re.sub(r"[^\w\s,.;:’–-]|_", lambda sign: f"&#{ord(sign[0])};", str(text))


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 speaker, 3 speakers."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: Iterable[str]) -> str:
    """The words as a list in a sentence: a, b and c."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def table(frame: pd.DataFrame, caption: str) -> None:
    """Show a table; the first cell of a row is its head. Cells of markupsafe's Markup are taken as they are."""
    heads = [str(head) for head in frame.columns]
    rows = list(frame.itertuples(index=False))
    right = [place > 0 and all(_FIGURES.fullmatch(str(row[place])) for row in rows) for place in range(len(heads))]
    _show_table(heads, [_row(row, right) for row in rows], escape(caption), right)


def figure(shown: PublicFigure) -> None:
    """Show a figure with its legend, or why there is none."""
    name = f"Figure {shown.number.removeprefix('F')}"
    if shown.picture:
        if shown.picture.suffix == ".svg":
            text = shown.picture.read_text(encoding="utf-8")
            data = text[text.index("<svg") :]
        else:
            data = base64.b64encode(shown.picture.read_bytes()).decode()
        # The page gives the description as alternative text.
        display({_TYPES[shown.picture.suffix]: data, "text/plain": shown.description}, raw=True)
    elif shown.description:
        say("The figure was not drawn as SVG or PNG in this run; its numbers are in its CSV file.")
    say(f"*{name}.* {plain(shown.legend)}")


def notes(of: Sequence[str]) -> None:
    """Show the notes that stand under a table of the paper."""
    display(HTML("".join(f'<p class="note">{escape(note)}</p>' for note in of)))


def checks(rows: Sequence[tuple[str, object, object]]) -> None:
    """Show what was compared, and whether the two are the same.

    Args:
        rows: What should be so, what one file says, what the other one does; compared as text.
    """
    if not rows:
        say("Nothing is told here that could be held against anything else.")
        return
    found = [(what, str(one), str(other), "yes" if str(one) == str(other) else "NO") for what, one, other in rows]
    wrong = sum(same == "NO" for *_, same in found)
    verdict = Markup("<strong>{} of them {} not hold</strong>.").format(wrong, "does" if wrong == 1 else "do")
    caption = Markup("{}, worked out when this page was made; {}").format(
        count(len(found), "check"), verdict if wrong else "all of them hold."
    )
    plain_cells = [False] * 4
    body = [_row(row, plain_cells, "" if row[-1] == "yes" else "fails") for row in found]
    _show_table(["What should be the same", "Here", "There", "Same"], body, caption, plain_cells)


def files(run: PublicResults) -> None:
    """Show which files the page was made from."""
    names, sums = (run.files()[column] for column in ("File", "SHA-256"))
    cells = {
        "File": [Markup("<code>{}</code>").format(name) for name in names],
        "SHA-256": [Markup('<code class="long">{}</code>').format(digest) for digest in sums],
    }
    # As plain objects: pandas' own text would forget that the cells are markup.
    table(
        pd.DataFrame(cells, dtype=object),
        "The files that this page was made from, in results/public. A file with the same SHA-256 is the same file, to "
        "the last character.",
    )


def _show_table(heads: Sequence[str], rows: Sequence[str], caption: Markup, right: Sequence[bool]) -> None:
    """Show rows that are HTML already. The name lets who hears the page, or has no mouse, know what can be scrolled."""
    name = f"table-{sha256(caption + ' '.join(rows))[:8]}"
    head = "".join(
        f'<th{_class("number", when)} scope="col">{escape(text)}</th>' for text, when in zip(heads, right, strict=True)
    )
    display(
        HTML(
            f'<div class="scroll" role="region" tabindex="0" aria-labelledby="{name}">'
            f'<table{_class("long", len(rows) >= _LONG)}><caption id="{name}"><span>{caption}</span></caption>\n'
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n" + "\n".join(rows) + "\n</tbody></table></div>"
        )
    )


def _row(cells: Sequence[object], right: Sequence[bool], kind: str = "") -> str:
    first, *rest = cells
    told = "".join(
        f"<td{_class('number', when)}>{escape(cell)}</td>" for cell, when in zip(rest, right[1:], strict=True)
    )
    return f'<tr{_class(kind, bool(kind))}><th scope="row">{escape(first)}</th>{told}</tr>'


def _class(name: str, when: bool) -> str:
    return f' class="{name}"' if when else ""
