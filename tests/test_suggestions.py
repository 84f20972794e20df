"""What a run proposes: few codes with evidence that the score rests on, what to read next, and candidate codes."""

from __future__ import annotations

import dataclasses
import json
import sys
import tomllib
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd
import pytest

from repository import PROJECT
from small_codebook import code
from themetrail.cleaning.release import OffsetMap, release
from themetrail.codebook.read import read_codebook
from themetrail.ledger.acts import FOLDER, read_ledger
from themetrail.study.machine_tables import READING, SUGGESTIONS, read_table, write_table
from themetrail.study.problems import InputError
from themetrail.suggestion import at_once, model, suggest
from themetrail.suggestion.candidates import candidates
from themetrail.suggestion.card import model_card
from themetrail.suggestion.evaluation import against_blind
from themetrail.suggestion.evidence import Variant, explain, without, words_of
from themetrail.suggestion.lexical import LexicalEngine
from themetrail.suggestion.model import Decided, Prepared, Units, train
from themetrail.suggestion.passages import Passage
from themetrail.suggestion.reading import Left, codings_left, information, order_of_reading
from themetrail.suggestion.study_run import candidates_sheet, run_study
from themetrail.suggestion.suggest import Wish, rescoring
from themetrail.suggestion.transformer import TransformerEngine, load_encoder

SAID = (
    "The last bus goes at six and then there is no way home",
    "They put me on a waiting list in March and nobody rang",
    "We had tea and a biscuit after that and it was lovely",
)
WEIGHTS = {"lexical": 1.0, "semantic": 1.0, "learned": 1.0}
WISH = Wish(find=0.9, sure=0.8, least_confidence=0.05, most_per_segment=2)
CODES = [
    dataclasses.replace(code(name), label=label, definition=label, include="", exclude=exclude, exemplars=(exemplar,))
    for name, label, exclude, exemplar in (
        ("BUS", "No way of getting there", "A bus that was late once", "The bus does not run in the evening"),
        ("WAIT", "Long waiting lists", "", "I am still on the waiting list"),
    )
]


def passage(session, number, text, role="participant", **more):
    record = text + "\n"
    _, offsets = release(session, record, [])
    return Passage(session, f"{session}-{number}", role, f"P{number}", text, "", 0, OffsetMap(offsets), **more)


def passages(sessions=4):
    return [passage(f"S{s}", n, f"{text} on day {s}") for s in range(sessions) for n, text in enumerate(SAID)]


def decisions(listed, rows=None):
    rows = np.arange(len(listed)) if rows is None else np.asarray(rows, dtype=np.int64)
    held = np.array([[row % 3 == 0, row % 3 == 1] for row in rows], dtype=bool).reshape(len(rows), 2)
    return Decided(rows, held, np.ones_like(held))


def made(listed=None, what=None, *, wish=WISH, weights=WEIGHTS, more=(), lexical=None, processes=1):
    listed = passages() if listed is None else listed
    what = decisions(listed) if what is None else what
    about = {"weights": weights, "groups": {"P0": "Patients"}, "more": more, "processes": processes}
    return run_study(CODES, listed, lexical or {}, what, wish, **about)


# --- a run -------------------------------------------------------------------------------------------------------


def test_a_run_writes_the_same_bytes_twice(tmp_path):
    for name in ("one", "two"):
        run = made()
        write_table(run.suggestions, SUGGESTIONS, tmp_path / f"{name}.s")
        write_table(run.reading, READING, tmp_path / f"{name}.r")
    assert (tmp_path / "one.s").read_bytes() == (tmp_path / "two.s").read_bytes()
    assert (tmp_path / "one.r").read_bytes() == (tmp_path / "two.r").read_bytes()
    assert set(read_table(tmp_path / "one.s")["code"]) == {"BUS", "WAIT"}


@pytest.mark.parametrize("together", [1, 1_000])
def test_two_processes_write_the_bytes_of_one(tmp_path, monkeypatch, together):
    monkeypatch.setattr(suggest, "EXPLAINED_TOGETHER", together)
    monkeypatch.setattr(model, "BLOCK", 5)
    copies = []
    monkeypatch.setattr(at_once, "ProcessPoolExecutor", lambda *how: copies.append(how) or ProcessPoolExecutor(*how))
    for processes in (1, 2):
        run = made(processes=processes)
        write_table(run.suggestions, SUGGESTIONS, tmp_path / f"{processes}.s")
        write_table(run.reading, READING, tmp_path / f"{processes}.r")
    assert copies
    assert (tmp_path / "1.s").read_bytes() == (tmp_path / "2.s").read_bytes()
    assert (tmp_path / "1.r").read_bytes() == (tmp_path / "2.r").read_bytes()


