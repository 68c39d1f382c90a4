"""The preview of a poll: what readers will see, with votes that do not count."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll
from tests.browse import forms_on, words_of
from tests.conftest import Clock
from tests.desk import DeskClient
from tests.integration.conftest import Rows
from tests.make import make_new_poll

Add = Callable[[NewPoll], Poll]
KINDS = ("widget", "phone", "page")
TYPED: dict[str, Any] = {
    "languages": "en,fr",
    "question": "Which do you drink?",
    "answer": ["Tea", "Coffee", "I don’t know"],
    "role": ["", "", "dont_know"],
    "visibility": "always",
    "protection": "browser",
    "intro": "Some **context**.",
    "closing": "See [our article](https://example.org/a).",
    "article_title": "An article",
    "article_url": "https://example.org/b",
}


@pytest.fixture
def draft(app: Flask, editor: DeskClient, clock: Clock) -> str:
    """The address of a poll that the editor has begun."""
    from pollsvc.polls.drafts import begin_draft

    with app.app_context():
        return f"/desk/polls/{begin_draft(editor.editor, 'en', 'Europe/Paris', clock())}"


def sent_on(page: str, **answers: Any) -> dict[str, Any]:
    """What the form of a preview sends."""
    return {**forms_on(page)[0]["hidden"], **answers}


@pytest.mark.parametrize("kind", KINDS)
def test_the_preview_shows_what_is_typed_just_now(
    draft: str, editor: DeskClient, kind: str
) -> None:
    page = editor.post(f"{draft}/preview?as={kind}", TYPED)
    assert page.status_code == 200
    said = words_of(page.text)
    assert "Which do you drink?" in said
    assert "Tea Coffee or I don’t know" in said
    assert "This is a preview" not in said
    assert ('<body class="embed">' in page.text) is (kind == "widget")
    assert ("<strong>context</strong>" in page.text) is (kind != "widget")


@pytest.mark.parametrize("kind", KINDS)
def test_a_vote_in_it_is_thanked_for_and_writes_nothing(
    draft: str, editor: DeskClient, kind: str, rows: Rows
) -> None:
    everything = [f"SELECT count(*) FROM {table}" for table in ("response", "claim", "tally")]
    before = [rows(statement) for statement in (*everything, "SELECT count(*) FROM history")]
    page = editor.post(f"{draft}/preview?as={kind}", TYPED).text
    form = forms_on(page)[0]
    assert form["action"].startswith(f"{draft}/preview/vote?as={kind}")
    voted = editor.post(form["action"].partition("#")[0], sent_on(page, q1="2"))
    assert voted.status_code == 200
    said = words_of(voted.text)
    assert said.index("This is a preview: your vote is not counted.") < said.index("Thank you.")
    assert "Coffee Your answer" in said
    assert "100%" in said
    assert [
        rows(statement) for statement in (*everything, "SELECT count(*) FROM history")
    ] == before
    assert "Set-Cookie" not in voted.headers or "vote=" not in voted.headers["Set-Cookie"]


def test_nothing_chosen_gives_the_form_again(draft: str, editor: DeskClient) -> None:
    page = editor.post(f"{draft}/preview?as=page", TYPED).text
    again = editor.post(f"{draft}/preview/vote?as=page", sent_on(page))
    assert again.status_code == 422
    assert "There is a problem" in again.text
    assert sent_on(again.text)["draft"] == sent_on(page)["draft"]


@pytest.mark.parametrize("kind", KINDS)
def test_no_link_or_form_leads_out_of_the_frame(draft: str, editor: DeskClient, kind: str) -> None:
    asked = editor.post(f"{draft}/preview?as={kind}", {**TYPED, "may_withdraw": "1"}).text
    voted = editor.post(f"{draft}/preview/vote?as={kind}", sent_on(asked, q1="1")).text
    assert "our article" in voted or kind == "widget"
    for page in (asked, voted):
        links = re.findall(r"<a\b[^>]*>", page)
        assert links
        assert [link for link in links if " href=" in link and ' href="#' not in link] == []
        assert all(form["action"].startswith(draft) for form in forms_on(page))


def test_only_the_desk_itself_may_frame_it(draft: str, editor: DeskClient) -> None:
    for answer in (
        editor.post(f"{draft}/preview?as=widget", TYPED),
        editor.post(f"{draft}/preview/vote?as=widget", {"q1": "1"}),
        editor.get(f"{draft}/preview"),
        editor.get(f"{draft}/preview?as=television"),
    ):
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_draft_can_be_looked_at_and_voted_in(
    draft: str, editor: DeskClient, kind: str
) -> None:
    assert editor.get(f"{draft}/preview?as={kind}").status_code == 200
    for fields in ({}, {"kind": "multiple"}, {"answer": ["", "One"]}):
        page = editor.post(f"{draft}/preview?as={kind}", fields)
        assert page.status_code == 200
        voted = editor.post(f"{draft}/preview/vote?as={kind}", sent_on(page.text, q1="1"))
        assert voted.status_code in (200, 422)


def test_without_script_the_saved_draft_is_a_page_of_its_own(add: Add, owner: DeskClient) -> None:
    poll = add(make_new_poll())
    page = owner.get(f"/desk/polls/{poll.id}/preview")
    assert page.status_code == 200
    assert "This is a preview: your vote is not counted." in words_of(page.text)
    voted = owner.post(f"/desk/polls/{poll.id}/preview/vote?as=page", sent_on(page.text, q1="3"))
    assert "Option 3 Your answer" in words_of(voted.text)


def test_hidden_results_are_hidden_in_the_preview_too(draft: str, editor: DeskClient) -> None:
    typed = {**TYPED, "visibility": "after_closing"}
    page = editor.post(f"{draft}/preview?as=page", typed).text
    assert "See results without voting" not in page
    voted = words_of(editor.post(f"{draft}/preview/vote?as=page", sent_on(page, q1="1")).text)
    assert "Thank you." in voted
    assert "100%" not in voted
    assert "our article" in voted


def test_it_can_be_seen_in_each_of_the_polls_languages(draft: str, editor: DeskClient) -> None:
    more = '{"text": {"fr": "Que buvez-vous ?"}}'
    rows = ['{"label": {"fr": "Du thé"}}', '{"label": {"fr": "Du café"}}', '{"label": {"fr": "?"}}']
    typed = {**TYPED, "question_key": "", "question_more": more, "answer_more": rows}
    page = editor.post(f"{draft}/preview?as=page&language=fr", typed)
    assert '<html lang="fr"' in page.text
    assert "Que buvez-vous ?" in page.text
    assert "language=fr" in forms_on(page.text)[0]["action"]
    assert '<html lang="en"' in editor.post(f"{draft}/preview?as=page", typed).text


def test_what_no_page_of_ours_sends_is_refused(draft: str, editor: DeskClient) -> None:
    for path in ("preview?as=television", "preview?as=page&language=xx"):
        assert editor.post(f"{draft}/{path}", TYPED).status_code == 400
    for sent in ("no JSON", "[1]", '{"a": 1}', "[[1, 2, 3]]", "[" * 5000):
        vote = f"{draft}/preview/vote?as=page"
        assert editor.post(vote, {"draft": sent, "q1": "1"}).status_code == 400


def test_only_those_who_write_a_poll_may_preview_it(
    draft: str, editor: DeskClient, colleague: DeskClient, viewer: DeskClient, add: Add
) -> None:
    published = f"/desk/polls/{add(make_new_poll()).id}"
    for path in ("/preview", "/preview?as=widget"):
        assert colleague.get(draft + path).status_code == 404
        assert colleague.get(published + path).status_code == 403
        assert viewer.get(published + path).status_code == 403
    for path in ("/preview", "/preview/vote"):
        assert colleague.post(draft + path, TYPED).status_code == 404
        assert viewer.post(published + path, TYPED).status_code == 403
        assert editor.browser.post(draft + path, data=TYPED).status_code >= 400  # no token
