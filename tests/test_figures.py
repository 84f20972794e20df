"""Figures that nobody would touch up: same bytes twice, no text on another, nothing masked, readable in grey."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg

import themetrail
from themetrail.figures import f2_fishbone, f3_heatmap, f5_links
from themetrail.figures.colours import contrast, ink_on, stroke
from themetrail.figures.lettering import width, wrap
from themetrail.figures.save import save
from themetrail.figures.style import NOTHING, SYNTHETIC, house_style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PROBLEM = "Putting social prescribing into practice falls short"
LONG = "Long-term consequences of fragmented commissioning for voluntary-sector provider"
DOMAINS = {
    "HR": ("Human resources", "#00009E", ["Workload and case complexity", "Pay, contract and recognition"]),
    "SD": ("Social determinants of health", "#7A0563", ["Poverty and cost of living", "Transport and rurality"]),
    "CO": ("Intra- and intersectoral collaboration", "#0F6331", ["No feedback to the referrer"]),
    "PO": ("Supportive policies", "#B6EF11", ["Policy churn", "Medical model before prevention", "Unclear leadership"]),
}  # fmt: skip
SOLUTIONS = {"S02": "Sustainable funding", "S04": "Co-production and shared vision", "S07": "Self-referral"}
GROUPS = [("EX", "Experts by experience", 7), ("LW", "Link workers", 5), ("HP", "Other professionals", 9)]


def fishbone_data(causes: list[int] | None = None, label: str = LONG) -> pd.DataFrame:
    """The demonstration's causes, or bones with so many causes of one label."""
    if causes is None:
        bones = [(code, *domain) for code, domain in DOMAINS.items()]
    else:
        bones = [(f"D{n}", label, "#B6EF11", [label] * count) for n, count in enumerate(causes)]
    return pd.DataFrame(
        {
            "domain": code, "domain_label": title, "colour": colour, "cause": f"{code}{n}", "cause_label": cause,
            "speakers_text": "≥14" if n % 2 else "<3",
        }
        for code, title, colour, twigs in bones
        for n, cause in enumerate(twigs)
    )  # fmt: skip


def heatmap_data(rows: int, groups: int, label: str = LONG, headings: bool = True) -> pd.DataFrame:
    cells = []
    for row in range(rows):
        code = list(DOMAINS)[row * len(DOMAINS) // rows]
        for group in range(groups):
            size = 5 + group
            speakers = (3 * row + group) % (size + 1)
            masked = 0 < speakers < 3
            cells.append({
                "row": f"R{row}", "row_label": label, "row_colour": DOMAINS[code][1], "group": f"G{group}",
                "group_label": label, "group_size": size, "speakers": None if masked else speakers,
                "masked": masked, "text": "<3" if masked else str(speakers),
            } | ({"domain_label": DOMAINS[code][0]} if headings else {}))  # fmt: skip
    return pd.DataFrame(cells)


def links_data(
    domains: int, solutions: int, label: str = LONG, kinds: tuple[str, ...] = ("stated", "derived")
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "kind": kind, "domain": f"D{domain}", "domain_label": label, "domain_colour": "#39D2FF",
            "solution": f"S{solution}", "solution_label": label, "weight": 1 + (domain * solution) % 14,
        }
        for kind in kinds
        for domain in range(domains)
        for solution in range(solutions)
    )  # fmt: skip


def demonstration_links() -> pd.DataFrame:
    answers = {"HR": ["S02"], "SD": ["S07"], "CO": ["S04", "S02"], "PO": ["S07", "S04"]}
    return pd.DataFrame(
        {
            "kind": kind, "domain": code, "domain_label": DOMAINS[code][0], "domain_colour": DOMAINS[code][1],
            "solution": solution, "solution_label": SOLUTIONS[solution], "weight": 3 + len(solutions),
        }
        for kind in ("stated", "derived")
        for code, solutions in answers.items()
        for solution in solutions
    )  # fmt: skip


def demonstration_heatmap() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "row": code, "row_label": title, "row_colour": colour, "group": group, "group_label": name,
            "group_size": size, "speakers": None if masked else size - 3, "masked": masked,
            "text": "<3" if masked else str(size - 3),
        }
        for code, (title, colour, _) in DOMAINS.items()
        for group, name, size in GROUPS
        for masked in [code == "SD" and group != "HP"]
    )  # fmt: skip


