"""The sentences about a sheet, made once in the page's language for every outlet."""

from pollsvc.results.lines.counted import in_percent, people_text, responses_text, votes_text
from pollsvc.results.lines.pair import (
    AtTime,
    MeasureLine,
    ShiftLine,
    ShiftLines,
    shift_line,
    shift_lines,
    unlike_line,
    unpaired_line,
)
from pollsvc.results.lines.question import (
    QuestionLines,
    bare_percent,
    label_text,
    mean_place,
    question_lines,
)
from pollsvc.results.lines.source import asked_by
from pollsvc.results.lines.whole import ResultLines, lines_of, listed_note

__all__ = [
    "AtTime",
    "MeasureLine",
    "QuestionLines",
    "ResultLines",
    "ShiftLine",
    "ShiftLines",
    "asked_by",
    "bare_percent",
    "in_percent",
    "label_text",
    "lines_of",
    "listed_note",
    "mean_place",
    "people_text",
    "question_lines",
    "responses_text",
    "shift_line",
    "shift_lines",
    "unlike_line",
    "unpaired_line",
    "votes_text",
]
