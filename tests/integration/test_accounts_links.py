"""Links that work once: the first owner's, invitations, new passwords."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pollsvc.accounts.start import owner_link
from pollsvc.config import Settings
from pollsvc.domain.errors import PollsvcError
from tests.conftest import Clock
from tests.desk import PASSWORD, SAME_SITE, DeskClient
from tests.integration.test_sign_in import field, try_in

Rows = Callable[[str], list[tuple[object, ...]]]
NEW = {"name": "Noor New", "email": "noor@example.org", "password": "a new long password"}


def path_of(link: str | None) -> str:
    assert link is not None
    assert link.startswith("http://localhost/desk/link/")
    return link.removeprefix("http://localhost")


def shown(page: TestResponse) -> str:
    """The link that a page shows to be copied."""
    assert page.status_code == 200, page.text
    return path_of(re.findall(r'value="(http[^"]*)"', page.text)[0])


def follow(browser: FlaskClient, path: str, **fields: str) -> TestResponse:
    """Open the link and send its form."""
    page = browser.get(path)
    if page.status_code != 200:
        return page
    data = {**fields, "csrf_token": field(page, "csrf_token")}
    return browser.post(path, data=data, headers=SAME_SITE)


@pytest.fixture
def first(settings: Settings, clock: Clock, app: Flask, cheap_passwords: None) -> str:
    """The path of the first owner's link."""
    return path_of(owner_link(settings, clock()))


def test_the_first_owner_comes_by_a_link_and_is_signed_in(
    first: str, stranger: FlaskClient, rows: Rows
) -> None:
    answer = follow(stranger, first, **NEW)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/polls")
    assert "Welcome, Noor New." in stranger.get("/desk/account").text
    assert stranger.get("/desk/people").status_code == 200
    acts = [row[0] for row in rows("SELECT act FROM history ORDER BY number")]
    assert acts == ["owner_made", "signed_in"]


def test_looking_at_a_link_does_not_use_it_up(first: str, app: Flask) -> None:
    for _ in range(3):
        assert app.test_client().get(first).status_code == 200
    assert app.test_client().head(first).status_code == 200
    assert follow(app.test_client(), first, **NEW).status_code == 303


def test_a_link_works_once(first: str, app: Flask) -> None:
    follow(app.test_client(), first, **NEW)
    again = app.test_client().get(first)
    assert again.status_code == 410
    assert "This link has been used, or its time is over." in again.text
    assert 'href="/desk/sign-in"' in again.text


