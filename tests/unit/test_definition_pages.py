"""Definition files: pages, flow, events, short forms, rules with their places."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pollsvc.domain.poll import Flow, Phase
from pollsvc.imports.reading import read_text
from pollsvc.imports.schema import PollFile
from tests.make import NOON
from tests.unit.definition_data import faults, messages, poll_data, question_data, read

MANUAL = Path(__file__).parents[2] / "pollsvc" / "help" / "definitions.md"


def paged(*pages: dict[str, Any], **other: Any) -> dict[str, Any]:
    data = poll_data(pages=list(pages), **other)
    del data["questions"]
    return data


def page(*codes: str, **other: Any) -> dict[str, Any]:
    return {"questions": [question_data(code=code) for code in codes], **other}


def test_questions_know_their_page_and_only_pages_that_say_something_are_kept() -> None:
    new = read(paged(page("a", "b"), page("c", title="Three"), page("d", show_if="a is tea")))
    poll = new.new_poll(NOON)
    assert [(one.code, one.page) for one in poll.questions] == [
        ("a", 1), ("b", 1), ("c", 2), ("d", 3),
    ]  # fmt: skip
    assert [(one.number, one.show_if) for one in poll.pages] == [(2, None), (3, "a is tea")]


@pytest.mark.parametrize(
    ("data", "checked"),
    [
        (poll_data(), False),
        (paged(page("a")), False),
        (paged(page("a"), page("b")), True),
        (paged(page("a"), page("b"), check=False), False),
        (paged(page("a", "b"), flow="one"), True),
        (paged(page("a"), page("b"), flow="all"), False),
        (poll_data(check=True), True),
    ],
)
def test_answers_are_checked_where_they_were_given_in_several_steps(
    data: dict[str, Any], *, checked: bool
) -> None:
    assert read(data).new_poll(NOON).check is checked


def test_the_flow_and_saving_for_later_are_what_the_file_says() -> None:
    poll = read(poll_data(flow="one", save_later=True, unfinished_days=30)).new_poll(NOON)
    assert (poll.flow, poll.save_later, poll.unfinished_days) == (Flow.ONE, True, 30)


def test_a_pair_has_its_event_and_phase() -> None:
    event = {"code": "valdai-july", "title": "Valdai, July"}
    poll = read(poll_data(event=event, phase="after", title="After")).new_poll(NOON)
    assert poll.event is not None
    assert (poll.event.code, poll.phase) == ("valdai-july", Phase.AFTER)
    assert poll.title is not None


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (poll_data(pages=[page("b")]), "pages: questions are here too; put each of them on a"),
        (paged(page()), "pages[0].questions: give at least 1"),
        (paged(page("a"), page("a")), "pages[1].questions[0].code: this code is here twice"),
        (paged(page("a", titel="A")), "pages[0].titel: there is no such field; did you mean ti"),
        (poll_data(phase="before"), "phase: give event too, with a code and a title"),
        (poll_data(event={"code": "A b", "title": "T"}), "event.code: use small letters a-z, di"),
        (poll_data(event={"code": "a"}), "event.title: this is missing; add it"),
        (poll_data(unfinished_days=0), "unfinished_days: the smallest number taken is 1"),
        (poll_data(flow="pagewise"), "flow: write one of: pages, one, all"),
        (poll_data(check="yes"), "check: write true or false"),
        (poll_data(title={"fr": "Titre"}), "title: give it in the base language too, en"),
        (
            paged(*(page(*(f"q_{page_no}_{one}" for one in range(60))) for page_no in range(2))),
            "pages: at most 100 questions are taken in all",
        ),
    ],
)
def test_what_is_wrong_with_pages_is_said(data: dict[str, Any], message: str) -> None:
    found = messages(data)
    assert len(found) == 1
    assert found[0].startswith(message)


def test_neither_questions_nor_pages_is_a_fault() -> None:
    data = poll_data()
    del data["questions"]
    assert messages(data) == ["questions: this is missing; add it"]


def test_answers_may_be_plain_texts_and_get_codes_from_them() -> None:
    options = [
        "Yes",
        "No",
        "Не знаю",
        "日本",
        "C’est ça",
        "yes!",
        {"en": "Maybe", "fr": "Peut-être"},
    ]
    question = {"text": "Which?", "options": options}
    asked = read(poll_data(questions=[question, {**question, "code": "q9"}])).new_poll(NOON)
    assert [one.code for one in asked.questions[0].options] == [
        "yes", "no", "ne_znayu", "a4", "cest_ca", "yes_2", "maybe",
    ]  # fmt: skip
    assert asked.questions[0].options[6].label.as_dict() == {"en": "Maybe", "fr": "Peut-être"}
    assert [one.code for one in asked.questions] == ["q1", "q9"]


def test_codes_that_are_made_make_room_for_those_that_are_written() -> None:
    options = ["Other", {"code": "other", "label": "X"}, {"role": "none", "label": "None"}]
    asked = read(poll_data(questions=[question_data(options=options)])).new_poll(NOON)
    assert [one.code for one in asked.questions[0].options] == ["other_2", "other", "none"]


def test_a_long_label_gives_a_code_that_fits() -> None:
    long = "U.S. wants to establish partnership relations with Russia"
    asked = read(poll_data(questions=[question_data(options=[long, f"{long} again"])]))
    codes = [one.code for one in asked.new_poll(NOON).questions[0].options]
    assert codes == ["u_s_wants_to_establish", "u_s_wants_to_establish_2"]


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("true", "put quotes around it; without them it is read as true or false"),
        ("2024", "put quotes around it; without them it is read as a number"),
        ("{code: true, label: Yes}", "put quotes around it; without them it is read as true or"),
        ("Yes: of course", "put quotes around the whole line; a colon makes a name of what is"),
        ("{label: Yes, lable: No}", "there is no such field; did you mean label?"),
        ("[Yes]", "give a text"),
        ("", "give a text, this is empty"),
    ],
)
def test_traps_of_yaml_are_named(option: str, message: str) -> None:
    head = "slug: a\nlanguages: [en]\nquestions:\n  - text: Q\n    options:\n      - No\n"
    found = faults(f"{head}      - {option}\n")
    assert any(one.startswith("7:") and message in one for one in found)


def test_yes_and_no_are_texts() -> None:
    text = (
        "slug: a\nlanguages: [no, en]\nquestions:\n"
        "  - {code: no, text: Q, options: [Yes, No, {code: off, label: Off}]}\n"
    )
    asked = read_text(text.encode(), "x.yaml").new_poll(NOON).questions[0]
    assert [one.code for one in asked.options] == ["yes", "no", "off"]
    assert asked.text.languages == ("no",)


RULES = """\
slug: a
languages: [en, fr]
pages:
  - show_if: late is answered
    questions:
      - code: drink
        text: Which?
        options: [Tea, Coffee]
        show_if: drink is milk
  - questions:
      - code: late
        text: {en: "Why {drnk}?", fr: "Pourquoi {drink|cela} ?"}
        show_if: drnk is tea
        options: [Tea, "Or {later}"]
      - code: later
        kind: number
        low: 0
        high: 9
        text: "How many?"
        hint: >
          As many as
          {nobody}
        show_if: "drink is tea and drink >= 3 or"
