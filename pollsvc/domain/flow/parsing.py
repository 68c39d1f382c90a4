"""Reading a rule: text to tokens, tokens to a rule, every fault with its column."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from pollsvc.domain.flow.rules import (
    KEYWORDS,
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
from pollsvc.domain.flow.slips import SLIP, instead_of, instead_of_several

LONGEST_RULE = 2000
DEEPEST_RULE = 30
_TOKEN = re.compile(
    rf"""
    (?P<space>\s+)
    | (?P<date>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?![\w.-])
    | (?P<number>[+-]?[0-9]+(?:\.[0-9]+)?)(?![\w-])
    | (?P<slip>{SLIP})
    | (?P<word>(?u:(?=[^\W\d]|[0-9])\w+))
    | (?P<quoted>"[^"\n]*")
    | (?P<sign><=|>=|<|>|≤|≥)
    | (?P<mark>[(),])
    """,
    re.VERBOSE | re.ASCII,
)
_THOUSANDS = 3  # digits after such a comma: 1,000 is rather a thousand than one
_SIGNS = {"≤": "<=", "≥": ">="}
_END = "end"


class RuleSyntaxError(ValueError):
    """A rule cannot be read.

    ``column`` counts from 1. ``code`` is ``empty``, ``too_long``, ``too_deep``,
    ``bad_character``, ``open_quote``, ``use_instead`` (of ``=``, ``&&`` and their like, see
    ``slips``), ``name_expected``,
    ``test_expected`` (after a question's code), ``value_expected``, ``number_expected``,
    ``plain_number`` (one in digits of another script, or with commas between thousands),
    ``comma`` (in place of a point; the detail is the number with a point), ``comma_or_list``
    (the same where two values may be meant), ``any_of_expected`` and
    ``all_of_expected`` (before several values), ``comma_expected`` (between two values of a
    list), ``and_expected`` (in ``between``), ``of_expected`` (after ``is any``), ``open_expected``
    (after ``all`` and ``any``), ``close_expected``, ``two_words`` (after an answer's code stands
    another word), or ``end_expected`` (something stands after the rule's end).
    ``detail`` holds what stands there, where something does, or the limit not kept.
    """

    def __init__(self, column: int, code: str, detail: tuple[str, ...] = ()) -> None:
        """Keep where and what."""
        super().__init__(f"column {column}: {code}")
        self.column, self.code, self.detail = column, code, detail


class _Token(NamedTuple):
    kind: str
    text: str
    column: int

    @property
    def keyword(self) -> str | None:
        """The keyword it is, if it is one: what is quoted never is."""
        lower = self.text.lower()
        return lower if self.kind == "word" and lower in KEYWORDS else None

    @property
    def is_value(self) -> bool:
        """Whether it can name a question or an answer."""
        return self.kind not in {_END, "mark", "sign"} and self.keyword is None

    def fault(self, code: str) -> RuleSyntaxError:
        return self.about(code, *([self.text] if self.text else []))

    def about(self, code: str, *detail: str) -> RuleSyntaxError:
        return RuleSyntaxError(self.column, code, detail)


@lru_cache(maxsize=2048)
def parse_rule(text: str) -> Rule:
    """The rule that this text says.

    Raises:
        RuleSyntaxError: with the place of the first fault.
    """
    if len(text) > LONGEST_RULE:
        raise RuleSyntaxError(LONGEST_RULE + 1, "too_long", (str(LONGEST_RULE),))
    parser = _Parser(_tokens(text))
    rule = parser.either(0)
    parser.end()
    return rule


def _tokens(text: str) -> list[_Token]:
    tokens = []
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise RuleSyntaxError(place + 1, _lost_code(text, place), (text[place],))
        kind, said = str(found.lastgroup), found.group()
        if kind == "slip":
            raise RuleSyntaxError(place + 1, "use_instead", (said, instead_of(said) or ""))
        if kind == "quoted":
            said = said[1:-1]
        if kind != "space":
            tokens.append(_Token(kind, _SIGNS.get(said, said), place + 1))
        place = found.end()
    if not tokens:
        raise RuleSyntaxError(1, "empty")
    return [*tokens, _Token(_END, "", len(text) + 1)]


def _lost_code(text: str, place: int) -> str:
    """What is wrong where no token begins."""
    if text[place] == '"':
        return "open_quote"
    return "plain_number" if text[place].isdecimal() else "bad_character"


class _Named(NamedTuple):
    """The last value that a test named, the place behind it, and what was forgotten.

    ``and_code`` and ``or_code`` say what is wrong where another value follows after ``and``
    or ``or``, as in ``a is b or c``.
    """

    place: int = -2
    value: str = ""
    and_code: str = ""
    or_code: str = ""


class _Parser:
    """Recursive descent: ``or`` binds loosest, then ``and``, then ``not``."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._place = 0
        self._named = _Named()

    def end(self) -> None:
        if self._now.kind != _END:
            raise self._one_too_much("end_expected")

    def _one_too_much(self, code: str) -> RuleSyntaxError:
        """What is wrong where a rule should have ended, by what stands there and before."""
        token, before = self._now, self._tokens[self._place - 1]
        if self._is_mark(",") and self._is_in_list:
            one, *other = self._tokens[self._place + 1 : self._place + 3]
            if one.is_value and other[0].is_value:
                return other[0].about("comma_expected", one.text, other[0].text)
        if not token.is_value:
            return token.fault(code)
        instead = instead_of(token.text)
        if instead is not None:
            return token.about("use_instead", token.text, instead)
        if self._is_in_list:
            return token.about("comma_expected", self._named.value, token.text)
        are_words = (before.kind, token.kind) == ("word", "word") and not before.keyword
        return token.fault("two_words" if are_words else code)

    @property
    def _is_in_list(self) -> bool:
        """Whether the last value of a list stands right before."""
        return self._named.place == self._place and self._named.or_code == "comma_expected"

    def either(self, depth: int) -> Rule:
        rules = self._joined("or", lambda: self._both(depth))
        return rules[0] if len(rules) == 1 else Any(rules)

    def _both(self, depth: int) -> Rule:
        rules = self._joined("and", lambda: self._one(depth))
        return rules[0] if len(rules) == 1 else All(rules)

    def _joined(self, word: str, read: Callable[[], Rule]) -> tuple[Rule, ...]:
        rules = [read()]
        while self._now.keyword == word:
            self._next()
            rules.append(read())
        return tuple(rules)

    def _one(self, depth: int) -> Rule:
        if depth > DEEPEST_RULE:
            raise RuleSyntaxError(self._now.column, "too_deep", (str(DEEPEST_RULE),))
        keyword = self._now.keyword
        if keyword == "not":
            self._next()
            return Not(self._one(depth + 1))
        if keyword in {"all", "any"}:
            self._next()
            return self._listed(keyword == "all", depth + 1)
        if self._is_mark("("):
            self._next()
            rule = self.either(depth + 1)
            self._take_mark(")", "close_expected")
            return rule
        return self._test()

    def _listed(self, every: bool, depth: int) -> Rule:
        self._take_mark("(", "open_expected")
        rules = [self.either(depth)]
        while self._is_mark(","):
            self._next()
            rules.append(self.either(depth))
        self._take_mark(")", "close_expected")
        if len(rules) == 1:
            return rules[0]
        return All(tuple(rules)) if every else Any(tuple(rules))

    def _test(self) -> Test:
        name = self._word("name_expected")
        self._no_value(name)
        token = self._next()
        if token.keyword == "is":
            return self._is(name)
        if token.keyword == "includes":
            return self._includes(name)
        if token.keyword == "between":
            low = self._number()
            if self._now.keyword != "and":
                raise self._now.fault("and_expected")
            self._next()
            return Between(name, low, self._number())
        if token.kind == "sign":
            return Compare(name, token.text, self._number())
        raise token.fault("test_expected")

    def _no_value(self, name: Word) -> None:
        """Refuse what has no test and follows on ``a is b or``: a value, and no name."""
        token, named = self._now, self._named
        joint = self._tokens[self._place - 2]
        ends = token.kind in {_END, "mark"} or token.keyword in {"and", "or"}
        if ends and named.place == self._place - 2:
            code = named.and_code if joint.keyword == "and" else named.or_code
            raise joint.about(code, named.value, name.text)

    def _is(self, name: Word) -> Test:
        wanted = self._now.keyword != "not"
        if not wanted:
            self._next()
        if self._now.keyword == "answered":
            self._next()
            return Answered(name, wanted)
        if self._now.keyword == "any":
            self._next()
            return Is(name, self._values(), wanted)
        return Is(name, (self._only_value("any_of_expected"),), wanted)

    def _includes(self, name: Word) -> Test:
        keyword = self._now.keyword
        if keyword in {"any", "all"}:
            self._next()
            values = self._values()
            return Includes(name, values, every=keyword == "all" and len(values) > 1)
        if self._now.text.lower() == "none" and self._tokens[self._place + 1].keyword == "of":
            none, instead = f"{name.text} includes none of", f"not {name.text} includes any of"
            raise RuleSyntaxError(name.column, "use_instead", (none, instead))
        return Includes(name, (self._only_value("all_of_expected"),))

    def _only_value(self, and_code: str) -> Word:
        """The value of a test that takes one; a list is none."""
        token = self._now
        value = self._word("value_expected")
        instead = instead_of_several(value.text) if self._now.keyword == "of" else None
        if instead is not None and token.kind == "word":
            raise token.about("use_instead", f"{value.text} of", instead)
        if self._is_mark(",") and self._is_value_next():
            self._no_comma(token, "comma_or_list")
            other = self._tokens[self._place + 1]
            if other.is_value:
                raise self._now.about("any_of_expected", value.text, other.text)
        self._named = _Named(self._place, value.text, and_code, "any_of_expected")
        return value

    def _values(self) -> tuple[Word, ...]:
        """The values of a list; a comma before another test ends it, as in ``any(…, …)``."""
        if self._now.keyword != "of":
            raise self._now.fault("of_expected")
        self._next()
        values = [self._word("value_expected")]
        while self._is_mark(",") and self._is_value_next():
            self._next()
            values.append(self._word("value_expected"))
        self._named = _Named(self._place, values[-1].text, *["comma_expected"] * 2)
        return tuple(values)

    def _is_value_next(self) -> bool:
        if self._tokens[self._place + 1].kind == _END:
            return True  # a list that breaks off lacks a value, whatever might follow
        after = self._tokens[self._place + 2]
        ends = after.kind == _END or after.keyword in {"and", "or"}
        return ends or (after.kind == "mark" and after.text in {",", ")"})

    def _word(self, code: str) -> Word:
        token = self._next()
        if not token.is_value:
            raise token.fault(code)
        return Word(token.text, token.column)

    def _number(self) -> Word:
        token = self._next()
        if token.kind not in {"number", "date"}:
            raise token.fault("number_expected")
        self._no_comma(token)
        return Word(token.text, token.column)

    def _no_comma(self, number: _Token, code: str = "comma") -> None:
        """Refuse a number such as 1,5 where no list and no further test can stand."""
        if not (self._is_mark(",") and self._is_value_next()):
            return
        comma, behind = self._now, self._tokens[self._place + 1]
        touches = (number.column + len(number.text), comma.column + 1)
        if (number.kind, behind.kind) != ("number", "number") or touches != (
            comma.column,
            behind.column,
        ):
            return
        parts = (number.text, behind.text)
        if "." in number.text or not behind.text.isdigit() or len(behind.text) == _THOUSANDS:
            raise number.fault("plain_number")
        raise number.about(code, ".".join(parts), *(parts if code != "comma" else ()))

    @property
    def _now(self) -> _Token:
        return self._tokens[self._place]

    def _next(self) -> _Token:
        """The token here; the end is never passed."""
        token = self._now
        if token.kind != _END:
            self._place += 1
        return token

    def _is_mark(self, mark: str) -> bool:
        return self._now.kind == "mark" and self._now.text == mark

    def _take_mark(self, mark: str, code: str) -> None:
        if not self._is_mark(mark):
            raise self._one_too_much(code)
        self._next()
