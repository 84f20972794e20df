"""Names of people: known first names, and any name that its context gives away (a title, kinship, "called").

First names are those of Faker's person providers and a short list of what they lack. A name that is also an
everyday word (Will, Hope, May) counts only in a context that a word would not have.
"""

from __future__ import annotations

import importlib
from functools import lru_cache

from themetrail.identifiers.patterns import Hit, longest
from themetrail.identifiers.words import Word, word_at, words

_LOCALES = tuple(
    """
    cs_CZ de_DE en_GB en_IE en_IN en_KE en_NG en_NZ en_PK en_US es_ES fr_FR ga_IE it_IT lt_LT pl_PL pt_PT ro_RO sk_SK
    tr_TR
    """.split()  # noqa: SIM905 - a column of quoted strings is harder to check
)
_SUPPLEMENT = """
priyanka tariq kev shaz gaz bev pat olu chidi adaeze kwame hussain samina shabana rukhsana parveen sanjay raj
harpreet gurpreet jaswinder kasia wojtek mavis fatima siobhan aoife mohammed mohammad muhammad mohamed ahmed aisha
ayesha zainab khadija yusuf bilal imran nadia tracey debbie mandy gladys winifred hilda elsie doreen beryl ethel
chloe saoirse niamh ciara agnieszka magda ioana babs baz daz loz tez sandra linda
"""
# First names that are everyday words, and stand for people mostly all the same.
_EVERYDAY = frozenset(
    """
    will hope rose ivy mark grace joy faith dawn bill frank pat sue jack art drew chase christian jean dale glen dean
    earl grant heather hazel holly iris jade amber ruby pearl crystal daisy violet poppy lily olive rob nick miles penny
    robin sandy rusty randy norm gene dick josh gay angel melody harmony destiny charity sky star storm eve ginger carol
    chuck pierce wade woody guy van kit kitty buddy bud ace max ray don jo ed al bob sonny summer jordan chelsea sydney
    georgia florence victoria austin dallas paris jasmine basil rocky marina tony harry ali bailey
    """.split()  # noqa: SIM905 - a column of quoted strings is harder to check
)
# Months and places of the world: only the strictest contexts tell the person.
_CALENDAR = frozenset(
    """
    may april june august summer autumn jordan chelsea sydney georgia florence victoria austin dallas paris
    """.split()  # noqa: SIM905
)
# In the lists, but in talk hardly ever a name.
_NEVER = frozenset(
    """
    us said sad else job lot man sep server sole ties till tai peer meta lucky harsh harm floor edit dev fancy comfort
    patience rich so an in no he may's mum dad son tea toy so doc tan cap add ale ham mad man red ed's easter forest
    homer media ora ova said vela china india asia america israel london ireland kenya england houston orlando lourdes
    carolina washington jesus christ god king prince queen duke major baron sir royal justice precious princess early
    christmas green young best long short little white black brown house church green power oh ah ok yes well and but
    the in on it as is be do go me my we or of at by up om ibn sam's
    """.split()  # noqa: SIM905
)
_TITLES = frozenset(
    """
    dr doctor mr mrs miss ms mx prof professor nurse sister matron councillor cllr father fr reverend rev canon sir
    lady lord dame imam rabbi auntie aunty aunt uncle nana nanna grandma grandad pastor vicar pc constable sergeant
    """.split()  # noqa: SIM905
)
# Titles that in small letters are something else: "my sister Nell", "I miss Ivy".
_RELATIVES = frozenset({"sister", "father", "miss"})
_NOT_TITLED = frozenset(
    """
    whoever whatever whatsit thingy somebody someone nobody anybody christmas who google right practitioner specialist
    associate act gaga luck time march ward
    """.split()  # noqa: SIM905
)
_KIN = frozenset(
    """
    mum mam mom dad mother father brother sister son daughter husband wife partner fiance boyfriend girlfriend friend
    mate pal neighbour cousin nephew niece uncle aunt auntie aunty nan nana gran granny grandma grandad grandson
    granddaughter grandmother grandfather lad lass lodger carer boss colleague stepson stepdaughter twin boy girl ex
    godson goddaughter baby dog
    """.split()  # noqa: SIM905
)
_PEOPLE = _KIN | frozenset(
    """
    man woman bloke lady gentleman person somebody someone nurse doctor worker volunteer therapist counsellor consultant
    midwife physio chap guy fella one he she him her they them receptionist pharmacist coordinator
    """.split()  # noqa: SIM905
)
_OWNERS = frozenset({"my", "me", "our", "his", "her", "their", "your"})
_NOT_A_NAME = frozenset(
    """
    i god monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december christmas easter english british polish muslim christian catholic covid facebook
    whatsapp google zoom teams health community social primary local mental council doctor dr gp asian irish welsh
    scottish indian pakistani romanian turkish ward hospital surgery house church school college lane road street
    england fine sorry
    and the but so if when what well yes no oh then because centre clinic practice
    """.split()  # noqa: SIM905
)
_OF_A_PEOPLE = ("ish", "ian", "ean", "ese", "ch", "ic", "sh", "deaf", "blind", "christian", "hindu", "sikh", "jewish")
_ASKING = frozenset({"called", "named", "ask", "asked", "told", "tell", "our", "thanks", "hi", "hello", "cheers"})
_DETERMINERS = frozenset("the a an this that any some no every each".split())  # noqa: SIM905
_AFTER_A_CALL = frozenset({"my", "our", "can", "could", "she", "he"})
_BEING = frozenset("is was has isn wasn always never just still used and".split())  # noqa: SIM905
# Everyday words that hardly open a sentence in any other sense.
_HARDLY_WORDS = frozenset(
    """
    will nick rob jack frank penny robin pat sue dean glen don jo ed al bob ray max harry tony ali bailey kit sandy
    jean dick gene miles dale chuck woody basil carol heather hazel holly daisy pearl ruby violet olive
    """.split()  # noqa: SIM905
)
_SPEAKING = frozenset(
    """
    said says told tells asked asks rang came comes thinks thought wants goes reckons helped visited brought drove takes
    took lives lived works worked died knows knew gave makes drives visits helps rings has had went gets got
    """.split()  # noqa: SIM905
)

