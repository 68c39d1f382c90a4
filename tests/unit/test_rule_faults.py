"""What the checker finds in rules before anybody answers, each with its place."""

from __future__ import annotations

import pytest

from pollsvc.domain.flow import RuleFault, rule_faults
from pollsvc.domain.poll import Page
from pollsvc.domain.question import Question, Required
from tests.make import make_new_poll, make_new_question, make_option
from tests.unit import flow_data as data
from tests.unit.flow_data import codes_of, faults_of


def fault_of(rule: str) -> RuleFault:
    """The one fault of a last question with this rule, after one of every kind."""
    (found,) = rule_faults(data.survey(data.last(show_if=rule)))
    assert found.question == "last90"
    assert found.field == "show_if"
    assert found.severity == "fault"
    return found


def test_a_survey_without_rules_or_with_sound_ones_has_no_fault() -> None:
    assert rule_faults(data.survey()) == ()
    sound = "country is japan and (age >= 18 or topics includes energy) and not war is likely"
    assert rule_faults(data.survey(data.last(show_if=sound))) == ()
    assert faults_of(data.country(show_if=" ")) == ()


def test_a_fault_of_writing_has_its_column() -> None:
    found = fault_of("country is japan or age => 5")
    assert (found.column, found.code, found.detail) == (25, "use_instead", ("=>", ">="))


@pytest.mark.parametrize(
    ("rule", "column", "code", "detail"),
    [
        ("contry is japan", 1, "unknown_question", ("contry", "country")),
        ("not xyz is japan", 5, "unknown_question", ("xyz",)),
        ("grid is likely", 1, "matrix_named", ("grid", "war", "peace")),
        ("country is japon", 12, "unknown_option", ("japon", "country", "japan")),
        ("country is any of japan, zzz", 26, "unknown_option", ("zzz", "country")),
        ("rating is 11", 11, "unknown_option", ("11", "rating")),
        ("topics includes japan", 17, "unknown_option", ("japan", "topics")),
        ("ranks is tea", 1, "wrong_test", ("ranks", "ranking", "is no_ranks", "includes")),
        ("ranks is not tea", 1, "wrong_test", ("ranks", "ranking", "is no_ranks", "includes")),
        (
            "ranks is any of no_ranks, tea, pie",
            1,
            "wrong_test",
            ("ranks", "ranking", "is no_ranks", "includes"),
        ),
        ("ranks is nowhere", 10, "unknown_option", ("nowhere", "ranks")),
        ("nick is bob", 1, "wrong_test", ("nick", "short_text", "is no_nick", "is answered")),
        ("nick is no_nik", 9, "unknown_option", ("no_nik", "nick", "no_nick")),
        ("age is empty", 8, "use_instead", ("is empty", "is not answered")),
        ("age is not Empty", 12, "use_instead", ("is not Empty", "is answered")),
        ("topics is blank", 11, "use_instead", ("is blank", "is not answered")),
        ("country is Japan", 12, "words_named", ("Japan", "japan")),
        ('topics includes  " ENERGY "', 18, "words_named", (" ENERGY ", "energy")),
        ("rating is Unsure", 11, "words_named", ("Unsure", "unsure")),
        ("war is any of likely, Unlikely", 23, "words_named", ("Unlikely", "unlikely")),
        ('age is "No_Age"', 8, "words_named", ("No_Age", "no_age")),
        ("nick is No_Nick", 9, "words_named", ("No_Nick", "no_nick")),
        ("ranks is Tea", 1, "wrong_test", ("ranks", "ranking", "is no_ranks", "includes")),
        ("topics is energy", 1, "wrong_test", ("topics", "multiple", "includes")),
        ("country includes japan", 1, "wrong_test", ("country", "single", "is")),
        ("ranks > 1", 1, "wrong_test", ("ranks", "ranking", "is no_ranks", "includes")),
        ("nick >= 3", 1, "wrong_test", ("nick", "short_text", "is no_nick", "is answered")),
        (
            "rating includes 3",
            1,
            "wrong_test",
            ("rating", "scale", "is", "<", "<=", ">", ">=", "between"),
        ),
        ("country between 1 and 2", 1, "wrong_test", ("country", "single", "is")),
        ("rating > 20", 10, "out_of_range", ("20", "rating", "0", "10")),
        ("age between 18 and 121", 20, "out_of_range", ("121", "age", "15", "120")),
        ("age is 14", 8, "out_of_range", ("14", "age", "15", "120")),
        (
            "born >= 2026-01-01",
            9,
            "out_of_range",
            ("2026-01-01", "born", "1900-01-01", "2025-12-31"),
        ),
        ("age is many", 8, "not_a_number", ("many", "age")),
        ("age > 2000-01-01", 7, "not_a_number", ("2000-01-01", "age")),
        ("age > 20.5", 7, "too_exact", ("20.5", "age", "0")),
        ("born > 30", 8, "not_a_date", ("30", "born")),
        ("born > 2026-02-30", 8, "not_a_date", ("2026-02-30", "born")),
        ("age between 30 and 18", 13, "wrong_way_round", ("30", "18")),
        ("last90 is o900", 1, "circle", ("last90", "last90")),
    ],
)
def test_a_fault_of_meaning_has_its_column_and_its_reason(
    rule: str, column: int, code: str, detail: tuple[str, ...]
) -> None:
    found = fault_of(rule)
    assert (found.column, found.code, found.detail) == (column, code, detail)


