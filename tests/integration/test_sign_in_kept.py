"""A form sent after its session ended loses nothing; a forged one gets nowhere."""

from __future__ import annotations

import html
import json
import re
from io import BytesIO
from urllib.parse import quote_plus

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pollsvc.accounts.guards import needs
from pollsvc.accounts.kept_forms import BYTES_AT_MOST
from pollsvc.accounts.wiring import MAX_DESK_BODY
from pollsvc.domain.editor import EditorRole
from tests.desk import PASSWORD, SAME_SITE, DeskClient

TYPED = {"question": "«Ça va?» <b>да</b>", "answers": "one\r\ntwo"}
NOTES = "/desk/notes"


@pytest.fixture(autouse=True)
def notes(app: Flask) -> list[dict[str, list[str]]]:
    """A page of the desk that takes down what it is sent."""
    taken: list[dict[str, list[str]]] = []

    @app.post(NOTES)
    @needs(EditorRole.VIEWER)
    def note() -> str:
        taken.append(request.form.to_dict(flat=False))
        return "noted"

    return taken


def inputs(page: TestResponse) -> dict[str, str]:
    """The hidden fields of the form in the middle of a page."""
    main = page.text.partition("<main")[2]
    found = re.findall(r'<input[^>]*\sname="([^"]*)"[^>]*\svalue="([^"]*)"', main)
    return {name: html.unescape(value) for name, value in found}


def sign_in_from(page: TestResponse, browser: FlaskClient, password: str) -> TestResponse:
    fields = {**inputs(page), "email": "edith@example.org", "password": password}
    return browser.post("/desk/sign-in", data=fields, headers=SAME_SITE)


def test_a_form_sent_without_a_session_is_kept_through_signing_in(
    editor: DeskClient, stranger: FlaskClient, notes: list[dict[str, list[str]]]
) -> None:
    page = stranger.post(NOTES + "?as=page", data=TYPED, headers=SAME_SITE)
    assert page.status_code == 401
    assert "What you typed is kept on this page." in page.text
    page = sign_in_from(page, stranger, "not the password")
    assert page.status_code == 401
    page = sign_in_from(page, stranger, PASSWORD)
    assert page.status_code == 200
    assert "Go on with what you typed" in page.text
    assert f'action="{NOTES}?as=page"' in page.text
    assert notes == []
    answer = stranger.post(NOTES + "?as=page", data=inputs(page), headers=SAME_SITE)
    assert answer.text == "noted"
    assert notes[0].pop("csrf_token")
    assert notes == [{name: [value] for name, value in TYPED.items()}]


def test_a_form_of_an_older_session_is_kept_too(
    editor: DeskClient, notes: list[dict[str, list[str]]]
) -> None:
    page = editor.browser.post(NOTES, data={**TYPED, "csrf_token": "old"}, headers=SAME_SITE)
    assert page.status_code == 400
    assert notes == []
    answer = editor.browser.post(NOTES, data=inputs(page), headers=SAME_SITE)
    assert answer.text == "noted"
    assert notes[0]["answers"] == [TYPED["answers"]]


def test_a_button_alone_is_offered_again_as_one(
    editor: DeskClient, stranger: FlaskClient, notes: list[dict[str, list[str]]]
) -> None:
    page = stranger.post(NOTES, headers=SAME_SITE)
    assert "You were signed out before this was done." in page.text
    page = sign_in_from(page, stranger, PASSWORD)
    assert "Do it now" in page.text
    stranger.post(NOTES, data=inputs(page), headers=SAME_SITE)
    assert len(notes) == 1


def test_passwords_are_never_kept(stranger: FlaskClient) -> None:
    typed = {"present_password": "pass-one", "password": "pass-two", "name": "N"}
    page = stranger.post(NOTES, data=typed, headers=SAME_SITE)
    assert "pass-one" not in page.text
    assert "pass-two" not in page.text


