"""Rules in words, as results and the test run say them."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from pollsvc.domain.question import Kind, Required, Role
from pollsvc.web.rule_words import rule_words
from tests.make import make_option, make_poll, make_question


def typed(id: int, code: str, kind: Kind, **other: Any) -> Any:
    """A question that is answered by typing."""
    return make_question(id, kind=kind, options=0, text=f"{code.title()}?", code=code, **other)


LIVES = [make_option(1, "Japan", code="japan"), make_option(2, "Russia", code="russia")]
LIKES = [make_option(3, "Energy", code="energy"), make_option(4, "Trade", code="trade")]
POLL = make_poll(
    make_question(1, text="Country?", code="country", options=LIVES),
    make_question(2, text="Region?", code="region", options=LIVES, show_if="country is japan"),
    make_question(
        3, kind=Kind.MULTIPLE, text="Likes?", code="likes", options=LIKES, required=Required.NO
    ),
    typed(4, "day", Kind.DATE),
    typed(5, "year", Kind.NUMBER, low=0, high=10**9, decimals=1),
    make_question(6, text="Left?", code="left", options=LIVES, required=Required.NO),
)


RATED = [make_option(value + 30, str(value), code=f"p{value}", value=value) for value in range(3)]
UNSURE = make_option(40, "Unsure", code="unsure", role=Role.DONT_KNOW)


def said(app: Flask, rule: str, language: str = "en") -> str:
    """The words of a rule on a page in this language."""
    with app.test_request_context(f"/?lang={language}"):
        return rule_words(POLL, rule, "en")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("day >= 2020-01-01", "“Day?” is 1 January 2020 or later"),
        ("day > 2020-01-01", "“Day?” is later than 1 January 2020"),
        ("day <= 2020-01-01", "“Day?” is 1 January 2020 or earlier"),
        ("day < 2020-01-01", "“Day?” is earlier than 1 January 2020"),
        ("day is 2020-01-01", "“Day?” is 1 January 2020"),
        (
            "day between 2020-01-01 and 2020-02-29",
            "“Day?” is from 1 January 2020 to 29 February 2020",
        ),
        ("day is 2020-02-31", "“Day?” is 2020-02-31"),
    ],
)
def test_days_are_earlier_or_later_and_written_as_pages_do(
    app: Flask, rule: str, words: str
) -> None:
    assert said(app, rule) == words


def test_days_and_numbers_are_in_the_language_of_the_page(app: Flask) -> None:
    assert "1er janvier 2020" in said(app, "day >= 2020-01-01", "fr")
    assert "1984,5" in said(app, "year < 1984.5", "fr")
    assert said(app, "year >= 1984") == "“Year?” is 1984 or more"
    assert said(app, "year >= 12345.50") == "“Year?” is 12,345.5 or more"
    assert said(app, "year is nothing") == "“Year?” is nothing"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("not country is japan", "“Country?” is not “Japan”"),
        ("not country is any of japan, russia", "“Country?” is not “Japan” or “Russia”"),
        ("not region is japan", "“Region?” is not “Japan” (or not answered)"),
        ("not left is japan", "“Left?” is not “Japan” (or not answered)"),
        ("not unknown is japan", "unknown is not japan (or not answered)"),
        ("not country is answered", "“Country?” is not answered"),
        ("not country is not answered", "“Country?” is answered"),
        ("not likes includes energy", "“Likes?” does not include “Energy”"),
        (
            "not likes includes any of energy, trade",
            "“Likes?” does not include “Energy” or “Trade”",
        ),
        (
            "not likes includes all of energy, trade",
            "it is not so that “Likes?” includes “Energy” and “Trade”",
        ),
        ("not year > 5", "it is not so that “Year?” is more than 5"),
        ("not country is not japan", "it is not so that “Country?” is not “Japan”"),
    ],
)
def test_a_contrary_is_said_directly_where_it_is_simple(app: Flask, rule: str, words: str) -> None:
    assert said(app, rule) == words


def test_points_are_said_by_their_numbers_unless_each_has_words(app: Flask) -> None:
    ends = [make_option(30, "Left", code="p0", value=0), *RATED[1:], UNSURE]
    rated = make_question(1, kind=Kind.SCALE, text="Where?", code="gd", options=ends)
    every = make_question(1, kind=Kind.SCALE, text="Where?", code="gd", options=[ends[0], UNSURE])
    with app.test_request_context("/"):
        assert rule_words(make_poll(rated), "gd between 0 and 2", "en") == "“Where?” is from 0 to 2"
        assert rule_words(make_poll(rated), "gd is any of p0, p1", "en") == "“Where?” is 0 or 1"
        assert rule_words(make_poll(rated), "gd is unsure", "en") == "“Where?” is “Unsure”"
        assert rule_words(make_poll(every), "gd is 0", "en") == "“Where?” is “Left”"
