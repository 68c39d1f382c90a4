"""A poll as it is being written: raw strings, what is wrong with them, and what they mean."""

from pollsvc.domain.draft.advice import Hint, hints
from pollsvc.domain.draft.coding import with_codes
from pollsvc.domain.draft.faults import DraftProblem, InvalidDraftError
from pollsvc.domain.draft.lists import split_list
from pollsvc.domain.draft.reading import read_draft
from pollsvc.domain.draft.shape import (
    LINKS,
    Draft,
    DraftLink,
    DraftOption,
    DraftQuestion,
    DraftRow,
    Texts,
)
from pollsvc.domain.draft.showing import poll_to_show
from pollsvc.domain.draft.stored import draft_of

__all__ = [
    "LINKS",
    "Draft",
    "DraftLink",
    "DraftOption",
    "DraftProblem",
    "DraftQuestion",
    "DraftRow",
    "Hint",
    "InvalidDraftError",
    "Texts",
    "draft_of",
    "hints",
    "poll_to_show",
    "read_draft",
    "split_list",
    "with_codes",
]
