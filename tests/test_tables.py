"""The tables of the paper, rebuilt by hand from a small study."""

from __future__ import annotations

import csv
import dataclasses
import io
from itertools import product

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from themetrail.codebook.model import Code, Codebook
from themetrail.ledger.acts import Act
from themetrail.ledger.frames import coding_segments, codings_frame
from themetrail.ledger.replay import findings, independent, without_withdrawn
from themetrail.study.inputs import CODING_TABLES, RAW_TABLES
from themetrail.study.load import Tables
from themetrail.study.machine_tables import FINDINGS, MARKS, SEGMENTS, SUGGESTIONS, TURNS, empty
from themetrail.study.settings import Settings
from themetrail.study.sheets import Row
from themetrail.tables.all_tables import build_all
from themetrail.tables.data import StudyData
from themetrail.tables.methods import methods_text
from themetrail.tables.small import keep_back
from themetrail.tables.table import PaperTable
from themetrail.tables.write import NO_ROWS, SYNTHETIC, write
from themetrail.themes.masking import is_masked

LENGTH = 100  # characters of every turn, which is one segment
SETTINGS = Settings.model_validate(
    {"study": {"title": "A study", "synthetic": True}, "coding": {"findings_from": "ann"}}
)
KINDS = {
    "HR": "domain", "HR1": "cause", "HR2": "cause", "FI": "domain", "FI1": "cause",
    "S01": "solution", "S02": "solution", "X1": "process",
}  # fmt: skip
SPOKEN = {  # who speaks turn by turn; w1 has withdrawn, b1 does not want to be quoted
    "s1": "f1 a1 a2 a3 b1 w1 a1",
    "s2": "f1 a1 a4 b1 b2",
    "s3": "f1 b1 b2 b3",
}
BACKCHANNEL = ("s1", 6)
ANN = [
    ("HR1", "s1", 1), ("HR1", "s1", 2), ("HR1", "s1", 3), ("HR1", "s1", 4), ("HR1", "s1", 5), ("HR1", "s2", 1),
    ("S02", "s2", 2), ("S02", "s2", 3),
    ("HR2", "s3", 1), ("HR2", "s3", 2), ("HR2", "s3", 3), ("S01", "s3", 1), ("S01", "s3", 2), ("S01", "s3", 3),
    ("X1", "s3", 1),
]  # fmt: skip
BOB = [("HR2", "s3", 1), ("HR2", "s3", 2), ("S01", "s3", 1), ("S01", "s3", 2), ("S01", "s3", 3), ("FI1", "s3", 3)]


REPORT = {
    "reader": "labelled_txt",
    "counts": {"units": 9, "unlabelled": 2, "words": 99},
    "dropped": [
        {"kind": "line", "number": number, "text": "what a person wrote", "why": why}
        for number, why in enumerate(["a heading", "a time stamp", "a heading"], 1)
    ],
}


def code(name: str, kind: str) -> Code:
    parent = name[:2] if kind == "cause" else ""
    texts = (name, name, parent, kind, f"Label of {name}", "#000000", "What it is", "this", "that")
    return Code(*texts, (), (), (), ("participant",), "inferred", "active", "1.0")


def act(coder: str, seq: int, action: str, session: str, turn: int | None = None, **cells: str) -> Act:
    start = None if turn is None else turn * LENGTH
    given = {"code": "", "target": "", "from_code": "", "shown": "", "blind": "yes", "via": "file", "reason": ""}
    place = {"quote": f"what {session} said in turn {turn} at some length and to an end", "before": "", "after": ""}
    return Act(
        decision_id=f"{coder}{seq}", seq=seq, at="2024-01-01T10:00:00Z", coder=coder, session_id=session,
        record_sha256="", start=start, end=None if start is None else start + LENGTH, action=action, memo="",
        **place, **given | cells,
    )  # fmt: skip


def ledger(coder: str, coded: list[tuple[str, str, int]], finished: str) -> list[Act]:
    acts = [act(coder, n, "add", session, turn, code=name) for n, (name, session, turn) in enumerate(coded, 1)]
    return acts + [act(coder, len(acts) + n, "finish", session) for n, session in enumerate(finished.split(), 1)]


LEDGERS = {"ann": ledger("ann", ANN, "s1 s2 s3"), "bob": ledger("bob", BOB, "s3")}


def rows(*cells: dict[str, str]) -> list[Row]:
    return [Row(number, row) for number, row in enumerate(cells, 2)]


def participants() -> list[Row]:
    people = ["f1", "a1", "a2", "a3", "a4", "w1", "b1", "b2", "b3"]
    return rows(
        *(
            {
                "speaker_id": who,
                "stakeholder_group": {"f": "", "a": "Alpha", "w": "Alpha", "b": "Beta"}[who[0]],
                "role": "facilitator" if who == "f1" else "participant",
                "quote_consent": "no" if who == "b1" else "yes",
                "withdrawn": "yes" if who == "w1" else "no",
            }
            for who in people
        )
    )


