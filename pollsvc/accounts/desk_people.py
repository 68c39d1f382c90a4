"""People: who works at the desk, invitations, roles, links for new passwords."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext

from pollsvc.accounts.actions.links import invite, make_password_link, withdraw_invitation
from pollsvc.accounts.actions.people import change_email, change_role
from pollsvc.accounts.forgotten import invitation_letter, link_address, password_letter
from pollsvc.accounts.forms import ROLE_NOTES, ROLES, EmailForm, InviteForm, RoleForm
from pollsvc.accounts.guards import current_editor, desk_key, needs
from pollsvc.accounts.keys import new_token
from pollsvc.accounts.mail import Letters
from pollsvc.accounts.queries import (
    PEOPLE_ON_A_PAGE,
    editor_by_email,
    editor_by_id,
    names_of,
    open_invitations,
    people,
)
from pollsvc.domain.editor import Editor, EditorRole
from pollsvc.domain.errors import (
    EmailTakenError,
    LastOwnerError,
    LinkSpentError,
    PageNotFoundError,
)
from pollsvc.web.clock import now
from pollsvc.web.desk import DESK, done
from pollsvc.web.formats import moment_text
from pollsvc.web.languages import page_language
from pollsvc.web.paging import Pages
from pollsvc.web.site import site

bp = Blueprint("people", __name__, url_prefix=DESK)
HERE = "/desk/people"


@bp.get("/people")
@needs(EditorRole.OWNER)
def everybody() -> Response:
    """The list of people, and the form to invite more."""
    return _list(InviteForm(formdata=None))


@bp.post("/people")
@needs(EditorRole.OWNER)
def invite_somebody() -> Response:
    """Make an invitation and show its link, which nothing shows again."""
    form = InviteForm()
    if form.validate() and form.folded and editor_by_email(form.folded):
        form.email.errors = [gettext("Somebody here has this email address already.")]
    if form.errors:
        return _list(form, 422)
    token, email = new_token(), form.folded
    invite(desk_key().link_word(token), EditorRole(form.role.data), email, current_editor(), now())
    address = link_address(token)
    was_sent = _sent(email, *invitation_letter(address)) if email else None
    return _link_page("invitation", address, email, was_sent)


@bp.post("/people/invitations/<word>/withdraw")
@needs(EditorRole.OWNER)
def withdraw(word: str) -> Response:
    """Make an invitation void."""
    try:
        digest = bytes.fromhex(word)
    except ValueError:
        raise PageNotFoundError from None
    try:
        withdraw_invitation(digest, current_editor(), now())
    except LinkSpentError:
        return done(gettext("This invitation has been used, or its time was over."), HERE, "warn")
    return done(gettext("The invitation is withdrawn. Its link no longer works."), HERE)


@bp.get("/people/<int:editor_id>")
@needs(EditorRole.OWNER)
def one(editor_id: int) -> Response:
    """What an owner may do for one person."""
    editor = _somebody(editor_id)
    return _person(editor)


@bp.post("/people/<int:editor_id>/role")
@needs(EditorRole.OWNER)
def role(editor_id: int) -> Response:
    """Give somebody another role."""
    editor, form = _somebody(editor_id), RoleForm()
    if not form.validate():
        return _person(editor, role_form=form)
    try:
        changed = change_role(editor_id, EditorRole(form.role.data), current_editor(), now())
    except LastOwnerError:
        form.role.errors = [gettext("There has to be an owner. Make somebody else an owner first.")]
        return _person(editor, role_form=form)
    said = gettext(
        "%(name)s now has the role: %(role)s.", name=changed.name, role=role_text(changed.role)
    )
    return done(said, HERE if changed.id != current_editor().id else "/desk/polls")


@bp.post("/people/<int:editor_id>/email")
@needs(EditorRole.OWNER)
def email(editor_id: int) -> Response:
    """Give somebody another address to sign in with."""
    editor, form = _somebody(editor_id), EmailForm()
    if not form.validate():
        return _person(editor, email_form=form)
    try:
        changed = change_email(editor_id, form.folded, current_editor(), now())
    except EmailTakenError:
        form.email.errors = [gettext("Somebody here has this email address already.")]
        return _person(editor, email_form=form)
    said = gettext("%(name)s now signs in as %(email)s.", name=changed.name, email=changed.email)
    return done(said, f"{HERE}/{editor_id}")


@bp.post("/people/<int:editor_id>/link")
@needs(EditorRole.OWNER)
def password_link(editor_id: int) -> Response:
    """Make a link for a new password and show it, which nothing does again."""
    editor, token = _somebody(editor_id), new_token()
    make_password_link(desk_key().link_word(token), editor, current_editor(), now())
    address = link_address(token)
    return _link_page(
        "password", address, editor.email, _sent(editor.email, *password_letter(address))
    )


def role_text(role: EditorRole) -> str:
    """A role in words."""
    return str(dict(ROLES)[role.value])


def _somebody(editor_id: int) -> Editor:
    found = editor_by_id(editor_id)
    if found is None:
        raise PageNotFoundError
    return found


def _sent(to: str, subject: str, text: str) -> bool | None:
    """Whether the letter went off; ``None`` where no letters are sent."""
    letters = current_app.extensions["letters"]
    assert isinstance(letters, Letters)
    return letters.send(to, subject, text) if letters.are_sent else None


def _link_page(purpose: str, address: str, email: str | None, was_sent: bool | None) -> Response:
    return make_response(
        render_template(
            "accounts/link.html", purpose=purpose, address=address, email=email, was_sent=was_sent
        )
    )


def _person(
    editor: Editor, role_form: RoleForm | None = None, email_form: EmailForm | None = None
) -> Response:
    page = render_template(
        "accounts/person.html",
        person=editor,
        role_form=role_form or RoleForm(formdata=None, role=editor.role.value),
        email_form=email_form or EmailForm(formdata=None, email=editor.email),
        role_notes=ROLE_NOTES,
        faulty=email_form or role_form,
    )
    return make_response(page, 422 if role_form or email_form else 200)


def _list(form: InviteForm, status: int = 200) -> Response:
    moment, language, zone = now(), page_language(), site().zone
    number = max(1, min(request.args.get("page", 1, type=int), 10_000))
    everybody, count = people(number)
    if number > _last(count):  # a page that was there once, or never
        number = _last(count)
        everybody, count = people(number)
    invitations = open_invitations(moment)
    names = names_of([one.made_by for one in invitations if one.made_by])
    page = render_template(
        "accounts/people.html",
        form=form,
        people=[
            (one, role_text(one.editor.role), moment_text(one.seen_at, zone, language))
            if one.seen_at
            else (one, role_text(one.editor.role), "")
            for one in everybody
        ],
        invitations=[
            (
                one,
                role_text(one.role or EditorRole.VIEWER),
                names.get(one.made_by or 0, ""),
                moment_text(one.expires_at, zone, language),
            )
            for one in invitations
        ],
        role_notes=ROLE_NOTES,
        pages=_pages(number, count),
    )
    return make_response(page, status)


def _last(count: int) -> int:
    return max(1, -(-count // PEOPLE_ON_A_PAGE))


def _pages(number: int, count: int) -> Pages:
    return Pages.at(number, _last(count), lambda to: f"{HERE}?page={to}")
