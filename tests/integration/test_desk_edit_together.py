"""Two editors on one poll: the second is told, and nothing is overwritten unseen."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from pollsvc.domain.editor import EditorRole
from tests.browse import words_of
from tests.conftest import Clock
from tests.desk import DeskClient
from tests.forms import filled_form
from tests.integration.conftest import Rows
from tests.integration.desk_writing import TYPED, Writer, begin, published


@pytest.fixture
def anna(editor: DeskClient) -> Writer:
    """The first editor, with a draft."""
    return begin(editor, **TYPED)


@pytest.fixture
def olga(anna: Writer, owner: DeskClient) -> Writer:
    """The second, who is an owner, with the same draft."""
    return Writer(owner, anna.poll_id)


def test_the_second_to_save_is_told_who_saved_and_when(anna: Writer, olga: Writer) -> None:
    first, second = anna.open(), olga.open()
    assert anna.send(first, question="Which tint?").status_code == 303
    said = olga.send(second, question="Which hue?", answer=["Red", "Green"])
    assert said.status_code == 409
    words = words_of(said.text)
    assert "Edith saved it at 12:00 UTC. Nothing was overwritten" in words
    assert "Question Which tint? Which hue?" in words
    assert "Answer 2 Blue Green" in words
    assert "Answer 1 Red" not in words
    assert anna.open()["question"] == ["Which tint?"]
    assert "data-edit-paused" in said.text


def test_what_the_second_typed_is_still_in_the_form(anna: Writer, olga: Writer) -> None:
    second = olga.open()
    anna.press("save", question="Which tint?")
    page = olga.send(second, question="Which hue?").text
    form = filled_form(page, olga.path)
    assert form["question"] == ["Which hue?"]
    assert olga.send(form).status_code == 409
    assert anna.open()["question"] == ["Which tint?"]


def test_only_a_button_of_its_own_overwrites(anna: Writer, olga: Writer) -> None:
    second = olga.open()
    anna.press("save", question="Which tint?")
    said = olga.send(second, question="Which hue?")
    token = said.text.partition('name="overwrite" value="')[2].partition('"')[0]
    assert olga.send(second, question="Which hue?", overwrite=token).status_code == 303
    assert anna.open()["question"] == ["Which hue?"]


def test_overwriting_what_was_not_seen_is_refused(anna: Writer, olga: Writer) -> None:
    second = olga.open()
    anna.press("save", question="Which tint?")
    token = olga.send(second).text.partition('name="overwrite" value="')[2].partition('"')[0]
    anna.press("save", question="Which shade?")
    assert olga.send(second, overwrite=token).status_code == 409
    assert anna.open()["question"] == ["Which shade?"]


def test_where_only_other_choices_differ_it_says_so(anna: Writer, olga: Writer) -> None:
    second = olga.open()
    anna.press("save", visibility="always")
    assert "Other choices as they saved them" in words_of(olga.send(second).text)


def test_saving_as_one_types_says_how_it_went(anna: Writer) -> None:
    fields = anna.open()
    said = anna.keep(fields, question="Which tint?")
    assert said.get_json()["saved"] is True
    assert said.get_json()["words"] == "Saved at 12:00 UTC. Only your desk can see this draft."
    assert "I don’t know" in said.get_json()["hints"][""]
    assert anna.open()["question"] == ["Which tint?"]
    assert anna.open()["seen"] == [said.get_json()["seen"]]


def test_saving_as_one_types_stops_where_somebody_else_has_saved(
    anna: Writer, olga: Writer
) -> None:
    first = anna.open()
    olga.press("save", question="Which hue?")
    said = anna.keep(first, question="Which tint?")
    assert said.status_code == 409
    assert said.get_json() == {
        "saved": False,
        "by": "Olga",
        "at": "12:00 UTC",
        "words": "Olga saved this poll at 12:00 UTC. Nothing of yours is saved since.",
    }
    assert olga.open()["question"] == ["Which hue?"]


def test_a_page_follows_its_own_saves_without_having_heard_of_them(anna: Writer) -> None:
    fields = anna.open()
    anna.keep(fields, question="Which ti")
    assert anna.send(fields, question="Which tint?").status_code == 303
    assert anna.send(fields, question="Which tint?").status_code == 303
    assert anna.open()["question"] == ["Which tint?"]


def test_ones_own_other_window_is_told_too(anna: Writer) -> None:
    first, second = anna.open(), anna.open()
    anna.send(first, question="Which tint?")
    said = anna.send(second, question="Which hue?")
    assert said.status_code == 409
    assert "You saved this poll in another window" in said.text
    assert "What you typed is not saved." in said.text
    assert "another window at 12:00 UTC" in anna.keep(second).get_json()["words"]


def test_a_draft_begun_anew_is_not_taken_for_the_one_before(
    editor: DeskClient, owner: DeskClient
) -> None:
    anna = published(editor)
    olga = Writer(owner, anna.poll_id)
    anna.keep(anna.open(), question="Which tint?")
    stale = olga.open()
    editor.post(f"{anna.path}/discard")
    anna.keep(anna.open(), question="Which hue?")
    assert olga.keep(stale, question="Which shade?").status_code == 409


def test_of_many_saves_at_once_one_is_taken(
    app: Flask, anna: Writer, come: Callable[..., DeskClient]
) -> None:
    writers = [
        Writer(come(f"Owner{number}", EditorRole.OWNER), anna.poll_id) for number in range(6)
    ]
    forms = [writer.open() for writer in writers]
    with ThreadPoolExecutor(6) as pool:
        answers = list(
            pool.map(
                lambda n: writers[n].keep(forms[n], question=f"Question {n}?").status_code,
                range(6),
            )
        )
    assert sorted(answers) == [200, 409, 409, 409, 409, 409]
    assert anna.open()["question"] == [f"Question {answers.index(200)}?"]


def test_of_two_who_change_a_published_poll_the_second_is_told(
    editor: DeskClient, owner: DeskClient, rows: Rows
) -> None:
    anna = published(editor)
    olga = Writer(owner, anna.poll_id)
    first, second = anna.open(), olga.open()
    assert anna.send(first, question="Which tint?").status_code == 303
    said = olga.send(second, question="Which hue?")
    assert said.status_code == 409
    assert "Edith saved it at 12:00 UTC" in words_of(said.text)
    assert [
        text
        for (text,) in rows("SELECT text FROM wording WHERE subject = 'question' ORDER BY revision")
    ] == ["Which colour?", "Which tint?"]


def test_saving_after_somebody_closed_the_poll_is_told(
    editor: DeskClient, owner: DeskClient, clock: Clock
) -> None:
    anna = published(editor)
    fields = anna.open()
    clock.forward(minutes=1)
    owner.post(f"/desk/polls/{anna.poll_id}/close")
    said = anna.send(fields, question="Which tint?")
    assert said.status_code == 409
    assert "Olga saved it at 12:01 UTC" in words_of(said.text)


def test_a_token_that_is_none_of_ours_saves_nothing(anna: Writer) -> None:
    for token in ("", "x", "1.1", "9" * 99):
        assert anna.press("save", question="No?", seen=token, page="0").status_code == 409
    assert anna.open()["question"] == ["Which colour?"]