def sessions() -> list[Row]:
    fixed = {"phase": "workshop", "source_kind": "transcript", "stratum": "", "setting": "=a hall"}
    days = {"s1": "2024-01-01", "s2": "2024-02-02", "s3": "2024-03-03"}
    return rows(*({"session_id": s, "date": day, "duration_min": "30.5", **fixed} for s, day in days.items()))


def study(ledgers: dict[str, list[Act]] = LEDGERS, settings: Settings = SETTINGS, **tables: list[Row]) -> StudyData:
    turns, segments = [], []
    for session, people in SPOKEN.items():
        for turn, who in enumerate(people.split()):
            role = "facilitator" if who == "f1" else "participant"
            start, end = turn * LENGTH, (turn + 1) * LENGTH
            flags = "backchannel" if (session, turn) == BACKCHANNEL else ""
            turns.append((session, turn, who, role, 0.0, 1.0, start, end, "withdrawn" if who == "w1" else flags))
            if who != "w1":
                segments.append((f"{session}-{turn}", session, turn, who, role, start, end, 10, flags))
    segment_frame = pd.DataFrame(segments, columns=list(SEGMENTS.columns))
    made = [coding for acts in ledgers.values() for coding in independent(acts)]
    made += findings(ledgers.values(), dict.fromkeys(SPOKEN, "ann"))
    codings = codings_frame(without_withdrawn(made, {"s1": [(5 * LENGTH, 6 * LENGTH)]}))
    nothing: dict[str, list[Row]] = {name: [] for name in RAW_TABLES | CODING_TABLES}
    inputs = nothing | {"sessions": sessions(), "participants": participants()} | tables
    return StudyData(
        settings=settings,
        inputs=Tables(inputs),
        codebook=Codebook("1.0", tuple(code(name, kind) for name, kind in KINDS.items())),
        ledgers=ledgers,
        reports=dict.fromkeys(SPOKEN, REPORT),
        turns=TURNS.validate(pd.DataFrame(turns, columns=list(TURNS.columns))),
        marks=empty(MARKS),
        findings=empty(FINDINGS),
        segments=SEGMENTS.validate(segment_frame),
        suggestions=empty(SUGGESTIONS),
        codings=codings,
        coding_segments=coding_segments(codings, segment_frame, 40),
    )


def tables_of(data: StudyData) -> dict[str, PaperTable]:
    return {table.number: table for table in build_all(data)}


def row_of(table: PaperTable, **where: str) -> dict[str, str]:
    found = table.rows
    for column, value in where.items():
        found = found[found[column] == value]
    (row,) = found.to_dict("records")
    return row


def refinement(number: int, session: str, turn: int | None, comment: str, outcome: str = "amended") -> dict[str, str]:
    place = {"start": "", "end": ""} if turn is None else {"start": str(turn * LENGTH), "end": str(turn * LENGTH + 9)}
    wording = {"wording_in": f"before {number}", "comment": comment, "wording_out": f"after {number}"}
    return {
        "refinement_id": f"R{number}", "solution": "S01", "day": str(number), "outcome": outcome,
        "session_id": session, **wording, **place,
    }  # fmt: skip


def vote(solution: str, number: int, k: int, instrument: str = "vote", reason: str = "") -> dict[str, str]:
    option = "in favour" if instrument == "vote" else "5"
    fixed = {"solution": solution, "instrument": instrument, "option": option, "n": "9", "reason_decision_id": reason}
    return {**fixed, "round": str(number), "k": str(k)}


# --- the list of tables ------------------------------------------------------------------------------------------


def test_the_tables_come_in_the_order_of_the_paper():
    numbers = [f"T{n}" for n in range(1, 19)]
    assert [table.number for table in build_all(study())] == numbers


def test_a_study_without_any_decision_says_so_under_every_table():
    for table in build_all(study({"ann": [], "bob": []})):
        assert "No decisions have been made yet; nothing is counted." in table.notes, table.number


def test_counts_made_from_codings_say_whose_they_are_and_what_is_hidden():
    data = study()
    for number in ("T3", "T4", "T5", "T11"):
        notes = tables_of(data)[number].notes
        assert data.basis in notes
        assert any("fewer than 3 speakers" in note for note in notes)


def test_sessions_that_the_lead_coder_has_not_finished_are_named():
    data = study({"ann": ledger("ann", ANN, "s1")})
    assert any(note.endswith("as they are coded: s2, s3.") for note in tables_of(data)["T3"].notes)


# --- what each table says ----------------------------------------------------------------------------------------


def test_events_count_participants_by_group_and_their_words():
    table = tables_of(study())["T1"]
    first, everything = row_of(table, Session="s1"), row_of(table, Session="All sessions")
    assert (first["Participants"], first["Participants: Alpha"], first["Participants: Beta"]) == (4, 3, 1)
    assert (first["Turns"], first["Turns by participants"], first["Words by participants"]) == (6, 5, 50)
    assert (everything["Participants"], everything["Minutes"]) == (7, "91.5")


