"""Adding a past result at the desk: looked at first, stored once, flagged everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll, Tag
from pollsvc.history.models import HistoryRow
from pollsvc.polls.models import PollEditorRow, PollRow, PollTagRow
from pollsvc.polls.queries import poll_by_slug
from pollsvc.store.db import session
from pollsvc.voting.verify import verify_poll
from tests.browse import counts_of, words_of
from tests.conftest import Clock
from tests.desk import DeskClient
from tests.make import IFRI_COUNTS, IFRI_LABELS, IFRI_TEXT, NOON, hours, make_new_poll, texts

PAST = "/desk/polls/past"
SLUG = "what-should-be-the-goals-of-the-united-states"


def form(**other: Any) -> dict[str, Any]:
    """What somebody who types in the oracle's question sends."""
    values: dict[str, Any] = {
        "question": IFRI_TEXT,
        "language": "en",
        "kind": "single",
        "answer": list(IFRI_LABELS),
        "count": [str(one) for one in IFRI_COUNTS],
        "source_title": "IFRI, 16 September 2013",
        "source_url": "https://example.org/ifri",
        "do": "save",
    }
    return values | other


def polls(app: Flask) -> int:
    with app.app_context():
        return session().scalar(select(func.count()).select_from(PollRow)) or 0


def test_a_past_result_is_added_and_flagged_everywhere(
    app: Flask, editor: DeskClient, reader: FlaskClient
) -> None:
    assert "Add a past result" in words_of(editor.get(PAST).text)
    answer = editor.post(PAST, form(first_day="2013-09-16", last_day="2013-09-30"))
    assert answer.status_code == 303
    page = words_of(reader.get(f"/p/{SLUG}/results").text)
    for said in ("33 (31%)", "30 (28%)", "24 (22%)", "21 (19%)", "16–30 Sept 2013"):
        assert said in page
    assert "single votes are not stored" in page
    assert "IFRI, 16 September 2013" in page
    assert counts_of(reader, SLUG) == list(IFRI_COUNTS)
    assert "Past result" in words_of(editor.get("/desk/polls").text)
    with app.app_context():
        assert verify_poll(poll_by_slug(SLUG)).faults == ()


def test_it_belongs_to_who_added_it_and_the_history_says_so(app: Flask, editor: DeskClient) -> None:
    editor.post(PAST, form())
    with app.app_context():
        poll = session().scalars(select(PollRow)).one()
        assert session().scalars(select(PollEditorRow.editor_id)).all() == [editor.editor.id]
        told = session().scalars(select(HistoryRow).where(HistoryRow.poll_id == poll.id)).one()
        assert (told.act, told.subject) == ("past_result_added", IFRI_TEXT)


def test_looking_at_it_first_stores_nothing(app: Flask, editor: DeskClient) -> None:
    answer = editor.post(PAST, form(do="preview"))
    page = words_of(answer.text)
    assert answer.status_code == 200
    for said in ("33 (31%)", "30 (28%)", "24 (22%)", "21 (19%)", "Nothing is stored yet"):
        assert said in page
    assert 'value="Containment"' in answer.text
    assert polls(app) == 0


def test_a_list_is_pasted_into_the_rows(app: Flask, editor: DeskClient) -> None:
    pasted = "\n".join(
        f"{label}\t{count}" for label, count in zip(IFRI_LABELS, IFRI_COUNTS, strict=True)
    )
    rows = form(answer=["", ""], count=["", ""], paste=pasted, do="rows")
    page = editor.post(PAST, rows)
    assert page.status_code == 200
    assert 'value="Partnership"' in page.text
    assert 'id="count-6"' in page.text
    assert polls(app) == 0
    assert editor.post(PAST, rows | {"do": "save"}).status_code == 303


