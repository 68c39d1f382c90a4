"""The tally as JSON, for programs. Keys stand in a fixed order; nothing is left to chance."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from pollsvc.domain.figures import Bin, Line, NumberFigures, QuestionFigures, RankingFigures
from pollsvc.domain.flow import unpiped
from pollsvc.domain.poll import Link, Origin
from pollsvc.domain.question import Kind, Option, Question
from pollsvc.export.edition import Edition, Outline
from pollsvc.export.tally_rows import Cell, exact_value
from pollsvc.results.corrections import CorrectionLine
from pollsvc.results.lines import QuestionLines
from pollsvc.web.formats import iso_text, percent_text
from pollsvc.web.phrases import sample_line


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
    return json_text(
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
    return json_text(
        {
            "hidden": True,
            "visible": outline.visible,
            "language": outline.language,
            "poll": _poll(outline),
            "questions": [_unanswered(outline, one) for one in outline.poll.questions],
            "method": _method(outline),
        }
    )


def json_text(document: dict[str, Any]) -> bytes:
    """A document as JSON in UTF-8, as people can read it too."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _poll(outline: Outline) -> dict[str, Any]:
    poll = outline.poll
    return {
        "slug": poll.slug,
        "url": outline.url,
        "title": unpiped(poll.name.say(outline.tongue).text),
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
    asked = {
        "id": question.id,
        "code": question.code,
        "number": outline.poll.questions.index(question) + 1,
        "kind": question.kind.value,
        "order": question.order.value,
        **_text(outline, question, question),
    }
    if question.kind is Kind.MATRIX:
        asked["rows_order"] = question.rows_order.value
    if question.kind is Kind.NUMBER:
        asked |= {
            "unit": question.unit.as_dict() if question.unit else None,
            "low": exact_value(question, Fraction(question.low or 0, 10**question.decimals)),
            "high": exact_value(question, Fraction(question.high or 0, 10**question.decimals)),
            "decimals": question.decimals,
        }
    return asked


def _text(outline: Outline, question: Question, part: Question) -> dict[str, Any]:
    """The text of a question, or of a row of it, in its tongue and in every language."""
    tongue = outline.tongue_of(question)
    return {"text": unpiped(part.text.say(tongue).text), "texts": part.text.as_dict()}


def _unanswered(outline: Outline, question: Question) -> dict[str, Any]:
    options = [_option(outline, question, option) for option in question.options]
    rows = [{"code": row.code, **_text(outline, question, row)} for row in question.rows]
    asked = _question(outline, question) | {"options": options}
    return asked | ({"rows": rows} if rows else {})


def _figures(edition: Edition, figures: QuestionFigures, said: QuestionLines) -> dict[str, Any]:
    question = figures.question
    written = _question(edition, question)
    if not figures.rows:
        return written | _counted(edition, question, figures, said)
    rows = [
        {"id": row.question.id, "code": row.question.code}
        | _text(edition, question, row.question)
        | _counted(edition, question, row, words)
        for row, words in zip(figures.rows, said.rows, strict=True)
    ]
    return written | {"rows": rows}


def _counted(
    edition: Edition, question: Question, figures: QuestionFigures, said: QuestionLines
) -> dict[str, Any]:
    """The figures of a question, or of a row of it."""
    counted = {
        "base": {"kind": "respondents", "n": figures.base},
        "asked": figures.asked,
        "answered": figures.answered,
        "rule": {"code": figures.rule.value, "text": said.rule_line},
        "percent_sum": figures.percent_sum,
        "options": [
            one | {"printed": printed}
            for one, printed in zip(
                _lines(edition, question, figures.lines), said.percents, strict=True
            )
        ],
    }
    if figures.beside:
        counted["instead"] = _lines(edition, question, figures.beside)
    if figures.numbers is not None:
        counted["numbers"] = _numbers(edition, question, figures.numbers)
    if figures.ranking is not None:
        counted["ranking"] = _ranking(figures, figures.ranking)
    return counted


def _lines(edition: Edition, question: Question, lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [_option(edition, question, line.option) | _counts(edition, line) for line in lines]


def _option(outline: Outline, question: Question, option: Option) -> dict[str, Any]:
    tongue = outline.tongue_of(question)
    return {
        "id": option.id,
        "code": option.code,
        "role": option.role.value,
        "value": option.value,
        "label": unpiped(option.label.say(tongue).text),
        "labels": option.label.as_dict(),
        "short": option.short.say(tongue).text if option.short else None,
    }


def _counts(edition: Edition, line: Line | Bin) -> dict[str, Any]:
    return {
        "count": line.count,
        "share": None if line.share is None else float(line.share),
        "percent": line.percent,
        "printed": percent_text(line, edition.language),
    }


def _numbers(edition: Edition, question: Question, numbers: NumberFigures) -> dict[str, Any]:
    def exact(figure: Fraction | None) -> Cell:
        return exact_value(question, figure)

    return {
        "n": numbers.n,
        "exact": numbers.is_exact,
        "mean": exact(numbers.mean),
        "median": exact(numbers.median),
        "lower_quartile": exact(numbers.lower),
        "upper_quartile": exact(numbers.upper),
        "least": exact(numbers.least),
        "most": exact(numbers.most),
        "variance": None if numbers.variance is None else float(numbers.variance),
        "ranges": [
            {"from": exact(one.low), "to": exact(one.high)} | _counts(edition, one)
            for one in numbers.bins
        ],
    }


def _ranking(figures: QuestionFigures, ranking: RankingFigures) -> dict[str, Any]:
    """Options by their codes; ``rounds`` is null while there are too many orders to count."""
    codes = {line.option.id: line.option.code for line in figures.lines}

    def pairs(table: Mapping[tuple[int, int], int]) -> list[dict[str, Any]]:
        return [
            {"first": codes[one], "over": codes[other], "count": count}
            for (one, other), count in sorted(table.items())
        ]

    rounds = None
    if ranking.rounds is not None:
        rounds = [
            {
                "counts": {codes[one]: count for one, count in each.counts.items()},
                "exhausted": each.exhausted,
                "out": codes[each.out] if each.out is not None else None,
                "tied": [codes[one] for one in each.tied],
                "tie_broken_by": each.broken_by,
            }
            for each in ranking.rounds
        ]
    return {
        "n": ranking.n,
        "method": figures.question.method.value,
        "outcomes": {
            method.value: {
                "winner": codes[outcome.winner] if outcome.winner is not None else None,
                "places": [[codes[one] for one in group] for group in outcome.places],
                "tie_broken_by": outcome.broken_by,
                "exact": outcome.is_exact,
            }
            for method, outcome in ranking.outcomes.items()
        },
        "condorcet": codes[ranking.condorcet] if ranking.condorcet is not None else None,
        "borda": {codes[one]: float(points) for one, points in ranking.borda.items()},
        "ranked_by": {codes[one]: given for one, given in ranking.ranked_by.items()},
        "mean_places": {
            codes[one]: None if mean is None else float(mean)
            for one, mean in ranking.mean_places.items()
        },
        "pairs": pairs(ranking.pairs),
        "strengths": pairs(ranking.strengths),
        "rounds": rounds,
    }


def _method(outline: Outline) -> dict[str, Any]:
    poll = outline.poll
    return {
        "asked_by": _link(outline, poll.asked_by) or _site(outline),
        "source": _link(outline, poll.source),
        "mode": "online" if poll.origin is Origin.LIVE else None,
        "origin": poll.origin.value,
        "self_selected": True,
        "sample": sample_line(poll) or None,
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
        "title": link.title.say(*outline.beside).text,
        "url": link.url,
        "note": link.note.say(*outline.beside).text if link.note else None,
    }
