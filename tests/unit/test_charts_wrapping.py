"""Lines: where a text may break, and that nothing is wider than its room."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.charts.marks import runs_right_to_left
from pollsvc.charts.wrapping import lines_of, pieces


def width(text: str) -> float:
    """A ruler for tests: East Asian characters are two wide, marks nothing."""
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("two words", ["two ", "words"]),
        ("two   words", ["two   ", "words"]),
        ("long-term goals", ["long-", "term ", "goals"]),
        ("-5 to -3", ["-5 ", "to ", "-3"]),
        ("2013-09", ["2013-09"]),
        ("31\u00a0% or 31\u202f%", ["31\u00a0% ", "or ", "31\u202f%"]),
        ("États-\u2060Unis", ["États-\u2060Unis"]),
        ("and/or", ["and/", "or"]),
        ("people, n = 86.", ["people, ", "n = 86."]),
        (" a", [" ", "a"]),
        ("米国の目標。", ["米", "国", "の", "目", "標。"]),
        ("（米国）", ["（米", "国）"]),
        ("IFRI米国", ["IFRI", "米", "国"]),
        ("米国IFRI", ["米", "国", "IFRI"]),
        ("108票", ["108票"]),
        ("한국 사람", ["한국 ", "사람"]),
        ("か\u3099き", ["か\u3099", "き"]),
    ],
)
def test_lines_may_end_here(text: str, expected: list[str]) -> None:
    assert list(pieces(text)) == expected


def test_japanese_phrases_stay_whole() -> None:
    found = pieces("ロシアと同盟関係を築くこと", phrases=True)
    assert found == ("ロシアと", "同盟関係を", "築くこと")


def test_lines_are_filled_one_after_the_other() -> None:
    assert lines_of("one two three four", 9, width, most=3) == ["one two", "three", "four"]


def test_even_lines_are_about_as_long_as_each_other() -> None:
    text = "In your opinion, what are the goals?"
    assert lines_of(text, 32, width, most=3) == ["In your opinion, what are the", "goals?"]
    assert lines_of(text, 32, width, most=3, even=True) == [
        "In your opinion,",
        "what are the goals?",
    ]


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert lines_of("one two three four five", 9, width, most=2) == ["one two", "three…"]


def test_a_cut_line_still_fits_with_its_ellipsis() -> None:
    assert lines_of("abcdefgh ij", 8, width, most=1) == ["abcdefg…"]


def test_a_word_wider_than_the_room_is_cut_between_letters() -> None:
    assert lines_of("WWWWW", 2, width, most=5) == ["WW", "WW", "W"]


def test_a_phrase_wider_than_the_room_is_cut_between_characters() -> None:
    assert lines_of("ロシア連邦政府の", 8, width, most=5) == ["ロシア連", "邦政府の"]


def test_a_mark_stays_with_its_letter() -> None:
    assert lines_of("e\u0301" * 4, 2, width, most=5) == ["e\u0301e\u0301", "e\u0301e\u0301"]


def test_no_text_has_no_lines() -> None:
    assert lines_of("", 10, width, most=2, even=True) == []


@given(st.text(max_size=60), st.integers(min_value=4, max_value=30), st.booleans())
def test_no_line_is_wider_than_its_room(text: str, room: int, even: bool) -> None:
    for line in lines_of(text, room, width, most=4, even=even):
        assert width(line) <= room


@given(st.text(max_size=60))
def test_pieces_joined_are_the_text_again(text: str) -> None:
    assert "".join(pieces(text)) == text


@pytest.mark.parametrize(
    ("text", "on_ltr_page", "on_rtl_page"),
    [
        ("Yes", False, False),
        ("31%", False, False),
        ("نعم", True, True),
        ("IFRI: نعم", False, True),
        ("نعم IFRI", True, True),
    ],
)
def test_a_paragraph_runs_as_its_letters_do(
    text: str, on_ltr_page: bool, on_rtl_page: bool
) -> None:
    assert runs_right_to_left(text, page_rtl=False) is on_ltr_page
    assert runs_right_to_left(text, page_rtl=True) is on_rtl_page
