"""Identifiers with a shape: numbers with check digits, postcodes, phones, net addresses, dates of birth.

Each pattern is a kind, a regular expression and, where the shape alone is too common, a validator (a check
digit, a list of areas). What reads like an everyday number counts only with its context word beside it.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stdnum import iban, luhn
from stdnum.gb import nhs

from themetrail.identifiers.vocabulary import (
    ABOUT,
    AFTER_AGE,
    BIRTH,
    DATE,
    DIGIT_WORD,
    EVERYDAY_DISTRICTS,
    OVER_89,
    PERSON,
    POSTCODE_AREAS,
    SPOKEN_DATE,
    SPOKEN_DIGITS,
    TEEN,
    TENS,
    UNIT,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True, order=True)
class Hit:
    """An identifier in a text: code points ``start`` to ``end`` (half open), and its kind."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Pattern:
    """How one kind of identifier is written.

    Attributes:
        kind: Name of the kind.
        regex: Matches the identifier; where it also matches context, the group ``value`` is the identifier.
        valid: Whether a matched identifier can be real; None where the shape is proof enough.
    """

    kind: str
    regex: re.Pattern[str]
    valid: Callable[[str], bool] | None = None


# Placeholders that a redactor typed; nothing in them or across them is an identifier.
_REDACTED = re.compile(r"\[[A-Z]+(?:[ _/-][A-Z]+)*[ _-]?\d{0,3}\]|\b[Xx]{3,}\b")
# One character for one, so that offsets hold: no-break spaces, tabs, dashes and curly apostrophes.
_PLAIN = str.maketrans("\u00a0\u2007\u2009\u202f\t\u2010\u2011\u2012\u2013\u2019", "     ----'")

_TIMES = {"double": 2, "triple": 3}
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_DIGITS = {word: str(digit) for digit, word in enumerate(_WORDS)} | {
    "oh": "0",
    "o": "0",
    "nought": "0",
    "hundred": "00",
}
_NOT_A_SITE = frozenset({"the", "a", "this", "that", "and", "of"})
_NOT_A_MAILBOX = frozenset(
    {"look", "looking", "looked", "buy", "bought", "shop", "order", "work", "works", "worked", "it"}
)


def _digits(value: str) -> str:
    return "".join(character for character in value if character.isdigit())


def _is_nhs_number(value: str) -> bool:
    return bool(nhs.is_valid(_digits(value)))


def _is_spoken_nhs_number(value: str) -> bool:
    digits = _heard(value)
    # A number with a nought in front is a telephone's, or a count.
    return len(digits) == 10 and digits[0] != "0" and _is_nhs_number(digits)


def _is_spoken_account(value: str) -> bool:
    return len(_heard(value)) in {6, 8}


def _heard(value: str) -> str:
    """The digits of a number that was said: "nine double oh" is 900."""
    times, digits = 1, ""
    for word in re.findall(r"[a-z]+", value.lower()):
        if word in _TIMES:
            times = _TIMES[word]
        else:
            digits += times * _DIGITS[word]
            times = 1
    return digits


def _is_card(value: str) -> bool:
    return value[0] in "23456" and bool(luhn.is_valid(_digits(value)))


def _is_iban(value: str) -> bool:
    return bool(iban.is_valid(value))


def _is_ip_address(value: str) -> bool:
    try:
        ipaddress.IPv4Address(value)
    except ValueError:
        return False
    return True


def _is_phone(value: str) -> bool:
    national = "0" + re.sub(r"^(?:44|0044|0)0?", "", _digits(value))
    return len(national) == 11 or (len(national) == 10 and national.startswith(("01", "0500", "0800")))


def _is_spoken_phone(value: str) -> bool:
    digits = _heard(value.lower().removeprefix("plus"))
    return len(digits) in {10, 11} or (len(digits) == 12 and digits.startswith("44"))


def _in_postcode_area(value: str) -> bool:
    area = re.match(r"([A-Z]) ?([A-Z]?)(?![A-Z])", value.upper())
    return area is not None and area[1] + area[2] in POSTCODE_AREAS


