"""A pair as a table, one row a figure: what its CSV and XLSX both write."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pollsvc.domain.figures import Line
from pollsvc.domain.flow import unpiped
from pollsvc.domain.pair import PairedLine, PairedQuestion
from pollsvc.domain.question import Kind
from pollsvc.domain.texts import clean_text
from pollsvc.export.edition import Edition
from pollsvc.export.pair_edition import PairEdition
from pollsvc.export.tally_rows import Cell, Row, exact_value, label_column
from pollsvc.export.tally_table import Table, poll_part
from pollsvc.results.lines import AtTime, ShiftLine, ShiftLines
from pollsvc.web.formats import sentence_gap

_FIGURES = (
    *("measure", "option_code", "option_role", "option_value", "label", "label_before"),
    *("count_before", "count_after", "base_before", "base_after", "share_before", "share_after"),
    *("percent_before", "percent_after", "percent_text_before", "percent_text_after"),
    *("shift_points", "value_before", "value_after", "shift_value"),
)
_OF_POLL = (
    *("poll", "url", "state", "opens_at", "closes_at", "zone", "field_dates", "counted", "as_of"),
)


def pair_table(edition: PairEdition) -> Table:
    """The table of a pair: its questions, their options, both times, how both were asked.

    ``shift_points`` is the share after less the share before in percentage points, the number
    nearest to the exact one; ``shift_value`` how a mean or median moved, of dates in days.
    """
    labels = tuple(label_column(one) for one in edition.after.poll.languages)
    here = _FIGURES.index("label") + 1
    columns = (
        *("event", "event_title", "question_number", "question_code", "question_kind"),
        *("question_text", "question_text_before", "row_code", "row_text"),
        *(*_FIGURES[:here], "label_language", *labels, *_FIGURES[here:]),
        *(f"{name}_{time}" for name in _OF_POLL for time in ("before", "after")),
        *("paired", "self_selected", "weighted", "sample", "note", "event_url"),
    )
    rows = [row for one, said in edition.questions for row in _rows(edition, one, said)]
    cells = (tuple(_cleaned(row.get(one)) for one in columns) for row in rows)
    return Table(columns, tuple(cells))


def _cleaned(cell: Cell) -> Cell:
    return clean_text(cell) if isinstance(cell, str) else cell


def _rows(edition: PairEdition, one: PairedQuestion, said: ShiftLines) -> Iterator[Row]:
    whole = _question_part(edition, one, said) | _whole_part(edition, said)
    for line, words in zip(one.lines, said.lines, strict=True):
        yield whole | _line_part(edition, one, line, words)
    yield from (whole | part for part in _measures(one))


def _question_part(edition: PairEdition, one: PairedQuestion, said: ShiftLines) -> Row:
    tongue = edition.tongue_of(one)
    text = unpiped(one.asked.text.say(tongue).text)
    before = unpiped(one.before.question.text.say(tongue).text)
    return {
        "event": edition.code,
        "event_title": edition.title,
        "question_number": edition.after.poll.questions.index(one.asked) + 1,
        "question_code": one.asked.code,
        "question_kind": one.asked.kind.value,
        "question_text": text,
        "question_text_before": before if one.read_otherwise else None,
        "row_code": one.question.code if one.group else None,
        "row_text": said.text.text if one.group else None,
        "label_language": tongue,
        "base_before": one.before.base,
        "base_after": one.after.base,
    }


def _line_part(edition: PairEdition, one: PairedQuestion, line: PairedLine, said: ShiftLine) -> Row:
    """One option. A count is empty where it was not asked."""
    then, option = line.before, line.option
    labels = option.label.as_dict()
    tongue = edition.tongue_of(one)
    before = then.option.label.say(tongue).text if then else ""
    return {
        "measure": "first_place" if one.question.kind is Kind.RANKING else "chosen",
        "option_code": option.code,
        "option_role": option.role.value,
        "option_value": option.value,
        "label": unpiped(option.label.say(tongue).text),
        "label_before": unpiped(before) if said.note else None,
        **{label_column(name): labels.get(name) for name in edition.after.poll.languages},
        **_at(then, said.before, "before"),
        **_at(line.after, said.after, "after"),
        "shift_points": shift_points(line.shift),
    }


def _at(line: Line | None, said: AtTime | None, time: str) -> Row:
    if line is None or said is None:
        return {}
    return {
        f"count_{time}": line.count,
        f"share_{time}": None if line.share is None else float(line.share),
        f"percent_{time}": line.percent,
        f"percent_text_{time}": said.percent,
    }


def shift_points(shift: Fraction | None) -> float | None:
    """A shift in percentage points; ``None`` where there is none to tell."""
    return None if shift is None else float(100 * shift)


def shift_value(shift: Fraction | None) -> float | None:
    """How a mean or median moved, in the question's own unit, of dates in days."""
    return None if shift is None else float(shift)


def _measures(one: PairedQuestion) -> Iterator[Row]:
    then, now = one.before.numbers, one.after.numbers
    if then is None or now is None:
        return
    for measure, before, after, shift in (
        ("mean", then.mean, now.mean, one.mean_shift),
        ("median", then.median, now.median, one.median_shift),
    ):
        yield {
            "measure": measure,
            "count_before": then.n,
            "count_after": now.n,
            "value_before": exact_value(one.before.question, before),
            "value_after": exact_value(one.question, after),
            "shift_value": shift_value(shift),
        }


def _whole_part(edition: PairEdition, said: ShiftLines) -> Row:
    """What is the same for every question: the polls, and what is to be minded."""
    notes = filter(None, (*said.notes, *edition.notes))
    return {
        **_poll_part(edition.before, "before"),
        **_poll_part(edition.after, "after"),
        "paired": "false",
        "self_selected": "true",
        "weighted": "false",
        "sample": edition.pair.sample_line or None,
        "note": sentence_gap(edition.language).join(notes),
        "event_url": edition.url,
    }


def _poll_part(edition: Edition, time: str) -> Row:
    part = {"poll": edition.poll.slug, **poll_part(edition)}
    return {f"{name}_{time}": part[name] for name in _OF_POLL}