def test_a_question_or_a_point_named_by_its_words_has_its_code_named() -> None:
    point = make_option(30, "Very bad", code="p0", value=0)
    rated = data.rating(text="How good?", options=[point])
    for rule, detail in (
        ('rating is "very bad"', ("very bad", "0")),
        ('"How good?" > 0', ("How good?", "rating")),
    ):
        (found,) = faults_of(rated, data.last(show_if=rule))
        assert (found.code, found.detail) == ("words_named", detail)


def test_a_code_that_is_empty_is_a_code_and_words_that_are_empty_have_one() -> None:
    room = data.country(options=[make_option(1, "Blank", code="empty"), make_option(2, "Full")])
    assert faults_of(room, data.last(show_if="country is empty")) == ()
    (found,) = faults_of(room, data.last(show_if="country is blank"))
    assert (found.code, found.detail) == ("words_named", ("blank", "empty"))


def test_a_range_may_have_one_end_or_none() -> None:
    rated = data.last(show_if="age > 7")
    assert faults_of(data.age(low=None, high=None), rated) == ()
    (found,) = faults_of(data.age(high=None), rated)
    assert found.detail == ("7", "age", "15", "")


def test_every_fault_of_a_rule_is_named() -> None:
    found = rule_faults(data.survey(data.last(show_if="a is b or country is c or age < 3")))
    assert [one.code for one in found] == ["unknown_question", "unknown_option", "out_of_range"]


def test_a_rule_may_only_name_what_is_asked_before() -> None:
    found = faults_of(data.country(show_if="age > 20 or age < 18"), data.age())
    assert codes_of(found) == [("country", "later", ("age",))]
    assert found[0].column == 1


def test_a_circle_is_named_whole() -> None:
    found = faults_of(
        data.country(show_if="age is answered"),
        data.topics(show_if="country is japan"),
        data.nick(show_if="country is japan"),
        data.age(show_if="topics is answered or nick is answered"),
    )
    circle = ("country", "age", "topics", "country")
    assert codes_of(found) == [("country", "circle", circle)]


def test_a_circle_is_found_past_names_that_are_not_known() -> None:
    found = faults_of(
        data.country(show_if="age is answered"),
        data.age(show_if="nobody is answered and country is japan"),
    )
    assert [one.code for one in found] == ["circle", "unknown_question"]


def test_a_circle_may_go_through_a_row_and_a_page() -> None:
    pages = (Page(number=2, show_if="country is japan"),)
    found = faults_of(data.country(show_if="war is likely"), data.grid(page=2), pages=pages)
    assert codes_of(found) == [("country", "circle", ("country", "grid", "country"))]


def on_pages(rule: str, *questions: Question) -> list[tuple[int | None, str, tuple[str, ...]]]:
    pages = (Page(number=2, show_if=rule), Page(number=3))
    return [(one.page, one.code, one.detail) for one in faults_of(*questions, pages=pages)]


def test_a_page_s_rule_names_earlier_pages_only() -> None:
    asked = (data.country(), data.topics(page=2), data.age(page=3))
    assert on_pages("country is japan", *asked) == []
    assert on_pages("topics includes energy", *asked) == [(2, "same_page", ("topics",))]
    assert on_pages("age > 20", *asked) == [(2, "later", ("age",))]
    assert on_pages("age >", *asked) == [(2, "number_expected", ())]
    circle = (*asked[:2], data.age(page=3, show_if="topics includes energy"))
    assert on_pages("age > 20", *circle) == [(2, "circle", ("topics", "age", "topics"))]


def test_a_page_without_questions_is_checked_as_far_as_it_goes() -> None:
    assert on_pages("country is japan and country is russia", data.country()) == []
    assert on_pages("nobody is japan", data.country()) == [(2, "unknown_question", ("nobody",))]


def test_questions_that_are_not_stored_yet_are_checked_alike() -> None:
    country = make_new_question("country", options={"japan": "Japan", "russia": "Russia"})
    rows = (make_new_question("war", options=0), make_new_question("peace", options=0))
    grid = make_new_question("grid", kind=data.grid().kind, rows=rows)
    asked = make_new_question("why", show_if="country is japon or war is o2 or peace is o9")
    found = rule_faults(make_new_poll(country, grid, asked))
    assert codes_of(found) == [
        ("why", "unknown_option", ("japon", "country", "japan")),
        ("why", "unknown_option", ("o9", "peace")),
    ]


# Questions that nobody can come to


def never(*questions: Question) -> list[str | None]:
    found = faults_of(*questions)
    assert {one.code for one in found} <= {"never_shown"}
    return [one.question for one in found]


def test_what_asks_for_two_answers_of_one_is_never_shown() -> None:
    rule = "country is japan and country is russia"
    assert never(data.country(), data.age(show_if=rule)) == ["age"]


