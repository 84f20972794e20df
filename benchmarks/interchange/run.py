"""How fast a large project of another tool becomes a study: 200 sources, 100,000 codings by four coders.

Generates a project (seeded; 6,000 words a source, some beyond the BMP, 300 codes on three levels), writes it with
offsets in UTF-16 units, CRLF and a byte-order mark as NVivo for Windows does, and imports it into a new study in a
process of its own. Generating is not measured; memory is the most that the process held.

    python benchmarks/interchange/run.py --page docs/exchange-speed.md
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from themetrail.interchange.identity import guid
from themetrail.interchange.into_study import import_into_new
from themetrail.interchange.losses import LossReport
from themetrail.interchange.read import read_project

SOURCES, CODINGS, CODES, CODERS = 200, 100_000, 300, 4
WORDS_A_SOURCE = 6_000
VOCABULARY = ["the", "and", "I", "you", "to", "a", "of", "that", "it", "was", "in", "we", "they", "it's", "so", "but", "my", "have", "for", "be", "not", "on", "with", "this", "what", "there", "at", "just", "don't", "like", "one", "no", "yeah", "know", "because", "when", "had", "me", "if", "all", "get", "out", "about", "up", "then", "people", "can", "think", "said", "going", "time", "café", "bus", "🚌", "group", "surgery", "waiting", "list", "nobody", "form", "garden", "walking", "👍🏽", "Thursday"]


def make_project(path: Path, sources: int, codings: int) -> None:
    """Write the project as NVivo for Windows would."""
    draw = random.Random(7)
    codes = "".join(f'<Code guid="{guid("c", n)}" name="Code {n}" isCodable="true"/>' for n in range(CODES))
    users = "".join(f'<User guid="{guid("u", n)}" name="Coder {n}"/>' for n in range(CODERS))
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<Project xmlns="urn:QDA-XML:project:1.0" name="Large" origin="NVivo 12">',
        f"<Users>{users}</Users><CodeBook><Codes>{codes}</Codes></CodeBook><Sources>",
    ]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(sources):
            lines = []
            words = 0
            while words < WORDS_A_SOURCE:
                said = draw.choices(VOCABULARY, k=draw.randint(8, 40))
                lines.append(f"P{draw.randint(1, 6)}: {' '.join(said)}.")
                words += len(said)
            text = "\r\n".join(lines)
            archive.writestr(f"Sources/{guid('s', number)}.txt", b"\xef\xbb\xbf" + text.encode())
            ends = [place for place, character in enumerate(text) if character in " \r"]
            units = [0]
            for character in text:
                units.append(units[-1] + 1 + (character > "\uffff"))
            parts.append(
                f'<TextSource guid="{guid("s", number)}" name="Talk {number}" '
                f'plainTextPath="internal://{guid("s", number)}.txt">'
            )
            for own in range(codings // sources):
                first = draw.randrange(len(ends) - 12)
                start, end = ends[first] + 1, ends[first + draw.randint(3, 12)]
                at = f'creatingUser="{guid("u", draw.randrange(CODERS))}" creationDateTime="2024-05-06T09:00:00Z"'
                parts.append(
                    f'<PlainTextSelection guid="{guid("x", number, own)}" name="" startPosition="{units[start]}" '
                    f'endPosition="{units[end]}" {at}><Coding guid="{guid("k", number, own)}" {at}><CodeRef '
                    f'targetGUID="{guid("c", draw.randrange(CODES))}"/></Coding></PlainTextSelection>'
                )
            parts.append("</TextSource>")
        parts.append("</Sources></Project>")
        archive.writestr("project.qde", "".join(parts))


def measure(path: Path, folder: Path) -> dict[str, float]:
    """Import the project into a new study; what it took this process."""
    losses = LossReport()
    before, cpu = time.perf_counter(), time.process_time()
    project, offsets = read_project(path, losses)
    read_s = time.perf_counter() - before
    import_into_new(project, folder, "Large", losses)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(offsets, file=sys.stderr)
    print(losses.in_words("Losses"), file=sys.stderr)
    return {
        "sources": len(project.sources),
        "codings": len(project.codings),
        "read_s": read_s,
        "all_s": time.perf_counter() - before,
        "cpu_s": time.process_time() - cpu,
        "peak_mib": peak,
    }


def page(rows: list[dict[str, float]]) -> str:
    """The figures as a page of Markdown."""
    lines = [
        "# Importing a large project: how fast",
        "",
        "An invented project as NVivo for Windows writes it (UTF-16 offsets, CRLF, byte-order mark, characters beyond",
        f"the BMP) into a new study; `benchmarks/interchange/run.py`, {datetime.now(UTC):%Y-%m-%d}, Python",
        f"{platform.python_version()}, {platform.machine()} {platform.system()}. Aims: under 60 s and 1.5 GB.",
        "",
        f"The load of the machine was {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores: where that is more than 1 for a",
        "core, seconds are those of a busy machine, and CPU-seconds are what the import takes.",
        "",
        "| sources | codings | seconds to read | seconds in all | CPU-seconds | peak memory, MiB |",
        "|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {row['sources']:,} | {row['codings']:,} | {row['read_s']:.1f} | {row['all_s']:.1f} | {row['cpu_s']:.1f} |"
        f" {row['peak_mib']:.0f} |"
        for row in rows
    ]
    return "\n".join([*lines, ""])


def main() -> None:
    """Measure each size in a process of its own and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", type=Path)
    parser.add_argument("--measure", nargs=2, type=Path, metavar=("PROJECT", "FOLDER"), help="one measurement, as JSON")
    args = parser.parse_args()
    if args.measure:
        print(json.dumps(measure(*args.measure)))
        return
    rows = []
    for share in (20, 1):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "large.qdpx"
            make_project(path, SOURCES // share, CODINGS // share)
            command = [sys.executable, __file__, "--measure", str(path), str(Path(folder) / "study")]
            rows.append(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout))
            print(rows[-1], flush=True)
    if args.page:
        args.page.write_text(page(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
