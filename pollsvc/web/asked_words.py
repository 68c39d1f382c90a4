"""What stands around a question in the page's language: how to answer, places, amounts.

Labels inside these sentences are in the question's own language, set off by quotes and,
where they run the other way, by marks that keep them in one piece.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from babel.lists import format_list
from flask_babel import gettext, ngettext

from pollsvc.domain.answers import Response
from pollsvc.domain.flow import piped
from pollsvc.domain.new_poll import NewOption, NewQuestion
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Option, Question, Required
from pollsvc.domain.reading import LONGEST_TEXTS
from pollsvc.domain.texts import Said
from pollsvc.web.formats import (
    date_text,
    direction,
    locale_of,
    measured_text,
    number_text,
    sentence_gap,
)
from pollsvc.web.languages import ISOLATE, ISOLATE_END, page_language

Answerable = Question | NewQuestion
NOTHING_YET = Response({}, {})
"""Who has answered nothing."""
_QUOTES = {
    "en": "“{}”",
    "fr": "«\u00a0{}\u00a0»",
    "ru": "«{}»",
    "ar": "«{}»",
    "ja": "「{}」",
}
_ARABIC_PLACES = (
    *("الأول", "الثاني", "الثالث", "الرابع", "الخامس"),
    *("السادس", "السابع", "الثامن", "التاسع", "العاشر"),
)
_NO_BREAK = "\u00a0"
_SPACED_PERCENT = frozenset(("fr", "ru", "de"))


def place_text(place: int, language: str) -> str:
    """A place in an order: ``"1st"``, Russian ``"1-е"``, French ``"1re"`` (of *place*)."""
    match language.partition("-")[0]:
        case "en":
            ending = {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
            return f"{place}{'th' if place % 100 in (11, 12, 13) else ending}"
        case "ru":
            return f"{place}-е"
        case "fr":
            return "1re" if place == 1 else f"{place}e"
        case "ja":
            return f"{place}位"
        case "ar":
            return _ARABIC_PLACES[place - 1] if place <= len(_ARABIC_PLACES) else str(place)
        case _:
            return f"{place}."


def has_boxes(question: Question) -> bool:
    """Whether it is answered on a scale of numbers, of which not all have words."""
    return any(one.is_bare for one in question.options)


def ranked_options(question: Answerable) -> list[Option | NewOption]:
    """The options of a question without "don't know" and its like."""
    return [one for one in question.options if not one.role.is_exclusive]


def places_of(question: Answerable) -> tuple[tuple[str, str], ...]:
    """The places that a ranking gives, each as sent and in words, without "No place"."""
    language = page_language()
    most = min(question.at_most, len(ranked_options(question)))
    return tuple((str(place), place_text(place, language)) for place in range(1, most + 1))


def apart(said: Said) -> str:
    """Words that do not turn the direction of the page's sentence around them."""
    if direction(said.language) == direction(page_language()):
        return said.text
    return f"{ISOLATE}{said.text}{ISOLATE_END}"


def quoted(said: Said) -> str:
    """Somebody's words inside a sentence of the page."""
    return _QUOTES.get(page_language(), _QUOTES["en"]).format(apart(said))


def listed(words: Iterable[str]) -> str:
    """Several things in a row: ``"A, B and C"``."""
    return format_list(tuple(words), locale=locale_of(page_language()))


def option_said(question: Question, option: Option, tongue: str) -> Said:
    """An option as it is called in a sentence: a point of a scale of numbers with its number."""
    label = option.label.say(tongue)
    if option.value is None or option.is_bare or not has_boxes(question):
        return label
    return Said(f"{option.value} – {label.text}", label.language)


def with_answers(said: Said, poll: Poll, response: Response) -> Said:
    """A text with earlier answers put into it, numbers and dates as its language writes them.

    Units are left out: whoever writes the text puts them where the sentence needs them.
    """
    if "{" not in said.text:
        return said
    language = said.language

    def say(question: Question, number: int) -> str:
        if question.kind is Kind.DATE:
            return date_text(date.fromordinal(number), language)
        return measured_text(_unscaled(question, number).normalize(), language)

    return Said(piped(said.text, poll, response, language, say), language)


def amount_text(question: Question, scaled: int, tongue: str) -> str:
    """A number in the form in which it is typed, with its unit: ``"1.5 km"``."""
    return _with_unit(question, f"{_unscaled(question, scaled).normalize():f}", tongue)


def number_said(question: Question, scaled: int, tongue: str) -> str:
    """A number as the page's language writes it, with its unit: French ``"1,5 km"``."""
    plain = _unscaled(question, scaled).normalize()
    return _with_unit(question, measured_text(plain, page_language()), tongue)


def date_said(day: int) -> str:
    """A day number as a date in the page's language."""
    return date_text(date.fromordinal(day), page_language())


def _unscaled(question: Answerable, scaled: int) -> Decimal:
    return Decimal(scaled).scaleb(-question.decimals)


def _with_unit(question: Answerable, number: str, tongue: str) -> str:
    if question.unit is None:
        return number
    unit = question.unit.say(tongue)
    is_tight = unit.text == "%" and unit.language.partition("-")[0] not in _SPACED_PERCENT
    return f"{number}{'' if is_tight else _NO_BREAK}{unit.text}"


