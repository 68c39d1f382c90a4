"""Questions of a draft added, moved, copied and removed; its pages go with their places.

What a page says is carried by the question that begins it. Where questions change their
places, that stays at its place, so that no page is lost by moving. Where a page goes, what
it said rests with a question that begins none, and shows again once that one does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pollsvc.domain.draft.shape import Draft, DraftOption, DraftQuestion, DraftRow
from pollsvc.domain.question import Kind
from pollsvc.domain.texts import clean_text

_OF_PAGE = ("new_page", "page_title", "page_intro", "page_show_if")
_NO_PAGE = {name: getattr(DraftQuestion(), name) for name in _OF_PAGE}


def new_question(kind: Kind) -> DraftQuestion:
    """An empty question of this kind, with what such questions begin with."""
    two = (DraftOption(), DraftOption())
    match kind:
        case Kind.SCALE:
            return DraftQuestion(kind=kind.value, scale_from="0", scale_to="10")
        case Kind.MATRIX:
            rows = (DraftRow(), DraftRow())
            return DraftQuestion(kind=kind.value, options=two, rows=rows)
        case Kind.SINGLE | Kind.MULTIPLE | Kind.RANKING:
            return DraftQuestion(kind=kind.value, options=two)
        case _:
            return DraftQuestion(kind=kind.value)


def with_question_added(draft: Draft, kind: Kind = Kind.SINGLE, place: int | None = None) -> Draft:
    """The draft with an empty question at this place, else at the end."""
    at = len(draft.questions) if place is None else place
    return _with_inserted(draft, new_question(kind), at)


def with_question_copied(draft: Draft, place: int) -> Draft:
    """The draft with a copy of this question after it: a question of its own."""
    question = draft.questions[place]
    copy = replace(
        question,
        key="",
        code="",
        series="",
        options=tuple(replace(one, key="") for one in question.options),
        rows=tuple(replace(one, key="", code="") for one in question.rows),
        **_NO_PAGE,
    )
    return _with_inserted(draft, copy, place + 1)


def with_question_moved(draft: Draft, place: int, goes_to: int) -> Draft:
    """The draft with this question at another place; pages keep theirs."""
    pages = [_page_of(one) for one in draft.questions]
    questions = list(draft.questions)
    questions.insert(goes_to, questions.pop(place))
    return _joined(draft, questions, pages)


def with_question_stepped(draft: Draft, place: int, *, up: bool) -> tuple[Draft, int]:
    """The draft with this question one step up or down, and its place then.

    To cross the border of a page is a step of its own: the question goes to the end of the
    page before, or to the beginning of the one after, and all others stay on their pages.
    """
    pages = [_page_of(one) for one in draft.questions]
    following, last = place + 1, len(pages) - 1
    begins, is_end = _begins(draft, place), place == last or _begins(draft, following)
    if up and place and begins and is_end:
        pages[place]["new_page"] = False
    elif up and place and begins:
        pages[place], pages[following] = pages[following], pages[place]
    elif not up and place < last and is_end:
        pages[place], pages[following] = pages[following], pages[place] | {"new_page": False}
    else:
        goes_to = min(max(0, place + (-1 if up else 1)), last)
        return with_question_moved(draft, place, goes_to), goes_to
    return _joined(draft, draft.questions, pages), place


def with_question_removed(draft: Draft, place: int) -> Draft:
    """The draft without this question; the last one is never removed.

    A page goes with its last question; else it begins with the one after. What rested with
    the question, or with the one after, rests with another question of the page.
    """
    if len(draft.questions) == 1:
        return draft
    pages = [_page_of(one) for one in draft.questions]
    gone = _page_gone(draft, place)
    if _begins(draft, gone) and gone in _same_page(draft, gone + 1):
        pages[gone + 1]["new_page"] = pages[gone]["new_page"]
    questions = list(draft.questions)
    del questions[place], pages[gone]
    return _joined(draft, questions, pages)


def says_page(question: DraftQuestion) -> bool:
    """Whether a question carries words or a rule of a page, shown or resting."""
    texts = (*question.page_title.values(), *question.page_intro.values(), question.page_show_if)
    return any(map(clean_text, texts))


def loses_page(draft: Draft, place: int) -> bool:
    """Whether words or a rule of a page would be lost with this question."""
    return len(draft.questions) > 1 and says_page(draft.questions[_page_gone(draft, place)])


def is_alone(draft: Draft, place: int) -> bool:
    """Whether it is the only question on its page."""
    return len(_same_page(draft, place)) == 1


def _page_gone(draft: Draft, place: int) -> int:
    """The question whose words of a page go when this one is removed: none, if there is one.

    Those of the others move by one place, so that all stay on their page in their order.
    """
    page, asked = _same_page(draft, place), draft.questions
    free = (one for one in (place, *range(place + 1, page.stop)) if not says_page(asked[one]))
    before = (one for one in range(place - 1, page.start, -1) if not says_page(asked[one]))
    # Where every question has some, that goes which is not shown.
    last = min(max(place, page.start + 1), page.stop - 1)
    return next(free, next(before, last))


def _same_page(draft: Draft, place: int) -> range:
    """The places of the questions on this question's page; none for a place past the end."""
    count = len(draft.questions)
    if place >= count:
        return range(0)
    start = next(one for one in range(place, -1, -1) if _begins(draft, one))
    stop = next((one for one in range(place + 1, count) if _begins(draft, one)), count)
    return range(start, stop)


def _with_inserted(draft: Draft, question: DraftQuestion, at: int) -> Draft:
    pages = [_page_of(one) for one in draft.questions]
    questions = list(draft.questions)
    questions.insert(at, question)
    # The first page begins with whatever stands first.
    pages.insert(max(1, at), _NO_PAGE)
    return _joined(draft, questions, pages)


def _begins(draft: Draft, place: int) -> bool:
    return place == 0 or draft.questions[place].new_page


def _page_of(question: DraftQuestion) -> dict[str, Any]:
    return {name: getattr(question, name) for name in _OF_PAGE}


def _joined(
    draft: Draft, questions: Sequence[DraftQuestion], pages: Sequence[dict[str, Any]]
) -> Draft:
    joined = (replace(one, **page) for one, page in zip(questions, pages, strict=True))
    return replace(draft, questions=tuple(joined))
