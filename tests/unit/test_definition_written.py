"""Polls written back as definition files: read again they are the same polls."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.new_poll import NewPoll
from pollsvc.imports.reading import read_text
from pollsvc.imports.written import Line, PastCounts, definition_data
from pollsvc.imports.yaml_text import read_document
from pollsvc.imports.yaml_writing import yaml_of
from tests.make import NOON
from tests.unit.definition_data import poll_data, question_data, read

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.yaml"))


def file_of(new: NewPoll) -> str:
    past = None
    if new.tally is not None:
        past = PastCounts(counts=new.tally, respondents=new.respondents or {})
    return yaml_of(definition_data(new, past))


def loaded(text: str) -> NewPoll:
    return replace(read_text(text.encode(), "x.yaml").new_poll(NOON), digest="")


def again(**fields: Any) -> tuple[NewPoll, str]:
    """The poll of these fields, which its file makes again, and that file."""
    new = replace(read(poll_data(**fields)).new_poll(NOON), digest="")
    text = file_of(new)
    assert loaded(text) == new
    return new, text


@pytest.mark.parametrize("file", SEEDS, ids=lambda file: str(file.stem))
def test_every_seed_is_the_same_poll_when_it_was_written_and_read(file: Path) -> None:
    new = read_text(file.read_bytes(), file.name).new_poll(NOON)
    text = file_of(new)
    assert loaded(text) == replace(new, digest="", sample=False)


@pytest.mark.parametrize("file", SEEDS, ids=lambda file: str(file.stem))
def test_a_written_file_keeps_its_digest_when_it_is_written_again(file: Path) -> None:
    first = file_of(read_text(file.read_bytes(), file.name).new_poll(NOON))
    made = read_text(first.encode(), "x.yaml")
    second = file_of(made.new_poll(NOON + timedelta(days=300)))
    assert second == first
    assert read_text(second.encode(), "x.yaml").digest == made.digest


def test_what_is_as_usual_is_left_out_and_the_manuals_order_is_kept() -> None:
    _, text = again(languages=["en"], opens="2026-03-01 18:00")
    assert text == (
        "slug: tea-or-coffee\n"
        "languages: [en]\n"
        "opens: 2026-03-01 18:00\n"
        "\n"
        "questions:\n"
        "  - code: drink\n"
        "    text: Which do you drink?\n"
        "    options:\n"
        "      - {code: tea, label: Tea}\n"
        "      - {code: coffee, label: Coffee}\n"
    )


def test_the_order_of_rows_is_written_where_it_is_not_as_usual() -> None:
    matrix = question_data(kind="matrix", rows=["Mornings", "Evenings"])
    _, text = again(questions=[matrix | {"rows_order": "random"}])
    assert "    rows_order: random\n" in text
    _, text = again(questions=[matrix | {"rows_order": "fixed"}])
    assert "rows_order" not in text


def test_the_digest_of_a_file_is_that_of_before_there_was_an_order_of_rows() -> None:
    matrix = question_data(kind="matrix", rows=["Mornings", "Evenings"])
    fixed = read(poll_data(questions=[matrix | {"rows_order": "fixed"}]))
    assert fixed.digest == read(poll_data(questions=[matrix])).digest


def test_a_topic_may_have_a_code_of_the_desk() -> None:
    again(tags=[{"code": "east_asia-2", "label": {"en": "East Asia", "ja": "東アジア"}}])


def test_long_texts_are_blocks() -> None:
    long = "A question that has to be asked in so many words that they go over more than one line?"
    _, text = again(intro="One.\n\n- two\n- three", questions=[question_data(text=long)])
    assert "intro: |-\n  One.\n\n  - two\n" in text
    assert "    text: >-\n      A question" in text


@pytest.mark.parametrize(
    "scale",
    [
        {"from": -2, "to": 2, "labels": {"-2": "bad", "2": {"en": "good", "fr": "bien"}}},
        {"from": 0, "to": 10},
        {"from": 1, "to": 3, "labels": ["a", "b", "c"]},
    ],
)
def test_points_that_follow_one_another_are_a_scale(scale: dict[str, Any]) -> None:
    unsure = {"role": "dont_know", "label": "I do not know"}
    asked = question_data(kind="scale", scale=scale, options=[unsure], diverging=True)
    _, text = again(questions=[asked])
    assert "    scale: " in text.replace("scale:\n", "scale: \n")
    assert "{role: dont_know, label: I do not know}" in text


def test_points_with_codes_of_their_own_stay_options() -> None:
    points = [{"code": "low", "label": "Low", "value": 5}, {"label": "High", "value": 9}]
    plain = {"code": "b", "text": "B", "kind": "scale", "options": ["Bad", "Good"]}
    _, text = again(questions=[question_data(kind="scale", options=points), plain])
    assert "scale:" not in text
    assert "{code: low, label: Low, value: 5}" in text
    assert "{code: bad, label: Bad}" in text


def test_limits_ranges_and_rules_are_written_as_they_were() -> None:
    number = {"code": "n", "kind": "number", "text": "N", "low": -0.5, "high": 20, "decimals": 1}
    day = {"code": "d", "kind": "date", "text": "D", "low": "2024-02-29", "required": "soft"}
    rank = {"code": "r", "kind": "ranking", "text": "R", "options": ["A", "B", "C"], "at_most": 2}
    said = {"code": "w", "kind": "long_text", "text": "W", "show_if": "n > 1.5", "longest": 99}
    _, text = again(questions=[question_data(), number, day, rank, said])
    for line in ("low: -0.5", "high: 20", "low: '2024-02-29'", "at_most: 2", "show_if: n > 1.5"):
        assert f"    {line}\n" in text


@pytest.mark.parametrize("opens", ["2026-10-25T02:30+01:00", "2026-03-01T10:00:31Z", "now"])
def test_times_are_written_to_the_very_moment(opens: str) -> None:
    new, text = again(zone="Europe/Paris", opens=opens, visibility="after_closing")
    assert new.opens_at is not None
    assert "zone: Europe/Paris\n" in text


def test_results_that_an_editor_releases_need_no_time() -> None:
    _, text = again(opens="now", visibility="when_released")
    assert "visibility: when_released\n" in text
    assert "release:" not in text


def test_a_past_result_of_several_questions_keeps_its_counts() -> None:
    extras = question_data(code="extras", kind="multiple")
    counts = {"tea": 3, "coffee": 0}
    tally = {
        "questions": {"drink": {"counts": counts}, "extras": {"respondents": 5, "counts": counts}},
        "field_from": "2013-09-16",
        "field_to": "2013-09-30",
    }
    _, text = again(
        questions=[question_data(), extras], tally=tally, source={"title": "A"}, zone="Asia/Tokyo"
    )
    assert "counts: {tea: 3, coffee: 0}" in text
    assert "field_to: '2013-09-30'" in text


SURPRISING = (
    *("yes", "no", "on", "~", "null", "true", "1:30", "012", "0o7", "0x1F", "1e3", ".5", "1_000"),
    *("2024-01-01", "- a", "a: b", "a #b", "#b", "{a}", "[a", "*a", "&a", "!a", "%a", "@a", "🍵"),
    *("'a'", '"a"', "a, b", "?", "|", ">", "=", "<<", " a ", "a\nb", "a\n\n b\n", ".inf"),
)
ODD = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), max_size=120),
    st.sampled_from(SURPRISING),
)


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), ODD, min_size=1), ODD)
def test_any_text_is_read_as_it_was_written(names: dict[str, str], text: str) -> None:
    data = {"text": text, "names": Line(names), "list": [text, *names.values()]}
    written = yaml_of(data)
    assert read_document(written.encode()).data == data
    # Programs that know YAML 1.1 only read the same.
    assert yaml.safe_load(written) == data
