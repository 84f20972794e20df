"""What is an identifier by its shape, and what only looks like one, in sentences as people say them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themetrail.identifiers.patterns import PATTERNS, find_patterns
from themetrail.identifiers.vocabulary import POSTCODE_AREAS

# The identifier of each sentence stands between guillemets.
IDENTIFIERS = {
    "nhs_number": [
        "the number's «nine four three, four seven six, five nine one nine»",
        "My NHS number is «943 476 5918», or near enough.",
        "So my NHS number, I know it by heart, is «943 476 5919».",
        "They'd written «9434765919» on the wristband.",
        "It's «401-023-2137», that's what the letter says.",
        "Here: «450 557 7104», both of us had to give it.",
    ],
    "national_insurance": [
        "and then «JG-10-37-59-A» with dashes in",
        "She asked for the National Insurance and I said «AB 12 34 56 C».",
        "It's on the payslip, «JG103759A», right at the top.",
        "they typed «ce123456d» in and nothing came up",
    ],
    "postcode": [
        "It's «L A four, five R X», love.",
        "we're «LA4 five R X» on the form",
        "We've been at «LA4 5RX» since the flood.",
        "the satnav wants «pr12ab» or it sends you down the track",
        "I gave them «M1 1AE» and the parcel still went next door.",
        "It's the one at «EC1A 1BB», near the old hospital.",
    ],
    "postcode_district": [
        "anyone from «L A four» can come",
        "They've shut the surgery in «FY1».",
        "Round here, «LA4», you can't get a dentist.",
        "They moved the clinic to «PR1» and that was two buses.",
        "If your postcode starts with «L4» you get nothing.",
        "My mum lives in «M25» and hers is the same.",
        "The postcode is «ST4», I think.",
    ],
    "phone": [
        "Ring me on «07700 900123» if he falls again.",
        "The surgery's «01524 496012», I never get through.",
        "It was an «0300 123 4567» number and I waited an hour.",
        "My daughter's in Spain so it's «+44 7700 900456» for her.",
        "You want «(0151) 496 0123», not the other one.",
        "«0800 496 0999», that's free.",
    ],
    "spoken_phone": [
        "«plus four four seven seven oh oh nine double oh one two three», from abroad",
        "It's «oh seven seven oh oh nine hundred one two three», that.",
        "It's «oh seven seven oh oh nine oh oh one two three», my mobile.",
        "Call me, «zero one five two four, four nine six, oh one two».",
        "so «oh seven double seven double oh nine triple one two», any time",
    ],
    "email": [
        "mine's «baker nineteen sixty at example dot org», no dots",
        "write to «j b at example dot org» then",
        "Just write to «jane.smith@nhs.example.uk» and she'll sort it.",
        "it's «jane dot smith at nhs dot net», all one word",
        "Send it to «bakes4u at gmail dot com» please.",
        "That's «p underscore jones at council dot gov dot uk» for the forms.",
    ],
    "url": [
        "the form's on «bit.ly/carersform» somewhere",
        "I found it on «https://www.example.org/carers?x=1», didn't I.",
        "There's a page, «www.example.org.uk», for that.",
        "Have a look on «mycarersgroup.co.uk».",
        "it's «carers dot org dot uk» if you want it",
    ],
    "handle": [
        "she's «jo_bakes» on Instagram",
        "She posts as «@jbakes_lancs» about the ward.",
        "My Instagram is «jo.bakes_88» and it's all there.",
        "His username is at «bakerboy», you can read it.",
    ],
    "professional_number": [
        "She has her NMC number on the wall, «99I1234E».",
        "«7012345» is her GMC number, apparently.",
        "Social Work England had him as «SW12345», once.",
        "Her GMC number is «7012345», I looked her up.",
        "registered with the NMC, PIN «99I1234E», since ninety-nine",
        "My HCPC registration is «PH123456».",
        "It said Social Work England number «SW12345» on the badge.",
    ],
    "hospital_number": [
        "On there I'm «RXN123456», that's my hospital number.",
        "His hospital number was «12 34 56».",
        "My hospital number is «RXN123456», always was.",
        "They found her by patient ID «0048213».",
        "MRN: «4482913», it's on every page.",
    ],
    "date_of_birth": [
        "I was born on «Christmas Day 1948», me.",
        "My date of birth's the «third of the fifth forty-eight».",
        "Date of birth? «three five forty-eight».",
        "I was born on «3/5/1948», just before it all started.",
        "Date of birth? It's the «3rd of May 1948».",
        "He was born in Lancaster on the «twenty-first of March nineteen sixty-two».",
        "DOB «1948-05-03», they read it out in front of everyone.",
        "the «14th of July 1951» is my birthday",
        "She was born in «June 1944».",
    ],
    "age_over_89": [
        "My nan's «95» with all her own teeth.",
        "At «ninety-three» she still dances.",
        "Vera's «94» now and she bakes.",
        "He's coming up to «ninety-six», you know.",
        "I'm «93» and I still drive.",
        "She's «ninety-four years old», bless her.",
        "My mum is «91», and she's on her own.",
        "He died at the age of «102» in there.",
        "I'll be «a hundred» next June, God willing.",
        "the «95-year-old» in the next bed",
    ],
    "bank_account": [
        "The sort code's «two oh, double oh, double oh», he said.",
        "They had the sort code, «20-00-00», and everything.",
        "The account number is «55779911», I told the lad.",
        "I read it to her: «20-00-00 55779911».",
    ],
    "card": [
        "He asked for the long number, «4111 1111 1111 1111».",
        "so I gave it, «5500000000000004», over the phone",
        "It's an Amex, «3400 000000 00009».",
    ],
    "iban": [
        "From Germany it's «DE89 3704 0044 0532 0130 00».",
        "My IBAN's «GB29 NWBK 6016 1331 9268 19», apparently.",
        "She typed «IE29AIBK93115212345678» for the refund.",
    ],
    "ip_address": [
        "The log said «192.0.2.44» was me.",
        "they blocked «203.0.113.7», that's our house",
        "It came from «198.51.100.23», the IT lad told us.",
    ],
    "vehicle": [
        "My reg is «H482 LRN», if that's any use.",
        "the car was «L A one two, A B C»",
        "My car, «LA12 ABC», was clamped outside.",
        "they took a photo of «pk63xyz»",
        "It's the red one, «YD71 KLM», in the disabled bay.",
    ],
}

EVERYDAY = {
    "nhs_number": [
        "We count one two three four five six seven eight nine ten with them.",
        "The one she gave, 943 476 5918, has a digit wrong.",
        "There were 123 456 7890 reasons, I told him.",
        "We counted 2345678901 steps on that machine.",
    ],
    "national_insurance": [
        "Form BG 12 34 56 C is for the other lot.",
        "The code was QQ 12 34 56 A in the leaflet.",
        "We sat in rows 10 20 30 and waited.",
    ],
    "postcode": [
        "Plan A one, two B or not two B.",
        "We sat at B2 2nd row from the back.",
        "The form's called ZQ1 2AB or something.",
        "I take 10 5mg tablets and two of the others.",
    ],
    "postcode_district": [
        "When she's an FY1 doctor she'll see.",
        "P03 said the same as S01 and H02, didn't they.",
        "My B12 was low and so was the T4.",
        "She's an FY2, or an ST3, and the CO2 was high.",
        "It goes off down the M6 to the A6 and then the B5273.",
        "I had the L4 done and then the S1.",
    ],
    "phone": [
        "Back in 2019, 2020, 2021 there was nobody.",
        "About 07 of us, maybe 12000 in the whole county.",
        "Between 0800 and 1630 hours you can ring.",
        "It costs £01524123456 in my head.",
        "They counted 0 1 2 3 4 5 6 7 8 9 10 and off you go.",
    ],
    "spoken_phone": [
        "Oh one of them, one or two, three times a week.",
        "We count zero one two three four five six seven eight nine with the little ones.",
        "Oh, two nine, no, three nine, something like that.",
    ],
    "email": [
        "I was there at the dot, at home at last.",
        "We had nineteen sixty at the meeting dot something.",
        "We met at the dot com place on the corner.",
        "I was at work. Com on, I said.",
        "Look at the dot com side of it, he says.",
    ],
    "url": [
        "That was the dot com thing, years back.",
        "I was at work.it was raining.",
        "Dot came in at ten, e.g. on Fridays.",
    ],
    "handle": [
        "Her Facebook is always open.",
        "We met @ 10 by the desk.",
        "The handle is at the top of the door.",
    ],
    "professional_number": [
        "The GDC rang about 3 complaints.",
        "The GMC in 2013 changed it all.",
        "I rang the NMC 12 times.",
        "HCPC standards, 15 of them, that's what they said.",
    ],
    "hospital_number": [
        "The case number was twelve, out of forty.",
        "The hospital number one on everyone's list.",
        "Patient number 4 got seen before me.",
        "MRN or whatever they call it, 20 pages of it.",
    ],
    "date_of_birth": [
        "The meeting on 3/5/2024 was cancelled.",
        "I was born in a council house and I may stay in one.",
        "We start on the 3rd of May and finish in June 2025.",
        "An idea born out of the lockdown, 23 March 2020.",
    ],
    "age_over_89": [
        "It was 95 now and then.",
        "At 95 per cent we stop.",
        "I'm 90 per cent sure it was her.",
        "I was 95 minutes on hold.",
        "I'm a hundred and ten percent behind them.",
        "It's for people aged 90 and over.",
        "I'm 83 and she's 79.",
        "His temperature, he was 99.5 all night.",
    ],
    "bank_account": [
        "On 20-03-24 I rang again.",
        "On account of the 15 steps I can't.",
        "The code for the door is 20 00 00.",
    ],
    "card": [
        "He read out 4111 1111 1111 1112 and it bounced.",
        "Numbers, numbers, 1234 5678 1234 5678, that's all we are.",
        "The reference is 90210000000000017.",
    ],
    "iban": [
        "It was GB29 NWBK 6016 1331 9268 18 and they sent it back.",
        "Form XE89 3704 0044 0532 0130 00 and nothing else.",
        "The folder says GB 29 of 60161331926819 or something.",
    ],
    "ip_address": [
        "We're on version 10.2.0.1 of the app now.",
        "Paragraph 300.400.500.600 of the plan.",
        "It's 1.5 miles, or 2.5 with the hill.",
    ],
    "vehicle": [
        "The A590 NHS sign is down.",
        "We had 12 ABC books and a GP24 hour line.",
        "Form LA01 ABC isn't a thing.",
        "Room AB123 CDE was where the lads were waiting.",
    ],
}


def _unmarked(sentence: str) -> tuple[str, int, int]:
    start, end = sentence.index("«"), sentence.index("»") - 1
    return sentence.replace("«", "").replace("»", ""), start, end


def _cases(sentences: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(kind, sentence) for kind, group in sentences.items() for sentence in group]


@pytest.mark.parametrize(("kind", "sentence"), _cases(IDENTIFIERS))
def test_an_identifier_is_found_where_it_stands(kind: str, sentence: str) -> None:
    text, start, end = _unmarked(sentence)
    assert [(hit.start, hit.end, hit.kind) for hit in find_patterns(text)] == [(start, end, kind)]


@pytest.mark.parametrize(("kind", "sentence"), _cases(EVERYDAY))
def test_what_only_looks_like_an_identifier_is_not_found(kind: str, sentence: str) -> None:
    assert find_patterns(sentence) == []


def test_every_kind_has_three_sentences_of_either_sort() -> None:
    kinds = {pattern.kind for pattern in PATTERNS}
    assert kinds == set(IDENTIFIERS) == set(EVERYDAY)
    assert all(len(group) >= 3 for sentences in (IDENTIFIERS, EVERYDAY) for group in sentences.values())


@pytest.mark.parametrize(
    "text",
    [
        "My name's [NAME 1], I'm [AGE] and I live in [TOWN].",
        "It's [LA4] they put, and [NHS NUMBER] and [PHONE].",
        "Call 07XXX XXXXXX, postcode XXX XXX, born XX/XX/XXXX.",
        "The GMC number is XXXXXXX.",
        "Ring 07700 [PHONE] 900123 after six.",
    ],
)
def test_a_typed_redaction_is_never_found(text: str) -> None:
    assert find_patterns(text) == []


def test_a_site_that_somebody_looks_at_is_not_a_mailbox() -> None:
    assert [hit.kind for hit in find_patterns("Look at amazon dot com for that.")] == ["url"]


def test_a_longer_identifier_hides_the_ones_inside_it() -> None:
    text = "https://example.org.uk/people/jane.smith@example.org/LA4"
    assert [(hit.start, hit.end, hit.kind) for hit in find_patterns(text)] == [(0, len(text), "url")]


def test_no_break_spaces_and_long_dashes_do_not_hide_a_number() -> None:
    assert [hit.kind for hit in find_patterns("943\u00a0476\u00a05919, 20\u201300\u201300 55779911")] == [
        "nhs_number",
        "bank_account",
    ]


def test_there_are_124_postcode_areas() -> None:
    assert len(POSTCODE_AREAS) == 124


# Words that patterns look for, so that texts come near to a hit far more often than letters alone would.
_CUES = """
    GMC NMC number is account sort code postcode LA PR born on the third of May I'm aged ninety years old oh one
    two double GB AB twitter handle at com uk www . , : - / ( ) + [NAME] XXXX Straße Ärztin