"""


def test_faults_of_rules_are_named_at_the_very_word() -> None:
    found = faults(RULES)
    assert [line.split(": ")[0:2] for line in found] == [
        ["4:14", "pages[0].show_if"],
        ["9:18", "pages[0].questions[0].show_if"],
        ["9:27", "pages[0].questions[0].show_if"],
        ["12:25", "pages[1].questions[0].text.en"],
        ["13:18", "pages[1].questions[0].show_if"],
        ["14:28", "pages[1].questions[0].options[1].label"],
        ["20:9", "pages[1].questions[1].hint"],
        ["23:49", "pages[1].questions[1].show_if"],
    ]
    said = [line.split(": ", 2)[2] for line in found]
    assert said[2].startswith("drink has no answer milk")
    assert said[3] == "there is no question drnk whose answer could be shown; did you mean drink?"
    assert said[4] == "there is no question drnk; did you mean drink?"
    assert said[5] == "later is asked later; only answers given before can be shown"
    assert said[6].startswith("at character 12: there is no question nobody")
    assert said[7] == "name a question here, by its code"


def with_rule(rule: str) -> list[str]:
    questions = [
        question_data(code="drink"),
        question_data(code="extras", kind="multiple"),
        {"code": "cups", "kind": "number", "low": 0, "high": 9, "text": "Cups?"},
        {"code": "day", "kind": "date", "low": "2024-01-01", "text": "When?"},
        {"code": "grid", "kind": "matrix", "rows": ["A"], "options": ["X", "Y"], "text": "M"},
        question_data(code="last", show_if=rule),
    ]
    found = messages(poll_data(questions=questions))
    return [one.split(": ", 1)[1] for one in found]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("drink = tea", "write is instead of ="),
        ("(drink is tea", "a parenthesis is not closed"),
        ("drink is tea drink", "drink is one word too many; an answer is named by its code"),
        ("drink is answered drink", "drink is one word too many; join two rules with and or or"),
        ("drink is tea && cups > 1", "write and instead of &&"),
        ("drink != tea", "write is not instead of !="),
        ("drink is Tea", "Tea is what readers see; write its code: tea"),
        ("drink is tea, coffee", "for one of several answers write: any of tea,"),
        ("cups > 1,5", "write a point before decimals, not a comma: 1.5"),
        ("cups is 1,5", "write a point before decimals, not a comma: 1.5; for"),
        ("drink is tea $", "$ is not known in rules; name questions and answers"),
        ("drink", "after a question's code write is, includes"),
        ("drink is", "name an answer here, by its code"),
        ("cups between 3 18", "between takes two values"),
        ("any drink is tea", "after all and any write what they join in parentheses"),
        ("cups > tea", "give a number here"),
        ("cups > 1.5", "1.5 has too many digits after the point; cups has 0"),
        ("cups > 12", "12 cannot be answered to cups, which goes from 0 to 9"),
        ("cups between 7 and 3", "the smaller value comes first: between 3 and 7"),
        ("day > 3", "3 is no day, and day asks for one"),
        ("day < 2023-01-01", "2023-01-01 cannot be answered to day, which begins with 2024"),
        ("cups is 2024-01-01", "2024-01-01 is no number, and cups asks for one"),
        ("extras is tea", "this does not fit extras, which is kind: multiple; it takes includes"),
        ("grid is x", "grid is a matrix; name one of its rows: grid_1"),
        ("drink is “tea”", 'write " instead of “'),
        ('drink is "tea', "this quote is not closed"),
        ("drink is tea and drink is coffee", "nobody can ever come to this"),
        (f"{'(' * 40}drink is tea{')' * 40}", "at most 30 parentheses may stand inside"),
    ],
)
def test_a_wrong_rule_says_what_to_do(rule: str, message: str) -> None:
    found = with_rule(rule)
    assert len(found) == 1
    assert found[0].removeprefix("at character 10: ").startswith(message)


def test_rules_in_a_circle_are_named_with_the_circle() -> None:
    questions = [
        question_data(code="a", show_if="b is tea"),
        question_data(code="b", show_if="a is tea"),
    ]
    found = messages(poll_data(questions=questions))
    assert any("these rules go in a circle: a → b → a; take one of them out" in x for x in found)


def test_a_hint_is_no_fault_and_has_its_place() -> None:
    asked = [
        question_data(code="a", required="no"),
        {"code": "b", "kind": "short_text", "text": {"en": "Why {a}?", "fr": "Pourquoi ?"}},
    ]
    definition = read(poll_data(questions=asked))
    assert sorted(hint.message for hint in definition.hints) == [
        "who has no answer there reads …; better say {a|words for them}",
        "{a} is in the base language and not here",
    ]


def examples() -> list[str]:
    """The files, and the questions and other parts, of the manual's page."""
    written = re.findall(r"```yaml\n(.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)
    head = "slug: a\nlanguages: [en]\n"
    asked = "questions: [{code: drink, text: Q, options: [Tea, Coffee]}]\n"
    whole = []
    for one in written:
        if one.startswith("slug:"):
            whole.append(one)
        elif one.startswith("- "):
            whole.append(f"{head}questions:\n{one}")
        elif one.startswith("theme:"):
            whole.append(f"{head}{asked}{one}")
    return whole


@pytest.mark.parametrize("example", examples())
def test_every_example_of_the_manual_reads_clean(example: str) -> None:
    assert faults(example) == []


def test_the_examples_are_found() -> None:
    assert len(examples()) >= 13


@pytest.mark.parametrize("data", [
    poll_data(questions=[{"text": "Q", "options": ["A", {"en": "B", "fr": "C"}]}]),
    poll_data(questions=[{"text": "Q", "kind": "scale", "required": False,
                          "scale": {"from": 1, "to": 2, "labels": ["x", "y"]}}]),
    paged(page("a"), sample={"responses": 3, "answers": {"a": {"tea": 1}}}, opens="-1 day"),
])  # fmt: skip
def test_the_schema_for_editors_takes_short_forms(data: dict[str, Any]) -> None:
    jsonschema.validate(data, PollFile.model_json_schema())
    assert messages(data) == []
