"""The settings that printing and drawing need, in a file of their own that may be published.

They hold no path and no person: the study's title and whether it is synthetic, how figures are drawn, and how small a
cell may be. Who has this file and the masked numbers can print every table and draw every figure.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from themetrail.study.problems import InputError, Problem
from themetrail.study.settings import Figures, Masking, Study  # noqa: TC001 - pydantic reads them

if TYPE_CHECKING:
    from pathlib import Path

    from themetrail.study.settings import Settings


class PublicSettings(BaseModel):
    """The sections of the settings that may be published; see :mod:`themetrail.study.settings` for what they say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    study: Study
    masking: Masking
    figures: Figures


def public_settings(settings: Settings) -> PublicSettings:
    """The public part of a study's settings."""
    return PublicSettings(study=settings.study, masking=settings.masking, figures=settings.figures)


def read_public_settings(path: Path) -> PublicSettings:
    """The public settings from their file.

    Raises:
        InputError: when the file is not one of public settings.
    """
    try:
        return PublicSettings.model_validate(json.loads(path.read_bytes()))
    except (OSError, ValueError, RecursionError) as error:
        wrong = error.errors()[0]["loc"] if isinstance(error, ValidationError) else ()
        place = f" ('{'.'.join(map(str, wrong))}' is wrong)" if wrong else ""
        remedy = "It is made by a run of the study, or comes with a deposit; make or fetch it again."
        raise InputError([Problem(path.name, "", 0, f"it holds no public settings{place}", remedy)]) from None