def test_people_are_the_base_where_several_could_be_chosen(
    editor: DeskClient, reader: FlaskClient
) -> None:
    editor.post(PAST, form(kind="multiple", respondents="60"))
    page = words_of(reader.get(f"/p/{SLUG}/results").text)
    for said in ("33 (55%)", "21 (35%)", "Share of 60 people"):
        assert said in page


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"question": ""}, "question", "Write the question."),
        ({"count": ["31%", "30", "24", "21"]}, "count-0", "not a percentage"),
        ({"count": ["1,283", "30", "24", "21"]}, "count-0", "Write digits only, 1283"),
        ({"count": ["", "30", "24", "21"]}, "count-0", "0 if nobody did"),
        ({"count": ["-1", "30", "24", "21"]}, "count-0", "cannot be less than 0"),
        ({"count": ["0"] * 4}, "count-0", "At least one answer"),
        ({"answer": ["A", " a ", "B", "C"]}, "answer-1", "This answer is there twice."),
        ({"answer": ["A", "", "B", "C"]}, "answer-1", "Write the answer, or clear its count."),
        ({"answer": ["A"], "count": ["1"]}, "answer-0", "Write at least 2 answers."),
        ({"answer": ["A" * 301, "B"], "count": ["1", "2"]}, "answer-0", "At most 300 characters"),
        ({"kind": "multiple"}, "respondents", "Write how many people answered."),
        ({"kind": "multiple", "respondents": "32"}, "respondents", "chosen by 33 people"),
        ({"first_day": "2013-02-30"}, "first_day", "There is no such day."),
        ({"last_day": "2026-03-11"}, "last_day", "has not come yet"),
        ({"first_day": "2013-09-30", "last_day": "2013-09-16"}, "last_day", "before the first"),
        ({"source_title": ""}, "source_title", "Say where the figures come from"),
        ({"source_url": "example.org"}, "source_url", "begins with https://"),
        ({"tags": "x" * 51}, "tags", "At most 50 characters"),
        ({"tags": ", ".join(map(str, range(100, 130)))}, "tags", "At most 20"),
        ({"language": "nonsense!"}, "language", "Choose from the list."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_in_the_summary(
    app: Flask, editor: DeskClient, wrong: dict[str, Any], field: str, said: str
) -> None:
    answer = editor.post(PAST, form(note="kept as typed") | wrong)
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
    assert f'id="{field}-err"' in answer.text
    assert f'id="{field}"' in answer.text
    assert words_of(answer.text).count(said) == 2
    assert "Error:" in answer.text.partition("</title>")[0]
    assert "IFRI, 16 September 2013" in answer.text or "source_title" in wrong
    assert polls(app) == 0


def test_odd_characters_are_kept_or_cleaned_and_never_a_fault_of_ours(editor: DeskClient) -> None:
    odd = form(question="a\x00b?", answer=["<b>", "\u202e", "c"], count=["1", "2", "\x00"])
    answer = editor.post(PAST, odd)
    assert answer.status_code == 422
    assert "&lt;b&gt;" in answer.text


def test_a_button_pressed_twice_adds_one(app: Flask, editor: DeskClient) -> None:
    first, second = editor.post(PAST, form()), editor.post(PAST, form())
    assert first.headers["Location"] == second.headers["Location"]
    assert polls(app) == 1


def test_the_same_question_again_has_an_address_of_its_own(
    editor: DeskClient, reader: FlaskClient
) -> None:
    editor.post(PAST, form())
    editor.post(PAST, form(source_note="Another year."))
    assert reader.get(f"/p/{SLUG}-2/results").status_code == 200


def test_a_topic_that_is_there_is_used_again(
    app: Flask, add: Callable[[NewPoll], Poll], editor: DeskClient
) -> None:
    russia = Tag(code="russia", label=texts({"en": "Russia", "ru": "Россия"}))
    add(make_new_poll(tags=(russia,), opens_at=NOON - hours(1)))
    editor.post(PAST, form(tags="россия, IFRI", language="ru"))
    with app.app_context():
        tags = (
            session()
            .scalars(select(PollTagRow.tag).order_by(PollTagRow.poll_id, PollTagRow.position))
            .all()
        )
    assert tags == ["russia", "russia", "ifri"]


def test_an_unknown_button_is_refused(editor: DeskClient) -> None:
    assert editor.post(PAST, form(do="nonsense")).status_code == 400


def test_viewers_add_nothing(viewer: DeskClient, clock: Clock) -> None:
    assert viewer.get(PAST).status_code == 403
    assert viewer.post(PAST, form()).status_code == 403
