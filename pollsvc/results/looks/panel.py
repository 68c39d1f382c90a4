"""One question made ready for the templates of page, widget and desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from pollsvc.domain.figures import Line, QuestionFigures
from pollsvc.domain.flow import unpiped
from pollsvc.domain.percents import PercentRule
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Option, Question, Role
from pollsvc.domain.scales import is_stackable
from pollsvc.domain.sheet import Sheet
from pollsvc.domain.texts import Said
from pollsvc.results.lines import QuestionLines, ResultLines, mean_place
from pollsvc.results.lines.counted import people_text
from pollsvc.results.looks.columns import Columns, columns_of_bins, columns_of_points
from pollsvc.results.looks.ranks import Ranking, ranking_look
from pollsvc.results.looks.strips import MOST_KEYS, Strips, strips_of
from pollsvc.results.looks.tables import Table, said_option, table_of
from pollsvc.web.asked_words import has_boxes, quoted
from pollsvc.web.formats import labelled, measured_text, number_text, percent_text
from pollsvc.web.languages import page_language
from pollsvc.web.measures import answers_text
from pollsvc.web.outlets import tongue_of


class Look(StrEnum):
    """How a question's figures are drawn."""

    BARS = "bars"
    COLUMNS = "columns"
    STRIPS = "strips"
    ROWS = "rows"
    """Bars for each line of a matrix."""
    WORDS = "words"


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One option with its figures in words. ``more`` stands beside the percent."""

    line: Line
    label: Said
    percent: str
    number: str
    more: str


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What was chosen instead of an answer."""

    label: Said
    figures: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """One line of a matrix: its text, its bars, and how many answered it."""

    figures: QuestionFigures
    text: Said
    bars: tuple[Bar, ...]
    base: str


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One question ready to be shown; ``number`` counts from 1, ``tongue`` is its language.

    ``notes`` stand under the figures. ``words`` is the address of what was written and
    published, ``""`` where there is no such page.
    """

    number: int
    figures: QuestionFigures
    said: QuestionLines
    tongue: str
    text: Said
    look: Look
    table: Table
    bars: tuple[Bar, ...] = ()
    columns: Columns | None = None
    ends: tuple[Said, Said] | None = None
    strips: Strips | None = None
    parts: tuple[Part, ...] = ()
    ranking: Ranking | None = None
    beside: tuple[Beside, ...] = ()
    notes: tuple[str, ...] = ()
    words: str = ""

    @property
    def question(self) -> Question:
        """The question."""
        return self.figures.question

    @property
    def anchor(self) -> str:
        """Its name inside the page."""
        return f"q-{self.question.code}"

    @property
    def is_empty(self) -> bool:
        """Whether nobody has answered it."""
        return not (
            self.figures.base or self.figures.answered or any(row.base for row in self.figures.rows)
        )


def panels_of(sheet: Sheet, lines: ResultLines) -> tuple[Panel, ...]:
    """Every question of a sheet, in the language of the page in work."""
    both = zip(sheet.questions, lines.questions, strict=True)
    return tuple(
        panel_of(sheet.poll, figures, said, number)
        for number, (figures, said) in enumerate(both, 1)
    )


def panel_of(poll: Poll, figures: QuestionFigures, said: QuestionLines, number: int) -> Panel:
    """One question of a poll, in the language of the page in work."""
    question = figures.question
    tongue = question.tongue(tongue_of(poll), poll.base_language)
    look = look_of(question)
    ranking = ranking_look(figures, tongue)
    bars = _bars(figures, said, tongue) if look is Look.BARS else ()
    return Panel(
        number=number,
        figures=figures,
        said=said,
        tongue=tongue,
        text=_unpiped(question.text.say(tongue)),
        look=look,
        table=table_of(poll, figures, said, tongue),
        bars=tuple(bars[place] for place in ranking.order) if ranking else bars,
        columns=_columns(figures, tongue) if look is Look.COLUMNS else None,
        ends=_ends(question, tongue) if look is Look.COLUMNS else None,
        strips=_strips(figures, tongue) if look is Look.STRIPS else None,
        parts=_parts(figures, said, tongue),
        ranking=ranking,
        beside=_beside(figures, look, tongue),
        notes=_notes(poll, figures, said, tongue),
        words=words_address(poll, question),
    )


def bars_of(poll: Poll, figures: QuestionFigures) -> tuple[Bar, ...]:
    """The bars of a question's options, for a list; none where it has no such."""
    tongue = figures.question.tongue(tongue_of(poll), poll.base_language)
    language = page_language()
    return tuple(
        Bar(
            line=line,
            label=said_option(line.option, tongue, is_short=True),
            percent=percent_text(line, language),
            number=number_text(line.count, language),
            more="",
        )
        for line in figures.lines
    )


