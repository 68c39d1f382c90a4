"""What is wrong with a draft, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pollsvc.domain.errors import PollsvcError
from pollsvc.domain.flow import RuleFault
from pollsvc.domain.theme import ThemeProblem


@dataclass(frozen=True, kw_only=True)
class DraftProblem:
    """One thing wrong with a draft.

    ``field`` is the name of the form's field, ``question`` its question's place and
    ``option`` that of its option or row, all counted from 0. ``language`` is set where the
    text of a translation is meant. ``limit`` is the number that was not kept, ``detail``
    what else the sentence about it needs, ``theme`` what is wrong with a variable of the
    look, ``rule`` what is wrong with a rule or with a text that names an answer (its code
    is then ``rule``). ``code`` is one of:

    ``empty`` ``too_long`` ``too_few`` ``too_many`` ``alike`` ``unknown`` ``not_a_number``
    ``too_small`` ``too_large`` ``slug_shape`` ``slug_fixed`` ``slug_taken`` ``time_form``
    ``time_unknown`` ``time_year`` ``time_skipped`` ``time_twice`` ``time_past``
    ``before_opening`` ``before_closing`` ``no_closing`` ``not_released`` ``already_open``
    ``is_over`` ``url`` ``theme`` ``has_votes`` ``moves_votes`` ``list_too_long``
    ``code_shape`` ``code_taken`` ``code_fixed`` ``no_value`` ``off_scale`` ``value_taken``
    ``role`` ``not_a_decimal`` ``too_precise`` ``not_a_day`` ``wrong_way`` ``too_wide``
    ``rule`` ``no_event`` ``event_of_others``.
    """

    field: str
    code: str
    question: int = 0
    option: int | None = None
    language: str | None = None
    limit: int | None = None
    detail: tuple[str, ...] = ()
    theme: ThemeProblem | None = None
    rule: RuleFault | None = None


class InvalidDraftError(PollsvcError):
    """Something in this poll has to be put right first."""

    code = "invalid_draft"

    def __init__(self, problems: Iterable[DraftProblem]) -> None:
        """Keep every problem, in the order of the form."""
        super().__init__()
        self.problems = tuple(problems)
