"""Writing a poll's definition over what is there: only what changed, and nothing is unsaid.

Wordings are only ever added to; a text that was taken out has a newest one that is empty.
Ids of questions and options are never given twice. Committing is the caller's.
"""

from pollsvc.polls.writing.change import Change
from pollsvc.polls.writing.columns import rules_of, settings_of, sought_in
from pollsvc.polls.writing.definition import write_definition
from pollsvc.polls.writing.events import event_id
from pollsvc.polls.writing.numbers import (
    LAST_OPTION_ID,
    LAST_QUESTION_ID,
    next_option_id,
    next_question_id,
)
from pollsvc.polls.writing.tags import tag_code
from pollsvc.polls.writing.texts import (
    texts_of_option,
    texts_of_pages,
    texts_of_poll,
    texts_of_question,
)

__all__ = [
    "LAST_OPTION_ID",
    "LAST_QUESTION_ID",
    "Change",
    "event_id",
    "next_option_id",
    "next_question_id",
    "rules_of",
    "settings_of",
    "sought_in",
    "tag_code",
    "texts_of_option",
    "texts_of_pages",
    "texts_of_poll",
    "texts_of_question",
    "write_definition",
]
