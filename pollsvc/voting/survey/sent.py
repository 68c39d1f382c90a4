"""One step as its form was sent."""

from __future__ import annotations

import re
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from pollsvc.domain.errors import Problem
from pollsvc.domain.flow import Step
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Question
from pollsvc.voting.forms import SentFields, sent_fields
from pollsvc.voting.survey.walk import digest_of, wording_of
from pollsvc.voting.unfinished import Typed
from pollsvc.web.languages import LANGUAGES

LONGEST_KEPT = 50_000
"""Of longer texts only the sender's own page has a copy."""
MOST_KEPT = 200_000
"""So many characters of one step are kept, whatever they are."""
_LANGUAGE = "lang:"
_NUMBERS = re.compile(r"[1-9][0-9]{0,9}")
NO_LONGER = "reworded"
"""In place of the digest of words that a question does not have any more."""


@dataclass(frozen=True, kw_only=True)
class SentStep:
    """What a step's form brings. ``shown`` are the questions that the form had.

    ``is_reworded`` says that one of them reads otherwise now. ``go`` is the button, ``soft``
    are the questions that the respondent was asked for once more.
    """

    shown: tuple[Question, ...]
    fields: SentFields
    is_reworded: bool
    go: str
    soft: frozenset[int]

    @classmethod
    def of(cls, poll: Poll, step: Step | None, sent: MultiDict[str, str]) -> SentStep:
        """Read the form of a step of this poll."""
        ids = _numbers(sent.get("shown", ""))
        of_step = step.questions if step else ()
        shown = tuple(one for one in poll.questions if one.id in ids) if ids else of_step
        wording = sent.get("wording")
        gone = ids - {one.id for one in shown}
        return cls(
            shown=shown,
            fields=sent_fields(poll, shown, sent),
            is_reworded=bool(gone) or (bool(wording) and wording != wording_of(shown)),
            go=_button(poll, sent.get("go", "next")),
            soft=_numbers(sent.get("soft", "")),
        )

    @property
    def goes_on(self) -> bool:
        """Whether the respondent is done with the step, and not only away from it."""
        return self.go in ("next", "check")

    @property
    def language(self) -> str | None:
        """The language wanted for the page, where its button was pressed."""
        return self.go.removeprefix(_LANGUAGE) if self.go.startswith(_LANGUAGE) else None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the form itself; fields of what was reworded are passed over."""
        return () if self.is_reworded else self.fields.problems

    @property
    def is_too_long(self) -> bool:
        """Whether something was written that is not even kept."""
        texts = [*self.fields.parts.values(), *(one for v in self.fields.raw.values() for one in v)]
        return any(len(text) > LONGEST_KEPT for text in texts) or sum(map(len, texts)) > MOST_KEPT

    @property
    def typed(self) -> Typed:
        """What is kept of it."""
        touches = frozenset(part.id for one in self.shown for part in (one, *one.parts))
        seen = {one.id: digest_of(one) for one in self.shown} if self.goes_on else {}
        if self.is_reworded:
            seen = {one.id: NO_LONGER for one in self.shown}
        return Typed(
            touches=touches,
            raw={number: tuple(values) for number, values in self.fields.raw.items()},
            parts=self.fields.parts,
            seen=seen,
            let_go=self.soft & touches if self.goes_on else frozenset(),
        )


def _button(poll: Poll, pressed: str) -> str:
    """The button pressed; where it is none of this survey's, the one that goes on."""
    known = {"next", "check", "back", "save", *(f"{_LANGUAGE}{code}" for code in LANGUAGES)}
    return pressed if pressed in known or (pressed == "later" and poll.save_later) else "next"


def _numbers(text: str) -> frozenset[int]:
    """The numbers in a field of ours; anything else in it counts as nothing."""
    return frozenset(int(word) for word in text.split()[:1000] if _NUMBERS.fullmatch(word))
