"""Coming back: what lets nobody in again, and what keeps nobody out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from wtforms import PasswordField

from pollsvc.accounts import forms
from pollsvc.accounts.kept_forms import kept_form
from pollsvc.domain.sign_in import INVITATION_LASTS
from pollsvc.web.desk import DeskForm
from tests.conftest import Clock
from tests.desk import PASSWORD, SAME_SITE, DeskClient
from tests.integration.test_accounts_links import shown
from tests.integration.test_sign_in import field, try_in
from tests.integration.test_sign_in_slowed import EDITH, OFFICE, guess

Rows = Callable[[str], list[tuple[object, ...]]]
assert timedelta(days=7) == INVITATION_LASTS


@pytest.mark.parametrize("way", ["leave", "role"])
def test_links_of_an_owner_end_with_their_role(
    owner: DeskClient, editor: DeskClient, stranger: FlaskClient, way: str
) -> None:
    page = f"/desk/people/{editor.editor.id}"
    owner.post(page + "/role", {"role": "owner"})
    path = shown(editor.post("/desk/people", {"role": "owner", "email": ""}))
    assert stranger.get(path).status_code == 200
    assert owner.post(f"{page}/{way}", {"role": "viewer"}).status_code == 303
    assert stranger.get(path).status_code == 410


def test_no_password_is_kept_with_what_was_typed() -> None:
    names = [
        name
        for kind in vars(forms).values()
        if isinstance(kind, type) and issubclass(kind, DeskForm)
        for name in dir(kind)
        if getattr(getattr(kind, name), "field_class", None) is PasswordField
    ]
    assert len(names) >= 5
    assert all("password" in name for name in names)


def test_a_browser_that_was_here_is_not_kept_out_by_its_network(
    app: Flask, editor: DeskClient, colleague: DeskClient, rows: Rows
) -> None:
    ours, place = app.test_client(), {"environ_base": {"REMOTE_ADDR": OFFICE}}
    signed = guess(ours, EDITH, PASSWORD)
    cookies = signed.headers.getlist("Set-Cookie")
    known = next(one for one in cookies if one.startswith("desk-known="))
    assert "HttpOnly" in known
    assert "Path=/desk;" in known
    ours.post("/desk/sign-out", headers=SAME_SITE)
    ours.delete_cookie("desk")
    for number in range(12):
        guess(app.test_client(), EDITH if number % 2 else "x@example.org", "wrong")
    assert guess(app.test_client(), EDITH, PASSWORD).status_code == 429
    assert guess(ours, "cosmo@example.org", PASSWORD).status_code == 429
    answers = [guess(ours, EDITH, "wrong").status_code for _ in range(7)]
    assert answers == [401] * 5 + [429] * 2
    assert ours.get("/desk/sign-in", **place).status_code == 200


def test_it_comes_in_at_once_and_a_made_up_mark_does_not(app: Flask, editor: DeskClient) -> None:
    ours = app.test_client()
    guess(ours, EDITH, PASSWORD)
    ours.delete_cookie("desk")
    forged = app.test_client()
    forged.set_cookie("desk-known", "nonce.0123", path="/desk")
    for number in range(12):
        guess(app.test_client(), f"n{number}@example.org", "wrong")
    assert guess(forged, EDITH, PASSWORD).status_code == 429
    assert guess(ours, EDITH, PASSWORD).status_code == 303


@pytest.mark.parametrize("value", ["é.ü", ".", "", "a.b.c"])
def test_any_such_cookie_is_read(app: Flask, editor: DeskClient, value: str) -> None:
    browser = app.test_client()
    browser.set_cookie("desk-known", value, path="/desk")
    assert guess(browser, EDITH, PASSWORD).status_code == 303


def test_asking_for_a_link_leaves_the_one_an_owner_made(
    app: Flask, owner: DeskClient, editor: DeskClient, clock: Clock, stranger: FlaskClient
) -> None:
    from pollsvc.accounts.actions.links import make_password_link

    path = shown(owner.post(f"/desk/people/{editor.editor.id}/link"))
    with app.app_context():
        make_password_link(b"1" * 16, editor.editor, None, clock(), is_asked=True)
    assert stranger.get(path).status_code == 200


@pytest.mark.parametrize("number", [2**63, 10**30, "9" * 5000])
@pytest.mark.parametrize("path", ["people/{}", "polls/{}", "polls/{}/manage", "polls/{}/close"])
def test_a_number_that_no_database_keeps_is_an_address_of_nothing(
    owner: DeskClient, path: str, number: object
) -> None:
    address = "/desk/" + path.format(number)
    answers = {owner.get(address).status_code, owner.post(address).status_code}
    assert 404 in answers
    assert answers <= {404, 405}


def test_the_highest_number_is_looked_for(owner: DeskClient) -> None:
    assert owner.get(f"/desk/polls/{2**63 - 1}").status_code == 404


def test_what_is_kept_by_nobody_of_ours_is_nothing(
    editor: DeskClient, stranger: FlaskClient
) -> None:
    assert try_in(stranger, password="wrong", kept="[" * 100_000).status_code == 401
    half = '["/desk/polls", [["a", "x\\ud800y"]], ""]'
    found = kept_form(half)
    assert found is not None
    assert found.fields == (("a", "xy"),)
    assert try_in(stranger, kept=half).status_code == 200


def test_an_old_sign_in_page_is_shown_again_with_what_it_kept(
    editor: DeskClient, stranger: FlaskClient
) -> None:
    kept = '["/desk/polls", [["a", "typed long ago"]], ""]'
    fields = {"email": EDITH, "password": PASSWORD, "kept": kept, "csrf_token": "old"}
    page = stranger.post("/desk/sign-in", data=fields, headers=SAME_SITE)
    assert page.status_code == 422
    assert "This page was open for too long" in page.text
    assert "typed long ago" in page.text
    assert stranger.get("/desk/account").status_code == 303
    fields["csrf_token"] = field(page, "csrf_token")
    assert "typed long ago" in stranger.post("/desk/sign-in", data=fields, headers=SAME_SITE).text


def test_other_old_pages_are_shown_again_and_do_nothing(
    owner: DeskClient, stranger: FlaskClient, rows: Rows
) -> None:
    path = shown(owner.post("/desk/people", {"role": "editor", "email": ""}))
    fields = {"name": "Noor", "email": "noor@example.org", "password": "a new long password"}
    page = stranger.post(path, data=fields, headers=SAME_SITE)
    assert page.status_code == 422
    assert "This page was open for too long" in page.text
    assert field(page, "name") == "Noor"
    assert len(rows("SELECT id FROM editor")) == 1
    fields["csrf_token"] = field(page, "csrf_token")
    assert stranger.post(path, data=fields, headers=SAME_SITE).status_code == 303