def demonstration_figures(width_mm: float = 180, synthetic: bool = True) -> dict[str, Figure]:
    return {
        "fishbone": f2_fishbone.draw(fishbone_data(), PROBLEM, width_mm, synthetic),
        "heatmap": f3_heatmap.draw(demonstration_heatmap(), width_mm, synthetic),
        "links": f5_links.draw(demonstration_links(), width_mm, synthetic),
    }


EXTREMES = {
    "fishbone, fullest": lambda mm: f2_fishbone.draw(fishbone_data([15] * 12), PROBLEM, mm, True),
    "fishbone, nine bones": lambda mm: f2_fishbone.draw(fishbone_data([1, 15] * 4 + [3]), LONG, mm, True),
    "fishbone, smallest": lambda mm: f2_fishbone.draw(fishbone_data([1, 1, 1], "Cost"), LONG, mm, True),
    "fishbone, lopsided": lambda mm: f2_fishbone.draw(fishbone_data([1, 15, 1]), PROBLEM, mm, True),
    "fishbone, one word": lambda mm: f2_fishbone.draw(fishbone_data([2] * 8, "x" * 80), "y" * 80, mm, True),
    "heat map, largest": lambda mm: f3_heatmap.draw(heatmap_data(50, 12), mm, True),
    "heat map, short words": lambda mm: f3_heatmap.draw(heatmap_data(50, 12, "Cost", headings=False), mm, True),
    "heat map, smallest": lambda mm: f3_heatmap.draw(heatmap_data(3, 2), mm, True),
    "heat map, one word": lambda mm: f3_heatmap.draw(heatmap_data(8, 4, "x" * 80), mm, True),
    "links, fullest": lambda mm: f5_links.draw(links_data(12, 20), mm, True),
    "links, smallest": lambda mm: f5_links.draw(links_data(1, 1, "Cost"), mm, True),
    "links, many to one": lambda mm: f5_links.draw(links_data(12, 1), mm, True),
    "links, one to many": lambda mm: f5_links.draw(links_data(1, 20, "x" * 80, ("stated",)), mm, True),
}


def flaws(figure: Figure) -> list[str]:
    """Texts that overlap another, and whatever reaches beyond the canvas, as rendered in print size."""
    with house_style():
        renderer = FigureCanvasAgg(figure).get_renderer()
        axes = figure.axes[0]
        texts = [(text.get_text(), text.get_window_extent(renderer)) for text in axes.texts if text.get_text()]
        shapes = [("a shape", patch.get_window_extent(renderer)) for patch in axes.patches]
        lines = [("a line", line.get_window_extent(renderer)) for line in axes.lines]
    canvas = figure.bbox
    beyond = [
        f"{name} leaves the canvas"
        for name, box in texts + shapes + lines
        if box.x0 < 0 or box.y0 < 0 or box.x1 > canvas.x1 or box.y1 > canvas.y1
    ]
    # Boxes are as high as the font's tallest letter and may touch by the rounding of a pixel.
    left, low, right, high = np.array([box.padded(-1).extents for _, box in texts]).T
    across = (left[:, None] < right) & (left < right[:, None]) & (low[:, None] < high) & (low < high[:, None])
    over = [f"{texts[a][0]} on {texts[b][0]}" for a, b in np.argwhere(np.triu(across, 1))]
    return beyond + over


@pytest.mark.parametrize("width_mm", [60, 180])
@pytest.mark.parametrize("name", EXTREMES)
def test_texts_never_overlap_nor_leave_the_canvas(name: str, width_mm: float) -> None:
    assert flaws(EXTREMES[name](width_mm)) == []


@given(
    st.lists(st.integers(1, 15), min_size=3, max_size=12),
    st.lists(st.text("abil -/m", min_size=1, max_size=20), min_size=1, max_size=4).map(" ".join),
    st.integers(60, 250),
)
@settings(max_examples=10, deadline=None)
def test_any_fishbone_is_drawn_without_overlap(causes: list[int], label: str, width_mm: int) -> None:
    assert flaws(f2_fishbone.draw(fishbone_data(causes, f"Cost {label}"), PROBLEM, width_mm, False)) == []


def test_causes_keep_clear_of_the_bones() -> None:
    figure = f2_fishbone.draw(fishbone_data([4, 9, 1, 15, 2, 3]), PROBLEM, 180, False)
    renderer = FigureCanvasAgg(figure).get_renderer()
    axes = figure.axes[0]
    bones = [line.get_path().transformed(line.get_transform()) for line in axes.lines if line.get_linewidth() == 1.5]
    assert len(bones) == 6
    for text in axes.texts:
        box = text.get_window_extent(renderer)
        assert not any(bone.intersects_bbox(box, filled=False) for bone in bones), text.get_text()