"""
_NUMBERS = """
    07700 900123 943 476 5919 4111 1111 LA4 5RX M1 1AE 12 345 20-00-00 @ dot jane 192.0.2.1 93 3/5/1948
    7012345 AB12 CDE
"""
_PIECES = st.sampled_from(_CUES.split()) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_DIGITS = st.sampled_from([*_NUMBERS.split(), "\n"])
_TEXTS = st.lists(_PIECES | _DIGITS, max_size=30).map(" ".join)
_WITHOUT_NUMBERS = (
    st.lists(_PIECES, max_size=30)
    .map(" ".join)
    .map(lambda text: "".join(c for c in text if not c.isdigit() and c != "@"))
    .filter(lambda text: "dot" not in text.lower())
)
_IN_WORDS = {"spoken_phone", "url", "handle", "date_of_birth", "age_over_89"}


@given(_WITHOUT_NUMBERS)
def test_a_text_without_digits_at_signs_and_dots_holds_no_number_and_no_address(text: str) -> None:
    assert {hit.kind for hit in find_patterns(text)} <= _IN_WORDS


@given(_TEXTS)
def test_hits_lie_within_a_line_of_the_text_sorted_and_apart(text: str) -> None:
    hits = find_patterns(text)
    assert hits == sorted(hits)
    assert all(0 <= hit.start < hit.end <= len(text) and "\n" not in text[hit.start : hit.end] for hit in hits)
    assert all(one.end <= other.start for one, other in pairwise(hits))
