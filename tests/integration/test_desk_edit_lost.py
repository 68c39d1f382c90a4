"""Nothing that somebody typed is lost, cut short, or put where it does not belong."""

from __future__ import annotations

import pytest

from tests.desk import DeskClient
from tests.forms import filled_form
from tests.integration.conftest import Rows
from tests.integration.desk_writing import TYPED, Writer, begin, published


@pytest.fixture
def anna(editor: DeskClient) -> Writer:
    """An editor with a draft in two languages."""
    writer = begin(editor, **TYPED)
    path = f"/desk/polls/{writer.poll_id}/languages"
    editor.post(path, {**filled_form(editor.get(path).text, path), "new": "fr", "do": "add"})
    return writer


def test_translations_follow_their_answers(anna: Writer, owner: DeskClient) -> None:
    path = f"/desk/polls/{anna.poll_id}/languages?language=fr"
    form = filled_form(anna.who.get(path).text, path)
    Writer(owner, anna.poll_id).press("down-1")
    sent = {**form, "t-q1-label-1": "Rouge", "t-q1-label-2": "Bleu"}
    said = anna.who.post(path, sent)
    shown = filled_form(said.text, path)
    assert said.status_code == 409
    assert (shown["t-q1-label-1"], shown["t-q1-label-2"]) == (["Bleu"], ["Rouge"])


def test_a_translation_into_a_language_that_is_gone_is_shown(
    anna: Writer, owner: DeskClient
) -> None:
    path = f"/desk/polls/{anna.poll_id}/languages?language=fr"
    form = filled_form(anna.who.get(path).text, path)
    assert owner.post(path, {**form, "do": "remove"}).status_code == 303
    said = anna.who.post(path, {**form, "t-q1-label-1": "Rouge", "do": "save"})
    assert (said.status_code, "Rouge" in said.text) == (409, True)


def test_a_late_save_does_not_overtake_a_newer_one(anna: Writer) -> None:
    fields = anna.open()
    assert anna.send(fields, question="Which hue?", turn="3").status_code == 303
    assert anna.keep(fields, question="Which t", turn="2").status_code == 409
    assert anna.open()["question"] == ["Which hue?"]


def test_a_page_name_that_is_none_of_ours_is_not_kept(anna: Writer) -> None:
    assert anna.press("save", question="Which hue?", page="a\x00b").status_code == 303


def test_what_was_typed_about_a_deleted_poll_is_shown(anna: Writer, owner: DeskClient) -> None:
    fields = anna.open()
    assert owner.post(f"/desk/polls/{anna.poll_id}/delete", {"sure": "1"}).status_code < 400
    said = anna.send(fields, question="Which hue?")
    assert (said.status_code, "Which hue?" in said.text) == (404, True)


def test_a_list_that_is_too_long_is_refused_whole(anna: Writer) -> None:
    lines = "\n".join(f"Answer {number}" for number in range(300))
    said = anna.press("save", answer=[lines])
    assert (said.status_code, "The list has 300 answers" in said.text) == (422, True)
    assert "Answer 299" in said.text


def test_a_past_result_that_is_too_long_is_refused_whole(editor: DeskClient) -> None:
    lines = "\n".join(f"Answer {number};1" for number in range(61))
    said = editor.post("/desk/polls/past", {"paste": lines, "do": "rows"})
    assert (said.status_code, "The list has 61 answers" in said.text) == (422, True)
    assert "Answer 60;1" in said.text


def test_a_new_version_begins_with_what_is_typed(editor: DeskClient) -> None:
    anna = published(editor)
    said = editor.post(
        f"/desk/polls/{anna.poll_id}/new-version", {**anna.open(), "question": "Which hue?"}
    )
    assert Writer(editor, int(said.headers["Location"].split("/")[3])).open()["question"] == [
        "Which hue?"
    ]


def test_overwriting_is_written_down(anna: Writer, owner: DeskClient, rows: Rows) -> None:
    second = Writer(owner, anna.poll_id).open()
    anna.press("save", question="Which tint?")
    said = Writer(owner, anna.poll_id).send(second, question="Which hue?")
    token = said.text.partition('name="overwrite" value="')[2].partition('"')[0]
    Writer(owner, anna.poll_id).send(second, question="Which hue?", overwrite=token)
    assert rows("SELECT act FROM history WHERE act = 'draft_overwritten'") == [
        ("draft_overwritten",)
    ]


def test_topics_alike_in_their_codes_stay_two(editor: DeskClient, rows: Rows) -> None:
    published(editor, tags="C++, C#, Foreign policy of the European Commission")
    published(editor, tags="Foreign policy of the European Union, c++")
    assert rows("SELECT count(*) FROM tag") == [(4,)]
