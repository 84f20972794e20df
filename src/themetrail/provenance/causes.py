"""Why a result is not what was accepted: what changed of what it was made from, and which results that can explain.

A cause is named where the rule that makes a result, or one before it, reads the changed file or setting, or uses
the changed module; a changed package can explain anything. Where several things changed at once, all of them are
named: which of them it was, only a run with one change at a time can tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from themetrail.provenance.made_from import MadeFrom, pins
from themetrail.study.settings import CONFIG

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ABSENT = object()


@dataclass(frozen=True, order=True)
class Cause:
    """Something that is not as it was when the results were accepted.

    Attributes:
        kind: "input", "setting", "version" or "code".
        name: The file, the setting by its dotted name, the package, or the file of code.
        says: What became of it, such as "was 3 and is 4".
    """

    kind: str
    name: str
    says: str

    def __str__(self) -> str:
        """Such as "setting masking.min_speakers: was 3 and is 4"."""
        return f"{self.kind} {self.name}: {self.says}"


def changes(then: MadeFrom, now: MadeFrom) -> list[Cause]:
    """Everything that is not as it was, in the order of the data: inputs, settings, versions, code."""
    return [
        *_changed("input", then.inputs, now.inputs),
        *_changed("setting", then.settings, now.settings, shown=True),
        *_changed("version", then.versions, now.versions, shown=True),
        *_changed("code", then.code, now.code),
    ]


def behind(output: str, changed: list[Cause], now: MadeFrom, *, drawn_alike: bool = False) -> list[Cause]:
    """Those of the changes that can explain why a result changed.

    Args:
        output: A path from the study's folder.
        changed: What :func:`changes` found.
        now: The record with the rules as they are.
        drawn_alike: Whether the numbers that it shows are as they were: then no rule before its own can be the cause.
    """
    maker = now.maker(output)
    if not maker:
        return list(changed)
    rules = {maker} if drawn_alike else now.before(maker)
    reads = {path for name in rules for path in now.rules[name].reads}
    sections = {section for name in rules for section in now.rules[name].settings}
    code = {path for name in rules for path in now.code_of(name)}

    def can(cause: Cause) -> bool:
        if cause.kind == "setting":
            return CONFIG in reads or cause.name.split(".")[0] in sections
        if cause.kind == "input":
            return cause.name in reads or cause.name not in now.inputs
        return cause.kind == "version" or cause.name in code or cause.name not in now.code

    return [cause for cause in changed if can(cause)]


def not_as_locked(lock: str, versions: Mapping[str, str]) -> list[Cause]:
    """Installed packages of another version than the lock has."""
    return [
        Cause("version", name, f"{versions[name]} is installed, the lock has {' or '.join(sorted(allowed))}")
        for name, allowed in sorted(pins(lock).items())
        if name in versions and versions[name] not in allowed
    ]


def _changed(kind: str, then: Mapping[str, Any], now: Mapping[str, Any], *, shown: bool = False) -> Iterator[Cause]:
    for name in sorted({*then, *now}):
        before, after = then.get(name, _ABSENT), now.get(name, _ABSENT)
        if before == after:
            continue
        if before is _ABSENT:
            yield Cause(kind, name, f"is new: {after}" if shown else "is new")
        elif after is _ABSENT:
            yield Cause(kind, name, "is gone")
        else:
            yield Cause(kind, name, f"was {before} and is {after}" if shown else "changed")