def look_of(question: Question) -> Look:
    """How a question is drawn, by its kind and by whether its points have words."""
    match question.kind:
        case Kind.MATRIX if is_stackable(question) and len(question.plain_options) <= MOST_KEYS:
            return Look.STRIPS
        case Kind.MATRIX:
            return Look.ROWS
        case Kind.SCALE if question.diverging:
            return Look.STRIPS
        case Kind.SCALE if has_boxes(question):
            return Look.COLUMNS
        case Kind.NUMBER | Kind.DATE:
            return Look.COLUMNS
        case Kind.SHORT_TEXT | Kind.LONG_TEXT:
            return Look.WORDS
        case _:
            return Look.BARS


def words_address(poll: Poll, question: Question) -> str:
    """The path of the page of published words, where answers can have some."""
    writes = question.kind.is_text or any(one.role is Role.OTHER for one in question.options)
    if not writes or question.private:
        return ""
    path = f"/p/{poll.slug}/results/words/{question.code}"
    try:
        current_app.url_map.bind("").match(path)
    except (HTTPException, RequestRedirect):
        return ""
    return path


def _bars(figures: QuestionFigures, said: QuestionLines, tongue: str) -> tuple[Bar, ...]:
    is_ranking = figures.ranking is not None
    return tuple(
        Bar(
            line=line,
            label=said_option(line.option, tongue),
            percent=said.percents[place],
            number=said.numbers[place],
            more=mean_place(figures, line.option) if is_ranking else said.counts[place],
        )
        for place, line in enumerate(figures.lines)
    )


def _columns(figures: QuestionFigures, tongue: str) -> Columns | None:
    if figures.question.kind is not Kind.SCALE:
        return columns_of_bins(figures)
    return columns_of_points(figures, tongue) if figures.base else None


def _ends(question: Question, tongue: str) -> tuple[Said, Said] | None:
    """The words at both ends of a scale of numbers, lowest first."""
    valued = sorted(
        (one for one in question.options if one.value is not None), key=lambda one: one.value or 0
    )
    if len(valued) < 2 or question.kind is not Kind.SCALE:
        return None
    first, last = valued[0], valued[-1]
    if first.is_bare and last.is_bare:
        return None
    return _end(first, tongue), _end(last, tongue)


def _end(option: Option, tongue: str) -> Said:
    said = said_option(option, tongue)
    if option.is_bare or option.value is None:
        return said
    return Said(f"{measured_text(option.value, page_language())} – {said.text}", said.language)


def _strips(figures: QuestionFigures, tongue: str) -> Strips | None:
    rows = figures.rows or (figures,)
    if not any(row.base for row in rows):
        return None
    return strips_of(rows, figures.question, tongue)


def _parts(figures: QuestionFigures, said: QuestionLines, tongue: str) -> tuple[Part, ...]:
    """The lines of a matrix; how many answered is said where it differs between them."""
    both: Sequence[tuple[QuestionFigures, QuestionLines]]
    both = list(zip(figures.rows, said.rows, strict=True))
    differ = len({row.base for row in figures.rows}) > 1
    return tuple(
        Part(
            figures=row,
            text=_unpiped(row.question.text.say(tongue)),
            bars=_bars(row, lines, tongue),
            base=answers_text(row.base or 0, page_language()) if differ else "",
        )
        for row, lines in both
    )


def _beside(figures: QuestionFigures, look: Look, tongue: str) -> tuple[Beside, ...]:
    """What is no number, place or text: on columns also the points that are none."""
    lines = figures.beside
    if look is Look.COLUMNS and figures.question.kind is Kind.SCALE:
        lines = tuple(one for one in figures.lines if one.option.role is not Role.PLAIN)
    return tuple(
        Beside(
            label=said_option(line.option, tongue),
            figures=f"{people_text(line.count)} ({percent_text(line, page_language())})",
        )
        for line in lines
    )


def _notes(
    poll: Poll, figures: QuestionFigures, said: QuestionLines, tongue: str
) -> tuple[str, ...]:
    """How percents are rounded, said at the question itself where it is not the usual way."""
    odd = [
        labelled(quoted(_unpiped(row.question.text.say(tongue))), lines.rule_line, page_language())
        for row, lines in zip(figures.rows, said.rows, strict=True)
        if row.rule is PercentRule.PLAIN
    ]
    if poll.is_survey and figures.rule is PercentRule.PLAIN:
        odd.append(said.rule_line)
    return tuple(odd)


def _unpiped(said: Said) -> Said:
    return Said(unpiped(said.text), said.language)
