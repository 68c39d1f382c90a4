"""Surveys written over what is there: questions, rows, pages and events come, go and stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from pollsvc.domain.draft import Draft, DraftQuestion, DraftRow, draft_of
from pollsvc.domain.editor import Access
from pollsvc.domain.poll import Event, Page, Phase, Poll
from pollsvc.domain.question import Kind
from pollsvc.polls.actions import apply_draft
from pollsvc.polls.at_desk import poll_at_desk
from pollsvc.polls.copying import begin_new_version, clone_poll
from pollsvc.polls.drafts import kept_draft
from pollsvc.polls.models import PollRow
from pollsvc.polls.reading import read_poll
from pollsvc.polls.translations import outdated
from pollsvc.polls.writing import Change
from pollsvc.store.db import session, writing
from tests.desk import DeskClient
from tests.integration.conftest import Rows
from tests.make import NOON, hours, make_new_poll, make_new_question, texts

LATER = NOON + hours(1)
ROWS = tuple(make_new_question(code, options=0, text=code.title()) for code in ("tea", "milk"))


class Desk:
    """An editor's hand on one poll."""

    def __init__(self, editor: DeskClient, poll_id: int) -> None:
        self.editor, self.id = editor.editor, poll_id

    @property
    def poll(self) -> Poll:
        return read_poll(self.id)

    @property
    def draft(self) -> Draft:
        return draft_of(self.poll)

    def save(self, draft: Draft) -> dict[str, Change]:
        """Save it; gives what changed by field, the last where there are several."""
        seen = kept_draft(poll_at_desk(self.id, self.editor, Access.WRITE)).seen
        changes = apply_draft(self.id, draft, self.editor, LATER, seen=seen)
        return {one.field: one for one in changes}

    def change(self, place: int, **values: Any) -> dict[str, Change]:
        """Change one question and save."""
        questions = list(self.draft.questions)
        questions[place] = replace(questions[place], **values)
        return self.save(replace(self.draft, questions=tuple(questions)))


@pytest.fixture
def desk(app: Flask, owner: DeskClient, add: Callable[..., Poll]) -> Iterator[Desk]:
    """A survey with a question, a matrix on a page of its own, and a number."""
    poll = add(
        make_new_poll(
            make_new_question("country", options=3, text="Which country?"),
            make_new_question(
                "drinks", kind=Kind.MATRIX, options=2, text="How good?", rows=ROWS, page=2
            ),
            make_new_question(
                "age",
                kind=Kind.NUMBER,
                options=0,
                text="How old?",
                low=0,
                high=120,
                unit=texts("years"),
                page=2,
                show_if="country is o1",
            ),
            pages=(Page(number=2, title=texts("Drinks"), intro=texts("Now"), show_if=None),),
            title=texts("A survey"),
            check=True,
            event=Event(code="forum", title=texts("Forum")),
            phase=Phase.BEFORE,
        )
    )
    with app.app_context():
        yield Desk(owner, poll.id)


def answered(desk: Desk) -> None:
    with writing():
        row = update(PollRow).where(PollRow.id == desk.id)
        session().execute(row.values(first_response_at=NOON))


def test_saving_what_is_there_changes_nothing(desk: Desk) -> None:
    assert desk.save(desk.draft) == {}
    assert desk.save(replace(desk.draft, tags="Tea"))["tags"].after == ["tea"]


def test_questions_come_go_and_move_and_no_id_is_given_twice(desk: Desk) -> None:
    country, drinks, age = desk.draft.questions
    assert [one.id for one in desk.poll.questions] == [1, 2, 5]
    age = replace(age, show_if="")
    changes = desk.save(replace(desk.draft, questions=(drinks, country)))
    assert (changes["questions"].before, changes["questions"].after) == ([1, 2, 5], [2, 1])
    new = DraftQuestion(kind="date", text={"en": "When?"})
    desk.save(replace(desk.draft, questions=(*desk.draft.questions, new, replace(age, key=""))))
    assert [(one.id, one.code) for one in desk.poll.questions] == [
        *((2, "drinks"), (1, "country"), (6, "q3"), (7, "age"))
    ]
    assert [one.id for one in desk.poll.questions[0].rows] == [3, 4]


def test_rows_come_go_and_move_with_their_texts(desk: Desk) -> None:
    tea, milk = desk.draft.questions[1].rows
    juice = DraftRow(text={"en": "Juice"})
    changes = desk.change(1, rows=(juice, milk))
    assert (changes["rows"].before, changes["rows"].after) == ([3, 4], [6, 4])
    assert [(one.code, one.text.say("en").text) for one in desk.poll.questions[1].rows] == [
        *(("drinks_1", "Juice"), ("milk", "Milk"))
    ]
    desk.change(1, rows=(tea, milk))
    assert [one.id for one in desk.poll.questions[1].rows] == [7, 4]


def test_ids_of_answers_of_a_question_that_went_are_not_given_again(desk: Desk) -> None:
    country, drinks, age = desk.draft.questions
    desk.save(replace(desk.draft, questions=(country, replace(age, show_if=""))))
    desk.save(replace(desk.draft, questions=(*desk.draft.questions, replace(drinks, key=""))))
    assert [one.id for one in desk.poll.questions[-1].options] == [6, 7]


def test_a_code_can_go_from_a_row_to_a_question(desk: Desk) -> None:
    drinks = desk.draft.questions[1]
    new = DraftQuestion(code="tea", kind="date", text={"en": "Since when tea?"})
    questions = (*desk.draft.questions, new)
    draft = replace(desk.draft, questions=questions)
    rows = (drinks.rows[1],)
    draft = replace(draft, questions=(questions[0], replace(drinks, rows=rows), *questions[2:]))
    desk.save(draft)
    assert [one.code for one in desk.poll.questions] == ["country", "drinks", "age", "tea"]


