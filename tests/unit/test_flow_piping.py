"""Earlier answers in later texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from pollsvc.domain.flow import piped, pipes_in, rule_faults, unpiped
from pollsvc.domain.flow.piping import LONGEST_PIPED
from pollsvc.domain.given import Answer, Response
from pollsvc.domain.poll import Page, Poll
from pollsvc.domain.question import Kind, Required, Role
from pollsvc.domain.texts import Localised
from tests.make import make_option, make_poll, make_question, texts
from tests.unit import flow_data as data
from tests.unit.flow_data import codes_of, faults_of

SURVEY = data.survey()
SAID = Response(data.ANSWERS, {(data.NICK, 0): "Nobody"})


def heard(text: str, poll: Poll, response: Response, tongue: str = "en") -> str:
    """The text with answers in it, numbers and dates as they are kept."""
    return piped(text, poll, response, tongue, lambda _, number: f"<{number}>")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("You said {country}.", "You said Japan."),
        ("{country} and {country|there}", "Japan and Japan"),
        ("You chose {topics}.", "You chose Energy, Trade."),
        ("{ranks}", "Tea, Ice"),
        ("{rating}, {age}, {born}, {nick}", "P7, <30>, <730179>, Nobody"),
        ("{war}", "Likely"),
        ("{nobody} {} { country} {Country} 1 < 2 {", "{nobody} {} { country} {Country} 1 < 2 {"),
        ("{grid}", "{grid}"),
        ("", ""),
    ],
)
def test_an_answer_stands_where_its_question_is_named(text: str, shown: str) -> None:
    assert heard(text, SURVEY, SAID) == shown


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {data.COUNTRY: None, data.AGE: None, data.TOPICS: None},
        {data.COUNTRY: data.SILENT, data.AGE: (data.NO_AGE,), data.TOPICS: (data.NONE_OF_THEM,)},
        {data.COUNTRY: 999, data.NICK: "a digest"},
    ],
)
def test_who_did_not_answer_reads_the_words_after_the_bar(
    answers: Mapping[int, Answer | None],
) -> None:
    text = "In {country|your country} {nick|you} {age|so many} {topics}"
    shown = heard(text, SURVEY, Response(answers, {}))
    assert shown == "In your country you so many …"


def test_words_beside_other_stand_for_the_label() -> None:
    chosen = {data.COUNTRY: data.ELSEWHERE}
    there = Response(chosen, {(data.COUNTRY, data.ELSEWHERE): "Mars"})
    assert heard("{country}", SURVEY, there) == "Mars"
    assert heard("{country}", SURVEY, Response(chosen, {})) == "Elsewhere"


def test_a_long_answer_is_shortened_and_on_one_line() -> None:
    said = Response({data.NICK: "x"}, {(data.NICK, 0): "one\ntwo " + "x" * 500})
    shown = heard("{nick}", SURVEY, said)
    assert len(shown) == LONGEST_PIPED
    assert shown.startswith("one two x")
    assert shown.endswith("…")


def test_numbers_and_dates_are_said_as_the_caller_wants() -> None:
    poll = make_poll(data.age(decimals=1), data.born())
    said = Response({data.AGE: -5, data.BORN: 1}, {})
    assert heard("{age} {born}", poll, said) == "<-5> <1>"


def test_points_are_said_by_their_numbers_unless_each_has_words() -> None:
    ends = [make_option(30, "Not at all", value=-1), make_option(31, "0", value=0)]
    unsure = make_option(33, "Unsure", role=Role.DONT_KNOW)
    some = make_poll(data.rating(options=[*ends, make_option(32, "Fully", value=1), unsure]))
    chosen = [Response({data.RATING: point}, {}) for point in (30, 31, 32, 33)]
    assert [heard("{rating}", some, one) for one in chosen] == ["-1", "0", "1", "…"]
    every = make_poll(data.rating(options=[ends[0], make_option(32, "Fully", value=1), unsure]))
    assert heard("{rating}", every, chosen[0]) == "Not at all"


def in_two_languages(**labels: str) -> Poll:
    options = [make_option(1, {"en": "Japan", **labels}), make_option(2, {"en": "Peru", **labels})]
    question = make_question(kind=Kind.MULTIPLE, options=options, text={"en": "?", **labels})
    return make_poll(question, languages=("en", *labels))


BOTH = Response({1: (1, 2)}, {})


@pytest.mark.parametrize(
    ("tongue", "shown"),
    [("en", "Japan, Peru"), ("fr", "Japon, Japon"), ("ja", "日本、日本"), ("de", "Japan, Peru")],
)
def test_a_label_is_said_in_the_language_of_its_question(tongue: str, shown: str) -> None:
    poll = in_two_languages(fr="Japon", ja="日本")
    assert heard("{q1}", poll, BOTH, tongue) == shown


@pytest.mark.parametrize(
    ("tongue", "label", "shown"),
    [
        ("ar", "اليابان", "اليابان، اليابان"),
        ("he", "יפן", "יפן, יפן"),
        ("ar-EG", "Japan", "\u2068Japan، Japan\u2069"),
        ("en", "יפן", "\u2068יפן, יפן\u2069"),
    ],
)
def test_an_answer_does_not_turn_the_sentence_around_it(
    tongue: str, label: str, shown: str
) -> None:
    options = [make_option(id, {tongue: label}) for id in (1, 2)]
    question = make_question(kind=Kind.MULTIPLE, options=options, text={tongue: "?"})
    poll = make_poll(question, languages=(tongue,))
    assert heard("{q1}", poll, BOTH, tongue) == shown


def test_a_label_with_a_pipe_of_its_own_is_not_followed() -> None:
    options = [make_option(1, "As {q1}"), make_option(2, "As {q1|before}")]
    poll = make_poll(make_question(options=options))
    assert heard("{q1}", poll, Response({1: 1}, {})) == "As …"
    assert heard("{q1}", poll, Response({1: 2}, {})) == "As before"


def test_where_all_answers_stand_together_an_ellipsis_says_that_something_was_put_in() -> None:
    assert unpiped("In {country|your country}, {age}?") == "In …, …?"
    assert unpiped("1 < 2 {A}") == "1 < 2 {A}"
    assert pipes_in("{a|b} {c}") == (("a", "b", 1), ("c", "", 7))


# What the checker says of pipes


def piping(text: str | Mapping[str, str], **other: Any) -> Any:
    return data.last(text=texts(text), **other)


@pytest.mark.parametrize(
    ("text", "code", "detail"),
    [
        ("Why {contry}?", "pipe_unknown", ("contry", "country")),
        ("Why {zzz}?", "pipe_unknown", ("zzz",)),
        ("Why {last90}?", "pipe_later", ("last90",)),
        ("Why {grid}?", "pipe_matrix", ("grid", "war", "peace")),
    ],
)
def test_a_pipe_names_an_earlier_question(text: str, code: str, detail: tuple[str, ...]) -> None:
    (found,) = rule_faults(data.survey(piping(text)))
    assert (found.code, found.detail, found.severity) == (code, detail, "fault")
    assert (found.field, found.column, found.language) == ("text", 5, "en")


def test_every_text_is_looked_at() -> None:
    bad = texts("{zzz}")
    rows = (make_question(92, text="{zzz}", code="row", options=()),)
    asked = make_question(
        91, options=[make_option(5, "{zzz}", code="five")], hint=bad, error=bad, rows=rows
    )
    page = Page(number=1, title=bad, intro=bad)
    found = faults_of(asked, pages=(page,))
    assert [(one.page, one.field, one.item) for one in found] == [
        (1, "title", None),
        (1, "intro", None),
        (None, "hint", None),
        (None, "error", None),
        (None, "row", "row"),
        (None, "label", "five"),
    ]


def test_a_page_s_texts_show_earlier_pages_only() -> None:
    pages = (
        Page(number=2, title=texts("{rating|…} {age|…}")),
        Page(number=9, intro=texts("{age}")),
    )
    found = faults_of(data.rating(options=()), data.age(page=2), pages=pages)
    assert [(one.page, one.code, one.detail) for one in found] == [
        (2, "pipe_later", ("age",)),
        (9, "pipe_bare", ("age",)),
    ]


def test_a_page_s_rule_says_who_reads_its_texts() -> None:
    page = Page(number=9, intro=texts("{country}"), show_if="country is japan or country is russia")
    assert faults_of(data.country(), data.age(page=9), pages=(page,)) == ()
    (found,) = faults_of(data.country(), data.age(page=9), pages=(replace(page, show_if=None),))
    assert (found.page, found.code) == (9, "pipe_bare")


def test_languages_with_other_pipes_are_pointed_out() -> None:
    said = {"en": "{age|a} {nick|b}", "fr": "{age|a} {rating|c}", "de": "{nick|b} {age|a}"}
    found = rule_faults(data.survey(piping(said)))
    assert [(one.code, one.detail, one.language, one.severity) for one in found] == [
        ("pipe_missing", ("nick",), "fr", "hint"),
        ("pipe_added", ("rating",), "fr", "hint"),
    ]


def bare(text: str, *before: Any, **other: Any) -> list[tuple[str | None, str, tuple[str, ...]]]:
    return codes_of(faults_of(*before, piping(text, **other)))


def test_a_pipe_that_somebody_has_no_answer_for_wants_words() -> None:
    hint = [("last90", "pipe_bare", ("country",))]
    sure = data.country(options=data.country().options[:4])
    assert bare("{country}", data.country()) == hint  # who rather says nothing
    assert bare("{country|there}", data.country()) == []
    assert bare("{country}", data.country(), show_if="country is japan") == []
    assert bare("{country}", sure) == []
    soft = data.country(options=sure.options, required=Required.SOFT)
    assert bare("{country}", soft) == hint
    assert bare("{country}", soft, show_if="country is answered") == []


def test_a_pipe_may_hang_on_what_hides_its_question() -> None:
    age = data.age(options=(), show_if="country is japan")
    asked = (data.country(), age)
    assert bare("{age}", *asked) == [("last90", "pipe_bare", ("age",))]
    assert bare("{age}", *asked, show_if="country is japan") == []
    assert bare("{topics}", data.topics()) == [("last90", "pipe_bare", ("topics",))]
    broken = data.age(show_if="country is nowhere")
    (found,) = bare("{age}", data.country(), broken)
    assert found[1] == "unknown_option"


def test_beyond_the_bound_no_words_are_wanted() -> None:
    topics = data.topics(options=[data.option(n, f"t{n}") for n in range(12)])
    rule = "topics includes any of " + ", ".join(f"t{n}" for n in range(12))
    found = bare("{topics}", topics, show_if=rule)
    assert found == [("last90", "not_checked", ())]


def test_a_text_without_pipes_has_no_languages_to_compare() -> None:
    text = Localised.of({"en": "Why?", "fr": "Pourquoi ?"})
    assert faults_of(data.last(text=text)) == ()
