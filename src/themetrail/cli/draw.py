"""One figure's drawn data in; the figure in every format of the settings, with its legend and alternative text, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments, study_argument

if TYPE_CHECKING:
    import argparse

HELP = "draw a figure from its data"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    study_argument(parser)
    path_arguments(parser, data="drawn data, named after its figure (F2_….csv); the figure is written beside it")


def run(args: argparse.Namespace) -> int:
    """Draw the figure that the file's name begins with."""
    import pandas as pd

    from themetrail.figures import f2_fishbone, f3_heatmap, f5_links
    from themetrail.figures.save import save
    from themetrail.study.settings import read_settings

    settings = read_settings(args.study)
    width, synthetic = settings.figures.width_mm, settings.study.synthetic
    data = pd.read_csv(args.data, dtype={"speakers_text": "str", "text": "str", "speakers": "Int64"})
    number = args.data.stem.split("_")[0]
    if number == "F2":
        problem = settings.figures.problem
        figure = f2_fishbone.draw(data, problem, width, synthetic)
        legend, alt_text = f2_fishbone.legend(data, problem, synthetic), f2_fishbone.alt_text(data)
    else:
        module = {"F3": f3_heatmap, "F5": f5_links}[number]
        figure = module.draw(data, width, synthetic)
        legend, alt_text = module.legend(data, synthetic), module.alt_text(data)
    save(figure, args.data.with_suffix(""), settings.figures.formats, alt_text, legend)
    return 0
