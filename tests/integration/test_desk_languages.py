"""A poll in its languages: what is missing, what changed since, and who sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll
from tests.browse import words_of
from tests.desk import DeskClient
from tests.forms import filled_form
from tests.integration.conftest import Rows
from tests.integration.desk_writing import TYPED, Writer, begin, published
from tests.make import make_new_poll, make_new_question

FRENCH = {"t-q1-text": "Quelle couleur ?", "t-q1-label-1": "Rouge", "t-q1-label-2": "Bleu"}


def path_of(writer: Writer, language: str = "") -> str:
    """The address of the page, with a language chosen."""
    return f"/desk/polls/{writer.poll_id}/languages" + (f"?language={language}" if language else "")


def page_of(writer: Writer, language: str = "") -> str:
    """The page with a language chosen."""
    return writer.who.get(path_of(writer, language)).text


def add_language(writer: Writer, code: str, by: str = "new") -> TestResponse:
    """Choose a language from the list, or write its code."""
    there = writer.open()["languages"][0].split(",")[1:2]
    path = path_of(writer, *there)
    form = filled_form(page_of(writer), path)
    return writer.who.post(path, {**form, by: code, "do": "add"})


def translate(writer: Writer, language: str = "fr", do: str = "save", **typed: str) -> TestResponse:
    """Type translations and press a button."""
    path = path_of(writer, language)
    form = filled_form(page_of(writer, language), path)
    return writer.who.post(path, {**form, **typed, "do": do})


@pytest.fixture
def draft(editor: DeskClient) -> Writer:
    """A draft, to be translated into French."""
    writer = begin(editor, **TYPED, intro="Some words")
    add_language(writer, "fr")
    return writer


@pytest.fixture
def poll(editor: DeskClient) -> Writer:
    """A published poll, translated into French."""
    writer = published(editor)
    add_language(writer, "fr")
    assert translate(writer, **FRENCH).status_code == 303
    return writer


def test_what_is_missing_is_said(draft: Writer) -> None:
    words = words_of(page_of(draft, "fr"))
    assert "Français 3 texts missing" in words
    assert "Question Which colour?" in words
    assert words.count("Missing") == 3
    assert "Optional. Left empty, readers see it in the first language." in words


def test_a_translation_is_kept_in_the_draft(draft: Writer) -> None:
    translate(draft, **FRENCH)
    assert "Français Complete" in words_of(page_of(draft, "fr"))
    assert "Quelle couleur ?" in page_of(draft, "fr")


def test_writing_on_keeps_translations_with_their_answers(draft: Writer) -> None:
    translate(draft, **FRENCH)
    draft.press("down-1")
    draft.press("save", question="Which tint?")
    form = filled_form(page_of(draft, "fr"), path_of(draft, "fr"))
    assert (form["t-q1-label-1"], form["t-q1-label-2"]) == (["Bleu"], ["Rouge"])
    draft.press("remove-1")
    form = filled_form(page_of(draft, "fr"), path_of(draft, "fr"))
    assert form["t-q1-label-1"] == ["Rouge"]


def test_readers_see_a_language_once_it_is_whole(draft: Writer, reader: FlaskClient) -> None:
    translate(draft, **{**FRENCH, "t-q1-label-2": ""})
    draft.publish()
    assert "Which colour?" in reader.get("/p/which-colour?lang=fr").text
    translate(draft, **{"t-q1-label-2": "Bleu"})
    assert "Quelle couleur ?" in reader.get("/p/which-colour?lang=fr").text


def test_a_translation_of_a_published_poll_shows_at_once(poll: Writer, reader: FlaskClient) -> None:
    assert "Quelle couleur ?" in reader.get("/p/which-colour?lang=fr").text
    assert "Which colour?" in reader.get("/p/which-colour").text


def test_translating_is_written_down(poll: Writer, rows: Rows) -> None:
    acts = rows("SELECT act FROM history WHERE poll_id = 1 ORDER BY number")
    assert [act for (act,) in acts][2:] == ["poll_translated", "poll_translated"]
    assert rows("SELECT DISTINCT revision, of_revision FROM wording WHERE language = 'fr'") == [
        (1, 1)
    ]


def test_what_changed_since_is_marked(poll: Writer) -> None:
    assert "Changed since" not in page_of(poll, "fr")
    poll.press("save", question="Which tint?")
    words = words_of(page_of(poll, "fr"))
    assert words.count("Changed since") == 2, "at the text, and at its language"
    assert "Français Changed since" in words, "not complete"
    translate(poll, **{"t-q1-text": "Quelle teinte ?"})
    assert "Français Complete" in words_of(page_of(poll, "fr"))
    assert "Changed since" not in page_of(poll, "fr")


def test_a_translation_that_came_with_a_file_is_no_older_than_its_text(
    owner: DeskClient, add: Callable[[NewPoll], Poll]
) -> None:
    asked = make_new_question(text={"en": "Which colour?", "fr": "Quelle couleur ?"})
    poll = add(make_new_poll(asked, languages=("en", "fr")))
    said = owner.get(f"/desk/polls/{poll.id}/languages?language=fr").text
    assert "Quelle couleur ?" in said
    assert "Changed since" not in said


def test_what_still_fits_can_be_said_to(poll: Writer, rows: Rows) -> None:
    poll.press("save", question="Which  color?", answer=["Red!", "Blue"])
    assert words_of(page_of(poll, "fr")).count("Changed since") == 3
    assert translate(poll, **{"still-q1-text": "1"}).status_code == 303
    assert words_of(page_of(poll, "fr")).count("Changed since") == 2
    assert rows(
        "SELECT revision, of_revision FROM wording WHERE language = 'fr' AND field = 'text'"
        " ORDER BY revision"
    ) == [(1, 1), (2, 2)]


def test_a_change_that_waits_marks_translations_too(poll: Writer) -> None:
    poll.keep(poll.open(), question="Which tint?")
    words = words_of(page_of(poll, "fr"))
    assert words.count("Changed since") == 2
    assert "readers see all of it once you save it there" in words
    assert "It still fits" not in words


def test_with_changes_that_wait_a_translation_waits_too(poll: Writer, reader: FlaskClient) -> None:
    poll.keep(poll.open(), question="Which tint?")
    translate(poll, **{"t-q1-text": "Quelle teinte ?"})
    assert "Quelle couleur ?" in reader.get("/p/which-colour?lang=fr").text
    poll.press("save")
    assert "Quelle teinte ?" in reader.get("/p/which-colour?lang=fr").text


def test_a_language_is_taken_out(poll: Writer, reader: FlaskClient) -> None:
    assert translate(poll, do="remove").status_code == 303
    assert "Which colour?" in reader.get("/p/which-colour?lang=fr").text
    assert "Quelle couleur" not in page_of(poll)


@pytest.mark.parametrize(
    ("code", "kept"), [("pt_br", "pt-BR"), (" RU ", "ru"), ("zh-hant", "zh-Hant")]
)
def test_a_code_is_written_as_it_should_be(draft: Writer, code: str, kept: str) -> None:
    assert add_language(draft, code, by="code").headers["Location"] == path_of(draft, kept)
    assert draft.open()["languages"] == [f"en,fr,{kept}"]


@pytest.mark.parametrize("code", ["", "français", "x", "en-"])
def test_what_is_no_code_is_refused(draft: Writer, code: str) -> None:
    said = add_language(draft, code, by="code")
    assert (said.status_code, "This is no language code." in said.text) == (422, True)


def test_a_language_that_is_there_is_not_added_twice(draft: Writer) -> None:
    add_language(draft, "fr")
    assert draft.open()["languages"] == ["en,fr"]


def test_languages_from_right_to_left_have_fields_from_right_to_left(draft: Writer) -> None:
    add_language(draft, "ar")
    assert 'lang="ar" dir="rtl"' in page_of(draft, "ar")


def test_a_translation_made_from_an_older_draft_is_not_lost(
    draft: Writer, owner: DeskClient
) -> None:
    path = path_of(draft, "fr")
    form = filled_form(page_of(draft, "fr"), path)
    Writer(owner, draft.poll_id).press("save", question="Which tint?")
    said = draft.who.post(path, {**form, **FRENCH, "do": "save"})
    assert said.status_code == 409
    assert "Olga saved it at 12:00 UTC" in words_of(said.text)
    assert "Quelle couleur ?" in said.text
    # The question reads differently now: its translation is shown aside, to be put in its place.
    form = filled_form(page_of(draft, "fr"), path)
    assert draft.who.post(path, {**form, **FRENCH, "do": "save"}).status_code == 303
    assert draft.open()["question"] == ["Which tint?"]
    assert "Quelle couleur ?" in page_of(draft, "fr")


def test_a_translation_that_does_not_fit_is_said_and_kept(poll: Writer) -> None:
    said = translate(poll, **{"t-q1-label-1": "Bleu"})
    assert said.status_code == 422
    assert "In Français: This reads the same as answer 1." in said.text
    assert filled_form(said.text, path_of(poll, "fr"))["t-q1-label-1"] == ["Bleu"]


def test_only_who_writes_a_poll_translates_it(
    draft: Writer, colleague: DeskClient, poll: Writer
) -> None:
    assert colleague.get(path_of(draft)).status_code == 404
    assert colleague.post(path_of(poll), {"new": "ru", "do": "add"}).status_code == 403
