"""AnnoMI (Wu et al. 2023, doi:10.3390/fi15030110) as a study: real talk, seven conversations coded by ten people.

The data stay where they are; what is made of them lies in a folder that a test gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd
import yaml

from renderers import zoom_vtt
from renderers.spoken import Turn, cues
from themetrail.identifiers.hashing import read_key
from themetrail.identifiers.scan import scan_session
from themetrail.ledger.acts import FOLDER, Act, anchor
from themetrail.ledger.write import append_acts
from themetrail.study.files import sha256, write_bytes, write_text
from themetrail.study.inputs import DECISIONS
from themetrail.study.load import TRANSCRIPTS
from themetrail.study.new import new_study
from themetrail.study.settings import CONFIG, read_settings
from themetrail.transcripts.choose import read_transcript
from themetrail.transcripts.model import Source
from themetrail.transcripts.record import build_record, report
from tiny_study import AT, write_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path


@dataclass(frozen=True)
class AnnoMI:
    """The data set; every conversation is one session."""

    folder: Path

    @cached_property
    def utterances(self) -> pd.DataFrame:
        """One row for each utterance, in order: transcript_id, utterance_id, interlocutor, timestamp, text."""
        rows = pd.read_csv(self.folder / "AnnoMI-full.csv", dtype=str, keep_default_na=False)
        rows = rows.drop_duplicates(["transcript_id", "utterance_id"])
        return rows.assign(text=[" ".join(text.split()) for text in rows["utterance_text"]])

    @cached_property
    def codes(self) -> dict[tuple[str, int], list[tuple[str, str]]]:
        """Coder and code by transcript and utterance."""
        found: dict[tuple[str, int], list[tuple[str, str]]] = {}
        table = pd.read_csv(self.folder / "codes.csv", dtype=str)
        for item, coder, code in zip(table["item_id"], table["coder"], table["code"], strict=True):
            transcript, _, utterance = item.removeprefix("t").partition("_u")
            found.setdefault((transcript, int(utterance)), []).append((f"coder_{coder[1:]}", code_id(code)))
        return found

    @property
    def conversations(self) -> list[str]:
        """Every transcript_id."""
        return list(dict.fromkeys(self.utterances["transcript_id"]))

    def turns(self, conversation: str) -> list[Turn]:
        """A conversation's utterances with their times; an utterance lasts until the next one begins."""
        own = self.utterances[self.utterances["transcript_id"] == conversation]
        starts = pd.to_timedelta(own["timestamp"]).dt.total_seconds().tolist()
        ends = [max(start, after) for start, after in zip(starts, [*starts[1:], starts[-1] + 5], strict=True)]
        labels = own["interlocutor"].str.capitalize().tolist()
        return list(zip(labels, own["text"].tolist(), starts, ends, strict=True))

    def coders(self, conversation: str) -> list[str]:
        """Who coded a conversation."""
        return sorted({coder for (own, _), given in self.codes.items() if own == conversation for coder, _ in given})


def session_of(conversation: str) -> str:
    """The session_id of a conversation."""
    return f"talk_{conversation}"


def code_id(code: str) -> str:
    """A code's name as a codebook may write it."""
    return code.replace(":", ".")


def make_annomi(data: Path, folder: Path, conversations: Collection[str] | None = None) -> int:
    """A study of some conversations (by default all), in a new folder.

    Returns:
        The number of different strings that have the shape of an identifier. They and the names by which people
        call each other are decided to stay, since the talk was public and is acted.
    """
    annomi = AnnoMI(data)
    chosen = [one for one in annomi.conversations if conversations is None or one in conversations]
    new_study(folder, "AnnoMI")
    _settings(folder, {session_of(one): annomi.coders(one)[0] for one in chosen})
    _people(folder, chosen)
    _codebook(folder, data)
    acts: dict[str, list[Act]] = {}
    findings = []
    for one in chosen:
        turns = annomi.turns(one)
        path = folder / TRANSCRIPTS / f"{session_of(one)}.vtt"
        write_bytes(path, zoom_vtt.render(turns))
        source = Source(path.name, path.read_bytes())
        reading = read_transcript(source, path.name)
        record, locators = build_record(session_of(one), reading.units)
        spans = list(_spans(turns, locators))
        for act in _acts(annomi, one, record, spans):
            own = acts.setdefault(act["coder"], [])
            own.append(Act(**act, decision_id=f"{act['coder'][-1]}{len(own) + 1:025d}", seq=len(own) + 1))
        beside = report(session_of(one), source, reading, record)
        key = read_key(folder / read_settings(folder).identifiers.key_file)
        names = {"roster_labels": {"Therapist", "Client"}, "participant_ids": ()}
        findings.append(scan_session(session_of(one), record, locators, beside, **names, key=key))
    for coder, own in acts.items():
        append_acts(folder / FOLDER / f"{coder}.csv", own)
    write_table(folder, "coders", ({"coder": coder, "label": coder} for coder in sorted(acts)))
    strings = pd.concat(findings).drop_duplicates("hmac").sort_values("hmac")
    decided = {"decision": "keep", "reason": "Acted, and public.", "who": "coder_0", "at": AT}
    rows = strings[["hmac", "masked", "kind"]].to_dict("records")
    write_table(folder, "identifiers", (row | decided for row in rows))
    return int((strings["layer"] == "pattern").sum())


