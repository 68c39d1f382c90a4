"""What is wrong with rules and pipes, said to people: what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pollsvc.domain.flow import RuleFault
from pollsvc.imports.faults import shown

_SAID: Mapping[str, str] = {
    "empty": "write a rule, such as: country is japan",
    "too_long": "a rule has at most {0} characters; split it over several questions",
    "too_deep": "at most {0} parentheses may stand inside of each other",
    "bad_character": "{0} is not known in rules; name questions and answers by their codes",
    "open_quote": "this quote is not closed; put another one after the code",
    "use_instead": "write {1} instead of {0}",
    "words_named": "{0} is what readers see; write its code: {1}",
    "two_words": "{0} is one word too many; an answer is named by its code, which is a single"
    " word; join two rules with and or or",
    "test_expected": "after a question's code write is, includes, between, is answered or a sign"
    " such as >=; for one of several answers write: is any of japan, russia",
    "and_expected": "between takes two values: between 18 and 30",
    "of_expected": "write of after any or all, such as: includes any of japan, russia",
    "open_expected": "after all and any write what they join in parentheses: any(…, …)",
    "close_expected": "a parenthesis is not closed; put ) where it ends",
    "end_expected": "{0} is one word too many; join two rules with and or or",
    "name_expected": "name a question here, by its code",
    "value_expected": "name an answer here, by its code or number",
    "number_expected": "give a number here",
    "plain_number": "write numbers in rules with digits 0-9 and a point, such as 1.5",
    "comma": "write a point before decimals, not a comma: {0}",
    "comma_or_list": "write a point before decimals, not a comma: {0}; for one of several answers"
    " write: any of {1}, {2}",
    "any_of_expected": "for one of several answers write: any of {0}, {1}",
    "all_of_expected": "for several answers together write: all of {0}, {1}",
    "comma_expected": "put a comma between two answers: {0}, {1}; a code is a single word",
    "wrong_way_round": "the smaller value comes first: between {1} and {0}",
    "too_exact": "{0} has too many digits after the point; {1} has {2}",
    "not_a_number": "{0} is no number, and {1} asks for one; write it such as 18 or 1.5",
    "not_a_date": "{0} is no day, and {1} asks for one; write it such as 2024-01-31",
    "later": "{0} is asked later; a rule can only name questions that come before",
    "same_page": "{0} stands on this page; put it on an earlier one, or give the rule to the"
    " questions",
    "never_shown": "nobody can ever come to this: no answers fit its rules; change one of them",
    "not_checked": "the rules hang on too much to find out whether somebody can come to this",
    "pipe_later": "{0} is asked later; only answers given before can be shown",
}


def rule_words(fault: RuleFault) -> str:
    """The fault or hint as a sentence."""
    detail = tuple(map(shown, fault.detail))
    special = _SPECIAL.get(fault.code)
    if special is not None:
        return special(*detail)
    # Not every fault has all the detail its sentence names: the end of a rule is no word.
    words = [*detail, *("…" for _ in range(3))]
    return _SAID[fault.code].format(*words)


def _unknown_question(code: str, near: str = "") -> str:
    return f"there is no question {code}{_meant(near)}"


def _unknown_option(code: str, question: str, near: str = "") -> str:
    return f"{question} has no answer {code}{_meant(near)}"


def _meant(near: str) -> str:
    return f"; did you mean {near}?" if near else ""


def _matrix(code: str, *rows: str) -> str:
    return f"{code} is a matrix; name one of its rows: {', '.join(rows)}"


def _wrong_test(question: str, kind: str, *tests: str) -> str:
    return f"this does not fit {question}, which is kind: {kind}; it takes {', '.join(tests)}"


def _out_of_range(number: str, question: str, low: str, high: str) -> str:
    if low and high:
        return f"{number} cannot be answered to {question}, which goes from {low} to {high}"
    end = f"begins with {low}" if low else f"ends with {high}"
    return f"{number} cannot be answered to {question}, which {end}"


def _circle(*codes: str) -> str:
    return f"these rules go in a circle: {' → '.join(codes)}; take one of them out"


def _pipe_missing(*codes: str) -> str:
    return f"{_braced(codes)} is in the base language and not here"


def _pipe_added(*codes: str) -> str:
    return f"{_braced(codes)} is here and not in the base language"


def _braced(codes: tuple[str, ...]) -> str:
    return ", ".join(f"{{{code}}}" for code in codes)


def _pipe_unknown(code: str, near: str = "") -> str:
    return f"there is no question {code} whose answer could be shown{_meant(near)}"


def _pipe_bare(code: str) -> str:
    return f"who has no answer there reads …; better say {{{code}|words for them}}"


_SPECIAL: Mapping[str, Callable[..., str]] = {
    "unknown_question": _unknown_question,
    "unknown_option": _unknown_option,
    "matrix_named": _matrix,
    "wrong_test": _wrong_test,
    "out_of_range": _out_of_range,
    "circle": _circle,
    "pipe_unknown": _pipe_unknown,
    "pipe_matrix": _matrix,
    "pipe_missing": _pipe_missing,
    "pipe_added": _pipe_added,
    "pipe_bare": _pipe_bare,
}
