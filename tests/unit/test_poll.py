import pytest

from tests.make import make_option, make_poll, make_question

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
