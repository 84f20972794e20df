"""YAML with the line of every key, so that a message can say where; duplicate keys are refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from themetrail.study.files import decode
from themetrail.study.problems import InputError, Problem, stop_on

if TYPE_CHECKING:
    from pathlib import Path

Place = tuple[str | int, ...]
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same results, ten times faster, where it was built


@dataclass(frozen=True)
class YamlSource:
    """A parsed YAML file.

    Attributes:
        shown_as: The file's name in messages.
        data: Its content as plain Python values.
        lines: 1-based line of each value by its path of keys and indices; ``()`` is the document.
    """

    shown_as: str
    data: Any
    lines: dict[Place, int]

    def line(self, place: Place) -> int:
        """Line of the value at ``place``, or of the nearest ancestor that stands in the file."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def problem(self, place: Place, seen: str, remedy: str) -> Problem:
        """A problem at the line of ``place``."""
        return Problem(self.shown_as, "line", self.line(place), seen, remedy)


def read_yaml(path: Path, shown_as: str) -> YamlSource:
    """Read a YAML file safely.

    Raises:
        InputError: when the file is missing, is not text or not YAML, or holds a key twice.
    """
    if not path.is_file():
        raise InputError([Problem(shown_as, "", 0, "the file is missing", "Every study needs it.")])
    try:
        text, _ = decode(path.read_bytes())
    except UnicodeDecodeError as error:
        seen = f"byte {error.start + 1} is not text in UTF-8 or Windows-1252"
        raise InputError([Problem(shown_as, "", 0, seen, "Save it again as UTF-8.")]) from None
    return parse_yaml(text, shown_as)


def parse_yaml(text: str, shown_as: str) -> YamlSource:
    """A YAML document; see :func:`read_yaml`."""
    lines: dict[Place, int] = {(): 1}
    problems: list[Problem] = []
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        if root is not None:
            _walk(root, (), lines, problems, shown_as)
        data = loader.construct_document(root) if root is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        remedy = "Check indentation, colons and quotes on this line and the one before."
        raise InputError([Problem(shown_as, "line", line, f"not YAML: {error.problem}", remedy)]) from None
    except yaml.YAMLError:
        remedy = "Save it again as UTF-8 text without control characters."
        raise InputError([Problem(shown_as, "", 0, "not YAML text", remedy)]) from None
    stop_on(problems)
    return YamlSource(shown_as, data, lines)


def _walk(node: yaml.Node, place: Place, lines: dict[Place, int], problems: list[Problem], name: str) -> None:
    if isinstance(node, yaml.MappingNode):
        for key_node, value in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            if (*place, key) in lines:
                seen = f"the key '{key}' stands twice (first in line {lines[(*place, key)]})"
                problems.append(Problem(name, "line", line, seen, "Keep one of them."))
                continue
            lines[(*place, key)] = line
            _walk(value, (*place, key), lines, problems, name)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            lines[(*place, index)] = item.start_mark.line + 1
            _walk(item, (*place, index), lines, problems, name)
