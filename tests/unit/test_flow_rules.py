"""When a rule holds, against an evaluator written a second time, by codes instead of ids."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.flow.binding import Names, bind, holds, truth
from pollsvc.domain.flow.parsing import parse_rule
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
    Word,
)
from pollsvc.domain.given import Answer
from pollsvc.domain.question import Kind, Question
from tests.unit import flow_data as data

SURVEY = data.survey()
NAMES = Names.of(SURVEY.questions)


def is_true(text: str, answers: Mapping[int, Answer | None]) -> bool:
    bound, faults = bind(parse_rule(text), NAMES)
    assert faults == ()
    assert bound is not None
    return holds(bound, answers)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("country is japan", True),
        ("country is russia", False),
        ("country is not russia", True),
        ("country is not japan", False),
        ("country is any of russia, japan", True),
        ("country is not any of russia, japan", False),
        ("country is answered", True),
        ("topics includes energy", True),
        ("topics includes arms", False),
        ("topics includes any of arms, trade", True),
        ("topics includes all of energy, trade", True),
        ("topics includes all of energy, arms", False),
        ("rating is 7", True),
        ("rating is p7", True),
        ("rating >= 7", True),
        ("rating > 7", False),
        ("rating between 3 and 7", True),
        ("rating is not unsure", True),
        ("age < 31", True),
        ("age <= 29", False),
        ("age is 30", True),
        ("age is not 30", False),
        ("age is no_age", False),
        ("born between 2000-01-01 and 2000-12-31", True),
        ("born is 2000-02-29", True),
        ("born is no_day", False),
        ("nick is answered", True),
        ("nick is not no_nick", True),
        ("ranks includes tea", True),
        ("ranks includes pie", False),
        ("ranks is not no_ranks", True),
        ("war is likely", True),
        ("war is 1", True),
        ("peace > 0", False),
        ("not war is likely", False),
    ],
)
def test_a_rule_looks_at_one_answer(text: str, expected: bool) -> None:
    assert is_true(text, data.ANSWERS) is expected


@pytest.mark.parametrize("kind", ["missing", "none"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("country is japan", False),
        ("country is not japan", False),
        ("not country is japan", True),
        ("country is answered", False),
        ("country is not answered", True),
        ("topics includes energy", False),
        ("topics includes all of energy, trade", False),
        ("age < 30", False),
        ("not age < 30", True),
    ],
)
def test_a_test_of_an_answer_fails_where_there_is_none(
    text: str, expected: bool, kind: str
) -> None:
    answers = {} if kind == "missing" else dict.fromkeys(range(1, 20))
    assert is_true(text, answers) is expected


def test_i_dont_know_is_an_answer_but_no_number() -> None:
    answers: dict[int, Answer] = {
        data.RATING: data.UNSURE,
        data.AGE: (data.NO_AGE,),
        data.RANKS: (data.NO_RANKS,),
        data.NICK: (data.NO_NICK,),
        data.BORN: (data.NO_DAY,),
    }
    for text in (
        "rating is answered and rating is unsure and not rating >= 0 and rating is not 5",
        "age is answered and age is no_age and not age >= 15 and age is not 30",
        "ranks is no_ranks and ranks includes no_ranks and not ranks includes tea",
        "nick is no_nick and nick is answered",
        "born is any of no_day, 2000-01-01",
    ):
        assert is_true(text, answers), text


def test_points_of_a_scale_go_by_value_before_code() -> None:
    points = [data.option(1, "2", value=1), data.option(2, "1", value=2)]
    scale = data.rating(options=points)
    bound, _ = bind(parse_rule("rating is 1"), Names.of([scale]))
    assert bound is not None
    assert holds(bound, {data.RATING: 1})


def test_tests_that_are_open_leave_a_rule_open_only_where_they_matter() -> None:
    found, _ = bind(parse_rule("(age > 20 and country is japan) or not nick is answered"), NAMES)
    assert found is not None
    bound, codes = found, {data.AGE: "age", data.COUNTRY: "country", data.NICK: "nick"}

    def seen(**known: bool | None) -> bool | None:
        return truth(bound, lambda leaf: known[codes[leaf.question]])

    assert seen(age=None, country=False, nick=True) is False
    assert seen(age=None, country=True, nick=True) is None
    assert seen(age=None, country=None, nick=False) is True
    assert seen(age=False, country=None, nick=None) is None


# The second evaluator: answers by code, every number a number of its own.

_CODES = {one.id: one.code for part in SURVEY.parts.values() for one in part.options}
_VALUES = {one.id: one.value for part in SURVEY.parts.values() for one in part.options}
_SIGNS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def naive(rule: Rule, answers: Mapping[int, Answer | None]) -> bool:
    if isinstance(rule, Not):
        return not naive(rule.rule, answers)
    if isinstance(rule, All):
        return min(naive(one, answers) for one in rule.rules)
    if isinstance(rule, Any):
        return max(naive(one, answers) for one in rule.rules)
    part = next(one for one in SURVEY.parts.values() if one.code == rule.name.text)
    answer = answers.get(part.id)
    if isinstance(rule, Answered):
        return rule.wanted == (answer is not None)
    if answer is None:
        return False
    said, number = plainly(part, answer)
    if isinstance(rule, Is):
        return any(one.text in said for one in rule.values) == rule.wanted
    if isinstance(rule, Includes):
        there = [one.text in said for one in rule.values]
        return all(there) if rule.every else any(there)
    if number is None:
        return False
    if isinstance(rule, Between):
        return measured(rule.low) <= number <= measured(rule.high)
    assert isinstance(rule, Compare)
    return bool(_SIGNS[rule.sign](number, measured(rule.value)))


def plainly(part: Question, answer: Answer) -> tuple[set[str], int | None]:
    if isinstance(answer, tuple):
        return {_CODES[one] for one in answer}, None
    if isinstance(answer, str):
        return set(), None
    if part.kind is Kind.DATE:
        return {date.fromordinal(answer).isoformat()}, answer
    if part.kind is Kind.NUMBER:
        return {str(answer)}, answer
    value = _VALUES[answer]
    return {_CODES[answer]} | ({str(value)} if value is not None else set()), value


def measured(word: Word) -> int:
    return date.fromisoformat(word.text).toordinal() if "-" in word.text else int(word.text)


def w(text: str) -> Word:
    return Word(text)


def listed(*texts: str) -> st.SearchStrategy[tuple[Word, ...]]:
    return st.lists(st.sampled_from(texts).map(w), min_size=1, max_size=3, unique=True).map(tuple)


def measuring(name: str, *texts: str) -> st.SearchStrategy[Rule]:
    one = st.sampled_from(texts).map(w)
    pair = st.tuples(one, one).map(lambda two: sorted(two, key=measured))
    return st.builds(Compare, st.just(w(name)), st.sampled_from(sorted(_SIGNS)), one) | pair.map(
        lambda two: Between(w(name), *two)
    )


def being(name: str, *texts: str) -> st.SearchStrategy[Rule]:
    return st.builds(Is, st.just(w(name)), listed(*texts), st.booleans())


def including(name: str, *texts: str) -> st.SearchStrategy[Rule]:
    return st.builds(Includes, st.just(w(name)), listed(*texts), st.booleans())


NAMED = sorted(NAMES.parts)
tests = st.one_of(
    st.builds(Answered, st.sampled_from(NAMED).map(w), st.booleans()),
    being("country", "japan", "russia", "silent"),
    being("rating", "p3", "7", "unsure"),
    being("age", "15", "30", "no_age"),
    being("born", "2000-02-29", "no_day"),
    being("nick", "no_nick"),
    being("ranks", "no_ranks"),
    being("war", "likely", "0"),
    including("topics", "energy", "trade", "nothing"),
    including("ranks", "ice", "tea", "pie", "no_ranks"),
    measuring("rating", "0", "3", "7"),
    measuring("age", "15", "30", "120"),
    measuring("born", "1900-01-01", "2000-02-29"),
    measuring("peace", "0", "1"),
)


def grown(inner: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    some = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.builds(Not, inner) | st.builds(All, some) | st.builds(Any, some)


rules = st.recursive(tests, grown, max_leaves=6)
answers = st.fixed_dictionaries(
    {},
    optional={
        data.COUNTRY: st.sampled_from([None, data.JAPAN, data.RUSSIA, data.SILENT]),
        data.TOPICS: st.sampled_from(
            [None, (data.ENERGY,), (data.ENERGY, data.TRADE), (data.NONE_OF_THEM,)]
        ),
        data.RATING: st.sampled_from([None, data.POINTS[0], data.POINTS[7], data.UNSURE]),
        data.AGE: st.sampled_from([None, 15, 30, 120, (data.NO_AGE,)]),
        data.BORN: st.sampled_from([None, date(2000, 2, 29).toordinal(), (data.NO_DAY,)]),
        data.NICK: st.sampled_from([None, "Nobody", (data.NO_NICK,)]),
        data.RANKS: st.sampled_from([None, (data.TEA, data.ICE), (data.NO_RANKS,)]),
        data.WAR: st.sampled_from([None, data.LIKELY, data.UNLIKELY]),
        data.PEACE: st.sampled_from([None, data.LIKELY, data.UNLIKELY]),
    },
)


@given(rules, answers)
def test_both_evaluators_agree(rule: Rule, given_answers: dict[int, Answer | None]) -> None:
    bound, faults = bind(rule, NAMES)
    assert faults == ()
    assert bound is not None
    assert holds(bound, given_answers) is bool(naive(rule, given_answers))
