"""The tally as a table, one row an option: what CSV and XLSX both write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pollsvc.domain.poll import Option
from pollsvc.domain.sheet import Line, QuestionFigures
from pollsvc.domain.texts import clean_text
from pollsvc.export.edition import Edition
from pollsvc.results.lines import QuestionLines
from pollsvc.web.formats import iso_text, sentence_gap

Cell = str | int | float | None


@dataclass(frozen=True)
class Table:
    """Column names in snake_case, and rows of as many cells; ``None`` is an empty cell."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tally_table(edition: Edition) -> Table:
    """The table of an edition. Texts are cleaned; numbers are numbers.

    ``share`` is the number nearest to ``count / base``, so that the two beside it
    give it exactly.
    """
    rows = [
        _options_part(edition, place, line, printed)
        | _question_part(figures, said)
        | _poll_part(edition)
        for place, (figures, said) in enumerate(edition.questions)
        for line, printed in zip(figures.lines, said.percents, strict=True)
    ]
    return Table(
        tuple(rows[0]),
        tuple(tuple(_cleaned(cell) for cell in row.values()) for row in rows),
    )


def _cleaned(cell: Cell) -> Cell:
    return clean_text(cell) if isinstance(cell, str) else cell


def _options_part(edition: Edition, place: int, line: Line, printed: str) -> dict[str, Cell]:
    poll, tongue = edition.poll, edition.tongue
    question, option = poll.questions[place], line.option
    return {
        "poll": poll.slug,
        "question_number": place + 1,
        "question_code": question.code,
        "question_kind": question.kind.value,
        "question_text": question.text.say(tongue).text,
        "option_id": option.id,
        "option_code": option.code,
        "option_role": option.role.value,
        "label": option.label.say(tongue).text,
        "label_language": tongue,
        **dict(_labels(edition, option)),
        "count": line.count,
        "share": None if line.share is None else float(line.share),
        "percent": line.percent,
        "percent_text": printed,
    }


def _labels(edition: Edition, option: Option) -> Iterator[tuple[str, str]]:
    """A column for each of the poll's languages, empty where a label is missing."""
    labels = option.label.as_dict()
    for language in edition.poll.languages:
        yield f"label_{language.replace('-', '_').lower()}", labels.get(language, "")


def _question_part(figures: QuestionFigures, said: QuestionLines) -> dict[str, Cell]:
    return {
        "base": figures.base,
        "base_kind": "respondents",
        "asked": figures.asked,
        "percent_sum": figures.percent_sum,
        "rule": figures.rule.value,
        "rule_text": said.rule_line,
    }


def _poll_part(edition: Edition) -> dict[str, Cell]:
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
