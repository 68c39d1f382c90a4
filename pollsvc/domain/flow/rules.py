"""The rules by which questions are shown: what a rule is made of, and how it is written.

A rule hangs on earlier answers: ``country is japan and age >= 18``. ``parse_rule`` reads
one, ``printed`` writes one; the language is described in the manual, ``help/rules.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

KEYWORDS = frozenset(
    {
        "all",
        "and",
        "answered",
        "any",
        "between",
        "includes",
        "is",
        "not",
        "of",
        "or",
    }
)
_PLAIN = re.compile(r"[A-Za-z0-9_]+|[+-]?[0-9]+(\.[0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True)
class Word:
    """A code, a number or a date in a rule; ``column`` is where it stands, from 1."""

    text: str
    column: int = field(default=1, compare=False)


@dataclass(frozen=True)
class Answered:
    """Whether a question was answered at all, or was not."""

    name: Word
    wanted: bool = True


@dataclass(frozen=True)
class Is:
    """Whether the answer is one of these values, or (``wanted`` false) another one."""

    name: Word
    values: tuple[Word, ...]
    wanted: bool = True


@dataclass(frozen=True)
class Includes:
    """Whether these options are among those chosen: all of them (``every``), or any."""

    name: Word
    values: tuple[Word, ...]
    every: bool = False


@dataclass(frozen=True)
class Compare:
    """How a number or a date stands to another one; ``sign`` is ``<``, ``<=``, ``>``, ``>=``."""

    name: Word
    sign: str
    value: Word


@dataclass(frozen=True)
class Between:
    """Whether a number or a date lies between two others, or is one of them."""

    name: Word
    low: Word
    high: Word


Test = Answered | Is | Includes | Compare | Between


@dataclass(frozen=True)
class Not:
    """The contrary of a rule."""

    rule: Rule


@dataclass(frozen=True)
class All:
    """Every one of two or more rules."""

    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Any:
    """At least one of two or more rules."""

    rules: tuple[Rule, ...]


Rule = Test | Not | All | Any


def tests_of(rule: Rule) -> Iterator[Test]:
    """The tests in a rule, in the order written."""
    match rule:
        case Not(inner):
            yield from tests_of(inner)
        case All(rules) | Any(rules):
            for one in rules:
                yield from tests_of(one)
        case _:
            yield rule


def names_in(rule: Rule) -> tuple[str, ...]:
    """The codes of the questions that a rule hangs on, each once, in the order written."""
    return tuple(dict.fromkeys(test.name.text for test in tests_of(rule)))


def printed(rule: Rule) -> str:
    """The rule as it is written; ``parse_rule`` reads the same rule in it."""
    match rule:
        case Not(inner):
            return f"not {_inside(inner)}"
        case All(rules):
            return " and ".join(map(_inside, rules))
        case Any(rules):
            return " or ".join(map(_inside, rules))
        case _:
            return f"{_word(rule.name)} {_said(rule)}"


def _inside(rule: Rule) -> str:
    return f"({printed(rule)})" if isinstance(rule, All | Any) else printed(rule)


def _said(test: Test) -> str:
    match test:
        case Answered():
            return "is answered" if test.wanted else "is not answered"
        case Is(_, (one,)):
            return f"{_is(test.wanted)} {_word(one)}"
        case Is():
            return f"{_is(test.wanted)} any of {_words(test.values)}"
        case Includes(_, (one,)):
            return f"includes {_word(one)}"
        case Includes():
            return f"includes {'all' if test.every else 'any'} of {_words(test.values)}"
        case Compare():
            return f"{test.sign} {_word(test.value)}"
        case _:
            return f"between {_word(test.low)} and {_word(test.high)}"


def _is(wanted: bool) -> str:
    return "is" if wanted else "is not"


def _words(values: tuple[Word, ...]) -> str:
    return ", ".join(map(_word, values))


def _word(word: Word) -> str:
    plain = _PLAIN.fullmatch(word.text) and word.text.lower() not in KEYWORDS
    return word.text if plain else f'"{word.text}"'