def _settings(folder: Path, leads: dict[str, str]) -> None:
    config = yaml.safe_load((folder / CONFIG).read_text(encoding="utf-8"))
    # Each speaker is in one conversation only, so that most cells hold one or two people.
    config["masking"]["min_speakers"] = 1
    config["coding"] |= {"findings_from": min(leads.values()), "findings_from_by_session": leads}
    write_text(folder / CONFIG, yaml.safe_dump(config, sort_keys=False))


def _people(folder: Path, conversations: list[str]) -> None:
    sessions = [session_of(one) for one in conversations]
    people = [(session, who) for session in sessions for who in ("Therapist", "Client")]
    consent = {"role": "participant", "quote_consent": "yes", "withdrawn": "no"}
    write_table(folder, "sessions", ({"session_id": s, "phase": "talk", "source_kind": "transcript"} for s in sessions))
    write_table(
        folder,
        "participants",
        (consent | {"speaker_id": f"{who}_{session}", "stakeholder_group": who} for session, who in people),
    )
    roster = ({"session_id": session, "label": who, "speaker_id": f"{who}_{session}"} for session, who in people)
    write_table(folder, "roster", roster)


def _codebook(folder: Path, data: Path) -> None:
    table = pd.read_csv(data / "codebook.csv", dtype=str, keep_default_na=False)
    domains = [(theme, None, theme, "") for theme in dict.fromkeys(table["theme"])]
    below = [
        (code_id(row["code"]), row["theme"], row["name"], row["definition"])
        for row in table.to_dict("records")
        if row["code"] != row["theme"]
    ]
    codes = [
        {
            "uid": f"{number:026d}",
            "id": code,
            "parent": parent,
            "kind": "cause" if parent else "domain",
            "label": f"Code {name}" if parent else name,
            "colour": "#2A6F97",
            "definition": definition or name,
            "include": "",
            "exclude": "",
            "patterns": [],
            "negative_patterns": [],
            "exemplars": [],
            "applies_to": ["participant"],
            "source": "paper",
            "status": "active",
            "version_added": "1",
        }
        for number, (code, parent, name, definition) in enumerate([*domains, *below], 1)
    ]
    text = yaml.safe_dump({"version": "1", "codes": codes}, sort_keys=False)
    write_text(folder / "data/coding/codebook.yaml", text)


def _spans(turns: list[Turn], locators: pd.DataFrame) -> Iterator[tuple[int, int]]:
    """Where each utterance stands in the text of record; one may have several cues."""
    starts, ends = locators["start"].tolist(), locators["end"].tolist()
    first = 0
    for turn in turns:
        last = first + len(list(cues(turn))) - 1
        yield starts[first], ends[last]
        first = last + 1
    assert first == len(starts)


def _acts(annomi: AnnoMI, conversation: str, record: str, spans: list[tuple[int, int]]) -> Iterator[dict[str, Any]]:
    """The cells of every act on a conversation, but for decision_id and seq; each coder's finish comes last."""
    common = dict.fromkeys(DECISIONS.header, "") | {"at": AT, "blind": "yes", "via": "import"}
    common |= {"session_id": session_of(conversation), "start": None, "end": None}
    del common["decision_id"], common["seq"]
    digest = sha256(record)
    for number, (start, end) in enumerate(spans):
        quote, before, after = anchor(record, start, end)
        place = {"start": start, "end": end, "quote": quote, "before": before, "after": after, "record_sha256": digest}
        for coder, code in annomi.codes.get((conversation, number), []):
            yield common | place | {"coder": coder, "action": "add", "code": code}
    for coder in annomi.coders(conversation):
        yield common | {"coder": coder, "action": "finish"}