def test_a_run_without_any_segment_or_decision_is_empty_and_well_formed(tmp_path):
    run = made([], decisions([]))
    write_table(run.suggestions, SUGGESTIONS, tmp_path / "s")
    write_table(run.reading, READING, tmp_path / "r")
    assert run.candidates == []


def test_without_decisions_the_card_says_that_nothing_is_calibrated_or_promised():
    card = model_card(made(what=decisions([], [])), WISH, {}, synthetic=True)
    assert "assumed, not calibrated" in card
    assert "too few decisions" in card
    assert "Synthetic data" in card


def test_the_card_says_how_many_of_many_decided_segments_taught(monkeypatch):
    assert "evenly spread" not in model_card(made(), WISH, {}, synthetic=False)
    monkeypatch.setattr(model, "MOST_LEARNT", 5)
    assert "Of the decided segments 5, evenly spread" in model_card(made(), WISH, {}, synthetic=False)


def test_the_card_gives_blind_precision_and_recall_with_their_base():
    shares = {"": against_blind({("a", "BUS")}, {("a", "BUS"), ("b", "BUS")}, {"a": "S1", "b": "S2"}, None)}
    card = model_card(made(), WISH, {"ann": shares}, synthetic=False)
    assert "1 of 1" in card
    assert "1 of 2 (0.50" in card
    assert "Synthetic" not in card


def test_a_decision_changes_the_engines_hash_and_an_equal_run_does_not():
    one, same = made(), made()
    other = made(what=decisions(passages(), [0, 1, 2]))
    assert one.engine == same.engine != other.engine


def test_ranks_run_from_one_and_no_segment_has_more_than_the_wish():
    table = made(wish=dataclasses.replace(WISH, least_confidence=0.0, most_per_segment=1)).suggestions
    assert set(table["rank"]) == {1}
    assert not table["segment_id"].duplicated().any()


# --- engines -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chosen", ["lexical", "semantic", "learned"])
def test_each_engine_can_speak_alone(chosen):
    lexical = {(one.segment_id, "BUS"): 0.6 for one in passages() if "bus" in one.text}
    run = made(weights={chosen: 1.0}, lexical=lexical, what=decisions([], []))
    best = run.suggestions[run.suggestions["rank"] == 1].set_index("segment_id")["code"]
    assert best["S0-0"] == "BUS"
    assert {name for layers in run.suggestions["layers"] for name in json.loads(layers)} <= {chosen}


def test_a_transformer_plugs_in_beside_the_others():
    def encode(texts):
        return np.array([["bus" in text.lower(), "list" in text.lower(), 0.1] for text in texts], dtype=float)

    engine = TransformerEngine(CODES, encode)
    run = made(weights={**WEIGHTS, "transformer": 1.0}, more=[engine], what=decisions([], []))
    assert run.prepared.engines == ["learned", "semantic", "transformer", "lexical"]
    assert "transformer" in json.loads(run.suggestions["layers"].iloc[0])


def test_an_encoder_that_cannot_be_loaded_is_told_with_what_to_do(tmp_path, monkeypatch):
    with pytest.raises(InputError) as no_folder:
        load_encoder(tmp_path / "weights")
    assert "there is no folder" in str(no_folder.value)
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(InputError) as not_installed:
        load_encoder(tmp_path)
    extras = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert any(one.startswith("sentence-transformers") for one in extras["transformer"])
    assert "pip install --editable '.[transformer]'" in str(not_installed.value)


def test_what_a_code_excludes_speaks_against_it():
    late = [passage("S0", 0, "The bus was late once"), *passages()]
    run = made(late, decisions([], []), wish=dataclasses.replace(WISH, least_confidence=0.0))
    row = run.suggestions.set_index(["segment_id", "code"]).loc[("S0-0", "BUS")]
    row = row.iloc[0] if isinstance(row, pd.DataFrame) else row
    assert "exclude" in {why for _, _, why, *_ in json.loads(row["evidence_against"])}


# --- evidence ----------------------------------------------------------------------------------------------------


def test_words_are_whole_and_a_bracket_tag_is_one():
    text = "I can't ask [NAME OF GP], no."
    assert [text[a:b] for a, b in words_of(text)] == ["I", "can't", "ask", "[NAME OF GP]", "no"]
    assert without("one two three", (4, 7)) == "one   three"


def test_evidence_is_the_words_that_the_score_rests_on():
    def log_odds(variants):
        return np.array([[2.0 * ("bus" in v.text) - 1.0 * ("late" in v.text)] for v in variants])

    text = "the bus was late again"
    (found,) = explain([text], [[0]], log_odds)
    assert text[found[0].speaks_for.start : found[0].speaks_for.end] == "bus"
    assert text[found[0].against.start : found[0].against.end] == "late"
    assert explain(["…"], [[0]], log_odds) == [{}]


