"""Every count of a study in one long table: codes, domains, solutions and themes, over groups, sessions and speakers.

It is private: nothing in it is hidden. Tables and figures show these counts after :mod:`themetrail.themes.masking`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from themetrail.themes.mentions import count

if TYPE_CHECKING:
    from collections.abc import Iterable

SCOPES = {"all": None, "group": "group", "session": "session_id", "speaker": "speaker_id"}


def count_all(mentions: pd.DataFrame, theme_codes: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """Count what was mentioned, at every level and over every scope.

    Args:
        mentions: Columns of :mod:`themetrail.themes.mentions`.
        theme_codes: Pairs (theme_id, code) that people wrote; a theme is on a segment where one of its codes is.

    Returns:
        Schema COUNTS: ``level`` is code, domain, solution or theme, ``item`` its id, ``scope`` one of
        :data:`SCOPES`, ``value`` the group, session or speaker ("" for all). A solution is counted among the codes,
        too. Only what was mentioned has a row.
    """
    themes = pd.DataFrame(list(theme_codes), columns=["theme", "code"])
    levels = {
        "code": mentions.assign(item=mentions["code"]),
        "domain": mentions[mentions["domain"] != ""].assign(item=lambda rows: rows["domain"]),
        "solution": mentions[mentions["kind"] == "solution"].assign(item=lambda rows: rows["code"]),
        "theme": mentions.merge(themes.rename(columns={"theme": "item"}), on="code"),
    }
    parts = []
    for level, rows in levels.items():
        for scope, column in SCOPES.items():
            counted = count(rows, ["item", *([column] if column else [])])
            value = counted[column] if column else ""
            parts.append(counted.assign(level=level, scope=scope, value=value))
    return pd.concat(parts)[["level", "item", "scope", "value", "speakers", "sessions", "segments"]]