_NO_NAMES_TAIL = frozenset({"'t", "'ve", "'re", "'m"})  # "Don't"


@lru_cache(maxsize=1)
def _first_names() -> frozenset[str]:
    names = _listed(_LOCALES) | set(_SUPPLEMENT.split()) | _EVERYDAY | _CALENDAR
    # Two letters are too short to be told from words and initials; Jo, Ed and Al are in the list of everyday words.
    return frozenset(name for name in names if (len(name) > 2 or name in _EVERYDAY) and name not in _NEVER - _CALENDAR)


@lru_cache(maxsize=1)
def _british_names() -> frozenset[str]:
    names = _listed(("en_GB", "en_IE", "en_IN")) | set(_SUPPLEMENT.split())
    return frozenset(names) - _EVERYDAY - _CALENDAR - _NEVER - _KIN - _NOT_A_NAME


def _listed(locales: tuple[str, ...]) -> set[str]:
    """The first names of Faker's person providers, in small letters."""
    names: set[str] = set()
    for locale in locales:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in dir(provider):
            listed = getattr(provider, attribute) if attribute.startswith("first_name") else None
            if isinstance(listed, (tuple, list, dict)):
                names |= {name.lower() for name in listed if name.isascii() and name.isalpha()}
    return names


def is_first_name(low: str) -> bool:
    """Whether a word in small letters is a known first name, be it an everyday word or not."""
    return low in _first_names()


def find_first_names(text: str) -> list[Hit]:
    """Known first names in ``text`` with the surname that follows, kind "first_name"; sorted, none overlap."""
    known, found = _first_names(), words(text)
    hits = []
    for place, word in enumerate(found):
        if word.low not in known or not word.capital or word.tail in _NO_NAMES_TAIL:
            continue
        if word.low not in _EVERYDAY | _CALENDAR or _is_person(found, place):
            hits.append(Hit(word.start, _end_of_name(found, place), "first_name"))
    return longest(hits)


def find_named_people(text: str) -> list[Hit]:
    """Names that a title, kinship, "called" or an introduction gives away; sorted, none overlap.

    Kinds "titled_name" (the title belongs to it) and "kin_name".
    """
    found = words(text)
    hits = []
    for place, word in enumerate(found):
        if word.low in _TITLES and _titled(found, place):
            hits.append(Hit(word.start, _end_of_name(found, place + 1), "titled_name"))
        named = _after_kin(found, place) or _after_called(found, place)
        if named is not None:
            hits.append(Hit(found[named].start, _end_of_name(found, named), "kin_name"))
    return longest(hits)


def _is_person(found: tuple[Word, ...], place: int) -> bool:
    """Whether the context of an everyday word says that it is a name."""
    word, before, after = found[place], word_at(found, place - 1), word_at(found, place + 1)
    if (before.low in _ASKING and word.gap in {" ", ", "}) or (word.tail == "'s" and after.low in _KIN):
        return True
    if before.low in _DETERMINERS and not before.tail and word.gap == " ":
        return False
    if after.low in _SPEAKING and after.gap == " " and not word.tail:
        return True
    if word.low in _CALENDAR:
        return False
    return _followed_as_a_person(found, place) if word.first else not _within_a_name(word, before)


