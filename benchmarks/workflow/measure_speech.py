"""How long turns of recorded talk are and how its words repeat, as numbers: what the generated studies are drawn from.

Reads recorded conversations (AnnoMI, Wu et al. 2022, doi 10.1109/ICASSP43922.2022.9746035: items.csv with group,
speaker and text) and keeps quantiles of turn lengths, of the length of a session and the shape of the vocabulary. No
word of the texts is kept.

    python benchmarks/workflow/measure_speech.py --items annomi/items.csv --numbers benchmarks/workflow/speech.json
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from themetrail.cleaning.marks import count_words
from themetrail.study.files import write_json

ROLES = {"therapist": "facilitator", "client": "participant"}
STEPS = 40  # quantiles at 0, 2.5, … 100 %
OFFSETS = np.arange(0, 60, 0.5)


def zipf(counts: list[int]) -> dict[str, float]:
    """Exponent and offset of Mandelbrot's law, frequency ~ (rank + offset) ** -exponent.

    Least squares on logarithms, at ranks an equal ratio apart so that the many rare words do not outvote the others.
    """
    ranks = np.unique(np.geomspace(1, len(counts), 60).round().astype(int))
    frequencies = np.log(np.array(counts)[ranks - 1])

    def fit(offset: float) -> tuple[float, float]:
        slope, level = np.polyfit(np.log(ranks + offset), frequencies, 1)
        left = frequencies - level - slope * np.log(ranks + offset)
        return float(np.sum(left**2)), float(-slope)

    offset = min(OFFSETS, key=lambda one: fit(one)[0])
    return {"exponent": round(fit(offset)[1], 3), "offset": float(offset)}


def measure(rows: list[dict[str, str]]) -> dict[str, Any]:
    """The numbers, from one row for each turn."""
    spoken = Counter(word for row in rows for word in re.findall(r"[a-z']+", row["text"].casefold()))
    lengths = {
        role: [max(1, count_words(row["text"])) for row in rows if row["speaker"] == speaker]
        for speaker, role in ROLES.items()
    }
    steps = np.linspace(0, 1, STEPS + 1)
    return {
        "measured_on": {"turns": len(rows), "words": sum(spoken.values()), "different_words": len(spoken)},
        "turn_words": {role: np.quantile(of, steps).round(1).tolist() for role, of in lengths.items()},
        "mean_turn_words": {role: round(float(np.mean(of)), 2) for role, of in lengths.items()},
        "turns_of_at_most_three_words": {
            role: round(float(np.mean(np.array(of) <= 3)), 3) for role, of in lengths.items()
        },
        "zipf_mandelbrot": zipf(sorted(spoken.values(), reverse=True)),
    }


def main() -> None:
    """Measure and write the numbers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=Path, required=True, help="turns (CSV with speaker and text)")
    parser.add_argument("--numbers", type=Path, required=True, help="numbers to write (JSON)")
    args = parser.parse_args()
    with args.items.open(encoding="utf-8", newline="") as stream:
        write_json(args.numbers, measure(list(csv.DictReader(stream))))


if __name__ == "__main__":
    main()