@pytest.mark.parametrize("name", ["fishbone", "heatmap", "links"])
def test_a_page_is_as_wide_as_asked(name: str) -> None:
    assert demonstration_figures(150)[name].get_size_inches()[0] == pytest.approx(150 / 25.4)


@pytest.mark.parametrize("name", ["fishbone", "heatmap", "links"])
def test_synthetic_data_say_so_on_the_figure_and_real_data_do_not(name: str) -> None:
    for synthetic in (True, False):
        texts = [text.get_text() for text in demonstration_figures(180, synthetic)[name].axes[0].texts]
        assert (SYNTHETIC in texts) is synthetic


def test_legends_carry_the_synthetic_note_too() -> None:
    for synthetic in (True, False):
        legends = [
            f2_fishbone.legend(fishbone_data(), PROBLEM, synthetic),
            f3_heatmap.legend(demonstration_heatmap(), synthetic),
            f5_links.legend(demonstration_links(), synthetic),
        ]
        assert all((SYNTHETIC in legend) is synthetic for legend in legends)


def test_the_same_figure_is_the_same_bytes_in_another_place_time_zone_and_hash_seed(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; import test_figures as t\n"
        "for name, figure in t.demonstration_figures().items():\n"
        "    t.save(figure, Path.cwd() / name, ('svg', 'pdf', 'png'), 'What it shows.', 'What it is. More.')\n"
    )
    modules = os.pathsep.join([str(Path(themetrail.__file__).parents[1]), str(Path(__file__).parent)])
    written = []
    for place, zone, seed in (("here", "UTC", "0"), ("there", "Asia/Tokyo", "7")):
        folder = tmp_path / place
        folder.mkdir()
        (folder / "matplotlibrc").write_text(f"font.size: {10 + len(place)}\nsvg.fonttype: path\n")
        home = {
            "HOME": str(folder),
            "TZ": zone,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": modules,
            "MPLCONFIGDIR": str(folder / "mpl"),
        }
        environment = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"} | home
        command = [sys.executable, "-c", code]
        subprocess.run(command, cwd=folder, env=environment, check=True)
        written.append(
            {path.name: path.read_bytes() for path in folder.iterdir() if path.stem in {"fishbone", "heatmap", "links"}}
        )
    assert written[0] == written[1]
    assert len(written[0]) == 12


def test_files_hold_text_as_text_and_no_trace_of_program_or_day(tmp_path: Path) -> None:
    figure = demonstration_figures()["heatmap"]
    save(
        figure,
        tmp_path / "f3.v1",
        ("svg", "pdf", "png"),
        "Some <cells> & rows.",
        "A heat map. Read with care.",
    )
    svg = (tmp_path / "f3.v1.svg").read_text()
    assert "Experts by experience" in svg
    assert "<title>A heat map</title>" in svg
    assert "Some &lt;cells&gt; &amp; rows." in svg
    for kind in ("svg", "pdf", "png"):
        data = (tmp_path / f"f3.v1.{kind}").read_bytes()
        assert not any(trace in data for trace in (b"Matplotlib v", b"CreationDate", b"dc:date", b"Software"))
    assert (tmp_path / "f3.v1.txt").read_text() == (
        "Legend\nA heat map. Read with care.\n\nAlternative text\nSome <cells> & rows.\n"
    )


def test_a_masked_cell_carries_its_number_nowhere(tmp_path: Path) -> None:
    """Files drawn from data that differ only in a masked number are the same bytes."""
    written = []
    for secret in (1, 2):
        data = demonstration_heatmap()
        data.loc[data["masked"], "speakers"] = secret
        alt_text, legend = f3_heatmap.alt_text(data), f3_heatmap.legend(data, True)
        folder = tmp_path / str(secret)
        save(f3_heatmap.draw(data, 180, True), folder / "f3", ("svg", "pdf", "png"), alt_text, legend)
        written.append([path.read_bytes() for path in sorted(folder.iterdir())])
    assert written[0] == written[1]
    assert b"&lt;3" in (tmp_path / "1" / "f3.svg").read_bytes()


