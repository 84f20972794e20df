"""The questions of the benchmark, each a function that gives rows of figures."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import metrics
import numpy as np
import pandas as pd
from datasets import ANNOMI, NHS
from systems import OURS, Bench

from themetrail.suggestion.model import Decided, Prepared, Units, train
from themetrail.suggestion.reading import information

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Rows = NDArray[np.int64]

HELD_OUT = 0.3
ALL = 10**6
BUDGETS = (0, 10, 50, 200, ALL)
FEW = (1, 2, 5)
SESSIONS = (1, 2, 4, 8, 16, 32)
LONG_WORDS = 8
SHARES = (0.05, 0.1, 0.2, 0.4)


class Row(NamedTuple):
    """One figure."""

    data: str
    question: str
    system: str
    amount: float
    repeat: int
    metric: str
    value: float


def split(groups: NDArray[np.str_], repeat: int) -> tuple[Rows, Rows]:
    """Rows to learn from and rows to test on: 30 % of the groups are held out."""
    names = np.unique(groups)
    chosen = names[np.random.default_rng(repeat).permutation(len(names))[: round(HELD_OUT * len(names))]]
    test = np.isin(groups, chosen)
    return np.flatnonzero(~test), np.flatnonzero(test)


def sample(truth: NDArray[np.bool_], pool: Rows, per_code: int, repeat: int) -> Rows:
    """Rows with ``per_code`` units of each code (fewer where there are fewer); the whole pool for ``ALL``."""
    if per_code >= ALL:
        return pool
    draw = np.random.default_rng(1000 + repeat)
    found: set[int] = set()
    for code in range(truth.shape[1]):
        found |= set(draw.permutation(pool[truth[pool, code]])[:per_code].tolist())
    return np.array(sorted(found), dtype=np.int64)


def tested(bench: Bench, rows: Rows) -> Rows:
    """The test rows, without units that stand word for word among the codebook's examples."""
    return rows[~bench.data.shown_as_example[rows]]


def per_unit(bench: Bench, pool: Rows) -> float:
    """Codes on a unit that has any, on the side that is learnt from: what every system is told for its threshold."""
    coded = bench.truth[pool].any(axis=1)
    return float(bench.truth[pool].sum() / coded.sum())


def learning_curve(bench: Bench, repeat: int) -> Iterator[Row]:
    """Every system at 0, 10, 50, 200 and all labels per code, and ours at 1, 2 and 5 too."""
    name = bench.data.name
    pool, test = split(bench.data.groups, repeat)
    test = tested(bench, test)
    truth, told = bench.truth[test], per_unit(bench, pool)
    for system, score in bench.untaught().items():
        for metric, value in metrics.overview(score(test), truth, told).items():
            yield Row(name, "labels per code", system, 0, repeat, metric, value)
    for budget in sorted({*FEW, *BUDGETS}):
        learn = sample(bench.truth, pool, budget, repeat)
        for system, scored in _each(bench, learn, test, ours_only=budget in (0, *FEW)):
            found = metrics.overview(scored.scores, truth, told) | {"train CPU-seconds": scored.train_s}
            if system == OURS:
                found |= metrics.of_confidence(scored.scores, truth)
            for metric, value in found.items():
                yield Row(name, "labels per code", system, budget, repeat, metric, value)
            if name == NHS:
                yield from _of_some_codes(bench, system, budget, repeat, scores=scored.scores, truth=truth, told=told)
            if budget == ALL:
                yield from _at_the_end(bench, system, repeat, scores=scored.scores, test=test, told=told)
    share = bench.prevalence(pool, test)
    for metric, value in metrics.of_confidence(share, truth).items():
        yield Row(name, "labels per code", "prevalence only", ALL, repeat, metric, value)
    everything = metrics.reliability(share, truth, np.ones_like(truth))
    yield Row(
        name,
        "labels per code",
        "prevalence only",
        ALL,
        repeat,
        "error over all pairs",
        metrics.calibration_error(everything),
    )


