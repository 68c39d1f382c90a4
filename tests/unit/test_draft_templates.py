"""Templates: what is ours in them is right in every language, the rest is for the editor."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pollsvc.domain.draft import Draft, DraftOption, DraftRow, hints
from pollsvc.domain.draft.template_words import TEMPLATES
from pollsvc.domain.draft.templates import LANGUAGES, expert_survey, pair, reader_poll
from pollsvc.domain.draft.translating import missing, units
from pollsvc.domain.poll import Phase
from tests.unit.draft_data import problems, read


def filled(draft: Draft) -> Draft:
    """The draft with words where its editor has to write some."""
    questions = []
    for number, one in enumerate(draft.questions):
        base = draft.base_language
        options = tuple(
            option if any(option.label.values()) else replace(option, label={base: f"Answer {n}"})
            for n, option in enumerate(one.options)
        )
        rows = tuple(
            DraftRow(code=f"r{n}", text={base: f"Row {n}"}) for n, _ in enumerate(one.rows)
        )
        text = one.text or {base: f"Question {number}?"}
        questions.append(replace(one, text=text, options=options, rows=rows))
    return replace(draft, questions=tuple(questions))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_can_be_published_once_its_gaps_are_filled(language: str) -> None:
    before, after = pair(language, "Europe/Moscow")
    event = {language: "Forum"}
    for draft in (
        reader_poll(language, "Europe/Moscow"),
        replace(before, event=event),
        replace(after, event=event),
        expert_survey(language, "Europe/Moscow"),
    ):
        assert (draft.languages, draft.zone) == ((language,), "Europe/Moscow")
        assert problems(filled(draft)) == []
        assert {one.code for one in hints(draft)} <= {"nearly_alike"}


def test_a_language_without_templates_gets_them_in_english() -> None:
    assert reader_poll("kk", "UTC").languages == ("en",)


def test_every_text_is_there_in_the_same_languages() -> None:
    assert {tuple(texts) for texts in TEMPLATES.values()} == {LANGUAGES}


def test_a_pair_asks_the_same_in_the_same_series() -> None:
    before, after = pair("en", "UTC")
    assert (before.phase, after.phase) == (Phase.BEFORE, Phase.AFTER)
    assert after.questions[: len(before.questions)] == before.questions
    assert [one.series for one in after.questions] == ["view", "sure", ""]


def test_an_expert_survey_has_three_pages_of_every_kind() -> None:
    new = read(filled(expert_survey("en", "UTC")))
    assert [page.number for page in new.pages] == [1, 2, 3]
    assert [one.kind.value for one in new.questions] == [
        *("single", "number", "matrix", "ranking", "long_text")
    ]
    assert (new.check, new.save_later) == (True, True)


def test_texts_of_pages_rows_and_units_are_translated_too() -> None:
    draft = replace(filled(expert_survey("en", "UTC")), languages=("en", "fr"))
    draft = replace(draft, title={"en": "Experts"}, event={"en": "Forum"})
    names = [one.name for one in units(draft)]
    for name in ("title", "event", "q1-page_title", "q2-unit", "q3-row-2", "q3-page_title"):
        assert name in names
    needed = [one.name for one in missing(draft, "fr")]
    assert ("q3-row-1" in needed, "q2-unit" in needed) == (True, True)
    assert ("title" in needed, "q1-page_title" in needed) == (False, False)


def test_what_is_not_of_a_kind_is_not_translated() -> None:
    draft = filled(expert_survey("en", "UTC"))
    number = replace(draft.questions[1], options=(DraftOption(label={"en": "A"}),))
    single = replace(draft.questions[0], unit={"en": "km"}, rows=(DraftRow(text={"en": "Row"}),))
    names = [one.name for one in units(replace(draft, questions=(single, number)))]
    assert not {"q1-unit", "q1-row-1", "q2-label-1"} & set(names)


def test_each_text_says_where_it_is_stored() -> None:
    draft = filled(expert_survey("en", "UTC"))
    questions = list(draft.questions)
    questions[2] = replace(
        questions[2],
        key="5",
        rows=(DraftRow(key="6", text={"en": "Row"}),),
        options=(DraftOption(key="9", label={"en": "Yes"}),),
    )
    draft = replace(draft, questions=tuple(questions), title={"en": "T"}, event={"en": "E"})
    places = {one.name: one.place for one in units(draft)}
    assert places["q3-page_title"] == ("page", 2, "title")
    assert places["q3-text"] == ("question", 5, "text")
    assert places["q3-row-1"] == ("question", 6, "text")
    assert places["q3-label-1"] == ("option", 9, "label")
    assert (places["title"], places["event"]) == (("poll", 0, "title"), None)
    assert places["q1-text"] is None
