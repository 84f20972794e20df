"""The words that patterns are written in: postcode areas, numbers in words, days, dates, ages.

All but :data:`POSTCODE_AREAS` and :data:`EVERYDAY_DISTRICTS` are parts of regular expressions, to be compiled
without regard to case.
"""

from __future__ import annotations

# The 121 areas of the United Kingdom and those of Guernsey, Jersey and the Isle of Man.
POSTCODE_AREAS = frozenset(
    """
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC
    EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS
    LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP
    SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
    """.split()  # noqa: SIM905 - a column of 124 quoted strings is harder to check
)
# Districts that in talk are mostly something else: gases, and doctors' training grades.
EVERYDAY_DISTRICTS = frozenset(
    {"CO2", "CH4", "FY1", "FY2", "CT1", "CT2", "CT3", *(f"ST{year}" for year in range(1, 9))}
)

UNIT = "(?:one|two|three|four|five|six|seven|eight|nine)"
TEEN = "(?:ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen)"
TENS = "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
ORDINAL = (
    "(?:(?:(?:twenty|thirty)[- ]?)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|"
    "tenth|eleventh|twelfth|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth)"
)
DIGIT_WORD = f"(?:oh|o|zero|nought|{UNIT})"
# Digits said one by one, with commas between groups: "nine nine nine, three double six".
SPOKEN_DIGITS = rf"(?:(?:double|triple) )?{DIGIT_WORD}\b(?:[ ,-]{{1,2}}(?:(?:double|triple) )?{DIGIT_WORD}\b)"

MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    "oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = (
    rf"(?:(?:19|20)\d\d|'?\d\d|nineteen[- ](?:{TENS}(?:[- ]{UNIT})?|{TEEN}|oh[- ]{UNIT})|"
    rf"two thousand(?: and (?:{UNIT}|{TEEN}))?|twenty[- ](?:{TEEN}|{TENS}(?:[- ]{UNIT})?)|"
    rf"{TENS}(?:[- ]{UNIT})?)"
)
DATE = (
    rf"\b(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d\d)|\d{{4}}-\d\d-\d\d|"
    rf"(?:{_DAY}|{ORDINAL}) (?:day )?(?:of )?{MONTH}\b(?:,? {_YEAR}\b)?|"
    rf"(?:{_DAY}|{ORDINAL}) (?:day )?of the (?:{_DAY}|{ORDINAL})\b(?:,? {_YEAR}\b)?|"
    rf"{MONTH} (?:{_DAY}\b|the (?:{_DAY}|{ORDINAL})\b)(?:,? {_YEAR}\b)?|"
    rf"{MONTH},? (?:19|20)\d\d|"
    rf"(?:christmas|boxing|new year'?s|valentine'?s) (?:day|eve)(?:,? {_YEAR}\b)?)(?!\d)"
)
# Day, month and year as numbers: "four seven fifty-two".
SPOKEN_DATE = (
    rf"(?:{TENS}[- ]{UNIT}|{TENS}|{TEEN}|{UNIT}|\d\d?),? (?:{TEEN}|{UNIT}|\d\d?),? "
    rf"(?:nineteen[- ])?{TENS}(?:[- ]{UNIT})?\b"
)
BIRTH = r"\b(?:born(?! out of)|date of birth|birth ?date|birthday|d\.?o\.?b\b\.?)"

# Atomic, so that "a hundred and ten per cent" is not read as "a hundred" and something else.
OVER_89 = (
    rf"\b(?>9\d(?!\d)|1[01]\d(?!\d)|ninety(?:[- ]?{UNIT})?|"
    rf"(?:a|one) hundred(?: and (?:{UNIT}\b|{TEEN}\b))?)(?!\w|[.,]\d)"
)
PERSON = (
    "(?:i|he|she|who|mum|mam|dad|mother|father|nan|nana|nanna|gran|granny|grandma|grandad|grandmother|"
    "grandfather|husband|wife|auntie?|uncle|neighbour|patient|lady|gentleman|"
    # A name, but nothing else that opens a sentence.
    "(?-i:(?!It|That|There|This|What|Here|Which|These|Those|They|We|You|The|Mine|Ours)[A-Z][a-z]{2,}))"
)
# "nearly 93", "coming up to 93".
ABOUT = (
    "(?: (?:now|about|nearly|almost|over|just|only|all of|getting on for|coming up(?: to| for)?|going on(?: for)?|"
    "pushing|well))*"
)
# What follows an age that stands alone ("I'm 93 now"); after a measure ("I'm 90 per cent sure") it is none.
AFTER_AGE = (
    rf"(?= ?(?:[.,;:?!)\n]|\Z)| (?:now|next|this|last|when|but|so|bless|"
    rf"come|today|tomorrow|already|if|because|with|in {MONTH})\b|"
    rf" and (?!over|above|older|a half|{UNIT}\b|{TEEN}\b|{TENS}\b|\d))"
)