def _each(bench, learn, test, *, ours_only):
    for system, run in bench.learners.items():
        if system == OURS or not ours_only:
            yield system, run(learn, test)


def _of_some_codes(bench, system, budget, repeat, *, scores, truth, told) -> Iterator[Row]:
    """The same for the codes that the codebook defines."""
    defined = bench.data.defined
    some = truth[:, defined]
    told = told * float(some.sum() / truth.sum()) / max(1e-9, float(some.any(axis=1).mean()))
    for metric, value in metrics.overview(scores[:, defined], some, told).items():
        yield Row(bench.data.name, "defined codes", system, budget, repeat, metric, value)


def _at_the_end(bench, system, repeat, *, scores, test, told) -> Iterator[Row]:
    """With all labels: unseen units of eight words or more, the bins of a reliability figure, κ within the role."""
    data, truth = bench.data, bench.truth[test]
    seen = {data.texts[row].lower().strip() for row in np.setdiff1d(np.arange(len(data.texts)), test)}
    new = np.array(
        [len(data.texts[r].split()) >= LONG_WORDS and data.texts[r].lower().strip() not in seen for r in test]
    )
    for metric, value in metrics.overview(scores[new], truth[new], told).items():
        yield Row(data.name, "unseen, 8 words or more", system, ALL, repeat, metric, value)
    if system == OURS:
        bins = metrics.reliability(scores, truth, metrics.shown(scores))
        for number, (told_confidence, right, n) in enumerate(bins):
            yield Row(data.name, "reliability", system, number, repeat, "confidence", told_confidence)
            yield Row(data.name, "reliability", system, number, repeat, "right", right)
            yield Row(data.name, "reliability", system, number, repeat, "n", n)


def by_session(bench: Bench, repeat: int) -> Iterator[Row]:
    """Learning by coded transcript, the realistic curve: 1, 2, 4, 8 … sessions that are coded throughout."""
    pool, test = split(bench.data.groups, repeat)
    order = np.random.default_rng(500 + repeat).permutation(np.unique(bench.data.groups[pool]))
    told = per_unit(bench, pool)
    for n in SESSIONS:
        learn = pool[np.isin(bench.data.groups[pool], order[:n])]
        for system in (OURS, "stack + LR"):
            scored = bench.learners[system](learn, test)
            found = metrics.overview(scored.scores, bench.truth[test], told)
            if system == OURS:
                found |= metrics.of_confidence(scored.scores, bench.truth[test])
            for metric, value in found.items():
                yield Row(bench.data.name, "coded sessions", system, n, repeat, metric, value)


def borrowing(bench: Bench, repeat: int) -> Iterator[Row]:
    """Ours with the codebook's hierarchy less ours without, with the codebook as it is and with half of it unwritten.

    Unwritten is every second code, at random: of it no more than the label is left.
    """
    codes = bench.data.codebook.codes
    if not any(code.parent for code in codes):
        return
    bare = set(np.random.default_rng(2000 + repeat).permutation(len(codes))[::2].tolist())
    half = [replace(code, definition="", exemplars=()) if n in bare else code for n, code in enumerate(codes)]
    pool, test = split(bench.data.groups, repeat)
    test = tested(bench, test)
    truth, told = bench.truth[test], per_unit(bench, pool)
    for codebook, those in (("as it is", codes), ("half of the codes unwritten", half)):
        flat = [replace(code, parent="") for code in those]
        both = [Prepared(some, bench.prepared.units, space=bench.prepared.space) for some in (those, flat)]
        for budget in (0, *FEW, 10):
            rows = sample(bench.truth, pool, budget, repeat)
            decided = Decided(rows, bench.truth[rows], np.ones_like(bench.truth[rows]))
            given = [train(prepared, decided).confidence(prepared, test) for prepared in both]
            with_it, without = (metrics.overview(scores, truth, told) for scores in given)
            for metric, value in with_it.items():
                difference = value - without[metric]
                yield Row(bench.data.name, "borrowing", codebook, budget, repeat, metric, difference)