def test_what_is_too_long_to_be_kept_is_said(
    app: Flask, editor: DeskClient, stranger: FlaskClient
) -> None:
    page = stranger.post(NOTES, data={"text": "x" * BYTES_AT_MOST}, headers=SAME_SITE)
    assert page.status_code == 401
    assert len(page.text) < 10_000
    assert "It was too long to be kept here." in page.text
    page = sign_in_from(page, stranger, PASSWORD)
    assert "Go back in your browser" in page.text
    page = app.test_client().post(NOTES, data={"text": "x" * MAX_DESK_BODY}, headers=SAME_SITE)
    assert page.status_code == 413


@pytest.mark.parametrize("sign", ["x", '"', "ж", "票", "\n"])
def test_what_is_kept_is_taken_back_however_it_is_written(
    editor: DeskClient, stranger: FlaskClient, notes: list[dict[str, list[str]]], sign: str
) -> None:
    long = sign * ((BYTES_AT_MOST - 500) // len(quote_plus(json.dumps(sign, ensure_ascii=False))))
    page = stranger.post(NOTES, data={"text": long}, headers=SAME_SITE)
    page = sign_in_from(page, stranger, PASSWORD)
    assert page.status_code == 200
    stranger.post(NOTES, data=inputs(page), headers=SAME_SITE)
    assert notes[0]["text"] == [long]


def test_a_file_has_to_be_chosen_again(editor: DeskClient, stranger: FlaskClient) -> None:
    data = {"name": "N", "file": (BytesIO(b"poll"), "poll.yaml")}
    page = stranger.post(NOTES, data=data, headers=SAME_SITE)
    page = sign_in_from(page, stranger, PASSWORD)
    assert "choose it again" in page.text


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "null"}, {"Sec-Fetch-Site": "none"}],
    ids=["silent", "null origin", "typed by hand"],
)
def test_a_form_is_kept_only_if_the_browser_vouches_for_it(
    stranger: FlaskClient, headers: dict[str, str]
) -> None:
    page = stranger.post(NOTES, data={"question": "made up elsewhere"}, headers=headers)
    assert page.status_code in (401, 403)
    assert "made up elsewhere" not in page.text


def test_by_plain_http_the_origin_vouches(editor: DeskClient, stranger: FlaskClient) -> None:
    page = stranger.post(NOTES, data=TYPED, headers={"Origin": "http://localhost"})
    assert TYPED["question"] in html.unescape(page.text)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_of_another_site_is_refused(
    editor: DeskClient, notes: list[dict[str, list[str]]], headers: dict[str, str]
) -> None:
    answer = editor.browser.post(NOTES, data={"csrf_token": editor.token}, headers=headers)
    assert answer.status_code == 403
    assert "sent from another site" in answer.text
    assert "vote" not in answer.text
    assert notes == []


def test_the_token_of_one_session_is_no_good_in_another(
    editor: DeskClient, colleague: DeskClient, notes: list[dict[str, list[str]]]
) -> None:
    with colleague.browser.session_transaction("/desk/") as session:
        session["csrf_token"] = "another one"
    token = colleague.token
    answer = editor.browser.post(NOTES, data={"csrf_token": token}, headers=SAME_SITE)
    assert answer.status_code == 400
    assert notes == []


def test_a_script_may_send_the_token_as_a_header(
    editor: DeskClient, notes: list[dict[str, list[str]]]
) -> None:
    headers = {**SAME_SITE, "X-CSRFToken": editor.token}
    assert editor.browser.post(NOTES, headers=headers).text == "noted"


def test_a_script_is_told_in_its_own_words(app: Flask, stranger: FlaskClient) -> None:
    @app.route("/desk/notes.json", methods=["GET", "POST"])
    @needs(EditorRole.VIEWER)
    def live() -> str:
        return "{}"

    for answer in (stranger.get("/desk/notes.json"), stranger.post("/desk/notes.json")):
        assert answer.status_code == 401
        assert answer.get_json(force=True)["code"] == "sign_in_needed"


def test_a_sign_in_page_without_its_cookie_says_what_to_do(stranger: FlaskClient) -> None:
    fields = {"email": "edith@example.org", "password": PASSWORD}
    answer = stranger.post("/desk/sign-in", data=fields, headers=SAME_SITE)
    assert answer.status_code == 422
    assert "your browser does not keep cookies" in answer.text
    assert 'action="/desk/sign-in"' in answer.text
    assert PASSWORD not in answer.text
