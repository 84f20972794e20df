"""Figures are drawn from small masked tables, which give no hidden number away."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from test_tables import LEDGERS, ledger, rows, study, vote
from themetrail.codebook.model import Codebook
from themetrail.figures.agreement_data import f10_agreement
from themetrail.figures.all_drawn import DRAWN
from themetrail.figures.drawn import f2_root_causes, f3_domains_by_group, f5_domains_and_solutions
from themetrail.figures.f1_flow import draw as draw_flow
from themetrail.figures.f10_agreement import draw as draw_agreement
from themetrail.figures.flow_data import f1_study_flow
from themetrail.figures.jury_data import f6_jury_support
from themetrail.figures.left_out import left_out
from themetrail.figures.robustness_data import f9_robustness
from themetrail.figures.themes_data import f8_thematic_map
from themetrail.tables.all_tables import build_all

BUILDERS = list(DRAWN.values())
NOBODY = {"ann": ledger("ann", [], "")}


def linked(*links):
    cells = [
        {"domain": domain, "solution": solution, "coder": coder, "session_id": "s1", "start": str(n), "end": "9"}
        for n, (domain, solution, coder) in enumerate(links)
    ]
    return rows(*cells)


def coded(*codings):
    """The small study with other codings, of all sessions."""
    return study({"ann": ledger("ann", list(codings), "s1 s2 s3")})


# --- the fishbone ------------------------------------------------------------------------------------------------


def test_the_fishbone_has_the_causes_that_somebody_mentioned_with_masked_totals():
    table = f2_root_causes(study())
    assert table[["domain", "cause", "cause_label", "speakers_text"]].to_numpy().tolist() == [
        ["HR", "HR1", "Label of HR1", "≥4"], ["HR", "HR2", "Label of HR2", "3"],
    ]  # fmt: skip


def test_a_cause_below_a_cause_is_a_twig_of_its_domain():
    data = study()
    below = tuple(dataclasses.replace(c, parent="HR1") if c.id == "HR2" else c for c in data.codebook.codes)
    table = f2_root_causes(dataclasses.replace(data, codebook=Codebook("1.0", below)))
    assert table[["domain", "cause"]].to_numpy().tolist() == [["HR", "HR1"], ["HR", "HR2"]]


def test_a_cause_without_a_domain_has_a_bone_of_its_own():
    data = study()
    loose = tuple(dataclasses.replace(c, parent="") if c.id == "HR2" else c for c in data.codebook.codes)
    table = f2_root_causes(dataclasses.replace(data, codebook=Codebook("1.0", loose)))
    assert table[["domain", "domain_label", "cause"]].to_numpy().tolist() == [
        ["HR", "Label of HR", "HR1"], ["", "(no domain)", "HR2"],
    ]  # fmt: skip


# --- the heat map ------------------------------------------------------------------------------------------------


def test_the_heat_map_has_every_domain_and_group_and_nothing_of_hidden_cells():
    table = f3_domains_by_group(study()).set_index(["row", "group"])
    assert list(table.index) == [("HR", "Alpha"), ("HR", "Beta"), ("FI", "Alpha"), ("FI", "Beta")]
    assert table["text"].tolist() == ["3", "3", "0", "0"]
    assert table["group_size"].tolist() == [4, 3, 4, 3]
    hidden = f3_domains_by_group(coded(("HR1", "s1", 1), ("HR2", "s3", 2))).set_index(["row", "group"])
    assert hidden.loc["HR", "text"].tolist() == ["<3", "<3"]
    assert hidden.loc["HR", "masked"].all()
    assert hidden.loc["HR", "speakers"].isna().all()


# --- links -------------------------------------------------------------------------------------------------------


def test_stated_and_derived_links_stand_apart():
    data = study(links=linked(("FI", "S02", "ann"), ("FI", "S02", "bob"), ("HR", "S02", "ann")))
    table = f5_domains_and_solutions(data)
    assert table[["kind", "domain", "solution", "weight"]].to_numpy().tolist() == [
        ["stated", "FI", "S02", 2], ["stated", "HR", "S02", 1], ["derived", "HR", "S01", 3],
    ]  # fmt: skip


def test_a_link_to_a_code_that_is_not_drawn_is_left_out():
    assert f5_domains_and_solutions(study(NOBODY, links=linked(("HR", "X1", "ann")))).empty


BOTH = [(name, "s3", turn) for name in ("HR1", "S01") for turn in (1, 2, 3)]


@pytest.mark.parametrize(
    "of_alpha",
    [[("s1", 1)], [("s1", 2)], [("s1", 1), ("s1", 2)], [("s1", 2), ("s2", 2)]],
    ids=["a1", "a2", "both", "others"],
)
def test_no_figure_changes_with_what_a_hidden_cell_holds(of_alpha):
    """Three speakers of Beta are seen; one or two of Alpha, who said the same, are not told apart."""
    data = coded(*BOTH, *((name, *where) for name in ("HR1", "S01") for where in of_alpha))
    assert f2_root_causes(data)["speakers_text"].tolist() == ["≥4"]
    assert f3_domains_by_group(data)["text"].tolist()[:2] == ["<3", "3"]
    assert f5_domains_and_solutions(data)["weight"].tolist() == [4]


# --- the flow, the jury, the themes ------------------------------------------------------------------------------


def test_the_flow_has_what_there_is_and_leaves_out_what_is_not():
    flow = f1_study_flow(study())
    texts = dict(zip(flow["title"], flow["text"], strict=True))
    assert texts["Workshop"] == "3 sessions; 7 participants; Alpha: 4; Beta: 3"
    assert texts["Transcripts"] == "3 sources; 91.5 minutes; 120 words by 7 participants"
    assert texts["Coding"] == "2 coders; 1 session double-coded"  # codings are kept back, see T11
    assert texts["Findings"] == "1 domain raised; 2 root causes raised; 2 solutions raised"
    assert flow.loc[flow["kind"] == "aside", "text"].tolist() == [
        "1 person withdrew; 1 turn taken out", "3 segments by facilitators; 1 backchannel",
    ]  # fmt: skip
    assert not {"Themes", "Jury"} & set(texts)
    assert draw_flow(flow, 180, False)


def test_the_jury_is_drawn_from_the_first_round_to_the_last_one_instrument_after_the_other():
    votes = rows(vote("S02", 1, 3, "rating"), vote("S01", 1, 4), vote("S01", 2, 5), vote("S01", 3, 7))
    drawn = f6_jury_support(study(jury_votes=votes))
    kept = ["instrument", "solution", "round_first", "k_first", "round_last", "k_last", "n_last"]
    assert drawn[kept].to_numpy().tolist() == [["vote", "S01", 1, 4, 3, 7, 9], ["rating", "S02", 1, 3, 1, 3, 9]]


def test_the_map_has_the_codes_of_each_theme_with_masked_speakers():
    at = {"author": "ann", "at": "2024-01-01T10:00:00Z", "central_idea": "an idea"}
    themes = rows({"theme_id": "T1", "title": "One", **at}, {"theme_id": "T2", "title": "Two", **at})
    codes = rows({"theme_id": "T1", "code": "S01"}, {"theme_id": "T1", "code": "HR1"})
    drawn = f8_thematic_map(study(themes=themes, theme_codes=codes))
    assert drawn[["theme", "code", "kind", "group", "speakers_text"]].to_numpy().tolist() == [
        ["T1", "HR1", "cause", "HR", "≥4"], ["T1", "S01", "solution", "", "3"],
    ]  # fmt: skip


def test_a_figure_is_left_out_with_its_reason_where_nothing_was_asked_or_written():
    data = study()
    assert {name[:2] for name in left_out(data.inputs, data.codebook)} == {"F6", "F8"}
    without = Codebook("1.0", tuple(code for code in data.codebook.codes if code.kind != "solution"))
    one = study(sessions=rows({"session_id": "s1", "phase": "interview"}))
    assert {name[:2] for name in left_out(one.inputs, without)} == {"F5", "F6", "F7", "F8"}
    assert all(reason.startswith("Left out: ") for reason in left_out(one.inputs, without).values())


# --- all ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("build", BUILDERS)
def test_without_decisions_a_table_has_its_columns_and_no_count(build):
    nothing, something = build(study(NOBODY)), build(study())
    assert list(nothing.columns) == list(something.columns)
    counts = nothing["text"] if "text" in nothing and build is not f1_study_flow else []
    assert set(counts) <= {"0"}


@pytest.mark.parametrize("build", BUILDERS)
def test_a_codebook_without_codes_gives_an_empty_table_with_its_columns(build):
    data = dataclasses.replace(study(NOBODY), codebook=Codebook("1.0", ()))
    table = build(data)
    assert list(table.columns) == list(build(study()).columns)
    assert table.empty or build is f1_study_flow


@pytest.mark.parametrize("build", BUILDERS)
def test_the_drawn_data_do_not_depend_on_whose_ledger_is_read_first(build):
    turned = dict(reversed(LEDGERS.items()))
    pd.testing.assert_frame_equal(build(study(LEDGERS)), build(study(turned)))


def test_the_robustness_figure_draws_what_its_table_tells():
    data = study()
    table = {row["Item"]: row for row in build_all(data)[12].rows.to_dict("records")}
    drawn = f9_robustness(data)
    assert set(drawn["level"]) <= {"domain", "solution", "theme"}
    for row in drawn.to_dict("records"):
        told = table[row["item"]]
        assert row["text"] == told["Speakers"]
        assert ("" if pd.isna(row["speakers"]) else str(row["speakers"])) == ("" if "≥" in row["text"] else row["text"])
        fewest = told["Fewest without one session"]
        assert (None if pd.isna(row["fewest"]) else str(row["fewest"])) == (fewest if fewest.isdigit() else None)
    assert drawn["speakers"].notna().any()
    assert drawn["speakers"].isna().any()


def test_the_agreement_figure_draws_what_its_table_tells_and_nothing_that_it_keeps_back():
    data = study()
    table = build_all(data)[7].rows
    drawn = f10_agreement(data)
    assert len(drawn) > 2
    shown = {(row["level"], row["code"]): row for row in drawn.to_dict("records")}
    assert ("overall", "") in shown
    for row in table.to_dict("records"):
        own = shown.get((row["Level"], row["Code"]), {"kappa": None, "ac1": None})
        for name, head in (("kappa", "Kappa"), ("ac1", "Gwet's AC1")):
            expected = {">0.99": 0.995, "<0.01": 0.005}.get(row[head], row[head])
            assert (expected in ("NA", "–")) if pd.isna(own[name]) else (own[name] == float(expected))


def test_without_two_coders_the_agreement_figure_says_why_it_is_empty():
    drawn = f10_agreement(study({"ann": LEDGERS["ann"]}))
    assert drawn.empty
    assert "two coders" in draw_agreement(drawn, 180, False).axes[0].texts[0].get_text()
