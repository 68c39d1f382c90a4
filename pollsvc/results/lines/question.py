"""One question's sentences, whatever its kind."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from pollsvc.domain.figures import Bin, Line, Printed, QuestionFigures
from pollsvc.domain.flow import unpiped
from pollsvc.domain.question import Kind, Option
from pollsvc.domain.sheet import Sheet
from pollsvc.results.lines.counted import counts_people, people_text, votes_text
from pollsvc.results.lines.denominators import asked_lines, base_line, measured_line, rule_line
from pollsvc.web.formats import in_row, labelled, number_text, percent_text, whole_percent
from pollsvc.web.languages import page_language
from pollsvc.web.measures import place_text
from pollsvc.web.outlets import tongue_of


@dataclass(frozen=True, kw_only=True)
class QuestionLines:
    """One question's sentences; ``percents``, ``numbers`` and ``counts`` by option.

    ``numbers`` are bare ("33"), ``counts`` have their noun ("33 votes"). ``base``
    and ``percent_sum`` are for the table's last row, ``in_a_sentence`` stands for
    the picture where it cannot be seen. ``asked`` says of whom it was asked, ``measured``
    what numbers come to, ``rows`` are the lines of a matrix.
    """

    base_line: str
    rule_line: str
    percents: tuple[str, ...]
    numbers: tuple[str, ...]
    counts: tuple[str, ...]
    base: str
    percent_sum: str
    in_a_sentence: str
    asked: tuple[str, ...] = ()
    measured: str = ""
    rows: tuple[QuestionLines, ...] = ()


def question_lines(sheet: Sheet, figures: QuestionFigures) -> QuestionLines:
    """One question's sentences in the language of the page in work."""
    language = page_language()
    question = figures.question
    is_people = counts_people(sheet.poll, question)
    count_text = people_text if is_people else votes_text
    tongue = question.tongue(tongue_of(sheet.poll), sheet.poll.base_language)
    return QuestionLines(
        base_line=base_line(sheet, figures),
        rule_line=rule_line(figures),
        percents=tuple(percent_text(line, language) for line in figures.lines),
        numbers=tuple(number_text(line.count, language) for line in figures.lines),
        counts=tuple(count_text(line.count) for line in figures.lines),
        base=number_text(figures.base or 0, language),
        percent_sum=whole_percent(figures.percent_sum, language),
        in_a_sentence=_in_a_sentence(sheet, figures, tongue),
        asked=asked_lines(sheet, figures),
        measured=measured_line(figures),
        rows=tuple(question_lines(sheet, row) for row in figures.rows),
    )


def _in_a_sentence(sheet: Sheet, figures: QuestionFigures, tongue: str) -> str:
    """The figures as a text of their own, for places that have no picture."""
    question = figures.question
    if figures.rows:
        return " ".join(
            f"{unpiped(row.question.text.say(tongue).text)} – {_in_a_sentence(sheet, row, tongue)}."
            for row in figures.rows
        )
    if question.kind.is_text:
        return base_line(sheet, figures)
    if question.kind in (Kind.NUMBER, Kind.DATE):
        return measured_line(figures) or base_line(sheet, figures)
    language = page_language()
    count_text = people_text if counts_people(sheet.poll, question) else votes_text

    def said(line: Line) -> str:
        percent = percent_text(line, language)
        more = count_text(line.count)
        if figures.ranking is not None:
            more = mean_place(figures, line.option) or more
        return labelled(label_text(line.option, tongue), f"{percent} ({more})", language)

    return in_row(map(said, figures.lines), language)


def bare_percent(line: Line | Bin) -> str:
    """A percent without its sign, where every one beside it would repeat that."""
    if line.percent is None or line.printed is not Printed.WHOLE:
        return percent_text(line, page_language())
    return number_text(line.percent, page_language())


def mean_place(figures: QuestionFigures, option: Option) -> str:
    """The mean place of an option in a ranking in words; nothing where nobody ranked it.

    Where some left it out, with how many did not.
    """
    ranking = figures.ranking
    mean = ranking.mean_places.get(option.id) if ranking else None
    if ranking is None or mean is None:
        return ""
    language = page_language()
    place = place_text(mean, language)
    given = ranking.ranked_by[option.id]
    if given == ranking.n:
        return gettext("average place %(place)s", place=place)
    return gettext(
        "average place %(place)s, by %(given)s of %(all)s",
        place=place,
        given=number_text(given, language),
        all=number_text(ranking.n, language),
    )


def label_text(option: Option, tongue: str) -> str:
    """An option's label as it stands where nobody's answers are shown."""
    return unpiped(option.label.say(tongue).text)
