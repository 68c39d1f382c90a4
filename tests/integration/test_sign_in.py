"""Signing in and out, what a session is, and that nothing typed is lost with it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pollsvc.domain.sign_in import ABSOLUTE, IDLE
from tests.conftest import Clock
from tests.desk import PASSWORD, SAME_SITE, DeskClient

Rows = Callable[[str], list[tuple[object, ...]]]
SIGN_IN = "/desk/sign-in"
ACCOUNT = "/desk/account"


def field(page: TestResponse, name: str) -> str:
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page.text)
    assert found, f"there is no field {name}"
    return found[1].replace("&#34;", '"').replace("&lt;", "<").replace("&amp;", "&")


def try_in(
    browser: FlaskClient,
    email: str = "edith@example.org",
    password: str = PASSWORD,
    path: str = SIGN_IN,
    **more: str,
) -> TestResponse:
    """Fill in the form as a browser would."""
    page = browser.get(path)
    fields = {"email": email, "password": password, "next": field(page, "next"), **more}
    fields["csrf_token"] = field(page, "csrf_token")
    return browser.post(SIGN_IN, data=fields, headers=SAME_SITE)


def test_who_knows_the_password_is_signed_in_and_led_on(
    editor: DeskClient, stranger: FlaskClient
) -> None:
    asked = stranger.get(ACCOUNT + "?x=1")
    assert asked.status_code == 303
    assert asked.headers["Location"] == "/desk/sign-in?next=%2Fdesk%2Faccount%3Fx%3D1"
    answer = try_in(stranger, path=asked.headers["Location"])
    assert (answer.status_code, answer.headers["Location"]) == (303, ACCOUNT + "?x=1")
    assert "Edith" in stranger.get(ACCOUNT).text


def test_the_address_is_taken_however_it_is_typed(
    editor: DeskClient, stranger: FlaskClient
) -> None:
    assert try_in(stranger, "  EDITH@Example.org ").status_code == 303


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example/desk", "/p/colours"])
def test_one_is_led_on_inside_the_desk_only(
    editor: DeskClient, stranger: FlaskClient, where: str
) -> None:
    answer = try_in(stranger, path=f"{SIGN_IN}?next={where}")
    assert answer.headers["Location"] == "/desk/polls"
    again = try_in(editor.app.test_client(), next=where)
    assert again.headers["Location"] == "/desk/polls"


def test_what_is_wrong_is_not_said(
    app: Flask, editor: DeskClient, owner: DeskClient, stranger: FlaskClient
) -> None:
    """Unknown, wrong, and left: the same answer, but for what was typed and the token."""
    gone = editor.editor
    assert owner.post(f"/desk/people/{gone.id}/leave").status_code == 303
    answers = [
        try_in(app.test_client(), email, password)
        for email, password in (
            ("olga@example.org", "not the password"),
            ("nobody@example.org", "not the password"),
            (gone.email, PASSWORD),
            (f"left-{gone.id}", PASSWORD),
        )
    ]
    pages = {re.sub(r'value="[^"]*"', "", answer.text.replace("\n", "")) for answer in answers}
    assert len(pages) == 1
    assert {answer.status_code for answer in answers} == {401}
    assert "The email address or the password is not right." in answers[0].text
    assert "olga@example.org" in answers[0].text


def test_an_empty_form_says_what_is_missing(stranger: FlaskClient) -> None:
    answer = try_in(stranger, "", "")
    assert answer.status_code == 422
    assert "Enter your email address." in answer.text
    assert "Enter your password." in answer.text


def test_a_new_id_is_given_at_sign_in(
    editor: DeskClient, stranger: FlaskClient, rows: Rows
) -> None:
    stranger.get(SIGN_IN)
    with stranger.session_transaction("/desk/") as before:
        planted = dict(before)
    assert try_in(stranger).status_code == 303
    with stranger.session_transaction("/desk/") as after:
        first = dict(after)
        assert first.get("csrf_token") != planted["csrf_token"]
    assert len(rows("SELECT * FROM desk_session")) == 2
    # Signing in where one is signed in already ends the session of before.
    page = stranger.get("/desk/forgotten")
    fields = {"email": "edith@example.org", "password": PASSWORD, "next": "", "kept": ""}
    fields["csrf_token"] = field(page, "csrf_token")
    assert stranger.post(SIGN_IN, data=fields, headers=SAME_SITE).status_code == 303
    with stranger.session_transaction("/desk/") as after:
        assert after["_user_id"] != first["_user_id"]
    assert len(rows("SELECT * FROM desk_session")) == 2


def test_what_signs_in_is_not_in_the_database(editor: DeskClient, rows: Rows) -> None:
    with editor.browser.session_transaction("/desk/") as session:
        secret = session["_user_id"]
    stored = repr(rows("SELECT * FROM desk_session") + rows("SELECT * FROM editor"))
    assert secret not in stored
    assert PASSWORD not in stored


def test_signing_out_ends_the_session_wherever_its_cookie_went(
    editor: DeskClient, stranger: FlaskClient
) -> None:
    cookie = editor.browser.get_cookie("desk")
    assert cookie is not None
    stranger.set_cookie("desk", cookie.value)
    assert stranger.get(ACCOUNT).status_code == 200
    assert editor.post("/desk/sign-out").headers["Location"] == SIGN_IN
    assert editor.get(ACCOUNT).status_code == 303
    assert stranger.get(ACCOUNT).status_code == 303


def test_signing_out_everywhere_ends_every_browser(editor: DeskClient) -> None:
    other = DeskClient(editor.app, editor.editor)
    other.sign_in(editor.app.extensions["clock"]())
    assert other.get(ACCOUNT).status_code == 200
    editor.post("/desk/sign-out-everywhere")
    assert editor.get(ACCOUNT).status_code == 303
    assert other.get(ACCOUNT).status_code == 303


def test_who_is_signed_in_is_led_on_from_the_sign_in_page(editor: DeskClient) -> None:
    answer = editor.get(SIGN_IN + "?next=/desk/account")
    assert (answer.status_code, answer.headers["Location"]) == (303, ACCOUNT)


def test_a_browser_that_is_not_used_is_signed_out(editor: DeskClient, clock: Clock) -> None:
    clock.set(clock() + IDLE / 2)
    assert editor.get(ACCOUNT).status_code == 200
    clock.set(clock() + IDLE / 2)
    assert editor.get(ACCOUNT).status_code == 200
    clock.set(clock() + IDLE)
    assert editor.get(ACCOUNT).status_code == 303


def test_in_the_end_every_browser_is_signed_out(editor: DeskClient, clock: Clock) -> None:
    end = clock() + ABSOLUTE
    while clock() + IDLE / 2 < end:
        clock.set(clock() + IDLE / 2)
        assert editor.get(ACCOUNT).status_code == 200
    clock.set(end)
    assert editor.get(ACCOUNT).status_code == 303


def test_the_last_use_is_noted_now_and_then_only(
    editor: DeskClient, clock: Clock, rows: Rows
) -> None:
    seen = "SELECT seen_at FROM desk_session UNION ALL SELECT seen_at FROM editor"
    before = rows(seen)
    clock.forward(minutes=4)
    editor.get(ACCOUNT)
    assert rows(seen) == before
    clock.forward(minutes=2)
    editor.get(ACCOUNT)
    assert [row[0] for row in rows(seen)] != [row[0] for row in before]
    assert len(set(rows(seen))) == 1


def test_what_a_script_asks_by_itself_is_no_use(
    app: Flask, editor: DeskClient, clock: Clock, rows: Rows
) -> None:
    from pollsvc.accounts.guards import needs
    from pollsvc.domain.editor import EditorRole

    app.add_url_rule("/desk/now.json", view_func=needs(EditorRole.VIEWER)(lambda: "{}"))
    clock.set(clock() + IDLE / 2)
    assert editor.get("/desk/now.json").status_code == 200
    clock.set(clock() + IDLE / 2)
    assert editor.get("/desk/now.json").status_code == 401


def test_rows_of_sessions_that_are_over_go_away(
    editor: DeskClient, clock: Clock, rows: Rows, stranger: FlaskClient
) -> None:
    clock.forward(days=8)
    assert try_in(stranger).status_code == 303
    assert len(rows("SELECT * FROM desk_session")) == 1


def test_readers_pages_never_see_the_desks_cookie(editor: DeskClient) -> None:
    for path in ("/", "/help", "/p/nowhere", "/deskx"):
        answer = editor.get(path)
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert "Edith" not in answer.text


def test_the_cookie_follows_the_scheme_of_the_base_url(
    make_app: Callable[..., Flask], stranger: FlaskClient
) -> None:
    plain = stranger.get(SIGN_IN).headers["Set-Cookie"]
    assert re.fullmatch(r"desk=[^;]+; HttpOnly; Path=/; SameSite=Lax", plain)
    secure = make_app(base_url="https://localhost").test_client()
    bound = secure.get(SIGN_IN, base_url="https://localhost").headers["Set-Cookie"]
    assert re.fullmatch(r"__Host-desk=[^;]+; Secure; HttpOnly; Path=/; SameSite=Lax", bound)


def test_a_cookie_signed_by_nobody_is_none(editor: DeskClient) -> None:
    cookie = editor.browser.get_cookie("desk")
    assert cookie is not None
    payload, _, rest = cookie.value.partition(".")
    editor.browser.set_cookie("desk", payload + "x." + rest)
    assert editor.get(ACCOUNT).status_code == 303


def test_every_answer_of_the_desk_is_for_who_asked(
    editor: DeskClient, stranger: FlaskClient
) -> None:
    answers = [stranger.get(SIGN_IN), stranger.get("/desk/nowhere"), stranger.get(ACCOUNT)]
    answers += [editor.get(ACCOUNT), editor.get("/desk/people"), stranger.post(ACCOUNT)]
    answers += [editor.browser.delete(ACCOUNT)]
    assert [answer.status_code for answer in answers] == [200, 404, 303, 200, 403, 401, 405]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "private, no-store"
        if answer.status_code != 303:
            assert answer.headers["X-Frame-Options"] == "DENY"
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_errors_at_the_desk_stay_at_the_desk(editor: DeskClient) -> None:
    page = editor.get("/desk/nowhere").text
    assert "Edith" in page
    assert 'href="/desk/polls"' in page
    assert "vote" not in editor.get("/desk/people").text


def test_a_site_that_nobody_looks_after_says_how_to_begin(stranger: FlaskClient) -> None:
    page = stranger.get(SIGN_IN).text
    assert "Nobody looks after this site yet." in page
    assert "pollsvc editor add" in page


def test_password_managers_and_pasting_are_welcome(
    owner: DeskClient, stranger: FlaskClient
) -> None:
    page = stranger.get(SIGN_IN).text
    assert "Nobody looks after" not in page
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
