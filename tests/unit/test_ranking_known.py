"""Elections whose results are published, each under every method that it is known for."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import permutations

from pollsvc.domain.figures import RankingFigures
from pollsvc.domain.question import Method
from pollsvc.domain.ranking import Preferences, ranking_figures


def election(names: str, orders: Mapping[str, int]) -> RankingFigures:
    """Options and orders by their initials, in the order listed."""
    ids = {name: number for number, name in enumerate(names, 1)}
    by_id = {tuple(ids[one] for one in order): times for order, times in orders.items()}
    return ranking_figures(Preferences.of_orders(tuple(ids.values()), by_id))


def said(figures: RankingFigures, names: str, method: Method) -> str:
    return ">".join(
        "=".join(names[one - 1] for one in group) for group in figures.outcomes[method].places
    )


def counts(figures: RankingFigures, names: str) -> list[dict[str, int]]:
    assert figures.rounds is not None
    return [{names[one - 1]: n for one, n in each.counts.items()} for each in figures.rounds]


TENNESSEE = {"MNCK": 42, "NCKM": 26, "CKNM": 15, "KCNM": 17}


def test_the_capital_of_tennessee() -> None:
    """The textbook example in which each method has another view (Wikipedia)."""
    figures = election("MNCK", TENNESSEE)
    assert counts(figures, "MNCK") == [
        {"M": 42, "N": 26, "C": 15, "K": 17},
        {"M": 42, "N": 26, "K": 32},
        {"M": 42, "K": 58},
    ]
    assert said(figures, "MNCK", Method.INSTANT_RUNOFF) == "K>M>N>C"
    assert said(figures, "MNCK", Method.FIRST_PREFERENCES) == "M>N>K>C"
    assert said(figures, "MNCK", Method.SCHULZE) == "N>C>K>M"
    assert figures.borda == {1: 126, 2: 194, 3: 173, 4: 107}
    assert figures.condorcet == 2


SCHULZE_45 = {
    "ACBED": 5,
    "ADECB": 5,
    "BEDAC": 8,
    "CABED": 3,
    "CAEBD": 7,
    "CBADE": 2,
    "DCEBA": 7,
    "EBADC": 8,
}
SCHULZE_PATHS = {
    "A": {"B": 28, "C": 28, "D": 30, "E": 24},
    "B": {"A": 25, "C": 28, "D": 33, "E": 24},
    "C": {"A": 25, "B": 29, "D": 29, "E": 24},
    "D": {"A": 25, "B": 28, "C": 28, "E": 24},
    "E": {"A": 25, "B": 28, "C": 28, "D": 31},
}


def test_schulzes_own_example_of_45_voters() -> None:
    """Example of Schulze (2011), as on Wikipedia: E > A > C > B > D, nobody beats all."""
    figures = election("ABCDE", SCHULZE_45)
    assert said(figures, "ABCDE", Method.SCHULZE) == "E>A>C>B>D"
    assert figures.condorcet is None
    assert figures.strengths == {
        ("ABCDE".index(one) + 1, "ABCDE".index(other) + 1): SCHULZE_PATHS[one][other]
        for one, other in permutations("ABCDE", 2)
    }


def test_an_option_that_loses_to_both_rivals_is_not_elected() -> None:
    """4 × A>B>C, 3 × B>C, 3 × C>B: more prefer B to A, and more prefer C to A."""
    figures = election("ABC", {"ABC": 4, "BC": 3, "CB": 3})
    for method in (Method.INSTANT_RUNOFF, Method.BORDA, Method.SCHULZE):
        assert figures.outcomes[method].winner == 2
    assert figures.condorcet == 2
    assert figures.rounds is not None
    first = figures.rounds[0]
    assert (first.out, first.tied, first.broken_by) == (3, (2,), "as_listed")
    assert figures.borda == {1: 8, 2: 13, 3: 9}


def test_the_irish_presidential_election_of_1990() -> None:
    """Robinson, second at first, won by the transfers of Currie's papers (official counts)."""
    figures = election(
        "LRC", {"L": 694_484, "R": 612_265, "CR": 205_565, "CL": 36_789, "C": 25_548}
    )
    assert counts(figures, "LRC") == [
        {"L": 694_484, "R": 612_265, "C": 267_902},
        {"L": 731_273, "R": 817_830},
    ]
    assert figures.rounds is not None
    assert figures.rounds[1].exhausted == 25_548
    assert said(figures, "LRC", Method.INSTANT_RUNOFF) == "R>L>C"
    assert said(figures, "LRC", Method.FIRST_PREFERENCES) == "L>R>C"


