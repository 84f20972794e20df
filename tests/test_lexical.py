"""The lexical engine finds what patterns say, weighs it by the words around it, and shows the very characters."""

from __future__ import annotations

import json

import pytest

from small_codebook import code, codebook
from small_session import spoken
from themetrail.annotation.annotate import annotate_session, unpack
from themetrail.study.machine_tables import SCORES, read_table, records, write_table
from themetrail.suggestion.cues import negation_of, sentence_cues
from themetrail.suggestion.lexical import (
    DENIED,
    MORE_WORDS,
    NEGATED_SOLUTION,
    ONE_WORD,
    PROPOSED_CAUSE,
    UNPROPOSED_SOLUTION,
    LexicalEngine,
)
from themetrail.suggestion.scores import score_session


@pytest.fixture
def score(nlp, lemmatizer):
    """Scores by code of a whole text as one segment."""

    def scored(text, *codes, role="participant"):
        doc = nlp(text)
        engine = LexicalEngine(codebook(*codes), nlp)
        (found,) = engine.score(doc, [(0, len(text))], role)
        return {one.code: one for one in found}

    return scored


@pytest.fixture
def matched(score):
    """The characters of a text that a pattern of a cause matches."""

    def found(pattern, text, **kwargs):
        one = score(text, code("A", "cause", pattern, **kwargs)).get("A")
        return [text[e.start : e.end] for e in one.evidence_for] if one else []

    return found


@pytest.fixture
def score_table(nlp, lemmatizer):
    """The table of scores of a session, by the way of the stages: annotate, pack, unpack, score."""

    def scored(session, *codes):
        annotated = annotate_session(session, nlp, bytes(32))
        engine = LexicalEngine(codebook(*codes), lemmatizer)
        return score_session(session, unpack(annotated.docs, lemmatizer), annotated.segments, engine)

    return scored


def why(evidence):
    return [one.why for one in evidence]


# --- what a pattern matches --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        # inflections, whatever the tagger takes a word for
        ("caseload", "Our caseloads are huge.", ["caseloads"]),
        ("stretch", "We are too stretched, it keeps stretching us.", ["stretched", "stretching"]),
        ("bid", "All the bidding takes ages.", ["bidding"]),
        ("lose contract", "We lost contracts.", ["lost contracts"]),
        ("training", "Nobody got any training.", ["training"]),
        ("training", "They were training all day.", ["training"]),
        ("training", "She trains for the run.", []),
        ("universal credit", "He's on Universal Credit now.", ["Universal Credit"]),
        # hyphens are optional
        ("short term funding", "It's short-term funding again.", ["short-term funding"]),
        ("short-term funding", "It's short term funding again.", ["short term funding"]),
        ("short term", "It's short \u2013 term one was better.", ["short \u2013 term"]),
        # alternatives and optional words
        ("bid|grant form", "Another grant form, another bid form.", ["grant form", "bid form"]),
        ("case? load", "The load, the case load.", ["load", "case load"]),
        ("waiting list?", "Waiting - well, the waiting list.", ["Waiting", "waiting list"]),
        ("link? ... worker", "One in ten is a worker.", ["worker"]),
        # a gap holds up to four words and stays in its sentence
        ("lose ... contract", "We lost contract after all.", ["lost contract"]),
        ("lose ... contract", "We lost the biggest and best contract.", ["lost the biggest and best contract"]),
        ("lose ... contract", "We lost the one really big old contract.", []),
        ("lose ... contract", "We lost. The contract went elsewhere.", []),
        ("lose ... contract", "We lost the contract. A contract like it is rare.", ["lost the contract"]),
        ("bus stop", "I missed the bus. Stop it.", []),
        # words that spaCy cuts, with either apostrophe
        ("can't afford", "I can't afford it, I can\u2019t afford it.", ["can't afford", "can\u2019t afford"]),
        ("cannot", "We cannot go.", ["cannot"]),
        # a tag is opaque
        ("laugh", "[laughs] Well.", []),
        ("name", "I told [NAME] so.", []),
    ],
)
def test_a_pattern_matches_as_the_language_says(pattern, text, expected, matched):
    assert matched(pattern, text) == expected


