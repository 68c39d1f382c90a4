"""What a ranking comes to by each method: sentences, and the tables behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext

from pollsvc.domain.figures import QuestionFigures, RankingFigures, Round
from pollsvc.domain.question import Method
from pollsvc.domain.texts import Said
from pollsvc.results.desk_charts import letter
from pollsvc.results.looks.tables import Head, Row, Table, heads, said_option
from pollsvc.web.asked_words import quoted
from pollsvc.web.formats import NO_FIGURE, number_text
from pollsvc.web.languages import page_language
from pollsvc.web.measures import exact_text
from pollsvc.web.ranking_words import METHODS, outcome_line, tie_line


@dataclass(frozen=True, kw_only=True)
class Rounds:
    """The rounds of an instant runoff as a table, with what is said of their ties."""

    table: Table
    ties: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """A ranking by each method. ``first`` is what the chosen one says, ``others`` the rest.

    ``agreement`` says whether all put the same option first; they agree only if none of them
    has to break a tie for it. ``order`` are the places of the question's lines from first to
    last by the chosen method.
    """

    order: tuple[int, ...]
    first: tuple[str, ...]
    others: tuple[str, ...]
    agreement: str
    is_agreed: bool
    condorcet: str
    places: Table
    rounds: Rounds | None
    pairs: Table
    strengths: Table


def ranking_look(figures: QuestionFigures, tongue: str) -> Ranking | None:
    """What is said of a ranking; ``None`` where nobody has ranked anything."""
    ranking, method = figures.ranking, figures.question.method
    if ranking is None or not ranking.n:
        return None
    labels = {line.option.id: quoted(said_option(line.option, tongue)) for line in figures.lines}
    others = [one for one in METHODS if one != method and one in ranking.outcomes]
    return Ranking(
        order=_order(figures, ranking, method),
        first=_first(ranking, method, labels),
        others=tuple(outcome_line(one, ranking.outcomes[one], labels) for one in others),
        agreement=_agreement(ranking),
        is_agreed=_is_agreed(ranking),
        condorcet=_condorcet(ranking, labels),
        places=_places(figures, ranking, tongue),
        rounds=_rounds(figures, ranking, labels, tongue),
        pairs=_pairs(figures, ranking.pairs, tongue),
        strengths=_pairs(figures, ranking.strengths, tongue),
    )


def _order(figures: QuestionFigures, ranking: RankingFigures, method: Method) -> tuple[int, ...]:
    outcome = ranking.outcomes.get(method) or ranking.outcomes[Method.BORDA]
    ids = [line.option.id for line in figures.lines]
    # A tie for the first place is broken; the winner stands above those tied with it.
    ranked = [one for group in outcome.places for one in group]
    ranked.sort(key=lambda one: one != outcome.winner)
    return tuple(ids.index(one) for one in ranked)


def _first(ranking: RankingFigures, method: Method, labels: Mapping[int, str]) -> tuple[str, ...]:
    """What the chosen method says, with the numbers that decide."""
    outcome = ranking.outcomes.get(method)
    if outcome is None or outcome.winner is None:
        return (gettext("Rounds are counted when the poll closes."),)
    line = outcome_line(method, outcome, dict(labels))
    return tuple(filter(None, (line, _decided(ranking, method, outcome.winner))))


def _decided(ranking: RankingFigures, method: Method, winner: int) -> str:
    language = page_language()
    match method:
        case Method.INSTANT_RUNOFF:
            assert ranking.rounds
            last: Round = ranking.rounds[-1]
            return gettext(
                "In round %(number)s, the last, it has %(count)s of the %(left)s orders that"
                " still name an answer.",
                number=number_text(len(ranking.rounds), language),
                count=number_text(last.counts[winner], language),
                left=number_text(sum(last.counts.values()), language),
            )
        case Method.BORDA:
            return gettext(
                "It has %(points)s points: one for each other answer that an order puts behind"
                " it, and half a point where the order leaves both out.",
                points=exact_text(ranking.borda[winner], 1, language),
            )
        case Method.SCHULZE if ranking.condorcet == winner:
            return gettext("More people put it before than behind each other answer.")
        case Method.SCHULZE:
            return gettext(
                "No answer beats every other in pairs, but none has a stronger chain of victories"
                " over this one than this one has over it."
            )
        case Method.FIRST_PREFERENCES:
            return ""


def _is_agreed(ranking: RankingFigures) -> bool:
    """Whether every method puts the same option first, and no other beside it."""
    return len({outcome.places[0] for outcome in ranking.outcomes.values()}) == 1 and all(
        outcome.broken_by is None for outcome in ranking.outcomes.values()
    )


def _agreement(ranking: RankingFigures) -> str:
    if _is_agreed(ranking):
        return gettext("Every method counted here puts the same answer first.")
    if len({outcome.winner for outcome in ranking.outcomes.values()}) == 1:
        return gettext(
            "Every method counted here puts the same answer first, but not without breaking a"
            " tie. The others say:"
        )
    return gettext("The methods do not agree on who comes first. The others say:")


def _condorcet(ranking: RankingFigures, labels: Mapping[int, str]) -> str:
    if ranking.condorcet is None:
        return gettext("No answer beats every other in pairs (there is no Condorcet winner).")
    return gettext(
        "%(answer)s beats every other answer in pairs (it is the Condorcet winner).",
        answer=labels[ranking.condorcet],
    )


def _places(figures: QuestionFigures, ranking: RankingFigures, tongue: str) -> Table:
    """The place of every option by each method; a place that several share has a sign."""
    language, chosen = page_language(), figures.question.method
    methods = sorted(ranking.outcomes, key=lambda one: one != chosen)
    by_method: list[dict[int, str]] = []
    for method in methods:
        by_method.append({})
        place = 1
        for group in ranking.outcomes[method].places:
            sign = "=" if len(group) > 1 else ""
            by_method[-1] |= dict.fromkeys(group, f"{sign}{number_text(place, language)}")
            place += len(group)
    lines = [figures.lines[place] for place in _order(figures, ranking, chosen)]
    return Table(
        corner=gettext("Answer"),
        heads=heads(*(gettext(METHODS[method]) for method in methods)),
        rows=tuple(
            Row(
                label=said_option(line.option, tongue),
                cells=tuple(shown[line.option.id] for shown in by_method),
            )
            for line in lines
        ),
    )


def _rounds(
    figures: QuestionFigures,
    ranking: RankingFigures,
    labels: Mapping[int, str],
    tongue: str,
) -> Rounds | None:
    if not ranking.rounds:
        return None
    language, rounds = page_language(), ranking.rounds
    order = _order(figures, ranking, Method.INSTANT_RUNOFF)
    lines = [figures.lines[place] for place in order]
    rows = [
        Row(
            label=said_option(line.option, tongue),
            cells=tuple(
                number_text(one.counts[line.option.id], language)
                if line.option.id in one.counts
                else NO_FIGURE
                for one in rounds
            ),
            marked=frozenset(
                place for place, one in enumerate(rounds) if one.out == line.option.id
            ),
        )
        for line in lines
    ]
    foot = None
    if any(one.exhausted for one in rounds):
        foot = Row(
            label=Said(gettext("Name nobody who is left"), language),
            cells=tuple(number_text(one.exhausted, language) for one in rounds),
        )
    numbers = [number_text(number, language) for number in range(1, len(rounds) + 1)]
    named = tuple(
        Head(text=Said(gettext("Round %(number)s", number=number), language)) for number in numbers
    )
    table = Table(corner=gettext("Answer"), heads=named, rows=tuple(rows), foot=foot)
    ties = (tie_line(number, one, dict(labels)) for number, one in enumerate(rounds, 1))
    return Rounds(table=table, ties=tuple(filter(None, ties)))


def _pairs(figures: QuestionFigures, numbers: Mapping[tuple[int, int], int], tongue: str) -> Table:
    """A number for each two options; of both the larger one stands out."""
    language = page_language()
    options = [line.option for line in figures.lines]
    names = [said_option(one, tongue) for one in options]
    letters = [letter(place) for place in range(len(options))]
    rows = []
    for place, one in enumerate(options):
        cells = []
        marked = set()
        for column, other in enumerate(options):
            if one.id == other.id:
                cells.append("")
                continue
            cells.append(number_text(numbers[one.id, other.id], language))
            if numbers[one.id, other.id] > numbers[other.id, one.id]:
                marked.add(column)
        rows.append(
            Row(
                label=names[place],
                cells=tuple(cells),
                marked=frozenset(marked),
                letter=letters[place],
            )
        )
    named = tuple(Head(text=name, letter=sign) for name, sign in zip(names, letters, strict=True))
    return Table(corner=gettext("Row before column"), heads=named, rows=tuple(rows))
