"""From questions without faults to those that the store takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pollsvc.domain.new_poll import NewOption, NewQuestion
from pollsvc.domain.poll import Page
from pollsvc.domain.question import Kind, Option, Order
from pollsvc.domain.texts import Localised
from pollsvc.imports.moments import day_words
from pollsvc.imports.schema import PollFile
from pollsvc.imports.schema.questions import OptionPart, QuestionPart, ScalePart
from pollsvc.imports.schema.texts import Text, day_number, exact

LONGEST = {Kind.SHORT_TEXT: 200, Kind.LONG_TEXT: 5_000}


def new_questions(content: PollFile) -> tuple[NewQuestion, ...]:
    """What the file asks, in order; questions that stand on no page are on the first."""
    pages = content.pages or ()
    placed = [(1, one) for one in content.questions]
    placed += [(number, one) for number, page in enumerate(pages, 1) for one in page.questions]
    return tuple(_question(part, page, content.languages) for page, part in placed)


def new_pages(content: PollFile) -> tuple[Page, ...]:
    """The pages that have a title, a text or a rule."""
    return tuple(_pages(content))


def _pages(content: PollFile) -> Iterator[Page]:
    for number, part in enumerate(content.pages, 1):
        if part.title or part.intro or part.show_if:
            yield Page(
                number=number,
                title=localised(part.title, content.languages),
                intro=localised(part.intro, content.languages),
                show_if=part.show_if,
            )


def _question(part: QuestionPart, page: int, languages: list[str]) -> NewQuestion:
    asked = NewQuestion(
        code=part.code,
        kind=part.kind,
        text=sure(part.text, languages),
        options=tuple(_options(part, languages)),
        at_least=part.at_least,
        at_most=_most(part),
        hint=localised(part.hint, languages),
        error=localised(part.error, languages),
        order=part.order,
        required=part.required,
        page=page,
        show_if=part.show_if,
        series=part.series,
        unit=localised(part.unit, languages),
        low=scaled(part, part.low),
        high=scaled(part, part.high),
        decimals=part.decimals,
        longest=part.longest or LONGEST.get(part.kind, 0),
        diverging=part.diverging,
        grid=part.grid,
        rows_order=part.rows_order,
        private=part.private,
        method=part.method,
    )
    return replace(asked, rows=tuple(_rows(part, asked, languages)))


def _rows(part: QuestionPart, matrix: NewQuestion, languages: list[str]) -> Iterator[NewQuestion]:
    """Each row as a question of its own, with the rules of its matrix."""
    kind = Kind.SINGLE if matrix.at_most == 1 else Kind.MULTIPLE
    for row in part.rows:
        yield replace(
            matrix,
            code=row.code,
            kind=kind,
            text=sure(row.text, languages),
            options=(),
            hint=None,
            error=None,
            series=None,
            grid=False,
            rows_order=Order.FIXED,
        )


def _most(part: QuestionPart) -> int:
    """How many answers are taken at most."""
    limited = part.kind in (Kind.MULTIPLE, Kind.RANKING, Kind.MATRIX)
    said = part.at_most if limited else None
    return most_unless_said(part.kind, part.options) if said is None else said


def most_unless_said(kind: Kind, options: Sequence[OptionPart | NewOption | Option]) -> int:
    """How many answers are taken where no number is given."""
    if kind is Kind.MULTIPLE:
        return len(options)
    ranked = sum(not one.role.is_exclusive for one in options)
    return ranked if kind is Kind.RANKING else 1


def _options(part: QuestionPart, languages: list[str]) -> Iterator[NewOption]:
    if part.scale is not None:
        yield from _points(part.scale, languages)
    plain = [one for one in part.options if not one.role.is_exclusive]
    # The points of a scale that are written as answers count from 1 where nothing is said.
    counted = part.kind is Kind.SCALE and all(one.value is None for one in plain)
    values = {one.code: number for number, one in enumerate(plain, 1)} if counted else {}
    for option in part.options:
        yield _option(option, values.get(option.code, option.value), languages)


def _option(part: OptionPart, value: int | None, languages: list[str]) -> NewOption:
    return NewOption(
        code=part.code,
        label=sure(part.label, languages),
        short=localised(part.short, languages),
        role=part.role,
        value=value,
        pinned=part.pinned,
    )


def _points(scale: ScalePart, languages: list[str]) -> Iterator[NewOption]:
    for point in range(scale.from_, scale.to + 1):
        said = scale.labels.get(str(point))
        # A point without words is its number, which reads alike in every language.
        bare = dict.fromkeys(languages, str(point))
        yield NewOption(
            code=point_code(point),
            label=Localised.of(bare) if said is None else sure(said, languages),
            value=point,
        )


def point_code(point: int) -> str:
    """The code of a point of a scale: its number, as codes can be written."""
    return str(point) if point >= 0 else f"minus_{-point}"


def scaled(part: QuestionPart, bound: Any) -> int | None:
    """A bound as the store takes it: a number without its point, a day's number."""
    if bound is None:
        return None
    if isinstance(bound, str):
        return None if day_words(bound) else day_number(bound)
    number = exact(bound)
    return None if number is None else int(number * Decimal(10) ** part.decimals)


def localised(text: Text | None, languages: list[str]) -> Localised | None:
    """The text in the poll's languages, if there is one."""
    return None if text is None else sure(text, languages)


def sure(text: Text, languages: list[str]) -> Localised:
    """The text in the poll's languages."""
    if isinstance(text, str):
        return Localised.of({languages[0]: text})
    # In the poll's order, the base language first: a text falls back to its first.
    known = {one: text[one] for one in languages if one in text}
    # A text without any of them has a fault of its own; what follows from it is looked at too.
    return Localised.of(known or text)


def shared(text: Text, languages: list[str]) -> Localised:
    """The text in every language it has, those of the poll first."""
    more = [] if isinstance(text, str) else sorted(set(text) - set(languages))
    return sure(text, [*languages, *more])
