"""Words around a match that change what it means: denial, negation, proposal.

A cause code often *is* an absence ("we never hear back"), so a negation alone speaks against a solution, not
against a cause. A denial ("funding isn't the problem", "nothing wrong with the training") speaks against both, and
a proposal ("if we had the money for longer") speaks for a solution and against a cause.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Span

_NOT = r"(?:n['’]t|\b(?:not|never|nowt|no))"
_TROUBLE = r"(?:problem|problems|issue|issues|bother|trouble|complaint|complaints)"
_DENIAL = re.compile(
    rf"\b(?:is|was|it['’]s|that['’]s|it is|it was)\s*{_NOT}\b[^.?!]{{0,25}}\b{_TROUBLE}\b"
    rf"|\b(?:isn|wasn|aren|weren)['’]t\b[^.?!]{{0,25}}\b{_TROUBLE}\b"
    rf"|{_NOT} (?:ever |really )?(?:had|have|been) (?:a|an|any) {_TROUBLE}\b"
    r"|\b(?:nothing|nowt) (?:wrong|up|the matter) with\b"
    r"|\b(?:it['’]s|it is|that['’]s) not (?:about |really )?(?:the|that|a)\b"
    r"|\b(?:it|that) (?:isn|wasn)['’]t (?:about |really )?(?:the|that|a)\b",
    re.IGNORECASE,
)
_PROPOSAL = re.compile(
    r"\b(?:should|ought to|need(?:s|ed)? to|could (?:we|you|they|there)|why (?:not|don['’]t we|can['’]t we)|what if"
    r"|if (?:we|you|they|there|i) (?:had|could|were|was)|i['’]d (?:want|like|have)|we['’]d (?:want|like|need)"
    r"|let['’]s|would be (?:good|great|better|nice|lovely)|would help|wish|ideally|the answer|propose|suggest)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Cue:
    """A cue in a sentence: kind ("denial", "negation", "proposal") and its characters in the Doc."""

    kind: str
    start: int
    end: int


def sentence_cues(sentence: Span) -> list[Cue]:
    """The denials and proposals of a sentence, by their words."""
    found = []
    for kind, pattern in (("denial", _DENIAL), ("proposal", _PROPOSAL)):
        for match in pattern.finditer(sentence.text):
            start, end = match.span()
            found.append(Cue(kind, sentence.start_char + start, sentence.start_char + end))
    return found


def negation_of(match: Span) -> Cue | None:
    """The negation that the parse puts over a match: on a word of it, or on the verb that governs it."""
    governed = {token.i for token in match} | {token.head.i for token in match}
    for token in match.sent:
        negates = token.dep_ == "neg" or token.lower_ in ("no", "nowt", "never")
        if negates and token.head.i in governed and not match.start <= token.i < match.end:
            return Cue("negation", token.idx, token.idx + len(token))
    return None
