"""Names that the language model sees, without what in talk only looks like one.

A small model was trained on written text. In speech it takes broken-off words ("your--"), the first word of a
sentence and contractions for names; most of what is left out here is of that kind. What people are (English, Muslim)
and abbreviations in capitals (NHS, GP) name nobody.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from spacy.tokens import Span

from themetrail.annotation.tags import TAG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.language import Language
    from spacy.tokens import Doc, Token

NAME_LABELS = frozenset({"PERSON", "GPE", "LOC", "ORG", "FAC"})
# A capital, then small letters somewhere: "Ann", "O'Neill", "McCall"; neither "NHS" nor "it's- I'm".
_NAME = re.compile(r"(?!I')[A-Z][^\W\d_]*[a-z][^\W_]*(?:['-][^\W_]+)*")
# Bodies, benefits, firms and programmes that all the country knows: who names one has named nobody.
_NATIONAL_NAMES = """
    national insurance, national lottery, national trust, universal credit, personal independence payment, pension
    credit, attendance allowance, carers allowance, citizens advice, social work england, healthwatch, royal college,
    red cross, royal mail, post office, salvation army, age uk, age concern, mind, samaritans, macmillan, marie curie,
    barnardo's, alcoholics anonymous, slimming world, weight watchers, couch to 5k, womens institute, women's
    institute, scouts, guides, parkrun, job centre, jobcentre, whatsapp, facebook, messenger, instagram, twitter,
    tiktok, youtube, google, zoom, teams, microsoft, microsoft teams, skype, netflix, amazon, ebay, alexa, apple,
    windows, tesco, asda, aldi, lidl, morrisons, sainsbury's, boots, greggs, wetherspoons, argos, uber, volvo, ford,
    coronation street, emmerdale, eastenders, strictly, father christmas, christmas, easter, ramadan, diwali, eid,
    covid, brexit, british, english, welsh, scottish, irish, polish, england, scotland, wales, britain, great britain,
    united kingdom, ireland, europe
"""
_NATIONAL = frozenset(" ".join(name.split()) for name in _NATIONAL_NAMES.split(","))


def ordinary_words(nlp: Language) -> frozenset[str]:
    """The English words that a pipeline's lemmatizer has lists of, in small letters; none where it has no lists."""
    if "lemmatizer" not in nlp.pipe_names:
        return frozenset()
    lookups = getattr(nlp.get_pipe("lemmatizer"), "lookups", None)
    if lookups is None or not lookups.has_table("lemma_index"):
        return frozenset()
    return frozenset().union(*lookups.get_table("lemma_index").values())


def names(doc: Doc, ordinary: frozenset[str]) -> Iterator[Span]:
    """The entities of a turn that are names; where bracket tags stand in one, the stretches between them.

    Args:
        doc: An annotated turn.
        ordinary: Words of which one alone is no name where it opens a sentence, see :func:`ordinary_words`.

    Yields:
        Spans with the label of their entity, without an article or pronoun before the name and signs behind it.
    """
    for entity in doc.ents:
        if entity.label_ not in NAME_LABELS:
            continue
        for is_name, tokens in groupby(entity, lambda token: TAG.fullmatch(token.text) is None):
            stretch = _trimmed(list(tokens)) if is_name else []
            if any(_NAME.fullmatch(token.text) for token in stretch) and not _is_a_word(entity, stretch, ordinary):
                yield Span(doc, stretch[0].i, stretch[-1].i + 1, label=entity.label)


def _trimmed(tokens: list[Token]) -> list[Token]:
    named = [place for place, token in enumerate(tokens) if token.text[0].isupper() or token.text[0].isdigit()]
    named = [place for place in named if tokens[place].lower_ not in {"the", "a", "an", "my", "your", "our", "i"}]
    last = max((place for place, token in enumerate(tokens) if token.text[-1].isalnum()), default=-1)
    last -= last > 0 and tokens[last].lower_ == "'s"
    return tokens[named[0] : last + 1] if named else []


def _is_a_word(entity: Span, tokens: list[Token], ordinary: frozenset[str]) -> bool:
    """Whether it is a national body, or one ordinary word taken for an organisation or since it opens a sentence."""
    first = tokens[0]
    if " ".join(token.lower_ for token in tokens).replace(" '", "'") in _NATIONAL:
        return True
    opens = first.is_sent_start or first.i == 0 or first.nbor(-1).text[-1] in '.?!:-"“]'
    known = first.pos_ == "INTJ" or not ordinary.isdisjoint({first.lower_, first.lemma_})
    alone = len(tokens) == 1 and TAG.search(entity.text) is None
    return alone and known and (opens or first.pos_ == "INTJ" or first.ent_type_ == "ORG")
