"""A rule in words: not codes, but the questions and answers that it names."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from babel.lists import format_list
from flask_babel import gettext

from pollsvc.domain.flow import RuleSyntaxError, parse_rule, unpiped
from pollsvc.domain.flow.rules import (
    All,
    Answered,
    Any,
    Between,
    Compare,
    Includes,
    Is,
    Not,
    Rule,
    Test,
    Word,
)
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Question, Required
from pollsvc.domain.texts import Said, same_text
from pollsvc.domain.typed import TypedError, read_day, read_number
from pollsvc.web.asked_words import has_boxes, listed, quoted
from pollsvc.web.formats import date_text, locale_of, measured_text
from pollsvc.web.languages import page_language
from pollsvc.web.phrases import N_

_COMPARED = {
    ">": N_("%(question)s is more than %(value)s"),
    ">=": N_("%(question)s is %(value)s or more"),
    "<": N_("%(question)s is less than %(value)s"),
    "<=": N_("%(question)s is %(value)s or less"),
}
_DATED = {
    ">": N_("%(question)s is later than %(value)s"),
    ">=": N_("%(question)s is %(value)s or later"),
    "<": N_("%(question)s is earlier than %(value)s"),
    "<=": N_("%(question)s is %(value)s or earlier"),
}


def rule_words(poll: Poll, written: str, tongue: str) -> str:
    """When something is asked, such as ``“Where do you live?” is “Japan”``.

    A rule that cannot be read is given as it is written.
    """
    try:
        return _words(poll, parse_rule(written), tongue)
    except RuleSyntaxError:
        return written


def _words(poll: Poll, rule: Rule, tongue: str) -> str:
    match rule:
        case Not(Answered() | Is(wanted=True) | Includes() as inner) if _is_simple(inner):
            return _contrary(poll, inner, tongue)
        case Not(inner):
            return gettext("it is not so that %(rule)s", rule=_inside(poll, inner, tongue))
        case All(rules):
            return _joined([_inside(poll, one, tongue) for one in rules], "standard")
        case Any(rules):
            return _joined([_inside(poll, one, tongue) for one in rules], "or")
        case _:
            return _test(poll, rule, tongue)


def _inside(poll: Poll, rule: Rule, tongue: str) -> str:
    said = _words(poll, rule, tongue)
    return f"({said})" if isinstance(rule, All | Any) else said


def _joined(parts: list[str], style: str) -> str:
    locale = locale_of(page_language())
    if style == "or":
        return format_list(parts, style="or", locale=locale)
    return format_list(parts, locale=locale)


def _is_simple(test: Answered | Is | Includes) -> bool:
    """Whether its contrary can be said in a word; "not all of several" cannot."""
    return not (isinstance(test, Includes) and test.every and len(test.values) > 1)


def _contrary(poll: Poll, test: Answered | Is | Includes, tongue: str) -> str:
    """That a test does not hold. Unlike ``is not`` this takes in who did not answer."""
    if isinstance(test, Answered):
        return _test(poll, Answered(test.name, wanted=not test.wanted), tongue)
    question, wanted, name = _named(poll, test, tongue)
    answers = _answers(question, test.values, wanted, "or")
    if isinstance(test, Includes):
        return gettext("%(question)s does not include %(answers)s", question=name, answers=answers)
    if question is not None and _is_always_answered(poll, question):
        return gettext("%(question)s is not %(answers)s", question=name, answers=answers)
    return gettext(
        "%(question)s is not %(answers)s (or not answered)", question=name, answers=answers
    )


def _is_always_answered(poll: Poll, part: Question) -> bool:
    """Whether everybody is asked it and has to answer."""
    asked = next(one for one in poll.questions if part in one.parts)
    rules = [page.show_if for page in poll.pages if page.number == asked.page]
    return part.need is Required.HARD and not any((asked.show_if, *rules))


def _named(poll: Poll, test: Test, tongue: str) -> tuple[Question | None, str, str]:
    """The question that a test is about, the language that it is said in, its name."""
    question = next((one for one in poll.parts.values() if one.code == test.name.text), None)
    wanted = question.tongue(tongue, poll.base_language) if question else tongue
    return question, wanted, _question_name(question, test.name, wanted)


def _test(poll: Poll, test: Test, tongue: str) -> str:
    question, wanted, name = _named(poll, test, tongue)
    match test:
        case Answered():
            if test.wanted:
                return gettext("%(question)s is answered", question=name)
            return gettext("%(question)s is not answered", question=name)
        case Is():
            answers = _answers(question, test.values, wanted, "or")
            if test.wanted:
                return gettext("%(question)s is %(answers)s", question=name, answers=answers)
            return gettext("%(question)s is not %(answers)s", question=name, answers=answers)
        case Includes():
            style = "standard" if test.every else "or"
            answers = _answers(question, test.values, wanted, style)
            return gettext("%(question)s includes %(answers)s", question=name, answers=answers)
        case Between():
            low, high = (_answer(question, one, wanted) for one in (test.low, test.high))
            return gettext(
                "%(question)s is from %(low)s to %(high)s", question=name, low=low, high=high
            )
        case Compare():
            value = _answer(question, test.value, wanted)
            is_date = question is not None and question.kind is Kind.DATE
            said = (_DATED if is_date else _COMPARED)[test.sign]
            return gettext(said, question=name, value=value)


def _question_name(question: Question | None, word: Word, tongue: str) -> str:
    if question is None:
        return word.text
    said = question.text.say(tongue)
    return quoted(Said(unpiped(said.text), said.language))


def _answers(question: Question | None, words: tuple[Word, ...], tongue: str, style: str) -> str:
    named = [_answer(question, one, tongue) for one in words]
    return listed(named) if style == "standard" else _joined(named, style)


def _answer(question: Question | None, word: Word, tongue: str) -> str:
    """An option by its label, a number or date as pages say it; anything else as written.

    A point of a scale of which not all have words is said by its number.
    """
    if question is None:
        return word.text
    for option in question.options:
        value = "" if option.value is None else str(option.value)
        if same_text(word.text) in (same_text(option.code), value):
            if value and has_boxes(question):
                return value
            said = option.label.say(tongue)
            return quoted(Said(unpiped(said.text), said.language))
    return _typed(question, word.text)


def _typed(question: Question, written: str) -> str:
    try:
        if question.kind is Kind.DATE:
            return date_text(date.fromordinal(read_day(written)), page_language())
        if question.kind is Kind.NUMBER:
            scaled = read_number(written, question.decimals)
            number = Decimal(scaled).scaleb(-question.decimals).normalize()
            return measured_text(number, page_language())
    except TypedError:
        pass
    return written
