"""A draft as it is kept, shown, moved about and translated."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.draft import Draft, DraftLink, DraftOption, DraftQuestion, poll_to_show
from pollsvc.domain.draft.moves import moved
from pollsvc.domain.draft.shape import raw_text, texts_of
from pollsvc.domain.draft.translating import missing, translated, units, without_language
from pollsvc.domain.life import State, state_of
from pollsvc.domain.poll import Poll, Protection, Visibility
from pollsvc.domain.question import Kind, Role
from tests.make import NOON, hours
from tests.unit.draft_data import make_draft

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
FULL = make_draft(
    [DraftOption(key="1", label={"en": "Red", "fr": "Rouge"}, short={"en": "R"}), "Blue"],
    languages=("en", "fr"),
    hint={"en": "Choose"},
    intro={"en": "Hello", "fr": "Bonjour"},
    article=DraftLink(title={"en": "A"}, url="https://example.org", note={"fr": "N"}),
    tags="Colours",
    theme={"bg": "#fff"},
    may_change=True,
)


def show(draft: Draft) -> Poll:
    return poll_to_show(draft, poll_id=7, slug="preview", now=NOON)


def test_a_draft_is_kept_as_it_is() -> None:
    assert Draft.from_content(json.loads(json.dumps(FULL.to_content()))) == FULL


@given(JSON)
def test_any_content_is_some_draft(content: Any) -> None:
    draft = Draft.from_content({"questions": [content, {"options": [content]}], "intro": content})
    assert Draft.from_content(content).languages
    assert Draft.from_content(draft.to_content()) == draft


def test_what_databases_cannot_keep_is_left_out() -> None:
    assert raw_text("a\x00b\ud800c\r\nd\re") == "abc\nd\ne"
    assert texts_of({"en": "a\x00", "fr": 3, "ru": ""}) == {"en": "a"}


def test_a_draft_is_called_by_its_question() -> None:
    assert make_draft(question=" Why\n not? ").name == "Why not?"
    assert (FULL.is_empty, Draft(tags="x").is_empty, Draft().is_empty) == (False, False, True)


@given(JSON)
def test_any_draft_can_be_shown(content: Any) -> None:
    show(Draft.from_content({"questions": [content], "intro": content, "zone": "x"}))


def test_a_draft_is_shown_open_and_as_far_as_it_is_written() -> None:
    unsure = DraftOption(label={"en": "Don’t know"}, role="dont_know")
    poll = show(
        make_draft(
            ["A", unsure, " ", "B"],
            "",
            kind="multiple",
            at_least="2",
            at_most="99",
            closes="2026-03-10T15:00",
            article=DraftLink(url="https://example.org"),
            tags="One, Two",
        )
    )
    question = poll.questions[0]
    assert state_of(poll, NOON) is State.OPEN
    assert question.text.say("en").text == ""
    assert [option.label.say("en").text for option in question.options] == ["A", "B", "Don’t know"]
    assert sorted(option.id for option in question.options) == [1, 2, 3]
    assert (question.at_least, question.at_most) == (2, 3)
    assert poll.closes_at == NOON + hours(3)
    assert poll.article
    assert poll.article.title.say("en").text == "https://example.org"
    assert [tag.code for tag in poll.tags] == ["one", "two"]


def test_what_cannot_be_read_is_shown_as_in_a_new_draft() -> None:
    draft = make_draft(
        kind="x",
        order="x",
        visibility="x",
        protection="x",
        zone="x",
        closes="2020-01-01T10:00",
        release="x",
        theme={"bg": "x"},
        article=DraftLink(title={"en": "T"}, url="javascript:1"),
    )
    poll = show(draft)
    assert (poll.visibility, poll.protection) == (Visibility.AFTER_VOTING, Protection.BROWSER)
    assert (poll.zone, poll.closes_at, poll.release_at, poll.theme) == ("UTC", None, None, ())
    assert (poll.questions[0].kind, poll.questions[0].at_most) == (Kind.SINGLE, 1)
    assert poll.article
    assert poll.article.url is None


def test_ids_of_options_go_on_from_question_to_question() -> None:
    question = make_draft().questions[0]
    poll = show(Draft(questions=(question, question)))
    assert [[o.id for o in one.options] for one in poll.questions] == [[1, 2], [3, 4]]


def labels(draft: Draft) -> list[str]:
    return [option.label.get("en", "") for option in draft.questions[-1].options]


@pytest.mark.parametrize(
    ("button", "after", "option", "goes_on"),
    [
        ("add", ["A", "B", "C", ""], 3, None),
        ("remove-1", ["B", "C"], 0, None),
        ("remove-3", ["A", "B"], 1, None),
        ("up-3", ["A", "C", "B"], 1, "up-2"),
        ("up-2", ["B", "A", "C"], 0, None),
        ("up-1", ["A", "B", "C"], 0, None),
        ("down-1", ["B", "A", "C"], 1, "down-2"),
        ("down-2", ["A", "C", "B"], 2, None),
        ("down-3", ["A", "B", "C"], 2, None),
        ("dont_know", ["A", "B", "C", "I don’t know"], 3, None),
    ],
)
def test_buttons_move_answers(
    button: str, after: list[str], option: int, goes_on: str | None
) -> None:
    change = moved(make_draft(["A", "B", "C"]), button)
    assert change is not None
    assert (labels(change.draft), change.option, change.button) == (after, option, goes_on)


def test_a_new_answer_comes_before_the_one_without_a_view() -> None:
    unsure = moved(make_draft(["A"], languages=("en", "fr", "xx")), "dont_know")
    assert unsure is not None
    row = unsure.draft.questions[0].options[-1]
    assert (row.role, row.label) == (Role.DONT_KNOW, {"en": "I don’t know", "fr": "Je ne sais pas"})
    added = moved(unsure.draft, "add")
    assert added
    assert labels(added.draft) == ["A", "", "I don’t know"]


def test_the_answer_without_a_view_comes_after_the_last_one_written() -> None:
    change = moved(make_draft(["A", "B", "C", "", "\u200b"]), "dont_know")
    assert change is not None
    assert (labels(change.draft), change.option) == (["A", "B", "C", "I don’t know"], 3)
    begun = moved(make_draft(["A", "", ""]), "dont_know")
    assert begun is not None
    assert labels(begun.draft) == ["A", "", "I don’t know"]


def test_the_last_answer_can_be_removed() -> None:
    change = moved(make_draft(["A"]), "remove-1")
    assert change
    assert (labels(change.draft), change.option) == ([], 0)


def test_buttons_of_a_second_question_move_its_answers() -> None:
    question = make_draft(["A", "B", "C"]).questions[0]
    change = moved(Draft(questions=(DraftQuestion(), question)), "q2-up-3")
    assert change
    assert labels(change.draft) == ["A", "C", "B"]
    assert (change.question, change.button) == (1, "q2-up-2")


@pytest.mark.parametrize(
    "button", ["save", "up-9", "up-0", "remove-", "q3-add", "q2-up-1", "q0-add"]
)
def test_what_is_no_button_moves_nothing(button: str) -> None:
    assert moved(make_draft(), button) is None


def test_every_text_can_be_translated() -> None:
    assert [(one.name, one.is_needed) for one in units(FULL)] == [
        ("q1-text", True),
        ("q1-hint", False),
        ("q1-label-1", True),
        ("q1-short-1", False),
        ("q1-label-2", True),
        ("intro", False),
        ("article", False),
    ]
    assert [one.name for one in missing(FULL, "fr")] == ["q1-text", "q1-label-2"]


def test_a_translation_is_put_where_it_belongs() -> None:
    typed = {"q1-text": "Lequel ?", "q1-label-2": "Bleu", "intro": "", "article": "L’article"}
    draft = translated(FULL, "fr", typed)
    assert missing(draft, "fr") == ()
    assert (draft.intro, draft.article.title["fr"]) == ({"en": "Hello"}, "L’article")
    assert draft.questions[0].options[0].label == {"en": "Red", "fr": "Rouge"}


def test_a_language_is_taken_out_with_all_its_texts() -> None:
    draft = without_language(FULL, "fr")
    assert draft.languages == ("en",)
    assert draft.questions[0].options[0].label == {"en": "Red"}
    assert without_language(FULL, "en") == FULL


def test_a_draft_with_another_language_first_is_written_in_that() -> None:
    assert replace(FULL, languages=("fr", "en")).base_language == "fr"
