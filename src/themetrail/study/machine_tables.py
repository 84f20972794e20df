"""The tables that a run makes: declared schemas, sorted by a total key, written the same way every time."""

from __future__ import annotations

import io
from collections import namedtuple
from typing import TYPE_CHECKING, Any

import pandas as pd
import pandera.pandas as pa
import pyarrow
import pyarrow.parquet as pq

from themetrail.study.files import write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_TEXT = pa.Column(str)
_OPTIONAL_TEXT = pa.Column(str)  # "" where there is none: Parquet's null has no place in a key
_COUNT = pa.Column("int64", pa.Check.ge(0))
_SECONDS = pa.Column("float64", pa.Check.ge(0), nullable=True)
_SCORE = pa.Column("float64")
_YES_NO = pa.Column(bool)
_SHARE = pa.Column("float64", pa.Check.in_range(0, 1))


def _schema(columns: dict[str, pa.Column], key: list[str]) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(columns, strict=True, ordered=True, unique=key, coerce=True)


LOCATORS = _schema(
    {
        "session_id": _TEXT,
        "unit": _COUNT,
        "start": _COUNT,
        "end": _COUNT,
        "label": _OPTIONAL_TEXT,
        "start_s": _SECONDS,
        "end_s": _SECONDS,
        "place": _TEXT,
    },
    ["session_id", "unit"],
)
TURNS = _schema(
    {
        "session_id": _TEXT,
        "turn": _COUNT,
        "speaker_id": _TEXT,
        "role": _TEXT,
        "start_s": _SECONDS,
        "end_s": _SECONDS,
        "start": _COUNT,
        "end": _COUNT,
        "flags": _OPTIONAL_TEXT,
    },
    ["session_id", "turn"],
)
MARKS = _schema(
    {"session_id": _TEXT, "start": _COUNT, "end": _COUNT, "kind": _TEXT},
    ["session_id", "start", "end"],
)
FINDINGS = _schema(
    {
        "session_id": _TEXT,
        "layer": _TEXT,
        "source": _TEXT,
        "place": _TEXT,
        "start": _COUNT,
        "end": _COUNT,
        "kind": _TEXT,
        "hmac": _TEXT,
        "masked": _TEXT,
    },
    ["session_id", "layer", "source", "place", "start", "end", "kind"],
)
OFFSET_MAP = _schema(
    {
        "session_id": _TEXT,
        "start": _COUNT,
        "end": _COUNT,
        "released_start": _COUNT,
        "released_end": _COUNT,
    },
    ["session_id", "start"],
)
SEGMENTS = _schema(
    {
        "segment_id": _TEXT,
        "session_id": _TEXT,
        "turn": _COUNT,
        "speaker_id": _TEXT,
        "role": _TEXT,
        "start": _COUNT,
        "end": _COUNT,
        "words": _COUNT,
        "flags": _OPTIONAL_TEXT,
    },
    ["session_id", "start"],
)
SCORES = _schema(
    {
        "session_id": _TEXT,
        "segment_id": _TEXT,
        "code": _TEXT,
        "lexical": _SHARE,
        "evidence_for": _TEXT,
        "evidence_against": _TEXT,
    },
    ["segment_id", "code"],
)
SUGGESTIONS = _schema(
    {
        "session_id": _TEXT,
        "segment_id": _TEXT,
        "code": _TEXT,
        "confidence": _SHARE,
        "rank": _COUNT,
        "sure": _YES_NO,
        "lexical": _SHARE,
        "semantic": _SCORE,
        "learned": _SCORE,
        "layers": _TEXT,
        "evidence_for": _TEXT,
        "evidence_against": _TEXT,
        "nearest": _OPTIONAL_TEXT,
        "near_miss": _OPTIONAL_TEXT,
        "engine_hash": _TEXT,
    },
    ["segment_id", "code"],
)
READING = _schema(
    {
        "session_id": _TEXT,
        "segment_id": _TEXT,
        "place": _COUNT,
        "information": _SCORE,
        "highest": _SHARE,
        "verdict": _TEXT,
    },
    ["segment_id"],
)
CODINGS = _schema(
    {
        "coding_id": _TEXT,
        "session_id": _TEXT,
        "start": _COUNT,
        "end": _COUNT,
        "code": _TEXT,
        "coder": _TEXT,
        "layer": _TEXT,
        "origin": _TEXT,
        "decision_id": _TEXT,
    },
    ["coding_id", "layer"],
)
COUNTS = _schema(
    {
        "level": _TEXT,
        "item": _TEXT,
        "scope": _TEXT,
        "value": _OPTIONAL_TEXT,
        "speakers": _COUNT,
        "sessions": _COUNT,
        "segments": _COUNT,
    },
    ["level", "item", "scope", "value"],
)
CODING_SEGMENTS = _schema(
    {"coding_id": _TEXT, "segment_id": _TEXT, "overlap_chars": _COUNT},
    ["coding_id", "segment_id"],
)


def records(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a table as named tuples, whose cells are typed by the table's schema and not by pandas."""
    row = namedtuple("Row", list(frame.columns), rename=True)  # type: ignore[misc]
    # Whole columns at once: itertuples takes each text out of Arrow by itself.
    return map(row._make, zip(*(frame[name].tolist() for name in frame.columns), strict=True))


def typed(rows: Sequence[tuple[Any, ...]], schema: pa.DataFrameSchema) -> pd.DataFrame:
    """Rows, their cells in the schema's order, as a table of its columns and types.

    What the schema demands of the values is checked once, where the table is written.
    """
    frame = pd.DataFrame(rows, columns=list(schema.columns))
    return frame.astype({name: column.dtype.type for name, column in schema.columns.items()})


def empty(schema: pa.DataFrameSchema) -> pd.DataFrame:
    """A table of the schema without rows, its columns typed as those of a full one."""
    return typed([], schema)


def write_table(frame: pd.DataFrame, schema: pa.DataFrameSchema, path: Path) -> None:
    """Check, sort and write a table as Parquet; equal rows in any order give equal bytes.

    Floats are rounded to six significant digits: processors differ beyond that. Columns that the schema does not
    have are left out.

    Raises:
        pandera.errors.SchemaError, SchemaErrors: when a column, value or key is not as declared (a mistake of ours).
    """
    columns = list(schema.columns)
    checked = schema.validate(frame[[name for name in columns if name in frame]] if len(frame) else empty(schema))
    for name in checked.select_dtypes("float64").columns:
        checked[name] = [float(f"{value:.6g}") + 0.0 for value in checked[name]]  # + 0.0: no negative zero
    ordered = checked.sort_values(list(schema.unique or columns), kind="stable", ignore_index=True)
    buffer = io.BytesIO()
    table = pyarrow.Table.from_pandas(ordered, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(table, buffer, compression="zstd")
    write_bytes(path, buffer.getvalue())


def read_table(path: Path, columns: list[str] | None = None) -> pd.DataFrame:
    """Read a table that :func:`write_table` wrote, or some of its columns."""
    frame: pd.DataFrame = pq.read_table(path, columns=columns).to_pandas()
    return frame


def read_tables(paths: list[Path], schema: pa.DataFrameSchema) -> pd.DataFrame:
    """The rows of several files of one schema, in its key's order."""
    filled = [table for table in map(pq.read_table, paths) if len(table)]
    if not filled:
        return empty(schema)
    frame: pd.DataFrame = pyarrow.concat_tables(filled).to_pandas()
    return frame.sort_values(list(schema.unique or schema.columns), kind="stable", ignore_index=True)
