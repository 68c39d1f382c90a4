"""Figures as tables, whatever the kind of question."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from pollsvc.domain.figures import Line, QuestionFigures
from pollsvc.domain.flow import unpiped
from pollsvc.domain.percents import PercentRule
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Option
from pollsvc.domain.texts import Said
from pollsvc.results.lines import QuestionLines
from pollsvc.results.lines.counted import counts_people
from pollsvc.web.formats import NO_FIGURE, number_text, percent_text
from pollsvc.web.languages import page_language
from pollsvc.web.measures import bin_text, exact_text, place_text


@dataclass(frozen=True, kw_only=True)
class Head:
    """A column's name; ``letter`` stands for it where there is little room."""

    text: Said
    letter: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of a table; ``marked`` are the places of cells that stand out."""

    label: Said
    cells: tuple[str, ...]
    marked: frozenset[int] = frozenset()
    letter: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table. ``corner`` names its first column; ``foot`` is its last line."""

    corner: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    foot: Row | None = None


def said_option(option: Option, tongue: str, *, is_short: bool = False) -> Said:
    """An option's label with its language, the short one if there is one and it is wanted."""
    said = (option.short or option.label if is_short else option.label).say(tongue)
    return Said(unpiped(said.text), said.language)


def heads(*names: str) -> tuple[Head, ...]:
    """Columns named in the page's language."""
    return tuple(Head(text=Said(name, page_language())) for name in names)


def table_of(poll: Poll, figures: QuestionFigures, said: QuestionLines, tongue: str) -> Table:
    """The figures of a question as a table."""
    match figures.question.kind:
        case Kind.MATRIX:
            return _of_rows(figures, said, tongue)
        case Kind.RANKING:
            return _of_orders(figures, tongue)
        case Kind.NUMBER | Kind.DATE:
            return _of_numbers(figures, said)
        case Kind.SHORT_TEXT | Kind.LONG_TEXT:
            return _of_texts(figures, said, tongue)
        case _:
            return _of_options(poll, figures, said, tongue)


def _of_options(poll: Poll, figures: QuestionFigures, said: QuestionLines, tongue: str) -> Table:
    is_people = counts_people(poll, figures.question)
    if figures.rule is PercentRule.PER_RESPONDENT:
        foot = _row(gettext("People who answered"), said.base, "")
    else:
        total = said.percent_sum if figures.base else NO_FIGURE
        foot = _row(gettext("Total"), said.base, total)
    return Table(
        corner=gettext("Answer"),
        heads=heads(gettext("People") if is_people else gettext("Votes"), gettext("Share")),
        rows=tuple(
            Row(label=said_option(line.option, tongue), cells=(number, percent))
            for line, number, percent in zip(
                figures.lines, said.numbers, said.percents, strict=True
            )
        ),
        foot=foot,
    )


def _of_rows(figures: QuestionFigures, said: QuestionLines, tongue: str) -> Table:
    options = figures.question.options
    return Table(
        corner=gettext("Line"),
        heads=(
            *(Head(text=said_option(one, tongue)) for one in options),
            *heads(gettext("People who answered")),
        ),
        rows=tuple(
            Row(
                label=row.question.text.say(tongue),
                cells=(
                    *(
                        f"{percent} ({number})"
                        for percent, number in zip(lines.percents, lines.numbers, strict=True)
                    ),
                    lines.base,
                ),
            )
            for row, lines in zip(figures.rows, said.rows, strict=True)
        ),
    )


def _of_orders(figures: QuestionFigures, tongue: str) -> Table:
    ranking = figures.ranking
    assert ranking is not None
    language = page_language()

    def row(line: Line) -> Row:
        mean = ranking.mean_places[line.option.id]
        return Row(
            label=said_option(line.option, tongue),
            cells=(
                number_text(line.count, language),
                percent_text(line, language),
                number_text(ranking.ranked_by[line.option.id], language),
                NO_FIGURE if mean is None else place_text(mean, language),
                exact_text(ranking.borda[line.option.id], 1, language),
            ),
        )

    return Table(
        corner=gettext("Answer"),
        heads=heads(
            gettext("First places"),
            gettext("Share"),
            gettext("Gave it a place"),
            gettext("Average place"),
            gettext("Borda points"),
        ),
        rows=tuple(map(row, figures.lines)),
        foot=_row(
            gettext("People who ranked"), number_text(figures.base or 0, language), "", "", "", ""
        ),
    )


def _of_numbers(figures: QuestionFigures, said: QuestionLines) -> Table:
    numbers = figures.numbers
    language = page_language()
    bins = numbers.bins if numbers else ()
    rows = [
        _row(
            bin_text(figures.question, one, language),
            number_text(one.count, language),
            percent_text(one, language),
        )
        for one in bins
    ]
    name = gettext("Date") if figures.question.kind is Kind.DATE else gettext("Number")
    total = said.percent_sum if figures.base else NO_FIGURE
    return Table(
        corner=name,
        heads=heads(gettext("People"), gettext("Share")),
        rows=tuple(rows),
        foot=_row(gettext("Total"), said.base, total),
    )


def _of_texts(figures: QuestionFigures, said: QuestionLines, tongue: str) -> Table:
    return Table(
        corner=gettext("Answer"),
        heads=heads(gettext("People")),
        rows=(
            _row(gettext("Wrote an answer"), said.base),
            *(
                Row(
                    label=said_option(line.option, tongue),
                    cells=(number_text(line.count, page_language()),),
                )
                for line in figures.beside
            ),
        ),
    )


def _row(label: str, *cells: str) -> Row:
    return Row(label=Said(label, page_language()), cells=cells)
