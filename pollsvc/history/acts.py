"""Every act that the history knows."""

from __future__ import annotations

from enum import StrEnum


class DeskAct(StrEnum):
    """What an editor did. The word is what files and tables hold."""

    # polls
    POLL_BEGUN = "poll_begun"
    POLL_PUBLISHED = "poll_published"
    POLL_CHANGED = "poll_changed"
    POLL_CORRECTED = "poll_corrected"
    POLL_TRANSLATED = "poll_translated"
    POLL_OPENED = "poll_opened"
    POLL_CLOSED = "poll_closed"
    POLL_REOPENED = "poll_reopened"
    POLL_EXTENDED = "poll_extended"
    POLL_RELEASED = "poll_released"
    RELEASE_SET = "release_set"
    POLL_ARCHIVED = "poll_archived"
    POLL_TAKEN_OUT_OF_ARCHIVE = "poll_unarchived"
    POLL_CLONED = "poll_cloned"
    POLL_NEW_VERSION = "poll_new_version"
    POLL_DELETED = "poll_deleted"
    POLL_PUT_BACK = "poll_put_back"
    POLL_ERASED = "poll_erased"
    PAST_RESULT_ADDED = "past_result_added"
    DEFINITION_LOADED = "definition_loaded"
    WORKERS_CHANGED = "workers_changed"
    LINK_ADDED = "link_added"
    DRAFT_DISCARDED = "draft_discarded"
    DRAFT_OVERWRITTEN = "draft_overwritten"
    WORDS_SHOWN = "words_shown"
    WORDS_HIDDEN = "words_hidden"
    # people
    OWNER_MADE = "owner_made"
    INVITED = "invited"
    INVITATION_WITHDRAWN = "invitation_withdrawn"
    JOINED = "joined"
    ROLE_CHANGED = "role_changed"
    EDITOR_LEFT = "editor_left"
    POLLS_HANDED_ON = "polls_handed_on"
    PASSWORD_LINK_MADE = "password_link_made"  # noqa: S105 - the name of an act
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    SIGNED_IN = "signed_in"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere"
    ACCOUNT_CHANGED = "account_changed"
    # site
    LOOK_CHANGED = "look_changed"
    SITE_CHANGED = "site_changed"


class ActGroup(StrEnum):
    """What an act is about, to look for."""

    POLLS = "polls"
    PEOPLE = "people"
    SITE = "site"


_PEOPLE = (
    *(DeskAct.OWNER_MADE, DeskAct.INVITED, DeskAct.INVITATION_WITHDRAWN, DeskAct.JOINED),
    *(DeskAct.ROLE_CHANGED, DeskAct.EDITOR_LEFT, DeskAct.POLLS_HANDED_ON),
    *(DeskAct.PASSWORD_LINK_MADE, DeskAct.PASSWORD_CHANGED, DeskAct.SIGNED_IN),
    *(DeskAct.SIGNED_OUT_EVERYWHERE, DeskAct.ACCOUNT_CHANGED, DeskAct.WORKERS_CHANGED),
)
_SITE = (DeskAct.LOOK_CHANGED, DeskAct.SITE_CHANGED)


def acts_of(group: ActGroup) -> tuple[str, ...]:
    """The words of the acts of a group. Who works on a poll is about polls and people."""
    match group:
        case ActGroup.PEOPLE:
            return tuple(act.value for act in _PEOPLE)
        case ActGroup.SITE:
            return tuple(act.value for act in _SITE)
        case ActGroup.POLLS:
            others = {*_PEOPLE, *_SITE} - {DeskAct.WORKERS_CHANGED}
            return tuple(act.value for act in DeskAct if act not in others)
