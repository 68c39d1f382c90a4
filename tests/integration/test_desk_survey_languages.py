"""A survey in its languages, side by side; and what its publishing page says."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.browse import words_of
from tests.desk import DeskClient
from tests.forms import Fields, filled_form
from tests.integration.desk_writing import TYPED, Writer, begin

SURVEY: dict[str, Any] = {
    **TYPED,
    "title": "Colours at work",
    "slug": "colours",
    "page_title": "First page",
    "flow": "all",
    "q2-question": "How likely?",
    "q2-row": ["War", "Peace"],
    "q2-answer": ["No", "Yes"],
    "q3-question": "How old?",
    "q3-low": "0",
    "q3-high": "120",
    "q3-unit": "years",
}
SECOND = {
    "t-q2-text": "Quelle chance ?",
    "t-q2-row-1": "Guerre",
    "t-q2-row-2": "Paix",
    "t-q2-label-1": "Non",
    "t-q2-label-2": "Oui",
}


@pytest.fixture
def survey(editor: DeskClient) -> Writer:
    """A draft of three questions, to be translated into French and Russian."""
    writer = begin(editor, **TYPED)
    for kind in ("matrix", "number"):
        writer.press(f"ask_add-{kind}")
    assert writer.press("save", **SURVEY).status_code == 303
    for code, there in (("fr", ""), ("ru", "fr")):
        form = texts(writer, there)
        editor.post(page_of(writer, there), {**form, "new": code, "do": "add"})
    assert writer.open()["languages"] == ["en,fr,ru"]
    return writer


def page_of(writer: Writer, language: str) -> str:
    """The address of the languages page."""
    query = f"?language={language}" if language else ""
    return f"/desk/polls/{writer.poll_id}/languages{query}"


def texts(writer: Writer, language: str) -> Fields:
    """The form as it stands, with a language chosen."""
    path = page_of(writer, language)
    return filled_form(writer.who.get(path).text, path)


def test_rows_units_titles_and_pages_stand_side_by_side(survey: Writer) -> None:
    page = words_of(survey.who.get(page_of(survey, "fr")).text)
    for said in ("Row 1 War", "Unit years", "Title Colours at work", "Title of the page First"):
        assert said in page, said
    assert "2. How likely? 5 texts missing" in page


def test_going_to_another_language_loses_nothing(survey: Writer) -> None:
    form = texts(survey, "fr")
    said = survey.who.post(page_of(survey, "fr"), {**form, **SECOND, "do": "go:ru"})
    assert said.headers["Location"] == page_of(survey, "ru")
    assert texts(survey, "fr")["t-q2-row-2"] == ["Paix"]
    assert texts(survey, "ru")["t-q2-row-2"] == [""]
    assert 'name="do" value="go:ru"' in survey.who.get(page_of(survey, "fr")).text


def test_adding_a_language_loses_nothing(survey: Writer) -> None:
    form = texts(survey, "fr")
    typed = {**form, **SECOND, "code": "pt_br", "do": "add"}
    said = survey.who.post(page_of(survey, "fr"), typed)
    assert said.headers["Location"] == page_of(survey, "pt-BR")
    assert texts(survey, "fr")["t-q2-row-1"] == ["Guerre"]
    wrong = survey.who.post(
        page_of(survey, "fr"), {**texts(survey, "fr"), "t-title": "Titre", "code": "?", "do": "add"}
    )
    assert wrong.status_code == 422
    assert filled_form(wrong.text, page_of(survey, "fr"))["t-title"] == ["Titre"]


def test_going_on_without_typing_saves_nothing(survey: Writer) -> None:
    seen = survey.open()["seen"]
    form = texts(survey, "fr")
    survey.who.post(page_of(survey, "fr"), {**form, "do": "go:ru"})
    assert survey.open()["seen"] == seen


def test_what_changed_since_is_marked_in_rows_too(survey: Writer, reader: FlaskClient) -> None:
    form = texts(survey, "fr")
    survey.who.post(page_of(survey, "fr"), {**form, **SECOND, "do": "save"})
    assert survey.publish().status_code == 303
    survey.press("save", **{"q2-row": ["Wars", "Peace"]})
    page = words_of(survey.who.get(page_of(survey, "fr")).text)
    assert "2. How likely? Changed since" in page
    assert page.count("It still fits") == 1
    french = reader.get("/p/colours?lang=fr").text
    assert "Quelle chance ?" in french
    assert "How old?" in french


def asked(writer: Writer) -> str:
    """What the page says that asks before publishing."""
    writer.press("publish")
    page = writer.who.get(f"/desk/polls/{writer.poll_id}/publish")
    assert page.status_code == 200, page.text
    return words_of(page.text)


def test_publishing_says_what_a_survey_means(survey: Writer) -> None:
    form = texts(survey, "fr")
    survey.who.post(page_of(survey, "fr"), {**form, **SECOND, "do": "save"})
    survey.press("ask_add-long_text")
    survey.press(
        "save",
        save_later="1",
        check="1",
        unfinished_days="5",
        phase="after",
        event="The debate",
        **{"q4-question": "Why?", "q4-required": "soft", "q4-show_if": "q1 is o1"},
    )
    words = asked(survey)
    for said in (
        "Colours at work",
        "4 questions on 2 pages.",
        "1 question has a rule: only readers whose answers fit it are asked.",
        "Answers to a question that a later change of mind hides are not counted.",
        "Readers see all their answers once more before they send them.",
        "is erased after 5 days.",
        "In Français: 1 of 4 questions; the others come in English.",
        "Not translated in full yet, so not shown: Русский.",
        "What readers write is kept with their answers.",
        "Nothing that they write is shown to others before this desk lets it.",
        "This is the poll after “The debate”.",
        "Who leaves it out is asked once more. Shown only if: q1 is o1.",
        "move questions, answers and rows",
        "Question 1: Readers who have no view cannot answer this question.",
    ):
        assert said in words, said


def test_the_kinds_of_questions_are_said_before_publishing(editor: DeskClient) -> None:
    writer = begin(editor, **TYPED)
    writer.press("ask_add-ranking")
    writer.press("ask_add-multiple")
    three = ["A", "B", "C"]
    writer.press("save", **{"q2-question": "Order?", "q2-answer": three, "q2-at_most": "2"})
    writer.press("save", **{"q3-question": "Which?", "q3-answer": three, "q3-at_most": "2"})
    writer.press("save", flow="one", **{"q3-required": "no"})
    words = asked(writer)
    for said in (
        "Readers choose one answer.",
        "Readers put the first 2 in order.",
        "Readers choose at most 2 answers. It may be left out.",
        "3 questions, one at a time.",
        "What readers have not sent is never counted, and is erased after 14 days.",
    ):
        assert said in words, said
    writer.press("save", flow="all", check=[])
    assert "What readers have not sent" not in asked(writer)
