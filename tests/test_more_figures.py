"""The flow, the matrix, the jury, the accumulation and the thematic map: legible at any legal input, and true."""

from __future__ import annotations

import base64
import io
import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from test_figures import LONG, flaws
from themetrail.figures import (
    f1_flow,
    f4_cooccurrence,
    f6_jury,
    f7_accumulation,
    f8_themes,
    f9_robustness,
    f10_agreement,
)
from themetrail.figures.all_figures import draw_figure
from themetrail.figures.save import save
from themetrail.figures.sheet import contact_sheet
from themetrail.figures.style import NOTHING, SYNTHETIC
from themetrail.study.public_settings import PublicSettings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from matplotlib.figure import Figure

MODULES = (f1_flow, f4_cooccurrence, f6_jury, f7_accumulation, f8_themes, f9_robustness, f10_agreement)


def flow_data(phases: int, title: str = LONG, asides: bool = True) -> pd.DataFrame:
    rows = [(1, "box", title, "4 sessions; 29 participants; " + f"{LONG}: 8") for _ in range(phases)]
    rows += [(2, "box", "Transcripts", "6 sources"), (3, "box", "Put to coders", "2,189 segments")]
    rows += [(3, "aside", "", f"{LONG}; 30 backchannels")] if asides else []
    rows += [(4, "box", "Themes", "5 themes"), (4, "box", "Jury", "11 solutions")]
    return pd.DataFrame(rows, columns=["step", "kind", "title", "text"])


def matrix_data(items: int, label: str = LONG, name: str = "S") -> pd.DataFrame:
    rows = []
    for row in range(items):
        for column in range(row + 1):
            kind = (row + column) % 5
            told = kind > 1 and row != column
            text = ["0", "≥1", "3", "14", "≥12"][kind]
            units, expected, tail = (kind * 2, 3.0, [0, 0, 0.9, 0.3, 0.01][kind]) if told else (None, None, None)
            units = 0 if text == "0" else units
            rows.append((f"{name}{row}", label, "#0072B2", f"{name}{column}", text, kind == 1, units, expected, tail))
    columns = ["row", "row_label", "row_colour", "column", "text", "masked", "units", "expected", "tail"]
    return pd.DataFrame(rows, columns=columns).assign(unit="one turn")


def jury_data(solutions: int, n: int, label: str = LONG, instruments: tuple[str, ...] = ("vote",)) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "instrument": instrument, "option": "in favour", "solution": f"S{number}", "solution_label": label,
            "colour": "#000000", "round_first": 1, "k_first": number % (n + 1), "n_first": n,
            "round_last": 1 + number % 2, "k_last": (3 * number) % (n + 1), "n_last": n - number % 2,
        }
        for instrument in instruments
        for number in range(solutions)
    )  # fmt: skip


def curve_data(*sessions: int, most: int = 57) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "stratum": f"{LONG} {place}", "sessions": step + 1, "least": most * step // n,
            "median": most * (step + 1) / n,
            "most": most, "orders": 720, "exact": True, "note": f"New information: not assessable ({LONG})",
        }
        for place, n in enumerate(sessions)
        for step in range(n)
    )  # fmt: skip


def map_data(themes: int, codes: int, label: str = LONG, solutions: bool = True) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "theme": f"T{theme}", "title": label, "code": f"C{(theme * 7 + code) % 60}", "label": label,
            "kind": "solution" if solutions and ((theme * 7 + code) % 60) % 3 == 0 else "cause",
            "group": f"D{((theme * 7 + code) % 60) % 8}", "group_label": label, "colour": "#B6EF11",
            "speakers_text": "≥14", "position": (theme * 7 + code) % 60,
        }
        for theme in range(themes)
        for code in range(codes)
    )  # fmt: skip