def _within_a_name(word: Word, before: Word) -> bool:
    return before.text != "I" and before.capital and word.joined and not before.first


def _followed_as_a_person(found: tuple[Word, ...], place: int) -> bool:
    """Whether what follows an everyday word that opens a sentence says that it is a name."""
    word, after, beyond = found[place], word_at(found, place + 1), word_at(found, place + 2)
    surname = _is_surname(after) and not is_first_name(after.low) and after.low not in _TITLES
    if surname or word.tail == "'s" or (after.gap == ", " and after.low in _AFTER_A_CALL):
        return True
    return after.gap == " " and (
        after.low in {"from", "who", "whose"}
        or (after.low, beyond.low) == ("next", "door")
        or (after.low == "and" and beyond.capital and is_first_name(beyond.low))
        or (after.low in _BEING and word.low in _HARDLY_WORDS)
    )


def _is_surname(word: Word) -> bool:
    return word.joined and word.capital and word.low not in _NOT_A_NAME and len(word.text) > 1


def _end_of_name(found: tuple[Word, ...], place: int) -> int:
    """Where a name ends that begins at a word: with up to two more words that are written like surnames."""
    last = place
    while last - place < 2 and not found[last].tail and _is_surname(word_at(found, last + 1)):
        last += 1
    return found[last].end


def _titled(found: tuple[Word, ...], place: int) -> bool:
    title, name = found[place], word_at(found, place + 1)
    if title.tail or name.low in _NOT_TITLED or (title.low in _RELATIVES and not title.capital):
        return False
    # In talk that is typed in small letters "mrs patel" is a name, and "the dr said" is none.
    typed_small = title.low in {"mr", "mrs"} or (title.low == "dr" and is_first_name(name.low))
    return _is_surname(name) or (
        typed_small and name.joined and len(name.text) > 2 and name.low not in _NOT_A_NAME | _SPEAKING
    )


def _after_kin(found: tuple[Word, ...], place: int) -> int | None:
    """Index of the name in "my (eldest) daughter, Chloe" and "our Kev"."""
    word, name = found[place], word_at(found, place + 1)
    small = _is_small_name(name)
    if word.tail or name.first or name.gap not in {" ", ", "} or not (_like_a_name(name) or small):
        return None
    after = word_at(found, place + 2)
    if word.low in _PEOPLE and name.gap == ", " and not small and after.gap in {", ", "."} and not name.tail:
        return place + 1
    if word.low == "our" and name.gap == " ":
        return place + 1 if is_first_name(name.low) or not (after.joined and after.capital) else None
    owned = any(word_at(found, place - back).low in _OWNERS for back in (1, 2, 3))
    return place + 1 if word.low in _KIN and owned else None


def _after_called(found: tuple[Word, ...], place: int) -> int | None:
    """Index of the name in "a lad called Dobbo", "my name is chloe" and "I'm Chloe"."""
    word, name = found[place], word_at(found, place + 1)
    if name.first or name.gap not in {" ", ", "}:
        return None
    known = is_first_name(name.low) and (name.capital or name.low not in _EVERYDAY | _CALENDAR)
    if word.low in {"him", "her", "me"} and word_at(found, place - 1).low in {"call", "calls", "called", "calling"}:
        return place + 1 if name.gap == " " and _like_a_name(name) else None
    if word.low in {"called", "named"}:
        before = {word_at(found, place - back).low for back in (1, 2, 3)}
        return place + 1 if known or (before & _PEOPLE and _like_a_name(name)) else None
    if (word.low == "name" and word.tail) or (word.low in {"is", "was"} and word_at(found, place - 1).low == "name"):
        return place + 1 if known or _like_a_name(name) else None
    introduced = word.text == "I" and word.tail == "'m" and name.gap == " " and _like_a_name(name)
    # Of a name that no list has, what follows says that it is one: "I'm Ottilie, and ..." but not "I'm Welsh, and ...".
    alone = word_at(found, place + 2).gap in {", ", ". ", ".", "\n"} and not name.low.endswith(_OF_A_PEOPLE)
    return place + 1 if introduced and (known or alone) else None


def _is_small_name(word: Word) -> bool:
    """Whether a word in small letters is a British or Irish first name and, as far as lists tell, nothing else."""
    return word.text.islower() and len(word.low) > 2 and word.low in _british_names()


def _like_a_name(word: Word) -> bool:
    return word.capital and len(word.text) > 1 and word.low not in _NOT_A_NAME