def _is_plain_district(value: str) -> bool:
    # ASSUME the one-letter areas (B12, M6, S1) are vitamins, roads or codes unless a context word stands by.
    return value[1].isalpha() and _in_postcode_area(value) and value not in EVERYDAY_DISTRICTS


def _is_plate(value: str) -> bool:
    return int(value[2:4]) >= 2  # the style began in September 2001 with 51, in March 2002 with 02


def _is_spoken_email(value: str) -> bool:
    local, _, domain = value.lower().partition(" at ")
    return " dot " in value.lower() and local not in _NOT_A_MAILBOX and domain.split()[0] not in _NOT_A_SITE


def _is_spoken_site(value: str) -> bool:
    return value.lower().partition(" ")[0] not in _NOT_A_SITE


def _any_case(kind: str, expression: str, valid: Callable[[str], bool] | None = None) -> Pattern:
    return Pattern(kind, re.compile(expression, re.IGNORECASE), valid)


def _upper_case(kind: str, expression: str, valid: Callable[[str], bool] | None = None) -> Pattern:
    return Pattern(kind, re.compile(expression), valid)


_DISTRICT = r"[A-Z]{1,2}(?:0|[1-9]\d?|\d[A-Z])"
_INWARD = r"(?!(?-i:1st|2nd|3rd|[04-9]th))\d[ABD-HJLNP-UW-Z]{2}"
_POSTCODE_WORDS = r"(?:post ?codes?\b[^.?!\n]{0,30}?|\b(?:lives?|lived|living|based|born|house|flat) in |\bmoved to )"
# Bounded, so that the search stays linear in a text of many dots and dashes; 63 is the limit of DNS.
_NAME = r"\w(?:[\w-]{0,61}\w)?"
_DOT = r"(?: dot |\.)"
_ENDING = "(?:com|org|net|info|edu|io|eu|uk|scot|wales|ie)"
_SITE_ENDING = r"(?:com|org|net|info|edu|io|eu|(?:co|org|ac|gov|nhs|police|sch|me|ltd)\.uk|scot|wales)(?![\w@]|\.\w)"
_PATH = r"[^\s<>\"]*[^\s<>\".,;:!?)\]']"
# A postcode letter by letter: "L A four, five R X".
_SAID_DIGIT = f"(?:{DIGIT_WORD}|\\d)"
_SAID_AREA = r"[A-Z](?: ?[A-Z])?"
_SAID_END = "[ABD-HJLNP-UW-Z] ?[ABD-HJLNP-UW-Z]"
_PLATFORM = "(?:twitter|insta(?:gram)?|tik ?tok|snap(?:chat)?|discord|reddit|bluesky|facebook|handle|user ?name)"
# Between what a number is and the number: "number is", "number on the door, ", "had her down as ".
_NUMBER_IS = (
    r"(?:(?:'s)?[ ,:#]{1,3}|(?: no\.|[^.?!\n\d]){0,40}?\b(?:number|no\.?|pin|id|reg(?:istration|istered)?|as|is|was)"
)
_NUMBER_IS += r"\b(?:'s)?[^.?!\n\d]{0,25}?[ :#])"
# And where it is said first: "7012345, that's my GMC number".
_IS_NUMBER = r"(?:,? (?:is|was|that's|that was|it's|with|on|for) ?(?:my|his|her|their|the|your|a)?)? ?"
_SAID_NUMBER = f"(?:{_SAID_DIGIT}[ -]{_SAID_DIGIT}|{TEEN}|{TENS}(?:[- ]{UNIT})?|\\d\\d)"
_CAR = "(?:reg(?:istration)?|(?:number )?plates?|car|van|motor(?:bike)?|volvo|ford|fiesta|fiat|vauxhall|parked)"
_HCPC = "(?:AS|BS|CH|CS|DT|HAD|OT|ODP|OR|PA|PH|PO|PYL|RA|SL)"
_HOSPITAL = r"(?:(?:hospital|patient|unit|casenote|case ?notes?|case|medical records?) (?:number|no\b\.?|id)|MRN)"
_HOSPITAL_NUMBER = r"[A-Z]{0,3}[ -]?\d{5,9}[A-Z]?|[A-Z]{1,3}[ -]?\d{4}[A-Z]?|\d{2,4}(?:[ -]\d{2,4}){1,3}"

