"""Data as read, of which checks see only the sound parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pollsvc.domain.question import Kind
from pollsvc.imports.faults import Path
from pollsvc.imports.shorthand import question_paths

Fault = tuple[Path, str]
"""A path in the document and what is wrong there."""


class AsRead:
    """Data as read, of which only the sound parts are seen."""

    def __init__(self, data: dict[str, Any], faulty: set[Path]) -> None:
        """Take the data and the paths at which the schema found a fault."""
        self.data = data
        self.faulty = faulty

    def part(self, path: Path) -> Any:
        """The part as read, or ``None``, whatever the schema says of it."""
        found: Any = self.data
        for step in path:
            if isinstance(step, int) and isinstance(found, list) and step < len(found):
                found = found[step]
            elif isinstance(step, str) and isinstance(found, dict):
                found = found.get(step)
            else:
                return None
        return found

    def sound(self, *path: str | int) -> Any:
        """The part, or ``None`` where it is not there or a fault is at, in or around it."""
        for fault in self.faulty:
            shorter = min(len(fault), len(path))
            # The root's own fault (it is no mapping) leaves no part to look at anyway.
            if fault and fault[:shorter] == path[:shorter]:
                return None
        return self.part(path)

    def each(self, *path: str | int) -> Iterator[Path]:
        """The paths of a list's items."""
        items = self.part(path)
        for index in range(len(items) if isinstance(items, list) else 0):
            yield (*path, index)

    def questions(self) -> Iterator[Path]:
        """The paths of all questions, whatever page they stand on."""
        for path, _question in question_paths(self.data):
            yield path

    def kind(self, question: Path) -> Kind | None:
        """The question's kind, or ``None`` where there is a fault in it."""
        if (*question, "kind") in self.faulty:
            return None
        said = self.part((*question, "kind"))
        return Kind.SINGLE if said is None else Kind(said)

    def is_given(self, question: Path, name: str) -> bool:
        """Whether a field says anything but what is so without it."""
        return self.part((*question, name)) not in (None, False, [], 0)
