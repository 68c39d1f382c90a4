"""A definition as YAML that people read: block texts where they are long, lines where short.

It is read back as the same data, by this program and by others that know YAML 1.1 only: what
one of them would take for a number, a day or a truth value has quotes.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from pollsvc.imports.written import Data, Line

_LONGEST_LINE = 90
_LONGEST_TEXT = 80
_WIDTH = 110
_GAP = re.compile(
    r"^(?=(?:intro|asked_by|source|article|tags|theme|zone|questions|pages|tally):)", re.MULTILINE
)
# What YAML 1.2 takes for a number, beside what YAML 1.1 does.
_NUMBERS = re.compile(
    r"([-+]?[0-9]+|0o[0-7]+|0x[0-9a-f]+|[-+]?(\.[0-9]+|[0-9]+\.?[0-9]*)(e[-+]?[0-9]+)?)\Z",
    re.IGNORECASE,
)


class _Dumper(yaml.SafeDumper):
    """Writes lists one step in, and never refers to what was written before."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _written_text(dumper: _Dumper, text: str) -> Node:
    style = None
    if "\n" in text:
        style = "|"
    elif len(text) > _LONGEST_TEXT and " " in text:
        style = ">"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _written_line(dumper: _Dumper, line: Line) -> Node:
    node = dumper.represent_mapping("tag:yaml.org,2002:map", line.items())
    node.flow_style = _length(node) <= _LONGEST_LINE
    return node


def _written_names(dumper: _Dumper, data: Data) -> Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=False)


def _written_list(dumper: _Dumper, items: list[Any]) -> Node:
    short = all(isinstance(item, str) for item in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=short)


def _length(node: Node) -> int:
    """How long it is on one line; too long where a text has several."""
    if isinstance(node, ScalarNode):
        return len(node.value) + 2 if "\n" not in node.value else _LONGEST_LINE
    if isinstance(node, MappingNode):
        return sum(_length(name) + _length(value) + 2 for name, value in node.value)
    assert isinstance(node, SequenceNode)
    return sum(map(_length, node.value))


_Dumper.add_representer(str, _written_text)
_Dumper.add_representer(Line, _written_line)
_Dumper.add_representer(dict, _written_names)
_Dumper.add_representer(list, _written_list)
_Dumper.add_implicit_resolver("tag:yaml.org,2002:float", _NUMBERS, list("-+.0123456789"))


def yaml_of(data: Data, notes: tuple[str, ...] = ()) -> str:
    """The data as the text of a file, with ``notes`` as comments before it."""
    text = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)
    return "".join(f"# {note}\n" for note in notes) + _GAP.sub("\n", text)
