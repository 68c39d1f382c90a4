"""Numbers, dates, and bars as text: each language's own habits, the poll's own zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from pollsvc.domain.figures import Line, Printed
from pollsvc.domain.question import Kind
from pollsvc.web.formats import (
    as_sentence,
    bar_width,
    date_text,
    day_text,
    days_text,
    direction,
    host_of,
    in_row,
    iso_text,
    labelled,
    last_day,
    moment_text,
    native_name,
    number_text,
    percent_text,
    time_text,
)
from pollsvc.web.frames import frame_height
from tests.make import make_option, make_poll, make_question

OPENED = datetime(2013, 9, 16, 8, 0, tzinfo=UTC)
CLOSED = datetime(2013, 9, 30, 16, 0, tzinfo=UTC)
PARIS = "Europe/Paris"


def line(count: int, percent: int | None, printed: Printed = Printed.WHOLE) -> Line:
    share = None if percent is None else Fraction(count, 108)
    return Line(option=make_option(), count=count, share=share, percent=percent, printed=printed)


@pytest.mark.parametrize(
    ("language", "printed"),
    [("en", "31%"), ("ja", "31%"), ("ar", "31%"), ("fr", "31\u00a0%"), ("ru", "31\u00a0%")],
)
def test_a_percent_is_written_as_the_language_writes_it(language: str, printed: str) -> None:
    assert percent_text(line(33, 31), language) == printed


def test_a_few_votes_of_many_are_never_printed_as_nought() -> None:
    assert percent_text(line(1, 0, Printed.UNDER_ONE), "en") == "<1%"
    assert percent_text(line(1, 0, Printed.UNDER_ONE), "fr") == "<1\u00a0%"


def test_nearly_all_is_never_printed_as_all() -> None:
    assert percent_text(line(107, 100, Printed.OVER_99), "en") == ">99%"


def test_without_a_base_a_dash_stands_for_the_percent() -> None:
    assert percent_text(line(0, None, Printed.NONE), "en") == "–"


def test_a_comparison_sign_keeps_its_side_from_right_to_left() -> None:
    assert percent_text(line(1, 0, Printed.UNDER_ONE), "ar") == "\u200e<1%"


@pytest.mark.parametrize(
    ("language", "printed"), [("en", "1,283"), ("fr", "1\u202f283"), ("ru", "1\u00a0283")]
)
def test_thousands_are_grouped_as_the_language_does(language: str, printed: str) -> None:
    assert number_text(1283, language) == printed


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("en", "30 September 2013, 18:00 Paris time"),
        ("fr", "30 septembre 2013 à 18:00 (Paris)"),
        ("ja", "2013年9月30日18:00（パリ時間）"),
        ("ar", "30 سبتمبر 2013، 18:00 بتوقيت باريس"),
    ],
)
def test_a_moment_names_the_city_of_its_zone(language: str, printed: str) -> None:
    assert moment_text(CLOSED, PARIS, language) == printed


def test_a_moment_in_russian_names_the_city_too() -> None:
    assert moment_text(CLOSED, PARIS, "ru").endswith(", 18:00 (Париж)")


def test_universal_time_has_no_city() -> None:
    assert moment_text(CLOSED, "UTC", "en") == "30 September 2013, 16:00 UTC"


def test_a_day_is_the_day_in_the_polls_zone() -> None:
    late = datetime(2013, 9, 30, 22, 30, tzinfo=UTC)
    assert day_text(late, PARIS, "en") == "1 October 2013"


def test_the_first_of_a_month_is_an_ordinal_in_french() -> None:
    assert date_text(date(2027, 1, 1), "fr") == "1er janvier 2027"
    assert date_text(date(2027, 1, 11), "fr") == "11 janvier 2027"


def test_days_of_one_month_name_it_once() -> None:
    assert days_text(OPENED, CLOSED, PARIS, "en") == "16–30 Sept 2013"
    assert days_text(OPENED, CLOSED, PARIS, "ja") == "2013年9月16日～30日"


def test_a_poll_closed_at_midnight_ends_the_day_before() -> None:
    midnight = datetime(2013, 9, 30, 22, 0, tzinfo=UTC)
    assert days_text(OPENED, midnight, PARIS, "en") == "16–30 Sept 2013"


def test_the_last_day_of_what_ends_at_midnight_is_the_day_before() -> None:
    midnight = datetime(2013, 9, 30, 22, 0, tzinfo=UTC)
    days = [last_day(midnight + timedelta(seconds=late), PARIS) for late in (0, 1)]
    assert [date_text(day, "en") for day in days] == ["30 September 2013", "1 October 2013"]


def test_a_poll_of_one_day_names_that_day() -> None:
    assert days_text(OPENED, OPENED, PARIS, "en") == "16 Sept 2013"


def test_programs_get_times_in_utc() -> None:
    assert iso_text(CLOSED) == "2013-09-30T16:00:00Z"


def test_a_link_is_called_after_its_site() -> None:
    assert host_of("https://www.ifri.org/en/papers/1") == "www.ifri.org"
    assert host_of("elsewhere") == "elsewhere"


def test_a_bar_is_as_long_as_the_exact_share() -> None:
    assert bar_width(Fraction(33, 108)) == "30.56%"
    assert bar_width(Fraction(1)) == "100.00%"


def test_without_a_share_there_is_no_bar() -> None:
    assert bar_width(None) == "0.00%"


def test_what_is_said_of_something_stands_after_its_name() -> None:
    assert labelled("Tokyo", "33%", "en") == "Tokyo: 33%"
    assert labelled("Tokyo", "33 %", "fr-CA") == "Tokyo\u00a0: 33 %"
    assert in_row(["Tokyo", "Osaka"], "fr") == "Tokyo\u202f; Osaka"
    assert in_row(["東京", "大阪"], "ja") == "東京；大阪"


@pytest.mark.parametrize(
    ("words", "language", "sentence"),
    [
        ("Security in East Asia", "en", "Security in East Asia."),
        ("Rank as many as you like.", "en", "Rank as many as you like."),
        ("Qui va gagner ?", "fr", "Qui va gagner ?"),
        ("東アジアの安全保障", "ja", "東アジアの安全保障"),
    ],
)
def test_a_sentence_ends_in_one_mark(words: str, language: str, sentence: str) -> None:
    assert as_sentence(words, language) == sentence


def test_languages_say_their_own_name() -> None:
    names = [native_name(one) for one in ("en", "ru", "fr", "ja", "ar")]
    assert names == ["English", "Русский", "Français", "日本語", "العربية"]


def test_a_code_that_is_no_language_stays_as_it_is() -> None:
    assert native_name("qqq") == "Qqq"
    assert native_name("ka") == "ქართული"
    assert number_text(1283, "qqq") == "1,283"


def test_arabic_and_hebrew_run_from_right_to_left() -> None:
    directions = {one: direction(one) for one in ("ar", "ar-EG", "he", "ja", "en", "arn")}
    assert [one for one, way in directions.items() if way == "rtl"] == ["ar", "ar-EG", "he"]


def test_a_frame_is_higher_for_longer_answers() -> None:
    short = make_poll(make_question(options=[make_option(1, "Yes"), make_option(2, "No")]))
    long = make_poll(make_question(options=[make_option(1, "Yes " * 30), make_option(2, "No")]))
    assert frame_height(short, "en", True) < frame_height(long, "en", True)


def test_full_width_letters_take_twice_the_room_in_a_frame() -> None:
    narrow = make_poll(make_question(text="a" * 40))
    wide = make_poll(make_question(text="露" * 40))
    assert frame_height(narrow, "en", True) < frame_height(wide, "en", True)


def test_a_frame_leaves_room_for_the_button_and_the_longer_note() -> None:
    single = make_poll(make_question())
    multiple = make_poll(make_question(kind=Kind.MULTIPLE))
    assert frame_height(single, "en", True) < frame_height(single, "en", False)
    assert frame_height(single, "en", True) < frame_height(multiple, "en", True)


def test_a_time_of_day_names_its_zone() -> None:
    noon = datetime(2026, 3, 10, 12, tzinfo=UTC)
    said = [time_text(noon, zone, "en") for zone in ("Europe/Paris", "UTC")]
    assert said == ["13:00 Paris time", "12:00 UTC"]