def moved_data(items: int, label: str = LONG, speakers: int = 26) -> pd.DataFrame:
    rows = []
    for level in ("domain", "solution", "theme"):
        for number in range(items):
            told = (number + len(level)) % 3 > 0
            numbers = (speakers, speakers * number // items, speakers + number) if told else (None, None, None)
            text = str(speakers) if told else f"≥{speakers - 1}" if number % 2 else "<3"
            rows.append((level, f"I{number}", label, "#B6EF11" if level == "domain" else "", text, *numbers))
    columns = ["level", "item", "label", "colour", "text", "speakers", "fewest", "with_suggestions"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[5:], "Int64"))


def agreed_data(codes: int, label: str = LONG, blocks: int = 1, least: float = 0.0) -> pd.DataFrame:
    rows = []
    for block in range(blocks):
        for level in ("code", "domain", "overall"):
            for number in range(codes if level == "code" else 1):
                kappa = least + (1 - least) * number / codes
                ends = (max(-1.0, kappa - 0.2), min(1.0, kappa + 0.1)) if number % 2 else (None, None)
                name = "" if level == "overall" else f"C{number}"
                where = f"{LONG} {block}" if blocks > 1 else "ann, ben: WS1"
                shown = (name, label if name else "", "#0072B2" if name else "", "<0.01")
                rows.append((where, "segment", level, *shown, kappa, *ends, 0.995 if number % 3 else None, None, None))
    columns = ["block", "unit", "level", "code", "label", "colour", "prevalence"]
    columns += [f"{name}{part}" for name in ("kappa", "ac1") for part in ("", "_low", "_high")]
    return pd.DataFrame(rows, columns=columns)


EXTREMES: dict[str, Callable[[float], Figure]] = {
    "flow, one phase": lambda mm: f1_flow.draw(flow_data(1, "Day", asides=False), mm, True),
    "flow, twelve phases": lambda mm: f1_flow.draw(flow_data(12), mm, True),
    "flow, one word": lambda mm: f1_flow.draw(flow_data(3, "x" * 80), mm, True),
    "matrix, one": lambda mm: f4_cooccurrence.draw(matrix_data(1, "Cost"), mm, True),
    "matrix, three": lambda mm: f4_cooccurrence.draw(matrix_data(3, "Cost"), mm, True),
    "matrix, thirty-two": lambda mm: f4_cooccurrence.draw(matrix_data(32), mm, True),
    "matrix, long ids": lambda mm: f4_cooccurrence.draw(matrix_data(9, LONG, "a-code-with-a-long-id-"), mm, True),
    "jury, one of one": lambda mm: f6_jury.draw(jury_data(1, 1, "Cost"), mm, True),
    "jury, twenty of two hundred": lambda mm: f6_jury.draw(jury_data(20, 200), mm, True),
    "jury, three instruments": lambda mm: f6_jury.draw(jury_data(6, 9, "x" * 80, ("vote", "rating", "rank")), mm, True),
    "curves, two sessions": lambda mm: f7_accumulation.draw(curve_data(2), mm, True),
    "curves, two hundred": lambda mm: f7_accumulation.draw(curve_data(200, most=1234), mm, True),
    "curves, nine strata": lambda mm: f7_accumulation.draw(curve_data(6, 1, 3, 2, 1, 4, 2, 2, 1), mm, True),
    "curves, only single sessions": lambda mm: f7_accumulation.draw(curve_data(1, 1), mm, True),
    "map, one theme of one code": lambda mm: f8_themes.draw(map_data(1, 1, "Cost"), mm, True),
    "map, twelve themes": lambda mm: f8_themes.draw(map_data(12, 15), mm, True),
    "map, no solutions": lambda mm: f8_themes.draw(map_data(5, 6, solutions=False), mm, True),
    "map, one word": lambda mm: f8_themes.draw(map_data(3, 5, "x" * 80), mm, True),
    "robustness, one of each": lambda mm: f9_robustness.draw(moved_data(1, "Cost"), mm, True),
    "robustness, twenty of each": lambda mm: f9_robustness.draw(moved_data(20, speakers=1200), mm, True),
    "robustness, one word": lambda mm: f9_robustness.draw(moved_data(3, "x" * 80), mm, True),
    "agreement, one code": lambda mm: f10_agreement.draw(agreed_data(1, "Cost"), mm, True),
    "agreement, sixty codes": lambda mm: f10_agreement.draw(agreed_data(60), mm, True),
    "agreement, below chance in three blocks": lambda mm: f10_agreement.draw(agreed_data(4, LONG, 3, -0.9), mm, True),
}


