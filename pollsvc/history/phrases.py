"""Every act as a sentence, in the page's language.

A sentence does not name who acted and which poll, as these stand beside it. What an act
does not say, because an older program wrote it, is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext

from pollsvc.history.acts import DeskAct
from pollsvc.history.queries import Act
from pollsvc.web.formats import moment_text, number_text
from pollsvc.web.languages import page_language
from pollsvc.web.phrases import N_
from pollsvc.web.site import site

Detail = Mapping[str, Any]

_PLAIN = {
    DeskAct.POLL_BEGUN: N_("Poll begun as a draft."),
    DeskAct.POLL_PUBLISHED: N_("Poll published."),
    DeskAct.POLL_CHANGED: N_("Poll changed."),
    DeskAct.POLL_CORRECTED: N_("Wording corrected; readers see that it was."),
    DeskAct.POLL_TRANSLATED: N_("Languages of the poll changed."),
    DeskAct.POLL_OPENED: N_("Poll opened."),
    DeskAct.POLL_CLOSED: N_("Poll closed."),
    DeskAct.POLL_REOPENED: N_("Poll opened again."),
    DeskAct.POLL_EXTENDED: N_("Closing time moved."),
    DeskAct.POLL_RELEASED: N_("Results released."),
    DeskAct.RELEASE_SET: N_("Release of the results moved."),
    DeskAct.POLL_ARCHIVED: N_("Poll archived: off the list, at its address still."),
    DeskAct.POLL_TAKEN_OUT_OF_ARCHIVE: N_("Poll taken out of the archive."),
    DeskAct.POLL_CLONED: N_("Poll copied."),
    DeskAct.POLL_NEW_VERSION: N_("New version of the poll begun."),
    DeskAct.POLL_DELETED: N_("Poll deleted; it can be put back for a while."),
    DeskAct.POLL_PUT_BACK: N_("Deleted poll put back."),
    DeskAct.POLL_ERASED: N_("Deleted poll erased for good, its votes with it."),
    DeskAct.PAST_RESULT_ADDED: N_("Past result added."),
    DeskAct.DEFINITION_LOADED: N_("Poll loaded from a definition file."),
    DeskAct.WORKERS_CHANGED: N_("Changed who works on the poll."),
    DeskAct.LINK_ADDED: N_("Link added whose votes are counted apart."),
    DeskAct.DRAFT_DISCARDED: N_("Unpublished changes thrown away."),
    DeskAct.DRAFT_OVERWRITTEN: N_("Somebody else’s unpublished changes overwritten."),
    DeskAct.WORDS_SHOWN: N_("Written answers published."),
    DeskAct.WORDS_HIDDEN: N_("Written answers hidden."),
    DeskAct.OWNER_MADE: N_("Came to the desk as an owner."),
    DeskAct.INVITED: N_("Somebody was invited to the desk."),
    DeskAct.INVITATION_WITHDRAWN: N_("An invitation was withdrawn."),
    DeskAct.JOINED: N_("Came to the desk."),
    DeskAct.ROLE_CHANGED: N_("A role was changed."),
    DeskAct.EDITOR_LEFT: N_("Somebody left the desk."),
    DeskAct.POLLS_HANDED_ON: N_("Polls of somebody who left were handed on."),
    DeskAct.PASSWORD_LINK_MADE: N_("A link for a new password was made."),
    DeskAct.PASSWORD_CHANGED: N_("Password changed."),
    DeskAct.SIGNED_IN: N_("Signed in."),
    DeskAct.SIGNED_OUT_EVERYWHERE: N_("Signed out everywhere."),
    DeskAct.ACCOUNT_CHANGED: N_("Account changed."),
    DeskAct.LOOK_CHANGED: N_("Look of the site changed."),
    DeskAct.SITE_CHANGED: N_("Site changed."),
}
_NAMED = {
    DeskAct.OWNER_MADE: N_("%(name)s came to the desk as an owner."),
    DeskAct.INVITATION_WITHDRAWN: N_("The invitation for %(name)s was withdrawn."),
    DeskAct.JOINED: N_("%(name)s came to the desk."),
    DeskAct.EDITOR_LEFT: N_("%(name)s left the desk."),
    DeskAct.PASSWORD_LINK_MADE: N_("A link for a new password was made for %(name)s."),
    DeskAct.PASSWORD_CHANGED: N_("Password of %(name)s changed."),
    DeskAct.ACCOUNT_CHANGED: N_("Account of %(name)s changed."),
}
_ROLES = {"owner": N_("owner"), "editor": N_("editor"), "viewer": N_("viewer")}


def act_sentence(act: Act) -> str:
    """What was done."""
    try:
        known = DeskAct(act.act)
    except ValueError:
        return gettext(
            "An act that this version of the program does not know: %(act)s.", act=act.act
        )
    more = _MORE.get(known)
    said = more(act.detail, act.subject) if more else ""
    if said:
        return said
    named = _NAMED.get(known)
    return gettext(named, name=act.subject) if named and act.subject else gettext(_PLAIN[known])


def actor_name(act: Act) -> str:
    """Who acted, as they were called then."""
    if act.editor_id is None and not act.editor_name:
        return gettext("Command line")
    return act.editor_name or gettext("Editor without a name")


def act_time(act: Act) -> str:
    """When, in the site's time zone."""
    return moment_text(act.at, site().zone, page_language())


