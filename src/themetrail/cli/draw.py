"""One figure's drawn data in; the figure in every format of the settings, with its legend and alternative text, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetrail.cli._options import path_arguments

if TYPE_CHECKING:
    import argparse

HELP = "draw a figure from its data"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    path_arguments(
        parser,
        data="drawn data, named after its figure (F2_….csv); the figure is written beside it",
        settings="public settings (JSON)",
    )


def run(args: argparse.Namespace) -> int:
    """Draw the figure that the file's name begins with."""
    import pandas as pd

    from themetrail.figures.all_figures import draw_figure
    from themetrail.figures.save import save
    from themetrail.study.public_settings import read_public_settings

    settings = read_public_settings(args.settings)
    as_text = dict.fromkeys(("speakers_text", "text", "prevalence"), "str")
    data = pd.read_csv(args.data, dtype={**as_text, "speakers": "Int64"})
    data = data.fillna({name: "" for name in ("domain", "group") if name in data})  # an empty cell is a name here
    drawn = draw_figure(args.data.stem.split("_")[0], data, settings)
    save(drawn.figure, args.data.with_suffix(""), settings.figures.formats, drawn.alt_text, drawn.legend)
    return 0
