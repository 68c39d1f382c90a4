"""Surveys as drafts: what is stored reads again the same, can be shown, and stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from pollsvc.domain.draft import Draft, DraftQuestion, draft_of, poll_to_show
from pollsvc.domain.draft.stored import with_empty_rows
from pollsvc.domain.new_poll import NewOption, NewPoll, NewQuestion
from pollsvc.domain.poll import Correction, Event, Flow, Page, Phase
from pollsvc.domain.question import Kind, Method, Option, Question, Required, Role
from tests.make import NOON, make_option, make_poll, make_question, texts
from tests.unit.draft_data import ask, exclusive, point, problems, read, survey

ROWS = (make_question(3, code="tea", text="Tea"), make_question(4, code="milk", text="Milk"))
EMOJI = [make_option(40 + n, code=str(n), value=n, label=str(n)) for n in range(4)]
FEELING = [*EMOJI[:3], replace(EMOJI[3], label=texts("Fine")), make_option(44, role=Role.DONT_KNOW)]
SURVEY = make_poll(
    make_question(1, code="country", series="country", required=Required.SOFT),
    make_question(
        2, code="drinks", kind=Kind.MATRIX, rows=ROWS, first_option=11, page=2, grid=True
    ),
    make_question(5, code="feeling", kind=Kind.SCALE, options=FEELING, page=2, diverging=True),
    make_question(
        6,
        code="order",
        kind=Kind.RANKING,
        first_option=21,
        at_most=2,
        method=Method.BORDA,
        page=3,
        show_if="country is o1",
    ),
    make_question(
        7,
        code="age",
        kind=Kind.NUMBER,
        options=0,
        page=3,
        low=-15,
        high=990,
        decimals=1,
        unit=texts("years"),
    ),
    make_question(
        8, code="day", kind=Kind.DATE, options=0, page=4, low=date(2026, 1, 1).toordinal()
    ),
    make_question(9, code="more", kind=Kind.LONG_TEXT, options=0, page=4, longest=900),
    make_question(10, code="name", kind=Kind.SHORT_TEXT, options=0, page=4, longest=200),
    title=texts("Tea and other drinks"),
    pages=(
        Page(number=1, title=texts("You")),
        Page(number=3, intro=texts("Now"), show_if="country is o1"),
    ),
    flow=Flow.PAGES,
    check=True,
    save_later=True,
    unfinished_days=30,
    event=Event(code="forum", title=texts("Forum")),
    phase=Phase.BEFORE,
)
VOTED = replace(SURVEY, first_response_at=datetime(2026, 3, 10, 11, 30, tzinfo=UTC))
Change = Callable[[Draft], Draft]


def same(new: NewQuestion | NewOption, stored: Question | Option) -> None:
    for one in fields(new):
        before, now = getattr(stored, one.name), getattr(new, one.name)
        if one.name in ("options", "rows"):
            if not isinstance(new, NewQuestion) or (one.name == "options" and not now):
                continue
            assert len(now) == len(before)
            for part, was in zip(now, before, strict=True):
                if one.name == "options":
                    same(part, was)
        else:
            assert now == before, one.name


def test_a_stored_survey_reads_again_as_the_same() -> None:
    new = read(draft_of(SURVEY), stored=SURVEY)
    for asked, before in zip(new.questions, SURVEY.questions, strict=True):
        same(asked, before)
        assert [(r.code, r.text) for r in asked.rows] == [(r.code, r.text) for r in before.rows]
    for one in fields(NewPoll):
        if one.name not in ("questions", "digest", "tally", "respondents"):
            assert getattr(new, one.name) == getattr(SURVEY, one.name), one.name


def test_a_page_is_carried_by_the_question_that_begins_it() -> None:
    draft = draft_of(SURVEY)
    assert [one.new_page for one in draft.questions] == [
        *(False, True, False, True, False, True, False, False)
    ]
    assert [one.page_title for one in draft.questions[:2]] == [{"en": "You"}, {}]
    assert draft.questions[3].page_show_if == "country is o1"


def test_only_points_with_words_are_answers_in_a_draft() -> None:
    scale = draft_of(SURVEY).questions[2]
    assert (scale.scale_from, scale.scale_to) == ("0", "3")
    assert [(one.value, one.label) for one in scale.options] == [
        ("3", {"en": "Fine"}),
        ("", {"en": "Option 44"}),
    ]


@pytest.mark.parametrize("values", [(3, 2, 1), (1, 3, 5), (1,), (None, 1)])
def test_points_in_no_row_stand_one_by_one(values: tuple[int | None, ...]) -> None:
    points = [make_option(n, f"P{n}", value=value) for n, value in enumerate(values, 1)]
    scale = make_poll(make_question(kind=Kind.SCALE, options=points))
    asked = draft_of(scale).questions[0]
    assert (asked.scale_from, len(asked.options)) == ("", len(values))


def test_answers_of_a_matrix_with_words_all_stand_one_by_one() -> None:
    worded = [make_option(n, f"P{n}", value=n) for n in (1, 2)]
    row = (make_question(2, text="Tea"),)
    matrix = make_poll(make_question(kind=Kind.MATRIX, options=worded, rows=row))
    assert draft_of(matrix).questions[0].scale_from == ""
    bare = replace(worded[1], label=texts("2"))
    matrix = make_poll(make_question(kind=Kind.MATRIX, options=[worded[0], bare], rows=row))
    assert draft_of(matrix).questions[0].scale_to == "2"


def test_the_first_question_begins_its_page_wherever_it_stands() -> None:
    poll = make_poll(make_question(page=2), pages=(Page(number=2, title=texts("Two")),))
    assert read(draft_of(poll), stored=poll).pages == (Page(number=1, title=texts("Two")),)


def test_a_survey_is_kept_as_it_is() -> None:
    draft = draft_of(SURVEY)
    assert Draft.from_content(draft.to_content()) == draft
    assert (draft.name, Draft(title={"en": "x"}).is_empty) == ("Tea and other drinks", False)


def test_a_survey_is_shown_with_ids_as_the_store_would_give_them() -> None:
    poll = poll_to_show(draft_of(SURVEY), poll_id=1, slug="s", now=NOON)
    assert [[one.id, *(row.id for row in one.rows)] for one in poll.questions][:3] == [
        *([1], [2, 3, 4], [5])
    ]
    assert [one.id for one in poll.questions[1].rows[0].options] == [4, 5, 6]
    assert (poll.title, poll.pages, poll.event) == (SURVEY.title, SURVEY.pages, SURVEY.event)
    assert (poll.phase, poll.check, poll.save_later) == (Phase.BEFORE, True, True)
    assert poll.unfinished_days == 30
    assert poll.questions[2].whole_languages == {"en"}


@pytest.mark.parametrize("kind", [*Kind, "x"])
def test_an_unfinished_question_of_any_kind_is_shown(kind: str) -> None:
    draft = survey(
        ask(kind, "A", "", point(99, ""), point("x", ""), exclusive("?"), scale_from="z"),
        flow="x",
        phase="before",
        unfinished_days="many",
    )
    poll = poll_to_show(draft, poll_id=1, slug="s", now=NOON)
    assert (poll.flow, poll.phase, poll.event, poll.unfinished_days) == (
        *(Flow.PAGES, None, None, 14),
    )
    assert poll.wording_digest


def test_a_form_has_rows_where_they_are_needed() -> None:
    draft = with_empty_rows(
        survey(
            *(ask("matrix"), ask("scale"), ask("number"), ask("single", "A"), ask("ranking")),
            ask("matrix", scale_from="1"),
        )
    )
    assert [(len(one.options), len(one.rows)) for one in draft.questions] == [
        *((2, 2), (0, 0), (0, 0), (2, 0), (2, 0), (0, 2))
    ]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"event": {"en": "Forum"}, "phase": "after"}, []),
        ({"event": {"en": "Forum"}, "phase": "x"}, ["phase unknown"]),
        ({"phase": "after"}, ["event no_event"]),
        ({"event_code": "forum"}, ["event no_event"]),
        ({"event": {"en": "Forum"}, "event_code": "No!"}, ["event_code code_shape"]),
        ({"unfinished_days": "366"}, ["unfinished_days too_large"]),
        ({"flow": "x"}, ["flow unknown"]),
        ({"title": {"en": "t" * 301}}, ["title too_long"]),
    ],
)
def test_what_is_wrong_with_a_survey_is_named(typed: dict[str, Any], found: list[str]) -> None:
    assert problems(survey(ask("date"), **typed)) == found


def test_a_past_sample_stays_one_and_no_stored_poll_becomes_one() -> None:
    assert read(survey(ask("date"), sample=True)).sample
    sample = replace(SURVEY, sample=True)
    assert read(replace(draft_of(sample), sample=False), stored=sample).sample
    assert not read(replace(draft_of(SURVEY), sample=True), stored=SURVEY).sample


def test_what_is_added_before_the_first_answer_has_codes_of_its_own() -> None:
    draft = draft_of(SURVEY)
    new = read(replace(draft, questions=(ask("date"), *draft.questions)), stored=SURVEY)
    assert [one.code for one in new.questions][:3] == ["q1", "country", "drinks"]


def asking(place: int, **change: Any) -> Change:
    def changed(draft: Draft) -> Draft:
        questions = list(draft.questions)
        questions[place] = replace(questions[place], **change)
        return replace(draft, questions=tuple(questions))

    return changed


def sorted_by(change: Callable[[tuple[DraftQuestion, ...]], tuple[DraftQuestion, ...]]) -> Change:
    return lambda draft: replace(draft, questions=change(draft.questions))


FIXED: dict[str, tuple[Change, list[str] | None]] = {
    "removed": (sorted_by(lambda asked: asked[:-1]), ["question has_votes"]),
    "moved": (
        sorted_by(lambda asked: (*asked[:-2], asked[-1], asked[-2])),
        ["question has_votes"],
    ),
    "required": (asking(0, required="hard"), ["required has_votes"]),
    "rule": (asking(3, show_if=""), ["3.show_if has_votes"]),
    "rule of a page": (asking(3, page_show_if=""), ["3.page_show_if has_votes"]),
    "no page": (asking(1, new_page=False), None),
    "row": (lambda draft: asking(1, rows=draft.questions[1].rows[:1])(draft), ["1.rows has_votes"]),
    "points": (asking(2, scale_to="4"), ["2.scale_from has_votes"]),
    "places": (asking(3, at_most="3"), ["3.at_most has_votes"]),
    "method": (asking(3, method="schulze"), ["3.method has_votes"]),
    "range": (asking(4, high="100"), ["4.high has_votes"]),
    "length": (asking(6, longest="100"), ["6.longest has_votes"]),
    "later": (lambda draft: replace(draft, save_later=False), ["save_later has_votes"]),
    "flow": (lambda draft: replace(draft, flow="one"), ["flow has_votes"]),
}


@pytest.mark.parametrize("name", FIXED)
def test_what_a_survey_asked_stays_once_people_have_answered(name: str) -> None:
    change, found = FIXED[name]
    draft = change(draft_of(VOTED))
    named = problems(draft, VOTED)
    assert (named == found) if found else "1.new_page has_votes" in named
    if name not in ("rule of a page", "no page"):
        assert problems(change(draft_of(SURVEY)), SURVEY) == []


def test_a_promise_that_texts_are_never_shown_is_kept() -> None:
    private = replace(VOTED, questions=(make_question(1, kind=Kind.LONG_TEXT, private=True),))
    private = replace(
        private, pages=(), questions=(replace(private.questions[0], options=(), longest=5000),)
    )
    assert problems(asking(0, private=False)(draft_of(private)), private) == ["private has_votes"]
    shown = replace(private, questions=(replace(private.questions[0], private=False),))
    assert problems(asking(0, private=True)(draft_of(shown)), shown) == []


def test_texts_of_a_survey_can_be_corrected_at_any_time() -> None:
    draft = draft_of(VOTED)
    rows = (
        replace(draft.questions[1].rows[0], text={"en": "Black tea"}),
        draft.questions[1].rows[1],
    )
    for change in (
        asking(1, rows=rows, text={"en": "Which drinks?"}, page_title={"en": "Drinks"}),
        asking(2, options=(point(0, "Bad"), *draft.questions[2].options), grid=True),
        asking(4, unit={"en": "years of age"}),
        lambda one: (
            replace(one, title={"en": "Drinks"}, check=False, event={}, phase="")
            and replace(one, title={"en": "Drinks"}, check=False)
        ),
    ):
        assert problems(change(draft), VOTED) == []


def test_answers_to_a_row_or_question_are_never_given_to_another() -> None:
    draft = draft_of(VOTED)
    first, second = draft.questions[1].rows
    rows = (replace(first, text=second.text), replace(second, text=first.text))
    assert problems(asking(1, rows=rows)(draft), VOTED) == [
        *("1.row[0] moves_votes", "1.row[1] moves_votes")
    ]
    told = Correction(
        subject="question", subject_id=8, language="en", before="When?", after="x", at=NOON
    )
    stored = replace(VOTED, corrections=(told,))
    assert problems(asking(0, text={"en": "When?"})(draft), stored) == ["question moves_votes"]
    assert problems(asking(5, text={"en": "When?"})(draft), stored) == []


def test_words_of_one_point_are_never_given_to_another() -> None:
    change = asking(2, options=(point(0, "Fine"), *draft_of(VOTED).questions[2].options))
    assert "2.answer[0] moves_votes" in problems(change(draft_of(VOTED)), VOTED)


def test_a_question_of_another_kind_can_be_a_new_one_before_the_first_answer() -> None:
    second = make_question(2, code="b", first_option=11, text="B")
    poll = make_poll(make_question(1, code="a"), second)
    draft = draft_of(poll)
    kept = replace(draft, questions=(draft.questions[1], ask("short_text", code="a")))
    new = read(kept, stored=poll)
    assert [(one.code, one.kind) for one in new.questions] == [
        *(("b", Kind.SINGLE), ("a", Kind.SHORT_TEXT))
    ]