PATTERNS: tuple[Pattern, ...] = (
    _any_case("nhs_number", r"(?<!\w)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\w)", _is_nhs_number),
    _any_case("nhs_number", rf"\bNHS (?:number|no\.?){_NUMBER_IS}(?P<value>\d{{3}}[ -]?\d{{3}}[ -]?\d{{4}})(?!\w)"),
    _any_case("nhs_number", rf"\b{SPOKEN_DIGITS}{{5,9}}", _is_spoken_nhs_number),
    _any_case(
        "national_insurance",
        r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?\d\d[ -]?\d\d[ -]?\d\d[ -]?[A-D]\b",
    ),
    _any_case("postcode", rf"(?<![\w-]){_DISTRICT} {{0,2}}{_INWARD}(?!\w)", _in_postcode_area),
    _any_case(
        "postcode",
        rf"(?<![\w'])(?:{_SAID_AREA},? {_SAID_DIGIT}(?:[ -]{_SAID_DIGIT})?|{_DISTRICT}),? {_SAID_DIGIT},? {_SAID_END}"
        r"(?![\w'])",
        _in_postcode_area,
    ),
    _upper_case(
        "postcode_district",
        r"(?:\b[Pp]ost ?code[^.?!\n]{0,20}? |\b(?:in|from|at|round|around) )"
        rf"(?P<value>[A-Z] [A-Z] (?:{UNIT}|{TEEN}|\d\d?))(?!\w|,? \w+ [A-Z]\b)",
        _in_postcode_area,
    ),
    _upper_case(
        "postcode_district",
        r"\b(?:in|from|around|near|over) (?P<value>FY[12])(?!\w| (?:doctor|year|job|post|rotation|placement|training))",
        _in_postcode_area,
    ),
    _upper_case("postcode_district", rf"(?<![\w-]){_DISTRICT}(?!\w|-\d)", _is_plain_district),
    _any_case(
        "postcode_district",
        rf"{_POSTCODE_WORDS}(?<![\w-])(?P<value>{_DISTRICT})(?!\w|-\d)",
        _in_postcode_area,
    ),
    _any_case(
        "phone",
        r"(?<![\w£$€.+])(?:(?:\+|00)44[ .-]?(?:\(0\))?|\(?0(?!\.| 1 2 3))(?=[ ().-]{0,2}[1-35789])"
        r"(?:[ ().-]{0,2}\d){9,10}(?!\w|-\d)",
        _is_phone,
    ),
    _any_case(
        "spoken_phone",
        r"\b(?:oh|o|zero|nought|plus(?=,? (?:double four|four,? four)))\b(?!,? one,? two,? three)"
        rf"(?:[ ,-]{{1,2}}(?:(?:double|triple) )?(?:{DIGIT_WORD}|hundred)\b){{6,12}}",
        _is_spoken_phone,
    ),
    _any_case("email", rf"\b\w[\w.+'-]{{0,63}}+ ?@ ?{_NAME}(?:\.{_NAME}){{1,5}}"),
    _any_case(
        "email",
        rf"(?<![\w'])(?:(?:\w ){{1,12}}\w|[\w'-]{{1,63}})(?:(?:{_DOT}| underscore | dash | hyphen ){_NAME}){{0,5}}"
        rf"(?: (?:{DIGIT_WORD}|{TEEN}|{TENS}|\d+)){{0,5}} at "
        rf"{_NAME}(?:{_DOT}{_NAME}){{0,5}}?{_DOT}{_ENDING}\b(?:{_DOT}uk\b)?",
        _is_spoken_email,
    ),
    _any_case("url", rf"\b(?:https?://|www\.){_PATH}"),
    _any_case("url", rf"(?<![\w@.-]){_NAME}(?:\.{_NAME}){{0,5}}\.{_SITE_ENDING}(?:/{_PATH})?"),
    _any_case("url", rf"\b{_NAME}(?: dot {_NAME}){{0,5}}? dot {_ENDING}\b(?: dot uk\b)?", _is_spoken_site),
    _any_case("url", rf"\b(?:bit\.ly|tinyurl\.com|t\.co|goo\.gl|forms\.gle|youtu\.be|wa\.me)/{_PATH}"),
    _any_case("handle", rf"(?<![\w@.])(?P<value>(?=[\w.]*[\d_])[a-z_][\w.]{{1,28}}\w) on {_PLATFORM}\b"),
    _any_case("handle", r"(?<![\w@.])@[a-z_][\w.]{1,28}\w"),
    _any_case(
        "handle",
        rf"\b{_PLATFORM}(?: (?:handle|name|account))?(?: is|'s|:|,? as|,? i'm|,? it's|,? he's|,? she's) "
        r"(?P<value>(?=[\w.]*[\d_])[a-z_][\w.]{1,28}\w)",
    ),
    _any_case(
        "handle",
        r"\b(?:handle|user ?name) is at (?!the\b|this\b|that\b|my\b|least\b)(?P<value>[a-z_]\w{2,29})",
    ),
    _any_case("professional_number", rf"\b(?:GMC|GPhC|General Medical Council){_NUMBER_IS}(?P<value>\d{{7}})(?!\w)"),
    _any_case("professional_number", rf"(?<![\w£])(?P<value>\d{{7}}){_IS_NUMBER}\b(?:GMC|GPhC)\b"),
    # The shapes of NMC PINs, and of the register numbers of HCPC and Social Work England, are nobody else's.
    _upper_case("professional_number", r"(?<!\w)\d\d[A-L]\d{4}[A-Z](?!\w)"),
    _any_case("professional_number", rf"\b(?:NMC|PIN){_NUMBER_IS}(?P<value>\d\d ?[A-Z] ?\d{{4}} ?[A-Z])(?!\w)"),
    _upper_case("professional_number", rf"(?<!\w)(?:{_HCPC}|SW)\d{{5,6}}(?!\w)"),
    _any_case("professional_number", rf"\bHCPC{_NUMBER_IS}(?P<value>[A-Z]{{2,3}} ?\d{{4,6}})(?!\w)"),
    _any_case("professional_number", rf"\bGDC{_NUMBER_IS}(?P<value>\d{{4,6}})(?!\w|,\d)"),
    _any_case("professional_number", rf"(?<![\w£])(?P<value>\d{{5,6}}){_IS_NUMBER}\bGDC\b"),
    _any_case("professional_number", rf"\bSocial Work England{_NUMBER_IS}(?P<value>(?:SW)? ?\d{{4,6}})(?!\w|,\d)"),
    _any_case("hospital_number", rf"\b{_HOSPITAL}{_NUMBER_IS}(?P<value>{_HOSPITAL_NUMBER})(?!\w)"),
    _any_case("hospital_number", rf"(?<![\w£])(?P<value>{_HOSPITAL_NUMBER}){_IS_NUMBER}\b{_HOSPITAL}\b"),
    _any_case("date_of_birth", rf"{BIRTH}\??[^.?!\n\d]{{0,40}}?(?P<value>{DATE})"),
    _any_case(
        "date_of_birth",
        rf"(?P<value>{DATE}),? "
        rf"(?:(?:is|was) (?:my|his|her|their|the) |(?:was )?when (?:i|he|she) was )?{BIRTH}",
    ),
    _any_case("date_of_birth", rf"{BIRTH}\??[^.?!\n\d]{{0,20}}?(?P<value>\b{SPOKEN_DATE})"),
    _any_case("age_over_89", rf"\bat (?P<value>{OVER_89})(?=,? (?:he|she|i|you|my \w+)\b)"),
    _any_case("age_over_89", rf"{OVER_89}[- ]years?[- ](?:old|of age|young)\b"),
    _any_case(
        "age_over_89",
        rf"(?:\b{PERSON}(?:'m|'s|'ll be|'d be| am| is| was| were| will be| would be)|\b(?:turned|turning|turns))"
        rf"{ABOUT} (?P<value>{OVER_89}){AFTER_AGE}",
    ),
    _any_case(
        "age_over_89",
        r"\b(?:aged|at the age of|(?:died|passed(?: away| on)?|lived (?:till|to))(?: at| aged| be)?) "
        rf"(?P<value>{OVER_89})(?! (?:and|or) (?:over|above|older)\b| to \w|[-+])",
    ),
    _any_case("bank_account", r"\bsort ?code[^\d\n]{0,30}(?P<value>\d\d[- ]?\d\d[- ]?\d\d)(?!\w|-\d)"),
    _any_case(
        "bank_account",
        rf"\b(?:sort ?code|account)\b[^.?!\d\n]{{0,30}}?(?P<value>\b{SPOKEN_DIGITS}{{2,7}})",
        _is_spoken_account,
    ),
    _any_case("bank_account", r"\baccount\b[^\d\n]{0,30}(?P<value>\d{8}|\d{4} \d{4})(?!\w|[- ]\d)"),
    _any_case("bank_account", r"(?<![\w-])\d\d-\d\d-\d\d[ ,;/]{1,3}(?:and )?\d{8}(?!\w)"),
    _any_case(
        "card",
        r"(?<![\w-])(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}|3[47]\d\d[ -]\d{6}[ -]\d{5})(?![\w-])",
        _is_card,
    ),
    _any_case(
        "iban",
        r"(?<!\w)[A-Z]{2}\d\d(?: ?[A-Z]{4}(?: ?\d){14}|(?: ?\d{4}){3,6}(?: ?\d{1,3})?|[A-Z\d]{11,30})(?!\w)",
        _is_iban,
    ),
    _any_case(
        "ip_address",
        r"(?<![\w.])(?<!version )(?<!section )\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)",
        _is_ip_address,
    ),
    _upper_case("vehicle", r"(?<![\w-])[A-HJ-PR-Y]{2}\d\d [A-HJ-PR-Z]{3}(?!\w)", _is_plate),
    _any_case("vehicle", r"(?<![\w-])[A-HJ-PR-Y]{2}\d\d[A-HJ-PR-Z]{3}(?!\w)", _is_plate),
    _upper_case("vehicle", rf"(?<![\w'])[A-Z] ?[A-Z],? {_SAID_NUMBER},? [A-Z] ?[A-Z] ?[A-Z](?![\w'])"),
    # The styles before 2001 look like many things; a word says what they are.
    _any_case("vehicle", rf"\b{_CAR}\b[^.?!\n]{{0,40}}?(?P<value>(?-i:(?<!\w)[A-Y]\d{{1,3}} ?[A-Z]{{3}})(?!\w))"),
    _any_case("vehicle", rf"\b{_CAR}\b[^.?!\n]{{0,40}}?(?P<value>(?-i:(?<!\w)[A-Z]{{3}} ?\d{{1,3}}[A-Y])(?!\w))"),
)


