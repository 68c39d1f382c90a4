from datetime import date
from fractions import Fraction

import pytest

from pollsvc.domain.figures import Bin, Outcome, Printed, Round
from pollsvc.domain.numbers import figures_of_dates, figures_of_numbers
from pollsvc.domain.question import Kind, Method
from pollsvc.web.measures import (
    answers_text,
    average_line,
    bin_text,
    days_bin_text,
    exact_text,
    mean_text,
    middle_line,
    middle_text,
    place_text,
)
from pollsvc.web.ranking_words import outcome_line, tie_line
from tests.make import make_question, texts

WHOLE = make_question(kind=Kind.NUMBER, options=0)
TENTHS = make_question(kind=Kind.NUMBER, options=0, decimals=1, unit=texts("km"))
DAY = make_question(kind=Kind.DATE, options=0)
LABELS = {1: "Energy", 2: "Trade", 3: "Culture"}
NEW_YEAR = Fraction(date(2026, 1, 1).toordinal())


def stretch(low: Fraction | int, high: Fraction | int) -> Bin:
    return Bin(
        low=Fraction(low),
        high=Fraction(high),
        count=1,
        share=None,
        percent=None,
        printed=Printed.NONE,
    )


@pytest.mark.parametrize(
    ("number", "decimals", "shown"),
    [
        (Fraction(1, 3), 1, "0.3"),
        (Fraction(5, 4), 1, "1.3"),
        (Fraction(4), 1, "4"),
        (Fraction(123456), 0, "123,456"),
        (Fraction(-1, 2), 0, "-1"),
    ],
)
def test_numbers_are_rounded_half_up(number: Fraction, decimals: int, shown: str) -> None:
    assert exact_text(number, decimals, "en") == shown


def test_means_are_written_more_finely_than_numbers_can_be_typed() -> None:
    assert mean_text(TENTHS, Fraction(3, 2), "en") == "1.50\u00a0km"
    assert middle_text(TENTHS, Fraction(3, 2), "en") == "1.5\u00a0km"
    assert (mean_text(WHOLE, Fraction(4), "en"), middle_text(WHOLE, Fraction(4), "en")) == (
        "4.0",
        "4",
    )
    assert exact_text(Fraction(5, 2), 1, "fr") == "2,5"
    assert place_text(Fraction(11, 5), "en") == "2.2"
    assert answers_text(1234, "en") == "n = 1,234"


@pytest.mark.parametrize("language", ["en", "fr", "ru", "ja", "ar", "de"])
def test_years_read_as_years_in_every_language(language: str) -> None:
    assert exact_text(Fraction(1984), 0, language) == "1984"
    assert bin_text(WHOLE, stretch(1900, 1904), language) == "1900–1904"
    assert mean_text(WHOLE, Fraction(19397, 10), language) in ("1939.7", "1939,7")


def test_numbers_are_grouped_from_five_digits_on() -> None:
    assert exact_text(Fraction(99999, 10), 1, "en") == "9999.9"
    assert exact_text(Fraction(999999, 100), 1, "en") == "10,000"
    assert exact_text(Fraction(-12345), 0, "en") == "-12,345"
    assert exact_text(Fraction(24691, 2), 1, "fr") == "12\u202f345,5"


def test_a_mean_of_days_is_a_day() -> None:
    assert mean_text(DAY, NEW_YEAR + Fraction(1, 2), "en") == "2 January 2026"


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [(18, 18, "18"), (15, 19, "15–19"), (-5, -1, "-5 – -1")],
)
def test_stretches_of_numbers_have_both_ends(low: int, high: int, shown: str) -> None:
    assert bin_text(WHOLE, stretch(low, high), "en") == shown