def other_site(bench: Bench) -> Iterator[Row]:
    """Learn from one trust, test on the other."""
    data = bench.data
    for number, here in enumerate(np.unique(data.site)):
        learn = np.flatnonzero(data.site == here)
        test = tested(bench, np.flatnonzero(data.site != here))
        for system, scored in _each(bench, learn, test, ours_only=False):
            for metric, value in metrics.overview(scored.scores, bench.truth[test], per_unit(bench, learn)).items():
                yield Row(data.name, f"learnt from {here}, tested on the other", system, ALL, number, metric, value)


def finished_coding(bench: Bench, repeat: int) -> Iterator[Row]:
    """κ of a finished coding: a person codes a share of the units, chosen by us or at random, the machine the rest."""
    pool, _ = split(bench.data.groups, repeat)
    pool = np.random.default_rng(repeat).permutation(pool)[:2500]
    truth, told = bench.truth, per_unit(bench, pool)
    for order in ("by expected information", "at random"):
        done = np.zeros(0, dtype=np.int64)
        for share in SHARES:
            left = np.setdiff1d(pool, done)
            want = round(share * len(pool)) - len(done)
            if order == "at random":
                more = np.random.default_rng(99 + repeat).permutation(left)[:want]
            else:
                more = left[_most_informative(bench, done, left)[:want]]
            done = np.concatenate([done, more])
            rest = np.setdiff1d(pool, done)
            model = train(bench.prepared, Decided(done, truth[done], np.ones_like(truth[done])))
            given = metrics.cut(model.confidence(bench.prepared, rest), told)
            finished = np.vstack([truth[done], given])
            value = float(np.nanmean(metrics.kappas(finished, np.vstack([truth[done], truth[rest]]))))
            yield Row(bench.data.name, "finished coding", order, share, repeat, "kappa", value)


def _most_informative(bench: Bench, done: Rows, left: Rows) -> Rows:
    """The order in which the units left are to be read."""
    model = train(bench.prepared, Decided(done, bench.truth[done], np.ones_like(bench.truth[done])))
    counts = bench.truth[done].sum(axis=0)
    return np.argsort(-information(model.confidence(bench.prepared, left), counts), kind="stable")


def beside_humans(bench: Bench, folder: Path, repeats: int) -> Iterator[Row]:
    """κ within the role on the conversations that ten people coded: people with each other, the machine with each.

    These conversations are always held out; each time the machine learns from those of the others that the split has
    on the side that is learnt from.
    """
    given = pd.read_csv(folder / ANNOMI / "codes.csv", dtype=str)
    given = given[given["item_id"].isin(bench.data.ids)]
    several = given.groupby("item_id")["coder"].nunique()
    many = [item for item, n in several.items() if n > 1]
    rows = np.flatnonzero(np.isin(bench.data.ids, many))
    position = {bench.data.ids[row]: n for n, row in enumerate(rows)}
    codes = bench.data.codes
    votes: dict[str, NDArray[np.bool_]] = {}
    for item, coder, code in zip(given["item_id"], given["coder"], given["code"], strict=True):
        if item in position and code in codes:
            own = votes.setdefault(coder, np.zeros((len(rows), len(codes)), bool))
            own[position[item], codes.index(code)] = True
    allowed = bench.prepared.allowed[rows]
    people = sorted(votes)
    pairs = [(a, b) for n, a in enumerate(people) for b in people[n + 1 :]]
    between = [np.nanmean(metrics.kappas(votes[a], votes[b], allowed)) for a, b in pairs]
    yield Row(ANNOMI, "within the role", "two people", ALL, 0, "kappa", float(np.mean(between)))
    of_others = ~np.isin(bench.data.groups, bench.data.groups[rows])
    for repeat in range(repeats):
        pool, _ = split(bench.data.groups, repeat)
        learn = pool[of_others[pool]]
        for system in (OURS, "stack + LR"):
            machine = metrics.cut(bench.learners[system](learn, rows).scores, per_unit(bench, learn))
            with_people = [np.nanmean(metrics.kappas(machine, votes[one], allowed)) for one in people]
            yield Row(ANNOMI, "within the role", system, ALL, repeat, "kappa", float(np.mean(with_people)))


