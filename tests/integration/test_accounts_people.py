"""People: the list, roles, addresses, and who leaves."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from pollsvc.domain.editor import EditorRole
from pollsvc.domain.errors import PollsvcError
from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll
from pollsvc.store.db import db
from tests.conftest import Clock
from tests.desk import DeskClient
from tests.integration.test_sign_in import try_in
from tests.make import make_new_poll

Rows = Callable[[str], list[tuple[object, ...]]]
Come = Callable[[str, EditorRole], DeskClient]
PEOPLE = "/desk/people"


@pytest.fixture
def work(app: Flask) -> Callable[[Poll, DeskClient], None]:
    """Let somebody work on a poll."""
    from pollsvc.polls.models import PollEditorRow
    from pollsvc.store.db import writing

    def let_work(poll: Poll, who: DeskClient) -> None:
        with app.app_context(), writing() as session:
            session.add(PollEditorRow(poll_id=poll.id, editor_id=who.editor.id))

    return let_work


def page_of(person: DeskClient) -> str:
    return f"{PEOPLE}/{person.editor.id}"


def test_the_list_says_who_may_what_and_was_here_when(
    owner: DeskClient, editor: DeskClient, viewer: DeskClient
) -> None:
    page = owner.get(PEOPLE).text
    for words in ("Olga", "edith@example.org", "Vera", "Owner", "Editor", "Viewer"):
        assert words in page
    assert "10 March 2026, 12:00" in page


def test_only_owners_see_it(editor: DeskClient, viewer: DeskClient, stranger: FlaskClient) -> None:
    for path in (PEOPLE, page_of(viewer), page_of(viewer) + "/leave"):
        assert editor.get(path).status_code == 403
        assert viewer.get(path).status_code == 403
        assert stranger.get(path).status_code == 303
    assert PEOPLE not in editor.get("/desk/account").text


def test_the_list_costs_the_same_however_many_there_are(
    owner: DeskClient, come: Come, app: Flask
) -> None:
    def statements() -> int:
        seen: list[str] = []
        with app.app_context():
            engine = db.engine

        def note(_c: object, _k: object, statement: str, *_: object) -> None:
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            assert owner.get(PEOPLE).status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    few = statements()
    for number in range(6):
        come(f"N{number}", EditorRole.EDITOR)
        owner.post(PEOPLE, {"role": "editor", "email": f"i{number}@example.org"})
    assert statements() <= few + 1  # the names of who invited, once


def test_a_long_list_is_paged_in_the_database(owner: DeskClient, app: Flask, clock: Clock) -> None:
    from pollsvc.accounts.actions.people import make_editor

    with app.app_context():
        for number in range(55):
            make_editor(f"P{number:02}", f"p{number}@example.org", EditorRole.VIEWER, "", clock())
    first, second = owner.get(PEOPLE).text, owner.get(PEOPLE + "?page=2").text
    assert "P48" in first
    assert "P49" not in first
    assert "P49" in second
    assert "Page 1 of 2" in first
    for wild in ("0", "-1", "99999999999", "x"):
        assert owner.get(f"{PEOPLE}?page={wild}").status_code == 200


def test_a_role_changes_at_once(owner: DeskClient, editor: DeskClient, rows: Rows) -> None:
    assert editor.get(PEOPLE).status_code == 403
    answer = owner.post(page_of(editor) + "/role", {"role": "owner"})
    assert answer.status_code == 303
    assert "Edith now has the role: Owner." in owner.get(PEOPLE).text
    assert editor.get(PEOPLE).status_code == 200
    owner.post(page_of(editor) + "/role", {"role": "viewer"})
    assert editor.get(PEOPLE).status_code == 403
    last = rows("SELECT act, subject FROM history ORDER BY number DESC")[0]
    assert last == ("role_changed", "Edith")


def test_the_last_owner_stays_one(owner: DeskClient, editor: DeskClient) -> None:
    said = "There has to be an owner. Make somebody else an owner first."
    answer = owner.post(page_of(owner) + "/role", {"role": "viewer"})
    assert answer.status_code == 422
    assert said in answer.text
    answer = owner.post(page_of(owner) + "/leave")
    assert answer.status_code == 409
    assert said in answer.text
    owner.post(page_of(editor) + "/role", {"role": "owner"})
    answer = owner.post(page_of(owner) + "/role", {"role": "viewer"})
    assert answer.headers["Location"] == "/desk/polls"
    assert owner.get(PEOPLE).status_code == 403


def test_of_two_owners_who_put_each_other_down_one_stays(
    owner: DeskClient, come: Come, app: Flask, clock: Clock, rows: Rows
) -> None:
    from pollsvc.accounts.actions.people import change_role

    other = come("Otto", EditorRole.OWNER)
    ready = threading.Barrier(2)

    def put_down(who: DeskClient, by: DeskClient) -> None:
        with app.app_context():
            ready.wait()
            with suppress(PollsvcError):
                change_role(who.editor.id, EditorRole.VIEWER, by.editor, clock())

    pairs = ((owner, other), (other, owner))
    threads = [threading.Thread(target=put_down, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rows("SELECT * FROM editor WHERE role = 'owner'")) == 1


def test_an_unknown_role_is_no_role(owner: DeskClient, editor: DeskClient) -> None:
    assert owner.post(page_of(editor) + "/role", {"role": "king"}).status_code == 422
    assert owner.post(PEOPLE, {"role": "king"}).status_code == 422


def test_an_owner_gives_somebody_another_address(
    owner: DeskClient, editor: DeskClient, app: Flask
) -> None:
    path = page_of(editor) + "/email"
    assert owner.post(path, {"email": "New@Example.org"}).status_code == 303
    assert try_in(app.test_client(), "new@example.org").status_code == 303
    taken = owner.post(path, {"email": "olga@example.org"})
    assert taken.status_code == 422
    assert "Somebody here has this email address already." in taken.text
    assert "Give an email address" in owner.post(path, {"email": "x"}).text


def test_who_is_here_already_is_not_invited(owner: DeskClient, editor: DeskClient) -> None:
    answer = owner.post(PEOPLE, {"role": "viewer", "email": "EDITH@example.org"})
    assert answer.status_code == 422
    assert "Somebody here has this email address already." in answer.text
    assert "Give an email address" in owner.post(PEOPLE, {"role": "viewer", "email": "x"}).text


def test_who_leaves_is_out_at_once_and_may_come_back(
    owner: DeskClient, editor: DeskClient, app: Flask, rows: Rows, come: Come
) -> None:
    assert "They work on no poll." in owner.get(page_of(editor) + "/leave").text
    answer = owner.post(page_of(editor) + "/leave")
    assert (answer.status_code, answer.headers["Location"]) == (303, PEOPLE)
    assert editor.get("/desk/account").status_code == 303
    assert try_in(app.test_client()).status_code == 401
    page = owner.get(PEOPLE).text
    assert "Has left" in page
    assert "edith@example.org" not in page
    assert owner.get(page_of(editor)).status_code == 404
    assert owner.post(page_of(editor) + "/leave").status_code == 404
    assert owner.post(page_of(editor) + "/role", {"role": "owner"}).status_code == 404
    assert rows("SELECT act FROM history ORDER BY number DESC")[0] == ("editor_left",)
    assert come("Edith", EditorRole.VIEWER).get("/desk/account").status_code == 200


def test_polls_of_who_leaves_are_handed_on(
    owner: DeskClient,
    editor: DeskClient,
    colleague: DeskClient,
    viewer: DeskClient,
    add: Callable[[NewPoll], Poll],
    work: Callable[[Poll, DeskClient], None],
    rows: Rows,
) -> None:
    one, two = add(make_new_poll()), add(make_new_poll(slug="shapes"))
    for poll in (one, two):
        work(poll, editor)
    work(two, colleague)
    page = owner.get(page_of(editor) + "/leave").text
    assert "They work on 2 polls." in page
    assert "Cosmo" in page
    assert "Vera" not in page
    owner.post(page_of(editor) + "/leave", {"taker": str(colleague.editor.id)})
    assert rows("SELECT poll_id, editor_id FROM poll_editor ORDER BY poll_id") == [
        (one.id, colleague.editor.id),
        (two.id, colleague.editor.id),
    ]
    for poll in (one, two):
        acts = rows(f"SELECT act FROM history WHERE poll_id = {poll.id} ORDER BY number")
        assert acts[-1] == ("workers_changed",)
    assert rows("SELECT act FROM history WHERE poll_id = 0 ORDER BY number DESC")[0] == (
        "polls_handed_on",
    )


@pytest.mark.parametrize("taker", ["viewer", "leaver", "999", "x"])
def test_polls_go_to_nobody_who_may_not_write(
    owner: DeskClient,
    editor: DeskClient,
    viewer: DeskClient,
    add: Callable[[NewPoll], Poll],
    work: Callable[[Poll, DeskClient], None],
    rows: Rows,
    taker: str,
) -> None:
    work(add(make_new_poll()), editor)
    ids = {"viewer": str(viewer.editor.id), "leaver": str(editor.editor.id)}
    answer = owner.post(page_of(editor) + "/leave", {"taker": ids.get(taker, taker)})
    assert answer.status_code == 422
    assert editor.get("/desk/account").status_code == 200


def test_polls_may_be_left_to_the_owners(
    owner: DeskClient,
    editor: DeskClient,
    add: Callable[[NewPoll], Poll],
    work: Callable[[Poll, DeskClient], None],
    rows: Rows,
) -> None:
    work(add(make_new_poll()), editor)
    assert owner.post(page_of(editor) + "/leave", {"taker": ""}).status_code == 303
    assert rows("SELECT * FROM poll_editor") == []


def test_a_name_is_shown_as_text(owner: DeskClient, come: Come) -> None:
    come("<script>x</script>", EditorRole.VIEWER)
    assert "<script>x" not in owner.get(PEOPLE).text