def test_everything_that_changes_is_told(desk: Desk) -> None:
    changes = desk.change(
        2,
        text={"en": "Your age?"},
        unit={"en": "y"},
        low="1.5",
        high="99",
        decimals="1",
        required="soft",
        show_if="",
        series="age",
        new_page=True,
        page_title={"en": "Age"},
        page_show_if="country is answered",
    )
    told = {name: (one.before, one.after) for name, one in changes.items()}
    assert told == {
        "text": ("How old?", "Your age?"),
        "unit": ("years", "y"),
        "low": ("0", "1.5"),
        "high": ("120", "99"),
        "decimals": (0, 1),
        "required": ("hard", "soft"),
        "show_if": ("country is o1", None),
        "series": (None, "age"),
        "page": (2, 3),
        "title": ("", "Age"),
        "page_rules": (None, {"3": "country is answered"}),
    }


def test_settings_of_a_survey_go_back_to_what_is_usual(desk: Desk) -> None:
    changes = desk.save(
        replace(desk.draft, check=False, flow="one", save_later=True, unfinished_days="3")
    )
    assert {name: (one.before, one.after) for name, one in changes.items()} == {
        "flow": ("pages", "one"),
        "check": (True, False),
        "save_later": (False, True),
        "unfinished_days": (14, 3),
    }
    desk.save(replace(desk.draft, flow="pages", unfinished_days=""))
    assert (desk.poll.flow, desk.poll.check, desk.poll.unfinished_days) == ("pages", False, 14)


def test_what_an_answer_stands_for_is_written_and_told(desk: Desk) -> None:
    first, *others = desk.draft.questions[1].options
    changes = desk.change(1, options=(replace(first, value="1", pinned=True), *others))
    assert (changes["value"].after, changes["pinned"].subject_id) == (1, 4)
    assert (desk.poll.questions[1].options[0].value, desk.poll.parts[3].options[0].pinned) == (
        *(1, True),
    )


def test_a_page_that_goes_takes_its_texts_with_it(desk: Desk) -> None:
    changes = desk.change(1, new_page=False)
    assert (changes["page"].before, changes["page"].after) == (2, 1)
    assert desk.poll.pages == ()
    desk.change(1, new_page=True)
    assert desk.poll.pages == ()


def test_the_title_is_what_the_desk_calls_a_survey(desk: Desk, rows: Rows) -> None:
    assert rows("SELECT title FROM poll") == [("A survey",)]
    desk.save(replace(desk.draft, title={}))
    assert rows("SELECT title FROM poll") == [("Which country?",)]


def test_corrections_of_rows_are_told_to_readers(desk: Desk) -> None:
    answered(desk)
    tea, milk = desk.draft.questions[1].rows
    desk.change(1, rows=(replace(tea, text={"en": "Green tea"}), milk))
    (told,) = desk.poll.corrections
    assert (told.subject, told.subject_id, told.before, told.after) == (
        *("question", 3, "Tea", "Green tea"),
    )


def test_a_row_translated_before_a_change_is_out_of_date(desk: Desk) -> None:
    tea, milk = desk.draft.questions[1].rows
    both = replace(desk.draft, languages=("en", "fr"))
    desk.save(both)
    desk.change(1, rows=(replace(tea, text={"en": "Tea", "fr": "Thé"}), milk))
    assert outdated(desk.id, "en", "fr") == frozenset()
    desk.change(1, rows=(replace(tea, text={"en": "Green tea", "fr": "Thé"}), milk))
    assert outdated(desk.id, "en", "fr") == {("question", 3, "text")}


def test_an_event_is_renamed_left_and_joined_by_its_title(desk: Desk, rows: Rows) -> None:
    changes = desk.save(replace(desk.draft, event={"en": "The Forum"}))
    assert (changes["event"].before, changes["event"].after) == ("Forum", "The Forum")
    changes = desk.save(replace(desk.draft, event={}, event_code="", phase=""))
    assert (changes["event"].after, changes["phase"].after) == ("", None)
    desk.save(replace(desk.draft, event={"en": "the forum"}, phase="after"))
    assert (desk.poll.event, desk.poll.phase) == (
        *(Event(code="forum", title=texts("The Forum")), Phase.AFTER),
    )
    desk.save(replace(desk.draft, event={"en": "Forum"}, event_code=""))
    assert rows("SELECT code FROM event ORDER BY id") == [("forum",), ("forum-2",)]
    assert "event" not in desk.save(replace(desk.draft, check=False))


def test_a_clone_has_all_but_the_event_and_a_new_version_has_all(desk: Desk) -> None:
    clone = clone_poll(desk.id, desk.editor, LATER)
    version = begin_new_version(desk.id, desk.editor, LATER)
    drafts = [
        kept_draft(poll_at_desk(id, desk.editor, Access.WRITE)).draft for id in (clone, version)
    ]
    for draft in drafts:
        assert [one.code for one in draft.questions] == ["country", "drinks", "age"]
        assert {one.key for one in draft.questions} == {""}
        assert [(row.key, row.code) for row in draft.questions[1].rows] == [
            *(("", "tea"), ("", "milk"))
        ]
        assert draft.questions[1].page_title == {"en": "Drinks"}
        assert (draft.questions[2].show_if, draft.check) == ("country is o1", True)
    assert [(one.event_code, one.phase) for one in drafts] == [("", ""), ("forum", "before")]
