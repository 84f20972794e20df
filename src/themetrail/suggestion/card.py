"""The model card of a run: what it learnt from, how, how well (Mitchell et al. 2019, doi 10.1145/3287560.3287596)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from themetrail.suggestion import confidence, domains, learned, model, semantic, space
from themetrail.suggestion.suggest import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from themetrail.suggestion.evaluation import Share
    from themetrail.suggestion.study_run import Made
    from themetrail.suggestion.suggest import Wish

FEW = 30


def model_card(made: Made, wish: Wish, blind: Mapping[str, Mapping[str, tuple[Share, Share]]], synthetic: bool) -> str:
    """The card as Markdown.

    Args:
        made: What the run made.
        wish: What the analyst wants to see.
        blind: By coder, precision and recall against blind codings, by code; "" is all codes.
        synthetic: Whether the study is synthetic.
    """
    parts = [
        f"# Model card of the suggestions {made.engine}",
        *(["Synthetic data: nothing here is a finding."] if synthetic else []),
        *_data(made),
        *_features(made),
        *_promises(made, wish),
        *_evaluation(made, blind),
        *_limits(made),
    ]
    return "\n\n".join(parts) + "\n"


def _data(made: Made) -> list[str]:
    decided = made.learnt.decided
    whole = int(decided.known.all(axis=1).sum())
    sessions = len({made.prepared.units.sessions[row] for row in decided.rows})
    positives = decided.held.sum(axis=0)
    codes = made.prepared.codes
    few = [code.id for code, n in zip(codes, positives, strict=True) if n < FEW]
    most = (
        f" Of the decided segments {model.MOST_LEARNT}, evenly spread, taught it; its promises rest on all of them."
        if len(decided.rows) > model.MOST_LEARNT
        else ""
    )
    return [
        "## What it learnt from",
        f"{len(codes)} active codes with {len(made.prepared.semantic.written.texts)} texts of the "
        f"codebook; {len(made.prepared.units.texts)} segments, {len(decided.rows)} of them decided in {sessions} "
        f"sessions ({whole} throughout), "
        f"with {int(positives.sum())} codings. Suggestions for a session come from a model that did not "
        f"learn from it.{most}",
        f"Codes with fewer than {FEW} codings lean on what holds for all codes: {', '.join(few) or 'none'}.",
        "Codes without a pattern, which only likeness and decisions can find (line of codebook.yaml): "
        f"{', '.join(f'{code.id} ({code.line})' for code in codes if not code.patterns) or 'none'}.",
    ]


def _features(made: Made) -> list[str]:
    weights = ", ".join(
        f"{name} {value:.2f}"
        for name, value in zip(
            made.prepared.engines,
            np.mean([one.calibration.shared[:-1] for one in made.learnt.models.values()], axis=0),
            strict=True,
        )
    )
    return [
        "## How it works",
        f"Engines: {', '.join(made.prepared.engines)}. Shared coefficients of their scores (log odds): {weights}. "
        f"Similarity: words {space.WORDS}, characters {space.CHARACTERS}, meaning {space.MEANING}, turn before "
        f"{space.BEFORE}; ridge {learned.RIDGE}; nearest exemplars {semantic.NEAREST}; half of the log odds are "
        "learnt at "
        f"{model.HALF_WAY} decided segments; penalties {confidence.SHARED_PENALTY}, {confidence.OWN_PENALTY}, "
        f"{confidence.OWN_BASE_PENALTY}. A code below another counts {domains.MOST_BORROWED} of its domain's other "
        f"examples as its own, half as much where it has {domains.HALF_BORROWED} itself, and less with more.",
    ]


def _promises(made: Made, wish: Wish) -> list[str]:
    promise, learnt = made.learnt.promise, made.learnt
    rests_on = int((learnt.decided.held & learnt.decided.known).sum())
    if not promise.holds:
        found = f"There are too few decisions ({rests_on} codings) for any promise of what the suggestions find."
    else:
        marked = learnt.decided.held & learnt.decided.known
        seen = shown(learnt, wish)[learnt.decided.rows]
        hits, of = int((seen & marked).sum()), int(marked.sum())
        found = (
            f"To find {wish.find:.0%} of the codings, codes have to be shown from a confidence of "
            f"{float(np.median(promise.thresholds)):.3f} (median; {int(promise.own.sum())} codes have a threshold of "
            f"their own, the others share one that rests on {rests_on} codings). Within the limits of the settings (at "
            f"most {wish.most_per_segment} codes, confidence {wish.least_confidence} or more) "
            f"the suggestions found {hits} of "
            f"{of} ({hits / of:.2f}) in sessions that the model had not seen."
        )
    sure = (
        "No suggestion is marked as sure: there are too few decisions, or they are not right often enough."
        if learnt.sure > 1
        else f"Suggestions from a confidence of {learnt.sure:.3f} are marked as sure: {wish.sure:.0%} of them are "
        "right, in doubt of 10 %."
    )
    left = made.left
    between = (
        f", between {left.low:.0f} and {left.high:.0f}"
        if np.isfinite(left.low)
        else " (too few sessions for an interval)"
    )
    stop = (
        "By the stopping rule reading may end." if left.may_stop(wish.find) else "By the stopping rule reading goes on."
    )
    expected = f"{left.found} codings were made; {left.expected:.0f} more are expected{between}. {stop}"
    assumed = [] if len(learnt.decided.rows) else ["Nothing is decided yet: confidences are assumed, not calibrated."]
    return ["## What it promises", *assumed, found, sure, expected]


def _evaluation(made: Made, blind: Mapping[str, Mapping[str, tuple[Share, Share]]]) -> list[str]:
    parts = ["## How it does against codings made blind"]
    if not blind:
        return [*parts, "No session was judged blind, so nothing can be said."]
    for coder, shares in sorted(blind.items()):
        rows = [f"Coder {coder}; the interval (90 %) is a bootstrap over sessions.", ""]
        rows += ["| code | precision | recall |", "|---|---|---|"]
        listed = [("", "all codes"), *((code.id, code.id) for code in made.prepared.codes)]
        rows += [f"| {name} | {shares[code][0]} | {shares[code][1]} |" for code, name in listed if code in shares]
        parts.append("\n".join(rows))
    return parts


def _limits(made: Made) -> list[str]:
    return [
        "## Limits",
        "Promises hold for segments like those that were decided. Suggestions that coders see move what they decide; "
        "only codings made blind say how well the machine does. Words in the evidence are those that the score rests "
        f"on, not those that a person would give as a reason. {len(made.candidates)} groups of segments that no code "
        "explains are listed as candidate codes; only a person can say whether one is a code.",
    ]
