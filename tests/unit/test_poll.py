from dataclasses import replace

import pytest

from pollsvc.domain.poll import Poll
from pollsvc.domain.wording import same_words
from tests.make import NOON, make_links, make_option, make_poll, make_question, texts

EN_FR = {"en": "Yes", "fr": "Oui"}
ALL = EN_FR | {"ru": "Да"}


def test_a_poll_was_written_in_its_first_language() -> None:
    assert make_poll(languages=("fr", "en")).base_language == "fr"


@pytest.mark.parametrize(
    ("wanted", "asked_in"),
    [
        (("fr",), "fr"),
        (("fr-CA",), "fr"),
        (("ru", "fr"), "fr"),
        (("ru",), "en"),
        ((), "en"),
    ],
)
def test_a_question_is_never_asked_half_translated(wanted: tuple[str, ...], asked_in: str) -> None:
    half_russian = make_question(text=ALL, options=[make_option(1, ALL), make_option(2, EN_FR)])
    assert make_poll(half_russian, languages=("en", "fr", "ru")).language_for(*wanted) == asked_in


def test_a_poll_whose_texts_share_no_language_is_asked_as_written() -> None:
    mixed = make_question(text={"en": "Colour?"}, options=[make_option(1, {"fr": "Rouge"})])
    assert make_poll(mixed).language_for("fr") == "en"


def test_a_question_is_found_by_its_id() -> None:
    second = make_question(2)
    assert make_poll(make_question(1), second).question(2) is second


def test_a_question_of_another_poll_is_not_found() -> None:
    assert make_poll().question(9) is None


def test_an_option_is_found_by_its_id() -> None:
    question = make_question(options=2)
    assert question.option(2) is question.options[1]


def test_an_option_of_another_question_is_not_found() -> None:
    assert make_question(options=2).option(3) is None


YES_NO = make_question(text=EN_FR, options=[make_option(1, EN_FR), make_option(2, "No")])


@pytest.mark.parametrize(
    "other",
    [
        make_poll(replace(YES_NO, text=texts("Yes?"))),
        make_poll(replace(YES_NO, text=texts(EN_FR | {"fr": "Si"}))),
        make_poll(replace(YES_NO, text=texts(ALL))),
        make_poll(replace(YES_NO, options=(make_option(1, "No"), make_option(2, EN_FR)))),
        make_poll(replace(YES_NO, options=(*YES_NO.options, make_option(3)))),
        make_poll(replace(YES_NO, unit=texts("hours"))),
        make_poll(replace(YES_NO, rows=(make_question(2),))),
        make_poll(replace(YES_NO, id=2)),
        make_poll(YES_NO, make_question(2, first_option=3)),
    ],
)
def test_other_words_make_another_digest(other: Poll) -> None:
    assert other.wording_digest != make_poll(YES_NO).wording_digest


@pytest.mark.parametrize(
    "same",
    [
        make_poll(replace(YES_NO, options=YES_NO.options[::-1])),
        make_poll(replace(YES_NO, text=texts(dict(reversed(EN_FR.items()))))),
        make_poll(replace(YES_NO, hint=texts("Take one"), error=texts("Choose"))),
        make_poll(YES_NO, intro=texts("Before"), closes_at=NOON, definition_version=7),
        make_poll(YES_NO, links=make_links("news"), visibility="desk_only"),
    ],
)
def test_order_hints_and_times_leave_the_digest_as_it_is(same: Poll) -> None:
    assert same.wording_digest == make_poll(YES_NO).wording_digest


def test_the_digest_of_a_wording_is_short_and_always_the_same() -> None:
    assert YES_NO.wording_digest == replace(YES_NO).wording_digest
    assert len(bytes.fromhex(YES_NO.wording_digest)) == 4
    assert make_poll(YES_NO).wording_digest == f"1.{YES_NO.wording_digest}"


def test_a_wording_tells_which_questions_read_otherwise() -> None:
    second = make_question(2, first_option=3)
    before = make_poll(YES_NO, second).wording_digest
    now = (replace(second, text=texts("Where?")), YES_NO, make_question(3, first_option=9))
    assert same_words(now, before) == {2: False, 1: True}


@pytest.mark.parametrize("wording", ["", "0123456789ab", "x.y 1 . 9.ab"])
def test_any_other_wording_tells_nothing(wording: str) -> None:
    assert same_words((YES_NO,), wording) == {}
