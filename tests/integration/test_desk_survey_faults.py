"""What is wrong in a survey is said beside its field and in the summary, and nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.browse import words_of
from tests.desk import DeskClient
from tests.forms import Fields, filled_form
from tests.integration.conftest import Rows
from tests.integration.desk_writing import TYPED, Writer, begin

NUMBER = {"q2-question": "How old?", "q2-low": "0", "q2-high": "120", "q2-code": "age"}
SLIPS = (
    ("colour is 1,5", "At character 11: Write a point before decimals, not a comma: 1.5. For one"),
    ("colour > 1,5", "At character 10: Write a point before decimals, not a comma: 1.5."),
    ("colour = red", "At character 8: Write is instead of =."),
    ("colour != red", "At character 8: Write is not instead of !=."),
    ("colour is red && colour is blue", "At character 15: Write and instead of &&."),
    ("colour is “red”", 'At character 11: Write " instead of “.'),
    ("colour is Red", "At character 11: Red is what readers see. Write its code instead: red."),
    ("colour is red, blue", "At character 14: For one of several answers write: any of red, blue."),
    (
        "colour is red or blue",
        "At character 15: For one of several answers write: any of red, blue.",
    ),
    ("colour is any of red blue", "At character 22: Put a comma between two answers: red, blue."),
    ("colour includes red and blue", "For several answers together write: all of red, blue."),
    ("color is red", "At character 1: There is no question color. Did you mean colour?"),
    (
        "colour is red wine",
        "wine is one word too many. An answer is named by its code, a single word.",
    ),
    ("colour is red;", "; is not known in rules. Name questions and answers by their codes."),
)
FIRST = {**TYPED, "code": "colour", "answer_code": ["red", "blue"]}
Typed = dict[str, Any]


def survey(editor: DeskClient, *kinds: str, **values: Any) -> Writer:
    """A draft with a question about colours, and one of each of these kinds."""
    writer = begin(editor, **FIRST)
    for kind in kinds:
        assert writer.press(f"ask_add-{kind}").status_code == 303
    assert writer.press("save", **values).status_code == 303
    return writer


@pytest.mark.parametrize(
    ("kind", "typed", "field", "words"),
    [
        ("number", {"q2-question": ""}, "q2-question", "Write a question."),
        ("number", {"q2-low": "", "q2-high": "9"}, "q2-low", "Write the smallest number"),
        ("number", {"q2-low": "1,5"}, "q2-low", "Write a number in digits with a point"),
        ("number", {"q2-low": "٣"}, "q2-low", "Write a number in digits with a point"),
        ("number", {"q2-low": "9", "q2-high": "3"}, "q2-high", "Swap the two."),
        ("number", {"q2-decimals": "0", "q2-low": "1.5"}, "q2-low", "digits after the point"),
        ("date", {"q2-low": "31.12.2025"}, "q2-low", "Write a day such as 2026-03-01."),
        ("short_text", {"q2-longest": "many"}, "q2-longest", "Write a whole number"),
        ("scale", {"q2-scale_from": ""}, "q2-scale_from", "Write the first number of the scale"),
        ("scale", {"q2-scale_to": "-1"}, "q2-scale_to", "Write a number above the first one"),
        ("scale", {"q2-scale_to": "900"}, "q2-scale_to", "A scale has at most"),
        ("number", {"q2-code": "Über"}, "q2-code", "Use small letters a–z, digits and underscores"),
        ("number", {"q2-code": "colour"}, "q2-code", "Another one has this code already."),
        ("number", {"q2-show_if": "colour is pink"}, "q2-show_if", "colour has no answer pink."),
        ("number", {"q2-show_if": "color is red"}, "q2-show_if", "Did you mean colour?"),
        ("number", {"q2-show_if": "colour is"}, "q2-show_if", "At character"),
        *(("number", {"q2-show_if": rule}, "q2-show_if", words) for rule, words in SLIPS),
        ("number", {"q2-show_if": "age > 3"}, "q2-show_if", "circle"),
        ("number", {"q2-required": "maybe"}, "q2-required", "Choose what happens"),
    ],
)
def test_a_fault_of_a_question_is_said_at_its_field(
    editor: DeskClient, kind: str, typed: Typed, field: str, words: str
) -> None:
    writer = survey(editor, kind)
    values = {**(NUMBER if kind == "number" else {"q2-question": "What?"}), **typed}
    said = writer.press("publish", **values)
    assert said.status_code == 422
    assert f'id="{field}-err"' in said.text
    assert f'<li><a href="#{field}">Question 2: ' in said.text
    assert words in words_of(said.text)
    assert ('id="q2-box" open' in said.text, 'id="q1-box" open' in said.text) == (True, False)
    back = filled_form(said.text, writer.path)
    for name, value in values.items():
        if name != "q2-required":
            assert back[name] == [value], name


def test_rules_that_go_in_a_circle_name_it(editor: DeskClient) -> None:
    writer = survey(editor, "number", "date")
    said = writer.press(
        "publish",
        **{**NUMBER, "q2-show_if": "day is answered", "q3-question": "When?"},
        **{"q3-code": "day", "q3-show_if": "age > 3"},
    )
    assert said.status_code == 422
    assert "age → day → age" in words_of(said.text)


def test_a_question_that_nobody_can_reach_is_found(editor: DeskClient) -> None:
    writer = survey(editor, "number", "date")
    said = writer.press(
        "publish",
        **{**NUMBER, "q2-show_if": "colour is red", "q3-question": "When?"},
        **{"q3-show_if": "colour is blue and age > 3"},
    )
    assert said.status_code == 422
    assert "No reader can ever come to this" in words_of(said.text)


def test_what_is_wrong_with_a_rule_is_a_hint_while_it_is_written(editor: DeskClient) -> None:
    writer = survey(editor, "number", "date")
    words = "At character 1: There is no question color. Did you mean colour?"
    typed = {**NUMBER, "q2-show_if": "color is red", "q3-page_show_if": "colour is"}
    hints = writer.keep(writer.open(), **typed, **{"q3-new_page": "1"}).get_json()["hints"]
    assert words in words_of(hints["q2-show_if"])
    assert "At character 10: Name an answer here" in words_of(hints["q3-page_show_if"])
    assert (hints["q3-show_if"], hints["q2-page_show_if"]) == ("", "")
    assert writer.press("q2-save").status_code == 303
    page = writer.who.get(writer.path).text
    place = page.partition('data-hints="q2-show_if"')[2].partition("</div>")[0]
    assert words in words_of(f"<div {place}")
    refused = writer.press("publish", **{"q3-question": "When?"}).text
    assert words_of(refused.partition("<form")[2]).count(words) == 2  # in the summary, at the field
    kept = writer.keep(writer.open(), **{"q2-show_if": "colour is red", "q3-page_show_if": ""})
    assert kept.get_json()["hints"]["q2-show_if"] == ""


def test_codes_for_rules_stand_beside_their_words(editor: DeskClient) -> None:
    writer = survey(editor, "matrix", "number")
    table = {"q2-question": "How likely?", "q2-row": ["War", ""], "q2-answer": ["No", "Yes"]}
    writer.press("save", **table)
    page = writer.who.get(writer.path).text
    said = words_of(page.rpartition('aria-label="Codes for rules"')[2].partition("</dl>")[0])
    assert "1. colour Which colour? red Red blue Blue 2. q2_1 War o1 No o2 Yes" in " ".join(
        said.split()
    )


def test_rows_and_points_say_what_is_wrong_with_them(editor: DeskClient) -> None:
    writer = survey(editor, "matrix", "scale")
    form = writer.open()
    said = writer.send(
        form,
        "publish",
        **{"q2-question": "How likely?", "q2-row": ["War", ""], "q2-answer": ["No", "Yes"]},
        **{"q3-question": "How sure?", "q3-answer": ["Not", "Quite"], "q3-value": ["0", "99"]},
    )
    assert said.status_code == 422
    assert '<a href="#q3-value-2">Question 3: Answer 2: ' in said.text
    assert "The scale has no such point." in words_of(said.text)
    empty = writer.press("publish", **{"q2-row": []})
    assert 'id="q2-rows-err"' in empty.text
    assert "Write at least one row." in words_of(empty.text)


def test_a_pair_needs_the_name_of_its_discussion(editor: DeskClient) -> None:
    said = begin(editor, **TYPED, phase="before").press("publish")
    assert said.status_code == 422
    assert 'id="event-err"' in said.text
    assert 'id="more" tabindex="-1" open>' in said.text


def test_a_fault_in_one_question_leaves_the_others_folded(editor: DeskClient) -> None:
    writer = survey(editor, "date", "date", **{"q2-question": "A?", "q3-question": "B?"})
    page = writer.press("publish", **{"q3-question": ""}).text
    assert [f'id="q{n}-box" open' in page for n in (1, 2, 3)] == [False, False, True]
    assert 'name="question"><summary' not in page.replace("\n", "").replace("  ", "")


@pytest.fixture
def open_survey(editor: DeskClient) -> Writer:
    """A published survey of three questions, in which one has answered."""
    writer = survey(editor, "matrix", "number")
    said = writer.publish(
        title="Colours at work",
        slug="colours",
        flow="all",
        **{"q2-question": "How likely?", "q2-row": ["War", "Peace"], "q2-answer": ["No", "Yes"]},
        **{"q3-question": "How old?", "q3-low": "0", "q3-high": "120", "q3-required": "no"},
    )
    assert said.status_code == 303, said.text
    return writer


def answer(reader: FlaskClient) -> None:
    """Answer the survey as its form stands."""
    page = reader.get("/p/colours").text
    form: Fields = filled_form(page, "/p/colours#errors")
    said = reader.post("/p/colours", data={**form, "q1": "1", "q3": "3", "q4": "4"})
    assert said.status_code == 303, said.text


def test_after_the_first_vote_a_survey_keeps_what_was_asked(
    open_survey: Writer, reader: FlaskClient, rows: Rows
) -> None:
    before = open_survey.open()
    answer(reader)
    page = open_survey.who.get(open_survey.path).text
    for gone in ("ask_add-", "ask_copy", "ask_up", "row_add", "q2-add"):
        assert f'value="{gone}' not in page, gone
    late = open_survey.send(before, "save", **{"q3-high": "90"})
    assert late.status_code == 422
    for typed in ({"q3-high": "90"}, {"q2-kind": "single"}, {"q3-show_if": "colour is red"}):
        said = open_survey.press("save", **typed)
        assert said.status_code == 422, typed
        assert "People have answered this poll" in said.text
    assert open_survey.press("save", **{"q2-row": ["War!", "Peace"]}).status_code == 303
    assert "War!" in reader.get("/p/colours").text


def test_what_was_moved_too_late_moves_back_across_borders_of_pages(
    open_survey: Writer, reader: FlaskClient
) -> None:
    open_survey.press("save", **{"q2-new_page": "1", "q3-new_page": "1"})
    open_survey.press("q3-ask_up")
    open_survey.press("q3-ask_up")
    assert open_survey.open()["q2-question"] == ["How old?"]
    answer(reader)
    open_survey.press("q2-ask_down")
    assert open_survey.open()["q2-question"] == ["How likely?"]
    assert open_survey.press("save").status_code == 303


def test_before_the_first_vote_questions_come_and_go(
    open_survey: Writer, reader: FlaskClient
) -> None:
    open_survey.press("ask_add-short_text")
    assert "Who?" not in reader.get("/p/colours").text
    assert open_survey.press("save", **{"q4-question": "Who?"}).status_code == 303
    assert "Who?" in reader.get("/p/colours").text
    open_survey.press("q4-ask_remove")
    assert open_survey.press("save").status_code == 303
    assert "Who?" not in reader.get("/p/colours").text