def test_a_suggestion_points_to_its_words_in_the_text_of_record():
    listed = passages()
    table = made(listed).suggestions
    for row in table.itertuples():
        (text,) = {one.text for one in listed if one.segment_id == row.segment_id}
        for start, end, *_ in json.loads(row.evidence_for):
            assert text[start:end].strip()


@pytest.fixture(scope="module", params=[6, pytest.param(1, marks=pytest.mark.long)], ids=["every sixth", "all"])
def quotes(request):
    """What the first coder of the demonstration study coded, as segments, with the codes: a part of it, or all."""
    acts, _ = read_ledger(PROJECT / FOLDER / "coder_a.csv", "coder_a.csv")
    kept = [act for act in acts if act.quote and act.action in ("add", "accept", "none") and len(act.quote.split()) > 3]
    return kept[:: request.param]


@pytest.fixture(scope="module")
def matched(quotes, nlp):
    """The same as passages with what the patterns match in them, and the lexical engine's scores (passages × codes)."""
    book = read_codebook(PROJECT)
    codes = [one for one in book.codes if one.status == "active"]
    engine = LexicalEngine(book, nlp)
    position = {one.id: number for number, one in enumerate(codes)}
    scores, listed = np.zeros((len(quotes), len(codes))), []
    for number, act in enumerate(quotes):
        (found,) = engine.score(nlp(act.quote), [(0, len(act.quote))], "participant")
        for one in found:
            scores[number, position[one.code]] = one.score
        matches = {one.code: tuple((e.start, e.end, e.why) for e in one.evidence_for) for one in found}
        listed.append(dataclasses.replace(passage(act.session_id, number, act.quote), matches=matches))
    return codes, listed, scores


@pytest.mark.parametrize("chosen", ["lexical", "semantic", "learned"])
def test_removing_the_evidence_costs_more_than_removing_as_many_other_words(quotes, matched, chosen):
    codes, listed, lexical = matched
    units = Units([one.text for one in listed], [""] * len(listed), ["participant"] * len(listed), ["S"] * len(listed))
    study = Prepared(codes, units, lexical=lexical, weights={chosen: 1.0})
    held = np.array([[one.id == act.code for one in codes] for act in quotes])
    model = train(study, Decided(np.arange(len(listed)), held, np.ones_like(held)))
    rows = np.arange(len(listed))
    score = rescoring(study, listed, study.looked(rows), model)
    confidence = model.confidence(study, rows)
    if chosen == "lexical":  # it speaks where a pattern matches, and nowhere else
        confidence = np.where(lexical > 0, confidence, -1.0)
        rows = np.flatnonzero(lexical.any(axis=1))
    best = np.argmax(confidence, axis=1)
    evidence = explain([one.text for one in listed], [[int(own)] for own in best], score)
    draw = np.random.default_rng(0)
    kept, pairs = [], []
    for row in rows:
        own = int(best[row])
        words = words_of(listed[row].text)
        found = evidence[row][own].speaks_for
        inside = [n for n, (start, end) in enumerate(words) if found.start <= start and end <= found.end]
        long = len(inside)
        starts = [n for n in range(len(words) - long + 1) if abs(n - inside[0]) >= long]  # other words, none of them
        if not starts:
            continue
        first = int(draw.choice(starts))
        other = (words[first][0], words[first + long - 1][1])
        kept.append((row, own))
        pairs += [(row, (found.start, found.end)), (row, other)]
    odds = score([Variant(without(listed[row].text, span), row, span) for row, span in pairs])
    fell = [odds[2 * n, own] < odds[2 * n + 1, own] for n, (_, own) in enumerate(kept)]
    assert len(fell) > 60
    assert np.mean(fell) >= 0.9


# --- what to read next -------------------------------------------------------------------------------------------


def test_what_the_machine_cannot_tell_is_worth_most_and_a_rare_code_up_to_double():
    told = np.array([[0.5, 0.0], [0.9, 0.0], [0.0, 0.5]])
    worth = information(told, np.array([100000, 0]))
    assert worth[0] > worth[1]
    assert worth[2] == pytest.approx(2 * worth[0], rel=1e-3)


def test_sessions_and_groups_take_turns():
    strata = [("S1", "a"), ("S1", "a"), ("S1", "b"), ("S2", "a")]
    order = order_of_reading(np.array([4.0, 3.0, 2.0, 1.0]), strata).tolist()
    assert order == [0, 2, 3, 1]


