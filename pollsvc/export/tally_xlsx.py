"""The tally as an XLSX workbook: the table, and a sheet on how the poll was done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from pollsvc.domain.figures import QuestionFigures
from pollsvc.domain.flow import unpiped
from pollsvc.domain.texts import clean_text, is_like_a_formula
from pollsvc.export.edition import Edition
from pollsvc.export.tally_table import Table, tally_table
from pollsvc.web.formats import direction
from pollsvc.web.phrases import sample_line
from pollsvc.web.ranking_words import outcome_line

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

# A workbook has to name a moment of making; the same figures are to be the same bytes.
_MADE_AT = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_WIDTHS = {"question_text": 40, "label": 40} | dict.fromkeys(
    ("row_text", "rule_text", "note", "corrections", "url"), 30
)
_LABEL_WIDTH = 24
_ABOUT_WIDTH = 100


def tally_xlsx(edition: Edition) -> bytes:
    """A workbook with the sheets "tally" (as the CSV) and "about" (method, in words)."""
    slug, language = edition.poll.slug, edition.language
    return workbook(slug, "tally", tally_table(edition), about(edition), language)


def workbook(title: str, name: str, table: Table, sentences: Iterable[str], language: str) -> bytes:
    """A workbook with this table on a sheet of this name, and the sentences on "about".

    Texts are written as texts: no formulas, no links.
    """
    # Kept out of the start of the program: it loads 60 modules.
    from xlsxwriter import Workbook

    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": title, "created": _MADE_AT})
        _put_table(book, name, table)
        _put_about(book, sentences, language)
    return out.getvalue()


def _put_table(book: Workbook, sheet: str, table: Table) -> None:
    page = book.add_worksheet(sheet)
    page.freeze_panes(1, 0)
    head = book.add_format({"bold": True})
    # Keeps a text that looks like a formula a text when its cell is edited, too.
    quoted = book.add_format({"quote_prefix": True})
    for x, name in enumerate(table.columns):
        page.write_string(0, x, name, head)
        default = _LABEL_WIDTH if name.startswith("label_") else len(name) + 3
        page.set_column(x, x, _WIDTHS.get(name, default))
    for y, row in enumerate(table.rows, 1):
        for x, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(y, x, cell, quoted if is_like_a_formula(cell) else None)
            elif cell is not None:
                page.write_number(y, x, cell)


def _put_about(book: Workbook, sentences: Iterable[str], language: str) -> None:
    page = book.add_worksheet("about")
    if direction(language) == "rtl":
        page.right_to_left()
    wrapped: Format = book.add_format({"text_wrap": True, "valign": "top"})
    page.set_column(0, 0, _ABOUT_WIDTH, wrapped)
    for y, text in enumerate(sentences):
        page.write_string(y, 0, clean_text(text), wrapped)


def about(edition: Edition) -> tuple[str, ...]:
    """How the poll was done, in sentences of the edition's language."""
    lines = edition.lines
    questions = (
        text
        for figures, said in edition.questions
        for text in (
            unpiped(figures.question.text.say(edition.tongue_of(figures.question)).text),
            said.base_line,
            *said.asked,
            said.measured,
            *_outcomes(edition, figures),
            said.rule_line,
        )
    )
    rest = (
        sample_line(edition.poll),
        lines.self_selected_line,
        lines.source_line,
        lines.dates_line,
        lines.as_of_line,
        *(line.sentence for line in edition.corrections),
        *lines.method,
        lines.citation,
    )
    return tuple(filter(None, (*questions, *rest)))


def _outcomes(edition: Edition, figures: QuestionFigures) -> tuple[str, ...]:
    """Who comes first in a ranking, by each method."""
    if figures.ranking is None or not figures.ranking.n:
        return ()
    tongue = edition.tongue_of(figures.question)
    labels = {line.option.id: unpiped(line.option.label.say(tongue).text) for line in figures.lines}
    outcomes = figures.ranking.outcomes
    return tuple(outcome_line(method, outcome, labels) for method, outcome in outcomes.items())
