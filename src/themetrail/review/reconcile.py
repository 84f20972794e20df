"""Where coders who have finished a session disagree: each code that not all of them put on the same sentences.

What they held when they finished is compared, so that talking it over cannot change the agreement. A disagreement is
settled by an act ``resolve`` that names the decisions it settles, and the code and place that were agreed, if any.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from themetrail.ledger.replay import active_acts, independent, with_aliases
from themetrail.study.problems import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from themetrail.ledger.acts import Act
    from themetrail.ledger.replay import Coding
    from themetrail.review.sources import Session, Sources


def reconciliation(sources: Sources, coder: str, session_id: str) -> dict[str, Any]:
    """The disagreements on a session, for a coder who has finished it.

    Raises:
        InputError: when this coder, or everybody else, has yet to finish.
    """
    session = sources.session(session_id)
    acts = {
        who: with_aliases(book.by_session.get(session_id, []), sources.merged) for who, book in sources.books().items()
    }
    done = {who: own for who, own in acts.items() if any(act.action == "finish" for act in own)}
    if coder not in done or len(done) < 2:
        seen = f"{session_id} has been finished by {', '.join(done) or 'nobody'}"
        raise InputError([Problem(session_id, "", 0, seen, "Two coders have to finish it first, you among them.")])
    settled = {
        target: act
        for own in acts.values()
        for act in active_acts(own)
        if act.action == "resolve"
        for target in act.target.split()
    }
    held = {who: independent(own) for who, own in done.items()}
    rows = []
    for cluster in disagreements(held, session, sources.settings.coding.overlap_min):
        by = settled.get(cluster[0].decision_id)
        rows.append(_row(cluster, list(done), held, session, by))
    seqs = {"seq": sources.book(coder).seq_of(session_id)}
    return {"session_id": session_id, "coders": list(done), "rows": rows} | seqs


def disagreements(held: Mapping[str, Sequence[Coding]], session: Session, overlap_min: int) -> list[list[Coding]]:
    """The codings of one code that touch one another, where not all coders put it on the same sentences.

    Args:
        held: The codings of each coder on the session.
        session: The session.
        overlap_min: Setting ``coding.overlap_min``.
    """
    every = sorted((coding for own in held.values() for coding in own), key=lambda one: (one.code, one.start, one.end))
    found = []
    for _, group in groupby(every, key=lambda one: one.code):
        for cluster in _touching(group):
            sentences = {
                who: {
                    index
                    for coding in cluster
                    if coding.coder == who
                    for index, _ in session.segments_of(coding.start, coding.end, overlap_min)
                }
                for who in held
            }
            if len({frozenset(own) for own in sentences.values()}) > 1:
                found.append(cluster)
    return sorted(found, key=lambda cluster: (cluster[0].start, cluster[0].end, cluster[0].code))


def _touching(codings: Iterable[Coding]) -> list[list[Coding]]:
    clusters: list[list[Coding]] = []
    end = -1
    for coding in codings:
        if coding.start < end:
            clusters[-1].append(coding)
        else:
            clusters.append([coding])
        end = max(end, coding.end) if coding.start < end else coding.end
    return clusters


def _row(
    cluster: list[Coding], coders: list[str], held: Mapping[str, Sequence[Coding]], session: Session, by: Act | None
) -> dict[str, Any]:
    low, high = min(one.start for one in cluster), max(one.end for one in cluster)
    places = []
    for one in cluster:
        start, end = session.text.to_released(one.start, one.end)
        words = session.text.released[start:end]
        places.append({"coder": one.coder, "id": one.decision_id, "start": start, "end": end, "words": words})
    beside = {
        who: sorted({one.code for one in held[who] if one.start < high and low < one.end} - {cluster[0].code})
        for who in coders
    }
    turn = next((turn for turn in session.turns if turn.start <= low < turn.end), session.turns[0])
    start, end = session.text.to_released(turn.start, turn.end)
    resolved = {"code": by.code, "reason": by.reason, "coder": by.coder} if by else None
    return {
        "code": cluster[0].code,
        "speaker": turn.speaker_id,
        "turn": session.text.released[start:end],
        "places": places,
        "lacking": [who for who in coders if who not in {one.coder for one in cluster}],
        "beside": beside,
        "resolved": resolved,
    }
