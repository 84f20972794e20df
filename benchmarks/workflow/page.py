"""The page and the figure of the workflow's benchmark, from its results.

python benchmarks/workflow/page.py --results benchmarks/workflow/results.csv --page docs/scale.md \
        --figure docs/figures/scale.svg
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from chart import draw

from themetrail.study.files import write_text

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = Path(__file__).with_name("page.md")
NOT_STAGES = {"whole", "snakemake", "files of results", "files of Snakemake"}
MILLION = 1_000_000
ONE_JOB_MEMORY_MB = 16 * 1024
DAY_S = 24 * 3600
FARTHEST = 6_000  # sessions up to which the cost is to grow with the words
NOT_MEASURED = "not measured"


class Measured:
    """The results, and what is asked of them again and again."""

    def __init__(self, results: pd.DataFrame) -> None:
        """Take the rows of results.csv."""
        self.rows = results
        cold = self.of("generated", "cold")
        self.sizes: list[int] = sorted(set(cold["sessions"]))
        self.stages: list[str] = sorted(set(cold["stage"]) - NOT_STAGES, key=self._cost, reverse=True)

    def of(self, study: str, run: str) -> pd.DataFrame:
        """The rows of one run."""
        return self.rows[(self.rows["study"] == study) & (self.rows["run"] == run)]

    def cell(self, column: str, stage: str = "whole", run: str = "cold", sessions: int = 0, study: str = "") -> float:
        """One figure, or NaN where it was not measured."""
        rows = self.of(study or "generated", run)
        rows = rows[(rows["stage"] == stage) & ((rows["sessions"] == sessions) | (sessions == 0))]
        return float(rows[column].iloc[0]) if len(rows) else math.nan

    def _cost(self, stage: str) -> float:
        return self.cell("cpu_s", stage, sessions=self.sizes[-1])

    def curve(self, column: str, stage: str = "whole") -> list[tuple[float, float]]:
        """Words and a figure of the cold run, for each size."""
        rows = self.of("generated", "cold")
        rows = rows[rows["stage"] == stage].sort_values("words")
        return list(zip(rows["words"], rows[column], strict=True))

    def exponents(self, column: str, stage: str = "whole") -> tuple[float, float]:
        """Exponent of a figure against words: of all sizes, and between the two largest; NaN for a single size."""
        points = np.log(np.array(self.curve(column, stage)))
        if len(points) < 2:
            return math.nan, math.nan
        return float(np.polyfit(*points.T, 1)[0]), float(np.polyfit(*points[-2:].T, 1)[0])

    def overhead(self, sessions: int) -> float:
        """The cores' time that no stage used, as a share of what they used; a stage of two processes uses two cores."""
        rows = self.of("generated", "cold")
        rows = rows[rows["sessions"] == sessions]
        stages = float(rows.loc[~rows["stage"].isin(NOT_STAGES), ["seconds", "cpu_s"]].max(axis=1).sum())
        whole = rows[rows["stage"] == "whole"]
        return float((whole["seconds"] * whole["cores"]).iloc[0] / stages - 1) if len(whole) else math.nan

    def memory(self, sessions: int) -> tuple[float, str]:
        """The most memory of a job at a size, in MiB, and its stage."""
        rows = self.of("generated", "cold")
        rows = rows[(rows["sessions"] == sessions) & ~rows["stage"].isin(NOT_STAGES)]
        if not len(rows):
            return math.nan, ""
        most = rows.loc[rows["peak_mb"].idxmax()]
        return float(most["peak_mb"]), str(most["stage"])


def number(value: float, form: str = ",.0f") -> str:
    """A figure for a table, "" where there is none."""
    return "" if math.isnan(value) else f"{value:{form}}"


def aim(words: str, value: float, reached: Callable[[float], bool], told: str, right: str = "reached") -> str:
    """A row of the table of aims; ``right`` is what is said of one that is reached."""
    if math.isnan(value):
        return f"| {words} | {NOT_MEASURED} | |"
    return f"| {words} | {told.format(value)} | {right if reached(value) else '**missed**'} |"


