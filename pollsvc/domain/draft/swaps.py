"""Corrections that would give the votes for one answer to another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pollsvc.domain.draft.shape import DraftOption
from pollsvc.domain.draft.wording import Checks, matching, tidy
from pollsvc.domain.poll import Correction, Option, Question
from pollsvc.domain.texts import same_text


def check_swaps(
    checks: Checks,
    options: tuple[DraftOption, ...],
    place: int,
    stored: Question,
    corrections: Iterable[Correction],
) -> None:
    """Note each answer that would read as another one of this question reads or once read.

    Back to the wording that was voted on first any answer can go. ``corrections`` are those
    of the poll, oldest first.
    """
    base = checks.languages[0]
    former = [one for one in corrections if one.subject == "option"]
    for number, (typed, own) in enumerate(
        zip(options, matching(options, stored.options, base), strict=True)
    ):
        if own is None:
            continue
        for language in checks.languages:
            text = same_text(tidy(typed.label.get(language, ""), "answer"))
            if not text or text in _own(own, language, former):
                continue
            other = _other(text, language, own, stored.options, former)
            if other is not None:
                more = {} if language == base else {"language": language}
                checks.fault(
                    "answer",
                    "moves_votes",
                    question=place,
                    option=number,
                    detail=(str(other + 1),),
                    **more,
                )


def _own(own: Option, language: str, former: Sequence[Correction]) -> set[str]:
    """How an answer reads, and how it read first."""
    mine = [one.before for one in former if (one.subject_id, one.language) == (own.id, language)]
    return {same_text(own.label.as_dict().get(language, "")), *map(same_text, mine[:1])}


def _other(
    text: str,
    language: str,
    own: Option,
    options: Sequence[Option],
    former: Sequence[Correction],
) -> int | None:
    """The place of another answer that reads or once read so in this language."""
    for place, one in enumerate(options):
        said = {one.label.as_dict().get(language, "")}
        said |= {c.before for c in former if (c.subject_id, c.language) == (one.id, language)}
        if one.id != own.id and text in map(same_text, said):
            return place
    return None
