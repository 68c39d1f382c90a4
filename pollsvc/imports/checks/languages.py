"""Questions that are translated but for a part, and so are shown untranslated: a hint."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pollsvc.imports.checks.as_read import AsRead, Fault
from pollsvc.imports.faults import Path, shown


def language_hints(read: AsRead) -> Iterator[Fault]:
    """The first part that keeps a translated question from being shown in a language."""
    languages = read.sound("languages") or ()
    for question in read.questions():
        text = read.sound(*question, "text")
        translated = [one for one in languages[1:] if isinstance(text, dict) and one in text]
        lacking: dict[Path, list[str]] = {}
        for language in translated:
            if (part := _first_without(read, question, language)) is not None:
                lacking.setdefault(part, []).append(language)
        for part, missing in lacking.items():
            yield part, _words(read, question, part, missing)


def _first_without(read: AsRead, question: Path, language: str) -> Path | None:
    for path in _parts(read, question):
        said = read.part(path)
        if isinstance(said, str) or (isinstance(said, dict) and language not in said):
            return path
    return None


def _parts(read: AsRead, question: Path) -> Iterator[Path]:
    """What a question has beside its text without which it is not shown in a language."""
    yield (*question, "unit")
    labels = (*question, "scale", "labels")
    points = read.part(labels)
    yield from ((*labels, point) for point in (points if isinstance(points, dict) else ()))
    yield from ((*option, "label") for option in read.each(*question, "options"))
    yield from ((*row, "text") for row in read.each(*question, "rows"))


def _words(read: AsRead, question: Path, part: Path, missing: list[str]) -> str:
    base, said = read.data["languages"][0], read.part(part)
    texts: dict[str, Any] = dict(said) if isinstance(said, dict) else {base: said}
    first = str(texts.get(base, ""))
    # A sign or a number is mostly the same in both; words are for a translator.
    other = "…" if any(one.isalpha() for one in first) else first
    texts |= dict.fromkeys(missing, other)
    inside = ", ".join(f"{one}: {_quoted(str(text))}" for one, text in texts.items())
    name = "unit: " if part[-1] == "unit" else ""
    code, listed = shown(str(read.part((*question, "code")))), ", ".join(missing)
    return (
        f"question {code} is shown in {base} to readers of {listed}, as this is not in {listed};"
        f" write {name}{{ {inside} }}"
    )


def _quoted(text: str) -> str:
    return json.dumps(shown(text), ensure_ascii=False)
