"""No correction may give the votes for one answer to another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pollsvc.domain.draft import Draft, DraftOption, draft_of
from pollsvc.domain.poll import Correction
from tests.make import NOON, make_option, make_poll, make_question
from tests.unit.draft_data import problems

LABELS = ({"en": "Red", "fr": "Rouge"}, {"en": "Blue", "fr": "Bleu"}, {"en": "Green", "fr": "Vert"})
STORED = make_poll(
    make_question(options=[make_option(id, label) for id, label in enumerate(LABELS, 1)]),
    languages=("en", "fr"),
)
VOTED = replace(STORED, first_response_at=NOON)


def correction(subject_id: int, before: str, after: str, subject: str = "option") -> Correction:
    return Correction(
        subject=subject, subject_id=subject_id, language="en", before=before, after=after, at=NOON
    )


def saying(*labels: str, language: str = "en") -> Draft:
    """The poll as a draft with these labels."""
    draft = draft_of(VOTED)
    question = draft.questions[0]
    rows = tuple(
        replace(one, label={**one.label, language: label})
        for one, label in zip(question.options, labels, strict=True)
    )
    return replace(draft, questions=(replace(question, options=rows),))


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        (("Blue", "Red", "Green"), ["answer[0] moves_votes", "answer[1] moves_votes"]),
        (("BL\u200bUE ", "Azure", "Green"), ["answer[0] moves_votes"]),
        (("Azure", "Bleu", "Green"), []),
        (("red", "Blue!", "Greenish"), []),
    ],
)
def test_answers_cannot_change_places(labels: tuple[str, ...], found: list[str]) -> None:
    assert problems(saying(*labels), VOTED) == found
    assert problems(saying(*labels), STORED) == []


def test_answers_cannot_change_places_in_a_translation() -> None:
    found = ["answer[0].fr moves_votes", "answer[2].fr moves_votes"]
    assert problems(saying("Vert", "Bleu", "Rouge", language="fr"), VOTED) == found


def test_an_answer_cannot_take_what_another_one_once_read() -> None:
    told = (correction(2, "Azure", "Blue"), correction(1, "Azure", "Which?", "question"))
    stored = replace(VOTED, corrections=told)
    assert problems(saying("Azure", "Blue", "Green"), stored) == ["answer[0] moves_votes"]
    assert problems(saying("Red", "Azure", "Green"), stored) == []


def test_answers_go_back_to_what_was_voted_on_first() -> None:
    swapped = (correction(1, "Blue", "Red"), correction(2, "Red", "Blue"))
    assert problems(saying("Blue", "Red", "Green"), replace(VOTED, corrections=swapped)) == []


def test_new_answers_and_questions_are_for_another_rule() -> None:
    draft = saying("Red", "Blue", "Green")
    question = draft.questions[0]
    more = replace(question, options=(*question.options, DraftOption(label={"en": "Pink"})))
    assert problems(replace(draft, questions=(more,)), VOTED) == ["options has_votes"]
    other = replace(question, key="", code="", text={"en": "Why?"})
    assert problems(replace(draft, questions=(question, other)), VOTED) == ["question has_votes"]
