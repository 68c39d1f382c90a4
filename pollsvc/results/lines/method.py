"""How a poll was done, in sentences."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext, ngettext

from pollsvc.domain.order import has_shuffled_rows, is_varied
from pollsvc.domain.poll import Origin, Protection
from pollsvc.domain.question import Order
from pollsvc.domain.sheet import Sheet
from pollsvc.results.lines.counted import responses_text
from pollsvc.results.lines.denominators import rule_of
from pollsvc.results.lines.source import as_published_line, asked_by
from pollsvc.web.dates import field_dates
from pollsvc.web.formats import native_name, number_text, sentence_gap
from pollsvc.web.languages import beside, page_language
from pollsvc.web.outlets import tongue_of
from pollsvc.web.site import site


def method_lines(sheet: Sheet) -> tuple[str, ...]:
    """Who asked, when, how; what is not known is left out or said to be so."""
    parts: tuple[Callable[[Sheet], str], ...] = (
        _asked_line,
        _when_line,
        _how_line,
        _protection_line,
        _same_for_all_line,
        _order_line,
        _rows_line,
        _left_out_line,
        as_published_line,
    )
    said = (part(sheet) for part in parts)
    return tuple(line for line in said if line)


def _asked_line(sheet: Sheet) -> str:
    votes = responses_text(sheet.poll, sheet.counted)
    wanted = beside(page_language(), tongue_of(sheet.poll))
    who = asked_by(sheet.poll, wanted, site().name)
    if not who:
        return gettext("Counted: %(votes)s.", votes=votes)
    return gettext("Asked by %(who)s. Counted: %(votes)s.", who=who, votes=votes)


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
    poll = sheet.poll
    languages = gettext(", ").join(native_name(one) for one in poll.languages)
    if poll.is_survey:
        return _same_questions_line(sheet, languages)
    if is_varied(poll):
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


def _same_questions_line(sheet: Sheet, languages: str) -> str:
    if any(rule_of(sheet.poll, one) for one in sheet.poll.questions):
        return gettext(
            "Some questions were asked only of those whose earlier answers called for them,"
            " as said under each."
            " Languages: %(languages)s; answers in all of them are counted together.",
            languages=languages,
        )
    return gettext(
        "Everyone was asked the same questions."
        " Languages: %(languages)s; answers in all of them are counted together.",
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


def _rows_line(sheet: Sheet) -> str:
    """That rows were not in one order for everyone, where it was so."""
    live = sheet.poll.origin is not Origin.TALLY
    if live and any(map(has_shuffled_rows, sheet.poll.questions)):
        return gettext(
            "Not every reader saw the rows of every table in the same order;"
            " chance decided, and the order shown is kept with each vote."
        )
    return ""


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
