"""Outcomes of rankings in words: who comes first by which method, and how ties were broken."""

from __future__ import annotations

from flask_babel import gettext

from pollsvc.domain.figures import Outcome, Round
from pollsvc.domain.question import Method
from pollsvc.web.phrases import N_

METHODS = {
    Method.INSTANT_RUNOFF: N_("Instant runoff"),
    Method.BORDA: N_("Borda count"),
    Method.SCHULZE: N_("Pairs (Schulze)"),
    Method.FIRST_PREFERENCES: N_("First places only"),
}
"""What each method is called."""


def outcome_line(method: Method, outcome: Outcome, labels: dict[int, str]) -> str:
    """Who comes first by a method, and how a tie for it was broken; ``labels`` are by id."""
    if outcome.winner is None:
        return gettext(
            "%(method)s: nobody has ranked anything yet.", method=gettext(METHODS[method])
        )
    said = {"method": gettext(METHODS[method]), "first": labels[outcome.winner]}
    tied = gettext(", ").join(labels[one] for one in outcome.places[0] if one != outcome.winner)
    match outcome.broken_by:
        case "earlier_rounds":
            return gettext(
                "%(method)s: %(first)s, tied with %(tied)s"
                " and ahead in the latest earlier round in which they differ.",
                tied=tied,
                **said,
            )
        case "first_preferences":
            return gettext(
                "%(method)s: %(first)s, tied with %(tied)s and put first by more people.",
                tied=tied,
                **said,
            )
        case "as_listed" if not outcome.is_exact:
            return gettext(
                "%(method)s: %(first)s. Only the order of the list decided who left, in more ways"
                " than could be followed: it may be tied with %(tied)s.",
                tied=tied,
                **said,
            )
        case "as_listed" if method is Method.INSTANT_RUNOFF:
            return gettext(
                "%(method)s: %(first)s, tied with %(tied)s:"
                " only the order of the list decided who left.",
                tied=tied,
                **said,
            )
        case "as_listed":
            return gettext(
                "%(method)s: %(first)s, tied with %(tied)s and placed first only because it comes"
                " first in the list of answers, among those of them put first most often.",
                tied=tied,
                **said,
            )
        case _:
            return gettext("%(method)s: %(first)s.", **said)


def tie_line(number: int, one: Round, labels: dict[int, str]) -> str:
    """Who left a round of an instant runoff in a tie, and why; nothing where there was none."""
    if one.out is None or not one.tied:
        return ""
    said = {
        "number": number,
        "out": labels[one.out],
        "tied": gettext(", ").join(labels[other] for other in one.tied),
    }
    if one.broken_by == "earlier_rounds":
        return gettext(
            "Round %(number)s: %(out)s was tied with %(tied)s, and left because it had fewer"
            " in the latest earlier round in which they differ.",
            **said,
        )
    return gettext(
        "Round %(number)s: %(out)s was tied with %(tied)s, and left because it comes last in the"
        " list of answers, among those of them that were equal in every round so far.",
        **said,
    )
