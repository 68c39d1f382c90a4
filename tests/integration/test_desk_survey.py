"""Writing a survey: every button keeps what is typed, and comes back to where it was pressed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.browse import words_of
from tests.desk import DeskClient
from tests.integration.conftest import Rows
from tests.integration.desk_writing import TYPED, Writer, begin

EVERYTHING: dict[str, Any] = {
    **TYPED,
    "title": "Colours at work",
    "hint": "Think of light",
    "error": "Choose a colour",
    "code": "colour",
    "series": "colour",
    "required": "soft",
    "page_title": "First",
    "page_intro": "Some *words*",
    "q2-question": "How likely?",
    "q2-kind": "matrix",
    "q2-row": ["War", "Peace"],
    "q2-row_code": ["war", "peace"],
    "q2-answer": ["No", "Yes"],
    "q2-value": ["-1", "1"],
    "q2-answer_code": ["no", "yes"],
    "q2-pinned": ["", "1"],
    "q2-at_most": "2",
    "q2-grid": "1",
    "q2-rows_order": "reversed",
    "q2-diverging": "1",
    "q2-new_page": "1",
    "q2-page_title": "Second",
    "q2-page_intro": "More words",
    "q2-page_show_if": "colour is answered",
    "q2-show_if": "colour is o1",
    "q2-code": "likely",
    "q2-order": "random",
    "q2-required": "no",
    "q2-unit": "none",
    "q2-low": "1.5",
    "q2-high": "9",
    "q2-decimals": "1",
    "q2-longest": "20",
    "q2-private": "1",
    "q2-method": "borda",
    "q2-scale_from": "-1",
    "q2-scale_to": "1",
    "flow": "one",
    "check": "1",
    "save_later": "1",
    "unfinished_days": "7",
    "phase": "before",
    "event": "The debate",
}


@pytest.fixture
def survey(editor: DeskClient) -> Writer:
    """A draft of two questions, the second of them a table."""
    writer = begin(editor, **TYPED)
    assert writer.press("ask_add-matrix").status_code == 303
    return writer


def fields_of(writer: Writer, *names: str) -> list[list[str]]:
    """What stands in these fields."""
    form = writer.open()
    return [form.get(name, []) for name in names]


def test_a_question_of_any_kind_is_added_at_the_end(editor: DeskClient) -> None:
    writer = begin(editor, **TYPED)
    for number, kind in enumerate(("ranking", "number", "long_text", "scale", "date"), 2):
        said = writer.press(f"ask_add-{kind}")
        assert said.headers["Location"] == f"{writer.path}?open={number}#q{number}-question"
        assert fields_of(writer, f"q{number}-kind", "question") == [[kind], ["Which colour?"]]
    page = editor.get(f"{writer.path}?open=4").text
    assert [f'id="q{n}-box" open' in page for n in range(1, 7)] == [n == 4 for n in range(1, 7)]


def test_everything_typed_in_a_survey_comes_back(survey: Writer) -> None:
    survey.press("save", **EVERYTHING)
    form = survey.open()
    for name, value in EVERYTHING.items():
        assert form[name] == (value if isinstance(value, list) else [value]), name


@pytest.mark.parametrize(
    "button",
    ["q2-row_add", "q2-add", "q2-ask_copy", "ask_add-date", "q2-save", "q2-remove", "languages"],
)
def test_no_button_loses_what_is_typed(survey: Writer, button: str) -> None:
    assert survey.press(button, **EVERYTHING).status_code == 303
    form = survey.open()
    for name, value in EVERYTHING.items():
        asked = value if isinstance(value, list) else [value]
        assert form[name][: len(asked)] == asked, name


def test_questions_move_with_all_that_is_theirs(survey: Writer) -> None:
    to_page_before = survey.press("q2-ask_up", **EVERYTHING)
    assert to_page_before.headers["Location"].startswith(f"{survey.path}?open=2#")
    assert fields_of(survey, "q2-question", "q2-page_title") == [["How likely?"], ["Second"]]
    assert "q2-new_page" not in survey.open()
    survey.press("q2-ask_up")
    assert fields_of(survey, "question", "row", "kind", "q2-question", "q2-answer") == [
        *(["How likely?"], ["War", "Peace"], ["matrix"]),
        *(["Which colour?"], ["Red", "Blue"]),
    ]
    said = survey.press("ask_down")
    assert said.headers["Location"].startswith(f"{survey.path}?open=2#")
    assert fields_of(survey, "question", "q2-question") == [["Which colour?"], ["How likely?"]]


def test_a_rule_that_moved_onto_the_first_page_can_be_taken_away(survey: Writer) -> None:
    shown = '<input class="input rule" type="text" id="page_show_if"'
    survey.press("save", **EVERYTHING)
    assert shown not in survey.who.get(survey.path).text, "nothing was answered before it"
    survey.press("ask_down")
    assert fields_of(survey, "question", "page_title", "page_show_if") == [
        *(["Which colour?"], ["Second"], ["colour is answered"]),
    ]
    assert shown in survey.who.get(survey.path).text


def test_a_copy_stands_after_its_question_and_has_a_code_of_its_own(survey: Writer) -> None:
    said = survey.press("q2-ask_copy", **EVERYTHING)
    assert said.headers["Location"] == f"{survey.path}?open=3#q3-question"
    assert fields_of(survey, "q3-question", "q3-row", "q3-show_if") == [
        *(["How likely?"], ["War", "Peace"], ["colour is o1"]),
    ]
    second, third = fields_of(survey, "q2-code", "q3-code")
    assert second != third


def test_rows_come_go_and_move(survey: Writer) -> None:
    survey.press("q2-row_add", **EVERYTHING)
    assert fields_of(survey, "q2-row") == [["War", "Peace", ""]]
    said = survey.press("q2-row_up-2")
    assert said.headers["Location"].startswith(f"{survey.path}?open=2#q2-row")
    assert fields_of(survey, "q2-row") == [["Peace", "War", ""]]
    survey.press("q2-row_remove-1")
    assert fields_of(survey, "q2-row") == [["War", ""]]
    survey.press("save", **{"q2-row": ["1. Sun\r\n2. Rain\r\n3. Snow", ""]})
    assert fields_of(survey, "q2-row") == [["Sun", "Rain", "Snow"]]


@pytest.mark.parametrize("role", ["other", "dont_know", "no_answer", "none"])
def test_answers_that_are_no_view_have_buttons(survey: Writer, role: str) -> None:
    survey.press(role)
    form = survey.open()
    assert form["role"] == ["plain", "plain", role]
    assert form["answer"][2]


def test_a_question_with_words_is_removed_once_that_is_said_twice(survey: Writer) -> None:
    said = survey.press("q2-remove", **EVERYTHING)
    asked = survey.who.get(said.headers["Location"]).text
    assert "Remove question 2 with all that is written in it?" in asked
    assert fields_of(survey, "q2-question") == [["How likely?"]]
    survey.press("q2-ask_remove")
    form = survey.open()
    assert (form["question"], "q2-question" in form) == (["Which colour?"], False)
    assert "q2-box" not in survey.who.get(survey.path).text


def test_an_empty_question_goes_at_once(survey: Writer) -> None:
    said = survey.press("q2-remove")
    assert "remove=" not in said.headers["Location"]
    assert "q2-question" not in survey.open()


def test_what_was_just_typed_in_an_empty_question_does_not_go_at_once(survey: Writer) -> None:
    said = survey.press("q2-remove", **{"q2-hint": "Guess"})
    assert "remove=2" in said.headers["Location"]
    assert fields_of(survey, "q2-hint") == [["Guess"]]


def test_a_page_that_goes_with_its_only_question_is_said_to_go(survey: Writer) -> None:
    """Here only its rule is written, and the question itself is empty."""
    ruled = {"code": "colour", "q2-new_page": "1", "q2-page_show_if": "colour is o1"}
    said = survey.press("q2-remove", **ruled)
    asked = words_of(survey.who.get(said.headers["Location"]).text)
    assert "so the title, text and rule of the page go with it." in asked
    resting = survey.press("q2-remove", **{"q2-new_page": []})
    asked = words_of(survey.who.get(resting.headers["Location"]).text)
    assert "that rest here, of a page that has gone, go with it." in asked


def test_the_next_question_of_a_page_takes_its_words_in_every_language(survey: Writer) -> None:
    survey.press("ask_add-date", **EVERYTHING)
    more = survey.open()["question_more"]
    more[1] = '{"page_title": {"fr": "Deuxième"}}'
    said = survey.press("q2-remove", question_more=more)
    asked = words_of(survey.who.get(said.headers["Location"]).text)
    assert "Remove question 2" in asked
    assert "go with it" not in asked
    survey.press("q2-ask_remove")
    assert fields_of(survey, "q2-kind", "q2-page_title", "q2-page_intro", "q2-new_page") == [
        *(["date"], ["Second"], ["More words"], ["1"]),
    ]
    assert json.loads(survey.open()["question_more"][1]) == {"page_title": {"fr": "Deuxième"}}


def test_the_contents_name_questions_kinds_pages_and_rules(survey: Writer) -> None:
    survey.press("save", **EVERYTHING)
    words = words_of(survey.who.get(survey.path).text)
    assert "Page 1: First 1. Which colour? One answer" in words
    assert "Page 2: Second 2. How likely? Table · with a rule" in words


def test_codes_of_earlier_questions_stand_beside_a_rule(survey: Writer) -> None:
    survey.press("ask_add-single", **EVERYTHING)
    page = words_of(survey.who.get(f"{survey.path}?open=3").text)
    assert "1. colour Which colour? o1 Red o2 Blue" in page
    assert "2. war War no No yes Yes 2. peace Peace no No yes Yes" in page.replace("-1–1 ", "")


def test_a_survey_of_one_question_is_a_plain_poll_again(survey: Writer) -> None:
    survey.press("q2-ask_remove")
    page = survey.who.get(survey.path).text
    assert "1. Question and answers" in page
    assert 'name="q2-question"' not in page


def test_a_survey_is_called_by_its_title(survey: Writer, rows: Rows) -> None:
    survey.press("save", title="Colours at work")
    assert rows("SELECT title FROM poll") == [("Colours at work",)]
    assert "Colours at work" in survey.who.get("/desk/polls?show=drafts").text


def test_a_conflict_in_a_survey_keeps_what_was_typed(survey: Writer, owner: DeskClient) -> None:
    other = Writer(owner, survey.poll_id)
    mine, theirs = survey.open(), other.open()
    assert other.send(theirs, **{"q2-question": "How sure?"}).status_code == 303
    said = survey.send(mine, "q2-ask_copy", **EVERYTHING)
    assert said.status_code == 409
    assert "How likely?" in said.text
    assert "How sure?" in said.text
    assert 'id="q2-box" open' in said.text


def test_a_list_of_rows_that_is_too_long_is_refused_whole(survey: Writer) -> None:
    said = survey.press("save", **{"q2-row": ["\n".join(f"Row {n}" for n in range(300))]})
    assert said.status_code == 422
    assert "The list has 300 rows; no more than 200 are taken." in said.text
    assert "Row 299" in said.text


def test_thirty_questions_fit_on_a_page_that_is_not_heavy(editor: DeskClient) -> None:
    writer = begin(editor, **TYPED)
    form = writer.open()
    many: dict[str, Any] = {"question_key": [""] * 30, "question_more": ["{}"] * 30}
    for n in range(2, 31):
        many |= {f"q{n}-question": f"Question {n}?", f"q{n}-kind": "single"}
        many |= {f"q{n}-answer": [f"Answer {a} to {n}" for a in range(10)]}
    assert writer.send(form, **many).status_code == 303
    packed = editor.get(writer.path, headers={"Accept-Encoding": "gzip"})
    assert len(packed.data) < 70_000
    assert sum(len(v) + len(name) for name, them in writer.open().items() for v in them) < 100_000
    assert writer.press("q30-ask_up").status_code == 303
    assert fields_of(writer, "q29-question", "q30-question") == [["Question 30?"], ["Question 29?"]]