def aims(found: Measured) -> str:
    """Every aim beside what was measured."""
    largest = found.sizes[-1]
    peaks = {size: found.memory(size) for size in found.sizes}
    worst = max(peaks, key=lambda size: peaks[size][0])
    slopes = [max(found.exponents(column)) for column in ("seconds", "cpu_s")]
    share = 100 * annotate_speed(found) / pipe_speed(found)
    so_far = ("{:.2f}",) if largest >= FARTHEST else (f"{{:.2f}} to {largest:,}; {FARTHEST:,} not run", "so far")
    return "\n".join(
        [
            aim("annotation at 90 % of raw `nlp.pipe` or more, in words per CPU-second", share,
                lambda it: it >= 90, "{:.0f} %"),
            aim("overhead under 10 % at 600 sessions", 100 * found.overhead(600), lambda it: it < 10, "{:.0f} %"),
            *(
                aim(f"exponent of {what} at most 1.05, to {FARTHEST:,} sessions", slope, lambda it: it <= 1.05, *so_far)
                for what, slope in zip(("seconds by the clock", "CPU-seconds"), slopes, strict=True)
            ),
            aim("memory of any job under 2 GB at every size", peaks[worst][0], lambda it: it < 2e9 / 2**20,
                f"{{:,.0f}} MiB ({peaks[worst][1]}, {worst:,} sessions)"),
            aim("`make paper` on the demonstration study, cold, under 45 s",
                found.cell("seconds", study="demonstration"), lambda it: it < 45, "{:.0f} s"),
            aim("the demonstration study with nothing to do, under 2.5 s",
                found.cell("seconds", run="nothing", study="demonstration"), lambda it: it < 2.5, "{:.1f} s"),
            aim("one transcript changed in 600, under 30 s",
                found.cell("seconds", run="transcript", sessions=600), lambda it: it < 30, "{:.0f} s"),
            aim("one decision changed in 600, under 20 s",
                found.cell("seconds", run="decision", sessions=600), lambda it: it < 20, "{:.0f} s"),
        ]
    )  # fmt: skip


def pipe_speed(found: Measured) -> float:
    """Words per CPU-second of spaCy's pipe."""
    return found.cell("pipe_words", "annotate", "pipe") / found.cell("cpu_s", "annotate", "pipe")


def annotate_speed(found: Measured) -> float:
    """Words per CPU-second of the stage, on the study over which the pipe was run."""
    sessions = found.cell("sessions", "annotate", "pipe")
    if math.isnan(sessions):
        return math.nan
    return found.cell("pipe_words", "annotate", "pipe") / found.cell("cpu_s", "annotate", sessions=int(sessions))


def sizes_table(found: Measured) -> str:
    """A row for each size."""
    lines = []
    for size in found.sizes:
        whole = [found.cell(name, sessions=size) for name in ("words", "jobs", "seconds", "cpu_s")]
        most, stage = found.memory(size)
        cells = [f"{size:,}", *map(number, whole), f"{found.overhead(size):.0%}", f"{most:,.0f} ({stage})"]
        lines.append(f"| {' | '.join(cells)} | {number(found.cell('written_mb', sessions=size))} |")
    return "\n".join(lines)


def changes_table(found: Measured) -> str:
    """What a second run takes at each size."""
    runs = ("nothing", "transcript", "decision", "no-op")
    lines = []
    for size in found.sizes:
        took = [
            (found.cell("seconds", run=run, sessions=size), found.cell("jobs", run=run, sessions=size)) for run in runs
        ]
        cells = [NOT_MEASURED if math.isnan(s) else f"{s:.1f} ({jobs:.0f})" for s, jobs in took]
        lines.append(f"| {size:,} | {' | '.join(cells)} |")
    return "\n".join(lines)


def stages_table(found: Measured) -> str:
    """CPU-seconds of every stage at every size, its exponents, jobs and memory."""
    lines = []
    for stage in ["whole", "snakemake", *found.stages]:
        costs = [number(found.cell("cpu_s", stage, sessions=size), ",.1f") for size in found.sizes]
        slopes = [number(one, ".2f") for one in found.exponents("cpu_s", stage)]
        last = [found.cell(name, stage, sessions=found.sizes[-1]) for name in ("jobs", "peak_mb")]
        shown = {"whole": "**whole**", "snakemake": "Snakemake itself"}.get(stage, stage)
        lines.append(f"| {' | '.join([shown, *costs, *slopes, *map(number, last)])} |")
    return "\n".join(lines)


def carried_on(found: Measured, stage: str, sessions: float) -> float:
    """CPU-seconds of a stage at another size, from the two largest: a fixed cost and one in proportion, or a power."""
    low, high = found.sizes[-2:]
    before, now = (found.cell("cpu_s", stage, sessions=size) for size in (low, high))
    slope = found.exponents("cpu_s", stage)[1]
    if slope > 1:
        return now * (sessions / high) ** slope
    return now + max(0.0, now - before) / (high - low) * (sessions - high)


def million_table(found: Measured) -> tuple[str, float]:
    """CPU-hours of each stage for a million interviews, the dearest first; and the sum. One size says nothing of it."""
    if len(found.sizes) < 2:
        return "", math.nan
    hours = {stage: carried_on(found, stage, MILLION) / 3600 for stage in ["snakemake", *found.stages]}
    whole = sum(hours.values())
    dearest = sorted(hours, key=lambda stage: hours[stage], reverse=True)
    shown = [stage for stage in dearest if hours[stage] >= 0.005 * whole]
    lines = [f"| {stage} | {hours[stage]:,.0f} | {hours[stage] / whole:.0%} |" for stage in shown]
    rest = whole - sum(hours[stage] for stage in shown)
    return "\n".join([*lines, f"| {len(dearest) - len(shown)} others | {rest:,.1f} | {rest / whole:.0%} |"]), whole


