"""Rules, and texts that name earlier answers: what is wrong with them, at its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pollsvc.domain.draft.asked import page_numbers, read_question
from pollsvc.domain.draft.shape import Draft, DraftQuestion
from pollsvc.domain.draft.wording import Checks
from pollsvc.domain.flow import Asking, RuleFault, rule_faults
from pollsvc.domain.new_poll import NewPoll

RULES = frozenset(("show_if", "page_show_if"))
"""The fields with rules."""
_NAMES = {"text": "question", "label": "answer"}
_OF_PAGE = {"show_if": "page_show_if", "title": "page_title", "intro": "page_intro"}
_SHAPE = frozenset(
    (
        *("code", "row_code", "answer_code", "kind", "options", "rows", "value", "scale_from"),
        *("scale_to", "low", "high", "decimals"),
    )
)
"""Where one of these is wrong, rules that name it would seem wrong too."""


def check_rules(checks: Checks, draft: Draft, new: NewPoll) -> None:
    """Note what is wrong with the rules and with the texts that name earlier answers."""
    if _is_misshaped(checks):
        return
    for rule, where in placed_rules(draft, new):
        if rule.severity == "fault":
            checks.fault(code="rule", rule=rule, **where)


def is_shaped(draft: Draft) -> bool:
    """Whether rules find in every question, as far as it is written, what they can name."""
    checks = Checks(draft.languages)
    for place, one in enumerate(draft.questions):
        read_question(checks, one, place, 1, None)
    return not _is_misshaped(checks)


def _is_misshaped(checks: Checks) -> bool:
    return any(one.field in _SHAPE for one in checks.problems)


def placed_rules(draft: Draft, poll: Asking) -> Iterator[tuple[RuleFault, dict[str, Any]]]:
    """Each thing that is wrong with a rule or an answer named in a text, and where.

    The draft has its codes; ``poll`` is what was read from it.
    """
    pages = page_numbers(draft)
    places = {one.code.strip(): place for place, one in enumerate(draft.questions)}
    for rule in rule_faults(poll):
        if rule.page is not None:
            name, place = _OF_PAGE[rule.field], pages.index(rule.page)
        else:
            name, place = _NAMES.get(rule.field, rule.field), places[rule.question or ""]
        other = rule.language if rule.language != draft.base_language else None
        option = _item(draft.questions[place], rule)
        yield rule, {"name": name, "question": place, "option": option, "language": other}


def _item(question: DraftQuestion, rule: RuleFault) -> int | None:
    """The place of the answer or row that is meant, if one is."""
    parts = question.rows if rule.field == "row" else question.options
    codes = [one.code.strip() for one in parts]
    return codes.index(rule.item) if rule.item in codes else None