def _text(detail: Detail, name: str) -> str:
    value = detail.get(name)
    return value if isinstance(value, str) else ""


def _moment(detail: Detail, name: str) -> str:
    """A time of the detail in words; ``""`` where it is none."""
    try:
        when = datetime.fromisoformat(_text(detail, name))
    except ValueError:
        return ""
    return moment_text(when, site().zone, page_language()) if when.tzinfo else ""


def _role(detail: Detail, name: str) -> str:
    known = _ROLES.get(_text(detail, name))
    return gettext(known) if known else ""


def _published(detail: Detail, _subject: str) -> str:
    opens, closes = _moment(detail, "opens"), _moment(detail, "closes")
    if opens and closes:
        return gettext(
            "Poll published; it opens on %(opens)s and closes on %(closes)s.",
            opens=opens,
            closes=closes,
        )
    return gettext("Poll published; it opens on %(opens)s.", opens=opens) if opens else ""


def _opened(detail: Detail, _subject: str) -> str:
    planned = _moment(detail, "planned_for")
    return gettext("Poll opened; it was planned for %(moment)s.", moment=planned) if planned else ""


def _closed(detail: Detail, _subject: str) -> str:
    planned = _moment(detail, "planned_for")
    if not planned:
        return ""
    return gettext("Poll closed; it was to close on %(moment)s.", moment=planned)


def _reopened(detail: Detail, _subject: str) -> str:
    closes = _moment(detail, "closes_at")
    if detail.get("results_were_out") is True:
        if closes:
            return gettext(
                "Poll opened again until %(moment)s, after its results were out.", moment=closes
            )
        return gettext("Poll opened again, after its results were out.")
    return gettext("Poll opened again until %(moment)s.", moment=closes) if closes else ""


def _extended(detail: Detail, _subject: str) -> str:
    before, after = _moment(detail, "before"), _moment(detail, "closes_at")
    if before and after:
        return gettext(
            "Closing time moved from %(before)s to %(after)s.", before=before, after=after
        )
    if after:
        return gettext("Closing time set to %(after)s.", after=after)
    return gettext("Closing time %(before)s taken away.", before=before) if before else ""


def _released(detail: Detail, _subject: str) -> str:
    planned = _moment(detail, "planned_for")
    if not planned:
        return ""
    return gettext("Results released; they were to come out on %(moment)s.", moment=planned)


def _release_set(detail: Detail, _subject: str) -> str:
    before, after = _moment(detail, "before"), _moment(detail, "release_at")
    if before and after:
        return gettext(
            "Release of the results moved from %(before)s to %(after)s.",
            before=before,
            after=after,
        )
    if after:
        return gettext("Release of the results set to %(after)s.", after=after)
    return gettext("Results will come out when an editor releases them.") if before else ""


def _copied(detail: Detail, _subject: str) -> str:
    if isinstance(number := detail.get("begun_from"), int):
        return gettext("Poll begun as a copy of poll no. %(number)s.", number=number)
    if isinstance(number := detail.get("new_poll"), int):
        return gettext("Poll copied; the copy is poll no. %(number)s.", number=number)
    return ""


