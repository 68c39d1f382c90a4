"""The tally as a table, one row a figure: what CSV and XLSX both write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pollsvc.domain.figures import QuestionFigures
from pollsvc.domain.flow import unpiped
from pollsvc.domain.texts import clean_text
from pollsvc.export.edition import Edition
from pollsvc.export.tally_rows import FIGURE_COLUMNS, Cell, Row, figure_rows, label_column
from pollsvc.results.lines import QuestionLines
from pollsvc.web.formats import iso_text, sentence_gap
from pollsvc.web.phrases import sample_line


@dataclass(frozen=True)
class Table:
    """Column names in snake_case, and rows of as many cells; ``None`` is an empty cell."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tally_table(edition: Edition) -> Table:
    """The table of an edition. Texts are cleaned; numbers are numbers.

    ``share`` is the number nearest to ``count / base``, so that the two beside it
    give it exactly. Every question has a row at least, also one that nobody answered.
    """
    rows = [row for figures, said in edition.questions for row in _rows(edition, figures, said)]
    columns = _columns(edition, rows[0])
    return Table(columns, tuple(tuple(_cleaned(row[one]) for one in columns) for row in rows))


def _columns(edition: Edition, row: Row) -> tuple[str, ...]:
    """Question, row, option, its label in each language, figures, then base and poll."""
    labels = [label_column(language) for language in edition.poll.languages]
    here = FIGURE_COLUMNS.index("label") + 1
    figures = (*FIGURE_COLUMNS[:here], "label_language", *labels, *FIGURE_COLUMNS[here:])
    others = [one for one in row if one not in figures]
    before = others.index("base")
    return (*others[:before], *figures, *others[before:])


def _cleaned(cell: Cell) -> Cell:
    return clean_text(cell) if isinstance(cell, str) else cell


def _rows(edition: Edition, figures: QuestionFigures, said: QuestionLines) -> Iterator[Row]:
    labels: Row = dict.fromkeys(label_column(one) for one in edition.poll.languages)
    parts = zip(figures.rows, said.rows, strict=True) if figures.rows else [(figures, said)]
    for part, words in parts:
        for row in figure_rows(edition, part, words):
            yield (
                _question_part(edition, figures, part)
                | {"label_language": edition.tongue_of(figures.question)}
                | labels
                | row
                | _base_part(part, words)
                | poll_part(edition)
            )


def _question_part(edition: Edition, figures: QuestionFigures, part: QuestionFigures) -> Row:
    """The question, and the row of it where it is a matrix."""
    question, tongue = figures.question, edition.tongue_of(figures.question)
    is_row = part is not figures
    return {
        "poll": edition.poll.slug,
        "question_number": edition.poll.questions.index(question) + 1,
        "question_code": question.code,
        "question_kind": question.kind.value,
        "question_text": unpiped(question.text.say(tongue).text),
        "row_code": part.question.code if is_row else None,
        "row_text": unpiped(part.question.text.say(tongue).text) if is_row else None,
    }


def _base_part(figures: QuestionFigures, said: QuestionLines) -> Row:
    return {
        "base": figures.base,
        "base_kind": "respondents",
        "asked": figures.asked,
        "answered": figures.answered,
        "percent_sum": figures.percent_sum,
        "rule": figures.rule.value,
        "rule_text": said.rule_line,
    }


def poll_part(edition: Edition) -> Row:
    """What is the same for every figure of a poll."""
    poll, sheet = edition.poll, edition.sheet
    return {
        "state": sheet.state.value,
        "opens_at": edition.opens_at,
        "closes_at": edition.closes_at,
        "zone": edition.zone,
        "field_dates": edition.lines.dates_line,
        "origin": poll.origin.value,
        "protection": poll.protection.value if poll.protection else None,
        "self_selected": "true",
        "weighted": "false",
        "sample": sample_line(poll) or None,
        "note": edition.lines.self_selected_line,
        "corrections": sentence_gap(edition.language).join(
            line.sentence for line in edition.corrections
        )
        or None,
        "asked_by": edition.asked_by,
        "source_title": edition.source_title,
        "source_url": poll.source.url if poll.source else None,
        "url": edition.url,
        "counted": sheet.counted,
        "set_aside": sheet.set_aside,
        "withdrawn": sheet.withdrawn,
        "as_of": iso_text(sheet.as_of) if sheet.as_of else None,
        "version": sheet.version,
    }
