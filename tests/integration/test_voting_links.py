"""Links with names: what brought a reader here is kept with the vote, and breaks nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.order import shown_seed
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Order
from pollsvc.voting.verify import verify_poll
from tests.browse import counts_of, forms_on, hidden_fields, vote, withdraw
from tests.conftest import Clock
from tests.desk import DeskClient
from tests.integration.conftest import Rows
from tests.make import make_new_poll, make_new_question

Add = Callable[[NewPoll], Poll]
SLUG = "colours"


@pytest.fixture
def counted(app: Flask, add: Add, owner: DeskClient, clock: Clock) -> Callable[..., Poll]:
    """Store a poll with the links "letter" and "print"."""
    from pollsvc.polls.links import add_link
    from pollsvc.polls.queries import poll_by_slug

    def make(**other: Any) -> Poll:
        poll = add(make_new_poll(**other))
        with app.app_context():
            for name in ("Letter", "Print"):
                add_link(poll.id, name, owner.editor, clock())
            return poll_by_slug(SLUG)

    return make


@pytest.fixture
def kept_links(rows: Rows) -> Callable[[], list[object]]:
    """The link of each response, in order of number; ``"-"`` where none was asked for."""

    def read() -> list[object]:
        found = [answers for (answers,) in rows("SELECT answers FROM response ORDER BY number")]
        read = [json.loads(one) if isinstance(one, str) else one for one in found]
        return [one.get("2", "-") if one else "-" for one in read]

    return read


def codes(poll: Poll) -> dict[str, int]:
    assert poll.links is not None
    return {option.code: option.id for option in poll.links.options}


def by_link(client: FlaskClient, code: str, option: int = 1) -> None:
    assert vote(client, SLUG, option, path=f"/p/{SLUG}?from={quote(code)}").status_code == 303


def test_the_link_is_kept_with_the_vote(
    counted: Callable[..., Poll], app: Flask, kept_links: Callable[[], list[object]]
) -> None:
    ids = codes(poll := counted())
    for code in ("letter", "print", "letter"):
        by_link(app.test_client(), code)
    by_link(app.test_client(), "")
    assert vote(app.test_client(), SLUG, 1).status_code == 303
    assert kept_links() == [ids["letter"], ids["print"], ids["letter"], None, None]
    with app.app_context():
        assert verify_poll(poll).faults == ()


@pytest.mark.parametrize("code", ["other", "LETTER", "letter ", "a" * 3000, "ü\x00", "<b>"])
def test_a_link_that_is_not_counted_is_ignored(
    counted: Callable[..., Poll],
    reader: FlaskClient,
    code: str,
    kept_links: Callable[[], list[object]],
) -> None:
    counted()
    page = reader.get(f"/p/{SLUG}?from={quote(code)}")
    assert page.status_code == 200
    assert "from" not in forms_on(page.text)[0]["hidden"]
    assert 'formaction="/p/colours?lang=fr"' in page.text
    sent = forms_on(page.text)[0]["hidden"] | {"q1": "1", "from": code}
    assert reader.post(f"/p/{SLUG}", data=sent).status_code == 303
    assert kept_links() == [None]


def test_a_poll_without_links_takes_any(
    add: Add, reader: FlaskClient, kept_links: Callable[[], list[object]]
) -> None:
    add(make_new_poll())
    data = hidden_fields(reader, f"/p/{SLUG}?from=letter") | {"q1": "1"}
    assert "from" not in data
    assert reader.post(f"/p/{SLUG}", data={**data, "from": "letter"}).status_code == 303
    assert kept_links() == ["-"]


def test_the_reader_is_told_that_the_link_is_kept(
    counted: Callable[..., Poll], reader: FlaskClient
) -> None:
    counted()
    said = "We also store which of our links brought you here."
    assert said in reader.get(f"/p/{SLUG}?from=letter").text
    assert said not in reader.get(f"/p/{SLUG}").text


def test_the_link_survives_errors_and_a_change_of_language(
    counted: Callable[..., Poll], reader: FlaskClient, kept_links: Callable[[], list[object]]
) -> None:
    ids = codes(counted())
    page = reader.get(f"/p/{SLUG}?from=letter").text
    assert f'formaction="/p/{SLUG}?from=letter&amp;lang=fr"' in page
    again = reader.post(f"/p/{SLUG}", data=forms_on(page)[0]["hidden"])
    assert again.status_code == 422
    assert f'formaction="/p/{SLUG}?from=letter&amp;lang=fr"' in again.text
    page = reader.get(f"/p/{SLUG}?from=letter&lang=fr").text
    data = forms_on(again.text)[0]["hidden"]
    assert data["from"] == forms_on(page)[0]["hidden"]["from"] == "letter"
    assert reader.post(f"/p/{SLUG}", data={**data, "q1": "1"}).status_code == 303
    assert kept_links() == [ids["letter"]]


def test_a_changed_vote_keeps_its_link_and_a_new_one_has_its_own(
    counted: Callable[..., Poll],
    app: Flask,
    reader: FlaskClient,
    kept_links: Callable[[], list[object]],
) -> None:
    ids = codes(poll := counted(may_change=True, may_withdraw=True))
    by_link(reader, "letter")
    assert vote(reader, SLUG, 2, path=f"/p/{SLUG}?change=1&from=print").status_code == 303
    withdraw(reader, SLUG)
    by_link(reader, "print", 3)
    assert kept_links() == [ids["letter"], ids["letter"], "-", ids["print"]]
    assert counts_of(reader, SLUG) == [0, 0, 1]
    with app.app_context():
        assert verify_poll(poll).faults == ()


def test_a_vote_of_before_the_first_link_is_as_it_was(
    add: Add,
    app: Flask,
    owner: DeskClient,
    clock: Clock,
    reader: FlaskClient,
    kept_links: Callable[[], list[object]],
) -> None:
    from pollsvc.polls.links import add_link

    poll = add(make_new_poll(may_change=True))
    data = hidden_fields(reader, f"/p/{SLUG}")
    vote(app.test_client(), SLUG, 1)
    with app.app_context():
        add_link(poll.id, "Letter", owner.editor, clock())
    # Opened before there were links, sent after.
    assert reader.post(f"/p/{SLUG}", data={**data, "q1": "2"}).status_code == 303
    assert kept_links() == ["-", None]


def test_no_public_outlet_shows_where_votes_came_from(
    counted: Callable[..., Poll], stranger: FlaskClient
) -> None:
    counted()
    by_link(stranger, "letter")
    for path in ("", "/results", "/results.json", "/results.csv", "/results.svg"):
        answer = stranger.get(f"/p/{SLUG}{path}")
        assert answer.status_code == 200
        assert not re.search(r"\bLetter\b|from=", answer.text), path
    for path in (f"/embed/{SLUG}", "/"):
        assert not re.search(r"\bLetter\b|from=", stranger.get(path).text)
    document = stranger.get(f"/p/{SLUG}/results.json").get_json()
    assert [question["code"] for question in document["questions"]] == ["q1"]


def test_figures_are_read_without_the_counters_that_grow_with_the_hours(
    counted: Callable[..., Poll], app: Flask, reader: FlaskClient, rows: Rows
) -> None:
    from pollsvc.results.queries import figures_of

    poll = counted()
    by_link(reader, "letter")
    assert rows("SELECT count(*) FROM tally WHERE measure IN ('hour', 'trend')") == [(3,)]
    with app.app_context():
        tally = figures_of([poll])[poll.id].tally
    assert {cell.measure for cell in tally} == {"standing", "base", "option"}


def test_the_page_of_each_link_is_kept_ready_and_of_unknown_ones_only_one(
    counted: Callable[..., Poll], app: Flask, stranger: FlaskClient
) -> None:
    counted()
    kept = app.extensions["kept"]
    for query in (
        "?from=letter",
        "?from=a",
        "?from=b",
        "",
        "?from=print",
        "?from=letter",
        "?from=c",
    ):
        hidden = hidden_fields(stranger, f"/p/{SLUG}{query}")
        wanted = query.removeprefix("?from=")
        assert hidden.get("from") == (wanted if wanted in ("letter", "print") else None)
    assert len(kept._entries) == 3


def test_a_link_and_a_random_order_go_together(
    counted: Callable[..., Poll], reader: FlaskClient, rows: Rows, app: Flask
) -> None:
    from pollsvc.voting.evidence import PollKey

    poll = counted(questions=(make_new_question(options=3, order=Order.RANDOM),))
    data = hidden_fields(reader, f"/p/{SLUG}?from=letter")
    nonce = PollKey.of(app.extensions["settings"].secret, poll.id).nonce_of(data["form"])
    assert nonce is not None
    assert reader.post(f"/p/{SLUG}", data={**data, "q1": "1"}).status_code == 303
    assert rows("SELECT shown_seed FROM response") == [(shown_seed(nonce),)]
