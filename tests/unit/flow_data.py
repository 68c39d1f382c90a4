"""A survey with every kind of question, and words for its answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pollsvc.domain.flow import RuleFault, rule_faults
from pollsvc.domain.given import Answer
from pollsvc.domain.poll import Page, Poll
from pollsvc.domain.question import Kind, Option, Question, Role
from tests.make import make_option, make_poll, make_question

COUNTRY, TOPICS, RATING, AGE, BORN, NICK, RANKS, GRID, WAR, PEACE = range(1, 11)
JAPAN, RUSSIA, FRANCE, ELSEWHERE, SILENT = range(11, 16)
ENERGY, TRADE, ARMS, NONE_OF_THEM = range(21, 25)
POINTS = tuple(range(30, 41))
UNSURE = 41
NO_AGE, NO_DAY, NO_NICK, NO_RANKS = 51, 52, 53, 54
ICE, TEA, PIE = 61, 62, 63
LIKELY, UNLIKELY = 71, 72


def option(id: int, code: str, **other: Any) -> Option:
    """An option labelled like its code."""
    return make_option(id, code.title(), code=code, **other)


def country(**other: Any) -> Question:
    """One of three, elsewhere, or rather not."""
    options = [
        option(JAPAN, "japan"),
        option(RUSSIA, "russia"),
        option(FRANCE, "france"),
        option(ELSEWHERE, "elsewhere", role=Role.OTHER),
        option(SILENT, "silent", role=Role.NO_ANSWER),
    ]
    return make_question(COUNTRY, **({"options": options, "code": "country"} | other))


def topics(**other: Any) -> Question:
    """One to three of three, or none of them."""
    options = [
        option(ENERGY, "energy"),
        option(TRADE, "trade"),
        option(ARMS, "arms"),
        option(NONE_OF_THEM, "nothing", role=Role.NONE),
    ]
    values: dict[str, Any] = {
        "kind": Kind.MULTIPLE,
        "options": options,
        "code": "topics",
        "at_most": 3,
    }
    return make_question(TOPICS, **(values | other))


def rating(**other: Any) -> Question:
    """From 0 to 10, or not sure."""
    points = [option(id, f"p{value}", value=value) for value, id in enumerate(POINTS)]
    dont_know = option(UNSURE, "unsure", role=Role.DONT_KNOW)
    values: dict[str, Any] = {"options": [*points, dont_know], "kind": Kind.SCALE, "code": "rating"}
    return make_question(RATING, **(values | other))


def age(**other: Any) -> Question:
    """A number from 15 to 120."""
    options = [option(NO_AGE, "no_age", role=Role.NO_ANSWER)]
    values: dict[str, Any] = {
        "options": options,
        "low": 15,
        "high": 120,
        "code": "age",
        "kind": Kind.NUMBER,
    }
    return make_question(AGE, **(values | other))


def born(**other: Any) -> Question:
    """A day of the years 1900 to 2025."""
    values: dict[str, Any] = {
        "low": date(1900, 1, 1).toordinal(),
        "high": date(2025, 12, 31).toordinal(),
        "options": [option(NO_DAY, "no_day", role=Role.DONT_KNOW)],
    }
    return make_question(BORN, kind=Kind.DATE, code="born", **(values | other))


def nick(**other: Any) -> Question:
    """A short text."""
    options = [option(NO_NICK, "no_nick", role=Role.NO_ANSWER)]
    values: dict[str, Any] = {"kind": Kind.SHORT_TEXT, "code": "nick", "longest": 20}
    return make_question(NICK, options=options, **(values | other))


def ranks(**other: Any) -> Question:
    """Three to put in order, or no view."""
    options = [
        option(ICE, "ice"),
        option(TEA, "tea"),
        option(PIE, "pie"),
        option(NO_RANKS, "no_ranks", role=Role.DONT_KNOW),
    ]
    values: dict[str, Any] = {"kind": Kind.RANKING, "options": options, "code": "ranks"}
    return make_question(RANKS, **(values | {"at_most": 3} | other))


def grid(**other: Any) -> Question:
    """Two rows, likely or unlikely."""
    options = [option(LIKELY, "likely", value=1), option(UNLIKELY, "unlikely", value=0)]
    rows = tuple(
        make_question(id, options=options, code=code, text=code, **other)
        for id, code in ((WAR, "war"), (PEACE, "peace"))
    )
    return make_question(GRID, kind=Kind.MATRIX, options=options, rows=rows, code="grid", **other)


def last(number: int = 90, **other: Any) -> Question:
    """A question that comes at the end."""
    values: dict[str, Any] = {"options": 2, "first_option": number * 10, "code": f"last{number}"}
    return make_question(number, **(values | other))


def survey(*more: Question, **other: Any) -> Poll:
    """Every kind, then the questions given."""
    asked = (country(), topics(), rating(), age(), born(), nick(), ranks(), grid())
    return make_poll(*asked, *more, **other)


ANSWERS: Mapping[int, Answer] = {
    COUNTRY: JAPAN,
    TOPICS: (ENERGY, TRADE),
    RATING: POINTS[7],
    AGE: 30,
    BORN: date(2000, 2, 29).toordinal(),
    NICK: "Nobody",
    RANKS: (TEA, ICE),
    WAR: LIKELY,
    PEACE: UNLIKELY,
}
"""What the respondent of the tests answered."""


def faults_of(*questions: Question, pages: tuple[Page, ...] = ()) -> tuple[RuleFault, ...]:
    """What is wrong with the rules and pipes of these questions."""
    return rule_faults(make_poll(*questions, pages=pages))


def codes_of(faults: tuple[RuleFault, ...]) -> list[tuple[str | None, str, tuple[str, ...]]]:
    """The question, the code and the details of each."""
    return [(one.question, one.code, one.detail) for one in faults]
