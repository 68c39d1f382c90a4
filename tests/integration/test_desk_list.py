"""The desk's list of polls: who sees what, finding polls, pages, and the numbers beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll, Tag, Visibility
from tests.browse import vote, words_of
from tests.conftest import Clock
from tests.desk import DeskClient
from tests.make import NOON, hours, make_new_ifri, make_new_poll, make_new_question, texts

Add = Callable[[NewPoll], Poll]
LIST = "/desk/polls"


@pytest.fixture
def works(app: Flask) -> Callable[[DeskClient, Poll], None]:
    """Let somebody work on a poll."""
    from pollsvc.polls.models import PollEditorRow
    from pollsvc.store.db import session, writing

    def join(who: DeskClient, poll: Poll) -> None:
        with app.app_context(), writing():
            session().add(PollEditorRow(poll_id=poll.id, editor_id=who.editor.id))

    return join


@pytest.fixture
def delete(app: Flask, clock: Clock) -> Callable[[Poll, DeskClient], None]:
    """Delete a poll."""
    from pollsvc.polls.managing import delete_poll

    def take(poll: Poll, who: DeskClient) -> None:
        with app.app_context():
            delete_poll(poll.id, who.editor, clock())

    return take


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Every statement that goes to the database meanwhile."""
    from pollsvc.store.db import db

    with app.app_context():
        engine = db.engine
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def poll_named(name: str, **other: Any) -> NewPoll:
    slug = "-".join(name.lower().replace("?", "").split())
    return make_new_poll(make_new_question(text=name), **({"slug": slug} | other))


def titles(page: str) -> list[str]:
    """The questions in the order of the list."""
    from html import unescape
    from re import DOTALL, findall

    return [
        unescape(one) for one in findall(r'<th scope="row">.*?<a href[^>]*>(.*?)</a>', page, DOTALL)
    ]


def test_the_desk_begins_with_its_polls(viewer: DeskClient) -> None:
    answer = viewer.get("/desk")
    assert (answer.status_code, answer.headers["Location"]) == (303, LIST)


def test_the_stranger_is_asked_to_sign_in(stranger: FlaskClient) -> None:
    assert stranger.get(LIST).status_code in (303, 401)


def test_an_empty_desk_says_how_to_begin(editor: DeskClient, viewer: DeskClient) -> None:
    page = words_of(editor.get(LIST).text)
    for said in ("There is no poll yet", "New poll", "Add a past result", "Load a definition file"):
        assert said in page
    assert "New poll" not in words_of(viewer.get(LIST).text)


def test_a_row_says_what_matters(add: Add, owner: DeskClient, reader: FlaskClient) -> None:
    tags = (Tag(code="russia", label=texts("Russia")), Tag(code="japan", label=texts("Japan")))
    add(poll_named("Which colour?", tags=tags))
    vote(reader, "which-colour", 1)
    page = owner.get(LIST).text
    said = words_of(page)
    for one in ("Which colour?", "Russia , Japan · EN", "Open", "11 March 2026", "Results"):
        assert one in said
    assert '<rect x="78" y="0.0" width="4.2" height="24.0"/>' in page
    assert ">1<span" in page


def test_a_planned_poll_and_a_past_result_say_so(add: Add, owner: DeskClient) -> None:
    add(poll_named("Later?", opens_at=NOON + hours(48), closes_at=None))
    add(make_new_ifri(live=False))
    said = words_of(owner.get(LIST).text)
    assert "Opens 12 March 2026" in said
    assert "Past result" in said
    assert "108 votes" in said
    assert "None yet" in said


def test_the_parts_are_counted_and_shown(
    add: Add, owner: DeskClient, delete: Callable[[Poll, DeskClient], None]
) -> None:
    add(poll_named("Open one?"))
    add(poll_named("Planned one?", opens_at=NOON + hours(1)))
    add(poll_named("Draft one?", opens_at=None, closes_at=None))
    add(poll_named("Closed one?", opens_at=NOON - hours(9), closes_at=NOON - hours(1)))
    add(poll_named("Archived one?", archived_at=NOON - hours(1), closes_at=NOON - hours(0.9)))
    delete(add(poll_named("Deleted one?")), owner)
    page = owner.get(LIST).text
    said = words_of(page)
    assert "All 5 Open 1 Drafts 1 Planned 1 Closed 1 Archived 1 Deleted 1" in said
    order = ["Open one?", "Planned one?", "Draft one?", "Closed one?", "Archived one?"]
    assert titles(page) == order
    for show, one in zip(("open", "planned", "drafts", "closed", "archived"), order, strict=True):
        assert titles(owner.get(f"{LIST}?show={show}").text) == [one]
    assert titles(owner.get(f"{LIST}?show=deleted").text) == ["Deleted one?"]