@pytest.mark.parametrize("width_mm", [60, 180])
@pytest.mark.parametrize("name", EXTREMES)
def test_texts_never_overlap_nor_leave_the_canvas(name: str, width_mm: float) -> None:
    assert flaws(EXTREMES[name](width_mm)) == []


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.split(".")[-1])
def test_nothing_to_show_is_said_and_synthetic_data_are_labelled(module) -> None:
    nothing = pd.DataFrame()
    words = module.alt_text(nothing)
    assert words
    assert module.legend(nothing, True) == f"{words} {SYNTHETIC}."
    texts = [text.get_text() for text in module.draw(nothing, 180, True).axes[0].texts]
    assert SYNTHETIC in texts
    assert any(text in NOTHING or text in words for text in texts if text != SYNTHETIC)


def test_the_first_round_is_open_and_the_last_filled_at_their_numbers() -> None:
    data = jury_data(1, 9, "Cost").assign(k_first=3, k_last=6, round_last=2, n_last=9)
    lines = f6_jury.draw(data, 180, False).axes[0].lines
    line = max(lines, key=lambda line: max(line.get_xdata()) - min(line.get_xdata()))
    track, height = line.get_xdata(), line.get_ydata()[0]
    dots = [dot for dot in lines if dot.get_marker() == "o" and dot.get_ydata()[0] == height]
    places = {
        str(dot.get_markerfacecolor()): 9 * (dot.get_xdata()[0] - track[0]) / (track[1] - track[0]) for dot in dots
    }
    assert places == {f6_jury.PAPER: pytest.approx(3), f6_jury.INK: pytest.approx(6)}


def test_a_whisker_runs_from_the_fewest_to_the_speakers_and_an_arrow_head_stands_for_at_least() -> None:
    told = {"level": "domain", "item": "HR", "label": "Staff", "colour": "#0072B2", "text": "20"}
    hidden = told | {"label": "Money", "text": "≥10"}
    numbers = [
        {"speakers": 20, "fewest": 15, "with_suggestions": 25},
        dict.fromkeys(("speakers", "fewest", "with_suggestions")),
    ]
    data = pd.DataFrame([told | numbers[0], hidden | numbers[1]])
    lines = f9_robustness.draw(data, 180, False).axes[0].lines
    ticks = [line for line in lines if line.get_color() == "#E4E4E4"]
    at = [line.get_xdata()[0] for line in ticks]
    per_unit = (at[-1] - at[0]) / 25
    marks = {}
    for line in lines:
        if line.get_marker() not in ("None", "", None) and line.get_xdata()[0] >= at[0]:
            kind = (line.get_marker(), line.get_markerfacecolor() == "white")
            marks.setdefault(kind, []).append(round((line.get_xdata()[0] - at[0]) / per_unit, 6))
    assert (marks["o", False][0], marks["o", True][0], marks[">", False][0]) == (20, 25, 10)
    whisker = next(line for line in lines if line.get_linewidth() == 0.9)
    assert [round((x - at[0]) / per_unit, 6) for x in whisker.get_xdata()] == [15, 20]


def test_a_cell_is_dark_only_where_few_permutations_have_as_many() -> None:
    cell = {"row": "A", "column": "B", "text": "4", "units": 4, "expected": 2.0, "tail": 0.01}
    fills = [f4_cooccurrence._fill(cell | change) for change in ({}, {"tail": 0.2}, {"expected": 5.0, "tail": 0.8})]
    assert fills == [f4_cooccurrence._FAR_ABOVE, f4_cooccurrence._ABOVE, f4_cooccurrence._AS_EXPECTED]
    assert f4_cooccurrence._fill(cell | {"units": None}) == f4_cooccurrence._MASK


