"""One step as its form was sent."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

from werkzeug.datastructures import MultiDict

from pollsvc.domain.errors import Problem
from pollsvc.domain.flow import Step
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Question
from pollsvc.domain.wording import wording_of
from pollsvc.voting.forms import LANGUAGE_BUTTON, SentFields, sent_fields
from pollsvc.voting.survey.had import same_as_had
from pollsvc.voting.survey.walk import LOOK_AGAIN, NO_LONGER, after_correction
from pollsvc.voting.unfinished import Typed
from pollsvc.web.languages import LANGUAGES

LONGEST_KEPT = 120_000
"""So many characters are kept of one answer, faults and all; of more only the page has a copy."""
_NUMBERS = re.compile(r"[1-9][0-9]{0,9}")
_PAGE = re.compile(r"[0-9a-f]{8}")
_TURN = re.compile(r"([0-9a-z]{1,24})\.([0-9]{1,9})")


@dataclass(frozen=True, kw_only=True)
class SentStep:
    """What a step's form brings. ``shown`` are the questions that the form had.

    ``is_reworded`` says that one of them reads otherwise now than in ``wording``, or was
    taken out. ``go`` is the button, ``soft``
    are the questions that the respondent was asked for once more. ``page`` is the
    word of this very page, and ``had`` what it showed as answers. ``turn`` is which page of
    a browser with script sent it, and how often it had sent something by then.
    """

    shown: tuple[Question, ...]
    fields: SentFields
    wording: str
    is_reworded: bool
    go: str
    soft: frozenset[int]
    page: str = ""
    had: str = ""
    turn: tuple[str, int] = ("", 0)

    @classmethod
    def of(cls, poll: Poll, step: Step | None, sent: MultiDict[str, str]) -> SentStep:
        """Read the form of a step of this poll."""
        ids = _numbers(sent.get("shown", ""))
        of_step = step.questions if step else ()
        shown = tuple(one for one in poll.questions if one.id in ids) if ids else of_step
        wording = sent.get("wording", "")
        gone = ids - {one.id for one in shown}
        return cls(
            shown=shown,
            fields=sent_fields(poll, shown, sent),
            wording=wording,
            is_reworded=bool(gone) or (bool(wording) and wording != wording_of(shown)),
            go=_button(poll, sent.get("go", "next")),
            soft=_numbers(sent.get("soft", "")),
            page=_word(sent.get("page", "")),
            had=sent.get("had", ""),
            turn=_turn(sent.get("turn", "")),
        )

    @property
    def goes_on(self) -> bool:
        """Whether the respondent is done with the step, and not only away from it."""
        return self.go in ("next", "check")

    @property
    def language(self) -> str | None:
        """The language wanted for the page, where its button was pressed."""
        code = self.go.removeprefix(LANGUAGE_BUTTON)
        return None if code == self.go else code

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the form itself; fields of what was reworded are passed over."""
        return () if self.is_reworded else self.fields.problems

    @cached_property
    def too_long(self) -> frozenset[int]:
        """The questions with so much written that it is not even kept."""
        sizes: Counter[int] = Counter()
        for number, values in self.fields.raw.items():
            sizes[number] += sum(map(len, values))
        for (number, _), value in self.fields.parts.items():
            sizes[number] += len(value)
        return frozenset(number for number, size in sizes.items() if size > LONGEST_KEPT)

    @property
    def kept(self) -> Typed:
        """What is kept of it: of a text that is too long, what was there before."""
        typed, over = self.typed, self.too_long
        if not over:
            return typed
        whole = {part.id: one.id for one in self.shown for part in one.parts}
        return replace(
            typed,
            touches=typed.touches - over,
            same=typed.same - over,
            raw={number: values for number, values in typed.raw.items() if number not in over},
            parts={key: value for key, value in typed.parts.items() if key[0] not in over},
            # So that it is asked again before anything can be sent.
            seen=typed.seen | {whole[number]: "" for number in over},
        )

    @property
    def _seen(self) -> dict[int, str]:
        """What this form is done with, and what has to be looked at again."""
        if not self.is_reworded:
            return {one.id: one.wording_digest for one in self.shown} if self.goes_on else {}
        seen = after_correction(self.shown, self.wording)
        again = (NO_LONGER, LOOK_AGAIN)
        return {one: what for one, what in seen.items() if self.goes_on or what in again}

    @cached_property
    def typed(self) -> Typed:
        """All of it."""
        touches = frozenset(part.id for one in self.shown for part in (one, *one.parts))
        raw, parts = self.fields.raw, self.fields.parts
        return Typed(
            touches=touches,
            raw={number: tuple(values) for number, values in raw.items()},
            parts=parts,
            page=self.page,
            same=same_as_had(self.shown, self.had, raw, parts) if self.page else frozenset(),
            seen=self._seen,
            # Who reads the page in another language now was asked for these all the same.
            let_go=self.soft & touches if self.goes_on or self.language else frozenset(),
            turn=self.turn,
            by_itself=self.go == "save",
        )


def _button(poll: Poll, pressed: str) -> str:
    """The button pressed; where it is none of this survey's, the one that goes on."""
    codes = (*LANGUAGES, *poll.languages)
    known = {"next", "check", "back", "save", *(f"{LANGUAGE_BUTTON}{code}" for code in codes)}
    return pressed if pressed in known or (pressed == "later" and poll.save_later) else "next"


def _turn(text: str) -> tuple[str, int]:
    """What the script says of itself; nothing where it is none of ours."""
    found = _TURN.fullmatch(text)
    return (found[1], int(found[2])) if found else ("", 0)


def _word(text: str) -> str:
    return text if _PAGE.fullmatch(text) else ""


def _numbers(text: str) -> frozenset[int]:
    """The numbers in a field of ours; anything else in it counts as nothing."""
    return frozenset(int(word) for word in text.split()[:1000] if _NUMBERS.fullmatch(word))
