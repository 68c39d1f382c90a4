"""The search for somebody who is asked a question, against trying every answer."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.flow import asked_questions, printed, rule_faults
from pollsvc.domain.flow.binding import Bound, Names, bind
from pollsvc.domain.flow.parsing import parse_rule
from pollsvc.domain.flow.reach import NotCheckedError, Reach
from pollsvc.domain.flow.rules import All, Answered, Any, Compare, Includes, Is, Not, Rule, Word
from pollsvc.domain.given import Answer
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Question, Required
from tests.make import make_poll
from tests.unit import flow_data as data


def words(*texts: str) -> st.SearchStrategy[tuple[Word, ...]]:
    one = st.sampled_from(texts).map(Word)
    return st.lists(one, min_size=1, max_size=2, unique=True).map(tuple)


COUNTRY, TOPICS, AGE = Word("country"), Word("topics"), Word("age")
of_country = st.builds(Is, st.just(COUNTRY), words("japan", "russia"), st.booleans())
of_topics = st.builds(Includes, st.just(TOPICS), words("energy", "trade", "nothing"), st.booleans())
of_age = st.builds(
    Compare, st.just(AGE), st.sampled_from(["<", ">="]), st.sampled_from(["16", "17"]).map(Word)
)


def answered(*names: Word) -> st.SearchStrategy[Rule]:
    return st.builds(Answered, st.sampled_from(names), st.booleans())


def grown(tests: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    def more(inner: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
        some = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.builds(Not, inner) | st.builds(All, some) | st.builds(Any, some)

    return st.recursive(tests, more, max_leaves=4)


after_one = grown(of_country | answered(COUNTRY))
after_two = grown(of_country | of_topics | answered(COUNTRY, TOPICS))
after_three = grown(of_country | of_topics | of_age | answered(COUNTRY, TOPICS, AGE))
requirements = st.sampled_from([Required.HARD, Required.NO])

EVERY: dict[int, list[Answer]] = {
    data.COUNTRY: [data.JAPAN, data.RUSSIA, data.FRANCE, data.ELSEWHERE, data.SILENT],
    data.TOPICS: [
        (data.ENERGY,),
        (data.TRADE,),
        (data.ARMS,),
        (data.ENERGY, data.TRADE),
        (data.ENERGY, data.ARMS),
        (data.TRADE, data.ARMS),
        (data.NONE_OF_THEM,),
    ],
    data.AGE: [15, 16, 17, 18, (data.NO_AGE,)],
}


def ever_asked(poll: Poll) -> set[str]:
    """The codes of the questions that any answers at all lead to."""
    found: set[str] = set()
    choices = (
        [*EVERY[id], *([None] if poll.parts[id].need is not Required.HARD else [])] for id in EVERY
    )
    for chosen in product(*choices):
        answers = dict(zip(EVERY, chosen, strict=True))
        found |= {one.code for one in asked_questions(poll, answers)}
    return found


@given(after_one, after_two, after_three, st.tuples(requirements, requirements, requirements))
def test_it_finds_what_trying_every_answer_finds(
    first: Rule, second: Rule, third: Rule, required: tuple[Required, Required, Required]
) -> None:
    poll = make_poll(
        data.country(required=required[0]),
        data.topics(required=required[1], at_most=2, show_if=printed(first)),
        data.age(required=required[2], high=18, show_if=printed(second)),
        data.last(show_if=printed(third)),
    )
    never = {one.question for one in rule_faults(poll) if one.code == "never_shown"}
    assert never == {"topics", "age", "last90"} - ever_asked(poll)


def bound(text: str, *questions: Question) -> Bound:
    found, faults = bind(parse_rule(text), Names.of(questions))
    assert not faults
    assert found is not None
    return found


def test_the_bound_holds_for_one_rule() -> None:
    """Each of thirteen questions has to be answered as another one far from it."""
    asked = [data.last(n, at_least=0) for n in range(1, 27)]
    pairs = [(f"last{n} is o{n * 10}", f"last{n + 13} is o{n * 10 + 130}") for n in range(1, 14)]
    alike = " and ".join(f"any({one} and {two}, not {one} and not {two})" for one, two in pairs)
    with pytest.raises(NotCheckedError):
        Reach(asked, {}).can_hold([bound(alike, *asked)])


def test_the_bound_holds_for_all_rules_together() -> None:
    asked = [data.last(1)]
    rule = bound("last1 is o10", *asked)
    reach = Reach(asked, {}, left=3)
    assert reach.can_hold([rule])
    with pytest.raises(NotCheckedError):
        reach.can_hold([rule])


def test_a_rule_of_a_matrix_is_followed_for_its_rows() -> None:
    poll = make_poll(
        data.country(),
        data.grid(show_if="country is japan"),
        data.age(show_if="war is likely and country is russia"),
        data.nick(show_if="war is not answered and peace is answered"),
    )
    never = [one.question for one in rule_faults(poll)]
    assert never == ["age", "nick"]
    both = replace(poll.questions[3], show_if="war is likely and peace is unlikely")
    assert rule_faults(make_poll(*poll.questions[:2], both)) == ()