def test_alaskas_special_election_of_august_2022() -> None:
    """Peltola won in rounds (91,266 to 86,026); Begich would have beaten each rival alone."""
    orders = {"EB": 47_407, "EA": 4_645, "E": 23_747, "AB": 34_049, "AE": 3_652, "A": 21_272}
    figures = election("EAB", orders | {"BA": 27_053, "BE": 15_467, "B": 11_290})
    assert counts(figures, "EAB") == [
        {"E": 75_799, "A": 58_973, "B": 53_810},
        {"E": 91_266, "A": 86_026},
    ]
    assert said(figures, "EAB", Method.INSTANT_RUNOFF) == "E>A>B"
    assert figures.condorcet == 3
    assert said(figures, "EAB", Method.SCHULZE) == "B>E>A"


def test_what_is_left_out_gives_half_a_point_a_duel() -> None:
    figures = election("ABCD", {"A": 1})
    assert figures.borda == {1: 3, 2: 1, 3: 1, 4: 1}
    assert figures.mean_places == {1: Fraction(1), 2: None, 3: None, 4: None}


def test_a_runoff_that_only_the_list_decides_is_a_tie() -> None:
    """4 A>B>C, 3 B>C, 3 C>B: had B left in place of C, C would have won 6 to 4."""
    figures = election("ABC", {"ABC": 4, "BC": 3, "CB": 3})
    outcome = figures.outcomes[Method.INSTANT_RUNOFF]
    assert (outcome.winner, outcome.places, outcome.broken_by) == (2, ((2, 3), (1,)), "as_listed")


def test_a_tie_that_goes_back_to_the_list_is_the_lists() -> None:
    """Four equal camps: whoever leads later leads because of who left first."""
    figures = election("ABCD", {"ABCD": 2, "BADC": 2, "CDAB": 2, "DCBA": 2})
    outcome = figures.outcomes[Method.INSTANT_RUNOFF]
    assert set(outcome.places[0]) == {1, 2, 3, 4}
    assert outcome.broken_by == "as_listed"


def test_a_tie_of_those_who_cannot_win_is_no_tie_for_the_first_place() -> None:
    for orders in ({"A": 5, "BA": 2, "CA": 2}, {"A": 4, "BA": 2, "CA": 2, "D": 3}):
        outcome = election("ABCD", orders).outcomes[Method.INSTANT_RUNOFF]
        assert (outcome.winner, outcome.broken_by) == (1, None)


def test_a_tie_of_losers_whose_order_decides_a_later_one_is_a_tie_for_the_first_place() -> None:
    """C and D leave one after the other; A and B are equal then, and were not in between."""
    orders = {"ABCD": 1, "ADBC": 2, "BACD": 1, "BDAC": 1, "BDCA": 1, "CBDA": 1, "DABC": 1}
    for names, winner in (("ABCD", "A"), ("ABDC", "B")):
        outcome = election(names, orders).outcomes[Method.INSTANT_RUNOFF]
        assert outcome.winner == names.index(winner) + 1
        assert outcome.places == ((1, 2), (3, 4))
        assert outcome.broken_by == "as_listed"


TEN_CAMPS = {"".join("ABCDEFGHIJ"[(one + so) % 10] for so in range(10)): 1 for one in range(10)}


def test_all_of_ten_equal_camps_are_tied() -> None:
    outcome = election("ABCDEFGHIJ", TEN_CAMPS).outcomes[Method.INSTANT_RUNOFF]
    assert outcome.places == (tuple(range(1, 11)),)
    assert (outcome.broken_by, outcome.is_exact) == ("as_listed", True)
