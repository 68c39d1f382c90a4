"""Questions, answers and rows added, moved, copied and removed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pollsvc.domain.draft import Draft, DraftOption, DraftQuestion, DraftRow, hints
from pollsvc.domain.draft.moves import Moved, moved
from pollsvc.domain.draft.role_words import WORDS
from pollsvc.domain.draft.sorting import (
    is_alone,
    loses_page,
    with_question_added,
    with_question_moved,
    with_question_removed,
)
from pollsvc.domain.question import Kind, Role
from tests.unit.draft_data import ask, exclusive, survey

PAGED = survey(
    replace(ask("date", text="A"), page_title={"en": "One"}),
    ask("date", text="B"),
    replace(ask("date", text="C"), new_page=True, page_title={"en": "Two"}),
)


def shape(draft: Draft) -> list[str]:
    """The questions, with the title of the page that each begins in front."""
    return [
        " ".join((*one.page_title.values(), one.text.get("en", "-"))) for one in draft.questions
    ]


def press(draft: Draft, button: str) -> Moved:
    change = moved(draft, button)
    assert change is not None
    return change


@pytest.mark.parametrize(
    ("button", "after", "goes_to", "good"),
    [
        ("ask_up", ["One A", "B", "Two C"], 0, None),
        ("ask_down", ["One B", "A", "Two C"], 1, "q2-ask_down"),
        ("q2-ask_up", ["One B", "A", "Two C"], 0, None),
        ("q3-ask_down", ["One A", "B", "Two C"], 2, None),
        ("ask_copy", ["One A", "A", "B", "Two C"], 1, None),
        ("q2-ask_copy", ["One A", "B", "B", "Two C"], 2, None),
        ("q3-ask_copy", ["One A", "B", "Two C", "C"], 3, None),
        ("ask_remove", ["One B", "Two C"], 0, None),
        ("q2-ask_remove", ["One A", "Two C"], 1, None),
        ("q3-ask_remove", ["One A", "B"], 1, None),
        ("ask_add-scale", ["One A", "B", "Two C", "-"], 3, None),
    ],
)
def test_buttons_move_questions_and_pages_keep_their_places(
    button: str, after: list[str], goes_to: int, good: str | None
) -> None:
    change = press(PAGED, button)
    assert (shape(change.draft), change.question, change.button) == (after, goes_to, good)


def pages(draft: Draft) -> str:
    """The questions with a line where a page begins, and what each says in brackets."""
    said = ""
    for place, one in enumerate(draft.questions):
        front = "|" if place and one.new_page else ""
        words = "".join((*one.page_title.values(), one.page_show_if))
        said += front + (f"({words})" if words else "") + one.text["en"]
    return said


def paged(said: str) -> Draft:
    questions = []
    for place, page in enumerate(said.split("|")):
        for number, text in enumerate(page[1:] if page[0].isdigit() else page):
            words = {"en": page[0]} if page[0].isdigit() and not number else {}
            new = place > 0 and not number
            asked = ask("date", text=text)
            questions.append(replace(asked, new_page=new, page_title=words))
    return survey(*questions)


@pytest.mark.parametrize(
    ("before", "button", "after", "goes_to", "good"),
    [
        ("1a|2cd", "q2-ask_up", "(1)ac|(2)d", 1, "q2-ask_up"),
        ("1ac|2d", "q2-ask_down", "(1)a|(2)cd", 1, "q2-ask_down"),
        ("1ab|2c", "ask_down", "(1)ba|(2)c", 1, "q2-ask_down"),
        ("1a|2c", "q2-ask_down", "(1)a|(2)c", 1, None),
        ("1a|2c", "ask_up", "(1)a|(2)c", 0, None),
        # A page without words goes with its only question; of another the words rest.
        ("a|b|3c", "q2-ask_up", "ab|(3)c", 1, "q2-ask_up"),
        ("a|b|3c", "q2-ask_down", "a|(3)bc", 1, "q2-ask_down"),
        ("1a|2b|3c", "q2-ask_up", "(1)a(2)b|(3)c", 1, "q2-ask_up"),
        ("1a|2b|3c", "q2-ask_down", "(1)a|(3)b(2)c", 1, "q2-ask_down"),
        ("1a|2bc", "ask_down", "|(2)a(1)bc", 0, "ask_down"),
        ("a|2c", "q2-ask_up", "a(2)c", 1, "q2-ask_up"),
    ],
)
def test_to_cross_the_border_of_a_page_is_a_step_of_its_own(
    before: str, button: str, after: str, goes_to: int, good: str | None
) -> None:
    change = press(paged(before), button)
    assert (pages(change.draft), change.question, change.button) == (
        after.removeprefix("|"),
        goes_to,
        good,
    )


def test_a_rule_stays_with_the_page_that_its_first_question_leaves() -> None:
    draft = paged("a|cd")
    ruled = replace(draft.questions[1], page_show_if="a is x")
    draft = replace(draft, questions=(draft.questions[0], ruled, draft.questions[2]))
    up = press(draft, "q2-ask_up")
    assert pages(up.draft) == "ac|(a is x)d"
    assert pages(press(up.draft, up.button or "").draft) == "ca|(a is x)d"


def test_a_draft_of_a_poll_with_votes_gets_its_order_back_across_borders() -> None:
    for button, after in (("q3-ask_up", "(1)a|(2)c|(3)b"), ("ask_down", "(1)b|(2)a|(3)c")):
        change = moved(paged("1a|2b|3c"), button, pages_stay=True)
        assert change is not None
        assert pages(change.draft) == after


def test_what_rests_of_a_page_stays_when_another_question_is_removed() -> None:
    rests = press(paged("1abc|4d"), "q4-ask_up").draft
    assert pages(press(rests, "q3-ask_remove").draft) == "(1)ab(4)d"


def test_a_page_that_says_nothing_takes_what_rests_with_its_new_first_question() -> None:
    rests = press(paged("1a|b|4d"), "q3-ask_up").draft
    assert pages(press(rests, "q2-ask_remove").draft) == "(1)a|(4)d"


def written(said: str) -> Draft:
    """The draft that ``pages`` writes so; in brackets what a page says, shown or resting."""
    questions = []
    for new, words, text in re.findall(r"(\|?)(?:\((.)\))?(.)", said):
        title = {"fr": words} if words else {}
        asked = ask("date", text=text)
        questions.append(replace(asked, new_page=bool(new), page_title=title))
    return survey(*questions)


@pytest.mark.parametrize(
    ("before", "place", "after", "is_lost"),
    [
        ("(1)ab|(2)c", 0, "(1)b|(2)c", False),
        ("a|(2)bc", 1, "a|(2)c", False),
        ("a|(2)b|(3)c", 1, "a|(3)c", True),
        ("(1)a|(2)b", 0, "(2)b", True),
        ("a|b|(3)c", 1, "a|(3)c", False),
        # What rests goes on by one question, up to one with which nothing rests.
        ("(1)a(4)bc|d", 0, "(1)b(4)c|d", False),
        ("a|(2)b(4)c(5)de", 1, "a|(2)c(4)d(5)e", False),
        ("ab(4)cd", 2, "ab(4)d", False),
        ("ab(4)c|d", 2, "a(4)b|d", False),
        ("ab(4)c(5)d", 3, "a(4)b(5)c", False),
        # Where there is none, it is lost, and never what is shown.
        ("(1)a(4)b|c", 0, "(1)b|c", True),
        ("(1)a(4)b(5)c", 1, "(1)a(5)c", True),
        ("a(4)b", 1, "a", True),
    ],
)
def test_what_a_page_says_goes_to_other_questions_on_it(
    before: str, place: int, after: str, is_lost: bool
) -> None:
    draft = written(before)
    assert pages(with_question_removed(draft, place)) == after
    assert loses_page(draft, place) is is_lost


def test_a_rule_and_a_text_of_a_page_are_not_lost_unsaid() -> None:
    for said in ({"page_show_if": "a is b"}, {"page_intro": {"fr": "Bonjour"}}):
        draft = survey(ask("date"), replace(ask("date"), new_page=True, **said))
        assert loses_page(draft, 1)
    blank = replace(ask("date"), new_page=True, page_title={"en": " "}, page_show_if=" ")
    assert not loses_page(survey(ask("date"), blank), 1)


def test_the_only_question_on_a_page_is_known() -> None:
    draft = written("a|b|cd")
    assert [is_alone(draft, place) for place in range(4)] == [True, True, False, False]


def test_a_page_goes_with_the_only_question_on_it() -> None:
    alone = survey(PAGED.questions[0], PAGED.questions[2])
    assert shape(press(alone, "ask_remove").draft) == ["Two C"]


def test_the_last_question_is_never_removed() -> None:
    draft = survey(replace(ask("date"), page_title={"en": "One"}))
    assert moved(draft, "ask_remove") is None
    assert not loses_page(draft, 0)
    assert with_question_removed(draft, 0) == draft


def test_a_question_can_be_put_first() -> None:
    assert shape(with_question_added(PAGED, Kind.DATE, 0)) == ["One -", "A", "B", "Two C"]
    assert shape(with_question_moved(PAGED, 2, 0)) == ["One C", "A", "Two B"]


def test_a_copy_is_a_question_of_its_own() -> None:
    question = replace(
        ask("matrix", DraftOption(key="4", code="yes", label={"en": "Yes"}), show_if="a is b"),
        key="1",
        code="tea",
        series="tea",
        rows=(DraftRow(key="2", code="black", text={"en": "Black"}),),
    )
    copy = press(survey(question), "ask_copy").draft.questions[1]
    assert (copy.key, copy.code, copy.series, copy.show_if) == ("", "", "", "a is b")
    assert (copy.options[0].key, copy.options[0].code) == ("", "yes")
    assert copy.rows == (DraftRow(text={"en": "Black"}),)


@pytest.mark.parametrize("kind", Kind)
def test_a_new_question_begins_with_what_its_kind_needs(kind: Kind) -> None:
    new = press(PAGED, f"ask_add-{kind.value}").draft.questions[-1]
    assert new.kind == kind
    assert bool(new.rows) is (kind is Kind.MATRIX)
    assert bool(new.options) is not (kind.is_typed or kind is Kind.SCALE)
    assert bool(new.scale_to) is (kind is Kind.SCALE)


@pytest.mark.parametrize(
    "button", ["ask_add-x", "ask_add", "q4-ask_up", "row_up-1", "row_remove-", "q1-row_dont_know"]
)
def test_what_is_no_button_changes_nothing(button: str) -> None:
    assert moved(PAGED, button) is None


@pytest.mark.parametrize(
    ("button", "after", "row", "good"),
    [
        ("row_add", ["A", "B", "C", ""], 3, None),
        ("q1-row_up-3", ["A", "C", "B"], 1, "row_up-2"),
        ("row_down-1", ["B", "A", "C"], 1, "row_down-2"),
        ("row_remove-3", ["A", "B"], 1, None),
    ],
)
def test_buttons_move_rows(button: str, after: list[str], row: int, good: str | None) -> None:
    change = press(survey(ask("matrix", rows=["A", "B", "C"])), button)
    assert [one.text.get("en", "") for one in change.draft.questions[0].rows] == after
    assert (change.row, change.button) == (row, good)


def test_a_button_of_a_question_with_the_same_number_stays_good() -> None:
    asked = ask("single", "A", "B", "C", "D")
    change = press(survey(asked, asked, asked), "q3-up-3")
    assert (change.option, change.button) == (1, "q3-up-2")


@pytest.mark.parametrize("role", WORDS)
def test_an_answer_that_is_no_plain_one_has_its_usual_words(role: Role) -> None:
    draft = replace(survey(ask("multiple", "A", "", "", "")), languages=("en", "fr-CA", "xx"))
    change = press(draft, role.value)
    options = change.draft.questions[0].options
    assert (change.option, len(options), options[-1].role) == (2, 3, role)
    assert set(options[-1].label) == {"en", "fr-CA"}
    assert press(change.draft, role.value).draft == change.draft


def test_the_answer_of_own_words_asks_nothing_as_the_field_beside_it_does() -> None:
    asking = [text for text in WORDS[Role.OTHER].values() if set(text) & set(",،，(（")]
    assert asking == []


def test_such_an_answer_stands_beside_others_of_its_like() -> None:
    change = press(survey(ask("single", "A", "B", exclusive())), "no_answer")
    assert [one.role for one in change.draft.questions[0].options][2:] == ["dont_know", "no_answer"]


def test_one_typed_as_plain_becomes_the_answer_without_a_view() -> None:
    change = press(survey(ask("single", "A", "Don't know", "B")), "dont_know")
    assert [one.role for one in change.draft.questions[0].options] == [
        *("plain", "plain", "dont_know")
    ]


def codes(*questions: DraftQuestion) -> list[tuple[str, int, int]]:
    return [(one.code, one.question, one.number) for one in hints(survey(*questions))]


def test_what_a_kind_costs_is_hinted_at() -> None:
    many = [f"Topic {n}" for n in range(9)]
    ranking = ask("ranking", *many, required="soft")
    assert codes(ranking) == [("many_answers", 0, 9), ("long_ranking", 0, 986_409)]
    assert codes(replace(ranking, at_most="3")) == [("many_answers", 0, 9)]
    wide = ask("number", low="0", high="100000")
    assert codes(wide, ask("number", low="0", high="9")) == [("wide_range", 0, 10)]
    (fine,) = hints(survey(ask("number", low="0", high="2000", decimals="1")))
    assert fine.number == 2
    grid = ask("matrix", "Yes", "No", exclusive(), rows=["A", "B"], grid=True)
    assert codes(ask("date"), grid, replace(grid, grid=False)) == [("grid", 1, 2)]


def test_a_way_out_is_missed_where_an_answer_is_needed() -> None:
    scale = ask("scale", scale_from="0", scale_to="10")
    assert codes(scale) == [("no_way_out", 0, 0)]
    assert codes(replace(scale, required="no"), ask("single", "A", "B", exclusive())) == []
    assert codes(ask("single", "A", "B", exclusive("other"))) == [("no_way_out", 0, 0)]