def test_a_draft_is_not_known_to_other_editors(
    add: Add,
    owner: DeskClient,
    editor: DeskClient,
    colleague: DeskClient,
    viewer: DeskClient,
    works: Callable[[DeskClient, Poll], None],
    delete: Callable[[Poll, DeskClient], None],
) -> None:
    draft = add(poll_named("Draft one?", opens_at=None, closes_at=None))
    gone = add(poll_named("Deleted one?"))
    add(poll_named("Public one?"))
    works(editor, draft)
    works(editor, gone)
    delete(gone, editor)
    for who in (owner, editor):
        assert titles(who.get(LIST).text) == ["Public one?", "Draft one?"]
        assert titles(who.get(f"{LIST}?show=deleted").text) == ["Deleted one?"]
    for who in (colleague, viewer):
        assert titles(who.get(LIST).text) == ["Public one?"]
        assert titles(who.get(f"{LIST}?show=deleted").text) == []
        assert titles(who.get(f"{LIST}?show=drafts").text) == []


def test_a_viewer_who_once_worked_on_a_draft_does_not_see_it(
    add: Add, viewer: DeskClient, works: Callable[[DeskClient, Poll], None]
) -> None:
    draft = add(poll_named("Draft one?", opens_at=None, closes_at=None))
    works(viewer, draft)
    assert titles(viewer.get(LIST).text) == []


def test_polls_are_found_by_words_in_any_case_and_order(add: Add, owner: DeskClient) -> None:
    add(poll_named("Should the Quad take in new members?", slug="quad"))
    add(poll_named("Улучшатся ли отношения?", slug="otnosheniya"))
    add(poll_named("A share of 100% or more?", slug="share"))
    for sought, found in (
        ("members quad", ["Should the Quad take in new members?"]),
        ("ОТНОШЕНИЯ", ["Улучшатся ли отношения?"]),
        ("100%", ["A share of 100% or more?"]),
        ("0_ or", []),
        ("%", ["A share of 100% or more?"]),
        ("\x00", None),
        ("/", []),
    ):
        answer = owner.get(LIST, query_string={"q": sought})
        assert answer.status_code == 200
        if found is not None:
            assert titles(answer.text) == found
    page = owner.get(LIST, query_string={"q": "no such poll"}).text
    assert "No poll fits this." in page
    assert 'value="no such poll"' in page


def test_polls_are_found_by_topic_and_by_editor(
    add: Add, owner: DeskClient, editor: DeskClient, works: Callable[[DeskClient, Poll], None]
) -> None:
    mine = add(poll_named("Mine?"))
    add(poll_named("Of Japan?", tags=(Tag(code="japan", label=texts("Japan")),)))
    works(editor, mine)
    works(owner, mine)
    assert titles(editor.get(f"{LIST}?topic=japan").text) == ["Of Japan?"]
    assert titles(editor.get(f"{LIST}?editor={editor.editor.id}").text) == ["Mine?"]
    page = owner.get(LIST).text
    assert f"{LIST}?topic=japan" in page
    assert f"{LIST}?editor={owner.editor.id}" in page
    assert ">Edith</option>" in page


@pytest.mark.parametrize("query", ["show=nonsense", "page=x", "page=0", "editor=me"])
def test_a_value_that_cannot_be_is_refused(owner: DeskClient, query: str) -> None:
    assert owner.get(f"{LIST}?{query}").status_code == 400


def test_the_list_is_paged_and_a_page_too_far_is_the_last(add: Add, owner: DeskClient) -> None:
    for number in range(23):
        add(poll_named(f"Poll {number}?", opens_at=NOON - hours(number + 1)))
    first, second = owner.get(LIST).text, owner.get(f"{LIST}?page=2").text
    assert titles(first) == [f"Poll {number}?" for number in range(20)]
    assert titles(second) == ["Poll 20?", "Poll 21?", "Poll 22?"]
    assert titles(owner.get(f"{LIST}?page=99").text) == titles(second)
    assert f'rel="next" href="{LIST}?page=2"' in first
    assert "Page 2 of 2" in words_of(second)


