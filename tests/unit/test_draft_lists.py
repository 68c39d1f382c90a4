"""Pasted lists, hints, local times, and names made from sentences."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.draft import DraftOption, hints, split_list
from pollsvc.domain.draft.moves import moved
from pollsvc.domain.moments import (
    NoSuchTimeError,
    in_zone,
    local_text,
    offsets_at,
    place_zones,
    read_time,
    read_zone,
)
from pollsvc.domain.slugs import code_of, is_slug, slug_of
from tests.unit.draft_data import make_draft

PARIS = "Europe/Paris"


@pytest.mark.parametrize(
    ("pasted", "answers"),
    [
        ("Red", ("Red",)),
        (" 1. FC Köln\n", (" 1. FC Köln",)),
        ("Red\n\n Blue \n", ("Red", "Blue")),
        ("1. Red\n2) Blue", ("Red", "Blue")),
        ("1. FC Köln\n1. FC Nürnberg", ("1. FC Köln", "1. FC Nürnberg")),
        ("- Red\n• Blue\n* Green", ("Red", "Blue", "Green")),
        ("- Red\nBlue", ("- Red", "Blue")),
        ("a) Red\nB) Blue", ("Red", "Blue")),
        ("J. Adams\nK. Brown", ("J. Adams", "K. Brown")),
        ("-5\n-6", ("-5", "-6")),
        ("3. Red\n4. Blue\n10. Green", ("Red", "Blue", "Green")),
        ("1. Red\n- Blue\n3. Green\nb) Grey", ("Red", "Blue", "Green", "Grey")),
        ("b) Red\na) Blue", ("b) Red", "a) Blue")),
        ("2. Liga\n1. FC Köln", ("2. Liga", "1. FC Köln")),
    ],
)
def test_a_pasted_list_is_so_many_answers(pasted: str, answers: tuple[str, ...]) -> None:
    assert split_list(pasted) == answers


@given(st.text())
def test_no_text_is_lost_on_the_way_but_list_marks(text: str) -> None:
    assert all(line.strip() for line in split_list(text)) or len(split_list(text)) == 1


def codes(*answers: str, question: str = "Which?") -> list[str]:
    return [hint.code for hint in hints(make_draft(list(answers), question))]


def test_a_poll_without_a_way_out_is_hinted_at() -> None:
    assert codes("Red", "Blue") == ["no_way_out"]
    unsure = DraftOption(label={"en": "Don’t know"}, role="dont_know")
    assert hints(make_draft(["Red", "Blue", unsure])) == ()


@pytest.mark.parametrize(
    "typed", ["I don't know.", "don’t know", "Ne sait pas", "НЕ ЗНАЮ", "わからない。", "لا أعرف"]
)
def test_a_typed_answer_without_a_view_is_one(typed: str) -> None:
    draft = make_draft(["Red", typed, "Blue"])
    assert [(one.code, one.options) for one in hints(draft)] == [("plain_no_view", (2,))]
    for _ in range(2):
        change = moved(draft, "dont_know")
        assert change is not None
        draft = change.draft
        said = [(one.label["en"], one.role) for one in draft.questions[0].options]
        assert said == [("Red", "plain"), ("Blue", "plain"), (typed, "dont_know")]
        assert change.option == 2
        assert hints(draft) == ()


def test_answers_that_read_the_same_are_hinted_at_while_writing() -> None:
    found = hints(make_draft(["Yes", "No", "yes", "Y\u200bES"]))
    assert [(one.code, one.options) for one in found[1:]] == [("alike", (1, 3)), ("alike", (1, 4))]


def test_nothing_is_said_while_there_is_nothing_to_choose_from() -> None:
    assert codes("Red", "") == []


def test_more_than_seven_answers_are_many() -> None:
    eight = [f"Number {number}" for number in range(8)]
    assert codes(*eight[:7]) == ["no_way_out"]
    assert codes(*eight) == ["no_way_out", "many_answers"]
    assert hints(make_draft(eight))[1].number == 8


def test_one_answer_much_longer_than_the_others_is_hinted_at() -> None:
    found = hints(make_draft(["Yes", "No", "It depends on " + "so many things " * 5]))
    assert [(one.code, one.options) for one in found[1:]] == [("unequal_lengths", (3,))]


@pytest.mark.parametrize(
    ("one", "other", "is_hinted"),
    [
        ("Foreign policy", "Foreign-policy", True),
        ("Partnership with Japan", "Partnerships with Japan", True),
        ("Yes", "Yes!", True),
        ("Yes", "Yet", False),
        ("From 18 to 24 years", "From 25 to 34 years", False),
        ("Partnership with Japan", "Rivalry with all of China", False),
        ("Yes", "yes", False),
        ("!", "?", False),
    ],
)
def test_answers_that_read_nearly_the_same_are_hinted_at(
    one: str, other: str, is_hinted: bool
) -> None:
    assert ("nearly_alike" in codes(one, other)) is is_hinted


@pytest.mark.parametrize("question", ["Is it red? Or blue?", "赤？青？", "هل؟ أو؟"])
def test_two_questions_in_one_are_hinted_at(question: str) -> None:
    assert "two_questions" in codes("Yes", "No", question=question)


def test_times_go_to_a_field_and_come_back() -> None:
    for text in ("2026-07-01T09:30", "2026-10-25T02:30+01:00", "2026-10-25T02:30+02:00"):
        assert local_text(read_time(text, PARIS), PARIS) == text


def test_seconds_are_not_shown() -> None:
    assert local_text(datetime(2026, 7, 1, 9, 30, 59, tzinfo=UTC), "UTC") == "2026-07-01T09:30"


@pytest.mark.parametrize(
    ("text", "offsets"),
    [
        ("2026-07-01T02:30", ("+02:00",)),
        ("2026-03-29T02:30", ()),
        ("2026-10-25T02:30", ("+02:00", "+01:00")),
    ],
)
def test_clocks_show_a_time_once_twice_or_never(text: str, offsets: tuple[str, ...]) -> None:
    assert offsets_at(datetime.fromisoformat(text), PARIS) == offsets


def test_a_time_that_is_none_says_why() -> None:
    with pytest.raises(NoSuchTimeError) as refused:
        in_zone(datetime(2026, 10, 25, 2, 30), PARIS)  # noqa: DTZ001 - a local time is meant
    assert (refused.value.code, refused.value.offsets) == ("time_twice", ("+02:00", "+01:00"))


def test_zones_to_choose_from_are_places_and_utc() -> None:
    zones = place_zones()
    assert zones[0] == "UTC"
    assert {PARIS, "Asia/Tokyo"} < set(zones)
    assert all(read_zone(name) == name for name in zones)


@pytest.mark.parametrize(
    ("sentence", "slug"),
    [
        ("What are the US goals for Russia?", "what-are-the-us-goals-for-russia"),
        ("Élysée : qui l’emportera ?", "elysee-qui-lemportera"),
        ("Ёлка и щука, їжак", "elka-i-shchuka-yizhak"),
        ("Straße oder Œuvre", "strasse-oder-oeuvre"),
        ("選挙", ""),
        ("A 選挙選挙選挙選挙", ""),
        ("?", ""),
        ("W" * 90, "w" * 48),
        ("word " * 20, "word-word-word-word-word-word-word-word-word"),
    ],
)
def test_an_address_is_made_from_a_sentence(sentence: str, slug: str) -> None:
    assert slug_of(sentence) == slug


@given(st.text())
def test_every_name_that_is_made_can_be_used(text: str) -> None:
    assert slug_of(text) == "" or is_slug(slug_of(text))
    assert 0 < len(code_of(text)) <= 32
    assert code_of(text).replace("_", "").isalnum()


def test_a_topic_that_cannot_be_written_in_latin_keeps_its_own_code() -> None:
    assert code_of("日本") == code_of("日本") != code_of("中国")
    assert code_of("Foreign policy") == "foreign_policy"
