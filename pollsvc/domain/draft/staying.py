"""What people were asked stays as it was, once they have answered."""

from __future__ import annotations

from pollsvc.domain.draft.asked import page_numbers
from pollsvc.domain.draft.coding import asked_before
from pollsvc.domain.draft.shape import Draft
from pollsvc.domain.draft.stored import has_votes
from pollsvc.domain.draft.swaps import check_swaps
from pollsvc.domain.draft.wording import Checks
from pollsvc.domain.new_poll import NewPoll, NewQuestion
from pollsvc.domain.poll import Page, Poll
from pollsvc.domain.question import Question

_STAYS = (
    *("kind", "at_least", "at_most", "order", "required", "show_if", "low", "high"),
    *("decimals", "longest", "method", "rows_order"),
)


def check_what_stays(checks: Checks, draft: Draft, new: NewPoll, stored: Poll) -> None:
    """Note every change that a poll cannot have any more, if people have answered it.

    Wordings can be corrected. What was asked of whom, in which order, and how it is counted
    stays, and so do promises that readers were given.
    """
    if not has_votes(stored):
        return
    places = [one.code for one in new.questions]
    if places != [one.code for one in stored.questions]:
        checks.fault("question", "has_votes")
    before = {one.code: one for one in stored.questions}
    for place, one in enumerate(new.questions):
        if one.code in before:
            _check_question(checks, one, place, before[one.code])
    _check_pages(checks, draft, new, stored)
    if new.protection is not stored.protection:
        checks.fault("protection", "has_votes")
    if new.flow is not stored.flow:
        checks.fault("flow", "has_votes")
    for name in ("may_change", "may_withdraw", "save_later"):
        if getattr(stored, name) and not getattr(new, name):
            checks.fault(name, "has_votes")
    check_swaps(checks, draft, asked_before(draft, stored), stored.corrections)


def _check_question(checks: Checks, new: NewQuestion, place: int, stored: Question) -> None:
    for name in _STAYS:
        if getattr(new, name) != getattr(stored, name):
            checks.fault(name, "has_votes", question=place)
    marks = [[(o.code, o.role, o.value, o.pinned) for o in one.options] for one in (new, stored)]
    if marks[0] != marks[1]:
        values = [[(value, role) for _, role, value, _ in each] for each in marks]
        is_scale = stored.kind == "scale" and values[0] != values[1]
        checks.fault("scale_from" if is_scale else "options", "has_votes", question=place)
    if [row.code for row in new.rows] != [row.code for row in stored.rows]:
        checks.fault("rows", "has_votes", question=place)
    if stored.private and not new.private:
        checks.fault("private", "has_votes", question=place)


def _check_pages(checks: Checks, draft: Draft, new: NewPoll, stored: Poll) -> None:
    pages = {one.code: one.page for one in stored.questions}
    begins = page_numbers(draft)
    moved = [
        place
        for place, one in enumerate(new.questions)
        if one.code in pages and one.page != pages[one.code]
    ]
    if moved:
        checks.fault("new_page", "has_votes", question=moved[0])
    now, before = _rules(new.pages), _rules(stored.pages)
    for number in sorted(now.keys() | before.keys()):
        if now.get(number) != before.get(number) and number in begins:
            place = begins.index(number)
            checks.fault("page_show_if", "has_votes", question=place)


def _rules(pages: tuple[Page, ...]) -> dict[int, str]:
    return {page.number: page.show_if for page in pages if page.show_if}