def test_the_coding_frame_has_every_code_with_its_source_and_version():
    table = tables_of(study())["T2"]
    assert table.rows["Code"].tolist() == list(KINDS)
    row = row_of(table, Code="HR1")
    assert (row["Parent"], row["Source"], row["Status"], row["Version added"]) == ("HR", "inferred", "active", "1.0")


def test_root_causes_stand_in_codebook_order_mentioned_or_not():
    table = tables_of(study())["T3"]
    assert table.rows["Code"].tolist() == ["HR1", "HR2", "FI1"]
    never = row_of(table, Code="FI1")
    assert (never["Speakers"], never["Groups"], never["Segments"], never["Exemplar quote"]) == ("0", "", "0", "")


def test_a_cause_without_hidden_cells_has_all_its_counts():
    row = row_of(tables_of(study())["T3"], Code="HR2")
    assert (row["Speakers"], row["Groups"], row["Sessions"], row["Segments"]) == ("3", "Beta 3", "1", "3")
    assert row["Words"] == "30"


def test_a_cause_with_a_hidden_cell_has_a_least_total_and_no_sessions_or_segments():
    row = row_of(tables_of(study())["T3"], Code="HR1")
    assert (row["Speakers"], row["Groups"], row["Sessions"], row["Segments"]) == ("≥4", "Alpha 3", "–", "–")
    assert row["Words"] == "–"


def test_a_domain_coded_by_itself_has_a_row_so_that_nothing_is_lost():
    data = study({"ann": ledger("ann", [*ANN, ("FI", "s3", 1)], "s1 s2 s3")})
    assert tables_of(data)["T3"].rows["Code"].tolist() == ["HR1", "HR2", "FI", "FI1"]


def test_exemplar_quotes_are_of_consenting_speakers_in_shown_cells():
    table = tables_of(study())["T3"].rows
    quoted = table.loc[table["Exemplar quote"] != "", ["Code", "Quote: speaker", "Quote: group", "Quote: session"]]
    assert quoted.values.tolist() == [["HR1", "a1", "Alpha", "s1"], ["HR2", "b2", "Beta", "s3"]]


def test_a_pinned_quote_goes_first():
    pin = act("ann", 90, "pin", "s1", target="ann3")
    data = study({"ann": [*LEDGERS["ann"], pin]})
    assert row_of(tables_of(data)["T3"], Code="HR1")["Quote: decision"] == "ann3"


def test_a_dissenting_quote_stands_beside_the_exemplar():
    pin = act("ann", 90, "pin", "s1", target="ann3", reason="dissents: not in this village")
    row = row_of(tables_of(study({"ann": [*LEDGERS["ann"], pin]}))["T3"], Code="HR1")
    assert row["Quote: decision"] != "ann3"
    assert row["Dissenting quote"].endswith("(a3, Alpha, s1, ann3)")


def test_a_pinned_quote_that_is_gone_is_told_under_the_table():
    pin, undo = act("ann", 90, "pin", "s1", target="ann3"), act("ann", 91, "undo", "s1", target="ann3")
    notes = tables_of(study({"ann": [*LEDGERS["ann"], pin, undo]}))["T3"].notes
    assert "One pinned quote is not shown: the coding was undone, replaced or settled otherwise since." in notes
    assert not any("pinned quote is not" in note for note in tables_of(study())["T3"].notes)


def test_a_passage_across_two_turns_is_never_an_exemplar():
    wide = dataclasses.replace(LEDGERS["ann"][0], end=3 * LENGTH)
    data = study({"ann": [wide, *LEDGERS["ann"][1:]]})
    assert row_of(tables_of(data)["T3"], Code="HR1")["Quote: decision"] != wide.decision_id


def test_the_matrix_has_no_summary_where_a_cell_is_hidden():
    at = {"author": "ann", "at": "2024-01-01T10:00:00Z"}
    summaries = rows(
        {"cause": "HR1", "group": "Alpha", "text": "too much to do", **at},
        {"cause": "HR1", "group": "Beta", "text": "one voice", **at},
    )
    row = row_of(tables_of(study(summaries=summaries))["T4"], Code="HR1")
    assert (row["Alpha (n = 4)"], row["Beta (n = 3)"]) == ("3: too much to do", "<3")


def test_solutions_keep_stated_and_derived_links_apart():
    links = rows({"domain": "FI", "solution": "S01", "coder": "ann", "session_id": "s1", "start": "0", "end": "9"})
    table = tables_of(study(links=links))["T5"]
    row = row_of(table, Code="S01")
    assert (row["Domains stated by analysts"], row["Domains derived from codings"], row["Speakers"]) == (
        "FI",
        "HR",
        "3",
    )
    assert row_of(table, Code="S02")["Speakers"] == "≥2"


