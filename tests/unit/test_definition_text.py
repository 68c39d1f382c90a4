"""The text of definition files: the values of YAML and JSON, and that nothing breaks the reader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.imports.faults import DefinitionFaultsError
from pollsvc.imports.reading import read_text
from pollsvc.imports.yaml_text import UnreadableTextError, read_document
from tests.make import NOON
from tests.unit.definition_data import faults, poll_data

SEED = (Path(__file__).parents[2] / "seeds" / "russia-japan-prospects.yaml").read_text("utf-8")


def read_or_refused(text: str) -> None:
    """Reads the text; either there is a poll, or there are faults, each with a place."""
    try:
        definition = read_text(text.encode("utf-8", "surrogatepass"), "x.yaml")
    except DefinitionFaultsError as error:
        found = error.faults
    else:
        assert definition.new_poll(NOON).questions
        return
    assert found
    assert all(fault.line > 0 and fault.column > 0 and fault.message for fault in found)


@pytest.mark.parametrize(
    "label", ["Yes", "No", "on", "off", "y", "2024-01-01", "12:30:45", "1_000", "NO"]
)
def test_what_yaml_once_took_for_something_else_stays_a_text(label: str) -> None:
    assert read_document(f"- {label}".encode()).data == [label]


def test_core_schema_values() -> None:
    text = b"[012, 0o14, 0x1F, -3, 1.5, .5, 1e3, true, null, ~, 'true', \"12\", !!str 12]"
    expected = [12, 12, 31, -3, 1.5, 0.5, 1000.0, True, None, None, "true", "12", "12"]
    assert read_document(text).data == expected


def test_norwegian_is_a_language() -> None:
    data = read_document(b"languages: [no]\nlabel: {no: Ja}").data
    assert data == {"languages": ["no"], "label": {"no": "Ja"}}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: 1\nb: 2\na: 3", "3:1: a: this name is here twice"),
        ("a: &x 1", "1:4: a: anchors"),
        ("a: &x [1]\nb: *x", "2:4: b: aliases"),
        ("a: !!python/name:os.system 1", "1:4: a: tags"),
        ("a: !x {b: 1}", "1:4: a: tags"),
        ("a: 1\n---\nb: 2", "2:1: one file holds one poll"),
        ("? [a]\n: b", "1:3: a name must be a plain text"),
        ("", "1:1: the file is empty"),
        ("a: [1\n", "1:4: { or [ is not closed"),
        ("x: 1\ny: a\x00b", "2:5: the character U+0000 is not allowed"),
        ('a: "\\U00110000"', "1:1: an escape such as"),
        ('a: "\\ud800"', "1:4: a: half of a surrogate pair"),
        ("[" * 2000, "1:14: this is nested too deeply"),
        ("a: " + "9" * 5000, "1:4: a: this number is too long"),
        ("#" * 262_145, "1:1: the file is larger than 256 KiB"),
    ],
)
def test_yaml_that_could_surprise_is_refused(text: str, fault: str) -> None:
    assert any(one.startswith(fault) for one in faults(text))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{'a': 1}", "1:2: this is not JSON"),
        ('{"a": [1,\n 2,\n ]}', "2:3: this is not JSON: remove this comma, as ] comes next"),
        ('{"a": 1, }', "1:8: this is not JSON: remove this comma, as } comes next"),
        ('{"a": True}', '1:7: this is not JSON: write a text in "quotes", a number, true'),
        ('{"a": 1 "b": 2}', "1:9: this is not JSON: put a comma before this, or close what"),
        ('{"a": 1,\n "a": 2}', "2:2: a: this name is here twice"),
        ("[" * 100_000, "1:1: this is nested too deeply"),
    ],
)
def test_json_is_read_strictly(text: str, fault: str) -> None:
    assert any(one.startswith(fault) for one in faults(text, "x.json"))


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(JSON_VALUES, st.sampled_from([None, 1, "\t"]))
def test_json_gives_the_same_data_as_any_json_reader(value: Any, indent: int | str | None) -> None:
    assert read_document(json.dumps(value, indent=indent).encode(), is_json=True).data == value


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    for file in ("x.yaml", "x.json"):
        with pytest.raises(DefinitionFaultsError):
            read_text(text.encode("utf-8", "surrogatepass"), file)


@given(st.binary(max_size=100))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with pytest.raises(DefinitionFaultsError):
        read_text(raw, "x.yaml")


FIELDS = ("slug", "languages", "questions", "opens", "closes", "zone", "tally", "source", "tags")
INNER = ("title", "code", "text", "options", "label", "counts", "respondents", "kind", "at_most")
NAMES = st.sampled_from([*FIELDS, *INNER, "<text>", "en"])
SHAPED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=30,
)


@given(SHAPED)
def test_any_data_is_read_or_refused(value: Any) -> None:
    with pytest.raises(DefinitionFaultsError):
        read_text(yaml.safe_dump(value, allow_unicode=True).encode(), "x.yaml")


@given(st.sampled_from([*poll_data(), "tally", "source", "opens", "tags", "zone"]), SHAPED)
def test_any_value_of_a_field_is_read_or_refused(field: str, value: Any) -> None:
    read_or_refused(yaml.safe_dump(poll_data(**{field: value})))


@given(st.integers(0, len(SEED)), st.integers(0, 30), st.text(max_size=12))
def test_a_seed_with_any_part_overwritten_is_read_or_refused(
    start: int, length: int, text: str
) -> None:
    read_or_refused(SEED[:start] + text + SEED[start + length :])


def test_unreadable_text_names_its_place() -> None:
    with pytest.raises(UnreadableTextError) as refused:
        read_document("é: 1\nb: \xff".encode("latin-1"))
    assert (refused.value.found.place.line, refused.value.found.place.column) == (1, 1)


def test_questions_end_with_a_question_mark_between_brackets_too() -> None:
    found = read_document("a: {en: Tea?, fr: Du thé ?, de: 'Tee?'}\nb: [Tea?, x?y]".encode())
    assert found.data == {
        "a": {"en": "Tea?", "fr": "Du thé ?", "de": "Tee?"},
        "b": ["Tea?", "x?y"],
    }
