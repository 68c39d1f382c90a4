"""What hangs on several fields of a definition at once.

These checks look at the data as read, with its short forms written out, and leave out every
part in which the schema has found a fault, so that one run names everything that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from pollsvc.domain.theme import RADII, SIZES, InvalidThemeError, ThemeProblem, read_theme
from pollsvc.imports.checks.as_read import AsRead, Fault
from pollsvc.imports.checks.languages import language_hints
from pollsvc.imports.checks.no_view import no_view_hints
from pollsvc.imports.checks.questions import question_faults
from pollsvc.imports.checks.sample import sample_faults
from pollsvc.imports.checks.tally import tally_faults
from pollsvc.imports.checks.times import MOMENTS, time_faults
from pollsvc.imports.checks.wording import wording_faults

__all__ = ["MOMENTS", "AsRead", "cross_faults", "cross_hints"]

_MOST_QUESTIONS = 100


def cross_faults(read: AsRead) -> Iterator[Fault]:
    """Every fault that hangs on several fields."""
    yield from wording_faults(read)
    yield from _page_faults(read)
    for question in read.questions():
        yield from question_faults(read, question)
    yield from time_faults(read)
    yield from _theme_faults(read)
    yield from tally_faults(read)
    yield from sample_faults(read)


def cross_hints(read: AsRead) -> Iterator[Fault]:
    """What is in order but worth a look."""
    yield from no_view_hints(read)
    yield from language_hints(read)


def _page_faults(read: AsRead) -> Iterator[Fault]:
    """Faults of what is asked as a whole."""
    asked, paged = (read.part((name,)) is not None for name in ("questions", "pages"))
    if asked and paged:
        yield ("pages",), "questions are here too; put each of them on a page and leave that out"
    elif not asked and not paged:
        yield ("questions",), "this is missing; add it"
    if len(list(read.questions())) > _MOST_QUESTIONS:
        yield ("pages",), f"at most {_MOST_QUESTIONS} questions are taken in all"
    if read.part(("phase",)) is not None and read.part(("event",)) is None:
        yield ("phase",), "give event too, with a code and a title"


def _theme_faults(read: AsRead) -> Iterator[Fault]:
    theme = read.sound("theme")
    if theme is None:
        return
    try:
        read_theme(theme)
    except InvalidThemeError as error:
        for problem in error.problems:
            yield ("theme", problem.name), _theme_words(problem)


def _theme_words(problem: ThemeProblem) -> str:
    if problem.ratio is not None:
        said = f"readers need a contrast of {problem.needed}:1 here; this has {problem.ratio:.1f}:1"
        if problem.code == "too_pale":
            said += " where text is drawn paler"
        return f"{said}; {problem.suggestion} would do" if problem.suggestion else said
    return {
        "no_colour": 'give a colour such as "#0b4f9e"',
        "no_font": 'give names of fonts with commas, such as "Georgia, serif"',
        "no_size": f'give a size from "{SIZES[0]}px" to "{SIZES[-1]}px"',
        "no_radius": f'give a radius from "{RADII[0]}px" to "{RADII[-1]}px"',
    }[problem.code]
