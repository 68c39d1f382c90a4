"""A pair as files: CSV, an XLSX workbook, and JSON for programs."""

from __future__ import annotations

from typing import Any

from pollsvc.domain.figures import Line
from pollsvc.domain.flow import unpiped
from pollsvc.domain.pair import PairedLine, PairedQuestion
from pollsvc.export.edition import Edition
from pollsvc.export.pair_edition import PairEdition
from pollsvc.export.pair_table import pair_table, shift_points, shift_value
from pollsvc.export.tally_csv import csv_text
from pollsvc.export.tally_json import json_text
from pollsvc.export.tally_rows import exact_value
from pollsvc.export.tally_xlsx import workbook
from pollsvc.results.lines import AtTime, ShiftLine, ShiftLines
from pollsvc.web.formats import iso_text


def pair_csv(edition: PairEdition, *, bom: bool = False) -> bytes:
    """The table of a pair as CSV in UTF-8; ``bom`` as Excel likes it."""
    return csv_text(pair_table(edition), bom=bom)


def pair_xlsx(edition: PairEdition) -> bytes:
    """A workbook with the sheets "shift" (as the CSV) and "about" (how both were done)."""
    table = pair_table(edition)
    return workbook(edition.code, "shift", table, _about(edition), edition.language)


def _about(edition: PairEdition) -> tuple[str, ...]:
    questions = (
        text
        for _, said in edition.questions
        for text in (said.title, said.base_line, said.means, *said.notes)
    )
    rest = (edition.pair.sample_line, *edition.unlike, *edition.notes, *edition.sources)
    method = (*edition.before.lines.method, *edition.after.lines.method)
    once = dict.fromkeys((*rest, *method, edition.url))
    return tuple(filter(None, (edition.title, *questions, *once)))


def pair_json(edition: PairEdition) -> bytes:
    """The figures of both times and the shift. A ``share`` runs from 0 to 1."""
    return json_text(
        {
            "hidden": False,
            "language": edition.language,
            "event": {"code": edition.code, "title": edition.title, "url": edition.url},
            "before": _poll(edition.before),
            "after": _poll(edition.after),
            "paired": False,
            "sample": edition.pair.sample_line or None,
            "notes": [*edition.notes, *edition.unlike],
            "questions": [_question(edition, one, said) for one, said in edition.questions],
        }
    )


def hidden_pair_json(event: dict[str, str], language: str, visible: str) -> bytes:
    """The event without figures, and in words when they come."""
    return json_text({"hidden": True, "visible": visible, "language": language, "event": event})


def _poll(edition: Edition) -> dict[str, Any]:
    poll, sheet = edition.poll, edition.sheet
    return {
        "slug": poll.slug,
        "url": edition.url,
        "title": unpiped(poll.name.say(edition.tongue).text),
        "state": sheet.state.value,
        "opens_at": edition.opens_at,
        "closes_at": edition.closes_at,
        "zone": edition.zone,
        "counted": sheet.counted,
        "source": edition.lines.source_line,
        "as_of": iso_text(sheet.as_of) if sheet.as_of else None,
        "version": sheet.version,
    }


def _question(edition: PairEdition, one: PairedQuestion, said: ShiftLines) -> dict[str, Any]:
    tongue = edition.tongue_of(one)
    return {
        "code": one.question.code,
        "matrix": one.group.code if one.group else None,
        "number": edition.after.poll.questions.index(one.asked) + 1,
        "kind": one.asked.kind.value,
        "text": said.text.text,
        "text_before": unpiped(one.before.question.text.say(tongue).text),
        "same_answers": one.same_answers,
        "n": {"before": one.before.base, "after": one.after.base},
        "options": [
            _option(line, words, tongue) for line, words in zip(one.lines, said.lines, strict=True)
        ],
        **_measures(one),
        "notes": list(said.notes),
    }


def _option(line: PairedLine, said: ShiftLine, tongue: str) -> dict[str, Any]:
    then, option = line.before, line.option
    before = unpiped(then.option.label.say(tongue).text) if then else None
    return {
        "code": option.code,
        "role": option.role.value,
        "value": option.value,
        "label": unpiped(option.label.say(tongue).text),
        "label_before": before,
        "labels": option.label.as_dict(),
        "before": _at(then, said.before),
        "after": _at(line.after, said.after),
        "shift_points": shift_points(line.shift),
        "shift_text": said.shift or None,
    }


def _at(line: Line | None, said: AtTime | None) -> dict[str, Any] | None:
    """One option at one time; nothing where it was not asked."""
    if line is None or said is None:
        return None
    return {
        "count": line.count,
        "share": None if line.share is None else float(line.share),
        "percent": line.percent,
        "printed": said.percent,
    }


def _measures(one: PairedQuestion) -> dict[str, Any]:
    """Mean and median of numbers, where there are any."""
    then, now = one.before.numbers, one.after.numbers
    if then is None or now is None:
        return {}
    earlier = one.before.question
    return {
        "mean": {
            "before": exact_value(earlier, then.mean),
            "after": exact_value(one.question, now.mean),
            "shift": shift_value(one.mean_shift),
        },
        "median": {
            "before": exact_value(earlier, then.median),
            "after": exact_value(one.question, now.median),
            "shift": shift_value(one.median_shift),
        },
    }
