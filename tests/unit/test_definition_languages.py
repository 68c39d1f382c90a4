"""Definition files: questions that are translated but for a part, and are shown untranslated."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.definition_data import faults, poll_data, read

TEXT = {"en": "How?", "fr": "Comment ?", "ru": "Как?"}
BOTH = [{"en": "Yes", "fr": "Oui", "ru": "Да"}, {"en": "No", "fr": "Non", "ru": "Нет"}]
NUMBER = {"kind": "number", "low": 0, "high": 9}


def hints(**fields: Any) -> list[str]:
    """What is hinted at about a question with these fields."""
    asked = {"code": "x", "text": TEXT, **fields}
    definition = read(poll_data(languages=["en", "fr", "ru"], questions=[asked]))
    return [f"{one.path}: {one.message}" for one in definition.hints]


@pytest.mark.parametrize(
    ("fields", "path", "write"),
    [
        ({**NUMBER, "unit": "%"}, "unit", 'unit: { en: "%", fr: "%", ru: "%" }'),
        ({"options": [BOTH[0], "2025"]}, "options[1].label", '{ en: "2025", fr: "2025", '),
        (
            {"options": [{"code": "y", "label": "Yes"}, BOTH[1]]},
            "options[0].label",
            '{ en: "Yes", fr: "…", ru: "…" }',
        ),
        (
            {"kind": "matrix", "rows": ["China", "France"], "options": BOTH},
            "rows[0].text",
            '{ en: "China", fr: "…", ru: "…" }',
        ),
        (
            {"kind": "scale", "scale": {"from": 0, "to": 9, "labels": {"9": "very"}}},
            "scale.labels.9",
            '{ en: "very", fr: "…", ru: "…" }',
        ),
    ],
)
def test_the_first_part_that_lacks_a_language_is_named_with_how_to_write_it(
    fields: dict[str, Any], path: str, write: str
) -> None:
    (found,) = hints(**fields)
    said = "question x is shown in en to readers of fr, ru, as this is not in fr, ru"
    assert found.startswith(f"questions[0].{path}: {said}; write {write}")


def test_each_language_has_the_first_part_that_lacks_it() -> None:
    no_view = {"role": "dont_know", "label": {"en": "DK", "ru": "Не знаю"}}
    found = hints(**NUMBER, unit={"en": "years", "fr": "ans"}, options=[no_view])
    assert [one.split(": ")[0] for one in found] == [
        "questions[0].unit",
        "questions[0].options[0].label",
    ]
    assert found[0].endswith(
        'of ru, as this is not in ru; write unit: { en: "years", fr: "ans", ru: "…" }'
    )
    assert "to readers of fr, as" in found[1]


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "How?", "options": ["Yes", "No"]},
        {"text": {"en": "How?", "fr": "Comment ?"}, "options": BOTH},
        {"options": BOTH, "hint": "One", "error": "Choose one"},
        {"kind": "scale", "scale": {"from": 0, "to": 9}},
        {**NUMBER, "unit": {"en": "%", "fr": "%", "ru": "%"}},
    ],
)
def test_what_is_whole_or_not_translated_has_no_such_hint(fields: dict[str, Any]) -> None:
    assert hints(**fields) == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ({"label": {"en": "Tea", "short": {"en": "T"}}}, "questions[0].options[0].label.short"),
        ({"label": {"en": "Tea", "short": "T"}}, "questions[0].options[0].label.short"),
    ],
)
def test_a_field_among_the_languages_of_a_text_is_told_where_it_belongs(
    text: dict[str, Any], path: str
) -> None:
    asked = {"text": "How?", "options": [text, "Coffee"]}
    (found,) = faults(poll_data(questions=[asked]))
    assert found.endswith(
        f" {path}: this is no language but a field; write it beside label, not in it"
    )
    (title,) = faults(poll_data(title={"en": "T", "intro": {"en": "I"}}))
    assert "title.intro: this is no language but a field; write it beside title" in title
    (other,) = faults(poll_data(title={"en": "T", "de": "I"}))
    assert "title.de: this language is not in languages" in other