def test_every_cell_can_be_read_in_grey() -> None:
    figure = f3_heatmap.draw(heatmap_data(20, 6), 180, False)
    renderer = FigureCanvasAgg(figure).get_renderer()
    axes = figure.axes[0]
    shades = set()
    for text in axes.texts:
        x, y = text.get_window_extent(renderer).get_points().mean(axis=0)
        grounds = [p for p in axes.patches if p.get_window_extent(renderer).contains(x, y) and p.get_facecolor()[3]]
        ground = grounds[-1].get_facecolor() if grounds else "white"
        shades.add(ground)
        assert contrast(ground, text.get_color()) >= 4.5, text.get_text()
        if grounds and grounds[-1].get_hatch():
            assert contrast(grounds[-1].get_edgecolor(), text.get_color()) >= 4.5
    assert len(shades) >= len(f3_heatmap.SHADES) + 2


def test_shades_differ_in_grey() -> None:
    steps = [contrast(light, dark) for light, dark in zip(f3_heatmap.SHADES, f3_heatmap.SHADES[1:], strict=False)]
    assert min(steps) >= 1.3


@given(st.integers(0, 0xFFFFFF).map("#{:06X}".format))
def test_any_colour_gives_a_readable_ink_and_a_visible_line(colour: str) -> None:
    assert contrast(colour, ink_on(colour)) >= 4.5
    assert contrast(stroke(colour), "#FFFFFF") >= 3


@given(st.text("abc -/–\xa0", max_size=60), st.floats(3, 60))
def test_wrapped_lines_fit_and_lose_nothing(text: str, limit: float) -> None:
    lines = wrap(text, 7.5, limit)
    assert all(width(line, 7.5) <= limit for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_solutions_stand_in_the_order_of_their_domains() -> None:
    backwards = (
        demonstration_links().iloc[::-1].sort_values("domain", key=lambda column: column.map(list(DOMAINS).index))
    )
    figure = f5_links.draw(backwards, 180, False)
    heights = {text.get_text(): text.get_position()[1] for text in figure.axes[0].texts}
    assert heights["Sustainable funding"] < heights["Self-referral"] < heights["and shared vision"]


def test_a_study_without_codings_gets_a_page_that_says_so() -> None:
    nothing = pd.DataFrame()
    figures = [
        f2_fishbone.draw(nothing, PROBLEM, 85, True),
        f3_heatmap.draw(nothing, 85, True),
        f5_links.draw(nothing, 85, True),
    ]
    assert all("Nothing has been coded" in figure.axes[0].texts[-1].get_text() for figure in figures)
    assert "Nothing" in f2_fishbone.legend(nothing, PROBLEM, True)
    assert "Nothing" in f3_heatmap.legend(nothing, True)
    assert "Nothing" in f5_links.legend(nothing, True)
    assert {module.alt_text(nothing) for module in (f2_fishbone, f3_heatmap, f5_links)} == {NOTHING}


def test_stated_links_are_solid_and_derived_links_dashed() -> None:
    for kind, solid in (("stated", True), ("derived", False)):
        figure = f5_links.draw(links_data(3, 4, "Cost", (kind,)), 180, False)
        curves = [patch for patch in figure.axes[0].patches if patch.get_facecolor()[3] == 0]
        assert len(curves) == 12
        assert all((curve.get_linestyle() == "-") is solid for curve in curves)
        assert "none" in [text.get_text() for text in figure.axes[0].texts]


def test_no_line_of_the_fishbone_is_drawn_by_frequency() -> None:
    few, many = fishbone_data(), fishbone_data()
    few["speakers_text"], many["speakers_text"] = "1", "9"
    drawn = [f2_fishbone.draw(data, PROBLEM, 180, False).axes[0].lines for data in (few, many)]
    assert [line.get_linewidth() for line in drawn[0]] == [line.get_linewidth() for line in drawn[1]]


def test_words_give_the_numbers_of_the_data() -> None:
    assert "Human resources: Workload and case complexity (<3); Pay" in f2_fishbone.alt_text(fishbone_data())
    assert "≥ stands for at least" in f2_fishbone.legend(fishbone_data(), PROBLEM, False)
    heatmap = f3_heatmap.alt_text(demonstration_heatmap())
    assert "Experts by experience 7, Link workers 5" in heatmap
    assert "Social determinants of health: Experts by experience <3; Link workers <3; Other professionals 6." in heatmap
    links = f5_links.alt_text(demonstration_links())
    assert "Human resources: stated Sustainable funding, derived Sustainable funding (4)." in links
