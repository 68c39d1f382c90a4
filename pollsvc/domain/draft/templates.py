"""Drafts to begin with: a reader poll, a pair before and after a discussion, an expert survey.

What only the editor knows is left empty, so that nothing of ours is published by mistake.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pollsvc.domain.draft.coding import with_codes
from pollsvc.domain.draft.role_words import WORDS
from pollsvc.domain.draft.shape import Draft, DraftOption, DraftQuestion, DraftRow
from pollsvc.domain.draft.template_words import TEMPLATES
from pollsvc.domain.poll import Flow, Phase
from pollsvc.domain.question import Kind, Required, Role

LANGUAGES = tuple(TEMPLATES["thanks"])
"""The languages in which there are templates; in any other language they are in the first."""
_YEARS = 70


def reader_poll(language: str, zone: str) -> Draft:
    """One question, with an answer for who has no view."""
    words = _Words(language)
    two = (DraftOption(), DraftOption())
    question = DraftQuestion(options=(*two, words.role(Role.DONT_KNOW)))
    return _coded(words, zone, (question,))


def pair(language: str, zone: str) -> tuple[Draft, Draft]:
    """The same questions before and after a discussion, with their series."""
    words = _Words(language)
    two = (DraftOption(), DraftOption())
    asked = (
        DraftQuestion(code="view", series="view", options=(*two, words.role(Role.DONT_KNOW))),
        DraftQuestion(
            code="sure",
            series="sure",
            kind=Kind.SCALE.value,
            text=words.say("how_sure"),
            required=Required.SOFT.value,
            scale_from="0",
            scale_to="10",
            options=(
                DraftOption(value="0", label=words.say("not_sure_at_all")),
                DraftOption(value="10", label=words.say("quite_sure")),
            ),
        ),
    )
    changed = DraftQuestion(
        code="changed",
        text=words.say("changed"),
        required=Required.SOFT.value,
        options=(
            *(words.option(one) for one in ("changed_much", "changed_little", "changed_not")),
            words.role(Role.DONT_KNOW),
        ),
    )
    before = replace(_coded(words, zone, asked), flow=Flow.ALL.value, phase=Phase.BEFORE.value)
    after = _coded(words, zone, (*asked, changed))
    return before, replace(after, flow=Flow.ALL.value, phase=Phase.AFTER.value)


def expert_survey(language: str, zone: str) -> Draft:
    """A survey of three pages: who answers, what they expect, their own words."""
    words = _Words(language)
    questions = (*_about_you(words), *_assessment(words), _own_words(words))
    return replace(_coded(words, zone, questions), check=True, save_later=True)


class _Words:
    """The words of templates in one language."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]

    def say(self, text: str) -> Mapping[str, str]:
        return {self.language: TEMPLATES[text][self.language]}

    def option(self, text: str, value: str = "") -> DraftOption:
        return DraftOption(label=self.say(text), value=value)

    def role(self, role: Role) -> DraftOption:
        label = {self.language: WORDS[role][self.language]}
        return DraftOption(label=label, role=role.value)


def _coded(words: _Words, zone: str, questions: tuple[DraftQuestion, ...]) -> Draft:
    draft = Draft(
        languages=(words.language,), zone=zone, questions=questions, closing=words.say("thanks")
    )
    return with_codes(draft)


def _about_you(words: _Words) -> tuple[DraftQuestion, ...]:
    two = (DraftOption(), DraftOption())
    return (
        DraftQuestion(
            code="country",
            page_title=words.say("about_you"),
            text=words.say("expert_of"),
            options=(*two, words.role(Role.OTHER), words.role(Role.NO_ANSWER)),
        ),
        DraftQuestion(
            code="years",
            kind=Kind.NUMBER.value,
            text=words.say("years"),
            unit=words.say("unit_years"),
            low="0",
            high=str(_YEARS),
            required=Required.SOFT.value,
            options=(words.role(Role.NO_ANSWER),),
        ),
    )


def _assessment(words: _Words) -> tuple[DraftQuestion, ...]:
    points = ("very_unlikely", "unlikely", "even", "likely", "very_likely")
    return (
        DraftQuestion(
            code="likely",
            kind=Kind.MATRIX.value,
            new_page=True,
            page_title=words.say("your_view"),
            text=words.say("how_likely"),
            rows=(DraftRow(), DraftRow()),
            diverging=True,
            options=(
                *(words.option(one, str(value)) for value, one in enumerate(points, -2)),
                words.role(Role.DONT_KNOW),
            ),
        ),
        DraftQuestion(
            code="matters",
            kind=Kind.RANKING.value,
            text=words.say("most_important"),
            at_most="3",
            options=(*(DraftOption() for _ in range(4)), words.role(Role.DONT_KNOW)),
        ),
    )


def _own_words(words: _Words) -> DraftQuestion:
    return DraftQuestion(
        code="more",
        kind=Kind.LONG_TEXT.value,
        new_page=True,
        page_title=words.say("own_words"),
        text=words.say("add"),
        required=Required.NO.value,
    )
