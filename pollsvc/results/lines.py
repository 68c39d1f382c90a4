"""The sentences about a sheet, made once in the page's language for every outlet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext, ngettext

from pollsvc.domain.order import is_varied
from pollsvc.domain.percents import PercentRule
from pollsvc.domain.poll import Kind, Order, Origin, Poll, Protection
from pollsvc.domain.sheet import QuestionFigures, Sheet
from pollsvc.web.dates import ended_at, field_dates
from pollsvc.web.formats import (
    date_text,
    last_day,
    local_day,
    moment_text,
    native_name,
    number_text,
    percent_text,
    sentence_gap,
    whole_percent,
)
from pollsvc.web.languages import page_language
from pollsvc.web.site import site


@dataclass(frozen=True, kw_only=True)
class QuestionLines:
    """One question's sentences; ``percents``, ``numbers`` and ``counts`` by option.

    ``numbers`` are bare ("33"), ``counts`` have their noun ("33 votes"). ``base``
    and ``percent_sum`` are for the table's last row, ``in_a_sentence`` stands for
    the picture where it cannot be seen.
    """

    base_line: str
    rule_line: str
    percents: tuple[str, ...]
    numbers: tuple[str, ...]
    counts: tuple[str, ...]
    base: str
    percent_sum: str
    in_a_sentence: str


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


def lines_of(sheet: Sheet) -> ResultLines:
    """The sentences about a sheet in the language of the page in work."""
    poll = sheet.poll
    return ResultLines(
        self_selected_line=gettext(
            "This is a poll of readers who chose to take part."
            " It does not show what the public as a whole thinks."
        ),
        as_published_line=_as_published(sheet),
        source_line=_source_line(sheet),
        dates_line=field_dates(poll, sheet.state).line,
        as_of_line=_as_of_line(sheet),
        counted_line=_counted(sheet),
        method=_method(sheet),
        citation=_citation(sheet),
        questions=tuple(question_lines(sheet, figures) for figures in sheet.questions),
    )


def question_lines(sheet: Sheet, figures: QuestionFigures) -> QuestionLines:
    """One question's sentences in the language of the page in work."""
    language = page_language()
    count_text = _people if _counts_people(sheet.poll, figures) else _votes
    percents = tuple(percent_text(line, language) for line in figures.lines)
    counts = tuple(count_text(line.count) for line in figures.lines)
    tongue = sheet.poll.language_for(language)
    return QuestionLines(
        base_line=_base_line(sheet, figures),
        rule_line=_rule_line(figures),
        percents=percents,
        numbers=tuple(number_text(line.count, language) for line in figures.lines),
        counts=counts,
        base=number_text(figures.base or 0, language),
        percent_sum=whole_percent(figures.percent_sum, language),
        in_a_sentence="; ".join(
            f"{line.option.label.say(tongue).text}: {percent} ({count})"
            for line, percent, count in zip(figures.lines, percents, counts, strict=True)
        ),
    )


def _counts_people(poll: Poll, figures: QuestionFigures) -> bool:
    """Whether a response is more than one vote, so that people are what is counted."""
    return len(poll.questions) > 1 or figures.question.kind is Kind.MULTIPLE


def _votes(count: int) -> str:
    shown = number_text(count, page_language())
    return ngettext("%(count)s vote", "%(count)s votes", count, count=shown)


def _people(count: int) -> str:
    shown = number_text(count, page_language())
    return ngettext("%(count)s person", "%(count)s people", count, count=shown)


def _base_line(sheet: Sheet, figures: QuestionFigures) -> str:
    base = figures.base
    if not base:
        return gettext("No votes yet.") if not sheet.state.is_over else gettext("No votes.")
    shown = number_text(base, page_language())
    if not _counts_people(sheet.poll, figures):
        return ngettext("Share of %(count)s vote", "Share of %(count)s votes", base, count=shown)
    if figures.question.kind is Kind.SINGLE:
        return ngettext("Share of %(count)s person", "Share of %(count)s people", base, count=shown)
    return ngettext(
        "Share of %(count)s person. Several answers could be chosen,"
        " so shares can add up to more than %(whole)s.",
        "Share of %(count)s people. They could choose several answers,"
        " so shares can add up to more than %(whole)s.",
        base,
        count=shown,
        whole=whole_percent(100, page_language()),
    )


def _rule_line(figures: QuestionFigures) -> str:
    match figures.rule:
        case PercentRule.WHOLE:
            return gettext("Percentages are rounded to add up to 100.")
        case PercentRule.PLAIN:
            return gettext(
                "Percentages are rounded one by one, so that equal numbers of votes"
                " show equal shares; together that adds up to %(sum)s.",
                sum=figures.percent_sum,
            )
        case PercentRule.PER_RESPONDENT:
            return gettext("Percentages are rounded one by one.")
        case PercentRule.NONE:
            return ""


def asked_by(poll: Poll, language: str, site_name: str) -> str:
    """Who asked, the site if nobody is named; ``""`` for a tally brought in without a name."""
    if poll.asked_by is not None:
        return poll.asked_by.title.say(language, poll.language_for(language)).text
    return "" if poll.origin is Origin.TALLY else site_name


def _who(poll: Poll) -> str:
    """Who asked; for figures brought in without a name, where they come from."""
    language, site_name = page_language(), site().name
    if named := asked_by(poll, language, site_name):
        return named
    if poll.source is None:
        return site_name
    return poll.source.title.say(language, poll.language_for(language)).text


def _source_line(sheet: Sheet) -> str:
    return gettext(
        "Source: %(who)s, reader poll, %(dates)s. n = %(n)s.",
        who=_who(sheet.poll),
        dates=field_dates(sheet.poll, sheet.state).inside,
        n=number_text(sheet.counted, page_language()),
    )


