"""Everything that is said about a sheet."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from pollsvc.domain.percents import PercentRule
from pollsvc.domain.poll import Origin, Poll
from pollsvc.domain.sheet import Sheet
from pollsvc.results.lines.counted import responses_text
from pollsvc.results.lines.method import method_lines
from pollsvc.results.lines.question import QuestionLines, question_lines
from pollsvc.results.lines.source import as_of_line, as_published_line, citation, source_line
from pollsvc.web.dates import field_dates
from pollsvc.web.phrases import sample_line


@dataclass(frozen=True, kw_only=True)
class ResultLines:
    """Everything said about a sheet. A line that does not apply is ``""``."""

    self_selected_line: str
    as_published_line: str
    source_line: str
    dates_line: str
    as_of_line: str
    counted_line: str
    method: tuple[str, ...]
    citation: str
    questions: tuple[QuestionLines, ...]
    sample_line: str = ""
    rounding_line: str = ""


def lines_of(sheet: Sheet) -> ResultLines:
    """The sentences about a sheet in the language of the page in work."""
    poll = sheet.poll
    questions = tuple(question_lines(sheet, figures) for figures in sheet.questions)
    return ResultLines(
        self_selected_line=_self_selected(poll),
        as_published_line=as_published_line(sheet),
        source_line=source_line(sheet),
        dates_line=field_dates(poll, sheet.state).line,
        as_of_line=as_of_line(sheet),
        counted_line=responses_text(poll, sheet.counted),
        method=method_lines(sheet),
        citation=citation(sheet),
        questions=questions,
        sample_line=sample_line(poll),
        rounding_line=_rounding(sheet, questions),
    )


def listed_note(poll: Poll) -> str:
    """What a list says of figures that were counted elsewhere."""
    if poll.origin is not Origin.TALLY:
        return ""
    return gettext("Figures as published, single votes are not stored.")


def _self_selected(poll: Poll) -> str:
    if poll.is_survey:
        return gettext(
            "This is a survey of readers who chose to take part."
            " It does not show what the public as a whole thinks."
        )
    return gettext(
        "This is a poll of readers who chose to take part."
        " It does not show what the public as a whole thinks."
    )


def _rounding(sheet: Sheet, questions: tuple[QuestionLines, ...]) -> str:
    """How percents were rounded: of a survey in one sentence for all of it."""
    if not sheet.poll.is_survey and not questions[0].rows:
        return questions[0].rule_line
    parts = [part for one in sheet.questions for part in (one, *one.rows)]
    if all(part.rule is PercentRule.NONE for part in parts):
        return ""
    return gettext(
        "Percentages are rounded; where one answer could be given they add up to 100,"
        " unless the note under the question says otherwise."
    )
