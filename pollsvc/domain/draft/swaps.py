"""Corrections that would give the votes for one thing to another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pollsvc.domain.draft.coding import matching, rows_before
from pollsvc.domain.draft.shape import Draft, DraftQuestion, Texts
from pollsvc.domain.draft.wording import Checks, tidy
from pollsvc.domain.poll import Correction
from pollsvc.domain.question import Question
from pollsvc.domain.texts import Localised, same_text


@dataclass(frozen=True)
class _Said:
    """What is stored of an answer, a row or a question, and how it is named in a form."""

    id: int
    text: Localised


@dataclass(frozen=True)
class _Typed:
    """What is typed of it: its texts and its place; ``own`` is what is stored."""

    texts: Texts
    where: Mapping[str, int]
    own: _Said | None


def check_swaps(
    checks: Checks,
    draft: Draft,
    asked: Sequence[Question | None],
    corrections: Iterable[Correction],
) -> None:
    """Note each text that would read as that of another one reads or once read.

    That holds for the answers to a question, the rows of a matrix, and the questions.
    Back to the wording that was answered first any of them can go. ``asked`` are the stored
    questions, one for each in the draft; ``corrections`` those of the poll, oldest first.
    """
    former = tuple(corrections)
    asking = _Swaps(checks, "question", [one for one in former if one.subject == "question"])
    labels = _Swaps(checks, "answer", [one for one in former if one.subject == "option"])
    pairs = list(zip(draft.questions, asked, strict=True))
    asking.check(
        [
            _Typed(one.text, {"question": place}, _Said(own.id, own.text) if own else None)
            for place, (one, own) in enumerate(pairs)
        ],
        [_Said(own.id, own.text) for own in asked if own],
    )
    for place, (one, own) in enumerate(pairs):
        if own is not None:
            _check_rows(asking, one, place, own)
            _check_options(labels, one, place, own)


def _check_rows(swaps: _Swaps, typed: DraftQuestion, place: int, stored: Question) -> None:
    swaps = _Swaps(swaps.checks, "row", swaps.former)
    rows = [
        _Typed(one.text, {"question": place, "option": n}, _Said(own.id, own.text) if own else None)
        for n, (one, own) in enumerate(
            zip(typed.rows, rows_before(typed.rows, stored), strict=True)
        )
    ]
    swaps.check(rows, [_Said(one.id, one.text) for one in stored.rows])


def _check_options(swaps: _Swaps, typed: DraftQuestion, place: int, stored: Question) -> None:
    own = matching(typed.options, stored.options, swaps.checks.languages[0])
    answers = [
        _Typed(
            one.label,
            {"question": place, "option": n},
            _Said(there.id, there.label) if there else None,
        )
        for n, (one, there) in enumerate(zip(typed.options, own, strict=True))
    ]
    swaps.check(answers, [_Said(one.id, one.label) for one in stored.options])


@dataclass(frozen=True)
class _Swaps:
    """Looks for swaps among things of one sort."""

    checks: Checks
    name: str
    former: Sequence[Correction]

    def check(self, typed: Sequence[_Typed], stored: Sequence[_Said]) -> None:
        """Note each of these that would read as another one of those stored."""
        base = self.checks.languages[0]
        for one in typed:
            for language in self.checks.languages:
                text = same_text(tidy(one.texts.get(language, ""), self.name))
                if one.own is None or not text or text in self._own(one.own, language):
                    continue
                other = self._other(text, language, one.own, stored)
                if other is not None:
                    more = {} if language == base else {"language": language}
                    detail = (str(other + 1),)
                    self.checks.fault(self.name, "moves_votes", detail=detail, **one.where, **more)

    def _own(self, own: _Said, language: str) -> set[str]:
        """How it reads, and how it read first."""
        mine = [c.before for c in self.former if (c.subject_id, c.language) == (own.id, language)]
        return {same_text(own.text.as_dict().get(language, "")), *map(same_text, mine[:1])}

    def _other(self, text: str, language: str, own: _Said, stored: Sequence[_Said]) -> int | None:
        """The place of another one that reads or once read so in this language."""
        for place, one in enumerate(stored):
            said = {one.text.as_dict().get(language, "")}
            said |= {
                c.before for c in self.former if (c.subject_id, c.language) == (one.id, language)
            }
            if one.id != own.id and text in map(same_text, said):
                return place
        return None
