"""The seeds: they read clean, show what their README says, and never rot."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Kind, Order, Origin, Protection, Role, Visibility
from pollsvc.imports.reading import Definition, read_definition, read_definitions
from tests.make import NOON

SEEDS = Path(__file__).parents[2] / "seeds"
FILES = sorted(SEEDS.glob("*.yaml"))


def seed(name: str) -> Definition:
    return read_definition(SEEDS / f"{name}.yaml")


def poll(name: str) -> NewPoll:
    return seed(name).new_poll(NOON)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_every_seed_reads_clean_and_is_named_for_its_slug(file: Path) -> None:
    assert read_definition(file).slug == file.stem


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_every_seed_names_the_schema_for_editors(file: Path) -> None:
    first = file.read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../pollsvc/help/poll.schema.json"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_the_readme_says_what_each_seed_is(file: Path) -> None:
    assert f"`{file.name}`" in (SEEDS / "README.md").read_text("utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_every_seed_can_be_asked_whole_in_all_its_languages(file: Path) -> None:
    new = read_definition(file).new_poll(NOON)
    for question in new.questions:
        for text in (question.text, *(option.label for option in question.options)):
            assert text.languages == new.languages


@pytest.mark.parametrize("years", [0, 30])
def test_seeds_hold_whenever_they_are_loaded(years: int) -> None:
    now = NOON + timedelta(days=365 * years)
    live = [one.new_poll(now) for one in read_definitions([SEEDS]) if one.content.tally is None]
    assert len(live) >= 7
    assert all(new.closes_at is not None and new.closes_at > now for new in live)


def test_the_past_result_has_its_published_counts_and_no_dates() -> None:
    new = poll("us-goals-for-russia-2013")
    assert new.origin is Origin.TALLY
    assert new.numbered
    assert new.tally is not None
    assert list(new.tally.values()) == [33, 30, 24, 21]
    assert (new.opens_at, new.closes_at, new.protection) == (None, None, None)
    assert new.source is not None
    assert new.source.url is not None


def test_the_past_result_has_the_wording_of_the_page() -> None:
    options = poll("us-goals-for-russia-2013").questions[0].options
    starts = [
        "U.S. wants to " + start for start in ("establish p", "deter", "dissolve", "establish a")
    ]
    ends = [
        "meets the U.S. requirements",
        "military and political activity",
        "Russia",
        "rival China",
    ]
    for option, start, end in zip(options, starts, ends, strict=True):
        label = option.label.say("en").text
        assert label.startswith(start)
        assert label.endswith(end)


def test_the_open_poll_asks_the_question_of_the_past_result() -> None:
    live = poll("us-goals-for-russia")
    assert live.questions == poll("us-goals-for-russia-2013").questions
    assert live.tally is None
    assert live.may_change
    assert live.may_withdraw


def test_an_answer_for_who_has_no_view_is_marked_as_such() -> None:
    for definition in read_definitions([SEEDS]):
        for question in definition.new_poll(NOON).questions:
            for option in question.options:
                assert (option.role is Role.DONT_KNOW) is (option.code == "dont_know")


def test_the_seeds_show_every_rule_once() -> None:
    polls = [one.new_poll(NOON) for one in read_definitions([SEEDS])]
    assert {new.visibility for new in polls} >= {
        Visibility.ALWAYS,
        Visibility.AFTER_VOTING,
        Visibility.AFTER_CLOSING,
        Visibility.WHEN_RELEASED,
    }
    assert {new.protection for new in polls} == {None, Protection.OPEN, Protection.BROWSER}
    assert any(new.opens_at and new.opens_at > NOON for new in polls)
    assert any(new.languages == ("en", "ru", "fr", "ja") for new in polls)
    orders = {question.order for new in polls for question in new.questions}
    assert orders == {Order.FIXED, Order.REVERSED}
    assert any(new.closing is not None for new in polls)
    several = [new.questions[0] for new in polls if new.questions[0].kind is Kind.MULTIPLE]
    assert [(one.at_least, one.at_most) for one in several] == [(1, 3)]
