"""Sharing a poll: its link, lines for articles, links with names, codes for paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.editor import Editor, EditorRole
from pollsvc.domain.errors import ActRefusedError
from pollsvc.domain.poll import Poll, Visibility
from pollsvc.history.models import HistoryRow
from pollsvc.polls.links import add_link
from pollsvc.polls.models import OptionRow
from pollsvc.polls.queries import poll_by_slug
from pollsvc.store.db import session
from pollsvc.voting.verify import verify_poll
from tests.browse import counts_of, vote, words_of
from tests.counting import statements
from tests.desk import DeskClient
from tests.make import NOON, make_new_ifri, make_new_poll, make_new_question

Add = Callable[..., Poll]
SLUG = "colours"
OWNER = Editor(id=7, name="Olga", email="olga@example.org", role=EditorRole.OWNER)


@pytest.fixture
def name_link(app: Flask) -> Callable[..., str]:
    def make(poll: Poll, name: str, who: Editor = OWNER) -> str:
        with app.app_context():
            return add_link(poll.id, name, who, NOON)

    return make


@pytest.fixture
def definition(app: Flask) -> Callable[[], Poll]:
    def read() -> Poll:
        with app.app_context():
            return poll_by_slug(SLUG)

    return read


def share(who: DeskClient, poll: Poll, query: str = "") -> str:
    answer = who.get(f"/desk/polls/{poll.id}/share{query}")
    assert answer.status_code == 200
    return answer.text


def lines(page: str, field: str) -> str:
    """The lines to copy, as they are in their field of text."""
    return unescape(
        page.partition(f'id="{field}"')[2].partition(">")[2].partition("</textarea>")[0]
    )


def test_the_page_has_the_link_and_the_lines_for_articles(add: Add, viewer: DeskClient) -> None:
    poll = add(make_new_poll(make_new_question(text='Is "5 < 6" & true?')))
    page = share(viewer, poll)
    assert 'value="http://localhost/p/colours"' in page
    loader = lines(page, "share-script")
    assert 'src="http://localhost/embed.js" data-poll="colours" data-lang="en"' in loader
    assert "Is &#34;5 &lt; 6&#34; &amp; true?" in loader
    iframe = lines(page, "share-frame")
    assert '<iframe src="http://localhost/embed/colours?lang=en" title="Reader poll: ' in iframe
    assert 'src="/embed/colours?lang=en"' in page
    assert "/results.png?lang=en" in lines(page, "share-picture")


def test_lines_can_be_had_in_each_language_of_the_poll(add: Add, viewer: DeskClient) -> None:
    both = make_new_question(
        text={"en": "Which one?", "fr": "Lequel ?"},
        options={"a": {"en": "This", "fr": "Ceci"}, "b": {"en": "That", "fr": "Cela"}},
    )
    poll = add(make_new_poll(both, languages=("en", "fr")))
    assert "Lequel ?" in lines(share(viewer, poll, "?embed=fr"), "share-frame")
    own = share(viewer, poll, "?embed=auto")
    assert "data-lang" not in lines(own, "share-script")
    assert viewer.get(f"/desk/polls/{poll.id}/share?embed=ru").status_code == 400


def test_hidden_figures_do_not_slip_out_with_the_lines(
    add: Add, viewer: DeskClient, reader: FlaskClient
) -> None:
    poll = add(make_new_poll(visibility=Visibility.AFTER_CLOSING))
    vote(reader, SLUG, 1)
    page = share(viewer, poll)
    assert "100%" not in page.replace('width="100%"', "").replace("width=&#34;100%&#34;", "")
    assert "until then" not in lines(page, "share-picture")
    assert "Until readers may see the results" in page


def test_shown_figures_are_in_the_words_of_the_picture(
    add: Add, viewer: DeskClient, reader: FlaskClient
) -> None:
    poll = add(make_new_poll())
    vote(reader, SLUG, 1)
    assert "Option 1: 100% (1 vote)" in lines(share(viewer, poll), "share-picture")


def test_a_draft_is_published_before_it_is_shared(add: Add, owner: DeskClient) -> None:
    poll = add(make_new_poll(opens_at=None))
    page = words_of(share(owner, poll))
    assert "Publish the poll first" in page
    assert "embed.js" not in page


def test_a_past_result_is_shared_without_links_that_bring_votes(
    add: Add, owner: DeskClient
) -> None:
    poll = add(make_new_ifri(live=False))
    page = share(owner, poll)
    assert "share-frame" in page
    assert 'id="newsletter"' not in page


def test_a_link_with_a_name_counts_the_votes_that_come_by_it(
    add: Add, owner: DeskClient, app: Flask, definition: Callable[[], Poll]
) -> None:
    poll = add(make_new_poll())
    vote(app.test_client(), SLUG, 1)
    path = f"/desk/polls/{poll.id}"
    answer = owner.post(f"{path}/links", {"name": "Newsletter 21 Nov"})
    assert answer.headers["Location"] == f"{path}/share#newsletter"
    assert "http://localhost/p/colours?from=newsletter-21-nov" in share(owner, poll)
    vote(app.test_client(), SLUG, 2, path=f"/p/{SLUG}?from=newsletter-21-nov")
    assert "Newsletter 21 Nov Votes: 1" in words_of(share(owner, poll))
    watch = words_of(owner.get(path).text)
    assert "Newsletter 21 Nov 1 50%" in watch
    assert "No link with a name 1 50%" in watch
    with app.app_context():
        assert verify_poll(definition()).faults == ()


def test_links_take_no_ids_of_answers_and_stand_in_no_public_file(
    add: Add, name_link: Callable[..., str], definition: Callable[[], Poll], reader: FlaskClient
) -> None:
    poll = add(make_new_poll())
    assert name_link(poll, "One") == "one"
    assert name_link(poll, "Two") == "two"
    now = definition()
    assert [question.code for question in now.questions] == ["q1"]
    assert now.links is not None
    assert [option.id for option in now.links.options] == [4, 5]
    assert now.definition_version == 3
    assert len(counts_of(reader, SLUG)) == 3
    assert "One" not in reader.get(f"/p/{SLUG}/results.csv").text


def test_history_says_that_a_link_was_made(
    add: Add, app: Flask, name_link: Callable[..., str]
) -> None:
    poll = add(make_new_poll())
    name_link(poll, "  One\tlink ")
    with app.app_context():
        row = session().query(HistoryRow).one()
        assert (row.act, row.poll_id) == ("link_added", poll.id)
        assert row.detail == {"label": "One\tlink", "code": "one-link"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Give the link a name"),
        ("x" * 61, "no more than 60 characters"),
        ("FIRST", "Choose another name."),
    ],
)
def test_a_name_that_cannot_be_is_refused_and_kept(
    add: Add, owner: DeskClient, name_link: Callable[..., str], name: str, words: str
) -> None:
    poll = add(make_new_poll())
    name_link(poll, "First")
    answer = owner.post(f"/desk/polls/{poll.id}/links", {"name": name})
    assert answer.status_code == 422
    assert words_of(answer.text).count(words) == 2
    assert f'name="name" value="{name}"' in answer.text
    with pytest.raises(ActRefusedError):
        name_link(poll, name)


def test_a_past_result_and_a_draft_take_no_links(
    add: Add, app: Flask, name_link: Callable[..., str]
) -> None:
    for poll in (add(make_new_ifri(live=False)), add(make_new_poll(opens_at=None))):
        with pytest.raises(ActRefusedError):
            name_link(poll, "One")
    with app.app_context():
        assert session().query(OptionRow).filter_by(code="one").count() == 0


def test_only_who_works_on_a_poll_makes_links(
    add: Add, colleague: DeskClient, viewer: DeskClient
) -> None:
    poll = add(make_new_poll())
    for who in (colleague, viewer):
        assert who.post(f"/desk/polls/{poll.id}/links", {"name": "One"}).status_code == 403
        assert "Name of a new link" not in share(who, poll)


def test_a_code_for_paper_is_a_picture_of_the_link(
    add: Add, viewer: DeskClient, name_link: Callable[..., str]
) -> None:
    poll = add(make_new_poll())
    name_link(poll, "One")
    path = f"/desk/polls/{poll.id}/qr"
    plain, named = viewer.get(f"{path}.svg"), viewer.get(f"{path}.svg?from=one")
    assert plain.mimetype == "image/svg+xml"
    assert plain.data != named.data
    assert ET.fromstring(plain.data).tag.endswith("svg")
    assert viewer.get(f"{path}.png").data.startswith(b"\x89PNG")
    assert "colours-one-qr.svg" in named.headers["Content-Disposition"]
    for query in ("?from=two", "?from=one&from=one", "?size=9"):
        assert viewer.get(f"{path}.svg{query}").status_code == 400


def test_the_preview_stays_and_says_on_which_sites_alone_frames_work(
    make_app: Callable[..., Flask], clock: Any
) -> None:
    from tests.desk import person

    app = make_app(embed_sites=("https://news.example",))
    who = person(app, "Nora", EditorRole.OWNER, clock())
    from pollsvc.polls.actions import add_poll
    from pollsvc.results.actions import start_figures
    from pollsvc.store.db import writing

    with app.app_context(), writing():
        new = make_new_poll()
        poll = add_poll(new, clock())
        assert poll is not None
        start_figures(poll, new, clock())
    page = share(who, poll)
    assert "At 300 pixels wide" in page
    assert "The frame works only on these sites: https://news.example." in page
    assert 'href="/desk/site"' in page
    policy = who.get("/embed/colours").headers["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://news.example" in policy


def test_a_viewer_who_was_named_worker_by_mistake_makes_no_links(
    add: Add, name_link: Callable[..., str]
) -> None:
    poll = add(make_new_poll())
    with pytest.raises(Exception, match="role does not allow"):
        name_link(poll, "One", replace(OWNER, role=EditorRole.VIEWER))


def test_statements_do_not_grow_with_links(
    add: Add, app: Flask, owner: DeskClient, name_link: Callable[..., str]
) -> None:
    poll = add(make_new_poll())

    def count() -> int:
        share(owner, poll)  # the definition, once
        with statements(app) as seen:
            share(owner, poll)
        return len(seen)

    name_link(poll, "Link 0")
    few = count()
    for number in range(1, 20):
        name_link(poll, f"Link {number}")
    assert count() == few
