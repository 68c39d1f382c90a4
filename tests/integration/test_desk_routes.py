"""Every address of the desk, asked for by everybody who may come: a walk of the URL map."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.accounts.guards import NEEDS
from pollsvc.domain.editor import EditorRole
from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll
from pollsvc.web.desk import is_desk
from tests.desk import SAME_SITE, DeskClient
from tests.make import make_new_poll

Rows = Callable[[str], list[tuple[object, ...]]]
ONE_OF = re.compile(r"<any\((.*?)\):\w+>")
PART = re.compile(r"<(?:\w+:)?(\w+)>")
# What the walk puts in the place of a part of an address that names no poll.
PARTS: dict[str, Any] = {"token": "none", "word": "00"}
# Asked by name, as acts of editors who are signed in: they are not about a role.
OPEN_TO_ALL = {"/desk/sign-in", "/desk/sign-out", "/desk/forgotten", "/desk/link/<token>"}
TABLES = ("editor", "desk_session", "desk_link", "history", "site_value", "poll", "poll_editor")


@dataclass(frozen=True)
class Door:
    """One address with one method, and the least role that it asks for.

    ``address`` still has its parts to fill in, but for those that are one of a few words.
    """

    rule: str
    address: str
    method: str
    needs: EditorRole | None

    @property
    def has_poll(self) -> bool:
        """Whether it is about one poll."""
        return "<int:poll_id>" in self.address

    def path(self, poll_id: int) -> str:
        """The address about this poll."""
        ids = {"poll_id": poll_id, "editor_id": 1}
        return PART.sub(lambda part: str(ids.get(part[1], PARTS.get(part[1], 1))), self.address)

    def knock(self, who: DeskClient | FlaskClient, path: str) -> int:
        """Ask, as a page of ours would; gives the status."""
        if self.method == "GET":
            return who.get(path).status_code
        if isinstance(who, DeskClient):
            return who.post(path).status_code
        return who.post(path, headers=SAME_SITE).status_code


def addresses(rule: str) -> list[str]:
    """A rule, once for each word it lets choose from."""
    choice = ONE_OF.search(rule)
    if choice is None:
        return [rule]
    words = [word.strip() for word in choice[1].split(",")]
    return [one for word in words for one in addresses(rule.replace(choice[0], word, 1))]


def doors(app: Flask) -> Iterator[Door]:
    for rule in app.url_map.iter_rules():
        if is_desk(rule.rule):
            view = app.view_functions[rule.endpoint]
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                for address in addresses(rule.rule):
                    yield Door(rule.rule, address, method, getattr(view, NEEDS, None))


@pytest.fixture
def written(rows: Rows) -> Callable[[], str]:
    """Everything that the desk has written."""
    return lambda: repr([rows(f"SELECT * FROM {table}") for table in TABLES])


@pytest.fixture
def poll(add: Callable[[NewPoll], Poll]) -> Poll:
    """A published poll that nobody works on."""
    return add(make_new_poll())


@pytest.fixture
def draft(app: Flask, come: Callable[..., DeskClient], clock: Callable[[], Any]) -> int:
    """A draft of somebody else's; its id."""
    from pollsvc.polls.drafts import begin_draft

    other = come("Somebody Else", EditorRole.EDITOR)
    with app.app_context():
        return begin_draft(other.editor, "en", "UTC", clock())


def test_every_address_of_the_desk_says_what_it_needs(app: Flask) -> None:
    assert [
        rule.rule
        for rule in app.url_map.iter_rules()
        if is_desk(rule.rule) and not hasattr(app.view_functions[rule.endpoint], NEEDS)
    ] == []


def test_only_signing_in_is_open_to_everybody(app: Flask) -> None:
    assert {door.rule for door in doors(app) if door.needs is None} == OPEN_TO_ALL


def test_methods_are_those_of_forms(app: Flask) -> None:
    assert {door.method for door in doors(app)} <= {"GET", "POST"}


def test_no_act_is_done_by_a_link(app: Flask, poll: Poll, owner: DeskClient) -> None:
    pages = {door.path(poll.id) for door in doors(app) if door.method == "GET"}
    for door in doors(app):
        path = door.path(poll.id)
        if door.method == "POST" and path not in pages:
            assert owner.get(path).status_code in (404, 405), path


def test_a_stranger_gets_nowhere_and_writes_nothing(
    app: Flask, poll: Poll, written: Callable[[], str]
) -> None:
    before = written()
    for door in doors(app):
        if door.needs is None:
            continue
        path = door.path(poll.id)
        status = door.knock(app.test_client(), path)
        expected = 401 if door.method == "POST" or path.endswith(".json") else 303
        assert status == expected, f"{door.method} {path}"
    assert written() == before


def test_an_act_without_a_token_is_refused(
    app: Flask, poll: Poll, owner: DeskClient, written: Callable[[], str]
) -> None:
    before = written()
    for door in doors(app):
        if door.method == "POST":
            path = door.path(poll.id)
            for token in ({}, {"csrf_token": ""}, {"csrf_token": "made up"}):
                answer = owner.browser.post(path, data=token, headers=SAME_SITE)
                assert answer.status_code == 400, path
    assert written() == before


def test_an_act_from_another_site_is_refused(
    app: Flask, poll: Poll, owner: DeskClient, written: Callable[[], str]
) -> None:
    before = written()
    for door in doors(app):
        if door.method == "POST":
            path = door.path(poll.id)
            answer = owner.post(path, headers={"Sec-Fetch-Site": "cross-site"})
            assert answer.status_code == 403, path
    assert written() == before


@pytest.mark.parametrize("name", ["viewer", "editor"])
def test_a_role_that_is_not_enough_is_refused_and_writes_nothing(
    app: Flask, poll: Poll, name: str, request: pytest.FixtureRequest, written: Callable[[], str]
) -> None:
    who: DeskClient = request.getfixturevalue(name)
    before = written()
    for door in doors(app):
        if door.needs is not None and not who.editor.role.reaches(door.needs):
            path = door.path(poll.id)
            assert door.knock(who, path) == 403, f"{door.method} {path}"
    assert written() == before


@pytest.mark.parametrize("name", ["viewer", "editor"])
def test_a_draft_of_somebody_else_is_not_known(
    app: Flask, draft: int, name: str, request: pytest.FixtureRequest, written: Callable[[], str]
) -> None:
    who: DeskClient = request.getfixturevalue(name)
    before = written()
    for door in doors(app):
        if not door.has_poll:
            continue
        may_ask = door.needs is not None and who.editor.role.reaches(door.needs)
        path = door.path(draft)
        assert door.knock(who, path) == (404 if may_ask else 403), f"{door.method} {path}"
        assert door.knock(who, door.path(999_999)) == (404 if may_ask else 403)
    assert written() == before


@pytest.mark.parametrize("name", ["viewer", "editor"])
def test_a_published_poll_of_others_may_be_watched_and_not_written(
    app: Flask, poll: Poll, name: str, request: pytest.FixtureRequest, written: Callable[[], str]
) -> None:
    who: DeskClient = request.getfixturevalue(name)
    before = written()
    for door in doors(app):
        if door.has_poll and door.method == "POST":
            path = door.path(poll.id)
            assert door.knock(who, path) == 403, path
    assert written() == before


def test_an_owner_may_ask_for_every_page(app: Flask, poll: Poll, owner: DeskClient) -> None:
    for door in doors(app):
        if door.method == "GET":
            path = door.path(poll.id)
            assert door.knock(owner, path) in (200, 303, 404, 409, 410), path