def test_stretches_of_decimals_have_their_decimals() -> None:
    assert bin_text(TENTHS, stretch(1, Fraction(19, 10)), "en") == "1.0–1.9"


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("2026-03-02", "2026-03-02", "2 Mar 2026"),
        ("2026-03-02", "2026-03-08", "2–8 Mar 2026"),
        ("2026-03-01", "2026-03-31", "Mar 2026"),
        ("2026-01-01", "2026-03-31", "Q1 2026"),
        ("2026-01-01", "2026-12-31", "2026"),
        ("2020-01-01", "2029-12-31", "2020–2029"),
        ("9000-01-01", "9999-12-31", "9000–9999"),
        ("2026-01-01", "2026-02-28", "1 Jan – 28 Feb 2026"),
    ],
)
def test_stretches_of_days_have_the_calendars_names(first: str, last: str, shown: str) -> None:
    found = days_bin_text(date.fromisoformat(first), date.fromisoformat(last), "en")
    assert found.replace("\u2009", " ").replace("\u202f", " ") == shown


def test_a_stretch_of_days_is_written_for_a_question_of_dates() -> None:
    assert bin_text(DAY, stretch(NEW_YEAR, NEW_YEAR), "en") == "1 Jan 2026"


def test_mean_median_and_quartiles_are_one_sentence() -> None:
    numbers = figures_of_numbers({1: 1, 4: 1}, decimals=0, width=1, low=0, high=9)
    assert average_line(WHOLE, numbers, "en") == "Average 2.5"
    assert middle_line(WHOLE, numbers, "en") == (
        "Average 2.5, median 2.5. The middle half of the answers lies between 1.8 and 3.3."
    )


def test_without_numbers_nothing_is_said() -> None:
    nobody = figures_of_dates({})
    assert (average_line(DAY, nobody, "en"), middle_line(DAY, nobody, "en")) == ("", "")


@pytest.mark.parametrize(
    ("broken_by", "said"),
    [
        ("earlier_rounds", "Energy, tied with Trade and ahead in the latest earlier round"),
        ("first_preferences", "Energy, tied with Trade and put first by more people."),
        ("as_listed", "Energy, tied with Trade and placed first only because it comes first"),
    ],
)
def test_a_tie_is_said_with_the_rule_that_broke_it(broken_by: str, said: str) -> None:
    outcome = Outcome(places=((1, 2), (3,)), winner=1, broken_by=broken_by)
    assert said in outcome_line(Method.BORDA, outcome, LABELS)


def test_a_tie_that_could_not_be_followed_to_its_end_is_said_to_be_possible() -> None:
    outcome = Outcome(places=((1, 2), (3,)), winner=1, broken_by="as_listed", is_exact=False)
    assert outcome_line(Method.INSTANT_RUNOFF, outcome, LABELS) == (
        "Instant runoff: Energy. Only the order of the list decided who left, in more ways than"
        " could be followed: it may be tied with Trade."
    )


def test_who_comes_first_is_said_by_each_method() -> None:
    outcome = Outcome(places=((2,), (1, 3)), winner=2)
    assert outcome_line(Method.SCHULZE, outcome, LABELS) == "Pairs (Schulze): Trade."
    nobody = Outcome(places=((1, 2, 3),), winner=None)
    assert "nobody has ranked" in outcome_line(Method.BORDA, nobody, LABELS)


def test_ties_of_a_round_are_said_with_their_rule() -> None:
    counts = {1: 2, 2: 1, 3: 1}
    fewer = Round(counts=counts, exhausted=0, out=3, tied=(2,), broken_by="earlier_rounds")
    listed = Round(counts=counts, exhausted=0, out=3, tied=(2,), broken_by="as_listed")
    assert "Round 2: Culture was tied with Trade, and left because it had fewer" in tie_line(
        2, fewer, LABELS
    )
    assert "comes last in the list of answers" in tie_line(2, listed, LABELS)
    assert tie_line(1, Round(counts=counts, exhausted=0, out=3), LABELS) == ""
    assert tie_line(1, Round(counts=counts, exhausted=0, out=None), LABELS) == ""