def test_a_link_has_a_row_for_each_ground_with_words_of_people_behind_it():
    stated = {"domain": "HR", "solution": "S01", "coder": "ann", "session_id": "s3"}
    spans = [{"start": "110", "end": "150"}, {"start": "210", "end": "250"}, {"start": "", "end": ""}]
    table = tables_of(study(links=rows(*(stated | span for span in spans))))["T18"]
    words = {"Cause in words": "what s3 said in turn 2 at some length and to an end", "Quotes: speaker": "b2"}
    first = row_of(table, Ground="stated")
    assert first | words == first  # b1, who spoke in turn 1, does not want to be quoted
    assert (first["Stated"], first["Coders"], first["Speakers"]) == ("3", "1", "")
    assert (first["Quotes: decisions"], first["Places stated"]) == ("ann10; ann13", "s3; s3 110–150; s3 210–250")
    second = row_of(table, Ground="derived")
    assert second | words == second
    assert (second["Stated"], second["Speakers"]) == ("", "≥3")


def test_a_derived_link_that_is_hidden_in_a_group_quotes_nobody_of_it():
    both = [(name, "s1", turn) for name in ("HR1", "S01") for turn in (1, 2)]  # a1 and a2: a hidden cell
    shown = [(name, session, turn) for name in ("HR1", "S01") for session, turn in (("s2", 2), ("s1", 3))]
    data = study({"ann": ledger("ann", [*both, *[("HR1", "s1", 3), ("S01", "s2", 2)]], "s1 s2 s3")})
    assert "derived" not in set(tables_of(data)["T18"].rows.get("Ground", []))
    four = study({"ann": ledger("ann", [*both, *shown], "s1 s2 s3")})
    assert row_of(tables_of(four)["T18"], Ground="derived")["Quotes: group"] == "Alpha"


def test_a_stated_link_without_words_that_may_be_shown_says_so():
    links = rows({"domain": "FI", "solution": "S02", "coder": "ann", "session_id": "s1", "start": "0", "end": "9"})
    row = row_of(tables_of(study(links=links))["T18"], Ground="stated")
    assert {row["Cause in words"], row["Solution in words"], row["Quotes: speaker"]} == {"–"}
    assert row["Places stated"] == "s1 0–9"


def test_a_solution_that_nobody_raised_has_its_row():
    row = row_of(tables_of(study({"ann": ledger("ann", [("HR1", "s1", 1)], "s1")}))["T5"], Code="S02")
    assert (row["Speakers"], row["Domains derived from codings"]) == ("0", "")


def test_a_session_without_stamps_has_no_minutes_and_no_sum():
    stamped = [dict(row.cells) for row in sessions()]
    stamped[1]["duration_min"] = ""
    table = tables_of(study(sessions=rows(*stamped)))["T1"]
    assert row_of(table, Session="s2")["Minutes"] == ""
    assert row_of(table, Session="All sessions")["Minutes"] == "–"
    assert "TODO" in row_of(tables_of(study(sessions=rows(*stamped)))["T10"], Item="Duration")["What the run knows"]


def test_a_group_of_one_speaker_is_hidden_wherever_somebody_raised_something():
    people = [dict(row.cells) for row in participants()]
    next(row for row in people if row["speaker_id"] == "b2")["stakeholder_group"] = "Alone"
    data = study(participants=rows(*people))
    cells = tables_of(data)["T4"].rows["Alone (n = 1)"]
    assert set(cells) <= {"0", "<3"}
    assert "<3" in set(cells)


def test_the_checklist_is_filled_where_the_run_knows_and_left_to_the_authors_elsewhere():
    table = tables_of(study())["T10"]
    assert len(table.rows) == 32
    coders = row_of(table, Item="Number of coders")
    assert coders["What the run knows"] == "2 coders (ann, bob). 1 session coded by more than one (s3)."
    assert coders["Shown in"].startswith("T8")
    assert row_of(table, Item="Sampling")["What the run knows"] == "TODO (authors)"
    assert "saturation was reached" not in table.rows.to_csv()


def test_the_methods_say_what_the_run_knows_and_leave_gaps_for_the_rest():
    text = methods_text(study())
    assert "7 participants spoke (Alpha 4; Beta 3) (T1, F1)." in text
    assert "[TODO (authors): how themes were written]" in text
    assert "[TODO (authors): ethics and consent]" in text
    assert "what s1 said" not in text
    assert SYNTHETIC in text
    assert "reflexive" not in text.lower()


@pytest.mark.parametrize(("checklist", "items"), [("srqr", 21), ("none", 0)])
def test_the_checklist_is_a_setting(checklist, items):
    settings = SETTINGS.model_copy(update={"reporting": SETTINGS.reporting.model_copy(update={"checklist": checklist})})
    table = tables_of(study(settings=settings))["T10"]
    assert len(table.rows) == items
    assert bool(table.left_out) is (items == 0)