def test_the_codings_left_are_those_expected_as_far_as_expectations_came_true():
    confidence = np.full((8, 1), 0.5)
    whole = np.array([True] * 6 + [False] * 2)
    held = np.array([[1.0], [0], [1], [0], [1], [0], [0], [0]])
    left = codings_left(confidence, whole, held, ["A", "A", "B", "B", "C", "C", "D", "D"])
    assert (left.found, left.expected, left.low, left.high) == (3, 1.0, 1.0, 1.0)
    assert not left.may_stop(0.9)
    assert Left(found=99, expected=1.0, low=1.0, high=1.0).may_stop(0.9)
    assert not Left(found=99, expected=1.0, low=np.nan, high=np.nan).may_stop(0.9)


def test_what_is_decided_comes_after_what_is_to_be_read():
    reading = made(what=decisions(passages(), [0, 1, 2])).reading.sort_values("place")
    assert reading["verdict"].tolist()[-3:] == ["decided"] * 3
    assert sorted(reading["place"]) == list(range(1, len(reading) + 1))


def test_facilitators_are_not_asked_about():
    listed = [*passages(), passage("S0", 9, "And what would help with the bus", role="facilitator")]
    reading = made(listed, decisions(passages())).reading.set_index("segment_id")
    assert reading.loc["S0-9", "verdict"] == "not_asked"


# --- candidate codes ---------------------------------------------------------------------------------------------

GARDENS = [
    f"We grow roses and beans in the allotment garden {word}" for word in ("here", "now", "too", "again", "often")
]


def grouped(texts):
    units = Units(texts, [""] * len(texts), ["participant"] * len(texts), [f"S{n % 2}" for n in range(len(texts))])
    ids, speakers = [f"id {text}" for text in texts], [f"P{n}" for n in range(len(texts))]
    return candidates(Prepared(CODES, units), np.arange(len(texts)), ids, speakers)


def test_segments_that_say_alike_and_fit_no_code_become_a_candidate():
    (found,) = grouped([*GARDENS, *SAID])
    assert len(found.segments) == len(GARDENS)
    assert set(found.terms) & {"allotment", "garden", "roses", "beans", "grow"}
    assert found.name in candidates_sheet([found])


def test_a_candidate_is_named_by_no_word_that_its_segments_do_not_say():
    found = grouped([*["Yes it is what it is"] * 4, *GARDENS, *["Quarks and photons decay slowly"] * 4])
    assert found[-1].terms == ("decay", "photons", "quarks", "slowly")


def test_what_a_transcriber_marked_makes_no_candidate_and_names_none():
    apart = ("The kettle broke at noon today", "My sister paints boats in winter", "Quarks and photons decay slowly")
    marked = [f"[laughs] {text}" for text in (*apart, "Trains to Leeds were late again")]
    (found,) = grouped([*marked, *GARDENS, *SAID])
    assert found.terms == grouped([*GARDENS, *SAID])[0].terms


@pytest.mark.parametrize(("role", "groups"), [("participant", 1), ("facilitator", 0)])
def test_what_facilitators_say_makes_no_candidate_though_a_process_code_may_be_on_it(role, groups):
    process = dataclasses.replace(code("X1"), kind="process", label="Housekeeping", applies_to=("facilitator",))
    gardens = [passage(f"S{n % 2}", 10 + n, text, role=role) for n, text in enumerate(GARDENS)]
    listed = [*passages(), *gardens]
    what = Decided(np.array([], dtype=np.int64), np.zeros((0, 3), dtype=bool), np.zeros((0, 3), dtype=bool))
    wish = dataclasses.replace(WISH, least_confidence=0.9)
    run = run_study([*CODES, process], listed, {}, what, wish, weights=WEIGHTS, groups={})
    assert sum(set(one.segments) >= {spoken.segment_id for spoken in gardens} for one in run.candidates) == groups


def test_a_candidate_keeps_its_name_when_a_segment_joins():
    (before,) = grouped([*GARDENS, *SAID])
    joined = grouped([*GARDENS, *SAID, "Something else about the moon and stars"])
    assert [one.name for one in joined] == [before.name]


# --- against blind codings ---------------------------------------------------------------------------------------


def test_precision_and_recall_have_an_interval_over_sessions_and_none_for_one_session():
    sessions = {f"{s}{n}": s for s in "abc" for n in range(4)}
    proposed = {(segment, "A") for segment in sessions}
    given = {(segment, "A") for segment, session in sessions.items() if session != "c"}
    precision, recall = against_blind(proposed, given, sessions, "A")
    assert (precision.hits, precision.of, recall.hits, recall.of) == (8, 12, 8, 8)
    assert precision.low < 8 / 12 < precision.high
    one, _ = against_blind(proposed, given, {"a0": "a"}, "A")
    assert np.isnan(one.low)
    assert str(against_blind(set(), set(), sessions, "A")[0]) == "not defined"
