"""spaCy's pipe alone, over a part of a study's released turns: what the annotation is measured against.

Called by run.py: the study, which part, and of how many; prints words, CPU-seconds and the most memory (MiB) as JSON.
Loading the model and reading the turns are not measured.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from themetrail.annotation.model import find_model, load_model
from themetrail.cleaning.release import OffsetMap
from themetrail.cleaning.withdrawn import without_withdrawn
from themetrail.study.machine_tables import read_table, records
from themetrail.study.settings import read_settings

BATCH = 128


def turns_of(private: Path, session: str) -> list[str]:
    """The released turns of a session."""
    released = (private / "released" / f"{session}.txt").read_text(encoding="utf-8")
    to_released = OffsetMap(read_table(private / "offsets" / f"{session}.parquet")).to_released
    turns = without_withdrawn(read_table(private / "turns" / f"{session}.parquet"))
    spans = [to_released(turn.start, turn.end) for turn in records(turns)]
    return [released[start:end].replace("\n", " ") for start, end in spans]


def main() -> None:
    """Measure one part."""
    study, part, parts = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    private = study / "results" / "private"
    sessions = sorted(path.stem for path in (private / "released").glob("*.txt"))[part::parts]
    texts = [turn for session in sessions for turn in turns_of(private, session)]
    chosen = read_settings(study).annotation
    nlp = load_model(find_model(chosen.models), names=chosen.names)
    began = time.process_time()
    for _ in nlp.pipe(texts, batch_size=BATCH):
        pass
    cpu_s = time.process_time() - began
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"words": sum(len(text.split()) for text in texts), "cpu_s": cpu_s, "peak_mb": peak_mb}))


if __name__ == "__main__":
    main()