def test_a_solution_has_its_votes_and_its_last_wording():
    votes = rows(vote("S01", 1, 4), vote("S01", 2, 7), vote("S01", 1, 1, "rating"))
    log = rows(refinement(2, "s1", 1, "", "accepted"), refinement(1, "s1", 1, ""))
    row = row_of(tables_of(study(jury_votes=votes, refinements=log))["T5"], Code="S01")
    assert (row["Vote, first round"], row["Vote, last round"]) == ("4 of 9 in favour", "7 of 9 in favour")
    assert (row["Refinement"], row["Final wording"]) == ("amended; accepted", "after 2")


def test_without_votes_there_is_no_jury_result_and_the_reason_is_given():
    table = tables_of(study())["T6"]
    assert table.rows.empty
    assert "Nothing was polled" in table.left_out


def test_the_jury_result_is_one_block_for_each_instrument():
    votes = rows(vote("S02", 1, 3, "rating"), vote("S01", 1, 4), vote("S02", 1, 5), vote("S01", 2, 7))
    table = tables_of(study(jury_votes=votes))["T6"].rows
    kept = ["Instrument", "Code", "Round 1", "Round 2", "Change"]
    assert table[kept].values.tolist() == [
        ["vote", "S01", "4 of 9", "7 of 9", "+3"],
        ["vote", "S02", "5 of 9", "", ""],
        ["rating", "S02", "3 of 9", "", ""],
    ]


def test_a_reason_for_a_vote_is_quoted_with_consent_only():
    votes = rows(vote("S01", 1, 4, reason="ann10"), vote("S02", 1, 4, reason="ann9"))  # of b2 and of b1
    table = tables_of(study(jury_votes=votes))["T6"]
    assert row_of(table, Code="S01")["Reasons given"].startswith("what s3 said in turn 2")
    assert row_of(table, Code="S02")["Reasons given"] == ""


def test_comments_in_the_refinement_log_need_a_place_consent_and_no_identifier():
    log = rows(
        refinement(1, "s1", 1, "said by a1"),
        refinement(2, "s1", 4, "said by b1"),
        refinement(3, "s1", 5, "said by w1"),
        refinement(4, "s1", None, "said somewhere"),
        refinement(5, "s1", 2, "said with a name"),
    )
    name = [("s1", "pattern", "record", "line 3", 2 * LENGTH, 2 * LENGTH + 5, "phone", "ab", "xx")]
    data = dataclasses.replace(study(refinements=log), findings=pd.DataFrame(name, columns=list(FINDINGS.columns)))
    comments = tables_of(data)["T7"].rows["Comment"].tolist()
    assert comments == ["said by a1", *["[not shown]"] * 4]


def test_agreement_has_base_prevalence_and_statistics_to_two_decimals():
    row = row_of(tables_of(study())["T8"], Level="code", Code="HR2")  # 3 segments of s3: ann 1 1 1, bob 1 1 0
    assert (row["Coders"], row["Sessions"], row["Coded blind"]) == ("ann, bob", "s3", "yes")
    assert (row["Unit"], row["Units"], row["Prevalence"]) == ("segment", 3, "0.83")
    assert (row["Both"], row["First only"], row["Second only"], row["Neither"]) == ("2", "1", "0", "0")
    assert (row["Observed agreement"], row["Kappa"], row["Krippendorff's alpha"]) == ("0.67", "0.00", "0.00")
    assert row["Gwet's AC1"] == "0.54"  # chance 2·(5/6)·(1/6) = 5/18, so (12/18 - 5/18) / (13/18) = 7/13
    assert (row["Brennan-Prediger"], row["Gwet's AC1, 95% interval"]) == ("0.33", "NA")


def test_agreement_has_its_rows_for_each_unit_that_the_settings_name():
    data = study()
    units = data.settings.agreement.model_copy(update={"units": ("turn", "character")})
    settings = data.settings.model_copy(update={"agreement": units})
    table = tables_of(dataclasses.replace(data, settings=settings))["T8"].rows
    assert list(dict.fromkeys(table["Unit"])) == ["turn", "code × turn", "character", "code × character"]


def test_where_coders_finished_different_sessions_all_are_compared_with_ratings_missing():
    cat = ledger("cat", [("HR2", "s2", 2)], "s2 s3")
    bob = ledger("bob", [("HR2", "s3", 0)], "s3")
    table = tables_of(study({"ann": LEDGERS["ann"], "bob": bob, "cat": cat}))["T8"].rows
    assert list(dict.fromkeys(table["Coders"])) == ["ann, cat", "ann, bob, cat"]
    last = table[(table["Coders"] == "ann, bob, cat") & (table["Sessions"] == "s2, s3")]
    assert not last.empty


def test_an_undefined_statistic_reads_na_and_says_why():
    row = row_of(tables_of(study())["T8"], Level="code", Code="S01")
    assert (row["Kappa"], row["Krippendorff's alpha"]) == ("NA", "NA")
    assert "no variation" in row["Note"]


