"""What a comparison found, for people: as text on the screen, and as one page that a browser opens."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

from themetrail.study.files import write_bytes, write_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from themetrail.provenance.compare import Comparison, Difference

PAGE = "index.html"
TEXT = "report.txt"
_TEMPLATE = Path(__file__).with_name("report.html.j2")
# Of many lines of one file only the first are printed; the page has them all.
_LINES = 10


def as_text(found: Comparison, what: str) -> str:
    """Every difference with what can be the cause, and the sums at the end.

    Args:
        found: What was found.
        what: What was compared, such as "these results".
    """
    lines = [line for one in found.differences for line in _told(one)]
    lines += [f"not what the lock has: {cause}" for cause in found.unlocked]
    if found.changes and not found.differences:
        lines.append("changed since the results were accepted, without changing any of them:")
        lines += first(list(map(str, found.changes)), "")
    lines += list(found.notes)
    lines.append(sums(found))
    lines.append(verdict(found, what))
    return "\n".join(lines) + "\n"


def sums(found: Comparison) -> str:
    """How many files are the same, changed, missing and new."""
    counts = {
        status: sum(one.status == status for one in found.differences) for status in ("changed", "missing", "new")
    }
    return f"same {len(found.same)}, " + ", ".join(f"{status} {count}" for status, count in counts.items())


def verdict(found: Comparison, what: str) -> str:
    """One sentence for whoever reads only one."""
    if found.passed:
        return f"{what[0].upper()}{what[1:]} are what expected/ says."
    if not found.differences:
        return f"{what[0].upper()}{what[1:]} are what expected/ says, but were not made with what the lock has."
    return (
        f"{what[0].upper()}{what[1:]} are not what expected/ says. "
        "If this is meant, run 'make accept' and commit expected/ with the reason."
    )


def write_page(found: Comparison, folder: Path, what: str) -> None:
    """Write ``index.html``, ``report.txt`` and a picture for each figure that changed into a folder."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    page = template.render(
        found=found,
        sums=sums(found),
        verdict=verdict(found, what),
        pictures={one.file: base64.b64encode(one.image).decode() for one in found.differences if one.image},
    )
    write_text(folder / PAGE, page + "\n")
    write_text(folder / TEXT, as_text(found, what))
    for one in found.differences:
        if one.image:
            write_bytes(folder / "differences" / one.file, one.image)


def first(lines: Sequence[str], before: str) -> list[str]:
    """The first of many lines, indented, each with the same words before it, and how many more there are."""
    more = [f"    … and {len(lines) - _LINES} more"] if len(lines) > _LINES else []
    return [*(f"    {before}{line}" for line in lines[:_LINES]), *more]


def _told(one: Difference) -> list[str]:
    return [f"{one.status}  {one.file}", *first(one.says, ""), *first(one.causes, "can come from: ")]
