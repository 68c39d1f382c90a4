"""Once people have answered, what they were asked stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pollsvc.domain.draft import Draft, DraftOption, DraftQuestion, draft_of
from pollsvc.domain.draft.stored import has_votes, is_public, with_empty_rows
from pollsvc.domain.poll import Origin
from pollsvc.domain.question import Kind, Order
from tests.make import NOON, make_option, make_poll, make_question, texts
from tests.unit.draft_data import problems, read

STORED = make_poll(
    make_question(options=[make_option(1, "Red"), make_option(2, "Blue"), make_option(3, "Green")]),
    may_change=True,
    may_withdraw=True,
)
VOTED = replace(STORED, first_response_at=NOON)
Change = Callable[[Draft], Draft]


def asking(**change: Any) -> Change:
    return lambda draft: replace(draft, questions=(replace(draft.questions[0], **change),))


def with_options(change: Callable[[tuple[DraftOption, ...]], tuple[DraftOption, ...]]) -> Change:
    return lambda draft: asking(options=change(draft.questions[0].options))(draft)


def another(draft: Draft) -> DraftQuestion:
    return replace(draft.questions[0], key="", code="", text={"en": "And why?"})


FORBIDDEN: dict[str, tuple[Change, list[str]]] = {
    "added": (
        with_options(lambda rows: (*rows, DraftOption(label={"en": "Pink"}))),
        ["options has_votes"],
    ),
    "removed": (with_options(lambda rows: rows[1:]), ["options has_votes"]),
    "moved": (with_options(lambda rows: rows[::-1]), ["options has_votes"]),
    "another role": (
        with_options(lambda rows: (*rows[:2], replace(rows[2], role="dont_know"))),
        ["options has_votes"],
    ),
    "several": (asking(kind="multiple"), ["kind has_votes", "at_most has_votes"]),
    "none": (asking(at_least="0"), ["at_least has_votes"]),
    "shuffled": (asking(order="random"), ["order has_votes"]),
    "no limit": (lambda draft: replace(draft, protection="open"), ["protection has_votes"]),
    "promises": (
        lambda draft: replace(draft, may_change=False, may_withdraw=False),
        ["may_change has_votes", "may_withdraw has_votes"],
    ),
    "another question": (
        lambda draft: replace(draft, questions=(*draft.questions, another(draft))),
        ["question has_votes"],
    ),
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_was_asked_stays_once_people_have_answered(name: str) -> None:
    change, found = FORBIDDEN[name]
    assert problems(change(draft_of(VOTED)), VOTED) == found


@pytest.mark.parametrize("name", FORBIDDEN)
def test_before_the_first_answer_everything_can_be_changed(name: str) -> None:
    change, _ = FORBIDDEN[name]
    assert problems(change(draft_of(STORED)), STORED) == []


def test_the_order_of_rows_stays_once_people_have_answered() -> None:
    rows = (make_question(2, text="Tea", options=0), make_question(3, text="Milk", options=0))
    stored = make_poll(
        make_question(kind=Kind.MATRIX, options=2, rows=rows, rows_order=Order.REVERSED)
    )
    voted = replace(stored, first_response_at=NOON)
    assert draft_of(stored).questions[0].rows_order == "reversed"
    assert read(draft_of(voted), stored=voted).questions[0].rows_order is Order.REVERSED
    shuffled = asking(rows_order="random")(draft_of(stored))
    assert problems(shuffled, stored) == []
    assert problems(shuffled, voted) == ["rows_order has_votes"]


def test_wording_can_be_corrected_at_any_time() -> None:
    spelled = with_options(lambda rows: (replace(rows[0], label={"en": "Reddish"}), *rows[1:]))
    new = read(spelled(draft_of(VOTED)), stored=VOTED)
    assert [one.code for one in new.questions[0].options] == ["o1", "o2", "o3"]


def test_other_things_can_be_changed_at_any_time() -> None:
    draft = replace(draft_of(VOTED), visibility="desk_only", tags="Colours", closes="")
    assert problems(replace(draft, intro={"en": "Hello"}), VOTED) == []


def test_the_address_stays_once_the_poll_is_published() -> None:
    assert problems(replace(draft_of(STORED), slug="other"), STORED) == ["slug slug_fixed"]
    assert read(replace(draft_of(STORED), slug=""), stored=STORED).slug == STORED.slug


def test_a_removed_answer_does_not_lend_its_code_to_a_new_one() -> None:
    changed = with_options(lambda rows: (*rows[1:], DraftOption(label={"en": "Pink"})))
    codes = [
        one.code for one in read(changed(draft_of(STORED)), stored=STORED).questions[0].options
    ]
    assert codes == ["o2", "o3", "o4"]


def test_an_answer_typed_again_is_the_one_that_is_stored() -> None:
    retyped = with_options(lambda rows: (DraftOption(label={"en": " RED"}), *rows[1:]))
    assert problems(retyped(draft_of(VOTED)), VOTED) == []


def test_a_second_answer_without_a_view_has_a_code_of_its_own() -> None:
    rows = tuple(DraftOption(label={"en": one}, role="dont_know") for one in "AB")
    draft = Draft(questions=(DraftQuestion(text={"en": "Why?"}, options=rows),))
    assert [one.code for one in read(draft).questions[0].options] == ["dont_know", "o1"]


def test_a_question_without_its_key_is_the_one_in_its_place() -> None:
    draft = asking(key="")(draft_of(VOTED))
    assert read(draft, stored=VOTED).questions[0].code == "q1"


def test_a_past_result_counts_as_answered() -> None:
    past = replace(STORED, origin=Origin.TALLY, opens_at=None, protection=None)
    assert has_votes(past)
    assert is_public(past)
    assert problems(asking(kind=Kind.MULTIPLE.value)(draft_of(past)), past)[0] == "kind has_votes"


def test_a_draft_in_the_form_has_two_rows_at_least() -> None:
    assert [len(one.options) for one in with_empty_rows(Draft()).questions] == [2]
    full = draft_of(STORED)
    assert with_empty_rows(full) == full


def test_a_translated_label_is_part_of_the_stored_option() -> None:
    options = [make_option(1, {"en": "Red", "fr": "Rouge"}), make_option(2, "Blue")]
    stored = make_poll(make_question(options=options), languages=("en", "fr"))
    new = read(draft_of(stored), stored=stored)
    assert new.questions[0].options[0].label == texts({"en": "Red", "fr": "Rouge"})
