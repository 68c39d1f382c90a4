"""Languages, codes and labels of a definition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pollsvc.domain.texts import same_text
from pollsvc.imports.checks.as_read import AsRead, Fault
from pollsvc.imports.faults import Path
from pollsvc.imports.phrases import field_in_text
from pollsvc.imports.schema.texts import LANGUAGE

_LINKS = ("asked_by", "source", "article")


def wording_faults(read: AsRead) -> Iterator[Fault]:
    """Every fault of languages, codes and labels."""
    yield from _language_faults(read)
    yield from _code_faults(read)
    for question in read.questions():
        yield from _label_faults(read, question, "options", "label")
        yield from _label_faults(read, question, "rows", "text")


def _text_paths(read: AsRead) -> Iterator[Path]:
    yield from (("title",), ("intro",), ("closing",), ("event", "title"))
    for link in _LINKS:
        yield from ((link, "title"), (link, "note"))
    for tag in read.each("tags"):
        yield (*tag, "label")
    for page in read.each("pages"):
        yield from ((*page, name) for name in ("title", "intro"))
    for question in read.questions():
        yield from ((*question, name) for name in ("text", "hint", "error", "unit"))
        for option in read.each(*question, "options"):
            yield from ((*option, name) for name in ("label", "short"))
        for row in read.each(*question, "rows"):
            yield (*row, "text")
        labels = (*question, "scale", "labels")
        points = read.part(labels)
        yield from ((*labels, point) for point in (points if isinstance(points, dict) else ()))


def _language_faults(read: AsRead) -> Iterator[Fault]:
    languages = read.sound("languages")
    if languages is None:
        return
    for index, language in enumerate(languages):
        if language in languages[:index]:
            yield ("languages", index), "this language is in the list twice"
    for path in _text_paths(read):
        texts = read.part(path)
        if not isinstance(texts, dict) or not texts:
            continue
        for language in texts:
            # A topic is shared by polls in other languages, so its label may have more.
            shared = path[0] == "tags" and re.fullmatch(LANGUAGE, language)
            if language not in languages and not shared:
                here = (*path, language)
                yield here, field_in_text(here) or "this language is not in languages; add it there"
        if languages[0] not in texts:
            yield path, f"give it in the base language too, {languages[0]}"


def _code_faults(read: AsRead) -> Iterator[Fault]:
    asked: list[Path] = []
    for question in read.questions():
        # The lines of a matrix are counted as questions, so they share their codes.
        asked += (question, *read.each(*question, "rows"))
        yield from _twice(read, read.each(*question, "options"))
    yield from _twice(read, asked)
    yield from _twice(read, read.each("tags"))


def _twice(read: AsRead, items: Iterable[Path]) -> Iterator[Fault]:
    seen: set[str] = set()
    for item in items:
        code = read.sound(*item, "code")
        if code in seen:
            yield (*item, "code"), "this code is here twice; each needs its own"
        if code is not None:
            seen.add(code)


def _label_faults(read: AsRead, question: Path, name: str, text: str) -> Iterator[Fault]:
    languages = read.sound("languages")
    seen: dict[tuple[str, str], int] = {}
    for item in read.each(*question, name):
        label = read.sound(*item, text)
        texts = label if isinstance(label, dict) else {languages[0] if languages else "": label}
        for language, said in texts.items():
            if said is None:
                continue
            first = seen.setdefault((language, same_text(said)), int(item[-1]))
            if first != item[-1]:
                where = (language,) if isinstance(label, dict) else ()
                yield (*item, text, *where), f"this reads the same as {name}[{first}]"
