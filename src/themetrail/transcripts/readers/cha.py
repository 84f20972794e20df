"""CHAT (.cha) of the TalkBank: ``*PAR:`` and a tab before each utterance, its times between control characters.

The utterances stay as they are written, with CHAT's own signs (``&-uh``, ``[//]``, ``xxx``); only the time bullets
are taken out, into the times of the unit. Headers and dependent tiers (``%mor:``) are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from themetrail.transcripts.draft import Draft, UnreadableError, lines_of, text_of
from themetrail.transcripts.model import Reading, Recognition, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "cha"

_BULLET_MARK = "\x15"
_BULLET = re.compile(r'\x15(?:%(?:snd|mov):"(?P<media>[^"\x15]*)"_)?(?P<start>\d{1,9})_(?P<end>\d{1,9})\x15')
_TIER = re.compile(r"(?P<name>[*%@][^:\s]+(?: [^:\s]+)*)(?::\s*(?P<text>.*))?", re.DOTALL)
_HEAD = 20  # lines in which @Begin has to stand
_WHY = {"@": "a header", "%": "a tier below an utterance, which comments on it"}
_COMMENTS = frozenset({"%com", "%exp", "%add", "%par", "%sit"})


@dataclass(frozen=True)
class _Tier:
    number: int
    name: str
    text: str
    whole: str


def recognise(source: Source) -> Recognition:
    """Certain if @Begin stands near the top, as CHAT demands."""
    by_name = source.ending == ".cha"
    try:
        lines = lines_of(text_of(source, _BULLET_MARK)[:100_000])
    except UnreadableError as error:
        return Recognition(0.2 if by_name else 0.0, error.seen)
    if any(line.strip() == "@Begin" for line in lines[:_HEAD]):
        return Recognition(1.0, "it has the line @Begin")
    return Recognition(0.3 if by_name else 0.0, f"there is no line @Begin among the first {_HEAD}")


def read(source: Source, shown_as: str) -> Reading:
    """The main tiers as units, with the times of their bullets."""
    draft = Draft(NAME, shown_as, source.kind)
    try:
        lines = lines_of(text_of(source, _BULLET_MARK))
    except UnreadableError as error:
        return draft.refused(error)
    for tier in _tiers(lines, draft):
        if tier.name.startswith("*"):
            _utterance(tier, draft)
            continue
        draft.drop("line", tier.number, tier.whole.replace(_BULLET_MARK, ""), _WHY[tier.name[0]])
        if tier.text and (tier.name.startswith("@") or tier.name in _COMMENTS):
            draft.metadata[f"{tier.name}, line {tier.number}"] = tier.text.replace(_BULLET_MARK, "")
    return draft.reading()


def _tiers(lines: list[str], draft: Draft) -> Iterator[_Tier]:
    """Headers, utterances and dependent tiers, each with the lines that go on with it after a tab."""
    strays = []
    for number, block in _blocks(lines):
        whole = " ".join(line.strip() for line in block)
        found = _TIER.fullmatch(whole)
        if found is None or (found["text"] is None and not whole.startswith("@")):
            strays.append(number)
        else:
            yield _Tier(number, found["name"], found["text"] or "", whole)
    if strays:
        times = f" ({len(strays)} such lines, first here)" if len(strays) > 1 else ""
        seen = f"the line opens with none of '*NAME:', '%name:', '@' and a tab{times}"
        draft.problem("line", strays[0], seen, "Put a tab before a line that goes on with the one above.")


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    first, block = 0, list[str]()
    for number, line in enumerate(lines, 1):
        if block and line.startswith("\t"):
            block.append(line)
        elif line.strip():
            if block:
                yield first, block
            first, block = number, [line]
    if block:
        yield first, block


def _utterance(tier: _Tier, draft: Draft) -> None:
    bullets = list(_BULLET.finditer(tier.text))
    pieces = _without(tier.text, bullets)
    if any(_BULLET_MARK in piece for piece in pieces):
        remedy = "Write it as CLAN does, or take it out."
        draft.problem("line", tier.number, "a time bullet cannot be read", remedy)
        return
    start_s = int(bullets[0]["start"]) / 1000 if bullets else None
    end_s = int(bullets[-1]["end"]) / 1000 if bullets else None
    if start_s is not None and end_s is not None and end_s < start_s:
        draft.problem("line", tier.number, "it ends before it starts", "Correct one of the two times.")
    for media in (bullet["media"] for bullet in bullets if bullet["media"]):
        draft.metadata[f"media, line {tier.number}"] = media
    text = " ".join(piece.strip() for piece in pieces if piece.strip())
    draft.speech("line", tier.number, text, tier.name.removeprefix("*"), start_s, end_s=end_s)


def _without(text: str, bullets: list[re.Match[str]]) -> list[str]:
    ends = [0, *(bullet.end() for bullet in bullets)]
    starts = [*(bullet.start() for bullet in bullets), len(text)]
    return [text[end:start] for end, start in zip(ends, starts, strict=True)]
