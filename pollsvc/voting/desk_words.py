"""Written answers at the desk: read, sought, published, hidden, downloaded."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, flash, make_response, render_template, request
from flask_babel import gettext, ngettext

from pollsvc.accounts.guards import current_editor, needs
from pollsvc.domain.editor import Access, EditorRole
from pollsvc.domain.errors import BadParameterError, NotAllowedError, PageNotFoundError
from pollsvc.domain.question import Question
from pollsvc.polls.at_desk import DeskPoll, poll_at_desk
from pollsvc.results.queries import state_now
from pollsvc.voting.words import PAGE_SIZE, Moderation, moderate, words_page
from pollsvc.voting.words_pages import LONGEST_SOUGHT, SOUGHT, csv_of
from pollsvc.web.clock import now
from pollsvc.web.desk import to
from pollsvc.web.formats import number_text
from pollsvc.web.kept import packed
from pollsvc.web.languages import page_language
from pollsvc.web.numbers import is_number
from pollsvc.web.paging import Pages, page_number
from pollsvc.web.phrases import N_

bp = Blueprint("desk_words", __name__)
_SHOW = "show"
NAMES = {
    Moderation.WAITING: N_("Waiting"),
    Moderation.SHOWN: N_("Published"),
    Moderation.HIDDEN: N_("Hidden"),
    Moderation.PRIVATE: N_("Private"),
}


@bp.get("/desk/polls/<int:poll_id>/words")
@needs(EditorRole.VIEWER)
def words(poll_id: int) -> Response:
    """What was written in answer to one question, to be read and sought."""
    at_desk = poll_at_desk(poll_id, current_editor())
    question = _question(at_desk, request.args.get("question"))
    if question.private and not at_desk.may_write:
        raise NotAllowedError
    wanted, sought = _wanted(question), request.args.get(SOUGHT, "")[:LONGEST_SOUGHT]
    page = words_page(
        poll_id,
        question,
        moderation=wanted,
        sought=sought,
        number=page_number(digits=6),
        newest_first=True,
    )
    if page.number > page.count:
        return to(_url(at_desk, question, wanted, sought, page.count))
    tongue = at_desk.poll.language_for(page_language())
    body = render_template(
        "voting/desk_words.html",
        at_desk=at_desk,
        state=state_now(at_desk.poll, now()),
        tab="words",
        poll=at_desk.poll,
        question=question,
        questions=_wordy(at_desk),
        tongue=question.tongue(tongue, at_desk.poll.base_language),
        page=page,
        wanted=wanted,
        sought=sought,
        choices=_choices(at_desk, question, sought, page.by_moderation),
        pages=Pages.at(
            page.number,
            page.count,
            lambda number: _url(at_desk, question, wanted, sought, number),
        ),
        may_moderate=at_desk.may_write and not question.private,
        names=NAMES,
    )
    return packed(make_response(body))


@bp.post("/desk/polls/<int:poll_id>/words")
@needs(EditorRole.EDITOR)
def decide(poll_id: int) -> Response:
    """Publish or hide those that are ticked; then the list again, as it was."""
    editor = current_editor()
    at_desk = poll_at_desk(poll_id, editor, Access.WRITE)
    question = _question(at_desk, request.form.get("question"))
    deed = request.form.get("do")
    if deed not in ("show", "hide"):
        raise BadParameterError
    chosen = [_key(one) for one in request.form.getlist("words")[: 2 * PAGE_SIZE]]
    count = moderate(at_desk.poll, question, chosen, editor, now(), show=deed == "show")
    current_app.extensions["kept"].forget(poll_id)
    _say(len(chosen), count, published=deed == "show")
    back = request.form.get(_SHOW, "")
    wanted = Moderation(back) if back in set(Moderation) else None
    return to(_url(at_desk, question, wanted, request.form.get(SOUGHT, "")[:LONGEST_SOUGHT]))


@bp.get("/desk/polls/<int:poll_id>/words.csv")
@needs(EditorRole.EDITOR)
def words_csv(poll_id: int) -> Response:
    """Everything that was written in answer to one question, as a file."""
    at_desk = poll_at_desk(poll_id, current_editor(), Access.WRITE)
    return csv_of(at_desk.poll, _question(at_desk, request.args.get("question")), None)


def _question(at_desk: DeskPoll, code: str | None) -> Question:
    """The question of this code, the first that is answered in words where none is named.

    Raises:
        PageNotFoundError: there is none.
    """
    there = _wordy(at_desk)
    found = next((one for one in there if code in (None, "", one.code)), None)
    if found is None:
        raise PageNotFoundError
    return found


def _wordy(at_desk: DeskPoll) -> list[Question]:
    return [one for one in at_desk.poll.questions if one.takes_words]


def _wanted(question: Question) -> Moderation | None:
    """Which ones are asked for: those that wait, unless another kind or all are named."""
    name = request.args.get(_SHOW)
    if name is None:
        return Moderation.PRIVATE if question.private else Moderation.WAITING
    if name == "all":
        return None
    try:
        return Moderation(name)
    except ValueError:
        raise BadParameterError from None


def _key(name: str) -> tuple[int, int]:
    response, _, option = name.partition(".")
    if not (is_number(response) and is_number(option)):
        raise BadParameterError
    return int(response), int(option)


def _choices(
    at_desk: DeskPoll, question: Question, sought: str, counts: dict[Moderation, int]
) -> list[tuple[str, str, str, bool]]:
    """Links to each kind: address, name, how many, and whether it is the one shown."""
    now_shown = _wanted(question)
    kinds: list[Moderation | None] = [
        one for one in Moderation if (one is Moderation.PRIVATE) is question.private
    ]
    language = page_language()
    return [
        (
            _url(at_desk, question, one, sought),
            gettext(NAMES[one]) if one else gettext("All"),
            number_text(counts.get(one, 0) if one else sum(counts.values()), language),
            one is now_shown,
        )
        for one in [*kinds, *([None] if len(kinds) > 1 else [])]
    ]


def _url(
    at_desk: DeskPoll,
    question: Question,
    wanted: Moderation | None,
    sought: str = "",
    number: int = 1,
) -> str:
    fields = {"question": question.code, _SHOW: wanted.value if wanted else "all"}
    fields |= {SOUGHT: sought} if sought else {}
    fields |= {"page": str(number)} if number > 1 else {}
    return f"/desk/polls/{at_desk.id}/words?{urlencode(fields)}"


def _say(ticked: int, changed: int, *, published: bool) -> None:
    if not ticked:
        flash(gettext("Tick the answers first, then choose what to do with them."), "warn")
        return
    count = number_text(changed, page_language())
    if published:
        said = ngettext(
            "%(count)s answer was published: readers see it with the results.",
            "%(count)s answers were published: readers see them with the results.",
            changed,
            count=count,
        )
    else:
        said = ngettext(
            "%(count)s answer was hidden.", "%(count)s answers were hidden.", changed, count=count
        )
    flash(said, "ok")
