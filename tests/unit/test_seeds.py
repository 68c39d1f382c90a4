"""The seeds: they read clean, show what their README says, and never rot."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Origin, Phase, Protection, Visibility
from pollsvc.domain.question import Kind, Order, Required, Role
from pollsvc.imports.reading import Definition, read_definition, read_definitions
from tests.make import NOON

SEEDS = Path(__file__).parents[2] / "seeds"
FILES = sorted(SEEDS.glob("*.yaml"))
HALF_TRANSLATED = "asia-in-three-languages"
PAIRS = (("valdai-july-before", "valdai-july-after"), ("jiia-april-before", "jiia-april-after"))


EXCLUSIVE = ("dont_know", "no_answer", "none")


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


@pytest.mark.parametrize(
    "file",
    [file for file in FILES if file.stem != HALF_TRANSLATED],
    ids=lambda file: str(file.stem),
)
def test_every_seed_can_be_asked_whole_in_all_its_languages(file: Path) -> None:
    new = read_definition(file).new_poll(NOON)
    for question in new.questions:
        rows = [row.text for row in question.rows]
        labels = [option.label for option in question.options]
        units = [question.unit] if question.unit else []
        for text in (question.text, *rows, *labels, *units):
            assert text.languages == new.languages


@pytest.mark.parametrize("years", [0, 30])
def test_seeds_hold_whenever_they_are_loaded(years: int) -> None:
    now = NOON + timedelta(days=365 * years)
    live = [one.new_poll(now) for one in read_definitions([SEEDS]) if one.content.tally is None]
    assert len(live) >= 7
    open_yet = [new for new in live if new.event is None]
    assert all(new.closes_at is not None and new.closes_at > now for new in open_yet)


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
                if option.role is not Role.OTHER:
                    assert (option.role is not Role.PLAIN) is (option.code in EXCLUSIVE)


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
    assert orders == set(Order)
    assert any(new.closing is not None for new in polls)
    several = {
        new.slug: new.questions[0] for new in polls if new.questions[0].kind is Kind.MULTIPLE
    }
    areas = several["russia-japan-dialogue-areas"]
    assert (areas.at_least, areas.at_most) == (1, 3)


def test_polls_of_before_the_surveys_keep_their_digests() -> None:
    digests = {one.slug: one.digest[:8] for one in read_definitions([SEEDS])}
    known = {
        "blocs-or-many-centres": "1ce5e0f4",
        "europe-in-the-south-china-sea": "d3c7f07a",
        "indo-pacific-or-asia-pacific": "a3d3989b",
        "russia-japan-prospects": "7b2c418b",
        "south-korea-course": "20955537",
        "us-china-decoupling": "de2afa17",
        "us-goals-for-russia": "e6b49a03",
        "us-goals-for-russia-2013": "74eeffb4",
    }
    assert {slug: digests[slug] for slug in known} == known


def test_in_none_of_these_areas_excludes_the_areas() -> None:
    options = {
        one.code: one.role for one in poll("russia-japan-dialogue-areas").questions[0].options
    }
    assert options["none"] is Role.NONE


def test_the_surveys_show_every_kind_and_every_role() -> None:
    asked = [one for file in FILES for one in read_definition(file).new_poll(NOON).questions]
    assert {question.kind for question in asked} == set(Kind)
    assert {option.role for question in asked for option in question.options} == set(Role)
    assert {question.required for question in asked} == set(Required)
    assert any(question.show_if for question in asked)
    assert any("{" in question.text.say("en").text for question in asked)


def test_the_expert_survey_is_one_poll_in_four_languages() -> None:
    new = poll("east-asia-experts")
    assert new.languages == ("en", "ru", "fr", "ja")
    assert [page.number for page in new.pages] == [1, 2, 3, 4]
    assert len(new.questions) == 8
    assert new.check
    assert new.save_later
    assert new.questions[0].code == "country"


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: str(pair[0]))
def test_a_pair_asks_the_same_before_and_after_one_event(pair: tuple[str, str]) -> None:
    before, after = map(poll, pair)
    assert before.questions == after.questions
    assert before.event == after.event
    assert (before.phase, after.phase) == (Phase.BEFORE, Phase.AFTER)
    assert all(question.series for question in before.questions)
    assert before.closes_at is not None
    assert after.opens_at is not None
    assert before.closes_at <= after.opens_at


def test_only_surveys_have_sample_data_and_are_marked_for_it() -> None:
    polls = {file.stem: read_definition(file).new_poll(NOON) for file in FILES}
    marked = {slug for slug, new in polls.items() if new.sample}
    assert {"east-asia-experts", *PAIRS[0], *PAIRS[1]} <= marked
    assert not {slug for slug in marked if slug.startswith(("us-", "russia-japan"))}
    assert "come-to-the-discussion" not in marked


def test_the_half_translated_survey_has_a_question_of_each_sort() -> None:
    whole = []
    for question in poll(HALF_TRANSLATED).questions:
        texts = (question.text, *(option.label for option in question.options))
        whole.append(frozenset.intersection(*(frozenset(text.languages) for text in texts)))
    assert whole == [{"en", "ar", "fr"}, {"en", "fr"}, {"en"}, {"en", "ar", "fr"}]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_no_seed_has_a_hint_left(file: Path) -> None:
    # One is there to show what becomes of a question that lacks a label in a language.
    wanted = ["questions[1].options[3].label"] if file.stem == HALF_TRANSLATED else []
    assert [hint.path for hint in read_definition(file).hints] == wanted