def test_agreement_says_whether_coders_saw_suggestions():
    sighted = [dataclasses.replace(a, blind="no") for a in LEDGERS["bob"]]
    table = tables_of(study({"ann": LEDGERS["ann"], "bob": sighted}))["T8"]
    assert set(table.rows["Coded blind"]) == {"no"}
    assert any("ann: s1, s2, s3; bob: none." in note for note in table.notes)


def test_without_double_coding_there_is_no_agreement_and_the_reason_is_given():
    table = tables_of(study({"ann": LEDGERS["ann"]}))["T8"]
    assert table.rows.empty
    assert "two coders" in table.left_out


SHOWN = '[{"code": "HR1", "rank": 1, "confidence": 0.5, "engine_hash": "e1"}, {"code": "HR2", "rank": 2}]'


def audit_of(*acts: Act) -> dict[str, dict[str, str]]:
    table = tables_of(study({"ann": LEDGERS["ann"], "bob": list(acts)}))["T9"].rows
    return {row["Label"] if not row["Code"] else row["Code"]: row for row in table.to_dict("records")}


def sighted(seq: int, action: str, turn: int, **cells: str) -> Act:
    return act("bob", seq, action, "s3", turn, **{"shown": SHOWN, "blind": "no"} | cells)


TALLY = ["Suggested", "Accepted", "Changed", "Rejected", "Left undecided", "Added by hand"]


def tally(row: dict[str, str]) -> list[str]:
    return [row[name] for name in TALLY]


def test_a_suggestion_counts_once_however_many_decisions_show_it():
    found = audit_of(sighted(1, "accept", 1, code="HR2"), sighted(2, "add", 1, code="S01"))
    assert tally(found["HR2"]) == ["1", "1", "0", "0", "0", "0"]
    assert tally(found["S01"]) == ["0", "0", "0", "0", "0", "1"]


def test_the_last_decision_that_stands_settles_a_suggestion():
    first = sighted(1, "reject", 1, code="HR2")
    undone = sighted(3, "accept", 2, code="HR2")
    acts = [first, sighted(2, "accept", 1, code="HR2"), undone, sighted(4, "undo", 2, target="bob3")]
    # The undone decision shows nothing that stands, so its segment has no suggestion on record.
    assert tally(audit_of(*acts)["HR2"]) == ["1", "1", "0", "0", "0", "0"]


def test_a_change_settles_the_suggestion_it_replaces():
    found = audit_of(sighted(1, "change", 1, code="S01", from_code="HR2"))
    assert tally(found["HR2"]) == ["1", "0", "1", "0", "0", "0"]


def test_an_accepted_suggestion_that_is_changed_later_counts_as_changed():
    later = sighted(2, "change", 1, code="S01", target="bob1", shown="")
    assert tally(audit_of(sighted(1, "accept", 1, code="HR2"), later)["HR2"]) == ["1", "0", "1", "0", "0", "0"]


def test_nothing_to_code_rejects_all_that_was_shown():
    assert tally(audit_of(sighted(1, "none", 1))["HR2"]) == ["1", "0", "0", "1", "0", "0"]


def test_a_suggested_code_given_by_hand_counts_as_accepted():
    assert tally(audit_of(sighted(1, "add", 1, code="HR2"))["HR2"]) == ["1", "1", "0", "0", "0", "0"]


def test_a_suggestion_that_nobody_decided_on_is_left_undecided():
    assert tally(audit_of(sighted(1, "add", 1, code="S01"))["HR2"]) == ["1", "0", "0", "0", "1", "0"]


def test_precision_and_recall_are_of_todays_suggestions_against_blind_codings():
    today = [("s3", f"s3-{n}", "HR2") for n in (1, 2)] + [("s3", "s3-3", "S01"), ("s1", "s1-6", "HR2")]  # a backchannel
    proposed = pd.DataFrame(today, columns=["session_id", "segment_id", "code"]).assign(
        confidence=0.5, engine_hash="e2"
    )
    data = dataclasses.replace(study(), suggestions=proposed)
    row = row_of(tables_of(data)["T9"], Code="HR2")
    assert (row["Precision, ann blind"], row["Recall, ann blind"]) == ("2 of 2 (1.00)", "2 of 3 (0.67)")
    assert (row["Precision, bob blind"], row["Recall, bob blind"]) == ("2 of 2 (1.00)", "2 of 2 (1.00)")


def test_without_suggestions_or_blind_coding_there_is_no_audit():
    unknown = [dataclasses.replace(a, blind="unknown") for a in LEDGERS["ann"]]
    table = tables_of(study({"ann": unknown}))["T9"]
    assert table.rows.empty
    assert table.left_out


def test_the_data_flow_counts_each_step():
    table = tables_of(study())["T11"]
    flow = dict(zip(table.rows["Step"], table.rows["All"], strict=True))
    assert list(flow.values())[:6] == ["3", "27", "297", "1", "1", "15"]
    assert (flow["Segments"], flow["Segments by participants"]) == ("15", "12")
    assert (flow["… of these backchannels"], flow["… of these put to coders"]) == ("1", "11")