class Limit(NamedTuple):
    """Something that grows with the study until it is too much: in which unit, how much is too much, and in words."""

    what: str
    unit: str
    too_much: float
    told: str

    def row(self, figures: pd.Series[float]) -> tuple[float, str]:
        """At about how many sessions it is reached, and its row; infinity where it does not grow.

        Args:
            figures: By number of sessions, what was measured; the two largest are carried on in a straight line.
        """
        (low, before), (high, now) = list(figures.sort_index().items())[-2:]
        grows = (now - before) / (high - low)
        if not grows > 0:
            return math.inf, ""
        at = max(high, high + (self.too_much - now) / grows)
        return at, f"| {self.what} | {1000 * grows:,.1f} {self.unit} a thousand sessions | {self.told} | {at:,.0f} |"


def limits_table(found: Measured) -> str:
    """What a larger study runs into first: memory and hours of single jobs, Snakemake's plan and its records."""
    if len(found.sizes) < 2:
        return ""
    memory, day = (ONE_JOB_MEMORY_MB, "16 GiB"), (DAY_S, "a day")
    limits = [
        (Limit("memory of Snakemake", "MiB", *memory), "peak_mb", "snakemake", "cold"),
        (Limit("Snakemake's plan, with nothing to do", "s", 3600, "an hour"), "seconds", "whole", "nothing"),
        (Limit("files of results", "files", MILLION, "a million"), "jobs", "files of results", "cold"),
        (Limit("files of Snakemake's records", "files", MILLION, "a million"), "jobs", "files of Snakemake", "cold"),
    ]
    for stage in found.stages:
        if found.cell("jobs", stage, sessions=found.sizes[-1]) == 1:
            limits.append((Limit(f"memory of `{stage}`", "MiB", *memory), "peak_mb", stage, "cold"))
            limits.append((Limit(f"time of `{stage}`", "s", *day), "seconds", stage, "cold"))
    rows = []
    for limit, column, stage, run in limits:
        figures = pd.Series({size: found.cell(column, stage, run, sessions=size) for size in found.sizes}).dropna()
        if len(figures) > 1:
            rows.append(limit.row(figures))
    return "\n".join(line for at, line in sorted(rows)[:8] if at < math.inf)


def page(found: Measured) -> str:
    """The page of Markdown."""
    largest = found.sizes[-1]
    rows = found.rows
    million, hours = million_table(found)
    mean_words = found.cell("words", sessions=largest) / largest
    return Template(TEXT.read_text(encoding="utf-8")).substitute(
        aims=aims(found),
        sizes=sizes_table(found),
        changes=changes_table(found),
        stages=stages_table(found),
        heads=" | ".join(f"{size:,}" for size in found.sizes),
        rules="--:|" * (len(found.sizes)),
        largest=f"{largest:,}",
        cores=f"{found.cell('cores', sessions=largest):.0f}",
        idle=number(found.cell("seconds", "snakemake", sessions=largest)),
        idle_of=number(found.cell("seconds", sessions=largest)),
        pipe_sessions=number(found.cell("sessions", "annotate", "pipe")) or "60",
        pipe_speed=number(pipe_speed(found)) or NOT_MEASURED,
        annotate_speed=number(annotate_speed(found)) or NOT_MEASURED,
        million=million,
        million_hours=number(hours) or NOT_MEASURED,
        mean_words=f"{mean_words:,.0f}",
        million_words=f"{mean_words * MILLION / 1e9:.1f} billion",
        limits=limits_table(found),
        dates=" and ".join(sorted(set(rows["date"]))),
        machine=" and ".join(sorted(set(rows["machine"]))),
        load=f"{rows['load'].min():.0f} to {rows['load'].max():.0f}",
    )


def main() -> None:
    """Write the page and the figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, required=True, help="what run.py measured (CSV)")
    parser.add_argument("--page", type=Path, required=True, help="page to write (Markdown)")
    parser.add_argument("--figure", type=Path, required=True, help="figure to write (SVG)")
    args = parser.parse_args()
    found = Measured(pd.read_csv(args.results))
    write_text(args.page, page(found))
    draw({stage: found.curve("cpu_s", stage) for stage in ["whole", "snakemake", *found.stages]},
         {stage: found.curve("peak_mb", stage) for stage in ["snakemake", *found.stages]}, args.figure)  # fmt: skip


if __name__ == "__main__":
    main()
