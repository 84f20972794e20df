"""Segments are the sentences of turns: nothing said is lost, and ids outlast edits elsewhere."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from small_session import spoken
from themetrail.annotation.annotate import annotate_session, annotate_turns
from themetrail.annotation.segments import join_flags, segment_ids, sentence_spans
from themetrail.study.machine_tables import SEGMENTS, read_table, records, write_table

NAMES = {"Siobhan": "[NAME 1]", "Ulverston": "[T]", "half a year": "[A VERY LONG TIME]"}
PIECES = [
    "I went", "there.", "And then?", "Well,", "no.", "don't", "[pause]", "(laughs)", "[inaudible 00:01:02]", "…", "—",
    "XXXX", "half-five", "Dr.", "Siobhan", "Siobhan's", "Ulverston.", "half a year", "\n", " ", "“never”", "é",
]  # fmt: skip
turn_texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).flatmap(
    lambda pieces: st.sampled_from(["", " "]).map(lambda glue: glue.join(pieces))
)
sessions = st.lists(turn_texts, min_size=1, max_size=4)
replaced = st.sets(st.sampled_from(sorted(NAMES))).map(lambda chosen: {name: NAMES[name] for name in chosen})


def segments_of(session, nlp):
    return annotate_session(session, nlp, bytes(32)).segments


def ids_by_text(texts, nlp):
    session = spoken(*texts)
    return [(session.record[s.start : s.end], s.segment_id) for s in records(segments_of(session, nlp))]


@given(sessions, replaced)
@settings(max_examples=60)
def test_a_segments_place_in_the_record_shows_the_sentence_it_was_made_from(nlp, texts, replaced):
    session = spoken(*texts, replaced=replaced)
    docs = annotate_turns(session, nlp)
    shown = []
    for segment in records(annotate_session(session, nlp, bytes(32)).segments):
        low, high = session.offsets.to_released(segment.start, segment.end)
        assert session.offsets.to_record(low, high) == (segment.start, segment.end)
        shown.append((segment.turn, session.released[low:high].replace("\n", " ")))
    made_from = [(n, doc.text[a:b]) for n, doc in enumerate(docs, 1) for a, b in sentence_spans(doc)]
    assert shown == made_from


@given(sessions, replaced)
@settings(max_examples=60)
def test_segments_of_a_turn_are_ordered_and_apart_and_cover_all_that_is_written(nlp, texts, replaced):
    session = spoken(*texts, replaced=replaced)
    segments = segments_of(session, nlp)
    for turn in records(session.turns):
        spans = [(s.start, s.end) for s in records(segments[segments["turn"] == turn.turn])]
        assert all(turn.start <= start < end <= turn.end for start, end in spans)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
        inside = {place for start, end in spans for place in range(start, end)}
        outside = set(range(turn.start, turn.end)) - inside
        assert not "".join(session.record[place] for place in sorted(outside)).strip()


@given(sessions, st.data())
@settings(max_examples=40)
def test_an_edit_in_another_turn_changes_no_id_of_a_text_that_it_does_not_hold(nlp, texts, data):
    edited = data.draw(st.integers(0, len(texts) - 1))
    after = [*texts[:edited], data.draw(turn_texts), *texts[edited + 1 :]]
    touched = {text for version in (texts, after) for text, _ in ids_by_text([version[edited]], nlp)}

    def untouched(version):
        return [(text, segment_id) for text, segment_id in ids_by_text(version, nlp) if text not in touched]

    assert untouched(texts) == untouched(after)


def test_the_same_text_twice_is_told_apart_by_its_occurrence(nlp):
    first, other, second = ids_by_text(["Yes.", "No.", "Yes."], nlp)
    assert first[1].endswith("-1")
    assert second[1] == first[1][:-1] + "2"
    assert other[1].endswith("-1")
    assert segment_ids("S1", ["a", "b", "a"]) == ["S1-ca978112-1", "S1-3e23e816-1", "S1-ca978112-2"]


def test_ids_rest_on_the_record_so_that_a_replacement_changes_none(nlp):
    texts = ["I saw Siobhan.", "In Ulverston."]
    assert list(segments_of(spoken(*texts), nlp)["segment_id"]) == list(
        segments_of(spoken(*texts, replaced=NAMES), nlp)["segment_id"]
    )


def test_a_laugh_or_a_pause_is_joined_to_what_was_said_before_it_or_else_after(nlp):
    def sentences(text):
        return [text[start:end] for start, end in sentence_spans(nlp(text))]

    assert sentences("We left. [laughs] (laughs) It was late.") == ["We left. [laughs] (laughs)", "It was late."]
    assert sentences("[pause] It was late.") == ["[pause] It was late."]
    assert sentences("[laughs] [pause]") == ["[laughs] [pause]"]
    assert sentences("   ") == []


def test_a_segment_without_words_is_flagged_and_keeps_the_flags_of_its_turn(nlp):
    wordless, said = (segments_of(spoken(text, flags="overlap"), nlp) for text in ("[laughs] …", "It was late."))
    assert (wordless["flags"].tolist(), wordless["words"].tolist()) == (["no_words overlap"], [0])
    assert (said["flags"].tolist(), said["words"].tolist()) == (["overlap"], [3])


def test_flags_are_sorted_and_each_stands_once():
    assert join_flags("unclear overlap", "", ["overlap", "backchannel"]) == "backchannel overlap unclear"


def test_segments_can_be_written_and_read_back(nlp, tmp_path):
    made = segments_of(spoken("We left. It was late.", "Yes."), nlp)
    write_table(made, SEGMENTS, tmp_path / "segments.parquet")
    assert read_table(tmp_path / "segments.parquet")["segment_id"].tolist() == made["segment_id"].tolist()


@given(sessions, replaced)
@settings(max_examples=30)
def test_a_study_may_take_whole_turns_for_segments(nlp, texts, replaced):
    session = spoken(*texts, replaced=replaced)
    segments = annotate_session(session, nlp, bytes(32), "turn").segments
    said = [text.strip() for text in texts if text.strip()]
    assert [session.record[one.start : one.end].strip() for one in records(segments)] == said
    assert segments["turn"].is_unique
