"""The tally as JSON, for programs. Keys stand in a fixed order; nothing is left to chance."""

from __future__ import annotations

import json
from typing import Any

from pollsvc.domain.poll import Link, Option, Origin, Question
from pollsvc.domain.sheet import Line, QuestionFigures
from pollsvc.export.edition import Edition, Outline
from pollsvc.results.corrections import CorrectionLine
from pollsvc.results.lines import QuestionLines
from pollsvc.web.formats import iso_text


def tally_json(edition: Edition) -> bytes:
    """The figures with everything needed to read them. A ``share`` runs from 0 to 1."""
    sheet, lines = edition.sheet, edition.lines
    method = _method(edition) | {
        "counted": sheet.counted,
        "set_aside": sheet.set_aside,
        "withdrawn": sheet.withdrawn,
        "lines": [lines.self_selected_line, *lines.method],
        "citation": lines.citation,
    }
    return _written(
        {
            "hidden": False,
            "language": edition.language,
            "poll": _poll(edition),
            "questions": [_figures(edition, *one) for one in edition.questions],
            "method": method,
            "as_of": iso_text(sheet.as_of) if sheet.as_of else None,
            "version": sheet.version,
        }
    )


def hidden_json(outline: Outline) -> bytes:
    """The poll without figures, and in words when they come. Votes leave no trace in it."""
    return _written(
        {
            "hidden": True,
            "visible": outline.visible,
            "language": outline.language,
            "poll": _poll(outline),
            "questions": [_unanswered(outline, one) for one in outline.poll.questions],
            "method": _method(outline),
        }
    )


def _written(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _poll(outline: Outline) -> dict[str, Any]:
    poll = outline.poll
    return {
        "slug": poll.slug,
        "url": outline.url,
        "title": poll.questions[0].text.say(outline.tongue).text,
        "state": outline.state.value,
        "language": outline.tongue,
        "languages": list(poll.languages),
        "numbered": poll.numbered,
        "previous": poll.previous_slug,
        "next": poll.next_slug,
        "corrections": [_correction(one) for one in outline.corrections],
    }


def _correction(line: CorrectionLine) -> dict[str, Any]:
    one = line.correction
    return {
        "subject": one.subject,
        "id": one.subject_id,
        "language": one.language,
        "before": one.before,
        "after": one.after,
        "at": iso_text(one.at),
        "text": line.sentence,
    }


def _question(outline: Outline, question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "code": question.code,
        "number": outline.poll.questions.index(question) + 1,
        "kind": question.kind.value,
        "order": question.order.value,
        "text": question.text.say(outline.tongue).text,
        "texts": question.text.as_dict(),
    }


def _unanswered(outline: Outline, question: Question) -> dict[str, Any]:
    options = [_option(outline, option) for option in question.options]
    return _question(outline, question) | {"options": options}


def _figures(edition: Edition, figures: QuestionFigures, said: QuestionLines) -> dict[str, Any]:
    return _question(edition, figures.question) | {
        "base": {"kind": "respondents", "n": figures.base},
        "asked": figures.asked,
        "rule": {"code": figures.rule.value, "text": said.rule_line},
        "percent_sum": figures.percent_sum,
        "options": [
            _option(edition, line.option) | _counts(line, printed)
            for line, printed in zip(figures.lines, said.percents, strict=True)
        ],
    }


def _option(outline: Outline, option: Option) -> dict[str, Any]:
    return {
        "id": option.id,
        "code": option.code,
        "role": option.role.value,
        "label": option.label.say(outline.tongue).text,
        "labels": option.label.as_dict(),
        "short": option.short.say(outline.tongue).text if option.short else None,
    }


def _counts(line: Line, printed: str) -> dict[str, Any]:
    return {
        "count": line.count,
        "share": None if line.share is None else float(line.share),
        "percent": line.percent,
        "printed": printed,
    }


def _method(outline: Outline) -> dict[str, Any]:
    poll = outline.poll
    return {
        "asked_by": _link(outline, poll.asked_by) or _site(outline),
        "source": _link(outline, poll.source),
        "mode": "online" if poll.origin is Origin.LIVE else None,
        "origin": poll.origin.value,
        "self_selected": True,
        "weighted": False,
        "protection": poll.protection.value if poll.protection else None,
        "opens_at": outline.opens_at,
        "closes_at": outline.closes_at,
        "zone": outline.zone,
    }


def _site(outline: Outline) -> dict[str, Any] | None:
    """The site as the one who asked, where nobody else is named."""
    return {"title": outline.asked_by, "url": None, "note": None} if outline.asked_by else None


def _link(outline: Outline, link: Link | None) -> dict[str, Any] | None:
    if link is None:
        return None
    return {
        "title": link.title.say(outline.language, outline.tongue).text,
        "url": link.url,
        "note": link.note.say(outline.language, outline.tongue).text if link.note else None,
    }
