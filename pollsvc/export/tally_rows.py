"""The rows of one question in the table of the tally, whatever its kind: one row a figure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from pollsvc.domain.figures import Bin, Line, NumberFigures, QuestionFigures, RankingFigures
from pollsvc.domain.flow import unpiped
from pollsvc.domain.question import Kind, Option, Question
from pollsvc.export.edition import Edition
from pollsvc.results.lines import QuestionLines
from pollsvc.web.formats import percent_text

Cell = str | int | float | None
Row = dict[str, Cell]

FIGURE_COLUMNS = (
    *("measure", "option_id", "option_code", "option_role", "option_value", "label"),
    *("count", "share", "percent", "percent_text", "value", "exact"),
    *("range_from", "range_to", "other_code", "round", "method", "tie_broken_by"),
)
"""The columns that a figure fills; the others are of its question, its row and its poll."""


def figure_rows(edition: Edition, figures: QuestionFigures, said: QuestionLines) -> Iterator[Row]:
    """Every figure of one question, or of one row of a matrix, as cells by column.

    ``measure`` says what the row holds: chosen, instead, range, mean, median,
    lower_quartile, upper_quartile, least, most, variance, first_place, mean_place, borda,
    pair, strength, round, exhausted, place, written.
    """
    for part in _of_one(edition, figures, said):
        yield dict.fromkeys(FIGURE_COLUMNS) | part


def _of_one(edition: Edition, figures: QuestionFigures, said: QuestionLines) -> Iterator[Row]:
    kind = figures.question.kind
    chosen = "first_place" if kind is Kind.RANKING else "chosen"
    for line, printed in zip(figures.lines, said.percents, strict=True):
        yield _line(edition, figures, line, chosen) | {"percent_text": printed}
    if kind.is_text:
        yield {"measure": "written", "count": figures.base}
    if figures.numbers is not None:
        yield from _numbers(edition, figures.question, figures.numbers)
    if figures.ranking is not None:
        yield from _ranking(edition, figures, figures.ranking)
    yield from (_line(edition, figures, line, "instead") for line in figures.beside)


def _line(edition: Edition, figures: QuestionFigures, line: Line, measure: str) -> Row:
    return _option(edition, figures.question, line.option) | {
        "measure": measure,
        "count": line.count,
        **_share(edition, line),
    }


def _share(edition: Edition, line: Line | Bin) -> Row:
    return {
        "share": None if line.share is None else float(line.share),
        "percent": line.percent,
        "percent_text": percent_text(line, edition.language),
    }


def _option(edition: Edition, question: Question, option: Option) -> Row:
    tongue = edition.tongue_of(question)
    return {
        "option_id": option.id,
        "option_code": option.code,
        "option_role": option.role.value,
        "option_value": option.value,
        "label": unpiped(option.label.say(tongue).text),
        **dict(_labels(edition, option)),
    }


def _labels(edition: Edition, option: Option) -> Iterator[tuple[str, str]]:
    """A column for each of the poll's languages, empty where a label is missing."""
    labels = option.label.as_dict()
    for language in edition.poll.languages:
        yield label_column(language), labels.get(language, "")


def label_column(language: str) -> str:
    """The name of the column that holds labels in this language."""
    return f"label_{language.replace('-', '_').lower()}"


def _numbers(edition: Edition, question: Question, numbers: NumberFigures) -> Iterator[Row]:
    for one in numbers.bins:
        yield {
            "measure": "range",
            "range_from": exact_value(question, one.low),
            "range_to": exact_value(question, one.high),
            "count": one.count,
            **_share(edition, one),
        }
    figures: dict[str, Cell] = {
        "mean": exact_value(question, numbers.mean),
        "median": exact_value(question, numbers.median),
        "lower_quartile": exact_value(question, numbers.lower),
        "upper_quartile": exact_value(question, numbers.upper),
        "least": exact_value(question, numbers.least),
        "most": exact_value(question, numbers.most),
        "variance": None if numbers.variance is None else float(numbers.variance),
    }
    for measure, value in figures.items():
        # Where numbers are counted in ranges, their sum is kept beside.
        exact = "true" if measure == "mean" or numbers.is_exact else "false"
        yield {"measure": measure, "count": numbers.n, "value": value, "exact": exact}


def exact_value(question: Question, figure: Fraction | None) -> Cell:
    """A number as a number, a date in ISO form: of a mean or quartile the nearest day."""
    if figure is None:
        return None
    if question.kind is Kind.DATE:
        return date.fromordinal(int(figure + Fraction(1, 2))).isoformat()
    return int(figure) if figure.denominator == 1 else float(figure)


def _ranking(edition: Edition, figures: QuestionFigures, ranking: RankingFigures) -> Iterator[Row]:
    options = {line.option.id: line.option for line in figures.lines}
    cells = {one: _option(edition, figures.question, option) for one, option in options.items()}
    for one, cell in cells.items():
        mean = ranking.mean_places[one]
        value = None if mean is None else float(mean)
        given = ranking.ranked_by[one]
        yield cell | {"measure": "mean_place", "count": given, "value": value}
        yield cell | {"measure": "borda", "value": float(ranking.borda[one])}
    for measure, table in (("pair", ranking.pairs), ("strength", ranking.strengths)):
        for (one, other), count in sorted(table.items()):
            yield cells[one] | {
                "measure": measure,
                "other_code": options[other].code,
                "count": count,
            }
    for number, one_round in enumerate(ranking.rounds or (), 1):
        for one, count in one_round.counts.items():
            yield cells[one] | {
                "measure": "round",
                "round": number,
                "count": count,
                "tie_broken_by": one_round.broken_by if one == one_round.out else None,
            }
        yield {"measure": "exhausted", "round": number, "count": one_round.exhausted}
    for method, outcome in ranking.outcomes.items():
        place = 1
        for group in outcome.places:
            for one in group:
                yield cells[one] | {
                    "measure": "place",
                    "method": method.value,
                    "value": place,
                    "exact": "true" if outcome.is_exact else "false",
                    "tie_broken_by": outcome.broken_by if one == outcome.winner else None,
                }
            place += len(group)
