"""Sample data: whether its draws fit the questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pollsvc.domain.question import Kind
from pollsvc.imports.checks.as_read import AsRead, Fault
from pollsvc.imports.faults import Path, shown
from pollsvc.imports.moments import day_words
from pollsvc.imports.numbers import number_words
from pollsvc.imports.questions import point_code

_MEASURED = (Kind.SCALE, Kind.MATRIX, Kind.NUMBER, Kind.DATE)


def sample_faults(read: AsRead) -> Iterator[Fault]:
    """Every fault of sample data that hangs on the questions."""
    sample = read.part(("sample",))
    if not isinstance(sample, dict):
        return
    if read.part(("tally",)) is not None:
        yield ("sample",), "a past result has its counts; leave this out"
        return
    if read.part(("opens",)) is None:
        yield ("sample",), "give opens too, a time that has passed; nobody can answer a draft"
    yield from _text_faults(read)
    asked = dict(_asked(read))
    places: list[Path] = [("sample",), *read.each("sample", "groups")]
    for around in places:
        yield from _language_faults(read, (*around, "languages"))
        place = (*around, "answers")
        draws = read.part(place)
        for code in draws if isinstance(draws, dict) else ():
            if code in asked:
                yield from _draw_faults(read, (*place, code), asked[code])
            elif None not in asked:
                yield (*place, code), "there is no question with this code"


def _text_faults(read: AsRead) -> Iterator[Fault]:
    """Texts that have to be written and that nobody has given."""
    draws = read.part(("sample", "answers"))
    for question in read.questions():
        kind, code = read.kind(question), read.sound(*question, "code")
        may_be_left = read.part((*question, "required")) in ("no", "soft")
        if kind is None or not kind.is_text or may_be_left or code is None:
            continue
        draw = draws.get(code) if isinstance(draws, dict) else None
        if not (isinstance(draw, dict) and draw.get("texts")):
            yield ("sample",), f"the text {shown(code)} must be answered; give texts for it"


def _language_faults(read: AsRead, path: Path) -> Iterator[Fault]:
    languages = read.sound("languages")
    for language in read.sound(*path) or ():
        if languages is not None and language not in languages:
            yield (*path, language), "this language is not in languages"


def _asked(read: AsRead) -> Iterator[tuple[str | None, Path]]:
    """Every question and row by its code (``None`` where a fault is in it), with its path."""
    for question in read.questions():
        yield read.sound(*question, "code"), question
        for row in read.each(*question, "rows"):
            yield read.sound(*row, "code"), question


def _draw_faults(read: AsRead, draw: Path, question: Path) -> Iterator[Fault]:
    kind, drawn = read.kind(question), read.part(draw)
    if kind is None or not isinstance(drawn, dict):
        return
    known = _known(read, question)
    weights = read.sound(*draw, "weights")
    for code in weights if isinstance(weights, dict) and known is not None else ():
        if code not in (known or ()):
            yield (*draw, "weights", code), f"there is no answer {shown(code)} to this question"
    if weights and kind in (Kind.SINGLE, Kind.SCALE) and not any(_numbers(weights)):
        yield (*draw, "weights"), "give one of them a weight above 0"
    for name in ("mean", "spread"):
        if drawn.get(name) is not None and kind not in _MEASURED:
            yield (*draw, name), f"kind: {kind} has no {name}; give weights"
    if kind in _MEASURED and (words := _mean_words(kind, read.sound(*draw, "mean"))):
        yield (*draw, "mean"), words


def _mean_words(kind: Kind, mean: object) -> str:
    """What is wrong with the middle of what is drawn, ``""`` where nothing is."""
    if mean is None:
        return ""
    if kind is Kind.DATE:
        return day_words(mean) if isinstance(mean, str) else 'give a day such as "2024-01-31"'
    return number_words(mean) if isinstance(mean, str) else ""


def _numbers(weights: Mapping[str, Any]) -> Iterator[bool]:
    for weight in weights.values():
        yield bool(weight)


def _known(read: AsRead, question: Path) -> set[str] | None:
    """Codes of the answers, and the numbers of points; ``None`` where they are not sure."""
    codes = {read.sound(*one, "code") for one in read.each(*question, "options")}
    points = {str(read.part((*one, "value"))) for one in read.each(*question, "options")}
    first, last = (read.sound(*question, "scale", name) for name in ("from", "to"))
    if None in codes:
        return None
    known = {str(code) for code in codes} | points
    if isinstance(first, int) and isinstance(last, int):
        points = set(map(str, range(first, last + 1)))
        known |= points | set(map(point_code, range(first, last + 1)))
    return known
