"""A poll in its languages, side by side: what is missing, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext

from pollsvc.accounts.guards import current_editor, needs
from pollsvc.domain.draft import Draft, InvalidDraftError, draft_of
from pollsvc.domain.draft.reading import LANGUAGE, MOST_LANGUAGES
from pollsvc.domain.draft.shape import raw_text
from pollsvc.domain.draft.stored import is_public
from pollsvc.domain.draft.translating import (
    Sent,
    Unit,
    fitted,
    missing,
    translated,
    units,
    without_language,
)
from pollsvc.domain.editor import Access, EditorRole
from pollsvc.domain.errors import NotAllowedError, PollNotFoundError
from pollsvc.history.acts import DeskAct
from pollsvc.polls.actions import apply_draft, save_draft
from pollsvc.polls.at_desk import DeskPoll, poll_at_desk
from pollsvc.polls.desk_edit import forget_kept
from pollsvc.polls.drafts import Kept, StaleDraftError, kept_draft, same_draft
from pollsvc.polls.edit_page import EditPage
from pollsvc.polls.forms import page_of
from pollsvc.polls.leftover import typed_page
from pollsvc.polls.phrases import draft_problem_text
from pollsvc.polls.tongues import tidy_code, tongues
from pollsvc.polls.translations import Place, confirm_translations, outdated
from pollsvc.web.clock import now
from pollsvc.web.desk import done, to
from pollsvc.web.site import site

bp = Blueprint("desk_languages", __name__)
_GO = "go:"
"""In front of a language to which a button leads."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One text in both languages. ``was_changed``: its base text is newer."""

    unit: Unit
    said: str
    typed: str
    was_changed: bool


@dataclass(frozen=True, kw_only=True)
class Group:
    """The texts of one question, or (``number`` 0) of the poll as a whole.

    ``title`` is the question, where there are several.
    """

    title: str
    number: int
    pairs: tuple[Pair, ...]

    @property
    def missing(self) -> int:
        """How many texts lack without which the question is not shown in the language."""
        return sum(one.unit.is_needed and not one.typed.strip() for one in self.pairs)

    @property
    def changed(self) -> int:
        """How many translations are older than what they translate."""
        return sum(one.was_changed for one in self.pairs)


@bp.get("/desk/polls/<int:poll_id>/languages")
@needs(EditorRole.EDITOR)
def languages(poll_id: int) -> Response:
    """The texts of a poll beside their translations into one language."""
    at_desk = poll_at_desk(poll_id, current_editor(), Access.WRITE)
    if at_desk.deleted_at is not None:
        return to(f"/desk/polls/{poll_id}/manage")
    kept = kept_draft(at_desk)
    asked = request.args.get("language", "")
    others = kept.draft.languages[1:]
    language = asked if asked in others else next(iter(others), "")
    return _page(at_desk, kept, language)


@bp.post("/desk/polls/<int:poll_id>/languages")
@needs(EditorRole.EDITOR)
def languages_act(poll_id: int) -> Response:
    """Add or take out a language, or save its texts."""
    try:
        return _act(poll_at_desk(poll_id, current_editor(), Access.WRITE))
    except (PollNotFoundError, NotAllowedError) as error:
        return typed_page(error)


def _act(at_desk: DeskPoll) -> Response:
    kept = kept_draft(at_desk)
    language, button = request.form.get("language", ""), request.form.get("do", "save")
    is_there = language in kept.draft.languages[1:]
    if button == "remove" and is_there:
        return _saved(at_desk, kept, without_language(kept.draft, language), "")
    sent = _sent()
    if not is_there:
        # A colleague took the language out; what was typed is shown, and goes nowhere.
        left = sent if LANGUAGE.fullmatch(language) and button != "remove" else []
        if any(one.typed for one in left):
            return _page(at_desk, kept, "", left=left, left_in=language, status=409)
        return _add(at_desk, kept, kept.draft) if button == "add" else to(_address(at_desk, ""))
    draft, left = _with(kept.draft, language, sent)
    try:
        if left and _seen() == kept.seen:
            # They know of the changes; what fits nowhere is theirs to place.
            return _page(at_desk, replace(kept, draft=draft), language, left=left, status=409)
        return _gone_on(at_desk, kept, draft, button, language)
    except StaleDraftError as error:
        draft, left = _with(error.theirs.draft, language, sent)
        mine = replace(kept, draft=draft)
        return _page(at_desk, mine, language, theirs=error.theirs, left=left, status=409)
    except InvalidDraftError as error:
        return _page(at_desk, replace(kept, draft=draft), language, refused=error, status=422)


def _gone_on(at_desk: DeskPoll, kept: Kept, draft: Draft, button: str, language: str) -> Response:
    """Save what is typed, and go on where the button leads."""
    if button == "add":
        return _add(at_desk, kept, draft)
    wanted = button.removeprefix(_GO)
    if wanted == button or wanted not in draft.languages:
        return _saved(at_desk, kept, draft, language)
    there = _address(at_desk, "" if wanted == draft.base_language else wanted)
    if same_draft(draft, kept.draft) and not _confirmed(kept.draft):
        return to(there)
    return _saved(at_desk, kept, draft, language, there)


def _sent() -> list[Sent]:
    """What was typed, each text with the one that it translates."""
    front, form = len("t-"), request.form
    return [
        Sent(
            name=one[front:], said=raw_text(form.get(f"b-{one[front:]}", "")), typed=raw_text(text)
        )
        for one, text in form.items()
        if one.startswith("t-")
    ]


def _with(draft: Draft, language: str, sent: Sequence[Sent]) -> tuple[Draft, list[Sent]]:
    """The draft with what fits it in this language, and what was typed and fits nowhere."""
    found, left = fitted(draft, sent)
    typed = {found[one.name]: one.typed for one in sent if one.name in found}
    return translated(draft, language, typed), [one for one in left if one.typed.strip()]