def test_of_two_who_send_it_at_once_one_is_too_late(
    first: str, app: Flask, clock: Clock, rows: Rows
) -> None:
    from pollsvc.accounts.actions.links import join
    from pollsvc.accounts.keys import DeskKey

    word = DeskKey.of(app.extensions["settings"].secret).link_word(first.rpartition("/")[2])
    ready = threading.Barrier(6)
    joined: list[str] = []

    def try_once(number: int) -> None:
        with app.app_context():
            ready.wait()
            with suppress(PollsvcError):
                join(word, f"N{number}", f"n{number}@example.org", "hash", clock())
                joined.append(f"n{number}")

    threads = [threading.Thread(target=try_once, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(joined) == 1
    assert len(rows("SELECT * FROM editor")) == 1


def test_a_new_start_makes_a_new_link_and_the_old_one_void(
    first: str, settings: Settings, clock: Clock, stranger: FlaskClient
) -> None:
    second = path_of(owner_link(settings, clock()))
    assert stranger.get(first).status_code == 410
    assert stranger.get(second).status_code == 200


def test_there_is_no_such_link_once_there_is_an_owner(
    first: str, settings: Settings, clock: Clock, owner: DeskClient, stranger: FlaskClient
) -> None:
    assert owner_link(settings, clock()) is None
    assert follow(stranger, first, **NEW).status_code == 410


def test_the_first_owners_link_lasts_a_day(first: str, clock: Clock, stranger: FlaskClient) -> None:
    clock.forward(hours=23.9)
    assert stranger.get(first).status_code == 200
    clock.forward(hours=0.2)
    assert stranger.get(first).status_code == 410


def test_a_link_is_not_in_the_database_as_it_is(first: str, rows: Rows) -> None:
    assert first.rpartition("/")[2] not in repr(rows("SELECT * FROM desk_link"))


def test_what_is_wrong_with_the_form_is_said_and_kept(first: str, stranger: FlaskClient) -> None:
    answer = follow(stranger, first, name=" \u200b ", email="noor", password="short")
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert "Give your name, as colleagues know it." in answer.text
    assert "Give an email address, such as name@example.org." in answer.text
    assert "Choose a password of at least 10 characters." in answer.text
    assert field(answer, "email") == "noor"
    assert "short" not in answer.text
    own = follow(stranger, first, **{**NEW, "password": "noor@EXAMPLE.org"})
    assert "Choose a password that is not your name or email address." in own.text
    known = follow(stranger, first, **{**NEW, "password": "password123"})
    assert "this one is among the first that are tried" in known.text


def test_an_invitation_gives_its_role_and_no_other(
    owner: DeskClient, stranger: FlaskClient, rows: Rows
) -> None:
    page = owner.post("/desk/people", {"role": "viewer", "email": " Noor@Example.org"})
    path = shown(page)
    assert field(stranger.get(path), "email") == "noor@example.org"
    assert follow(stranger, path, **NEW, role="owner").status_code == 303
    assert stranger.get("/desk/people").status_code == 403
    made = rows("SELECT name, email, role FROM editor ORDER BY id DESC")[0]
    assert made == ("Noor New", "noor@example.org", "viewer")


def test_an_invitation_lasts_a_week(owner: DeskClient, clock: Clock, stranger: FlaskClient) -> None:
    path = shown(owner.post("/desk/people", {"role": "editor", "email": ""}))
    clock.forward(days=6.9)
    assert stranger.get(path).status_code == 200
    clock.forward(days=0.2)
    assert stranger.get(path).status_code == 410


def test_an_address_is_taken_once_and_the_link_still_works(
    owner: DeskClient, editor: DeskClient, stranger: FlaskClient
) -> None:
    path = shown(owner.post("/desk/people", {"role": "editor", "email": ""}))
    answer = follow(stranger, path, **{**NEW, "email": "Edith@Example.org"})
    assert answer.status_code == 422
    assert "Somebody here has this email address already." in answer.text
    assert follow(stranger, path, **NEW).status_code == 303


def test_who_is_signed_in_and_follows_a_link_is_somebody_else_afterwards(
    owner: DeskClient,
) -> None:
    path = shown(owner.post("/desk/people", {"role": "viewer", "email": ""}))
    assert follow(owner.browser, path, **NEW).status_code == 303
    assert "Noor New" in owner.get("/desk/account").text


def test_a_password_link_sets_a_new_password_and_ends_all_sessions(
    owner: DeskClient, editor: DeskClient, stranger: FlaskClient, app: Flask
) -> None:
    path = shown(owner.post(f"/desk/people/{editor.editor.id}/link"))
    page = stranger.get(path)
    assert "Edith" in page.text
    assert 'autocomplete="username"' in page.text
    answer = follow(stranger, path, password="a new long password")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/sign-in")
    assert editor.get("/desk/account").status_code == 303
    assert try_in(app.test_client(), password=PASSWORD).status_code == 401
    assert try_in(app.test_client(), password="a new long password").status_code == 303
    assert stranger.get(path).status_code == 410


def test_a_newer_password_link_makes_older_ones_void(
    owner: DeskClient, editor: DeskClient, clock: Clock, stranger: FlaskClient
) -> None:
    first = shown(owner.post(f"/desk/people/{editor.editor.id}/link"))
    second = shown(owner.post(f"/desk/people/{editor.editor.id}/link"))
    assert stranger.get(first).status_code == 410
    assert stranger.get(second).status_code == 200
    clock.forward(hours=24)
    assert stranger.get(second).status_code == 410


def test_a_password_link_of_somebody_who_left_is_void(
    owner: DeskClient, editor: DeskClient, stranger: FlaskClient
) -> None:
    path = shown(owner.post(f"/desk/people/{editor.editor.id}/link"))
    owner.post(f"/desk/people/{editor.editor.id}/leave")
    assert stranger.get(path).status_code == 410


def test_a_withdrawn_invitation_no_longer_works(
    owner: DeskClient, stranger: FlaskClient, rows: Rows
) -> None:
    path = shown(owner.post("/desk/people", {"role": "editor", "email": "noor@example.org"}))
    page = owner.get("/desk/people")
    assert "noor@example.org" in page.text
    found = re.search(r"/desk/people/invitations/[0-9a-f]{32}/withdraw", page.text)
    assert found
    assert owner.post(found[0]).status_code == 303
    assert stranger.get(path).status_code == 410
    assert "Its link no longer works." in owner.get("/desk/people").text
    assert owner.post(found[0]).status_code == 303
    assert "This invitation has been used" in owner.get("/desk/people").text
    acts = [row[0] for row in rows("SELECT act FROM history ORDER BY number")]
    assert acts[-2:] == ["invited", "invitation_withdrawn"]


@pytest.mark.parametrize("word", ["nonsense", "00", "0" * 32, "é"])
def test_an_invitation_that_never_was_cannot_be_withdrawn(owner: DeskClient, word: str) -> None:
    answer = owner.post(f"/desk/people/invitations/{word}/withdraw")
    assert answer.status_code in (303, 404)


@pytest.mark.parametrize("token", ["x", "A" * 32, "..%2f", "%00", "é"])
def test_a_link_that_never_was_is_spent(stranger: FlaskClient, token: str) -> None:
    assert stranger.get(f"/desk/link/{token}").status_code in (404, 410)