def test_a_negative_pattern_cancels_the_matches_that_it_overlaps_and_no_other(matched):
    text = "My support worker came, and the support was good."
    assert matched("support", text, negative=("support worker",)) == ["support"]
    assert matched("support", "My support worker came.", negative=("support worker",)) == []


def test_a_negative_pattern_of_one_code_leaves_another_alone(score):
    found = score("My support worker.", code("A", "cause", "support", negative=("support worker",)),
                  code("B", "cause", "support"))  # fmt: skip
    assert set(found) == {"B"}


def test_codes_that_were_merged_or_retired_are_not_proposed(score):
    assert not score(
        "The bus.", code("A", "cause", "bus", status="merged"), code("B", "cause", "bus", status="retired")
    )


def test_a_code_for_facilitators_is_never_scored_on_a_participant(score):
    codes = code("F", "process", "bus", applies_to=("facilitator",)), code("P", "cause", "bus")
    both = code("B", "process", "bus", applies_to=("facilitator", "participant"))
    assert set(score("The bus.", *codes, both)) == {"P", "B"}
    assert set(score("The bus.", *codes, both, role="facilitator")) == {"F", "B"}


# --- how much it says --------------------------------------------------------------------------------------------


def test_several_words_weigh_more_than_one_and_different_patterns_add_up(score):
    text = "The bus stop and the timetable."
    assert score(text, code("A", "cause", "bus"))["A"].score == pytest.approx(ONE_WORD)
    assert score(text, code("A", "cause", "bus stop"))["A"].score == pytest.approx(MORE_WORDS)
    together = score(text, code("A", "cause", "bus stop", "timetable"))["A"].score
    assert together == pytest.approx(1 - (1 - MORE_WORDS) * (1 - ONE_WORD))


def test_one_pattern_that_matches_twice_says_no_more_than_once(score):
    assert score("The bus, the bus, the bus.", code("A", "cause", "bus"))["A"].score == pytest.approx(ONE_WORD)


def test_codes_come_best_first_and_equals_by_their_id(score):
    codes = code("B", "cause", "bus"), code("A", "cause", "bus"), code("Z", "cause", "bus stop")
    assert list(score("The bus stop.", *codes)) == ["Z", "A", "B"]


# What people say, and what of it speaks against a cause and against a solution on its subject ("" for nothing).
SAID = [
    ("The funding ran out in March.", "funding", "", ""),
    ("The transport isn't the problem.", "transport", "denial", "denial"),
    ("There was never any bother, it's not the transport.", "transport", "denial", "denial"),
    ("There's nothing wrong with the training.", "training", "denial", "denial"),
    ("We haven't had any problems with the training.", "training", "denial", "denial"),
    ("I haven\u2019t really had an issue with transport.", "transport", "denial", "denial"),
    ("It wasn't really the money.", "money", "denial", "denial"),
    ("We never had any training.", "training", "", "negation"),
    ("There is no transport out our way.", "transport", "", "negation"),
    ("They didn't fund the transport.", "transport", "", "negation"),
    ("What if they put on some transport?", "transport", "proposal", ""),
    ("They should pay for the transport.", "transport", "proposal", ""),
    ("It'd help if we had the money for longer.", "money", "proposal", ""),
    ("Why don't we share the training?", "training", "proposal", ""),
    ("I wish there was transport.", "transport", "proposal", ""),
]


@pytest.mark.parametrize(("text", "word", "of_cause", "of_solution"), SAID)
def test_denial_speaks_against_both_negation_against_solutions_proposal_against_causes(
    text, word, of_cause, of_solution, score
):
    found = score(text, code("C", "cause", word), code("S", "solution", word))
    assert why(found["C"].evidence_against) == ([of_cause] if of_cause else [])
    assert why(found["S"].evidence_against) == ([of_solution] if of_solution else [])
    proposed = of_cause == "proposal"
    factors = {"denial": DENIED, "negation": NEGATED_SOLUTION, "proposal": PROPOSED_CAUSE, "": 1.0}
    assert found["C"].score == pytest.approx(ONE_WORD * factors[of_cause])
    unproposed = 1.0 if proposed else UNPROPOSED_SOLUTION
    assert found["S"].score == pytest.approx(ONE_WORD * factors[of_solution] * unproposed)