def _new_version(detail: Detail, _subject: str) -> str:
    if isinstance(number := detail.get("begun_from"), int):
        return gettext("Poll begun as a new version of poll no. %(number)s.", number=number)
    if isinstance(number := detail.get("new_poll"), int):
        return gettext("New version of the poll begun: poll no. %(number)s.", number=number)
    return ""


def _loaded(detail: Detail, _subject: str) -> str:
    file = _text(detail, "file")
    return gettext("Poll loaded from the definition file %(file)s.", file=file) if file else ""


def _workers(detail: Detail, _subject: str) -> str:
    added, removed = _text(detail, "added"), _text(detail, "removed")
    if added and removed:
        return gettext(
            "%(added)s works on the poll in the place of %(removed)s.", added=added, removed=removed
        )
    if added:
        return gettext("%(added)s works on the poll from now on.", added=added)
    return gettext("%(removed)s no longer works on the poll.", removed=removed) if removed else ""


def _overwritten(detail: Detail, _subject: str) -> str:
    name = _text(detail, "whose")
    return gettext("What %(name)s had saved last was overwritten.", name=name) if name else ""


def _link_added(detail: Detail, _subject: str) -> str:
    name = _text(detail, "label") or _text(detail, "name") or _text(detail, "code")
    if not name:
        return ""
    return gettext("Link “%(name)s” added, whose votes are counted apart.", name=name)


def _invited(detail: Detail, subject: str) -> str:
    role = _role(detail, "role")
    if subject and role:
        return gettext("%(name)s was invited to the desk as %(role)s.", name=subject, role=role)
    if subject:
        return gettext("%(name)s was invited to the desk.", name=subject)
    return gettext("Somebody was invited to the desk as %(role)s.", role=role) if role else ""


def _role_changed(detail: Detail, subject: str) -> str:
    before, after = _role(detail, "before"), _role(detail, "after")
    if not (subject and before and after):
        return ""
    return gettext(
        "Role of %(name)s changed from %(before)s to %(after)s.",
        name=subject,
        before=before,
        after=after,
    )


def _handed_on(detail: Detail, subject: str) -> str:
    count, to = detail.get("count"), _text(detail, "to")
    if not (subject and isinstance(count, int)):
        return ""
    said = {"name": subject, "count": number_text(count, page_language())}
    if to:
        return ngettext(
            "%(count)s poll of %(name)s was handed on to %(to)s.",
            "%(count)s polls of %(name)s were handed on to %(to)s.",
            count,
            to=to,
            **said,
        )
    return ngettext(
        "%(count)s poll of %(name)s was left to the owners.",
        "%(count)s polls of %(name)s were left to the owners.",
        count,
        **said,
    )


def _password_link(detail: Detail, subject: str) -> str:
    if detail.get("asked") != "mail" or not subject:
        return ""
    return gettext(
        "A link for a new password was sent to %(name)s, as asked for on the sign-in page.",
        name=subject,
    )


def _account(detail: Detail, subject: str) -> str:
    before, after = _text(detail, "before"), _text(detail, "after")
    if before and after:
        return gettext("%(before)s is called %(after)s from now on.", before=before, after=after)
    if detail.get("email") is True and subject:
        return gettext("Email address of %(name)s changed.", name=subject)
    return ""


_MORE: Mapping[DeskAct, Callable[[Detail, str], str]] = {
    DeskAct.POLL_PUBLISHED: _published,
    DeskAct.POLL_OPENED: _opened,
    DeskAct.POLL_CLOSED: _closed,
    DeskAct.POLL_REOPENED: _reopened,
    DeskAct.POLL_EXTENDED: _extended,
    DeskAct.POLL_RELEASED: _released,
    DeskAct.RELEASE_SET: _release_set,
    DeskAct.POLL_CLONED: _copied,
    DeskAct.POLL_NEW_VERSION: _new_version,
    DeskAct.DEFINITION_LOADED: _loaded,
    DeskAct.WORKERS_CHANGED: _workers,
    DeskAct.LINK_ADDED: _link_added,
    DeskAct.DRAFT_OVERWRITTEN: _overwritten,
    DeskAct.INVITED: _invited,
    DeskAct.ROLE_CHANGED: _role_changed,
    DeskAct.POLLS_HANDED_ON: _handed_on,
    DeskAct.PASSWORD_LINK_MADE: _password_link,
    DeskAct.ACCOUNT_CHANGED: _account,
}