def evidence_hits(bench: Bench, folder: Path, repeat: int) -> Iterator[Row]:
    """Of a longer answer, is the sentence that speaks most for a code one that people marked for it?"""
    data = bench.data
    spans = pd.read_csv(folder / data.name / "spans.csv", dtype={"item_id": str, "code": str})
    pool, test = split(data.groups, repeat)
    model = train(bench.prepared, Decided(pool, bench.truth[pool], np.ones_like(bench.truth[pool])))
    hits: dict[str, list[float]] = {"at random": [], "codebook alone": [], OURS: []}
    for row in test:
        sentences = [match.span() for match in re.finditer(r"[^.!?\n]+[.!?]*", data.texts[row]) if match[0].strip()]
        if len(sentences) < 2:
            continue
        units = Units(
            [data.texts[row][a:b] for a, b in sentences],
            *([""] * len(sentences), [data.roles[row]] * len(sentences)),
            [""] * len(sentences),
        )
        learnt, alone = (_of_texts(bench, one, units) for one in (model, bench.prepared.alone))
        own = spans[spans["item_id"] == data.ids[row]]
        for code, marked in own.groupby("code"):
            if code not in data.codes:
                continue
            inside = [
                any(a < end and start < b for start, end in zip(marked["start"], marked["end"], strict=True))
                for a, b in sentences
            ]
            number = data.codes.index(code)
            hits["at random"].append(float(np.mean(inside)))
            hits["codebook alone"].append(float(inside[int(np.argmax(alone[:, number]))]))
            hits[OURS].append(float(inside[int(np.argmax(learnt[:, number]))]))
    for system, found in hits.items():
        yield Row(data.name, "evidence", system, ALL, repeat, "hit rate", float(np.mean(found)))


def _of_texts(bench, model, units):
    prepared = Prepared(bench.prepared.codes, units, space=bench.prepared.space)
    looked = prepared.looked(np.arange(len(units.texts)))
    return model.log_odds(looked.joined, looked.others)


def speed(bench: Bench) -> Iterator[Row]:
    """CPU-seconds of learning from all units, and segments a CPU-second from text to confidence."""
    rows, data = np.arange(len(bench.data.texts)), bench.data
    started = time.process_time()
    model = train(bench.prepared, Decided(rows, bench.truth, np.ones_like(bench.truth)))
    yield Row(data.name, "speed", OURS, len(rows), 0, "train CPU-seconds", time.process_time() - started)
    started = time.process_time()
    units = Units(data.texts, data.contexts, data.roles, data.groups.tolist())
    prepared = Prepared(data.codebook.codes, units, space=bench.prepared.space)
    model.confidence(prepared, rows)
    per_second = len(rows) / (time.process_time() - started)
    yield Row(data.name, "speed", OURS, len(rows), 0, "segments a CPU-second", per_second)


def set_aside(bench: Bench) -> Iterator[Row]:
    """Learn from all units in development, test on the fifth that was set aside. To be run once, at the end."""
    data = bench.data
    learn, test = np.flatnonzero(~data.held_out), tested(bench, np.flatnonzero(data.held_out))
    told, truth = per_unit(bench, learn), bench.truth[test]
    for budget in (0, 10, 50, ALL):
        rows = sample(bench.truth, learn, budget, 0)
        for system, scored in _each(bench, rows, test, ours_only=budget == 0):
            found = metrics.overview(scored.scores, truth, told)
            if system == OURS:
                found |= metrics.of_confidence(scored.scores, truth)
            for metric, value in found.items():
                yield Row(data.name, "set aside", system, budget, 0, metric, value)