def test_cues_of_one_sentence_say_nothing_about_the_next(score):
    found = score(
        "Transport is fine, no problem, it isn't an issue. The funding ran out.", code("C", "cause", "funding")
    )
    assert found["C"].evidence_against == ()


def test_the_cue_is_shown_at_its_own_characters(nlp):
    text = "Well. They should run a bus, it's not the money."
    *_, last = nlp(text).sents
    assert [(cue.kind, text[cue.start : cue.end]) for cue in sentence_cues(last)] == [
        ("denial", "it's not the"), ("proposal", "should"),
    ]  # fmt: skip


def test_a_negation_inside_the_match_is_part_of_what_it_says(nlp):
    doc = nlp("We get no feedback.")
    assert negation_of(doc[2:4]) is None
    assert negation_of(doc[3:4]) is not None


# --- segments and places -----------------------------------------------------------------------------------------


def test_a_match_belongs_to_the_segment_that_holds_all_of_it(nlp):
    doc = nlp("The bus came. The bus went.")
    engine = LexicalEngine(codebook(code("A", "cause", "bus")), nlp)
    spans = [(sentence.start_char, sentence.end_char) for sentence in doc.sents]
    assert [[one.code for one in found] for found in engine.score(doc, [*spans, (5, 20)], "participant")] == [
        ["A"], ["A"], [],
    ]  # fmt: skip


def test_evidence_is_exactly_the_matched_characters_of_the_record_also_behind_a_replacement(score_table):
    session = spoken(
        "It was late.", "So Siobhan said it's not the\nbus stops, Siobhan did.", replaced={"Siobhan": "[NAME 1]"}
    )
    (row,) = records(score_table(session, code("A", "cause", "bus stop")))
    ((start, end, pattern),) = json.loads(row.evidence_for)
    ((low, high, cue),) = json.loads(row.evidence_against)
    assert (session.record[start:end], pattern) == ("bus stops", "bus stop")
    assert (session.record[low:high], cue) == ("it's not the", "denial")
    assert row.lexical == pytest.approx(MORE_WORDS * DENIED)


def test_evidence_that_reaches_over_a_replacement_holds_all_of_it(score_table):
    session = spoken("We lost Siobhan's contract.", replaced={"Siobhan": "[N]"})
    (row,) = records(score_table(session, code("A", "cause", "lose ... contract")))
    ((start, end, _),) = json.loads(row.evidence_for)
    assert session.record[start:end] == "lost Siobhan's contract"


def test_a_replaced_string_is_never_matched(score_table):
    assert score_table(spoken("So Bus said.", replaced={"Bus": "[NAME]"}), code("A", "cause", "bus")).empty


@pytest.mark.parametrize("session", [spoken("The bus.", flags="backchannel"), spoken("(bus)", flags="no_words")])
def test_backchannels_and_segments_without_words_are_left_out(session, score_table):
    assert score_table(session, code("A", "cause", "bus")).empty


def test_a_wordless_segment_is_left_out_by_its_own_flag(score_table):
    assert score_table(spoken("(pause)"), code("A", "cause", "pause")).empty


def test_roles_are_those_of_the_turn(score_table):
    codes = code("F", "process", "bus", applies_to=("facilitator",)), code("P", "cause", "bus")
    assert score_table(spoken("The bus."), *codes)["code"].tolist() == ["P"]
    assert score_table(spoken("The bus.", role="facilitator"), *codes)["code"].tolist() == ["F"]


def test_scores_can_be_written_and_are_the_same_twice(score_table, tmp_path):
    session = spoken("The bus stop. What if there were a bus?", "No bus.")
    codes = code("A", "cause", "bus"), code("S", "solution", "bus", "bus stop")
    files = [tmp_path / name for name in ("once.parquet", "twice.parquet")]
    for file in files:
        write_table(score_table(session, *codes), SCORES, file)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert len(read_table(files[0])) == 6


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\n"])
def test_a_no_break_space_parts_words_like_any_other_and_stays_in_the_text(score_table, space):
    session = spoken(f"The waiting{space}list is what it\u2019s about.")
    (row,) = records(score_table(session, code("A", "cause", "waiting list")))
    ((start, end, _),) = json.loads(row.evidence_for)
    assert session.record[start:end] == f"waiting{space}list"