def how_text(question: Answerable, tongue: str) -> str:
    """How a question is answered, with every limit; ``""`` where it speaks for itself."""
    match question.kind:
        case Kind.SINGLE:
            return gettext("Choose one answer.")
        case Kind.MULTIPLE:
            return choose_text(question)
        case Kind.RANKING:
            return _rank_text(question)
        case Kind.SCALE:
            return ""
        case Kind.MATRIX:
            return _rows_text(question)
        case Kind.NUMBER:
            return _number_text(question, tongue)
        case Kind.DATE:
            return _date_text(question)
        case Kind.SHORT_TEXT | Kind.LONG_TEXT:
            return _length_text(question)


def choose_text(question: Answerable) -> str:
    """How many of its options may be chosen, in words. An exclusive one stands alone."""
    language = page_language()
    there = len(ranked_options(question)) or len(question.options)
    least, most = question.at_least, min(question.at_most, there)
    top = number_text(most, language)
    if least == most:
        return ngettext("Choose %(top)s answer.", "Choose %(top)s answers.", most, top=top)
    if most == there:
        if least == 0:
            return gettext("Choose as many answers as you like, or none.")
        low = number_text(least, language)
        return ngettext(
            "Choose %(low)s answer or more.", "Choose %(low)s answers or more.", least, low=low
        )
    if least <= 1:
        return ngettext(
            "Choose up to %(top)s answer.", "Choose up to %(top)s answers.", most, top=top
        )
    low = number_text(least, language)
    return gettext("Choose %(low)s to %(top)s answers.", low=low, top=top)


def _rank_text(question: Answerable) -> str:
    language, there = page_language(), len(ranked_options(question))
    least, most = max(1, question.at_least), min(question.at_most, there)
    first, last = place_text(1, language), place_text(most, language)
    top = number_text(most, language)
    if least == most == there:
        return gettext(
            "Give each answer a place of its own, from %(first)s to %(last)s.",
            first=first,
            last=last,
        )
    if least == most:
        return ngettext(
            "Give a place to %(top)s answer: %(first)s.",
            "Give places to %(top)s answers, from %(first)s to %(last)s.",
            most,
            top=top,
            first=first,
            last=last,
        )
    if least > 1:
        return gettext(
            "Give places to %(low)s to %(top)s answers, beginning with %(first)s.",
            low=number_text(least, language),
            top=top,
            first=first,
        )
    if most == there:
        if question.hint is not None:
            return ""  # which says it better: there is no limit to be said
        return gettext(
            "Give %(first)s place to the answer that you put first. "
            "You can leave answers without a place.",
            first=first,
        )
    return gettext(
        "Give places to up to %(top)s answers, beginning with %(first)s.", top=top, first=first
    )


def _rows_text(question: Answerable) -> str:
    row = question.rows[0] if question.rows else question
    if row.kind is not Kind.MULTIPLE:
        return gettext("Choose one answer on each line.")
    most = min(row.at_most, len(ranked_options(row)))
    if most == len(ranked_options(row)):
        return gettext("Choose as many answers as you like on each line.")
    top = number_text(most, page_language())
    return ngettext(
        "Choose up to %(top)s answer on each line.",
        "Choose up to %(top)s answers on each line.",
        most,
        top=top,
    )


def _number_text(question: Answerable, tongue: str) -> str:
    low, high = question.low, question.high
    said = []
    if low is not None and high is not None:
        least, most = _range_ends(question, low, high, tongue)
        said.append(gettext("A number from %(low)s to %(high)s.", low=least, high=most))
    if question.decimals:
        said.append(
            ngettext(
                "You can write %(digits)s digit after a point, as in %(example)s.",
                "You can write up to %(digits)s digits after a point, as in %(example)s.",
                question.decimals,
                digits=number_text(question.decimals, page_language()),
                example=example_of(question),
            )
        )
    return sentence_gap(page_language()).join(said)


def _range_ends(question: Answerable, low: int, high: int, tongue: str) -> tuple[str, str]:
    """The unit is said once, with the second number."""
    least = f"{_unscaled(question, low).normalize():f}"
    return least, _with_unit(question, f"{_unscaled(question, high).normalize():f}", tongue)


def example_of(question: Answerable) -> str:
    """A number that could be typed, from the middle of the range."""
    low, high = question.low or 0, question.high or 0
    middle = (low + high) // 2
    if question.decimals and middle % 10 == 0 and middle + 5 <= high:
        middle += 5  # so that it has a digit after the point
    return f"{_unscaled(question, middle):f}"


def _date_text(question: Answerable) -> str:
    low, high = question.low, question.high
    if low is not None and high is not None:
        return gettext("A date from %(low)s to %(high)s.", low=date_said(low), high=date_said(high))
    if low is not None:
        return gettext("%(low)s or later.", low=date_said(low))
    return gettext("%(high)s or earlier.", high=date_said(high)) if high is not None else ""


def _length_text(question: Answerable) -> str:
    longest = question.longest or LONGEST_TEXTS[question.kind]
    top = number_text(longest, page_language())
    return ngettext("Up to %(top)s character.", "Up to %(top)s characters.", longest, top=top)


def length_words(question: Answerable) -> str:
    """What the counter of a text says, with ``{count}`` for the script to fill in."""
    longest = question.longest or LONGEST_TEXTS[question.kind]
    top = number_text(longest, page_language())
    return ngettext(
        "{count} of %(top)s character", "{count} of %(top)s characters", longest, top=top
    )


def other_words(answer: str) -> str:
    """The label of the field beside "other"."""
    return gettext("If %(answer)s, what?", answer=answer)


def is_optional(question: Question) -> bool:
    """Whether it is said to be optional; those asked once more are not."""
    parts = question.parts
    return bool(parts) and all(part.need is Required.NO for part in parts)