def test_the_scan_gives_counts_by_kind_and_layer_and_no_string():
    found = [
        ("s1", "pattern", "record", "line 1", 0, 5, "phone", "ab", "9999"),
        ("s1", "pattern", "record", "line 2", 110, 115, "phone", "ab", "9999"),
        ("s1", "names", "record", "turn 3", 210, 215, "person", "cd", "Xxxx"),
        ("s1", "pattern", "record", "line 6", 510, 515, "phone", "ef", "8888"),  # said by w1
    ]
    decided = rows({"hmac": "ab", "decision": "replace"})
    data = dataclasses.replace(study(identifiers=decided), findings=pd.DataFrame(found, columns=list(FINDINGS.columns)))
    table = tables_of(data)["T12"]
    assert list(row_of(table, Kind="phone").values()) == ["rules", "phone", 1, 2, 1, 0, 0, 0]
    assert list(row_of(table, Kind="person").values()) == ["language model", "person", 1, 1, 0, 0, 0, 1]
    assert list(row_of(table, Kind="IBAN").values())[2:] == [0] * 6
    kinds = {"IBAN", "name after a title", "first name", "place in Great Britain", "organisation", "street", "person"}
    assert kinds <= set(table.rows["Kind"])
    printed = " ".join([table.rows.to_csv(), *table.notes]).lower()
    assert not any(word in printed for word in ("anonymis", "9999", "xxxx", "ab,"))


# --- the mask ----------------------------------------------------------------------------------------------------


def test_a_code_whose_passages_would_give_a_hidden_cell_away_is_kept_back_everywhere():
    # S02 was raised once by one Alpha and once by one Beta: two passages would say that each cell holds one speaker.
    tables = tables_of(study({"ann": LEDGERS["ann"], "bob": ledger("bob", [("S02", "s2", 2)], "s2")}))
    agreement, audit = row_of(tables["T8"], Level="code", Code="S02"), row_of(tables["T9"], Code="S02")
    assert {agreement[c] for c in ("Both", "First only", "Neither", "Prevalence", "Kappa", "Gwet's AC1")} == {"–"}
    assert {cell for column, cell in audit.items() if "blind" in column} == {"–"}


def test_totals_from_which_a_kept_back_count_could_be_taken_are_kept_back_too():
    tables = tables_of(study())
    assert row_of(tables["T8"], Level="overall")["Both"] == "–"
    assert row_of(tables["T9"], Label="All codes")["Recall, ann blind"] == "–"
    assert row_of(tables["T11"], Step="Codings that count")["All"] == "–"


def test_no_hidden_number_stands_in_any_table_of_counts():
    tables = tables_of(study())
    assert row_of(tables["T4"], Code="HR1")["Beta (n = 3)"] == "<3"
    assert not {"1", "2"} & set(tables["T4"].rows.iloc[:, 4:].to_numpy().ravel())
    assert not {"1", "2"} & (set(tables["T3"].rows["Speakers"]) | set(tables["T5"].rows["Speakers"]))


CELLS = st.dictionaries(
    st.sampled_from(["c1", "c2", "c3", "c4"]),
    st.tuples(st.lists(st.integers(0, 5), min_size=2, max_size=3), st.integers(0, 6)),
)


@given(CELLS, st.integers(2, 4))
def test_whatever_is_printed_every_number_stays_possible_in_every_hidden_cell(cells, min_speakers):
    speakers = {name: numbers for name, (numbers, _) in cells.items()}
    passages = {name: sum(numbers) + more for name, (numbers, more) in cells.items()}
    kept = keep_back(speakers, passages, min_speakers)

    def worlds(names):
        options = [
            range(1, min_speakers) if is_masked(n, min_speakers) else [n] for name in names for n in speakers[name]
        ]
        return product(*options)

    for name in speakers.keys() - kept.codes:
        assert all(sum(world) <= passages[name] for world in worlds([name]))
    if not kept.totals:
        rest = sorted(kept.codes)
        assert all(sum(world) <= sum(passages[name] for name in rest) for world in worlds(rest))


@given(CELLS)
def test_without_hidden_cells_nothing_is_kept_back(cells):
    speakers = {name: numbers for name, (numbers, _) in cells.items()}
    kept = keep_back(speakers, {name: sum(numbers) for name, numbers in speakers.items()}, 1)
    assert kept.codes == frozenset()
    assert not kept.totals


def test_a_withdrawn_speaker_is_nowhere(tmp_path):
    log = rows(refinement(1, "s1", 5, "secret of w1"))
    votes = rows(vote("S01", 1, 4, reason="ann5"))
    for table in build_all(study(refinements=log, jury_votes=votes)):
        write(table, tmp_path, "A study", synthetic=False)
    texts = [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()]
    assert not any(word in text for text in texts for word in ("w1", "secret", "turn 5"))


# --- writing -----------------------------------------------------------------------------------------------------