def test_a_draft_that_is_only_typed_says_what_is_typed(app: Flask, editor: DeskClient) -> None:
    from pollsvc.domain.draft import Draft, DraftQuestion
    from pollsvc.polls.drafts import begin_draft

    question = DraftQuestion(text={"fr": "Faut-il élargir le Quad ?"})
    draft = Draft(languages=("fr", "ja"), questions=(question,), tags="Japon, Chine")
    with app.app_context():
        begin_draft(editor.editor, "fr", "Europe/Paris", NOON, draft)
        begin_draft(editor.editor, "en", "UTC", NOON)
    page = words_of(editor.get(LIST).text)
    assert "Faut-il élargir le Quad ? Japon , Chine · FR JA Draft" in page
    assert "Poll without a question yet EN Draft" in page
    assert titles(editor.get(f"{LIST}?q=chine élargir").text) == ["Faut-il élargir le Quad ?"]


@pytest.mark.parametrize(
    ("times", "part"),
    [
        ({"opens_at": NOON}, "open"),
        ({"opens_at": NOON + hours(0.001)}, "planned"),
        ({"closes_at": NOON}, "closed"),
        ({"closes_at": NOON + hours(0.001)}, "open"),
        ({"archived_at": NOON, "closes_at": None}, "archived"),
        ({"archived_at": NOON + hours(2), "closes_at": NOON}, "closed"),
        ({"opens_at": None, "closes_at": None, "archived_at": NOON}, "archived"),
        ({"opens_at": None, "closes_at": NOON - hours(1)}, "drafts"),
    ],
)
def test_parts_follow_the_life_of_a_poll_to_the_moment(
    add: Add, owner: DeskClient, times: dict[str, Any], part: str
) -> None:
    from pollsvc.domain.life import state_of

    poll = add(make_new_poll(**times))
    said = {"drafts": "draft", "planned": "scheduled"}
    assert state_of(poll, NOON) == said.get(part, part)
    assert titles(owner.get(f"{LIST}?show={part}").text) == ["Which one?"]


def test_statements_do_not_grow_with_rows(
    add: Add, app: Flask, owner: DeskClient, reader: FlaskClient
) -> None:
    counts: list[list[str]] = []
    for number in range(30):
        tags = (Tag(code=f"t{number}", label=texts(f"Topic {number}")),)
        add(poll_named(f"Poll {number}?", tags=tags))
        if number in (2, 29):
            vote(reader, f"poll-{number}", 1)
            owner.get(LIST)  # meanwhile the writer of that vote comes to its end
            with statements(app) as seen:
                assert owner.get(LIST).status_code == 200
            counts.append(seen)
    few, many = counts
    assert len(few) == len(many) <= 10, "\n".join(map(str, (*few, "--", *many)))


def test_figures_that_readers_do_not_see_yet_are_seen_at_the_desk(
    add: Add, viewer: DeskClient, reader: FlaskClient
) -> None:
    add(make_new_poll(visibility=Visibility.DESK_ONLY))
    vote(reader, "colours", 1)
    assert "1 vote" in words_of(viewer.get(LIST).text)


def test_the_small_chart_has_a_column_a_day_up_to_the_close(
    add: Add, owner: DeskClient, reader: FlaskClient, clock: Clock
) -> None:
    add(make_new_poll(closes_at=NOON + hours(72)))
    for back, votes in ((0, 1), (24, 2), (24, 1)):
        clock.forward(hours=back)
        for _ in range(votes):
            vote(reader.application.test_client(), "colours", 1)
    clock.forward(days=90)
    owner.sign_in(clock())
    page = owner.get(LIST).text
    tall = ['y="12.0" width="4.2" height="12.0"', 'y="0.0" width="4.2" height="24.0"']
    assert f'<rect x="60" {tall[0]}/><rect x="66" {tall[1]}/><rect x="72" {tall[0]}/>' in page


def test_votes_set_aside_are_pointed_at(
    add: Add, app: Flask, owner: DeskClient, reader: FlaskClient
) -> None:
    from pollsvc.results.models import TallyRow
    from pollsvc.store.db import session, writing

    poll = add(make_new_poll())
    with app.app_context(), writing():
        row = TallyRow(poll_id=poll.id, question=0, measure="standing", cell="set_aside", n=2)
        session().add(row)
    assert "2 set aside" in words_of(owner.get(LIST).text)


def test_a_viewer_gets_no_button_to_write(add: Add, viewer: DeskClient, owner: DeskClient) -> None:
    add(make_new_poll())
    page = viewer.get(LIST).text
    assert "/manage" not in page
    assert 'type="checkbox"' not in page
    assert "/manage" in owner.get(LIST).text
