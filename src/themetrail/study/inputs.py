"""The tables that people bring in ``data/``: one declared sheet each, and where it lies."""

from __future__ import annotations

from themetrail.study.sheets import Column, Sheet

SOURCE_KINDS = ("transcript", "notes", "responses")
ROLES = ("participant", "facilitator")
ACTIONS = (
    "add", "accept", "reject", "change", "none", "memo",
    "undo", "redo", "pin", "finish", "resolve", "reanchor",
)  # fmt: skip
INSTRUMENTS = ("vote", "rating", "rank")
OUTCOMES = ("accepted", "amended", "merged", "rejected", "new")
CODER = r"[a-z][a-z0-9_]*"

_SESSION = Column("session_id", required=True, pattern=r"[A-Za-z][A-Za-z0-9_]*", hint="letters, digits and _ only")
_SPEAKER = Column("speaker_id", required=True, pattern=r"[A-Za-z][A-Za-z0-9_]*", hint="letters, digits and _ only")
_CODER = Column("coder", required=True, pattern=CODER, hint="lower-case letters, digits and _ only")
_WHEN = Column(
    "at",
    required=True,
    pattern=r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z",
    hint="a time in UTC such as 2024-03-31T14:05:00Z",
)
_START = Column("start", kind="integer")
_END = Column("end", kind="integer")

SESSIONS = Sheet(
    "sessions",
    (
        _SESSION,
        Column("phase", required=True),
        Column("source_kind", kind="choice", required=True, choices=SOURCE_KINDS),
        Column("stratum"),
        Column("date", kind="date"),
        Column("setting"),
        Column("duration_min", kind="number"),
    ),
    key=("session_id",),
    more_columns=True,
)
PARTICIPANTS = Sheet(
    "participants",
    (
        _SPEAKER,
        Column("stakeholder_group"),
        Column("role", kind="choice", required=True, choices=ROLES),
        Column("quote_consent", kind="yes_no", required=True),
        Column("withdrawn", kind="yes_no", required=True),
    ),
    key=("speaker_id",),
    more_columns=True,
)
ROSTER = Sheet(
    "roster",
    (
        Column(
            "session_id",
            required=True,
            pattern=r"\*|[A-Za-z][A-Za-z0-9_]*",
            hint="a session_id, or * for all",
        ),
        Column("label", required=True, hint="the speaker label as the transcript writes it"),
        _SPEAKER,
    ),
    key=("session_id", "label"),
)
JURY_VOTES = Sheet(
    "jury_votes",
    (
        Column("solution", required=True),
        Column("instrument", kind="choice", required=True, choices=INSTRUMENTS),
        Column("round", kind="integer", required=True),
        Column("option", required=True),
        Column("k", kind="integer", required=True),
        Column("n", kind="integer", required=True),
        Column("reason_decision_id"),
    ),
    key=("solution", "instrument", "round", "option"),
)
REFINEMENTS = Sheet(
    "refinements",
    (
        Column("refinement_id", required=True),
        Column("solution", required=True),
        Column("day", kind="integer", required=True),
        Column("wording_in"),
        Column("comment"),
        Column("wording_out"),
        Column("outcome", kind="choice", required=True, choices=OUTCOMES),
        _SESSION,
        _START,
        _END,
    ),
    key=("refinement_id",),
)
CODERS = Sheet("coders", (_CODER, Column("label", required=True), Column("background")), key=("coder",))
DECISIONS = Sheet(
    "decisions",
    (
        Column("decision_id", required=True, pattern=r"[0-9A-HJKMNP-TV-Z]{26}", hint="a ULID of 26 characters"),
        Column("seq", kind="integer", required=True),
        _WHEN,
        _CODER,
        _SESSION,
        Column("record_sha256", pattern=r"[0-9a-f]{64}", hint="64 hexadecimal digits"),
        _START,
        _END,
        Column("quote"),
        Column("before"),
        Column("after"),
        Column("action", kind="choice", required=True, choices=ACTIONS),
        Column("code"),
        Column("target"),
        Column("from_code"),
        Column("shown"),
        Column("blind", kind="choice", required=True, choices=("yes", "no", "unknown")),
        Column("via", kind="choice", required=True, choices=("desk", "xlsx", "import", "file")),
        Column("reason"),
        Column("memo"),
    ),
    key=("decision_id",),
)
THEMES = Sheet(
    "themes",
    (
        Column("theme_id", required=True),
        Column("title", required=True),
        Column("central_idea", required=True),
        Column("author", required=True),
        _WHEN,
    ),
    key=("theme_id",),
)
THEME_CODES = Sheet(
    "theme_codes",
    (Column("theme_id", required=True), Column("code", required=True)),
    key=("theme_id", "code"),
)
LINKS = Sheet(
    "links",
    (Column("domain", required=True), Column("solution", required=True), _CODER, _SESSION, _START, _END),
    key=("domain", "solution", "coder", "session_id", "start"),
)
SUMMARIES = Sheet(
    "summaries",
    (
        Column("cause", required=True),
        Column("group", required=True),
        Column("text", required=True),
        Column("author", required=True),
        _WHEN,
    ),
    key=("cause", "group"),
)
IDENTIFIERS = Sheet(
    "identifiers",
    (
        Column("hmac", required=True, pattern=r"[0-9a-f]{64}", hint="64 hexadecimal digits"),
        Column("masked", required=True),
        Column("kind", required=True),
        Column("decision", kind="choice", required=True, choices=("replace", "keep", "false_hit")),
        Column("replacement", pattern=r"\[[A-Z][A-Z0-9 _-]*\]", hint="a placeholder such as [NAME 1]"),
        Column("reason"),
        Column("who", required=True),
        _WHEN,
    ),
    key=("hmac",),
)

CODEBOOK_LOG = Sheet(
    "codebook_log",
    (
        _WHEN,
        Column("who", required=True),
        Column("version", required=True),
        Column("code", required=True),
        Column("change", required=True),
        Column("into"),
        Column("reason"),
    ),
)

RAW_TABLES = {sheet.name: sheet for sheet in (SESSIONS, PARTICIPANTS, ROSTER, JURY_VOTES, REFINEMENTS)}
CODING_TABLES = {
    sheet.name: sheet for sheet in (CODERS, THEMES, THEME_CODES, LINKS, SUMMARIES, IDENTIFIERS, CODEBOOK_LOG)
}
OPTIONAL = frozenset({
    "jury_votes", "refinements", "themes", "theme_codes", "links", "summaries", "identifiers", "codebook_log",
})  # fmt: skip
