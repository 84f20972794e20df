"""Bracket tags such as ``[NAME]`` or ``[inaudible 00:12:01]`` as one opaque token.

Without this, sentences are cut inside tags and names are found in them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.util import compile_infix_regex

if TYPE_CHECKING:
    from spacy.tokens import Doc

TAG = re.compile(r"\[[^\[\]\n]{1,120}\]")
_COMPONENT = "themetrail_tags"


def protect_tags(nlp: Language) -> None:
    """Let the tokenizer split at brackets and put the component that joins each tag first in the pipeline."""
    infixes = [*(nlp.Defaults.infixes or []), r"[\[\]]"]
    tokenizer: Any = nlp.tokenizer
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    # Words with a stop in them pass for web addresses, and those are never split.
    is_address = tokenizer.url_match
    tokenizer.url_match = lambda text: None if "[" in text or "]" in text else is_address(text)
    nlp.add_pipe(_COMPONENT, first=True)


@Language.component(_COMPONENT)
def join_tags(doc: Doc) -> Doc:
    """Join the tokens of each bracket tag into one."""
    with doc.retokenize() as retokenizer:
        for match in TAG.finditer(doc.text):
            span = doc.char_span(*match.span())
            if span is not None and len(span) > 1:
                retokenizer.merge(span)
    return doc


@Language.component("themetrail_lower_lemmas")
def lower_lemmas(doc: Doc) -> Doc:
    """Give every lemma in lower case; the lemmatizer keeps the capitals of what it takes for a proper noun."""
    for token in doc:
        token.lemma_ = token.lemma_.lower()
    return doc
