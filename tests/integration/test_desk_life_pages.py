"""Buttons and forms of a poll's life: who may, where they lead, and what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.editor import EditorRole
from pollsvc.domain.poll import Poll, Visibility
from tests.browse import vote, words_of
from tests.conftest import Clock
from tests.desk import DeskClient
from tests.make import NOON, hours, make_new_ifri, make_new_poll

Add = Callable[..., Poll]
SLUG = "colours"
DEEDS = ("open", "close", "reopen", "extend", "release", "archive", "unarchive")
WATCH = {"back": "watch"}


@pytest.fixture
def works(app: Flask) -> Callable[[DeskClient, Poll], None]:
    """Let somebody work on a poll."""
    from pollsvc.polls.models import PollEditorRow
    from pollsvc.store.db import session, writing

    def join(who: DeskClient, poll: Poll) -> None:
        with app.app_context(), writing():
            session().add(PollEditorRow(poll_id=poll.id, editor_id=who.editor.id))

    return join


def said(who: DeskClient, poll: Poll) -> str:
    """What the next page says."""
    return words_of(who.get(f"/desk/polls/{poll.id}").text)


def value_of(page: str, name: str) -> str:
    field = page.partition(f'name="{name}"')[2].partition(">")[0]
    return field.partition('value="')[2].partition('"')[0]


def test_closing_shows_to_readers_at_once_and_says_how_to_undo_it(
    add: Add,
    editor: DeskClient,
    works: Callable[[DeskClient, Poll], None],
    reader: FlaskClient,
) -> None:
    poll = add(make_new_poll())
    works(editor, poll)
    vote(reader, SLUG, 1)
    assert "Open until" in reader.get(f"/p/{SLUG}/results").text
    answer = editor.post(f"/desk/polls/{poll.id}/close", WATCH)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/desk/polls/{poll.id}")
    assert "To take votes again, reopen it." in said(editor, poll)
    assert "Final result." in words_of(reader.get(f"/p/{SLUG}/results").text)


@pytest.mark.parametrize(
    ("sent", "page"), [({}, "/manage"), (WATCH, ""), ({"back": "//x"}, "/manage")]
)
def test_an_act_leads_back_to_where_its_button_was(
    add: Add, owner: DeskClient, sent: dict[str, str], page: str
) -> None:
    poll = add(make_new_poll())
    answer = owner.post(f"/desk/polls/{poll.id}/close", sent)
    assert answer.headers["Location"] == f"/desk/polls/{poll.id}{page}"


def test_an_act_that_does_not_fit_says_why(add: Add, owner: DeskClient) -> None:
    poll = add(make_new_poll())
    assert owner.post(f"/desk/polls/{poll.id}/archive", WATCH).status_code == 303
    assert "Close it first." in said(owner, poll)


@pytest.mark.parametrize("deed", DEEDS)
def test_who_does_not_work_on_a_poll_does_nothing_with_its_life(
    add: Add, colleague: DeskClient, viewer: DeskClient, stranger: FlaskClient, deed: str
) -> None:
    poll, draft = add(make_new_poll()), add(make_new_poll(slug="draft", opens_at=None))
    path = f"/desk/polls/{poll.id}/{deed}"
    assert colleague.post(path).status_code == 403
    assert viewer.post(path).status_code == 403
    assert stranger.post(path).status_code in (303, 400, 401)
    assert colleague.post(f"/desk/polls/{draft.id}/{deed}").status_code == 404
    assert colleague.get(path).status_code == 405


def test_times_are_for_those_who_work_on_the_poll(
    add: Add, owner: DeskClient, colleague: DeskClient, viewer: DeskClient
) -> None:
    path = f"/desk/polls/{add(make_new_poll()).id}/times"
    assert owner.get(path).status_code == 200
    assert colleague.get(path).status_code == 403
    assert viewer.get(path).status_code == 403


def test_a_planned_poll_is_opened_and_a_closed_one_archived_and_taken_out(
    add: Add, owner: DeskClient, reader: FlaskClient
) -> None:
    poll = add(make_new_poll(opens_at=NOON + hours(1)))
    for deed, words in (
        ("open", "readers can vote from now on"),
        ("close", "no more votes are counted"),
        ("archive", "its address still works"),
        ("unarchive", "back on the list of polls"),
    ):
        owner.post(f"/desk/polls/{poll.id}/{deed}", WATCH)
        assert words in said(owner, poll)
    assert reader.get(f"/p/{SLUG}").status_code == 200


def test_the_closing_time_is_in_the_polls_zone_and_can_be_moved(
    add: Add, owner: DeskClient
) -> None:
    poll = add(make_new_poll(zone="Europe/Paris"))
    page = owner.get(f"/desk/polls/{poll.id}/times").text
    assert value_of(page, "closes") == "2026-03-11T13:00"
    assert "10 March 2026, 13:00 Paris time now" in words_of(page)
    owner.post(f"/desk/polls/{poll.id}/extend", {"closes": "2026-03-12T18:00", **WATCH})
    assert "The poll closes on 12 March 2026, 18:00 Paris time." in said(owner, poll)


def test_a_poll_may_stay_open_until_somebody_closes_it(add: Add, owner: DeskClient) -> None:
    poll = add(make_new_poll())
    owner.post(f"/desk/polls/{poll.id}/extend", {"open_end": "1", "closes": "nonsense", **WATCH})
    assert "Closes when you close it" in said(owner, poll)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Choose when the poll closes."),
        ("soon", "Write a time such as"),
        ("2026-02-30T12:00", "There is no such day"),
        ("2026-03-09T12:00", "This time has passed."),
        ("1800-03-09T12:00", "Choose a year from 1900"),
        ("2026-03-29T02:30", "the clocks skip this time"),
        ("2026-10-25T02:30", "Choose which one you mean."),
    ],
)
@pytest.mark.parametrize("back", ["watch", "manage"])
def test_a_time_that_cannot_be_is_refused_and_kept(
    add: Add, owner: DeskClient, typed: str, words: str, back: str
) -> None:
    poll = add(make_new_poll(zone="Europe/Paris"))
    answer = owner.post(f"/desk/polls/{poll.id}/extend", {"closes": typed, "back": back})
    assert answer.status_code == 422
    page = words_of(answer.text)
    assert page.count(words) == 2  # in the summary, and beside the field
    assert "Error:" in answer.text.partition("<title>")[2].partition("</title>")[0]
    assert value_of(answer.text, "closes") == typed


@pytest.mark.parametrize("page", ["times", "manage"])
@pytest.mark.parametrize(
    ("typed", "offset"), [("2026-10-25T02:30", "+01:00"), ("2026-10-25T02:30+01:00", "")]
)
def test_of_a_time_that_comes_twice_either_can_be_chosen(
    add: Add, owner: DeskClient, page: str, typed: str, offset: str
) -> None:
    poll = add(make_new_poll(zone="Europe/Paris"))
    path = f"/desk/polls/{poll.id}"
    fields = {"closes": typed, "closes_offset": offset, **WATCH}
    assert owner.post(f"{path}/extend", fields).status_code == 303
    text = owner.get(f"{path}/{page}").text
    assert value_of(text, "closes") == "2026-10-25T02:30"
    assert 'name="closes_offset" value="+01:00" checked' in text


def test_a_time_of_release_that_comes_twice_can_be_chosen(add: Add, owner: DeskClient) -> None:
    poll = add(make_new_poll(zone="Europe/Paris", visibility=Visibility.WHEN_RELEASED))
    path = f"/desk/polls/{poll.id}"
    fields = {"release": "2026-10-25T02:30", **WATCH}
    assert 'name="release_offset"' in owner.post(f"{path}/release", fields).text
    owner.post(f"{path}/release", {**fields, "release_offset": "+02:00"})
    page = owner.get(f"{path}/times").text
    assert 'name="release_offset" value="+02:00" checked' in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "open until you close it"), ("2026-03-20T12:00", "closes on 20 March 2026")],
)
def test_a_closed_poll_is_reopened_with_or_without_an_end(
    add: Add, owner: DeskClient, reader: FlaskClient, typed: str, words: str
) -> None:
    poll = add(make_new_poll())
    owner.post(f"/desk/polls/{poll.id}/close")
    assert "may be swayed" in owner.get(f"/desk/polls/{poll.id}/times").text
    owner.post(f"/desk/polls/{poll.id}/reopen", {"closes": typed, **WATCH})
    assert words in said(owner, poll)
    assert vote(reader, SLUG, 1).status_code == 303


def test_results_are_released_now_or_at_a_time(
    add: Add, owner: DeskClient, reader: FlaskClient, clock: Clock
) -> None:
    poll = add(make_new_poll(visibility=Visibility.WHEN_RELEASED))
    vote(reader, SLUG, 1)
    path = f"/desk/polls/{poll.id}"
    for typed, words in (
        ("2026-03-12T09:00", "The results come out on 12 March 2026, 09:00 UTC."),
        ("", "The results come out when you release them."),
    ):
        owner.post(f"{path}/release", {"release": typed, **WATCH})
        assert words in said(owner, poll)
    owner.post(f"{path}/release", WATCH)
    assert "Results do not come out while people vote." in said(owner, poll)
    owner.post(f"{path}/close", WATCH)
    assert "100%" not in words_of(reader.get(f"/p/{SLUG}/results").text)
    owner.post(f"{path}/release", WATCH)
    assert "The results are out: readers see them now." in said(owner, poll)
    assert "(100%)" in words_of(reader.get(f"/p/{SLUG}/results").text)


@pytest.mark.parametrize("typed", ["2026-03-11T11:00", "2026-03-09T12:00", "later"])
def test_a_time_of_release_that_cannot_be_is_refused_and_kept(
    add: Add, owner: DeskClient, typed: str
) -> None:
    poll = add(make_new_poll(visibility=Visibility.WHEN_RELEASED))
    answer = owner.post(f"/desk/polls/{poll.id}/release", {"release": typed})
    assert answer.status_code == 422
    assert value_of(answer.text, "release") == typed
    assert 'href="#release"' in answer.text


@pytest.mark.parametrize(
    ("opens", "words"), [(None, "This poll is a draft."), (NOON, "When voting ends")]
)
def test_the_page_of_times_says_what_can_be_done(
    add: Add, owner: DeskClient, opens: datetime | None, words: str
) -> None:
    poll = add(make_new_poll(opens_at=opens))
    assert words in words_of(owner.get(f"/desk/polls/{poll.id}/times").text)


def test_a_past_result_has_no_times_to_change(add: Add, owner: DeskClient) -> None:
    poll = add(make_new_ifri(live=False))
    page = words_of(owner.get(f"/desk/polls/{poll.id}/times").text)
    assert "This is a past result." in page
    assert "Reopen" not in page


def test_an_editor_of_another_poll_cannot_even_see_a_drafts_times(
    add: Add, come: Callable[..., DeskClient]
) -> None:
    poll = add(make_new_poll(opens_at=None))
    other = come("Otto", EditorRole.EDITOR)
    assert other.get(f"/desk/polls/{poll.id}/times").status_code == 404
