"""Real texts with human codes as the benchmark sees them: units, codebook, codes, groups to split by.

A fifth of each set's groups is set aside by a hash of the group's name, once and for all: ``part="development"`` has
none of them, ``part="all"`` has them marked. The data themselves stay where they are and are never copied.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from themetrail.codebook.model import Code, Codebook

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NHS, ANNOMI, GAMES = "nhs_fft_v6", "annomi", "games_as_art"
NAMES = (NHS, ANNOMI, GAMES)
LEAST_ITEMS = {NHS: 25, ANNOMI: 25, GAMES: 5}
NO_CODE = "Not assigned"
_QUOTED = re.compile(r"[‘'“](.+?)[’'”](?=\s*(?:[,;.]|$|[A-Z‘'“]))")
_THERAPIST = ("main", "question", "reflection", "therapist_input")


@dataclass(frozen=True)
class Dataset:
    """Units in the order of the talk, and what people coded.

    Attributes:
        name: Folder of the set.
        codebook: Its codes, with what is written about them; ``applies_to`` is the roles.
        texts, contexts, roles, groups: One entry for each unit; the context is the turn before, or the question asked.
        ids: Item ids.
        truth: Units × codes, what the people who coded the unit agree on (half of them or more).
        site: The site of each unit ("" where the set has one).
        shown_as_example: Units that stand word for word among the codebook's examples.
        held_out: Units whose group is set aside.
        defined: Codes that the codebook defines.
    """

    name: str
    codebook: Codebook
    texts: list[str]
    contexts: list[str]
    roles: list[str]
    groups: np.ndarray
    ids: list[str]
    truth: np.ndarray
    site: np.ndarray
    shown_as_example: np.ndarray
    held_out: np.ndarray
    defined: np.ndarray

    @property
    def codes(self) -> list[str]:
        """Code ids in the order of ``truth``'s columns."""
        return [code.id for code in self.codebook.codes]


def load(folder: Path, name: str, part: str = "development") -> Dataset:
    """A data set; ``part`` is "development" (without the groups set aside) or "all"."""
    items = pd.read_csv(folder / name / "items.csv", dtype=str, keep_default_na=False)
    given = pd.read_csv(folder / name / "codes.csv", dtype=str, keep_default_na=False)
    book = pd.read_csv(folder / name / "codebook.csv", dtype=str, keep_default_na=False)
    items["held_out"] = [is_set_aside(name, group) for group in items["group"]]
    if part == "development":
        items = items[~items["held_out"]].reset_index(drop=True)
    counted = _majority(given)
    codes = _codes_with_enough(counted, name)
    position = {item: row for row, item in enumerate(items["item_id"])}
    truth = np.zeros((len(items), len(codes)), dtype=bool)
    for item, code in zip(counted["item_id"], counted["code"], strict=True):
        if item in position and code in codes:
            truth[position[item], codes.index(code)] = True
    written = book.set_index("code")
    rows = [_code(number, code, written) for number, code in enumerate(codes)]
    examples = {_plain(text) for code in rows for text in code.exemplars}
    return Dataset(
        name=name,
        codebook=Codebook("1", tuple(rows)),
        texts=items["text"].tolist(),
        contexts=items["question"].tolist() if "question" in items else _previous(items),
        roles=items["speaker"].tolist(),
        groups=items["group"].to_numpy(dtype=str),
        ids=items["item_id"].tolist(),
        truth=truth,
        site=items["trust"].to_numpy(dtype=str) if "trust" in items else np.full(len(items), ""),
        shown_as_example=np.array([_plain(text) in examples for text in items["text"]]),
        held_out=items["held_out"].to_numpy(dtype=bool),
        defined=np.array([code in written.index and bool(written.loc[code, "definition"]) for code in codes]),
    )


def is_set_aside(name: str, group: str) -> bool:
    """Whether a group is of the fifth that is scored only once, at the end."""
    return int(sha256(f"{name}:{group}".encode()).hexdigest(), 16) % 5 == 0


def _majority(given: pd.DataFrame) -> pd.DataFrame:
    """Item and code pairs that at least half of an item's coders gave."""
    coders = given.groupby("item_id")["coder"].nunique()
    votes = given.drop_duplicates(["item_id", "coder", "code"]).groupby(["item_id", "code"]).size()
    pairs = votes.reset_index(name="votes")
    return pairs[2 * pairs["votes"] >= pairs["item_id"].map(coders)]


def _codes_with_enough(counted: pd.DataFrame, name: str) -> list[str]:
    """Codes with enough items in the whole set, so that what is set aside does not change the task."""
    sizes = counted["code"].value_counts()
    return sorted(code for code, size in sizes.items() if size >= LEAST_ITEMS[name] and code != NO_CODE)


def _previous(items: pd.DataFrame) -> list[str]:
    """The unit before, in the same group; "" for the first."""
    before = items.groupby("group", sort=False)["text"].shift(1)
    return before.fillna("").tolist()


def _code(number: int, code: str, written: pd.DataFrame) -> Code:
    known = code in written.index
    domain = str(written.loc[code, "theme"]) if known else ""
    definition = str(written.loc[code, "definition"]) if known else ""
    return Code(
        uid=f"{number:026d}",
        id=code,
        parent="" if domain == code else domain,
        kind="cause",
        label=str(written.loc[code, "name"]) if known else code,
        colour="#2A6F97",
        definition=definition,
        include="",
        exclude="",
        patterns=(),
        negative_patterns=(),
        exemplars=tuple(_quotes(str(written.loc[code, "examples"]))) if known else (),
        applies_to=_roles(code),
        source="paper",
        status="active",
        version_added="1",
    )


def _quotes(text: str) -> Iterable[str]:
    """The example quotes of a codebook's cell, each once."""
    opened = text if text.startswith(("‘", "'", "“")) or ":" in text[:24] else f"'{text}"
    return dict.fromkeys(" ".join(quote.split()) for quote in _QUOTED.findall(opened))


def _roles(code: str) -> tuple[str, ...]:
    """Roles that a code is about; AnnoMI's behaviours belong to one of its two speakers."""
    stem = code.split(":", maxsplit=1)[0]
    if stem == "talk":
        return ("client",)
    return ("therapist",) if stem in _THERAPIST else ("respondent", "participant")


def _plain(text: str) -> str:
    return " ".join(text.split())
