"""Editors and what each may do; pure, so that every feature asks the same rule."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class EditorRole(StrEnum):
    """What an editor is at the desk."""

    OWNER = "owner"
    """May do everything, and looks after people, look and site."""
    EDITOR = "editor"
    """Makes polls and runs those that they work on; watches what is published."""
    VIEWER = "viewer"
    """Watches what is published, and downloads."""

    def reaches(self, needed: EditorRole) -> bool:
        """Whether this role may do what ``needed`` may."""
        order = (EditorRole.VIEWER, EditorRole.EDITOR, EditorRole.OWNER)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, kw_only=True)
class Editor:
    """Who works at the desk."""

    id: int
    name: str
    email: str
    role: EditorRole
    language: str | None = None


class Access(StrEnum):
    """How far an editor gets with a poll."""

    NONE = "none"
    """They are not to know that it is there."""
    WATCH = "watch"
    WRITE = "write"


def access_to(editor: Editor, workers: Collection[int], *, is_published: bool) -> Access:
    """What an editor may do with a poll that ``workers`` (editor ids) work on.

    Nobody but owners and those who work on it knows of a draft or a deleted poll;
    for these, ``is_published`` is false.
    """
    works = editor.id in workers and editor.role.reaches(EditorRole.EDITOR)
    if editor.role is EditorRole.OWNER or works:
        return Access.WRITE
    return Access.WATCH if is_published else Access.NONE
