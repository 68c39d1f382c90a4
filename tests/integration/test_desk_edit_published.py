"""Changing a poll that readers know: at once, as a whole, and written down."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll, Tag
from tests.browse import counts_of, forms_on, vote, words_of
from tests.conftest import Clock
from tests.desk import DeskClient
from tests.integration.conftest import Rows
from tests.integration.desk_writing import Writer, begin, published
from tests.make import hours, make_new_ifri, make_new_poll, make_new_question, texts

CLOSES = "2026-03-11T12:00"


@pytest.fixture
def anna(editor: DeskClient) -> Writer:
    """An editor with an open poll of red and blue, until a day after noon."""
    return published(editor, closes=CLOSES)


def details(rows: Rows) -> list[tuple[str, Any]]:
    """What the history says since the poll was published."""
    found = rows("SELECT act, detail FROM history WHERE poll_id = 1 ORDER BY number")
    return [
        (act, json.loads(detail) if isinstance(detail, str) else detail)
        for act, detail in found
        if act not in ("poll_begun", "poll_published")
    ]


def test_a_change_shows_at_once(anna: Writer, reader: FlaskClient) -> None:
    assert "Which colour?" in reader.get("/p/which-colour").text
    reader.get("/p/which-colour/results")
    said = anna.press("save", question="Which tint?", answer=["Red", "Sky blue"])
    assert said.status_code == 303
    for path in ("/p/which-colour", "/p/which-colour/results", "/"):
        assert "Which tint?" in reader.get(path).text
    assert "Sky blue" in reader.get("/p/which-colour").text


def test_a_change_is_written_down_with_before_and_after(anna: Writer, rows: Rows) -> None:
    anna.press("save", question="Which tint?", closes="2026-03-12T12:00")
    assert details(rows) == [
        (
            "poll_changed",
            {
                "changes": [
                    {
                        "field": "text",
                        "subject": "question",
                        "id": 1,
                        "language": "en",
                        "before": "Which colour?",
                        "after": "Which tint?",
                    },
                    {
                        "field": "closes_at",
                        "before": "2026-03-11T12:00:00+00:00",
                        "after": "2026-03-12T12:00:00+00:00",
                    },
                ]
            },
        )
    ]
    assert rows("SELECT definition_version, title FROM poll") == [(3, "Which tint?")]
    assert rows(
        "SELECT revision, text, editor_id FROM wording WHERE subject = 'question' ORDER BY revision"
    ) == [(1, "Which colour?", 1), (2, "Which tint?", 1)]


def test_saving_what_is_published_already_changes_nothing(anna: Writer, rows: Rows) -> None:
    before = rows("SELECT * FROM poll")
    assert "Nothing was changed." in anna.who.get(anna.press("save").headers["Location"]).text
    assert anna.keep(anna.open()).get_json()["saved"] is True
    assert (rows("SELECT * FROM poll"), rows("SELECT * FROM draft")) == (before, [])
    assert details(rows) == []


def test_everything_of_a_poll_comes_through_its_form_unchanged(
    anna: Writer, editor: DeskClient, rows: Rows
) -> None:
    full = published(
        editor,
        question="Which ones?",
        answer=["A", "B", "C"],
        short=["a", "", "c"],
        kind="multiple",
        at_most="2",
        at_least="0",
        order="reversed",
        intro="One\n\nTwo",
        closing="End",
        tags="Letters",
        zone="Asia/Tokyo",
        article_title="T",
        article_url="https://example.org",
        may_change="1",
        **{"visibility": "when_released", "closes": "2026-06-01T10:00", "theme-bg": "#fffff0"},
        release="2026-06-02T10:00",
        hint="H",
        error="E",
        source_title="S",
    )
    before = rows("SELECT * FROM poll")
    assert full.press("save").status_code == 303
    assert rows("SELECT * FROM poll") == before
    assert rows("SELECT max(revision) FROM wording") == [(1,)]


def test_what_is_typed_and_not_saved_waits_and_is_said_to(
    anna: Writer, reader: FlaskClient, rows: Rows
) -> None:
    anna.keep(anna.open(), question="Which tint?")
    page = words_of(anna.who.get(anna.path).text)
    assert "There are changes that readers do not see yet. Edith typed them last." in page
    assert "Saved at 12:00 UTC. Readers do not see it yet." in page
    assert "Which colour?" in reader.get("/p/which-colour").text
    anna.press("save")
    assert "Which tint?" in reader.get("/p/which-colour").text
    assert rows("SELECT * FROM draft") == []


def test_changes_that_wait_can_be_thrown_away(anna: Writer, rows: Rows) -> None:
    anna.keep(anna.open(), question="Which tint?")
    assert anna.who.post(f"{anna.path}/discard").status_code == 303
    assert anna.open()["question"] == ["Which colour?"]
    assert [act for act, _ in details(rows)] == ["draft_discarded"]


def test_a_draft_that_was_never_published_is_deleted_and_not_thrown_away(
    editor: DeskClient,
) -> None:
    assert editor.post(f"{begin(editor, question='Why?').path}/discard").status_code == 409


def test_before_the_first_vote_answers_come_and_go(anna: Writer, rows: Rows) -> None:
    form = anna.open()
    anna.send(
        form,
        answer=["Green", "Red"],
        answer_key=["", form["answer_key"][0]],
        answer_code=["", form["answer_code"][0]],
        answer_more=["{}", "{}"],
        short=["", ""],
        role=["plain", "plain"],
    )
    assert rows('SELECT id, position, code FROM "option" ORDER BY position') == [
        (3, 1, "o3"),
        (1, 2, "o1"),
    ]
    assert [(act, d["changes"][-1]) for act, d in details(rows)] == [
        (
            "poll_changed",
            {"field": "options", "subject": "question", "id": 1, "before": [1, 2], "after": [3, 1]},
        )
    ]


def test_the_id_of_a_removed_answer_is_never_given_again(anna: Writer, rows: Rows) -> None:
    for answers in (["Red", "Blue", "Green"], ["Red", "Blue"], ["Red", "Blue", "Pink"]):
        assert anna.press("save", answer=answers).status_code == 303
    assert [id for (id,) in rows('SELECT id FROM "option" ORDER BY position')] == [1, 2, 4]


def test_a_wording_changed_after_the_first_vote_is_a_correction(
    anna: Writer, reader: FlaskClient, rows: Rows, clock: Clock
) -> None:
    vote(reader, "which-colour", 1)
    clock.forward(minutes=1)
    assert anna.press("save", answer=["Crimson", "Blue"]).status_code == 303
    assert [act for act, _ in details(rows)] == ["poll_corrected"]
    page = words_of(reader.get("/p/which-colour").text)
    assert "Crimson" in page
    assert "Red" in page


def test_after_the_first_vote_answers_stay(anna: Writer, reader: FlaskClient, rows: Rows) -> None:
    fields = anna.open()
    vote(reader, "which-colour", 1)
    for answers in (["Red", "Blue", "Pink"], ["Red", "Pink"], ["Blue", "Red"]):
        blank = ["", "", ""]
        said = anna.send(fields, answer=answers, answer_key=blank, answer_code=blank)
        assert said.status_code == 422, answers
        assert "or start a new version of the poll" in said.text
        assert f'formaction="/desk/polls/{anna.poll_id}/new-version"' in said.text
    assert rows('SELECT count(*) FROM "option"') == [(2,)]


def test_the_form_of_a_poll_with_votes_offers_no_change_of_answers(
    anna: Writer, reader: FlaskClient
) -> None:
    vote(reader, "which-colour", 1)
    page = anna.who.get(anna.path).text
    assert "People have answered this poll." in page
    assert 'value="add"' not in page
    assert 'value="up-1"' not in page
    assert anna.press("save", tags="Colours").status_code == 303


def test_a_vote_between_opening_and_saving_the_form_is_seen(
    anna: Writer, reader: FlaskClient
) -> None:
    fields = anna.open()
    vote(reader, "which-colour", 1)
    assert anna.send(fields, kind="multiple").status_code == 422


def test_a_form_sent_for_the_poll_as_it_was_has_to_be_looked_at_again(
    anna: Writer, reader: FlaskClient, rows: Rows
) -> None:
    form = forms_on(reader.get("/p/which-colour").text)[0]["hidden"]
    anna.press("save", answer=["Red", "Blue", "Green"])
    again = reader.post("/p/which-colour", data={**form, "q1": "2"})
    assert again.status_code == 409
    assert not rows("SELECT answers FROM response")
    form = forms_on(again.text)[0]["hidden"]
    assert reader.post("/p/which-colour", data={**form, "q1": "2"}).status_code == 303
    assert rows("SELECT answers FROM response WHERE number = 1")


def test_what_is_over_says_where_to_reopen_it(anna: Writer, clock: Clock) -> None:
    clock.forward(hours=30)
    anna.who.sign_in(clock())
    page = anna.who.get(anna.path).text
    assert "To let readers vote again, use the page “Manage”." in page
    said = anna.press("save", closes="2026-05-01T10:00")
    assert (said.status_code, "reopen it on the page “Manage”" in said.text) == (422, True)
    assert anna.press("save", question="Which tint?").status_code == 303


def test_a_planned_poll_can_be_opened_later_or_now(editor: DeskClient, rows: Rows) -> None:
    anna = published(editor, opens="2026-04-01T10:00")
    anna.press("save", opens="2026-05-01T10:00")
    assert rows("SELECT opens_at FROM poll") == [(1777629600000,)]
    anna.press("save", opens="")
    assert rows("SELECT opens_at FROM poll") == [(1773144000000,)]


def test_a_text_that_is_taken_out_is_gone_for_readers(
    editor: DeskClient, reader: FlaskClient, rows: Rows
) -> None:
    anna = published(editor, hint="Only one", intro="Some words")
    assert "Some words" in reader.get("/p/which-colour").text
    anna.press("save", hint="", intro="")
    page = reader.get("/p/which-colour").text
    assert ("Only one" in page, "Some words" in page) == (False, False)
    assert rows("SELECT count(*) FROM wording WHERE text = ''") == [(2,)]
    anna.press("save", hint="Just one")
    assert "Just one" in reader.get("/p/which-colour").text


def test_topics_are_shared_by_the_words_for_them(
    anna: Writer, add: Callable[[NewPoll], Poll], rows: Rows
) -> None:
    tag = Tag(code="ru", label=texts({"en": "Russia", "fr": "Russie"}))
    add(make_new_poll(slug="other", tags=(tag,)))
    anna.press("save", tags="russie, Japan")
    assert rows("SELECT tag FROM poll_tag WHERE poll_id = 1 ORDER BY position") == [
        ("ru",),
        ("japan",),
    ]


def test_a_past_result_is_corrected_and_keeps_its_counts(
    owner: DeskClient, add: Callable[[NewPoll], Poll], reader: FlaskClient
) -> None:
    poll = add(make_new_ifri(live=False))
    writer = Writer(owner, poll.id)
    assert "This is a past result." in owner.get(writer.path).text
    labels = ["Containing", *writer.answers[1:]]
    assert writer.press("save", answer=labels, tags="Russia").status_code == 303
    assert counts_of(reader, poll.slug) == [33, 30, 24, 21]
    assert "Containing" in reader.get(f"/p/{poll.slug}/results").text
    assert writer.press("save", answer=labels[1:]).status_code == 422


def test_a_poll_with_several_questions_is_written_question_by_question(
    owner: DeskClient, add: Callable[[NewPoll], Poll], rows: Rows, clock: Clock
) -> None:
    first = make_new_question("one", text="First?")
    second = make_new_question("two", text="Second?", options=2)
    writer = Writer(owner, add(make_new_poll(first, second, opens_at=clock() + hours(1))).id)
    form = writer.open()
    assert (form["question"], form["q2-question"]) == (["First?"], ["Second?"])
    said = writer.press("q2-add", **{"q2-question": "And then?"})
    assert said.headers["Location"].endswith("#q2-answer-3")
    labels = [*writer.open()["q2-answer"][:2], "Both"]
    assert writer.press("save", **{"q2-answer": labels}).status_code == 303
    assert rows('SELECT id, question_id FROM "option" ORDER BY question_id, position') == [
        *((1, 1), (2, 1), (3, 1)),
        *((4, 2), (5, 2), (6, 2)),
    ]
    assert rows("SELECT text FROM wording WHERE subject_id = 2 AND field = 'text'") == [
        ("Second?",),
        ("And then?",),
    ]


def test_what_was_typed_before_the_first_vote_can_be_put_back(
    anna: Writer, reader: FlaskClient
) -> None:
    typed = ["Red", "Blue", "Pink"]
    anna.keep(anna.open(), answer=typed, kind="multiple", order="random", question="Which tint?")
    vote(reader, "which-colour", 1)
    said = anna.press("save")
    assert (said.status_code, 'value="remove-3"' in said.text) == (422, True)
    assert anna.press("remove-3").status_code == 303
    assert anna.press("save").status_code == 303
    assert "Which tint?" in reader.get("/p/which-colour").text


def test_a_time_that_was_left_alone_follows_what_is_done_meanwhile(
    anna: Writer, owner: DeskClient, rows: Rows, clock: Clock
) -> None:
    anna.keep(anna.open(), question="Which tint?")
    owner.post(f"/desk/polls/{anna.poll_id}/extend", {"closes": "2026-04-01T12:00"})
    assert anna.open()["closes"] == ["2026-04-01T12:00"]
    clock.forward(minutes=1)
    owner.post(f"/desk/polls/{anna.poll_id}/close")
    assert anna.press("save").status_code == 303
    assert rows("SELECT title, closes_at FROM poll") == [("Which tint?", 1773144060000)]


def test_a_time_that_was_typed_waits_with_the_rest(
    anna: Writer, owner: DeskClient, clock: Clock
) -> None:
    anna.keep(anna.open(), closes="2026-05-01T12:00")
    owner.post(f"/desk/polls/{anna.poll_id}/extend", {"closes": "2026-04-01T12:00"})
    assert anna.open()["closes"] == ["2026-05-01T12:00"]
    clock.forward(minutes=1)
    owner.post(f"/desk/polls/{anna.poll_id}/close")
    assert anna.press("save", question="Which tint?").status_code == 303


def test_no_vote_falls_on_an_answer_that_goes_at_the_same_moment(
    app: Flask, anna: Writer, rows: Rows
) -> None:
    fields = anna.open()
    rows_sent: dict[str, Any] = {
        name: [fields[name][0], ""] for name in ("answer_key", "answer_code")
    }
    readers = [app.test_client() for _ in range(6)]
    forms = [forms_on(one.get("/p/which-colour").text)[0]["hidden"] for one in readers]

    def act(place: int) -> int:
        if place == 0:
            return anna.send(fields, answer=["Red", "Green"], **rows_sent).status_code
        sent = {**forms[place - 1], "q1": "2"}
        return readers[place - 1].post("/p/which-colour", data=sent).status_code

    with ThreadPoolExecutor(7) as pool:
        statuses = list(pool.map(act, range(7)))
    left = {id for (id,) in rows('SELECT id FROM "option"')}
    assert (statuses[0], left) in ((303, {1, 3}), (422, {1, 2}))
    voted = rows("SELECT count(*) FROM response")[0][0]
    assert voted == (0 if statuses[0] == 303 else 6)


def test_no_correction_moves_votes_to_another_answer(
    anna: Writer, reader: FlaskClient, rows: Rows
) -> None:
    vote(reader, "which-colour", 1)
    said = anna.press(answer=["Blue", "Red"])
    assert said.status_code == 422
    assert "Answer 1: This would move votes from one answer to another" in words_of(said.text)
    assert rows("SELECT text FROM wording WHERE text = 'Red'") == [("Red",)]
    assert anna.press(answer=["Reddish", "Blue"]).status_code == 303
