"""What the suggestion step asks of a study's folder and of a run's results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from themetrail.cleaning.release import OffsetMap
from themetrail.study.load import read_tables_of
from themetrail.study.machine_tables import read_table
from themetrail.suggestion.evaluation import Share, against_blind
from themetrail.suggestion.passages import LEFT_OUT, Passage, passages_of
from themetrail.tables.blind import blind_sessions
from themetrail.themes.quotes import group_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from themetrail.codebook.model import Code
    from themetrail.ledger.acts import Act
    from themetrail.study.settings import Suggestion
    from themetrail.suggestion.model import Engine


def passages_of_study(
    released: Sequence[Path], offsets: Sequence[Path], segments: pd.DataFrame, scores: pd.DataFrame
) -> list[Passage]:
    """The segments of all sessions that may be coded; the files of a session have its name."""
    found: list[Passage] = []
    tables = [dict(list(frame.groupby("session_id", sort=False))) for frame in (segments, scores)]
    for text, map_file in zip(sorted(released), sorted(offsets), strict=True):
        own, of = (by.get(text.stem, none) for by, none in zip(tables, (segments[:0], scores[:0]), strict=True))
        found += passages_of(text.read_text(encoding="utf-8"), OffsetMap(read_table(map_file)), own, of)
    return found


def speaker_groups(study: Path) -> dict[str, str]:
    """Stakeholder group of each participant."""
    return group_of(read_tables_of(study)[0].by("participants", "speaker_id"))


def transformer(chosen: Suggestion, codes: Sequence[Code]) -> list[Engine]:
    """The engine of an encoder of one's own, where the settings choose it."""
    if "transformer" not in chosen.engines:
        return []
    from themetrail.suggestion.transformer import TransformerEngine, load_encoder

    return [TransformerEngine(codes, load_encoder(Path(chosen.transformer)))]


def blind_evaluation(
    suggestions: pd.DataFrame,
    codings: pd.DataFrame,
    coding_segments: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    ledgers: Mapping[str, Sequence[Act]],
    codes: Sequence[Code],
) -> dict[str, dict[str, tuple[Share, Share]]]:
    """By coder and code ("" for all), precision and recall against what the coder gave blind."""
    asked = segments[(segments["role"] == "participant") & ~_flagged(segments)]
    proposed = set(zip(suggestions["segment_id"], suggestions["code"], strict=True))
    found: dict[str, dict[str, tuple[Share, Share]]] = {}
    for coder, acts in sorted(ledgers.items()):
        blind = asked[asked["session_id"].isin(list(blind_sessions(acts)))]
        if blind.empty:
            continue
        own = codings[(codings["layer"] == "independent") & (codings["coder"] == coder)]
        joined = own.merge(coding_segments, on="coding_id")
        given = set(zip(joined["segment_id"], joined["code"], strict=True))
        session_of = dict(zip(blind["segment_id"], blind["session_id"], strict=True))
        shares = {code.id: against_blind(proposed, given, session_of, code.id) for code in codes}
        found[coder] = {"": against_blind(proposed, given, session_of, None)}
        found[coder] |= {code: own for code, own in shares.items() if own[0].of or own[1].of}
    return found


def _flagged(segments: pd.DataFrame) -> pd.Series[bool]:
    return segments["flags"].map(lambda flags: bool(LEFT_OUT & set(flags.split())))
