"""Writing a poll: the form, its buttons, and that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browse import words_of
from tests.conftest import Clock
from tests.desk import DeskClient
from tests.integration.conftest import Rows
from tests.integration.desk_writing import TYPED, Writer, begin, published

EVERYTHING = {
    **TYPED,
    "short": ["R", ""],
    "kind": "multiple",
    "at_least": "0",
    "at_most": "2",
    "hint": "As many as you like",
    "error": "Choose a colour",
    "order": "random",
    "opens": "2026-05-01T10:00",
    "closes": "2026-05-02T10:00",
    "release": "2026-05-03T10:00",
    "zone": "Europe/Paris",
    "visibility": "when_released",
    "protection": "open",
    "may_change": "1",
    "may_withdraw": "1",
    "tags": "Colours, Light",
    "article_title": "On colours",
    "article_url": "https://example.org/colours",
    "asked_by_title": "The Herald",
    "source_url": "https://example.org/source",
    "intro": "Some **words**\n\nbefore",
    "closing": 'And "after" <b>',
    "slug": "colours",
    "theme-accent": "#900",
}


def test_a_new_poll_comes_with_an_empty_form(editor: DeskClient, rows: Rows) -> None:
    form = begin(editor).open()
    assert (form["question"], form["answer"]) == ([""], ["", ""])
    assert (form["visibility"], form["protection"], form["kind"]) == (
        *(["after_voting"], ["browser"]),
        ["single"],
    )
    assert rows("SELECT act FROM history WHERE poll_id = 1") == [("poll_begun",)]
    assert rows("SELECT editor_id FROM poll_editor") == [(editor.editor.id,)]


def test_an_empty_draft_is_used_again(editor: DeskClient, colleague: DeskClient) -> None:
    assert begin(editor).poll_id == begin(editor).poll_id
    assert begin(colleague).poll_id == 2
    begin(editor, question="Why?")
    assert begin(editor).poll_id == 3


def test_a_draft_is_not_known_to_other_editors(
    editor: DeskClient, colleague: DeskClient, owner: DeskClient
) -> None:
    path = begin(editor).path
    assert colleague.get(path).status_code == 404
    assert colleague.post(path, TYPED).status_code == 404
    assert colleague.post(f"{path}/autosave", TYPED).status_code == 404
    assert owner.get(path).status_code == 200


def test_who_may_only_watch_cannot_write(
    editor: DeskClient, colleague: DeskClient, viewer: DeskClient
) -> None:
    path = published(editor).path
    assert colleague.get(path).status_code == 403
    assert viewer.post(path, TYPED).status_code == 403


def test_everything_typed_comes_back(editor: DeskClient) -> None:
    writer = begin(editor)
    assert writer.press("save", **EVERYTHING).headers["Location"] == writer.path
    form = writer.open()
    for name, value in EVERYTHING.items():
        assert form[name] == (value if isinstance(value, list) else [value]), name


def test_a_draft_may_hold_anything(editor: DeskClient) -> None:
    odd = {"question": "a\x00b" * 300, "closes": "tomorrow", "zone": "Mars/Olympus", "slug": "A b"}
    writer = begin(editor)
    assert writer.press("save", **odd, answer=["=1+1", "<b>"]).status_code == 303
    form = writer.open()
    assert form["question"] == ["ab" * 300]
    assert (form["closes"], form["zone"], form["answer"]) == (
        *(["tomorrow"], ["Mars/Olympus"]),
        ["=1+1", "<b>"],
    )


def test_after_a_restart_everything_is_there_again(
    editor: DeskClient, make_app: Callable[..., Flask]
) -> None:
    writer = begin(editor)
    writer.keep(writer.open(), question="Half a ques")
    again = DeskClient(make_app(), editor.editor)
    again.sign_in(again.app.extensions["clock"]())
    assert Writer(again, writer.poll_id).open()["question"] == ["Half a ques"]


@pytest.mark.parametrize(
    ("button", "answers", "goes_to"),
    [
        ("add", ["A", "B", "C", ""], "answer-4"),
        ("remove-2", ["A", "C"], "answer-2"),
        ("up-3", ["A", "C", "B"], "up-2"),
        ("down-1", ["B", "A", "C"], "down-2"),
        ("down-2", ["A", "C", "B"], "answer-3"),
        ("dont_know", ["A", "B", "C", "I don’t know"], "answer-4"),
    ],
)
def test_answers_are_moved_by_buttons(
    editor: DeskClient, button: str, answers: list[str], goes_to: str
) -> None:
    writer = begin(editor)
    said = writer.press(button, question="Why?", answer=["A", "B", "C"])
    assert said.headers["Location"] == f"{writer.path}#{goes_to}"
    form = writer.open()
    assert (form["question"], form["answer"]) == (["Why?"], answers)
    assert f'id="{goes_to}"' in editor.get(writer.path).text


def test_a_pasted_list_becomes_answers(editor: DeskClient) -> None:
    writer = begin(editor, question="Why?", answer=["1. Red\r\n2. Blue\r\n\r\n3. Green", "Pink"])
    assert writer.answers == ["Red", "Blue", "Green", "Pink"]


def test_the_language_of_the_texts_can_be_set(editor: DeskClient) -> None:
    writer = begin(editor, question="Почему?", written_in="ru")
    form = writer.open()
    assert (form["languages"], form["question"], form["written_in"]) == (
        *(["ru"], ["Почему?"]),
        ["ru"],
    )


def test_problems_are_said_beside_the_fields_and_in_the_summary(editor: DeskClient) -> None:
    writer = begin(editor)
    said = writer.press(
        "publish", question="", answer=["Red", "Blue", "red"], closes="2020-01-01T10:00"
    )
    assert said.status_code == 422
    assert "<title>Error: " in said.text
    assert '<li><a href="#question">Write a question.</a></li>' in said.text
    alike = "This reads the same as answer 1."
    assert f'<li><a href="#answer-3">Answer 3: {alike}</a></li>' in said.text
    assert f'id="answer-3-err"><span class="vh">Error:</span> {alike}' in said.text
    assert 'id="closes-err"' in said.text
    assert "2020-01-01T10:00" in said.text


def test_what_is_folded_is_open_where_something_in_it_is_wrong(editor: DeskClient) -> None:
    writer = begin(editor)
    assert 'id="more" tabindex="-1">' in editor.get(writer.path).text
    said = writer.press("publish", **TYPED, article_url="ftp://example.org")
    assert 'id="more" tabindex="-1" open>' in said.text
    assert "Write a web address that begins with https:// or http://." in said.text


def test_choices_that_are_none_are_told_apart_in_the_summary(editor: DeskClient) -> None:
    writer = begin(editor)
    none = dict.fromkeys(("kind", "order", "visibility", "protection"), "x")
    said = writer.press("publish", **{**TYPED, **none}).text
    summary = said.split('id="errors"')[1].split("</ul>")[0]
    lines = summary.split("<li>")[1:]
    assert len({line.split('">')[1] for line in lines}) == len(lines) >= 4


def test_a_time_shown_twice_is_asked_about(editor: DeskClient) -> None:
    writer = begin(editor)
    times = {"opens": "2026-10-25T02:30", "zone": "Europe/Paris"}
    said = writer.press("publish", **TYPED, **times)
    assert said.status_code == 422
    assert 'name="opens_offset" value="+01:00"' in said.text
    said = writer.press("publish", **TYPED, **times, opens_offset="+01:00")
    assert said.status_code == 303
    assert writer.open()["opens_offset"] == ["+01:00"]


def test_a_time_that_the_clocks_skip_is_refused(editor: DeskClient) -> None:
    times = {"closes": "2026-03-29T02:30", "zone": "Europe/Paris"}
    said = begin(editor).press("publish", **TYPED, **times)
    assert (said.status_code, "clocks skip this time" in said.text) == (422, True)


def test_hints_do_not_keep_from_publishing(editor: DeskClient) -> None:
    writer = begin(editor, **TYPED)
    assert "Readers who have no view must skip this poll" in editor.get(writer.path).text
    assert writer.press("publish").status_code == 303


def test_a_form_that_is_too_large_is_refused_and_says_so(editor: DeskClient) -> None:
    writer = begin(editor)
    said = writer.press("save", intro="x" * 2_000_000)
    assert said.status_code == 413
    assert "nothing was stored" in said.text


def test_a_long_poll_fits(editor: DeskClient) -> None:
    writer = begin(editor)
    answers = ["Щ" * 290 + str(number) for number in range(50)]
    assert writer.press("publish", question="Почему?", answer=answers).status_code == 303


def test_who_is_not_signed_in_is_sent_to_sign_in(editor: DeskClient, stranger: FlaskClient) -> None:
    answer = stranger.get(begin(editor).path)
    assert (answer.status_code, "/desk/sign-in" in answer.headers["Location"]) == (303, True)


def test_the_form_works_on_what_is_deleted_only_after_putting_it_back(editor: DeskClient) -> None:
    writer = begin(editor, **TYPED)
    fields = writer.open()
    editor.post(f"/desk/polls/{writer.poll_id}/delete")
    assert editor.get(writer.path).headers["Location"].endswith("/manage")
    assert writer.send(fields).status_code == 404


def test_the_time_of_saving_is_said(editor: DeskClient, clock: Clock) -> None:
    writer = begin(editor, **TYPED)
    assert "Saved at 12:00 UTC. Only your desk can see this draft." in words_of(
        editor.get(writer.path).text
    )
    clock.forward(hours=30)
    editor.sign_in(clock())
    assert "Saved at 10 March 2026, 12:00 UTC." in words_of(editor.get(writer.path).text)
