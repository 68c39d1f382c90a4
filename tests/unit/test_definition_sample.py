"""Definition files: sample data, what is drawn, and that it is drawn the same way each time."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from pollsvc.domain.answers import read_response
from pollsvc.domain.flow import asked_questions
from pollsvc.domain.flow.numbered import numbered
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Question
from pollsvc.imports.draws import Draws
from pollsvc.imports.faults import DefinitionFaultsError
from pollsvc.imports.inventing import Sample, Sent
from pollsvc.imports.questions import new_questions
from pollsvc.imports.reading import Definition
from tests.make import NOON, make_poll
from tests.unit.definition_data import messages, poll_data, question_data, read

DONT_KNOW = {"role": "dont_know", "label": "I don’t know"}
CUPS = {"code": "cups", "kind": "number", "low": 0, "high": 20, "text": "Cups?"}


def sampled(*questions: Any, responses: int = 400, **sample: Any) -> Definition:
    """A file with these questions and sample data."""
    asked = list(questions) or [question_data()]
    return read(
        poll_data(questions=asked, opens="-3 days", sample={"responses": responses, **sample})
    )


def poll_of(definition: Definition) -> Poll:
    questions = numbered(new_questions(definition.content))
    return make_poll(*questions, languages=tuple(definition.content.languages))


def invented(definition: Definition) -> list[tuple[Poll, Sent]]:
    """Every respondent, whose answers the reader of votes takes without a problem."""
    poll = poll_of(definition)
    assert definition.content.sample is not None
    sample = Sample(poll, definition.content.sample)
    found = [(poll, sample.respondent(n)) for n in range(definition.content.sample.responses)]
    for _, sent in found:
        read_response(poll, sent.raw, sent.parts)
    return found


def answers(definition: Definition, code: str) -> list[Any]:
    """What everybody answered to a question, as codes of options where there are any."""
    poll = poll_of(definition)
    part = next(one for one in poll.parts.values() if one.code == code)
    codes = {one.id: one.code for one in part.options}
    said: list[Any] = []
    for _, sent in invented(definition):
        read_in = read_response(poll, sent.raw, sent.parts)
        answer: Any = read_in.answers.get(part.id, "not asked")
        if isinstance(answer, tuple):
            said.append(tuple(codes[one] for one in answer))
        else:
            said.append(codes.get(answer, answer) if isinstance(answer, int) else answer)
    return said


def test_the_same_seed_gives_the_same_responses_and_another_others() -> None:
    one, same, other = (
        [sent for _, sent in invented(sampled(CUPS, seed=seed, responses=20))] for seed in (7, 7, 8)
    )
    assert one == same
    assert one != other


def test_a_response_does_not_hang_on_how_many_there_are() -> None:
    few, many = (invented(sampled(CUPS, responses=number)) for number in (5, 50))
    assert [sent for _, sent in few] == [sent for _, sent in many][:5]


def test_weights_are_kept_to() -> None:
    counted = Counter(answers(sampled(answers={"drink": {"tea": 3, "coffee": 1}}), "drink"))
    assert 260 < counted["tea"] < 340


def test_without_weights_answers_are_alike_and_nobody_says_nothing() -> None:
    asked = question_data(options=["Tea", "Coffee", DONT_KNOW])
    counted = Counter(answers(sampled(asked), "drink"))
    assert 150 < counted["tea"] < 250
    assert counted["dont_know"] == 0


def test_several_answers_keep_their_percents_and_limits() -> None:
    options = ["A", "B", "C", "D", {"role": "none", "label": "None"}]
    asked = question_data(kind="multiple", at_least=1, at_most=2, options=options)
    said = answers(sampled(asked, answers={"drink": {"a": 70, "b": 20, "none": 10}}), "drink")
    counted = Counter(one for answer in said for one in answer)
    assert counted["a"] > 2 * counted["b"] > 0
    assert 20 < counted["none"] < 65
    assert all(answer == ("none",) or "none" not in answer for answer in said)
    assert {len(answer) for answer in said} == {1, 2}


def test_orders_are_drawn_by_weight() -> None:
    asked = question_data(kind="ranking", at_least=1, options=["A", "B", "C", DONT_KNOW])
    weights = {"a": 6, "b": 3, "c": 1, "dont_know": 5}
    said = answers(sampled(asked, answers={"drink": weights}), "drink")
    first = Counter(answer[0] for answer in said)
    assert first["a"] > first["b"] > first["c"] > 0
    assert 5 < first["dont_know"] < 45
    assert {len(answer) for answer in said} == {1, 2, 3}


def test_numbers_lie_around_their_mean_inside_the_range() -> None:
    asked = {**CUPS, "decimals": 1, "options": [DONT_KNOW]}
    draw = {"mean": 15.5, "spread": 4, "weights": {"dont_know": 20}}
    said = answers(sampled(asked, answers={"cups": draw}), "cups")
    numbers = [one for one in said if isinstance(one, int)]
    assert all(0 <= one <= 200 for one in numbers)
    assert 130 < sum(numbers) / len(numbers) < 160
    assert 50 < len(said) - len(numbers) < 110


@pytest.mark.parametrize("fields", [{}, {"low": "2024-01-01"}, {"high": "2024-01-31"},
                                    {"low": "2024-01-01", "high": "2024-01-31"}])  # fmt: skip
@pytest.mark.parametrize("draw", [{}, {"mean": "2024-01-15", "spread": 5}])
def test_days_are_drawn_with_a_range_and_without(
    fields: dict[str, str], draw: dict[str, Any]
) -> None:
    asked = {"code": "day", "kind": "date", "text": "When?", **fields}
    said = answers(sampled(asked, responses=50, answers={"day": draw} if draw else {}), "day")
    assert all(isinstance(one, int) for one in said)


def test_points_may_be_drawn_by_mean_or_by_number() -> None:
    scale = {"code": "rate", "kind": "scale", "text": "Rate", "scale": {"from": -2, "to": 2}}
    by_mean = answers(sampled(scale, answers={"rate": {"mean": 1.5, "spread": 0.5}}), "rate")
    by_number = answers(sampled(scale, answers={"rate": {"-2": 1, "minus_1": 1}}), "rate")
    assert Counter(by_mean).most_common(1)[0][0] in ("1", "2")
    assert set(by_number) == {"minus_2", "minus_1"}


def test_rows_have_draws_of_their_own_or_those_of_the_matrix() -> None:
    matrix = {
        "code": "m",
        "kind": "matrix",
        "text": "M",
        "rows": [{"code": "one", "text": "One"}, {"code": "two", "text": "Two"}],
        "options": ["X", "Y"],
    }
    definition = sampled(matrix, answers={"m": {"x": 1}, "two": {"y": 1}}, responses=20)
    assert set(answers(definition, "one")) == {"x"}
    assert set(answers(definition, "two")) == {"y"}


def test_who_is_not_asked_has_no_answer() -> None:
    hidden = question_data(code="why", show_if="drink is tea")
    definition = sampled(question_data(), hidden, responses=60)
    drinks, whys = answers(definition, "drink"), answers(definition, "why")
    for drink, why in zip(drinks, whys, strict=True):
        assert (why == "not asked") is (drink == "coffee")
    poll = poll_of(definition)
    for _, sent in invented(definition):
        asked: tuple[Question, ...] = asked_questions(
            poll, read_response(poll, sent.raw, sent.parts).answers
        )
        assert set(sent.raw) == {one.id for one in asked}


def test_groups_answer_otherwise() -> None:
    groups = [
        {"when": "drink is tea", "languages": {"fr": 1}, "answers": {"cups": {"mean": 18}}},
    ]
    definition = sampled(
        question_data(), CUPS, answers={"cups": {"mean": 2, "spread": 1}}, groups=groups
    )
    drinks, cups = answers(definition, "drink"), answers(definition, "cups")
    tea = [n for drink, n in zip(drinks, cups, strict=True) if drink == "tea"]
    coffee = [n for drink, n in zip(drinks, cups, strict=True) if drink == "coffee"]
    assert sum(tea) / len(tea) > 12
    assert sum(coffee) / len(coffee) < 4
    languages = {(drink, sent.language) for drink, (_, sent) in
                 zip(drinks, invented(definition), strict=True)}  # fmt: skip
    assert languages == {("tea", "fr"), ("coffee", "en")}


def test_texts_are_picked_and_each_once_where_they_may_be_left() -> None:
    needed = {"code": "name", "kind": "short_text", "text": "Name"}
    left = {"code": "why", "kind": "long_text", "required": "no", "text": "Why?"}
    silent = {"code": "more", "kind": "long_text", "required": "soft", "text": "More?"}
    definition = sampled(
        needed, left, silent, responses=30, answers={"name": ["A", "B"], "why": ["X", "Y", "Z"]}
    )
    assert set(answers(definition, "name")) == {"A", "B"}
    assert Counter(answers(definition, "why")) == {None: 27, "X": 1, "Y": 1, "Z": 1}
    assert set(answers(definition, "more")) == {None}


def test_texts_that_are_written_once_go_to_those_who_are_asked_and_do_not_leave_them() -> None:
    why = {"code": "why", "kind": "short_text", "required": "no", "text": "Why?",
           "show_if": "drink is tea"}  # fmt: skip
    then = {"code": "then", "kind": "short_text", "required": "no", "text": "Then?",
            "show_if": "why is answered"}  # fmt: skip
    draws = {"drink": {"tea": 10, "coffee": 90}, "then": ["M", "N", "O", "P"],
             "why": {"texts": ["X", "Y", "Z"], "skipped": 60}}  # fmt: skip
    definition = sampled(question_data(), why, then, responses=150, answers=draws)
    whys, thens = answers(definition, "why"), answers(definition, "then")
    assert {one: whys.count(one) for one in "XYZ"} == {"X": 1, "Y": 1, "Z": 1}
    # Fewer are asked than there are texts: each of them writes one.
    wrote = [then for why, then in zip(whys, thens, strict=True) if why in ("X", "Y", "Z")]
    assert wrote == ["M", "N", "O"]


def test_a_respondent_is_the_same_however_often_asked_for() -> None:
    definition = sampled(CUPS, responses=20, languages={"en": 1, "fr": 1})
    assert definition.content.sample is not None
    sample = Sample(poll_of(definition), definition.content.sample)
    assert [sample.respondent(7) for _ in range(5)] == [sample.respondent(7)] * 5


def test_some_leave_what_may_be_left() -> None:
    asked = question_data(required="no")
    draw = {"weights": {"tea": 1, "coffee": 1}, "skipped": 30}
    said = answers(sampled(asked, answers={"drink": draw}), "drink")
    assert 80 < said.count(None) < 160


def test_words_are_written_beside_other() -> None:
    options = ["Tea", {"role": "other", "label": "Something else"}]
    definition = sampled(
        question_data(options=options),
        responses=20,
        answers={"drink": {"weights": {"other": 1}, "texts": ["Milk"]}},
    )
    assert {said for _, sent in invented(definition) for said in sent.parts.values()} == {"Milk"}


def test_weights_of_nought_are_never_drawn_and_none_at_all_are_alike() -> None:
    draws = Draws("x")
    assert {draws.weighed({"a": 0, "b": 1}) for _ in range(50)} == {"b"}
    assert {draws.weighed({"a": 0, "b": 0}) for _ in range(50)} == {"a", "b"}


def test_a_mean_that_hardly_fits_still_gives_a_number_in_the_range() -> None:
    assert Draws("x").normal(1000, 0.001, 0, 10) == 10


@pytest.mark.parametrize(
    ("sample", "message"),
    [
        ({"responses": 0}, "sample.responses: the smallest number taken is 1"),
        ({"responses": 1001}, "sample.responses: the largest number taken is 1000"),
        ({}, "sample.responses: this is missing; add it"),
        ({"responses": 9, "answer": {}}, "sample.answer: there is no such field; did you mean"),
        ({"responses": 9, "answers": {"x": {"a": 1}}}, "sample.answers.x: there is no question"),
        (
            {"responses": 9, "answers": {"drink": {"milk": 1}}},
            "sample.answers.drink.weights.milk: there is no answer milk to this question",
        ),
        (
            {"responses": 9, "answers": {"drink": {"tea": -1}}},
            "sample.answers.drink.weights.tea: the smallest number taken is 0",
        ),
        (
            {"responses": 9, "answers": {"drink": {"tea": "much"}}},
            "sample.answers.drink.weights.tea: give a number, without quotes",
        ),
        (
            {"responses": 9, "answers": {"drink": {"tea": 0}}},
            "sample.answers.drink.weights: give one of them a weight above 0",
        ),
        (
            {"responses": 9, "answers": {"drink": {"mean": 1}}},
            "sample.answers.drink.mean: kind: single has no mean; give weights",
        ),
        (
            {"responses": 9, "answers": {"cups": {"mean": "2024-01-01"}}},
            "sample.answers.cups.mean: give a number",
        ),
        (
            {"responses": 9, "answers": {"cups": {"mean": 2, "spread": 0}}},
            "sample.answers.cups.spread: give more than 0",
        ),
        (
            {"responses": 9, "answers": {"cups": {"mean": 2, "mode": 1}}},
            "sample.answers.cups.mode: there is no such field",
        ),
        ({"responses": 9, "languages": {"de": 1}}, "sample.languages.de: this language is not in"),
        (
            {"responses": 9, "groups": [{"when": "drink is milk", "answers": {}}]},
            "sample.groups[0].when: at character 10: drink has no answer milk",
        ),
        (
            {"responses": 9, "groups": [{"when": "drink milk", "answers": {}}]},
            "sample.groups[0].when: at character 7: after a question's code write",
        ),
        (
            {"responses": 9, "groups": [{"when": "drink is tea", "answers": {"x": {}}}]},
            "sample.groups[0].answers.x: there is no question with this code",
        ),
    ],
)
def test_what_does_not_fit_the_questions_is_said(sample: dict[str, Any], message: str) -> None:
    asked = [question_data(), CUPS]
    found = messages(poll_data(questions=asked, opens="-1 day", sample=sample))
    assert len(found) == 1
    if "character" in message:
        # In a file these have the column; data without a text of its own has the character.
        message = message.replace("at character 10: ", "").replace("at character 7: ", "")
        found = [found[0].replace("at character 10: ", "").replace("at character 7: ", "")]
    assert found[0].startswith(message)


def test_a_draft_and_a_past_result_have_no_sample_data() -> None:
    sample = {"responses": 9}
    assert messages(poll_data(sample=sample)) == [
        "sample: give opens too, a time that has passed; nobody can answer a draft"
    ]
    past = poll_data(
        sample=sample, source={"title": "A page"}, tally={"counts": {"tea": 1, "coffee": 1}}
    )
    assert messages(past) == ["sample: a past result has its counts; leave this out"]


def test_a_text_that_must_be_answered_needs_texts() -> None:
    asked = [question_data(), {"code": "name", "kind": "short_text", "text": "Name"}]
    found = messages(poll_data(questions=asked, opens="-1 day", sample={"responses": 9}))
    assert found == ["sample: the text name must be answered; give texts for it"]


def test_a_poll_that_opens_later_cannot_have_been_answered() -> None:
    definition = read(poll_data(opens="+1 day", sample={"responses": 9}))
    with pytest.raises(DefinitionFaultsError, match="the poll has not opened yet"):
        definition.new_poll(NOON)