def test_what_hides_what_is_followed() -> None:
    """The second only if Japan, the third only if the second is answered and Russia."""
    topics = data.topics(show_if="country is japan")
    age = data.age(show_if="topics is answered and country is russia")
    assert never(data.country(), topics, age) == ["age"]
    fine = data.age(show_if="topics is answered and country is japan")
    assert never(data.country(), topics, fine) == []


def test_what_hangs_on_an_unreachable_question_is_never_shown_either() -> None:
    first = data.age(show_if="country is japan and country is russia")
    second = data.nick(show_if="age > 20")
    third = data.topics(show_if="age is not answered")
    assert never(data.country(), first, second, third) == ["age", "nick"]


def test_a_hard_question_that_is_asked_is_always_answered() -> None:
    rule = "country is not answered"
    assert never(data.country(), data.age(show_if=rule)) == ["age"]
    assert never(data.country(required=Required.SOFT), data.age(show_if=rule)) == []
    assert never(data.country(at_least=0), data.age(show_if=rule)) == []


@pytest.mark.parametrize(
    ("rule", "is_never"),
    [
        ("age > 29 and age < 31", False),
        ("age > 30 and age < 31", True),
        ("age >= 120 and age is not 120", True),
        ("age < 30 and age is no_age", True),
        ("age is no_age and not age >= 15", False),
        ("not age >= 15 and not age is no_age", True),
        ("born > 2000-01-01 and born < 2000-01-03", False),
        ("born > 2000-01-01 and born < 2000-01-02", True),
        ("rating > 6 and rating < 7", True),
        ("rating is unsure and rating is not 5", False),
        ("topics includes energy and topics includes nothing", True),
        ("topics includes all of energy, trade, arms", False),
        ("not topics includes any of energy, trade, arms, nothing", True),
        ("ranks includes all of ice, tea and not ranks includes pie", False),
        ("ranks is no_ranks and ranks includes ice", True),
        ("nick is no_nick", False),
        ("nick is not answered", True),
        ("war is likely and peace is likely and war is unlikely", True),
        ("war is likely and peace is unlikely", False),
    ],
)
def test_every_kind_is_searched_for_an_answer_that_fits(rule: str, is_never: bool) -> None:
    found = rule_faults(data.survey(data.last(show_if=rule)))
    assert codes_of(found) == ([("last90", "never_shown", ())] if is_never else [])


def test_the_number_of_answers_taken_counts() -> None:
    both = data.last(show_if="topics includes all of energy, trade")
    neither = data.last(show_if="topics is answered and not topics includes any of energy, trade")
    only = data.last(show_if="topics includes energy and not topics includes any of trade, arms")
    assert never(data.topics(at_most=1), both) == ["last90"]
    assert never(data.topics(at_least=2), neither) == []  # none of them
    assert never(data.topics(at_least=2), only) == ["last90"]
    plain = data.topics(options=data.topics().options[:3])
    assert never(plain, neither) == []


def test_an_unreachable_page_is_one_fault_not_many() -> None:
    pages = (Page(number=2, show_if="country is japan and country is russia"),)
    asked = (data.country(), data.age(page=2), data.nick(page=2, show_if="age > 20"))
    found = faults_of(*asked, pages=pages)
    assert [(one.page, one.question, one.code) for one in found] == [(2, None, "never_shown")]


def test_a_question_may_contradict_its_page() -> None:
    pages = (Page(number=2, show_if="country is japan"),)
    asked = (data.country(), data.age(page=2, show_if="country is russia"))
    assert codes_of(faults_of(*asked, pages=pages)) == [("age", "never_shown", ())]


def test_nothing_is_said_of_reach_where_a_rule_on_the_way_has_a_fault() -> None:
    found = faults_of(
        data.country(),
        data.age(show_if="country is nowhere"),
        data.nick(show_if="age > 20 and age < 20"),
    )
    assert codes_of(found) == [("age", "unknown_option", ("nowhere", "country", "elsewhere"))]


def test_a_half_written_question_hides_nothing() -> None:
    assert never(data.country(options=()), data.age(show_if="country is not answered")) == []


def test_no_ends_and_no_numbers_named_is_some_number() -> None:
    anything = data.age(low=None, high=None, options=())
    assert never(anything, data.nick(show_if="age is answered")) == []


def test_beyond_the_bound_the_checker_says_that_it_did_not_look() -> None:
    codes = [f"t{number}" for number in range(12)]
    topics = data.topics(options=[data.option(n, code) for n, code in enumerate(codes)])
    rule = "topics includes any of " + ", ".join(codes)
    (found,) = faults_of(topics, data.last(show_if=rule))
    assert (found.code, found.severity) == ("not_checked", "hint")


@pytest.mark.parametrize("word", ["and", "or"])
def test_a_rule_about_very_many_questions_is_checked(word: str) -> None:
    asked = [data.last(n, at_least=0) for n in range(1, 50)]
    rule = f" {word} ".join(f"last{n} is o{n * 10}" for n in range(1, 50))
    assert never(*asked, data.last(90, show_if=rule)) == []
