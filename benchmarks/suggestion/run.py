"""The benchmark of code suggestion, in one go: our engine beside its peers on real human codings.

    python benchmarks/suggestion/run.py --data <folder of the data sets> --results benchmarks/suggestion/results.csv
    python benchmarks/suggestion/run.py --data <folder> --results benchmarks/suggestion/set_aside.csv --set-aside

``--quick`` takes one repeat. The page and the figures are made from the results by ``page.py``.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import tasks
from datasets import ANNOMI, GAMES, NAMES, NHS, load
from systems import Bench
from threadpoolctl import threadpool_limits

if TYPE_CHECKING:
    from collections.abc import Iterator

REPEATS = 5


def figures(folder: Path, name: str, repeats: int) -> Iterator[tasks.Row]:
    """All figures of one data set."""
    bench = Bench(load(folder, name))
    for repeat in range(repeats):
        yield from tasks.learning_curve(bench, repeat)
        yield from tasks.borrowing(bench, repeat)
        if name == ANNOMI:
            yield from tasks.by_session(bench, repeat)
        if name == NHS and repeat < 3:
            yield from tasks.finished_coding(bench, repeat)
        if name == GAMES:
            yield from tasks.evidence_hits(bench, folder, repeat)
        print(f"{name}: repeat {repeat} done, {time.perf_counter():.0f} s", file=sys.stderr, flush=True)
    if name == NHS:
        yield from tasks.other_site(bench)
        yield from tasks.speed(bench)
    if name == ANNOMI:
        yield from tasks.beside_humans(bench, folder, repeats)


def main() -> None:
    """Run and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--sets", nargs="+", default=list(NAMES), choices=NAMES)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--set-aside", action="store_true")
    args = parser.parse_args()
    missing = [name for name in args.sets if not (args.data / name / "items.csv").is_file()]
    if missing:
        sys.exit(f"{args.data} has no {', '.join(missing)}: give the folder of the data sets with --data.")
    warnings.filterwarnings("ignore", category=UserWarning)
    rows: list[tasks.Row] = []
    try:
        with threadpool_limits(1):
            for name in args.sets:
                if args.set_aside:
                    rows.extend(tasks.set_aside(Bench(load(args.data, name, "all"))))
                else:
                    for row in figures(args.data, name, 1 if args.quick else REPEATS):
                        rows.append(row)  # noqa: PERF402 - what was measured is kept if the run is broken off
    finally:
        table = pd.DataFrame(rows, columns=tasks.Row._fields)
        table["value"] = [f"{value:.4g}" for value in table["value"]]
        table.to_csv(args.results, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
