"""What the pages of look and site say, in the page's language."""

from __future__ import annotations

from flask_babel import gettext

from pollsvc.domain.colour import shown_ratio
from pollsvc.domain.theme import RADII, SIZES, ThemeProblem
from pollsvc.web.desk import N_
from pollsvc.web.formats import decimal_text
from pollsvc.web.languages import page_language

THEME_LABELS = {
    "font": N_("Font of the text"),
    "font-question": N_("Font of questions"),
    "size": N_("Size of the text, in pixels"),
    "radius": N_("Rounding of corners, in pixels"),
    "bg": N_("Background"),
    "text": N_("Text"),
    "accent": N_("Accent: buttons, links, the reader’s own answer"),
    "bar": N_("Other bars"),
}
"""What the variables of a theme are called, by their names."""


def theme_problem_text(problem: ThemeProblem) -> str:
    """What is wrong with a variable of a theme, and what to do."""
    if problem.ratio is not None and problem.needed is not None:
        return _contrast_text(problem, problem.ratio, problem.needed)
    match problem.code:
        case "no_colour":
            return gettext("Write a colour as # and six letters or digits, such as #0b4f9e.")
        case "no_font":
            return gettext(
                "Write names of fonts with commas between them, such as: Georgia, serif."
                " Letters, digits, spaces, hyphens and quotes are taken."
            )
        case "no_size":
            return gettext(
                "Write a whole number from %(least)s to %(most)s.", least=SIZES[0], most=SIZES[-1]
            )
        case "no_radius":
            return gettext(
                "Write a whole number from %(least)s to %(most)s.", least=RADII[0], most=RADII[-1]
            )
        case _:
            return gettext("There is no variable of this name: %(name)s.", name=problem.name)


def _contrast_text(problem: ThemeProblem, ratio: float, needed: float) -> str:
    language = page_language()
    said = {
        "ratio": decimal_text(shown_ratio(ratio), language),
        "needed": decimal_text(needed, language),
        "colour": problem.suggestion,
    }
    if problem.code == "too_pale":
        return gettext(
            "Small text is a little paler than this. On the background it would be"
            " %(ratio)s:1; readers need %(needed)s:1. Try %(colour)s.",
            **said,
        )
    match problem.name:
        case "bg":
            return gettext(
                "The text on this background is %(ratio)s:1; readers need %(needed)s:1."
                " Try %(colour)s.",
                **said,
            )
        case "bar":
            return gettext(
                "A bar of this colour on the background is %(ratio)s:1; readers need"
                " %(needed)s:1. Try %(colour)s.",
                **said,
            )
        case _:
            return gettext(
                "Text of this colour on the background is %(ratio)s:1; readers need"
                " %(needed)s:1. Try %(colour)s.",
                **said,
            )
