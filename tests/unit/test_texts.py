import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pollsvc.domain.texts import (
    Localised,
    Said,
    clean_text,
    first_of,
    same_text,
    shared_languages,
)

anything = st.text(st.characters(exclude_categories=()))
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
TITLE = Localised.of({"en": "Russia", "fr": "La Russie"})


def test_a_text_is_said_in_the_first_language_wanted() -> None:
    assert TITLE.say("ja", "fr", "en") == Said("La Russie", "fr")


def test_a_text_is_said_in_another_form_of_the_language_wanted() -> None:
    assert TITLE.say("fr-CA", "en") == Said("La Russie", "fr")


def test_a_text_not_translated_is_said_as_it_was_written() -> None:
    assert TITLE.say("ja") == Said("Russia", "en")


def test_a_text_needs_a_language() -> None:
    with pytest.raises(ValueError, match="at least one language"):
        Localised.of({})


def test_a_text_keeps_the_order_of_its_languages() -> None:
    text = Localised.of({"ru": "Россия", "en": "Russia"})
    assert (text.languages, list(text.as_dict())) == (("ru", "en"), ["ru", "en"])


def test_shared_languages_are_those_of_every_text() -> None:
    assert shared_languages([TITLE, Localised.of({"fr": "Oui", "ru": "Да"})]) == {"fr"}


def test_no_text_shares_no_language() -> None:
    assert shared_languages([]) == frozenset()


@pytest.mark.parametrize(
    ("wanted", "have", "found"),
    [
        (["fr", "en"], ["en", "fr"], "fr"),
        (["fr-CA"], ["en", "fr"], "fr"),
        (["fr-CA"], ["fr", "fr-CA"], "fr-CA"),
        (["ja", "en-GB"], ["en"], "en"),
        (["ja"], ["en"], None),
        ([], ["en"], None),
        (["pt"], ["en", "pt-BR"], "pt-BR"),
        (["pt", "pt-BR"], ["pt-BR", "pt"], "pt"),
        (["pt-PT", "en"], ["en", "pt-BR"], "pt-BR"),
        (["pt-PT"], ["pt-BR", "pt"], "pt"),
        (["pt-PT", "en"], ["pt-BR", "pt-AO"], "pt-AO"),
        (["PT-br"], ["pt-AO", "pt-BR"], "pt-BR"),
        (["zh"], ["en", "zh-Hant"], "zh-Hant"),
        (["zh-Hant-TW"], ["zh", "zh-Hant"], "zh-Hant"),
        (["zh-TW", "zh"], ["zh-Hans", "zh-Hant"], "zh-Hant"),
        (["zh-TW"], ["zh-Hant", "zh-TW"], "zh-TW"),
        (["zh-tw"], ["zh-CN", "zh-TW"], "zh-TW"),
        (["zh-HK"], ["zh-CN", "zh-TW"], "zh-TW"),
        (["zh-Hant-TW"], ["zh-CN", "zh-TW"], "zh-TW"),
        (["zh-Hant"], ["zh-Hans", "zh-Hant-TW"], "zh-Hant-TW"),
        (["zh-SG"], ["zh-TW", "zh-Hans"], "zh-Hans"),
        (["sr-Latn"], ["sr-Cyrl-RS", "sr-Latn-RS"], "sr-Latn-RS"),
        (["fra"], ["fr"], None),
        (["", "*"], ["fr"], None),
    ],
)
def test_the_first_language_wanted_is_found_in_the_nearest_form_of_it(
    wanted: list[str], have: list[str], found: str | None
) -> None:
    assert first_of(wanted, have) == found


@pytest.mark.parametrize("have", [["pt-BR", "en"], ["fr", "pt"]])
def test_no_more_is_asked_of_what_is_wanted_than_decides(have: list[str]) -> None:
    wanted = iter(["pt", "en"])
    assert (first_of(wanted, have), next(wanted)) in {("pt-BR", "en"), ("pt", "en")}


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("  Yes \n", "Yes"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\tb", "a\tb"),
        ("N\x00UL and \x07bell", "NUL and bell"),
        ("del\x7fete\x85d", "deleted"),
        ("half \ud800 pair", "half  pair"),
        ("\u202eevil\u202c", "evil"),
        ("cafe\u0301", "café"),
        ("مرحبا\u200f", "مرحبا\u200f"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("日本語", "日本語"),
    ],
)
def test_text_from_outside_is_cleaned(raw: str, kept: str) -> None:
    assert clean_text(raw) == kept


@pytest.mark.parametrize(
    "raw",
    [
        "",
        " \n\t",
        "\u200b",
        "\ufeff",
        "\u00a0\u2060",
        "\u00ad",
        "\u200e",
        "\u200f",
        "\u200c\u200d",
        "\u061c",
        "\u2062",
        "\u3164",
        "\u115f",
        "\ufe0f",
        "\u034f",
        "\U000e0041",
    ],
)
def test_a_text_that_nobody_can_see_is_empty(raw: str) -> None:
    assert clean_text(raw) == ""


@given(anything)
@example("\ufeff a")
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    assert clean_text(clean_text(raw)) == clean_text(raw)


@given(anything)
@example(f"a{BIDI}\x00\ud800\x9fb")
def test_clean_text_can_be_stored_and_does_not_deceive(raw: str) -> None:
    text = clean_text(raw)
    controls = {char for char in text if unicodedata.category(char) in {"Cc", "Cs"}}
    assert controls <= {"\n", "\t"}
    assert not set(text) & set(BIDI)
    assert text == unicodedata.normalize("NFC", text).strip()
    assert text.encode().decode() == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yes", " YES "),
        ("Straße", "STRASSE"),
        ("Ｙｅｓ", "yes"),
        ("don't  know", "Don't\nknow"),
        ("é", "e\u0301"),
        ("yes\u202e", "yes"),
        ("ye\u200bs", "yes"),
        ("y\u2060e\u00ads\ufe0f", "yes"),
        ("e\u200d\u0301", "é"),
        ("می\u200cخواهم", "میخواهم"),
        ("yes\U000e0067", "yes"),
    ],
)
def test_labels_that_read_alike_count_as_alike(one: str, other: str) -> None:
    assert same_text(one) == same_text(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("Yes", "No"), ("Да", "Нет"), ("re do", "redo"), ("\u0600 5", "5")),
        (f"🏴{''.join(chr(0xE0000 + ord(c)) for c in 'gbeng')}\U000e007f", "🏴"),
    ],
)
def test_other_labels_do_not(one: str, other: str) -> None:
    assert same_text(one) != same_text(other)
