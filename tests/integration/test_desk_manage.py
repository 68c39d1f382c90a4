"""Managing a poll: the acts that fit its state, who works on it, clones and new versions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from pollsvc.domain.draft import Draft
from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll, Visibility
from pollsvc.history.models import HistoryRow
from pollsvc.polls.models import DraftRow, PollEditorRow, PollRow
from pollsvc.store.db import session, writing
from tests.browse import vote, words_of
from tests.desk import DeskClient
from tests.make import NOON, hours, make_new_ifri, make_new_poll

Add = Callable[[NewPoll], Poll]


@pytest.fixture
def mine(app: Flask, add: Add, editor: DeskClient) -> Callable[..., Poll]:
    """A poll on which the editor works."""

    def make(**other: Any) -> Poll:
        poll = add(make_new_poll(**other))
        with app.app_context(), writing():
            session().add(PollEditorRow(poll_id=poll.id, editor_id=editor.editor.id))
        return poll

    return make


def acts(page: str, poll: Poll) -> set[str]:
    """The acts that a page has buttons for."""
    from re import findall

    return set(findall(rf'action="/desk/polls/{poll.id}/([a-z-]+)"', page)) - {"workers"}


def told(app: Flask, poll_id: int) -> list[tuple[str, dict[str, Any]]]:
    """What the history says of a poll."""
    with app.app_context():
        rows = session().scalars(
            select(HistoryRow).where(HistoryRow.poll_id == poll_id).order_by(HistoryRow.number)
        )
        return [(row.act, row.detail) for row in rows]


def workers(app: Flask, poll_id: int) -> set[int]:
    with app.app_context():
        return set(
            session().scalars(
                select(PollEditorRow.editor_id).where(PollEditorRow.poll_id == poll_id)
            )
        )


@pytest.mark.parametrize(
    ("other", "fit"),
    [
        ({"opens_at": None, "closes_at": None}, set()),
        ({"opens_at": NOON + hours(1)}, {"open", "extend", "new-version"}),
        ({}, {"close", "extend", "new-version"}),
        (
            {"opens_at": NOON - hours(2), "closes_at": NOON - hours(1)},
            {"reopen", "extend", "archive", "new-version"},
        ),
        (
            {
                "opens_at": NOON - hours(2),
                "closes_at": NOON - hours(1),
                "visibility": Visibility.WHEN_RELEASED,
                "release_at": NOON + hours(9),
            },
            {"reopen", "extend", "archive", "release", "new-version"},
        ),
        (
            {"closes_at": NOON - hours(0.5), "archived_at": NOON - hours(0.5)},
            {"unarchive", "new-version"},
        ),
    ],
)
def test_only_acts_that_fit_the_state_are_offered(
    mine: Callable[..., Poll], editor: DeskClient, other: dict[str, Any], fit: set[str]
) -> None:
    poll = mine(**other)
    page = editor.get(f"/desk/polls/{poll.id}/manage").text
    assert acts(page, poll) == fit | {"clone"}
    assert f'href="/desk/polls/{poll.id}/delete"' in page


def test_a_past_result_can_be_archived_and_cloned_but_never_opened(
    add: Add, owner: DeskClient
) -> None:
    poll = add(make_new_ifri(live=False))
    page = owner.get(f"/desk/polls/{poll.id}/manage").text
    assert acts(page, poll) == {"archive", "clone"}


def test_the_closing_time_is_shown_in_the_zone_of_the_poll(
    mine: Callable[..., Poll], editor: DeskClient
) -> None:
    poll = mine(zone="Europe/Paris")
    page = editor.get(f"/desk/polls/{poll.id}/manage").text
    assert 'type="datetime-local" value="2026-03-11T13:00"' in page
    assert "10 March 2026, 13:00 Paris time" in page


def test_only_those_who_work_on_it_and_owners_manage_a_poll(
    mine: Callable[..., Poll],
    owner: DeskClient,
    colleague: DeskClient,
    viewer: DeskClient,
    stranger: FlaskClient,
) -> None:
    public, draft = mine(), mine(slug="draft-one", opens_at=None, closes_at=None)
    for poll, expected in ((public, 403), (draft, 404)):
        assert owner.get(f"/desk/polls/{poll.id}/manage").status_code == 200
        assert colleague.get(f"/desk/polls/{poll.id}/manage").status_code == expected
        assert viewer.get(f"/desk/polls/{poll.id}/manage").status_code == 403
        assert stranger.get(f"/desk/polls/{poll.id}/manage").status_code in (303, 401)
        for act in ("clone", "new-version", "workers", "delete", "put-back"):
            answer = colleague.post(f"/desk/polls/{poll.id}/{act}", {"add": "1"})
            assert answer.status_code == expected, act
    assert owner.get("/desk/polls/999/manage").status_code == 404


def test_an_editor_is_added_and_taken_off(
    app: Flask, mine: Callable[..., Poll], editor: DeskClient, colleague: DeskClient
) -> None:
    poll = mine()
    path = f"/desk/polls/{poll.id}"
    page = editor.get(f"{path}/manage").text
    assert ">Cosmo</option>" in page
    assert editor.post(f"{path}/workers", {"add": colleague.editor.id}).status_code == 303
    assert "Cosmo works on this poll now." in words_of(editor.get(f"{path}/manage").text)
    assert colleague.get(f"{path}/manage").status_code == 200
    assert colleague.post(f"{path}/workers", {"remove": editor.editor.id}).status_code == 303
    assert workers(app, poll.id) == {colleague.editor.id}
    assert told(app, poll.id) == [
        ("workers_changed", {"added": "Cosmo"}),
        ("workers_changed", {"removed": "Edith"}),
    ]
    assert editor.post(f"{path}/workers", {"add": editor.editor.id}).status_code == 403


def test_somebody_has_to_work_on_a_poll_unless_an_owner_says_otherwise(
    app: Flask, mine: Callable[..., Poll], editor: DeskClient, owner: DeskClient
) -> None:
    poll = mine()
    path = f"/desk/polls/{poll.id}/workers"
    assert "Take off" not in editor.get(f"/desk/polls/{poll.id}/manage").text
    answer = editor.post(path, {"remove": editor.editor.id})
    assert answer.status_code == 409
    assert "Somebody has to work on this poll." in answer.text
    assert owner.post(path, {"remove": editor.editor.id}).status_code == 303
    assert workers(app, poll.id) == set()


def test_who_takes_themselves_off_is_back_at_the_list(
    mine: Callable[..., Poll], editor: DeskClient, colleague: DeskClient
) -> None:
    path = f"/desk/polls/{mine().id}/workers"
    editor.post(path, {"add": colleague.editor.id})
    assert editor.post(path, {"remove": editor.editor.id}).headers["Location"] == "/desk/polls"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"add": ""}, 422),
        ({"add": "999"}, 409),
        ({"add": "me"}, 400),
        ({"add": "9" * 30}, 400),
        ({"remove": "999"}, 409),
        ({}, 400),
    ],
)
def test_nobody_who_is_none_is_added_or_taken_off(
    mine: Callable[..., Poll], editor: DeskClient, fields: dict[str, str], status: int
) -> None:
    assert editor.post(f"/desk/polls/{mine().id}/workers", fields).status_code == status


def test_viewers_do_not_work_on_polls(
    mine: Callable[..., Poll], editor: DeskClient, viewer: DeskClient
) -> None:
    path = f"/desk/polls/{mine().id}"
    assert "Vera" not in editor.get(f"{path}/manage").text
    assert editor.post(f"{path}/workers", {"add": viewer.editor.id}).status_code == 409


def draft_at(app: Flask, location: str) -> tuple[PollRow, Draft]:
    """The new poll at whose edit page somebody has come out."""
    poll_id = int(location.removeprefix("/desk/polls/").removesuffix("/edit"))
    with app.app_context():
        row = session().get_one(PollRow, poll_id)
        content = session().get_one(DraftRow, poll_id).content
        session().expunge_all()
        return row, Draft.from_content(content)


def test_a_clone_says_the_same_but_for_times_and_address(
    app: Flask, mine: Callable[..., Poll], editor: DeskClient
) -> None:
    poll = mine(may_change=True, zone="Europe/Paris")
    answer = editor.post(f"/desk/polls/{poll.id}/clone")
    row, draft = draft_at(app, answer.headers["Location"])
    assert (draft.name, draft.may_change, draft.zone) == ("Which one?", True, "Europe/Paris")
    assert [one.label["en"] for one in draft.questions[0].options] == [
        "Option 1",
        "Option 2",
        "Option 3",
    ]
    assert (draft.slug, draft.opens, draft.closes) == ("", "", "")
    assert (row.previous_id, row.title, row.opens_at) == (None, "Which one?", None)
    assert workers(app, row.id) == {editor.editor.id}
    assert told(app, row.id) == [("poll_cloned", {"begun_from": poll.id})]
    assert told(app, poll.id) == [("poll_cloned", {"new_poll": row.id})]
    assert "Which one?" in editor.get("/desk/polls?show=drafts&q=which").text


def test_a_past_result_is_cloned_as_a_poll_to_vote_in(
    app: Flask, add: Add, owner: DeskClient
) -> None:
    poll = add(make_new_ifri(live=False))
    answer = owner.post(f"/desk/polls/{poll.id}/clone")
    row, draft = draft_at(app, answer.headers["Location"])
    assert row.origin == "live"
    assert (draft.protection, draft.source.url) == ("browser", "")


def test_a_draft_is_cloned_as_it_is_typed(
    app: Flask, mine: Callable[..., Poll], editor: DeskClient
) -> None:
    first = editor.post(f"/desk/polls/{mine().id}/clone").headers["Location"]
    row, _ = draft_at(app, first)
    second, draft = draft_at(app, editor.post(f"/desk/polls/{row.id}/clone").headers["Location"])
    assert (second.title, draft.name) == ("Which one?", "Which one?")
    assert second.id != row.id


def test_a_new_version_follows_its_poll_which_stays(
    app: Flask, mine: Callable[..., Poll], editor: DeskClient, reader: FlaskClient
) -> None:
    poll = mine()
    vote(reader, "colours", 1)
    answer = editor.post(f"/desk/polls/{poll.id}/new-version")
    row, draft = draft_at(app, answer.headers["Location"])
    assert (row.previous_id, draft.name, draft.slug) == (poll.id, "Which one?", "")
    assert told(app, row.id) == [("poll_new_version", {"begun_from": poll.id})]
    assert told(app, poll.id) == [("poll_new_version", {"new_poll": row.id})]
    assert "1 vote" in words_of(reader.get("/p/colours/results").text)


def test_readers_find_the_new_version_once_it_is_published(
    app: Flask, mine: Callable[..., Poll], editor: DeskClient, reader: FlaskClient
) -> None:
    from pollsvc.polls.at_desk import poll_at_desk
    from pollsvc.polls.drafts import kept_draft
    from pollsvc.results.publishing import publish_poll

    poll = mine()
    answer = editor.post(f"/desk/polls/{poll.id}/new-version")
    row, _ = draft_at(app, answer.headers["Location"])
    assert "newer version" not in reader.get("/p/colours/results").text
    with app.app_context():
        seen = kept_draft(poll_at_desk(row.id, editor.editor)).seen
        new = publish_poll(row.id, editor.editor, NOON, seen=seen)
    app.extensions["kept"].forget(poll.id)
    assert f'href="/p/{new.slug}"' in reader.get("/p/colours/results").text
    assert 'href="/p/colours"' in reader.get(f"/p/{new.slug}/results").text


def test_there_is_one_new_version_of_a_poll(
    mine: Callable[..., Poll], editor: DeskClient, owner: DeskClient, colleague: DeskClient
) -> None:
    poll = mine()
    path = f"/desk/polls/{poll.id}"
    first = editor.post(f"{path}/new-version").headers["Location"]
    assert editor.post(f"{path}/new-version").headers["Location"] == first
    assert "There is a new version of that poll already." in editor.get("/desk/polls").text
    assert owner.post(f"{path}/new-version").headers["Location"] == first
    editor.post(f"{path}/workers", {"add": colleague.editor.id})
    answer = colleague.post(f"{path}/new-version")
    assert answer.status_code == 409
    assert "Somebody else has begun a new version" in answer.text


def test_what_nobody_has_seen_has_no_new_version(
    mine: Callable[..., Poll], add: Add, editor: DeskClient, owner: DeskClient
) -> None:
    draft = mine(opens_at=None, closes_at=None)
    assert editor.post(f"/desk/polls/{draft.id}/new-version").status_code == 409
    past = add(make_new_ifri(live=False))
    assert owner.post(f"/desk/polls/{past.id}/new-version").status_code == 409
