"""The last look at a deposit: no five words in a row of anybody who did not consent to being quoted may be in it.

Quotes are chosen by consent, and what people wrote is held against the transcripts before it is printed. This looks
at the files themselves, whatever came into them by whatever way: a title in the settings, a new kind of file.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from themetrail.provenance.deposit import PUBLIC
from themetrail.study.problems import Problem
from themetrail.themes.spoken_runs import Run, Speech, holds, runs, without_consent

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

_REMEDY = (
    "Reword it where the study has it, or write quote_consent yes where the person agreed. Nothing was written; "
    "results/private/withheld.csv lists what the tables leave out for the same reason."
)


def words_without_consent(
    files: Mapping[str, bytes], speeches: Iterable[Speech], names: Collection[Run]
) -> list[Problem]:
    """A problem for each place of a deposit that repeats five words or more without consent.

    Args:
        files: The files of a deposit.
        speeches: What was said, and by whom it may be quoted.
        names: Runs of the names that the study gives to groups and the like.
    """
    texts = [text for name in sorted(files) if name.startswith(PUBLIC) for text in _texts(name, files[name])]
    wanted = {run for _, text in texts for run in runs(text)} - set(names)
    unquotable = without_consent(wanted, speeches)
    seen = "five words or more in a row are those of somebody who did not consent to being quoted"
    return sorted({Problem(*place, seen, _REMEDY) for place, text in texts if holds(text, unquotable)})


def _texts(name: str, content: bytes) -> Iterator[tuple[tuple[str, str, int], str]]:
    """The texts of a file that come from the study, each after its file, unit and number.

    The sentences under tables and the draft of the methods are the program's own.
    """
    if name.endswith(".csv"):
        for number, row in enumerate(csv.reader(io.StringIO(content.decode("utf-8"), newline="")), 1):
            yield from (((name, "row", number), cell) for cell in row)
    elif name == f"{PUBLIC}data/tables.json":
        for table in json.loads(content)["tables"]:
            for number, row in enumerate(table["rows"], 2):
                yield from (((f"{name}, table {table['number']}", "row", number), cell) for cell in row)
    elif name.endswith(".json"):
        yield from (((name, "", 0), text) for text in _strings(json.loads(content)))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
