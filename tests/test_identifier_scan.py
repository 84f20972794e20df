"""One session is scanned, in its text and beside it; what a person decided is not asked again."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from themetrail.identifiers.decisions import (
    check_decisions,
    gate_problems,
    holds_identifier,
    replacements,
    unresolved,
    worklist,
)
from themetrail.identifiers.hashing import identifier_hmac
from themetrail.identifiers.scan import scan_session
from themetrail.study.inputs import IDENTIFIERS
from themetrail.study.machine_tables import FINDINGS, empty
from themetrail.study.sheets import Row

KEY = bytes(range(32))
LINES = [
    ("P01", "cue 1", "Ring me on 07700 900123, or my sister."),
    ("Marjorie", "cue 2", "She's at LA4 5RX now."),
    ("P01", "cue 3", "As SP1 said, it's 07700  900123, not the other."),
]
REPORT: dict[str, Any] = {
    "source_name": "interview_07700900456_final.vtt",
    "labels": {"P01": 2, "Marjorie": 1, "zoom +44 7700 900789": 1, "": 3},
    "dropped": [
        {"kind": "line", "number": 9, "text": "Transcribed by t.quill@example.org", "why": "footer"},
        {"kind": "line", "number": 9, "text": "Logged from 192.0.2.44", "why": "footer"},
    ],
    "metadata": {"comments": "born 3/5/1948, check", "title": "Interview 4"},
}
PLANTED = ["07700", "900123", "LA4", "5RX", "Marjorie", "900789", "900456", "quill", "192.0.2.44", "3/5/1948"]
STOP_ON = ["pattern", "known"]
PATHS = {"S1": "data/raw/transcripts/S1.vtt"}


def _locators(lines: list[tuple[str, str, str]], session: str = "S1") -> tuple[str, pd.DataFrame]:
    rows, start = [], 0
    for unit, (label, place, text) in enumerate(lines):
        rows.append((session, unit, start, start + len(text), label, None, None, place))
        start += len(text) + 1
    locators = pd.DataFrame(rows, columns=["session_id", "unit", "start", "end", "label", "start_s", "end_s", "place"])
    return "".join(f"{text}\n" for _, _, text in lines), locators


def _scan(report: dict[str, Any] = REPORT) -> pd.DataFrame:
    record, locators = _locators(LINES)
    return scan_session("S1", record, locators, report, roster_labels={"P01"}, participant_ids={"P01", "SP1"}, key=KEY)


def _decision(text: str, decision: str = "replace", replacement: str = "[X]", reason: str = "") -> Row:
    cells = dict.fromkeys(IDENTIFIERS.header, "")
    cells |= {"hmac": identifier_hmac(text, KEY), "decision": decision, "replacement": replacement}
    return Row(2, cells | {"reason": reason})


def _all_decisions(findings: pd.DataFrame) -> list[Row]:
    cells = dict.fromkeys(IDENTIFIERS.header, "")
    return [Row(n, cells | {"hmac": digest, "decision": "false_hit"}) for n, digest in enumerate(findings["hmac"], 2)]


def test_the_scan_looks_in_the_text_and_everywhere_beside_it() -> None:
    found = _scan()[["layer", "source", "place", "start", "end", "kind"]].itertuples(index=False, name=None)
    assert sorted(found) == sorted(
        [
            ("pattern", "record", "cue 1", 11, 23, "phone"),
            ("pattern", "record", "cue 2", 48, 55, "postcode"),
            ("pattern", "record", "cue 3", 79, 92, "phone"),
            ("pattern", "label", "label 3", 5, 20, "phone"),
            ("roster", "label", "cue 2, label 1", 0, 8, "off_roster_label"),
            ("roster", "label", "label 3", 0, 20, "off_roster_label"),
            ("pattern", "dropped", "line 9", 15, 34, "email"),
            ("pattern", "dropped", "line 9", 47, 57, "ip_address"),
            ("pattern", "metadata", "comments", 5, 13, "date_of_birth"),
            ("pattern", "file_name", "file name", 10, 21, "phone"),
        ]
    )


def test_findings_fit_their_schema_and_come_in_its_order() -> None:
    findings = _scan()
    checked = FINDINGS.validate(findings)
    pd.testing.assert_frame_equal(checked, checked.sort_values(list(FINDINGS.unique), ignore_index=True))


def test_a_session_without_identifiers_gives_an_empty_table_of_the_schema() -> None:
    record, locators = _locators([("P01", "cue 1", "We get the bus.")])
    report = {"source_name": "S1.vtt", "labels": {"P01": 1}, "dropped": [], "metadata": {}}
    findings = scan_session("S1", record, locators, report, roster_labels={"P01"}, participant_ids=set(), key=KEY)
    assert len(FINDINGS.validate(findings)) == 0
    assert len(unresolved(findings, [])) == len(worklist(findings, {})) == 0
    assert replacements(record, findings, [], KEY) == []
    assert gate_problems(findings, PATHS, STOP_ON) == []


def test_the_label_of_a_pseudonym_is_not_a_postcode_and_not_off_the_roster() -> None:
    record, locators = _locators([("SP1", "cue 1", "Hello."), ("sp2", "cue 2", "In SP2?")])
    report = {"source_name": "SP1.vtt", "labels": {"SP1": 1, "sp2": 1}, "dropped": [], "metadata": {}}
    args = ("S1", record, locators, report)
    assert scan_session(*args, roster_labels={"sp2"}, participant_ids={"SP1"}, key=KEY).empty
    assert not scan_session(*args, roster_labels=set(), participant_ids=set(), key=KEY).empty


def test_the_name_of_the_session_is_not_a_postcode() -> None:
    record, locators = _locators([("P01", "cue 1", "Hello.")], "WS1")
    report = {"source_name": "WS1_WS2.vtt", "labels": {"P01": 1}, "dropped": [], "metadata": {}}
    findings = scan_session("WS1", record, locators, report, roster_labels={"P01"}, participant_ids=set(), key=KEY)
    assert findings["hmac"].tolist() == [identifier_hmac("WS2", KEY)]


def test_one_string_written_twice_is_one_row_of_the_worklist() -> None:
    rows = worklist(_scan(), {}).set_index("hmac")
    row = rows.loc[identifier_hmac("07700 900123", KEY)]
    assert row.to_dict() == {
        "masked": "99999 999999",
        "kind": "phone",
        "layer": "pattern",
        "count": 2,
        "sessions": "S1",
        "places": "S1 cue 1; S1 cue 3",
        "contexts": "",
    }


def test_the_worklist_shows_five_places_at_most_and_the_most_frequent_string_first() -> None:
    record, locators = _locators(
        [("P01", f"cue {n}", "Is it 07700 900123?") for n in range(6, 15)] + [("P01", "cue 15", "LA4 5RX")]
    )
    report = {"source_name": "S1.vtt", "labels": {"P01": 10}, "dropped": [], "metadata": {}}
    findings = scan_session("S1", record, locators, report, roster_labels={"P01"}, participant_ids=set(), key=KEY)
    rows = worklist(findings, {})
    assert rows["count"].tolist() == [9, 1]
    assert rows["places"][0] == "S1 cue 6; S1 cue 7; S1 cue 8; S1 cue 9; S1 cue 10"


def test_nothing_is_unresolved_when_every_string_was_decided() -> None:
    findings = _scan()
    assert len(unresolved(findings, [])) == len(findings)
    assert unresolved(findings, _all_decisions(findings)).empty
    assert gate_problems(unresolved(findings, _all_decisions(findings)), PATHS, STOP_ON) == []


def test_one_decision_settles_a_string_wherever_it_stands() -> None:
    findings = _scan()
    left = unresolved(findings, [_decision("07700 900123")])
    assert len(left) == len(findings) - 2
    assert identifier_hmac("07700 900123", KEY) not in set(left["hmac"])


def test_only_what_was_decided_to_be_replaced_in_the_record_is_replaced() -> None:
    decisions = [
        _decision("07700 900123", replacement="[PHONE 1]"),
        _decision("LA4 5RX", "keep", "", "a public building"),
        _decision("Marjorie", replacement="[NAME 1]"),
    ]
    record, _ = _locators(LINES)
    assert replacements(record, _scan(), decisions, KEY) == [(11, 23, "[PHONE 1]"), (79, 92, "[PHONE 1]")]


def _finding(text: str, start: int, end: int, layer: str = "pattern", session: str = "S1") -> dict[str, object]:
    digest = identifier_hmac(text, KEY)
    place = {"session_id": session, "layer": layer, "source": "record", "place": "cue 1"}
    return {**place, "start": start, "end": end, "kind": "k", "hmac": digest, "masked": "x"}


def test_findings_that_overlap_are_replaced_as_one_by_the_placeholder_of_the_longest() -> None:
    findings = pd.DataFrame([_finding("short", 0, 6), _finding("long", 4, 20, "names"), _finding("next", 20, 25)])
    decisions = [_decision(text, replacement=f"[{text.upper()}]") for text in ("short", "long", "next")]
    assert replacements("", findings, decisions, KEY) == [(0, 20, "[LONG]"), (20, 25, "[NEXT]")]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 30), st.integers(1, 9)), min_size=1, max_size=12))
def test_every_character_to_be_replaced_lies_in_exactly_one_range(spans: list[tuple[str, int, int]]) -> None:
    findings = pd.DataFrame([_finding(text, start, start + length) for text, start, length in spans])
    ranges = replacements("", findings, [_decision("a"), _decision("b")], KEY)
    covered = [place for start, end, _ in ranges for place in range(start, end)]
    assert ranges == sorted(ranges)
    assert sorted(set(covered)) == covered
    assert set(covered) == {place for _, start, length in spans for place in range(start, start + length)}


def test_a_decided_string_is_replaced_wherever_it_stands_though_no_layer_found_it() -> None:
    record = "Hope said so.\nAsk hope   springs, or Hopeful.\nHope\nSprings"
    decisions = [_decision("Hope", replacement="[NAME 1]"), _decision("hope springs", replacement="[PLACE 1]")]
    ranges = replacements(record, empty(FINDINGS), decisions, KEY)
    assert [(record[start:end], placeholder) for start, end, placeholder in ranges] == [
        ("Hope", "[NAME 1]"),
        ("hope   springs", "[PLACE 1]"),
        ("Hope", "[NAME 1]"),
    ]


@pytest.mark.parametrize(
    ("decision", "seen"),
    [
        (_decision("a", "replace", ""), "replace without a replacement"),
        (_decision("a", "keep", ""), "keep without a reason"),
    ],
)
def test_a_decision_that_lacks_its_half_is_a_problem_with_its_row(decision: Row, seen: str) -> None:
    (problem,) = check_decisions([decision], "data/coding/identifiers.csv")
    assert (problem.number, problem.seen) == (2, seen)


def test_a_string_that_was_not_masked_is_a_problem_that_does_not_show_it() -> None:
    row = _decision("a")
    (problem,) = check_decisions([Row(2, {**row.cells, "masked": "Marjorie"})], "data/coding/identifiers.csv")
    assert problem.seen == "masked is not a masked form"
    assert "Marjorie" not in str(problem)


def test_a_replacement_never_joins_two_lines() -> None:
    findings = pd.DataFrame([_finding("Ann Marsh", 4, 13)])
    ranges = replacements("Ask Ann\nMarsh.", findings, [_decision("Ann Marsh", replacement="[NAME 1]")], KEY)
    assert ranges == [(4, 7, "[NAME 1]"), (8, 13, "[NAME 1]")]


@pytest.mark.parametrize(
    "secret", ["Marjorie", "+44 7700 900123", "@maz_q", "oh seven seven double oh nine one two three"]
)
def test_a_string_is_recognised_in_what_somebody_wrote(secret: str) -> None:
    hashes = {identifier_hmac(secret, KEY)}
    assert holds_identifier(f"That is {secret.upper()}, whom all know.", hashes, KEY)
    assert not holds_identifier("That is somebody whom all know.", hashes, KEY)


def test_whole_decisions_are_no_problem() -> None:
    rows = [_decision("a"), _decision("b", "keep", "", "public"), _decision("c", "false_hit", "")]
    assert check_decisions(rows, "data/coding/identifiers.csv") == []


def test_the_gate_names_every_undecided_string_once_with_its_place_and_what_to_do() -> None:
    problems = gate_problems(_scan(), PATHS, STOP_ON)
    assert len(problems) == _scan()["hmac"].nunique() == 9
    phone = next(one for one in problems if identifier_hmac("07700 900123", KEY) in one.remedy)
    assert (phone.file, phone.unit, phone.number) == (PATHS["S1"], "cue", 1)
    assert "phone of the form 99999 999999 in the text" in phone.seen
    assert "data/coding/identifiers.csv" in phone.remedy
    label = next(one for one in problems if identifier_hmac("Marjorie", KEY) in one.remedy)
    assert (label.unit, label.number) == ("cue", 2)
    assert "data/raw/roster.csv" in label.remedy


def test_names_found_by_the_model_stop_a_run_only_where_the_study_says_so() -> None:
    findings = pd.DataFrame([_finding("Hope", 0, 4, "names")])
    assert gate_problems(findings, PATHS, STOP_ON) == []
    assert len(gate_problems(findings, PATHS, ["names"])) == 1


def test_labels_off_the_roster_stop_a_run_whatever_the_study_says() -> None:
    problems = gate_problems(_scan(), PATHS, [])
    assert len(problems) == 2
    assert all("off roster label" in problem.seen for problem in problems)


def test_no_identifier_stands_in_any_table_or_message() -> None:
    findings = _scan()
    shown = "\n".join(
        [
            findings.to_csv(),
            worklist(findings, {}).to_csv(),
            repr(replacements("", findings, [_decision("07700 900123")], KEY)),
            *map(str, gate_problems(findings, PATHS, STOP_ON)),
        ]
    )
    assert [token for token in PLANTED if token.lower() in shown.lower()] == []
