"""Beginning a poll: empty, or from a template."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext

from pollsvc.accounts.guards import current_editor, needs
from pollsvc.domain.draft import Draft
from pollsvc.domain.draft.templates import expert_survey, pair, reader_poll
from pollsvc.domain.editor import EditorRole
from pollsvc.polls.actions import begin_draft
from pollsvc.web.clock import now
from pollsvc.web.desk import done, to
from pollsvc.web.languages import page_language
from pollsvc.web.phrases import N_
from pollsvc.web.site import site

bp = Blueprint("desk_begin", __name__)


@dataclass(frozen=True)
class Template:
    """A template as the page offers it: its name, what it is for, what it brings."""

    name: str
    title: str
    purpose: str
    brings: tuple[str, ...]


_TEMPLATES = (
    Template(
        "reader",
        N_("Reader poll"),
        N_("One question to everybody who reads an article."),
        (N_("A question with two answers, and “I don’t know”"),),
    ),
    Template(
        "pair",
        N_("Before and after a discussion"),
        N_("The same asked twice, with the shift in the results."),
        (
            N_("Two polls that belong together, each with a link of its own"),
            N_("Your question, and how sure people are, from 0 to 10"),
            N_("Afterwards also whether they have changed their mind"),
        ),
    ),
    Template(
        "survey",
        N_("Expert survey"),
        N_("Several questions to people who know the field."),
        (
            N_("Three pages: about them, their view, their own words"),
            N_("A number, a table of likelihoods, a ranking and a text"),
            N_("They look at all their answers before sending, and can finish later"),
        ),
    ),
)


@bp.get("/desk/polls/templates")
@needs(EditorRole.EDITOR)
def templates() -> Response:
    """What a poll can begin with."""
    return make_response(render_template("polls/templates.html", templates=_TEMPLATES))


@bp.post("/desk/polls/new")
@needs(EditorRole.EDITOR)
def begin() -> Response:
    """Begin a poll, empty or from a template, and go to its form."""
    editor = current_editor()
    language, zone = editor.language or page_language(), site().zone
    drafts = _drafts(request.form.get("template", ""), language, zone)
    if not drafts:
        return to(f"/desk/polls/{begin_draft(editor, language, zone, now())}/edit")
    ids = [begin_draft(editor, language, zone, now(), one) for one in drafts]
    first = f"/desk/polls/{ids[0]}/edit"
    if len(ids) == 1:
        return to(first)
    words = gettext(
        "Two polls are begun, before and after. This is the first; the other is in the list of"
        " drafts."
    )
    return done(words, first)


def _drafts(template: str, language: str, zone: str) -> tuple[Draft, ...]:
    """What a template begins with, in the words of this language; nothing where it is none."""
    match template:
        case "reader":
            return (reader_poll(language, zone),)
        case "pair":
            return pair(language, zone)
        case "survey":
            return (expert_survey(language, zone),)
    return ()
