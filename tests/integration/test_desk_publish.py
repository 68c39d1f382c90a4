"""Publishing: said before what it means, done once, and then readers can vote."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll
from tests.browse import counts_of, vote, words_of
from tests.conftest import Clock
from tests.desk import DeskClient
from tests.forms import filled_form
from tests.integration.conftest import Rows
from tests.integration.desk_writing import TYPED, Writer, begin, published
from tests.make import make_new_poll


def asked(writer: Writer) -> str:
    """The words of the page that asks."""
    return words_of(writer.who.get(f"/desk/polls/{writer.poll_id}/publish").text)


def test_a_published_poll_takes_votes(editor: DeskClient, reader: FlaskClient) -> None:
    writer = begin(editor)
    said = writer.publish(**TYPED)
    assert said.headers["Location"] == f"/desk/polls/{writer.poll_id}/share"
    assert vote(reader, "which-colour", 2).status_code == 303
    assert "Which colour?" in reader.get("/").text


def test_nobody_sees_a_poll_before_it_is_published(
    editor: DeskClient, reader: FlaskClient, rows: Rows
) -> None:
    begin(editor, **TYPED)
    slug = rows("SELECT slug FROM poll")[0][0]
    for path in (f"/p/{slug}", "/p/which-colour", f"/p/{slug}/results", f"/embed/{slug}"):
        assert reader.get(path).status_code == 404
    assert "Which colour?" not in reader.get("/").text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Anybody can vote from now on, until you close the poll."),
        (
            {"closes": "2026-09-30T18:00", "zone": "Europe/Paris"},
            "Anybody can vote from now until 30 September 2026, 18:00 Paris time.",
        ),
        (
            {"opens": "2026-09-16T09:00", "closes": "2026-09-30T18:00", "zone": "Europe/Paris"},
            "Anybody can vote from 16 September 2026, 09:00 Paris time until 30 September",
        ),
        (
            {"opens": "2026-09-16T09:00"},
            "Anybody can vote from 16 September 2026, 09:00 UTC on, until you close the poll.",
        ),
        ({}, "Readers see the results after they vote."),
        ({"visibility": "always"}, "Everybody sees the results at any time."),
        ({"visibility": "after_closing"}, "Nobody sees the results before the poll closes"),
        ({"visibility": "desk_only"}, "Readers never see the results, only this desk does."),
        ({"visibility": "when_released"}, "until you release them after closing."),
        (
            {
                "visibility": "when_released",
                "closes": "2026-09-30T18:00",
                "release": "2026-10-01T18:00",
            },
            "Everybody sees the results from 1 October 2026, 18:00 UTC on.",
        ),
        ({}, "One vote per browser, by a cookie that is set with the vote."),
        ({"protection": "open"}, "Nothing keeps anybody from voting more than once."),
        ({"may_change": "1"}, "Readers can change their vote until the poll closes."),
        ({"may_withdraw": "1"}, "Readers can take their vote back until the poll closes."),
        ({"order": "random"}, "The order in which the answers were shown is stored"),
        ({"order": "reversed"}, "Half of the readers see the answers the other way round."),
        ({}, "No name and no address on the internet."),
        ({}, "it is erased after 30 days."),
        ({}, "You can no longer add, remove or move answers"),
        ({}, "http://localhost/p/which-colour"),
        ({"slug": "colours"}, "http://localhost/p/colours"),
        ({}, "Readers who have no view must skip this poll."),
    ],
)
def test_what_publishing_means_is_said_before(
    editor: DeskClient, typed: dict[str, Any], words: str
) -> None:
    assert words in asked(begin(editor, **TYPED, **typed))


def test_languages_that_are_not_whole_are_named(editor: DeskClient) -> None:
    writer = begin(editor, **TYPED)
    path = f"/desk/polls/{writer.poll_id}/languages"
    for here, language in ((path, "fr"), (f"{path}?language=fr", "ru")):
        form = filled_form(editor.get(here).text, here)
        editor.post(path, {**form, "new": language, "do": "add"})
    form = filled_form(editor.get(f"{path}?language=fr").text, f"{path}?language=fr")
    texts = {"t-q1-text": "Quelle ?", "t-q1-label-1": "Rouge", "t-q1-label-2": "Bleu"}
    editor.post(path, {**form, **texts, "do": "save"})
    words = asked(writer)
    assert "Readers can read it in: English, Français." in words
    assert "Not translated in full yet, so not shown: Русский." in words


def test_it_is_published_once_however_often_the_button_is_pressed(
    editor: DeskClient, reader: FlaskClient, rows: Rows
) -> None:
    writer = begin(editor, **TYPED, visibility="always")
    path = f"/desk/polls/{writer.poll_id}/publish"
    form = filled_form(editor.get(path).text, path)
    assert [editor.post(path, form).status_code for _ in range(2)] == [303, 303]
    vote(reader, "which-colour", 1)
    assert editor.post(path, form).status_code == 303
    assert counts_of(reader, "which-colour") == [1, 0]
    assert rows("SELECT count(*) FROM history WHERE act = 'poll_published'") == [(1,)]
    assert (rows("SELECT count(*) FROM box"), rows("SELECT * FROM draft")) == ([(1,)], [])


def test_the_history_says_when_and_where(editor: DeskClient, rows: Rows) -> None:
    published(editor, closes="2026-05-01T10:00")
    ((act, subject, detail),) = rows(
        "SELECT act, subject, detail FROM history WHERE act = 'poll_published'"
    )
    assert (act, subject) == ("poll_published", "Which colour?")
    assert (json.loads(detail) if isinstance(detail, str) else detail) == {
        "slug": "which-colour",
        "opens": "2026-03-10T12:00:00+00:00",
        "closes": "2026-05-01T10:00:00+00:00",
    }


def test_a_poll_that_opens_later_is_planned(
    editor: DeskClient, reader: FlaskClient, clock: Clock
) -> None:
    published(editor, opens="2026-03-10T15:00")
    assert "This poll opens on 10 March 2026, 15:00 UTC." in words_of(
        reader.get("/p/which-colour").text
    )
    clock.forward(hours=3)
    assert vote(reader, "which-colour", 1).status_code == 303


def test_an_address_in_use_is_said_beside_its_field(
    editor: DeskClient, add: Callable[[NewPoll], Poll]
) -> None:
    add(make_new_poll(slug="colours"))
    said = begin(editor).press("publish", **TYPED, slug="Colours", closes="2020-01-01T10:00")
    assert said.status_code == 422
    assert 'id="slug-err"' in said.text
    assert "Another poll has this address." in said.text
    assert 'id="closes-err"' in said.text


def test_an_address_that_is_made_gets_a_number_where_it_is_in_use(
    editor: DeskClient, rows: Rows
) -> None:
    for _ in range(3):
        published(editor)
    assert [slug for (slug,) in rows("SELECT slug FROM poll ORDER BY id")] == [
        "which-colour",
        "which-colour-2",
        "which-colour-3",
    ]


def test_a_question_that_cannot_be_written_in_latin_gets_an_address(
    editor: DeskClient, rows: Rows
) -> None:
    published(editor, question="どの色？", written_in="ja")
    slug = rows("SELECT slug FROM poll")[0][0]
    assert (slug[:5], len(slug)) == ("poll-", 13)


def test_what_was_changed_meanwhile_is_looked_at_again(
    editor: DeskClient, owner: DeskClient, reader: FlaskClient
) -> None:
    writer = begin(editor, **TYPED)
    path = f"/desk/polls/{writer.poll_id}/publish"
    form = filled_form(editor.get(path).text, path)
    Writer(owner, writer.poll_id).press("save", question="Which tint?")
    said = editor.post(path, form)
    assert said.status_code == 409
    assert "Olga changed this poll meanwhile, so it is not published yet." in words_of(said.text)
    assert reader.get("/p/which-tint").status_code == 404
    assert editor.post(path, filled_form(said.text, path)).status_code == 303


def test_what_cannot_be_published_any_more_leads_back_to_the_form(
    editor: DeskClient, clock: Clock
) -> None:
    writer = begin(editor, **TYPED, closes="2026-03-10T13:00")
    path = f"/desk/polls/{writer.poll_id}/publish"
    form = filled_form(editor.get(path).text, path)
    clock.forward(hours=2)
    for said in (editor.post(path, form), editor.get(path)):
        assert said.status_code == 422
        assert "This time has passed. Choose a later one, or leave it empty." in said.text
        assert filled_form(said.text, writer.path)["question"] == ["Which colour?"]


def test_an_empty_draft_cannot_be_published(editor: DeskClient, rows: Rows) -> None:
    writer = begin(editor)
    assert editor.get(f"/desk/polls/{writer.poll_id}/publish").status_code == 422
    assert editor.post(f"/desk/polls/{writer.poll_id}/publish", {"seen": "x"}).status_code in (
        409,
        422,
    )
    assert rows("SELECT opens_at FROM poll") == [(None,)]


def test_only_who_writes_a_poll_publishes_it(
    editor: DeskClient, colleague: DeskClient, viewer: DeskClient
) -> None:
    path = f"/desk/polls/{begin(editor, **TYPED).poll_id}/publish"
    assert (colleague.get(path).status_code, colleague.post(path).status_code) == (404, 404)
    assert viewer.post(path).status_code == 403


def test_the_page_that_asks_about_a_published_poll_leads_on(editor: DeskClient) -> None:
    writer = published(editor)
    said = editor.get(f"/desk/polls/{writer.poll_id}/publish")
    assert said.headers["Location"] == f"/desk/polls/{writer.poll_id}/share"


def test_a_draft_from_a_file_is_published_at_the_desk(
    owner: DeskClient, add: Callable[[NewPoll], Poll], reader: FlaskClient, rows: Rows
) -> None:
    poll = add(make_new_poll(opens_at=None, closes_at=None))
    writer = Writer(owner, poll.id)
    assert writer.publish(question="Which hue?").status_code == 303
    assert vote(reader, "colours", 1).status_code == 303
    assert rows("SELECT count(*) FROM box") == [(1,)]


def test_two_polls_do_not_get_one_address(
    editor: DeskClient, owner: DeskClient, rows: Rows
) -> None:
    first, second = begin(editor, **TYPED, slug="c"), begin(owner, **TYPED, slug="c")
    assert first.publish().status_code == 303
    assert second.press("publish").status_code == 422
    path = f"/desk/polls/{second.poll_id}/publish"
    assert owner.post(path, {"seen": second.open()["seen"][0]}).status_code == 422
    assert rows("SELECT count(*) FROM poll WHERE slug = 'c'") == [(1,)]
