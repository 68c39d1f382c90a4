"""Results for everybody: the page, the list, the embed; who may see what when."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll, Tag, Visibility
from pollsvc.domain.question import Kind
from tests.browse import counts_of, vote, words_of
from tests.conftest import Clock, Database
from tests.make import (
    IFRI_CODES,
    NOON,
    hours,
    make_new_ifri,
    make_new_poll,
    make_new_question,
    texts,
)

Add = Callable[[NewPoll], Poll]
SLUG = "colours"
PUBLIC = (f"/p/{SLUG}/results", f"/embed/{SLUG}", f"/p/{SLUG}/results.json")


def test_the_imported_poll_reads_as_it_stood_on_its_page(add: Add, reader: FlaskClient) -> None:
    add(make_new_ifri(live=False, numbered=True))
    page = words_of(reader.get("/p/us-goals-for-russia-2013/results").text)
    for said in ("33 (31%)", "30 (28%)", "24 (22%)", "21 (19%)", "n = 108", "Closed", "1. What"):
        assert said in page
    assert "single votes are not stored" in page
    assert "IFRI, 16 September 2013" in page


@pytest.mark.parametrize(
    ("votes", "rule"),
    [
        ((33, 30, 24, 21), "Percentages are rounded to add up to 100."),
        ((33, 33, 33, 0), "together that adds up to 99"),
    ],
)
def test_the_rule_of_the_percents_stands_under_the_figures(
    add: Add, reader: FlaskClient, votes: tuple[int, ...], rule: str
) -> None:
    codes = zip(IFRI_CODES, votes, strict=True)
    tally = {("goals", code): n for code, n in codes}
    add(make_new_ifri(live=False, tally=tally, respondents={"goals": sum(votes)}))
    for path in ("/p/us-goals-for-russia-2013/results", "/embed/us-goals-for-russia-2013"):
        assert rule in words_of(reader.get(path).text)


def test_an_imported_poll_has_no_dates_that_nobody_knows(add: Add, reader: FlaskClient) -> None:
    add(make_new_ifri(live=False))
    page = reader.get("/p/us-goals-for-russia-2013/results").text
    assert "Field dates not known" in page
    assert "Opened" not in page
    assert "figures of" not in page


def test_no_margin_of_error_is_ever_printed(add: Add, reader: FlaskClient) -> None:
    add(make_new_ifri(live=False))
    for path in ("/results", "/results.json", "/results.csv"):
        body = reader.get(f"/p/us-goals-for-russia-2013{path}").text
        assert "±" not in body
        assert "%) margin" not in body


def test_a_vote_shows_at_once_in_every_public_outlet(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    before = {path: reader.get(path) for path in PUBLIC}
    vote(reader, SLUG, 1)
    for path in PUBLIC:
        after = reader.get(path)
        assert after.headers["ETag"] != before[path].headers["ETag"]
        assert after.data != before[path].data


def test_the_same_figures_are_the_same_bytes(add: Add, app: Flask, reader: FlaskClient) -> None:
    add(make_new_poll())
    vote(reader, SLUG, 1)
    for path in PUBLIC:
        first = reader.get(path)
        app.extensions["kept"]._entries.clear()
        assert reader.get(path).data == first.data


def test_an_unchanged_page_is_not_sent_again(add: Add, app: Flask, reader: FlaskClient) -> None:
    add(make_new_poll())
    for path in PUBLIC:
        tag = reader.get(path).headers["ETag"]
        for _ in range(2):
            answer = reader.get(path, headers={"If-None-Match": tag})
            assert (answer.status_code, answer.data) == (304, b"")
            assert answer.headers["ETag"] == tag
            app.extensions["kept"]._entries.clear()
        assert reader.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_head_gives_the_same_headers_and_no_body(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    for path in (*PUBLIC, f"/p/{SLUG}", "/", "/healthz", "/help"):
        full, head = reader.get(path), reader.head(path)
        assert (head.status_code, head.data) == (full.status_code, b"")
        if path != f"/p/{SLUG}":
            assert head.headers["Content-Length"] == full.headers["Content-Length"]


def test_public_outlets_read_and_set_no_cookie(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll(visibility=Visibility.AFTER_VOTING))
    vote(reader, SLUG, 1)
    for path in PUBLIC:
        answer = reader.get(path)
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert "public" in answer.headers["Cache-Control"]
        assert answer.data == reader.application.test_client().get(path).data
        assert "data-mine" not in answer.text


@pytest.mark.parametrize(
    "visibility",
    [Visibility.AFTER_VOTING, Visibility.AFTER_CLOSING, Visibility.DESK_ONLY],
)
def test_hidden_results_leave_no_trace(
    add: Add, app: Flask, reader: FlaskClient, visibility: Visibility
) -> None:
    add(make_new_poll(visibility=visibility))
    paths = (*PUBLIC, "/", f"/p/{SLUG}/results.svg", f"/p/{SLUG}/results.csv")

    def seen() -> list[tuple[int, str | None, str | None, bytes]]:
        app.extensions["kept"]._entries.clear()
        answers = [app.test_client().get(path) for path in paths]
        names = ("ETag", "Content-Length")
        return [(a.status_code, *(a.headers.get(n) for n in names), a.data) for a in answers]

    before = seen()
    vote(reader, SLUG, 1)
    assert seen() == before


def test_released_results_wait_for_their_time(add: Add, reader: FlaskClient, clock: Clock) -> None:
    add(make_new_poll(visibility=Visibility.WHEN_RELEASED, release_at=NOON + hours(30)))
    vote(reader, SLUG, 1)
    clock.set(NOON + hours(29))
    assert "100%" not in words_of(reader.get(PUBLIC[0]).text)
    clock.set(NOON + hours(30))
    assert "100%" in words_of(reader.get(PUBLIC[0]).text)


def test_shares_of_several_answers_are_of_people(
    add: Add, reader: FlaskClient, stranger: FlaskClient
) -> None:
    add(make_new_poll(make_new_question(kind=Kind.MULTIPLE, options=3)))
    vote(reader, SLUG, 1, 2)
    vote(stranger, SLUG, 1)
    page = words_of(reader.get(PUBLIC[0]).text)
    assert "Share of 2 people" in page
    assert counts_of(reader, SLUG) == [2, 1, 0]
    assert "100%" in page
    assert "50%" in page


def test_unknown_parameters_are_ignored_and_bad_values_refused(
    add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll())
    for path in (f"/p/{SLUG}/results", f"/embed/{SLUG}", "/"):
        assert reader.get(f"{path}?utm_source=x&fbclid=%00").status_code == 200
        assert reader.get(f"{path}?lang=xx").status_code == 400
    for query in ("page=0", "page=x", "page=1e9", "topic=nope", "language=nope", "topic=%00"):
        assert reader.get(f"/?{query}").status_code == 400
    assert reader.get("/?page=99").status_code == 404


def test_the_list_shows_open_planned_and_closed_polls_apart(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll(slug="now"))
    add(make_new_poll(slug="soon", opens_at=NOON + hours(1)))
    add(make_new_ifri(live=False))
    add(make_new_poll(slug="gone", archived_at=NOON - hours(1), closes_at=NOON - hours(0.5)))
    page = reader.get("/").text
    assert page.index("Open now") < page.index("/p/now") < page.index("Planned")
    assert page.index("Planned") < page.index("/p/soon") < page.index("us-goals-for-russia-2013")
    assert "/p/gone" not in page
    assert reader.get("/p/gone").status_code == 200


def test_the_list_is_filtered_by_topic_and_language(add: Add, reader: FlaskClient) -> None:
    russia = Tag(code="russia", label=texts({"en": "Russia", "fr": "Russie"}))
    french = make_new_question(
        text={"en": "Why?", "fr": "Pourquoi ?"},
        options={"a": {"en": "A", "fr": "A"}, "b": {"en": "B", "fr": "B"}},
    )
    add(make_new_poll(french, slug="both", languages=("en", "fr"), tags=(russia,)))
    add(make_new_poll(slug="plain"))
    listed = {
        query: [slug for slug in ("both", "plain") if f"/p/{slug}" in reader.get(query).text]
        for query in ("/", "/?topic=russia", "/?language=fr", "/?language=en")
    }
    assert listed == {
        "/": ["both", "plain"],
        "/?topic=russia": ["both"],
        "/?language=fr": ["both"],
        "/?language=en": ["both", "plain"],
    }


def test_a_long_list_has_pages(add: Add, reader: FlaskClient) -> None:
    for number in range(25):
        add(make_new_poll(slug=f"poll-{number}"))
    first, second = reader.get("/").text, reader.get("/?page=2").text
    assert 'href="/?page=2"' in first
    slugs = {f'/p/poll-{n}"' for n in range(25)}
    on_first = {slug for slug in slugs if slug in first}
    assert len(on_first) == 20
    assert {slug for slug in slugs if slug in second} == slugs - on_first


def test_the_list_takes_a_fixed_number_of_statements(
    add: Add,
    app: Flask,
    reader: FlaskClient,
    database: Database,
) -> None:
    from sqlalchemy import event

    from pollsvc.store.db import db

    def statements_for_a_list() -> int:
        seen: list[str] = []
        app.extensions["kept"]._entries.clear()
        with app.app_context():
            engine = db.engine
        note = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", note)
        reader.get("/")
        event.remove(engine, "before_cursor_execute", note)
        # What the site is called is read once a second, whatever is asked for.
        return len([one for one in seen if "site_value" not in one and one != "BEGIN"])

    add(make_new_poll(slug="one"))
    statements_for_a_list()
    few = statements_for_a_list()
    for number in range(10):
        add(make_new_poll(slug=f"poll-{number}"))
    # The definitions, once; PostgreSQL is asked again whether one has moved meanwhile.
    assert statements_for_a_list() == few + (7 if database.is_sqlite else 8)
    assert statements_for_a_list() == few


def test_an_embed_may_be_framed_and_a_page_may_not(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    embed, page = reader.get(f"/embed/{SLUG}"), reader.get(f"/p/{SLUG}/results")
    assert "frame-ancestors *" in embed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in embed.headers
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_a_hidden_embed_has_the_question_and_a_link(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll(visibility=Visibility.AFTER_CLOSING))
    page = reader.get(f"/embed/{SLUG}").text
    assert "Which one?" in page
    assert f"http://localhost/p/{SLUG}" in page
    assert "Option 1" not in page


def test_both_pages_announce_every_file(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    for path in (f"/p/{SLUG}", f"/p/{SLUG}/results"):
        head = reader.get(path).text.split("</head>")[0]
        for ending in ("csv", "xlsx", "json", "svg", "png", "pdf"):
            assert f'href="http://localhost/p/{SLUG}/results.{ending}"' in head


def test_topics_of_drafts_are_no_filters(add: Add, reader: FlaskClient) -> None:
    secret = Tag(code="secret", label=texts("Secret plan"))
    add(make_new_poll(opens_at=None, closes_at=None, tags=(secret,)))
    assert "Secret plan" not in reader.get("/").text


def test_a_load_that_was_undone_leaves_nothing_behind(
    add: Add, app: Flask, reader: FlaskClient
) -> None:
    from pollsvc.polls.actions import add_poll
    from pollsvc.store.db import session

    phantom = make_new_poll(make_new_question(text="A phantom?"), slug="phantom")
    with app.app_context():
        assert add_poll(phantom, NOON) is not None
        session().rollback()
    add(make_new_poll(slug="real-one"))
    assert "phantom" not in reader.get("/p/real-one/results").text


def test_one_readers_parameters_do_not_reach_anothers_page(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    reader.get(f"/p/{SLUG}?topic=evil&page=77&utm_source=evil")
    assert "evil" not in reader.get(f"/p/{SLUG}?topic=evil&utm_source=evil").text
    assert "evil" not in reader.get(f"/p/{SLUG}").text
