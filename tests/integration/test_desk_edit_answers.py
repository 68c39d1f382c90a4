"""Answers as they are typed: pasted lists, empty rows, the one without a view, the heading."""

from __future__ import annotations

from tests.browse import words_of
from tests.conftest import Clock
from tests.desk import DeskClient
from tests.integration.conftest import Rows
from tests.integration.desk_writing import TYPED, begin, published


def test_a_pasted_list_takes_the_place_of_empty_rows(editor: DeskClient) -> None:
    writer = begin(editor, question="Which?")
    writer.press(answer=["- Red\n2. Blue\n• Green\n", ""])
    assert writer.answers == ["Red", "Blue", "Green"]
    writer.press("dont_know")
    assert writer.answers == ["Red", "Blue", "Green", "I don’t know"]


def test_empty_rows_at_the_end_do_not_keep_a_poll_from_being_published(
    editor: DeskClient, rows: Rows
) -> None:
    published(editor, answer=["Red", "Blue", "", " "])
    assert rows("SELECT count(*) FROM option") == [(2,)]


def test_a_typed_answer_without_a_view_is_made_one(editor: DeskClient) -> None:
    writer = begin(editor, **TYPED | {"answer": ["Don't know.", "Red", "Blue"]})
    page = editor.get(writer.path).text
    assert "Make it the no-view answer" in page
    assert "Add it" not in page
    writer.press("dont_know")
    form = writer.open()
    assert form["answer"] == ["Red", "Blue", "Don't know."]
    assert form["role"] == ["plain", "plain", "dont_know"]


def test_the_script_hears_the_heading_of_a_draft(editor: DeskClient) -> None:
    writer = begin(editor)
    form = writer.open()
    said = writer.keep(form, question=" Which\ncolour? ").get_json()
    assert (said["title"], said["language"]) == ("Which colour?", "en")


def test_a_very_long_question_is_cut_in_lists_and_whole_in_the_draft(
    editor: DeskClient, rows: Rows
) -> None:
    writer = begin(editor, **TYPED | {"question": "W" * 100_000})
    assert rows("SELECT length(title) FROM poll") == [(500,)]
    assert "W" * 501 not in editor.get("/desk/polls?show=drafts").text
    assert writer.open()["question"] == ["W" * 100_000]


def test_a_new_version_says_that_the_old_poll_stays_open(editor: DeskClient, clock: Clock) -> None:
    first = published(editor, closes="2026-03-11T12:00")
    path = editor.post(f"/desk/polls/{first.poll_id}/new-version").headers["Location"]
    summary = path.split("/edit")[0] + "/publish"
    words = "“Which colour?” is still open."
    assert words in words_of(editor.get(summary).text)
    clock.forward(days=1)
    assert words not in words_of(editor.get(summary).text)
