"""Rules of a draft: what is wrong with them, at its place."""

from __future__ import annotations

from dataclasses import replace

from pollsvc.domain.draft import Draft, DraftRow, InvalidDraftError, hints, read_draft
from pollsvc.domain.draft.faults import DraftProblem
from tests.make import NOON
from tests.unit.draft_data import ask, exclusive, problems, survey

COUNTRY = ask("single", "Japan", "Russia", exclusive(), code="country")


def faults(draft: Draft) -> list[DraftProblem]:
    try:
        read_draft(draft, NOON)
    except InvalidDraftError as error:
        return list(error.problems)
    return []


def test_a_rule_is_read_and_kept() -> None:
    draft = survey(COUNTRY, ask("date", show_if=" country is o1 "))
    assert read_draft(draft, NOON).questions[1].show_if == "country is o1"


def test_a_rule_that_names_nothing_is_named_with_its_column() -> None:
    (found,) = faults(survey(COUNTRY, ask("date", show_if="county is o1")))
    assert (found.field, found.code, found.question) == ("show_if", "rule", 1)
    assert found.rule
    assert (found.rule.code, found.rule.column) == ("unknown_question", 1)


def test_a_rule_too_long_to_read_is_named() -> None:
    draft = survey(COUNTRY, ask("date", show_if="x" * 2001))
    assert problems(draft) == ["1.show_if too_long"]


def test_a_rule_of_a_page_is_named_at_the_question_that_begins_it() -> None:
    second = ask("date", new_page=True, page_show_if="country is")
    (found,) = faults(survey(COUNTRY, replace(second, page_title={"en": "Dates"})))
    assert (found.field, found.question) == ("page_show_if", 1)
    title = survey(COUNTRY, replace(second, page_show_if="", page_title={"en": "Of {x}"}))
    assert [(one.field, one.question) for one in faults(title)] == [("page_title", 1)]


def test_texts_that_show_an_answer_are_named_where_they_stand() -> None:
    asked = replace(
        ask("matrix", "Good for {x}", "Bad", text="And in {x}?"),
        rows=(DraftRow(text={"en": "Trade with {x}"}),),
        hint={"en": "Think of {x}"},
    )
    assert problems(survey(COUNTRY, asked)) == [
        *("1.question rule", "1.hint rule", "1.row[0] rule", "1.answer[0] rule")
    ]


def test_a_text_in_another_language_is_named_with_it() -> None:
    asked = ask("date", text="Since when?")
    asked = replace(asked, text={"en": "Since when?", "fr": "Depuis {quand} ?"})
    assert "1.question.fr rule" in problems(survey(COUNTRY, asked, languages=("en", "fr")))


def test_rules_are_not_looked_at_before_what_they_name_is_right() -> None:
    draft = survey(replace(COUNTRY, code="!"), ask("date", show_if="country is o1"))
    assert problems(draft) == ["code code_shape"]


def test_a_question_that_nobody_reaches_is_named() -> None:
    draft = survey(COUNTRY, ask("date", show_if="country is o1 and country is o2"))
    assert [one.rule and one.rule.code for one in faults(draft)] == ["never_shown"]


def test_what_is_only_odd_about_a_rule_is_a_hint() -> None:
    asked = ask("date", text="Since when in {country}?")
    found = [one for one in hints(survey(COUNTRY, asked)) if one.code == "rule"]
    assert [(one.question, one.rule and one.rule.code) for one in found] == [(1, "pipe_bare")]
    assert problems(survey(COUNTRY, asked)) == []


def of_rules(draft: Draft) -> list[tuple[str, int, str]]:
    """What the hints say of rules: the field, its question and what is wrong."""
    return [(one.field, one.question, one.rule.code) for one in hints(draft) if one.rule]


def test_what_is_wrong_with_a_rule_is_a_hint_at_its_field() -> None:
    assert of_rules(survey(COUNTRY, ask("date", show_if="county is o1"))) == [
        ("show_if", 1, "unknown_question")
    ]
    assert of_rules(survey(COUNTRY, ask("date", new_page=True, page_show_if="country is"))) == [
        ("page_show_if", 1, "value_expected")
    ]
    never = ask("date", show_if="country is o1 and country is o2")
    assert of_rules(survey(COUNTRY, never)) == [("show_if", 1, "never_shown")]
    assert of_rules(survey(COUNTRY, ask("date", show_if=" "))) == []


def test_what_a_text_cannot_show_is_no_hint() -> None:
    assert of_rules(survey(COUNTRY, ask("date", text="Since {when}?"))) == []


def test_nothing_is_said_of_a_reach_that_hangs_on_questions_still_to_be_written() -> None:
    later = ask("date", show_if="age > 200")
    number = ask("number", code="age", low="0", high="100")
    assert of_rules(survey(number, later)) == [("show_if", 1, "out_of_range")]
    assert of_rules(survey(replace(number, high=""), later)) == []
    assert of_rules(survey(number, replace(later, show_if="ago > 200"))) == [
        ("show_if", 1, "unknown_question")
    ]