def test_a_panel_for_each_stratum_of_two_sessions_and_a_line_for_the_others() -> None:
    figure = f7_accumulation.draw(curve_data(6, 1, 3), 180, False)
    assert len(figure.axes[0].patches) == 2
    assert any("not assessable" in text.get_text() for text in figure.axes[0].texts)


def test_an_svg_brings_its_letters_and_nothing_else(tmp_path: Path) -> None:
    figure = f6_jury.draw(jury_data(2, 9, "Cost & time"), 180, False)
    for name in ("one", "two"):
        save(figure, tmp_path / name, ("svg",), "What it shows.", "What it is. More.")
    svg = (tmp_path / "one.svg").read_text()
    assert svg == (tmp_path / "two.svg").read_text()
    fonts = [base64.b64decode(data) for data in re.findall(r"base64,([A-Za-z0-9+/=]+)", svg)]
    assert len(fonts) == 2  # normal and bold
    letters = set(TTFont(io.BytesIO(fonts[0])).getBestCmap())
    assert {ord(letter) for letter in "Cost&time"} <= letters
    assert len(letters) < 60
    assert "Cost &amp; time" in svg


def test_a_tiff_has_300_dpi_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    figure = f6_jury.draw(jury_data(2, 9, "Cost"), 85, False)
    for name in ("one", "two"):
        save(figure, tmp_path / name, ("tiff",), "What “it” shows.", "What it is. More.")
    assert (tmp_path / "one.tiff").read_bytes() == (tmp_path / "two.tiff").read_bytes()
    with Image.open(tmp_path / "one.tiff") as image:
        assert [round(float(dpi)) for dpi in image.info["dpi"]] == [300, 300]
        assert image.width == pytest.approx(85 / 25.4 * 300, abs=1)


def test_figures_of_one_column_are_as_wide_as_the_column() -> None:
    settings = PublicSettings.model_validate({
        "study": {"title": "A study", "synthetic": False}, "masking": {},
        "figures": {"one_column": ["F6"], "column_mm": 90},
    })  # fmt: skip
    drawn = draw_figure("F6", jury_data(2, 9, "Cost"), settings)
    assert drawn.figure.get_size_inches()[0] == pytest.approx(90 / 25.4)
    wide = draw_figure("F7", curve_data(3), settings)
    assert wide.figure.get_size_inches()[0] == pytest.approx(180 / 25.4)


def test_the_contact_sheet_shows_each_figure_with_its_words_numbers_and_files(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script> & more"
    jury_data(1, 9, hostile).to_csv(tmp_path / "F6_jury_support.csv", index=False)
    for ending in ("svg", "pdf"):
        (tmp_path / f"F6_jury_support.{ending}").write_text("x")
    (tmp_path / "F6_jury_support.txt").write_text(f"Legend\n{hostile}\n\nAlternative text\nWhat it shows\n")
    map_data(1, 1).head(0).to_csv(tmp_path / "F8_thematic_map.csv", index=False)
    (tmp_path / "F8_thematic_map.txt").write_text("Left out: nobody wrote themes.\n")
    page = contact_sheet(tmp_path, "A <study>", synthetic=True)
    assert '<img src="F6_jury_support.svg" alt="What it shows">' in page
    assert all(f'<a href="F6_jury_support.{ending}">{ending}</a>' in page for ending in ("svg", "pdf", "csv", "txt"))
    assert "Left out: nobody wrote themes." in page
    assert "F8_thematic_map.svg" not in page
    assert "<script" not in page
    assert "A &lt;study&gt;" in page
    assert f"{SYNTHETIC}." in page
    assert "http" not in page
    assert page == contact_sheet(tmp_path, "A <study>", synthetic=True)


def test_no_legend_says_that_saturation_was_reached() -> None:
    words = f7_accumulation.legend(curve_data(6), False) + f7_accumulation.alt_text(curve_data(6))
    assert "reached" not in words