def written(folder, **cells: object) -> tuple[list[list[str]], str]:
    write(PaperTable("T99", "test", "A title", pd.DataFrame([cells]), ["A note."]), folder, "A study", synthetic=True)
    text = (folder / "T99_test.csv").read_bytes().decode("utf-8")
    return list(csv.reader(io.StringIO(text, newline=""))), (folder / "T99_test.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-x", "@sum", "\ttab", "-1-1", "+"])
def test_what_a_spreadsheet_would_run_stays_text(tmp_path, cell):
    assert written(tmp_path, a=cell)[0] == [["a"], [f"'{cell}"]]


@pytest.mark.parametrize("cell", ["-0.25", "+3", "12", "–", "≥4", "<3", ""])
def test_numbers_and_signs_of_the_mask_stay_as_they_are(tmp_path, cell):
    assert written(tmp_path, a=cell, b="x")[0][1][0] == cell


def test_a_group_named_like_a_formula_is_text_in_the_header_too(tmp_path):
    assert written(tmp_path, **{"=Group": "1"})[0][0] == ["'=Group"]


def test_a_table_is_utf_8_with_plain_line_ends_and_its_notes_beside_it(tmp_path):
    _, notes = written(tmp_path, a="one\r\ntwo – £")
    data = (tmp_path / "T99_test.csv").read_bytes()
    assert b"\r" not in data
    assert not data.startswith(b"\xef\xbb\xbf")
    assert notes == f"T99. A title\n\nA note.\n\nStudy: A study\n\n{SYNTHETIC}\n"


def test_a_table_without_rows_is_a_header_and_a_note(tmp_path):
    empty_table = PaperTable("T98", "none", "Nothing", pd.DataFrame(columns=["a", "b"]))
    write(empty_table, tmp_path, "A study", synthetic=False)
    assert (tmp_path / "T98_none.csv").read_text() == "a,b\n"
    assert NO_ROWS in (tmp_path / "T98_none.txt").read_text()


def test_the_same_study_in_any_order_gives_the_same_bytes(tmp_path):
    data = study()
    shuffled = dataclasses.replace(
        data,
        codings=data.codings.sample(frac=1, random_state=1),
        coding_segments=data.coding_segments.sample(frac=1, random_state=2),
        ledgers=dict(reversed(data.ledgers.items())),
    )
    for name, one in (("first", data), ("second", shuffled)):
        for table in build_all(one):
            write(table, tmp_path / name, "A study", synthetic=True)
    first, second = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("first", "second")
    )
    assert len(first) == 2 * len(build_all(data))
    assert first == second


# --- T16 and T17 -------------------------------------------------------------------------------------------------


def test_reading_and_cleaning_counts_what_was_left_out_and_shows_none_of_it():
    marks = [("s1", 110, 120, "redaction"), ("s1", 510, 520, "redaction"), ("s2", 10, 20, "event")]
    found = MARKS.validate(pd.DataFrame(marks, columns=list(MARKS.columns)))
    table = tables_of(dataclasses.replace(study(), marks=found))["T16"]
    first = row_of(table, Session="s1")
    assert (first["Read as"], first["Units of speech"], first["Words read"]) == ("labelled_txt", 9, 99)
    assert (first["Turns"], first["Lines left out"]) == (6, 3)
    assert first["Why they were left out"] == "a heading 2; a time stamp 1"
    # The second mark stands in the turn of somebody who withdrew.
    assert (first["Marks: redaction"], first["Marks: event"]) == (1, 0)
    assert "what a person wrote" not in table.rows.to_csv()


def theme(*coded: str) -> dict[str, list[Row]]:
    text = {
        "theme_id": "T1",
        "title": "A theme",
        "central_idea": "an idea",
        "author": "ann",
        "at": "2024-01-01T10:00:00Z",
    }
    return {"themes": rows(text), "theme_codes": rows(*({"theme_id": "T1", "code": name} for name in coded))}


def test_a_theme_is_told_with_its_idea_its_codes_in_the_order_of_the_codebook_and_its_speakers():
    tables = tables_of(study(**theme("S01", "HR1")))
    row = row_of(tables["T17"], Theme="T1")
    assert (row["Central idea"], row["Codes"], row["Written by"]) == ("an idea", "HR1; S01", "ann")
    assert row["Speakers"] == row_of(tables["T13"], Item="T1")["Speakers"]


@pytest.mark.parametrize(("coded", "speakers"), [("S02", "≥1"), ("FI1", "0")])
def test_the_idea_of_a_theme_whose_every_cell_is_hidden_or_empty_is_kept_back(coded, speakers):
    data = study({"ann": ledger("ann", [("S02", "s2", 1), ("HR1", "s1", 1)], "s1 s2 s3")}, **theme(coded))
    row = row_of(tables_of(data)["T17"], Theme="T1")
    assert (row["Central idea"], row["Speakers"]) == ("–", speakers)


def test_without_themes_the_table_of_themes_says_why_it_is_empty():
    table = tables_of(study())["T17"]
    assert table.rows.empty
    assert table.left_out == "Nobody has written a theme."
