"""Every text is there in every language, and the program reads it."""

from __future__ import annotations

import io
import re

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo, write_mo

from tests.house.catalogs import CATALOGS, in_source, path_of, read, sources
from tests.house.tree import name

TRANSLATED = [(name, one) for name, languages in CATALOGS.items() for one in languages]
PLURAL_FORMS = {"ru": 3, "fr": 2, "ja": 1, "ar": 6}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
every_catalog = pytest.mark.parametrize(("name", "language"), TRANSLATED)


def messages(name: str, language: str) -> list[Message]:
    return [one for one in read(name, language) if one.id]


def said(message: Message) -> tuple[str, ...]:
    string = message.string
    return tuple(string) if isinstance(string, list | tuple) else (string or "",)


def asked(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def test_the_source_has_texts_to_translate() -> None:
    assert "Skip to main content" in in_source("messages")
    assert ("%(count)s vote", "%(count)s votes") in in_source("messages")
    assert "Sign out" in in_source("desk")


@pytest.mark.parametrize(
    "text", ["Sample data: these answers were invented.", "Borda count", "Pairs (Schulze)"]
)
def test_what_both_sides_say_alike_is_written_in_one_place(text: str) -> None:
    written = [name(path) for path, _ in sources() if text in path.read_text("utf-8")]
    assert len(written) == 1, written


@every_catalog
def test_a_catalog_has_the_texts_of_the_source_and_no_others(name: str, language: str) -> None:
    there = {
        one.id if isinstance(one.id, str) else tuple(one.id) for one in messages(name, language)
    }
    assert there ^ set(in_source(name)) == set()


@every_catalog
def test_nothing_is_left_untranslated_or_uncertain(name: str, language: str) -> None:
    faults = [one.id for one in messages(name, language) if one.fuzzy or not all(said(one))]
    assert faults == []


@every_catalog
def test_plural_texts_have_every_form_of_the_language(name: str, language: str) -> None:
    assert read(name, language).num_plurals == PLURAL_FORMS[language]
    plurals = [one for one in messages(name, language) if one.pluralizable]
    assert plurals
    assert [one.id for one in plurals if len(said(one)) != PLURAL_FORMS[language]] == []


@every_catalog
def test_a_translation_takes_no_placeholder_that_the_text_has_not(name: str, language: str) -> None:
    for message in messages(name, language):
        known = {name for text in asked(message) for name in PLACEHOLDER.findall(text)}
        for form in said(message):
            assert set(PLACEHOLDER.findall(form)) <= known, message.id
            assert "%" not in PLACEHOLDER.sub("", form), message.id


@every_catalog
def test_a_text_of_one_form_keeps_all_its_placeholders(name: str, language: str) -> None:
    for message in messages(name, language):
        if not message.pluralizable:
            wanted = sorted(PLACEHOLDER.findall(asked(message)[0]))
            assert sorted(PLACEHOLDER.findall(said(message)[0])) == wanted, message.id


@every_catalog
def test_the_compiled_catalog_is_that_of_the_text(name: str, language: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, read(name, language))
    with path_of(name, language, "mo").open("rb") as file:
        kept = {asked(one): said(one) for one in read_mo(file) if one.id}
    compiled.seek(0)
    assert kept == {asked(one): said(one) for one in read_mo(compiled) if one.id}


def test_french_marks_stand_off_with_a_space_that_does_not_break() -> None:
    faults = [
        form
        for name in CATALOGS
        for message in messages(name, "fr")
        for form in said(message)
        if re.search(r"(?<![\u00a0\u202f]):(?!//)|(?<!\u202f)[;!?]", form)
    ]
    assert faults == []


@pytest.mark.parametrize("word", ["option", "ballot", "scheduled", "response", "tag"])
def test_readers_are_told_answer_vote_planned_and_topic(word: str) -> None:
    texts = [
        text for one in in_source("messages") for text in ((one,) if isinstance(one, str) else one)
    ]
    assert [text for text in texts if re.search(rf"\b{word}s?\b", text, re.IGNORECASE)] == []