def _seen() -> str:
    return request.form.get("overwrite") or request.form.get("seen", "")


def _add(at_desk: DeskPoll, kept: Kept, draft: Draft) -> Response:
    """Take in a language, beside what was typed in another one."""
    code = tidy_code(request.form.get("code") or request.form.get("new") or "")
    there = draft.languages
    if code not in there and (not LANGUAGE.fullmatch(code) or len(there) >= MOST_LANGUAGES):
        words = gettext("This is no language code. Write one such as en, fr or pt-BR.")
        language = request.form.get("language", "")
        chosen = language if language in there[1:] else next(iter(there[1:]), "")
        return _page(at_desk, replace(kept, draft=draft), chosen, fault=words, status=422)
    if code in there and same_draft(draft, kept.draft):
        return to(_address(at_desk, code))
    more = draft if code in there else replace(draft, languages=(*there, code))
    return _saved(at_desk, kept, more, request.form.get("language", ""), _address(at_desk, code))


def _address(at_desk: DeskPoll, language: str) -> str:
    query = f"?language={language}" if language else ""
    return f"/desk/polls/{at_desk.id}/languages{query}"


def _saved(at_desk: DeskPoll, kept: Kept, draft: Draft, language: str, there: str = "") -> Response:
    """Keep it in the draft; of a published poll without one, show it to readers at once."""
    seen, page = _seen(), page_of(request.form)
    here = there or _address(at_desk, language)
    editor, moment, overwrite = current_editor(), now(), "overwrite" in request.form
    if kept.is_stored or not (at_desk.is_written and is_public(at_desk.poll)):
        save_draft(at_desk.id, draft, editor, moment, seen=seen, page=page, overwrite=overwrite)
        return done(gettext("The translation is saved in the draft."), here)
    confirmed = _confirmed(kept.draft)
    apply_draft(
        at_desk.id,
        draft,
        editor,
        moment,
        seen=seen,
        page=page,
        look=site().theme,
        overwrite=overwrite,
        act=DeskAct.POLL_TRANSLATED,
    )
    if confirmed and language:
        confirm_translations(at_desk.id, language, confirmed, editor, moment)
    forget_kept(at_desk.id)
    return done(gettext("Your changes are saved. Readers see them now."), here)


def _confirmed(draft: Draft) -> list[Place]:
    """The places at which the editor ticked that the translation still fits."""
    found, _ = fitted(draft, [one for one in _sent() if f"still-{one.name}" in request.form])
    ticked = set(found.values())
    return [place for one in units(draft) if one.name in ticked and (place := one.place)]


def _page(
    at_desk: DeskPoll,
    kept: Kept,
    language: str,
    *,
    theirs: Kept | None = None,
    refused: InvalidDraftError | None = None,
    fault: str = "",
    left: Sequence[Sent] = (),
    left_in: str = "",
    status: int = 200,
) -> Response:
    draft = kept.draft
    edit = EditPage(
        at_desk=at_desk,
        editor_id=current_editor().id,
        draft=draft,
        kept=kept,
        seen=kept.seen if theirs is None else request.form.get("seen", ""),
        moment=now(),
        theirs=theirs,
        problems=refused.problems if refused else (),
    )
    others = draft.languages[1:]
    pairs = {one: list(_pairs(edit, one)) for one in dict.fromkeys((*others, language)) if one}
    states = [
        (one, len(missing(draft, one)), any(pair.was_changed for pair in pairs[one]))
        for one in others
    ]
    body = render_template(
        "polls/languages.html",
        at_desk=at_desk,
        state=edit.state,
        tab="languages",
        edit=edit,
        faults=_faults(refused, fault),
        chosen=language,
        states=states,
        groups=_groups(edit, pairs[language]) if language else [],
        tongues=[one for one in tongues() if one[0] not in draft.languages],
        code_fault=fault,
        left=left,
        left_in=left_in or language,
        may_confirm=edit.is_public and not kept.is_stored,
    )
    return make_response(body, status)


def _faults(refused: InvalidDraftError | None, fault: str) -> list[str]:
    return (
        [draft_problem_text(one) for one in refused.problems] if refused else [fault] * bool(fault)
    )


def _groups(edit: EditPage, listed: Iterable[Pair]) -> list[Group]:
    """The texts in both languages: of the poll, then question by question."""
    groups: dict[int, list[Pair]] = {}
    for pair in listed:
        place = -1 if pair.unit.question is None else pair.unit.question
        groups.setdefault(place, []).append(pair)
    draft, many = edit.draft, edit.is_survey
    return [
        Group(
            title=edit.short_text(draft.questions[place]) if place >= 0 and many else "",
            number=place + 1,
            pairs=tuple(pairs),
        )
        for place, pairs in sorted(groups.items())
    ]


def _pairs(edit: EditPage, language: str) -> Iterator[Pair]:
    draft, base = edit.draft, edit.draft.base_language
    is_written = edit.at_desk.is_written
    stale = outdated(edit.at_desk.id, base, language) if is_written else frozenset()
    stored = draft_of(edit.at_desk.poll) if is_written else None
    before = {one.place: one.texts for one in units(stored)} if stored else {}
    for unit in units(draft):
        place, said = unit.place, unit.texts[base]
        typed, then = unit.texts.get(language, ""), before.get(place, {})
        # Changed in this draft, and not translated anew in it.
        since = bool(typed) and then.get(base, said) != said and then.get(language) == typed
        was_changed = bool(typed) and (since or place in stale)
        yield Pair(unit=unit, said=said, typed=typed, was_changed=was_changed)
