"""Measured figures in words: numbers, dates, stretches of them, means and quartiles."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from babel.dates import format_date, format_interval, format_skeleton
from flask_babel import gettext

from pollsvc.domain.figures import Bin, NumberFigures
from pollsvc.domain.question import Kind, Question
from pollsvc.domain.texts import first_of
from pollsvc.web.formats import date_text, locale_of, measured_text, number_text, sentence_gap
from pollsvc.web.languages import wanted_languages

_DASH = "\N{EN DASH}"
_NO_BREAK = "\N{NO-BREAK SPACE}"


def exact_text(number: Fraction, decimals: int, language: str, *, least: int = 0) -> str:
    """A number with at most so many decimals, rounded half up, and at least ``least``.

    Four digits are not grouped: they may be a year.
    """
    step = Decimal(1).scaleb(-decimals)
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    pattern = "#,##0." + "0" * least + "#" * (decimals - least)
    rounded = exact.quantize(step, ROUND_HALF_UP)
    return measured_text(rounded, language, pattern.rstrip("."))


def middle_text(question: Question, number: Fraction, language: str) -> str:
    """A mean or quartile, with one decimal more than can be typed; of dates the day."""
    if question.kind is Kind.DATE:
        return date_text(_day(number + Fraction(1, 2)), language)
    shown = exact_text(number, question.decimals + 1, language, least=question.decimals)
    return with_unit(question, shown, language)


def mean_text(question: Question, number: Fraction, language: str) -> str:
    """A mean, always with its further decimal: ``"4.0"``; of dates the day."""
    if question.kind is Kind.DATE:
        return middle_text(question, number, language)
    digits = question.decimals + 1
    return with_unit(question, exact_text(number, digits, language, least=digits), language)


def place_text(number: Fraction, language: str) -> str:
    """A mean place, with one decimal: ``"2.2"``."""
    return exact_text(number, 1, language, least=1)


def bin_text(question: Question, one: Bin, language: str) -> str:
    """A stretch of numbers or days: ``"18–19"``, ``"March 2026"``, ``"2–8 Mar 2026"``."""
    if question.kind is Kind.DATE:
        return days_bin_text(_day(one.low), _day(one.high), language)
    low, high = (
        exact_text(end, question.decimals, language, least=question.decimals)
        for end in (one.low, one.high)
    )
    if one.low == one.high:
        return low
    gap = " " if one.low < 0 else ""
    return f"{low}{gap}{_DASH}{gap}{high}"


def days_bin_text(first: date, last: date, language: str) -> str:
    """A stretch of days, by the name that the calendar has for it."""
    locale = locale_of(language)
    if first == last:
        return format_date(first, format="medium", locale=locale)
    whole_months = first.day == 1 and (last + timedelta(1) if last < date.max else first).day == 1
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if not whole_months or (months not in (1, 3) and months % 12):
        return format_interval(first, last, skeleton="yMMMd", locale=locale)
    if months == 1:
        return format_skeleton("yMMM", first, locale=locale)
    if months == 3:
        return format_skeleton("yQQQ", first, locale=locale)
    if months == 12:
        return format_skeleton("y", first, locale=locale)
    return format_interval(first, last, skeleton="y", locale=locale)


def average_line(question: Question, numbers: NumberFigures, language: str) -> str:
    """What is written at the mean: ``"Average 4.0"``; nothing without numbers."""
    if numbers.mean is None:
        return ""
    return gettext("Average %(value)s", value=mean_text(question, numbers.mean, language))


def middle_line(question: Question, numbers: NumberFigures, language: str) -> str:
    """Mean, median and quartiles in a sentence or two; nothing without numbers."""
    if numbers.mean is None:
        return ""
    assert numbers.median is not None
    assert numbers.lower is not None
    assert numbers.upper is not None
    said = {
        "median": middle_text(question, numbers.median, language),
        "lower": middle_text(question, numbers.lower, language),
        "upper": middle_text(question, numbers.upper, language),
    }
    line = gettext(
        "Average %(mean)s, median %(median)s."
        " The middle half of the answers lies between %(lower)s and %(upper)s.",
        mean=mean_text(question, numbers.mean, language),
        **said,
    )
    near = near_line(numbers)
    return line + sentence_gap(language) + near if near else line


def near_line(numbers: NumberFigures) -> str:
    """That some figures are not exact, where that is so."""
    if numbers.is_exact:
        return ""
    return gettext(
        "The average is exact; numbers were counted in ranges,"
        " so the median and the middle half are close."
    )


def answers_text(number: int, language: str) -> str:
    """A bare number of answers: ``"n = 57"``."""
    return f"n = {number_text(number, language)}"


def with_unit(question: Question, shown: str, language: str) -> str:
    """A number as printed with the unit that the question asks for, if there is one."""
    if question.unit is None:
        return shown
    wanted = first_of(wanted_languages(language), question.whole_languages)
    return shown + _NO_BREAK + question.unit.say(wanted or question.tongue()).text


def _day(number: Fraction) -> date:
    return date.fromordinal(int(number))