def _as_of(sheet: Sheet) -> datetime | None:
    """The time of the figures; for a tally brought in that is not when votes were counted."""
    return None if sheet.poll.origin is Origin.TALLY else sheet.as_of


def _as_of_line(sheet: Sheet) -> str:
    as_of = _as_of(sheet)
    if as_of is None:
        return ""
    moment = moment_text(as_of, sheet.poll.zone, page_language())
    return gettext("Figures as of %(moment)s.", moment=moment)


def _counted(sheet: Sheet) -> str:
    one_vote = len(sheet.poll.questions) == 1
    return _votes(sheet.counted) if one_vote else _people(sheet.counted)


def _citation(sheet: Sheet) -> str:
    poll = sheet.poll
    language = page_language()
    day = _figures_day(sheet)
    parts = {
        "who": _who(poll),
        "question": poll.questions[0].text.say(poll.language_for(language)).text,
        "dates": field_dates(poll, sheet.state).inside,
        "n": number_text(sheet.counted, language),
        "url": f"{site().base_url}/p/{poll.slug}/results",
    }
    if day is None:
        return gettext("%(who)s. %(question)s Reader poll, %(dates)s, n = %(n)s. %(url)s", **parts)
    parts["year"] = str(day.year)
    if poll.origin is Origin.TALLY:
        return gettext(
            "%(who)s (%(year)s). %(question)s Reader poll, %(dates)s, n = %(n)s. %(url)s", **parts
        )
    as_of = _as_of(sheet)
    return gettext(
        "%(who)s (%(year)s). %(question)s Reader poll, %(dates)s, n = %(n)s."
        " %(url)s (figures of %(day)s).",
        day=date_text(local_day(as_of, poll.zone) if as_of else day, language),
        **parts,
    )


def _figures_day(sheet: Sheet) -> date | None:
    """The day by which figures are cited, in the poll's zone: the poll's last, if it is over."""
    zone = sheet.poll.zone
    end, as_of = ended_at(sheet.poll, sheet.state), _as_of(sheet)
    if end is not None:
        return last_day(end, zone)
    return None if as_of is None else local_day(as_of, zone)


def _method(sheet: Sheet) -> tuple[str, ...]:
    parts: tuple[Callable[[Sheet], str], ...] = (
        _asked_line,
        _when_line,
        _how_line,
        _protection_line,
        _same_for_all_line,
        _order_line,
        _left_out_line,
        _as_published,
    )
    said = (part(sheet) for part in parts)
    return tuple(line for line in said if line)


def _asked_line(sheet: Sheet) -> str:
    who = asked_by(sheet.poll, page_language(), site().name)
    if not who:
        return gettext("Counted: %(votes)s.", votes=_counted(sheet))
    return gettext("Asked by %(who)s. Counted: %(votes)s.", who=who, votes=_counted(sheet))


def _when_line(sheet: Sheet) -> str:
    return field_dates(sheet.poll, sheet.state).sentence


def _how_line(_sheet: Sheet) -> str:
    return gettext(
        "People chose to take part; they were not picked at random,"
        " so no margin of error can be worked out. The figures are not weighted."
    )


def _protection_line(sheet: Sheet) -> str:
    match sheet.poll.protection:
        case Protection.BROWSER:
            return gettext(
                "One vote is counted for each browser, told apart by a coded mark in a cookie."
                " Somebody with a second browser could vote again."
            )
        case Protection.OPEN:
            return gettext("Nothing keeps anybody from voting more than once.")
        case None:
            return gettext("It is not known how repeat votes were kept out.")


def _same_for_all_line(sheet: Sheet) -> str:
    if sheet.poll.origin is Origin.TALLY:
        return ""
    languages = ", ".join(native_name(one) for one in sheet.poll.languages)
    if is_varied(sheet.poll):
        return gettext(
            "The question was the same for everyone."
            " Languages: %(languages)s; votes in all of them are counted together.",
            languages=languages,
        )
    return gettext(
        "The question and the order of answers were the same for everyone."
        " Languages: %(languages)s; votes in all of them are counted together.",
        languages=languages,
    )


def _order_line(sheet: Sheet) -> str:
    """How the order of answers differed between readers, where it did."""
    orders = {question.order for question in sheet.poll.questions}
    if sheet.poll.origin is Origin.TALLY or orders == {Order.FIXED}:
        return ""
    if Order.FIXED in orders or len(orders) > 1:
        return gettext(
            "Not every reader saw the answers to every question in the same order;"
            " chance decided, and the order shown is kept with each vote."
        )
    if Order.RANDOM in orders:
        return gettext(
            "Each reader saw the answers in an order of their own, which chance decided;"
            " the order shown is kept with each vote."
        )
    return gettext(
        "Half of the readers, chosen by chance, saw the answers in reverse order;"
        " the order shown is kept with each vote."
    )


def _left_out_line(sheet: Sheet) -> str:
    lines = []
    if sheet.set_aside:
        lines.append(
            ngettext(
                "%(count)s vote was set aside and is not in these figures.",
                "%(count)s votes were set aside and are not in these figures.",
                sheet.set_aside,
                count=number_text(sheet.set_aside, page_language()),
            )
        )
    if sheet.withdrawn:
        lines.append(
            ngettext(
                "%(count)s vote was taken back by its voter.",
                "%(count)s votes were taken back by their voters.",
                sheet.withdrawn,
                count=number_text(sheet.withdrawn, page_language()),
            )
        )
    return sentence_gap(page_language()).join(lines)


def _as_published(sheet: Sheet) -> str:
    if sheet.poll.origin is Origin.TALLY:
        return gettext("Figures as published, single votes are not stored.")
    return ""
