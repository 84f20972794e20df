"""Organisations, named services and streets, known by their head word: X Hospital, X Primary School, X Lane.

What is only generic ("the Health Centre", "Primary Care Network") or national ("Citizens Advice") is none.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from themetrail.identifiers.patterns import Hit, longest, without_marks
from themetrail.identifiers.words import Word, word_at, words


class _Head(NamedTuple):
    words: tuple[str, ...]
    kind: str
    small: bool  # whether the head counts in small letters, too


_ORGANISATION_HEADS = (
    "Medical Centre|Health Centre|Community Centre|Leisure Centre|Day Centre|Family Centre|Children's Centre|"
    "Resource Centre|Primary School|High School|Grammar School|Infant School|Junior School|Secondary School|"
    "Primary|High|Academy|School|College|University|Council|Church|Chapel|Mosque|Temple|Hospice|Care Home|"
    "Nursing Home|Residential Home|House|Court|Lodge|Hospital|Infirmary|Surgery|Practice|Clinic|Pharmacy|"
    "Foodbank|Food Bank|Library|Village Hall|Community Hub|Allotments|Men's Shed|Cottage|Ward|Gurdwara|"
    "Trust|Foundation|Association|Charity|Society|Partnership|Centre|Hub|Hall|Unit|Nursery|Club|Project|Team|"
    "Service|Group|Housing|Hotel|Farm|Synagogue|Prison|Refuge|Carers|Cafe|Café"
)
_SMALL_HEADS = frozenset(
    [
        "medical centre",
        "health centre",
        "community centre",
        "hospital",
        "infirmary",
        "surgery",
        "hospice",
        "primary school",
        "high school",
        "care home",
        "village hall",
        "road",
        "street",
        "lane",
        "avenue",
    ]
)
_STREET_HEADS = "Road|Street|Lane|Avenue|Close|Drive|Crescent|Terrace|Grove|Gardens|Mews|Way"
# These are streets behind a house number alone.
_NUMBERED_HEADS = "Place|Square|Row|Brow|Bank|Hill|Fold|Rise|View|Walk|Green|Parade|Croft|Park|Yard"
# Words that alone name no particular organisation or street before a head.
_GENERIC = frozenset(
    """
    a an the my our your his her their this that these those and or but so if at in on to from for with by of i we they
    he she it is was were are be when where what which who no not yes well oh then there some any all every each both
    went near behind outside past through because
    health primary care community medical general local city county town district borough parish university nhs day
    social mental high low infant junior secondary grammar children childrens nursing urgent walk main new old big
    private public state special boarding sixth form further higher family sure start acute cottage teaching district
    safe open arts research british national royal catholic anglican methodist baptist muslim christian church village
    christmas sunday monday tuesday wednesday thursday friday saturday gp dental eye maternity surgical stroke
    english scottish welsh irish american european victorian full opera white coffee public mind out life long
    facebook google zoom covid memory sesame coronation downing wall easy harley one two three half first second third
    crisis nursing support patient participation walking art craft cooking gardening singing choir book reading lunch
    football cricket bowls youth women womens mens men carers young older care adult home team treatment recovery
    assessment intervention early single link wellbeing healthy living housing job child daycare dementia diabetes
    heart cancer stroke pain respiratory rehab rehabilitation physio intensive coronary emergency minor injuries
    injury outpatient out patients charity trust foundation integrated neighbourhood steering working focus project
    management staff national lottery big childline samaritans duke gold whatsapp mum toddler toddlers baby parent
    parents warm town
    drug alcohol respite supreme crown magistrates food ward practice good best right no own free milky
    """.split()  # noqa: SIM905 - a column of quoted strings is harder to check
)
_LINKS = frozenset({"and", "of", "the", "upon", "on", "in", "le"})
_NUMBER = re.compile(r"(?:\b(?:[Nn]umber|[Ff]lat) )?\b\d{1,4}[A-Za-z]?,? $")
_MOST_BEFORE = 4
# Behind a house number any name is a street's: "12 Church Brow".
_ADDRESS = re.compile(
    r"(?:\b(?:[Nn]umber|[Ff]lat) )?\b\d{1,4}[A-Za-z]?,? (?:[A-Z][a-z']+ ){1,3}"
    rf"(?:{_STREET_HEADS}|{_NUMBERED_HEADS})\b"
)


@lru_cache(maxsize=1)
def _heads() -> dict[str, list[_Head]]:
    heads: dict[str, list[_Head]] = {}
    for kind, listed in (("organisation", _ORGANISATION_HEADS), ("street", _STREET_HEADS)):
        for head in listed.split("|"):
            split = tuple(head.lower().replace("'s", "").split())
            heads.setdefault(split[0], []).append(_Head(split, kind, head.lower() in _SMALL_HEADS))
    for choices in heads.values():
        choices.sort(key=lambda head: -len(head.words))
    return heads


def find_organisations(text: str) -> list[Hit]:
    """Named organisations and streets in ``text``, kinds "organisation" and "street", sorted.

    None overlap, none goes over a redaction mark. A house number belongs to its street.
    """
    heads, found = _heads(), words(text)
    hits = [Hit(*match.span(), "street") for match in _ADDRESS.finditer(without_marks(text))]
    for place, word in enumerate(found):
        if word.low in heads:
            hits.extend(_named(text, found, place, heads[word.low]))
        if word.text == "University" and word_at(found, place + 1).low == "of":
            hits.extend(_university_of(found, place))
        if word.text == "St":
            hits.extend(_saint(found, place))
    return longest(hits)


def _named(text: str, found: tuple[Word, ...], place: int, heads: list[_Head]) -> list[Hit]:
    for head in heads:
        run = found[place : place + len(head.words)]
        if tuple(word.low for word in run) != head.words or not all(word.joined for word in run[1:]):
            continue
        small = not run[0].capital
        if (small and not head.small) or not run[0].joined:
            continue
        after = word_at(found, place + len(run))
        if after.joined and after.low == "of" and head.words[0] in {"college", "church", "house", "council"}:
            return []
        first = _name_before(found, place, small=small)
        if first is None:
            continue
        start = found[first].start
        if head.kind == "street":
            number = _NUMBER.search(without_marks(text[max(0, start - 20) : start]))
            start -= len(number[0]) if number else 0
        return [Hit(start, run[-1].end, head.kind)]
    return []


def _name_before(found: tuple[Word, ...], place: int, *, small: bool) -> int | None:
    """Index of the word with which the name before a head begins, or None where there is no name."""
    first, named = None, False
    for index in range(place - 1, max(-1, place - 1 - _MOST_BEFORE), -1):
        word = found[index]
        link = word.low in _LINKS and first is not None and word_at(found, index - 1).capital
        if not (word.capital and not word.text.isupper()) and not link:
            break
        generic = word.low in _GENERIC
        if (word.first or small) and generic and not link:
            break
        if not link:
            first = index
            named = named or not generic
        if not word.joined:
            break
    while first is not None and first < place and found[first].low in {"the", "my", "our", "at", "in", "and"}:
        first += 1
    return first if named and first != place else None


def _university_of(found: tuple[Word, ...], place: int) -> list[Hit]:
    end = place + 2
    if word_at(found, end).low == "the":
        return []
    while word_at(found, end).joined and (
        found[end].capital or (found[end].low in _LINKS - {"and", "in", "on"} and word_at(found, end + 1).capital)
    ):
        end += 1
    return [Hit(found[place].start, found[end - 1].end, "organisation")] if end > place + 2 else []


def _saint(found: tuple[Word, ...], place: int) -> list[Hit]:
    """St Mary's, and St Catherine's Hospice through its head."""
    saint = word_at(found, place + 1)
    if not (saint.joined and saint.capital and saint.tail == "'s"):
        return []
    return [Hit(found[place].start, saint.end + 2, "organisation")]
