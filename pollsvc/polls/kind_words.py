"""Kinds of question, what methods of counting do, and roles of answers, in the desk's words."""

from __future__ import annotations

from pollsvc.domain.question import Method
from pollsvc.web.phrases import N_

KINDS = {
    "single": (N_("One answer"), N_("Readers choose one of the answers.")),
    "multiple": (N_("Several answers"), N_("Readers choose as many as you allow.")),
    "ranking": (N_("Ranking"), N_("Readers put answers in an order: all or the first few.")),
    "scale": (N_("Scale"), N_("One point from low to high, such as 0 to 10, or agreement.")),
    "matrix": (N_("Table"), N_("Several rows that share the same answers.")),
    "number": (N_("Number"), N_("A number within a range, such as years of age.")),
    "short_text": (N_("Short text"), N_("A few words in one line.")),
    "long_text": (N_("Long text"), N_("As much as you allow, in several lines.")),
    "date": (N_("Date"), N_("A day, within a range if you set one.")),
}
"""Name and note of each kind, by its word in drafts."""

METHOD_NOTES = {
    Method.INSTANT_RUNOFF: N_("The answer with the fewest first places goes out, round by round."),
    Method.BORDA: N_("Each place gives points, the first the most."),
    Method.SCHULZE: N_("The answer that wins against each other one, pair by pair."),
    Method.FIRST_PREFERENCES: N_("Only the first place of each reader counts."),
}
"""What each method does; ``web.ranking_words`` names them."""

ROLES = {
    "other": N_("Readers write what they mean. What they write is shown once you let it."),
    "dont_know": N_("For readers without a view. It stays at the end."),
    "no_answer": N_("For readers who would rather not say. It stays at the end."),
    "none": N_("Chosen alone. It stays at the end."),
}
"""What an answer that is not plain is for."""

ADDED = {
    "other": N_("Add “Other, please say”"),
    "dont_know": N_("Add “I don’t know”"),
    "no_answer": N_("Add “Prefer not to say”"),
    "none": N_("Add “None of these”"),
}

REQUIRED = {
    "hard": (N_("An answer is needed"), ""),
    "soft": (N_("Ask once more, then let them go on"), ""),
    "no": (N_("It may be left out"), ""),
}

FLOWS = {
    "pages": (N_("In pages, as you divide them"), N_("Without divisions it is one page.")),
    "one": (N_("One question at a time"), ""),
    "all": (
        N_("All on one page"),
        N_("A question whose rule depends on another one comes on a page after it."),
    ),
}

PHASES = {
    "": N_("Not part of a pair"),
    "before": N_("Before the discussion"),
    "after": N_("After the discussion"),
}

ROWS = {
    "answer": N_("Answer {n}"),
    "short": N_("Short form of answer {n}"),
    "value": N_("Number of answer {n}"),
    "answer_code": N_("Code of answer {n}"),
    "pin": N_("Place of answer {n} when the order changes"),
    "up": N_("Move answer {n} up"),
    "down": N_("Move answer {n} down"),
    "remove": N_("Remove answer {n}"),
    "row": N_("Row {n}"),
    "row_code": N_("Code of row {n}"),
    "row_up": N_("Move row {n} up"),
    "row_down": N_("Move row {n} down"),
    "row_remove": N_("Remove row {n}"),
    "no": N_("No."),
    "form": N_("Short form"),
    "code": N_("Code"),
}
"""What is said of each row of a list; ``{n}`` is its number."""
