"""Links with names, by which a publisher sees where votes come from: the rules of them."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from pollsvc.domain.question import Question
from pollsvc.domain.slugs import slug_of
from pollsvc.domain.texts import clean_text, same_text

LINKS_AT_MOST = 50
LONGEST_NAME = 60
LONGEST_CODE = 32


class LinkFault(StrEnum):
    """What is wrong with the name of a new link."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    TAKEN = "taken"
    TOO_MANY = "too_many"


def link_fault(links: Question | None, name: str) -> LinkFault | None:
    """What is wrong with this as the name of a further link; ``None`` where nothing is."""
    there = links.options if links else ()
    if len(there) >= LINKS_AT_MOST:
        return LinkFault.TOO_MANY
    if not clean_text(name):
        return LinkFault.EMPTY
    if len(clean_text(name)) > LONGEST_NAME:
        return LinkFault.TOO_LONG
    names = {same_text(text) for one in there for _, text in one.label.texts}
    return LinkFault.TAKEN if same_text(name) in names else None


def link_code(name: str, taken: Collection[str]) -> str:
    """A code for a link of this name, as none of those taken: ``"newsletter-21-nov"``."""
    plain = _cut(slug_of(name) or "link", LONGEST_CODE)
    code, number = plain, 1
    while code in taken:
        number += 1
        code = f"{_cut(plain, LONGEST_CODE - len(f'-{number}'))}-{number}"
    return code


def _cut(slug: str, longest: int) -> str:
    """The slug without the words, or the letters, that are too much."""
    if len(slug) <= longest:
        return slug
    whole, _, _ = slug[: longest + 1].rpartition("-")
    return whole or slug[:longest]
