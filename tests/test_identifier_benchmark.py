"""The test of the identifier scan is what it says it is, reaches nobody, and is counted as its page says."""

from __future__ import annotations

import importlib.util
import re
import sys
from typing import TYPE_CHECKING

import pytest

from repository import PROJECT

if TYPE_CHECKING:
    from types import ModuleType


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    """benchmarks/identifiers/run.py, which is no part of the package."""
    path = PROJECT / "benchmarks/identifiers/run.py"
    spec = importlib.util.spec_from_file_location("identifier_benchmark", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def sentences(benchmark: ModuleType) -> list:
    return benchmark.read_test(PROJECT / "benchmarks/identifiers/uk_test.jsonl")


def test_the_test_has_200_identifiers_of_18_kinds_100_sentences_without_one_and_two_halves(sentences: list) -> None:
    kinds = [span.kind for sentence in sentences for span in sentence.spans]
    assert len(kinds) >= 200
    assert len(set(kinds)) >= 18
    assert sum(not sentence.spans for sentence in sentences) >= 100
    assert len({sentence.id for sentence in sentences}) == len(sentences)
    assert 0.4 < sum(sentence.half == "set aside" for sentence in sentences) / len(sentences) < 0.6


def test_its_numbers_and_addresses_reach_nobody(sentences: list) -> None:
    said = [(span.kind, sentence.text[span.start : span.end]) for sentence in sentences for span in sentence.spans]
    digits = {kind: [re.sub(r"\D", "", text) for own, text in said if own == kind] for kind, _ in said}
    # Ranges that Ofcom keeps for drama.
    drama = re.compile(r"(44|0)(7700900|1632960|161496|151496|113496|2079460|808157|3069990)\d+")
    assert [number for number in digits["phone"] if not drama.fullmatch(number)] == []
    assert [number for number in digits["nhs_number"] if number and not number.startswith("999")] == []
    assert [text for kind, text in said if kind == "email" and "example." not in text.lower()] == []
    documentation = ("192.0.2.", "198.51.100.", "203.0.113.")
    assert [text for kind, text in said if kind == "ip_address" and not text.startswith(documentation)] == []


def test_half_of_the_characters_decide_what_is_found_and_what_is_right(benchmark: ModuleType) -> None:
    span, sentence = benchmark.Span, benchmark.Sentence
    marked = [sentence("a", "Ring Ann Marsh now", [span(5, 14, "name")]), sentence("b", "Will it rain", [])]
    flags = [[span(5, 8, "x"), span(9, 14, "y")], [span(0, 4, "x")]]
    counts = benchmark.measure(marked, flags)
    assert counts["recall", "name"] == (1, 1)
    assert counts["precision", "x"] == (1, 2)
    assert counts["precision", ""] == (2, 3)
    assert counts["negatives flagged", ""] == (1, 1)
    assert benchmark.measure(marked[:1], [[span(5, 8, "x")]])["recall", ""] == (0, 1)
