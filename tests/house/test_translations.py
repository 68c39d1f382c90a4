"""Every text of the readers' pages is there in every language, and the program reads it."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from pollsvc.web.languages import LANGUAGES
from tests.house.tree import PACKAGE, TEMPLATES

TRANSLATED = [one for one in LANGUAGES if one != "en"]
FOLDER = PACKAGE / "translations"
PLURAL_FORMS = {"ru": 3, "fr": 2, "ja": 1, "ar": 6}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")

MessageId = str | tuple[str, ...]


@cache
def in_source() -> frozenset[MessageId]:
    """Every text that is marked for translation, plural ones as pairs."""
    found: set[MessageId] = set()
    for folder, method in ((PACKAGE, "python"), (TEMPLATES, "jinja2")):
        pattern = "**.py" if method == "python" else "**.html"
        for _, _, message, _, _ in extract_from_dir(folder, method_map=[(pattern, method)]):
            found.add(message)
    return frozenset(found)


@cache
def catalog(language: str) -> Catalog:
    path = FOLDER / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def messages(language: str) -> list[Message]:
    return [one for one in catalog(language) if one.id]


def said(message: Message) -> tuple[str, ...]:
    string = message.string
    return tuple(string) if isinstance(string, list | tuple) else (string or "",)


def asked(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def test_the_source_has_texts_to_translate() -> None:
    assert "Skip to main content" in in_source()
    assert ("%(count)s vote", "%(count)s votes") in in_source()


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalog_has_the_texts_of_the_source_and_no_others(language: str) -> None:
    there = {one.id if isinstance(one.id, str) else tuple(one.id) for one in messages(language)}
    assert there ^ in_source() == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_left_untranslated_or_uncertain(language: str) -> None:
    faults = [one.id for one in messages(language) if one.fuzzy or not all(said(one))]
    assert faults == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_plural_texts_have_every_form_of_the_language(language: str) -> None:
    assert catalog(language).num_plurals == PLURAL_FORMS[language]
    plurals = [one for one in messages(language) if one.pluralizable]
    assert plurals
    assert [one.id for one in plurals if len(said(one)) != PLURAL_FORMS[language]] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_takes_no_placeholder_that_the_text_has_not(language: str) -> None:
    for message in messages(language):
        known = {name for text in asked(message) for name in PLACEHOLDER.findall(text)}
        for form in said(message):
            assert set(PLACEHOLDER.findall(form)) <= known, message.id
            assert "%" not in PLACEHOLDER.sub("", form), message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_text_of_one_form_keeps_all_its_placeholders(language: str) -> None:
    for message in messages(language):
        if not message.pluralizable:
            wanted = sorted(PLACEHOLDER.findall(asked(message)[0]))
            assert sorted(PLACEHOLDER.findall(said(message)[0])) == wanted, message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalog_is_that_of_the_text(language: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalog(language))
    path: Path = FOLDER / language / "LC_MESSAGES" / "messages.mo"
    with path.open("rb") as file:
        kept = {asked(one): said(one) for one in read_mo(file) if one.id}
    compiled.seek(0)
    assert kept == {asked(one): said(one) for one in read_mo(compiled) if one.id}


def test_french_marks_stand_off_with_a_space_that_does_not_break() -> None:
    faults = [
        form
        for message in messages("fr")
        for form in said(message)
        if re.search(r"(?<![\u00a0\u202f]):(?!//)|(?<!\u202f)[;!?]", form)
    ]
    assert faults == []


@pytest.mark.parametrize("word", ["option", "ballot", "scheduled", "response", "tag"])
def test_readers_are_told_answer_vote_planned_and_topic(word: str) -> None:
    texts = [text for one in in_source() for text in ((one,) if isinstance(one, str) else one)]
    assert [text for text in texts if re.search(rf"\b{word}s?\b", text, re.IGNORECASE)] == []
