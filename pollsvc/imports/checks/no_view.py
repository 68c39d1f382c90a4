"""Points of a scale that read like the answer of somebody without a view: a hint."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pollsvc.domain.draft.role_words import says_no_view
from pollsvc.domain.question import Kind
from pollsvc.imports.checks.as_read import AsRead, Fault
from pollsvc.imports.faults import Path, shown

_SAID = "this counts as a point like the others; if it is for who has no view,"


def no_view_hints(read: AsRead) -> Iterator[Fault]:
    """Such answers of scales and matrices, and words of points, with what to write instead."""
    for question in read.questions():
        if read.kind(question) in (Kind.SCALE, Kind.MATRIX):
            yield from _of_options(read, question)
            yield from _of_labels(read, (*question, "scale", "labels"))


def _of_options(read: AsRead, question: Path) -> Iterator[Fault]:
    for option in read.each(*question, "options"):
        here = (*option, "label")
        if read.part((*option, "role")) in (None, "plain") and (text := _text(read.part(here))):
            yield here, f"{_SAID} write {_written(text)}"


def _of_labels(read: AsRead, path: Path) -> Iterator[Fault]:
    labels = read.part(path)
    for point, label in labels.items() if isinstance(labels, dict) else ():
        if text := _text(label):
            said = f"{_SAID} end the scale before it and write under options: {_written(text)}"
            yield (*path, point), said


def _text(label: Any) -> str | None:
    """What of this label, in any language, is said by who has no view."""
    texts = label.values() if isinstance(label, dict) else [label]
    return next((one for one in texts if isinstance(one, str) and says_no_view(one)), None)


def _written(text: str) -> str:
    return f"{{ role: dont_know, label: {json.dumps(shown(text), ensure_ascii=False)} }}"