def find_patterns(text: str) -> list[Hit]:
    """Every identifier with a shape in ``text``, sorted; none overlap, none crosses a line end.

    Where two overlap the longest counts, then the one whose pattern stands first. A typed redaction mark
    (``[NAME 1]``, ``XXXX``) is never a hit.
    """
    plain = without_marks(text)
    return longest(hit for pattern in PATTERNS for hit in _hits(pattern, plain))


def without_marks(text: str) -> str:
    """The text as rules read it, offsets unchanged: redaction marks blotted out, spaces and dashes plain."""
    return _REDACTED.sub(lambda mark: "\ufffc" * len(mark[0]), text.translate(_PLAIN))


def _hits(pattern: Pattern, text: str) -> Iterable[Hit]:
    group = "value" if "value" in pattern.regex.groupindex else 0
    for match in pattern.regex.finditer(text):
        if pattern.valid is None or pattern.valid(match[group]):
            yield Hit(match.start(group), match.end(group), pattern.kind)


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """Hits that do not overlap, sorted: of those that do the longest, then the one that came first."""
    chosen: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: hit.start - hit.end):  # stable: the order of patterns breaks ties
        if all(hit.end <= other.start or other.end <= hit.start for other in chosen):
            chosen.append(hit)
    return sorted(chosen)
