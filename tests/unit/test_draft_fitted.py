"""A translation goes to the text that it was made from, wherever that stands by now."""

from __future__ import annotations

import pytest

from pollsvc.domain.draft import Draft, DraftOption, DraftQuestion
from pollsvc.domain.draft.translating import Sent, fitted
from pollsvc.domain.slugs import code_of, free_code


def draft_of(*labels: str, question: str = "Which?") -> Draft:
    options = tuple(DraftOption(key="", label={"en": label}, short={}) for label in labels)
    asked = DraftQuestion(key="", text={"en": question}, hint={}, error={}, options=options)
    return Draft(languages=("en", "fr"), questions=(asked,))


def sent(name: str, said: str, typed: str) -> Sent:
    return Sent(name=name, said=said, typed=typed)


def test_what_has_not_moved_stays_in_its_place() -> None:
    found, left = fitted(draft_of("Red", "Blue"), [sent("q1-label-1", "Red", "Rouge")])
    assert (found, left) == ({"q1-label-1": "q1-label-1"}, ())


def test_a_translation_follows_its_answer_to_another_place() -> None:
    typed = [sent("q1-label-1", "Red", "Rouge"), sent("q1-label-2", "Blue", "Bleu")]
    found, left = fitted(draft_of("Blue", "Red"), typed)
    assert found == {"q1-label-1": "q1-label-2", "q1-label-2": "q1-label-1"}
    assert left == ()


def test_what_fits_nowhere_is_left_over_and_never_placed() -> None:
    gone = sent("q1-label-1", "Red", "Rouge")
    assert fitted(draft_of("Green", "Blue"), [gone]) == ({}, (gone,))


def test_a_label_is_never_put_where_a_question_says_the_same() -> None:
    gone = sent("q1-label-1", "Which?", "Lequel ?")
    assert fitted(draft_of("Green", "Blue"), [gone]) == ({}, (gone,))


def test_a_field_of_no_form_of_ours_fits_nowhere() -> None:
    odd = sent("nonsense", "Red", "Rouge")
    assert fitted(draft_of("Red", "Blue"), [odd]) == ({}, (odd,))


@pytest.mark.parametrize(("taken", "code"), [((), "c"), (("c",), "c-2"), (("c", "c-2"), "c-3")])
def test_a_code_that_is_taken_gets_a_number(taken: tuple[str, ...], code: str) -> None:
    assert free_code("C++", taken) == code


def test_a_long_code_with_a_number_stays_short_enough() -> None:
    long = "Foreign policy of the European Commission"
    first = code_of(long)
    second = free_code(long, (first,))
    assert (len(second) <= 32, second != first, second.endswith("-2")) == (True, True, True)
