"""What is wrong with a rule, or with a text that names an answer, in the desk's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask_babel import gettext

from pollsvc.domain.flow import RuleFault
from pollsvc.polls.kind_words import KINDS
from pollsvc.web.formats import number_text
from pollsvc.web.languages import page_language
from pollsvc.web.phrases import N_

_SAID: Mapping[str, str] = {
    "empty": N_("Write a rule, such as: country is japan."),
    "too_long": N_("A rule has at most %(first)s characters. Give some of it to other questions."),
    "too_deep": N_("At most %(first)s parentheses may stand inside of each other."),
    "bad_character": N_(
        "%(first)s is not known in rules. Name questions and answers by their codes."
    ),
    "open_quote": N_("This quote is not closed. Put another one after the code."),
    "use_instead": N_("Write %(second)s instead of %(first)s."),
    "words_named": N_("%(first)s is what readers see. Write its code instead: %(second)s."),
    "two_words": N_(
        "%(first)s is one word too many. An answer is named by its code, a single word. Join two"
        " rules with and or or."
    ),
    "test_expected": N_(
        "After the code of a question write is, includes, between, is answered, or a sign such"
        " as >=. For one of several answers write: is any of japan, russia."
    ),
    "and_expected": N_("Between takes two values, such as: between 18 and 30."),
    "of_expected": N_("Write of after any or all, such as: includes any of japan, russia."),
    "open_expected": N_("After all and any write what they join in parentheses: any(…, …)."),
    "close_expected": N_("A parenthesis is not closed. Put ) where it ends."),
    "end_expected": N_("%(first)s is one word too many. Join two rules with and or or."),
    "name_expected": N_("Name a question here, by its code."),
    "value_expected": N_("Name an answer here, by its code or number."),
    "number_expected": N_("Write a number here."),
    "plain_number": N_("Write numbers in rules with the digits 0–9 and a point, such as 1.5."),
    "comma": N_("Write a point before decimals, not a comma: %(first)s."),
    "comma_or_list": N_(
        "Write a point before decimals, not a comma: %(first)s. For one of several answers write:"
        " any of %(second)s, %(third)s."
    ),
    "any_of_expected": N_("For one of several answers write: any of %(first)s, %(second)s."),
    "all_of_expected": N_("For several answers together write: all of %(first)s, %(second)s."),
    "comma_expected": N_(
        "Put a comma between two answers: %(first)s, %(second)s. A code is a single word."
    ),
    "wrong_way_round": N_("The smaller value comes first: between %(second)s and %(first)s."),
    "too_exact": N_(
        "%(first)s has too many digits after the point: %(second)s has %(third)s of them."
    ),
    "not_a_number": N_(
        "%(first)s is no number, and %(second)s asks for one. Write it such as 18 or 1.5."
    ),
    "not_a_date": N_(
        "%(first)s is no day, and %(second)s asks for one. Write it such as 2026-03-31."
    ),
    "later": N_(
        "%(first)s is asked later. A rule can only name questions that come before; move one of"
        " the two."
    ),
    "same_page": N_(
        "%(first)s stands on this page. Put it on an earlier one, or give the rule to the"
        " questions."
    ),
    "never_shown": N_(
        "No reader can ever come to this: no answers fit its rules. Change one of them."
    ),
    "not_checked": N_(
        "These rules hang on too much to find out whether every reader can come to this."
    ),
    "pipe_later": N_("%(first)s is asked later. Only answers given before can be shown."),
    "pipe_missing": N_("%(first)s is named in the first language and not in this one."),
    "pipe_added": N_("%(first)s is named in this language and not in the first one."),
    "pipe_bare": N_(
        "Who has no answer to %(first)s reads “…” here. Better say what they read: {%(first)s|words"
        " for them}."
    ),
}

_OF_THE_WHOLE = frozenset(
    ("empty", "too_long", "never_shown", "not_checked", "pipe_missing", "pipe_added")
)


def rule_words(fault: RuleFault) -> str:
    """The fault or hint as a sentence, with its place unless it is about the whole."""
    special = _SPECIAL.get(fault.code)
    said = special(*fault.detail) if special else _plain(fault)
    if fault.code in _OF_THE_WHOLE:
        return said
    column = number_text(fault.column, page_language())
    return gettext("At character %(column)s: %(problem)s", column=column, problem=said)


def _plain(fault: RuleFault) -> str:
    # Not every fault has all the detail its sentence names: the end of a rule is no word.
    first, second, third, *_ = (*fault.detail, "…", "…", "…")
    return gettext(_SAID[fault.code], first=first, second=second, third=third)


def _unknown_question(code: str, near: str = "") -> str:
    if near:
        return gettext(
            "There is no question %(code)s. Did you mean %(near)s?", code=code, near=near
        )
    return gettext("There is no question %(code)s. Codes are listed below.", code=code)


def _unknown_option(code: str, question: str, near: str = "") -> str:
    if near:
        return gettext(
            "%(question)s has no answer %(code)s. Did you mean %(near)s?",
            question=question,
            code=code,
            near=near,
        )
    return gettext(
        "%(question)s has no answer %(code)s. Codes are listed below.", question=question, code=code
    )


def _matrix(code: str, *rows: str) -> str:
    return gettext(
        "%(code)s is a table. Name one of its rows: %(rows)s.", code=code, rows=", ".join(rows)
    )


def _wrong_test(question: str, kind: str, *tests: str) -> str:
    return gettext(
        "This does not fit %(question)s (%(kind)s). There you can write: %(tests)s.",
        question=question,
        kind=gettext(KINDS[kind][0]) if kind in KINDS else kind,
        tests=", ".join(tests),
    )


def _out_of_range(number: str, question: str, low: str = "", high: str = "") -> str:
    if low and high:
        return gettext(
            "Nobody can answer %(number)s to %(question)s, which goes from %(low)s to %(high)s.",
            number=number,
            question=question,
            low=low,
            high=high,
        )
    return gettext(
        "Nobody can answer %(number)s to %(question)s, which ends at %(low)s.",
        number=number,
        question=question,
        low=low or high,
    )


def _circle(*codes: str) -> str:
    return gettext(
        "These rules go in a circle: %(codes)s. Take one of them out.", codes=" → ".join(codes)
    )


def _pipe_unknown(code: str, near: str = "") -> str:
    if near:
        return gettext(
            "There is no question %(code)s whose answer could be shown. Did you mean %(near)s?",
            code=code,
            near=near,
        )
    return gettext("There is no question %(code)s whose answer could be shown.", code=code)


_SPECIAL: Mapping[str, Callable[..., str]] = {
    "unknown_question": _unknown_question,
    "unknown_option": _unknown_option,
    "matrix_named": _matrix,
    "wrong_test": _wrong_test,
    "out_of_range": _out_of_range,
    "circle": _circle,
    "pipe_unknown": _pipe_unknown,
    "pipe_matrix": _matrix,
}
