"""One's own account: name, language, password, browsers; and the desk's language."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.desk import PASSWORD, SAME_SITE, DeskClient
from tests.integration.test_sign_in import try_in

Rows = Callable[[str], list[tuple[object, ...]]]
ACCOUNT = "/desk/account"
NEW = "a new long password"


def test_one_changes_ones_own_name_and_language(editor: DeskClient, rows: Rows) -> None:
    answer = editor.post(ACCOUNT, {"name": "  Edith\u202e\n Ellison ", "language": "fr"})
    assert (answer.status_code, answer.headers["Location"]) == (303, ACCOUNT)
    page = editor.get(ACCOUNT)
    assert 'lang="fr"' in page.text
    assert rows("SELECT name, language FROM editor") == [("Edith Ellison", "fr")]
    assert rows("SELECT act, subject FROM history ORDER BY number DESC")[0] == (
        "account_changed",
        "Edith Ellison",
    )


def test_saving_what_was_there_is_no_act(editor: DeskClient, rows: Rows) -> None:
    before = rows("SELECT * FROM history")
    editor.post(ACCOUNT, {"name": "Edith", "language": ""})
    assert rows("SELECT * FROM history") == before


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": " ", "language": ""}, "Give your name, as colleagues know it."),
        ({"name": "N" * 101, "language": ""}, "Give a shorter name."),
        ({"name": "Edith", "language": "ja"}, "Not a valid choice."),
    ],
)
def test_a_fault_is_said_beside_the_field(
    editor: DeskClient, fields: dict[str, str], said: str
) -> None:
    answer = editor.post(ACCOUNT, fields)
    assert answer.status_code == 422
    assert answer.text.count(said) == 2
    assert "<title>Error: Your account" in answer.text


def test_a_new_password_signs_every_other_browser_out(
    editor: DeskClient, app: Flask, rows: Rows
) -> None:
    other = DeskClient(app, editor.editor)
    other.sign_in(app.extensions["clock"]())
    answer = editor.post(ACCOUNT + "/password", {"present_password": PASSWORD, "password": NEW})
    assert answer.headers["Location"] == ACCOUNT
    assert "Every other browser is signed out." in editor.get(ACCOUNT).text
    assert other.get(ACCOUNT).status_code == 303
    assert try_in(app.test_client(), password=PASSWORD).status_code == 401
    assert try_in(app.test_client(), password=NEW).status_code == 303
    assert ("password_changed",) in rows("SELECT act FROM history")


@pytest.mark.parametrize(
    ("present", "password", "said"),
    [
        ("wrong", NEW, "This is not your present password."),
        ("", NEW, "Enter your present password."),
        (PASSWORD, "short", "Choose a password of at least 10 characters."),
        (PASSWORD, "Edith@example.org", "not your name or email address"),
    ],
)
def test_a_password_is_changed_by_who_knows_it_only(
    editor: DeskClient, app: Flask, present: str, password: str, said: str
) -> None:
    answer = editor.post(ACCOUNT + "/password", {"present_password": present, "password": password})
    assert answer.status_code == 422
    assert said in answer.text
    assert try_in(app.test_client()).status_code == 303


def test_guessing_the_present_password_is_slowed(editor: DeskClient) -> None:
    fields = {"present_password": "wrong", "password": NEW}
    answers = [editor.post(ACCOUNT + "/password", fields) for _ in range(8)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429] * 3
    assert "Signing in was tried too often." in answers[-1].text
    assert answers[-1].headers["Retry-After"]


def test_a_password_changed_while_it_is_looked_at_signs_nobody_in(
    editor: DeskClient, stranger: FlaskClient, monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    from pollsvc.accounts import signing
    from pollsvc.accounts.actions.people import change_password
    from pollsvc.accounts.passwords import hashed, is_right

    def slowly(kept: str | None, password: str) -> bool:
        was_right = is_right(kept, password)
        change_password(editor.editor, hashed(NEW), b"none", app.extensions["clock"]())
        return was_right

    monkeypatch.setattr(signing, "is_right", slowly)
    assert try_in(stranger).status_code == 401
    assert stranger.get(ACCOUNT).status_code == 303


def test_one_sees_where_one_is_signed_in(editor: DeskClient, colleague: DeskClient) -> None:
    other = DeskClient(editor.app, editor.editor)
    other.sign_in(editor.app.extensions["clock"]())
    page = editor.get(ACCOUNT).text
    assert page.count("This browser") == 1
    assert page.count("Another browser") == 1


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("fr-CA, en;q=0.5", "fr"),
        ("ru", "ru"),
        ("ja", "en"),
        ("ar, ru;q=0.5", "ru"),
        ("", "en"),
    ],
)
def test_the_desk_speaks_the_browsers_language_if_it_can(
    stranger: FlaskClient, accepted: str, language: str
) -> None:
    page = stranger.get("/desk/sign-in", headers={"Accept-Language": accepted})
    assert f'<html lang="{language}"' in page.text


def test_the_address_does_not_choose_the_desks_language(stranger: FlaskClient) -> None:
    for wanted in ("ja", "fr", "nonsense"):
        page = stranger.get(f"/desk/sign-in?lang={wanted}")
        assert page.status_code == 200
        assert '<html lang="en"' in page.text


def test_the_editors_language_goes_before_the_browsers(editor: DeskClient) -> None:
    editor.post(ACCOUNT, {"name": "Edith", "language": "ru"})
    page = editor.get(ACCOUNT, headers={"Accept-Language": "fr"})
    assert '<html lang="ru"' in page.text


def test_readers_languages_are_as_before(editor: DeskClient) -> None:
    editor.post(ACCOUNT, {"name": "Edith", "language": "ru"})
    assert '<html lang="ja"' in editor.get("/", headers={"Accept-Language": "ja"}).text
    assert editor.get("/?lang=nonsense").status_code == 400


def test_the_desk_without_a_database_is_busy_and_says_so(
    make_app: Callable[..., Flask], editor: DeskClient, tmp_path: object
) -> None:
    app = make_app(database_url=f"sqlite:///{tmp_path}/not/there/pollsvc.db")
    app.testing = False
    lost = DeskClient(app, editor.editor)
    cookie = editor.browser.get_cookie("desk")
    assert cookie is not None
    lost.browser.set_cookie("desk", cookie.value)
    for answer in (lost.get(ACCOUNT), lost.get("/desk/nowhere")):
        assert answer.status_code in (404, 503)
        assert "<h1>" in answer.text
    assert lost.get(ACCOUNT).headers["Retry-After"]
    assert lost.browser.post(ACCOUNT, headers=SAME_SITE).status_code == 503
