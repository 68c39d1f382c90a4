"""Real elections with published orders: who won, by which numbers, and who by other methods."""

from __future__ import annotations

from collections.abc import Mapping

from pollsvc.domain.figures import RankingFigures
from pollsvc.domain.question import Method
from pollsvc.domain.ranking import Preferences, ranking_figures
from tests.unit.test_ranking_known import counts, election, said

BURLINGTON = {
    "MKW": 1332, "MWK": 767, "M": 455, "KMW": 2043, "KWM": 371, "K": 568,
    "WMK": 1513, "WKM": 495, "W": 1289,
}  # fmt: skip
"""Kiss, Montroll, Wright: the last three of Burlington's mayoral election of 2009.

Source: rangevoting.org/Burlington.html; pairs as on electowiki, "2009 Burlington mayoral election".
"""
MINNEAPOLIS = {
    "A": 1572, "AG": 775, "AGW": 133, "AW": 592, "AWG": 164, "G": 822, "GA": 596, "GAW": 205,
    "GW": 843, "GWA": 334, "W": 492, "WA": 750, "WAG": 338, "WG": 852, "WGA": 447,
}  # fmt: skip
"""Arab, Gordon, Worlobah: the last three for Minneapolis' council, ward 2, in 2021: a ring.

Source: the city's cast votes, summed on the Election-methods list, 15 September 2022;
electowiki has one vote less for Gordon over Arab. See McCune and McCune (2021),
"The curious case of the 2021 Minneapolis Ward 2 city council election", arXiv 2111.09846.
"""
DEBIAN_2002 = {
    "12": (255, 199), "13": (178, 291), "14": (385, 68), "23": (134, 327), "24": (406, 50),
    "34": (443, 18),
}  # fmt: skip
"""1 Robinson, 2 Hertzog, 3 Garbee, 4 none of them: www.debian.org/vote/2002/vote_0001."""
DEBIAN_2003 = {
    "15": (228, 202), "21": (428, 34), "23": (238, 221), "25": (449, 29), "31": (385, 66),
    "35": (405, 65), "41": (397, 38), "42": (228, 224), "43": (237, 226), "45": (424, 39),
}  # fmt: skip
"""1 Zadka, 2 Garbee, 3 Robinson, 4 Michlmayr, 5 none: www.debian.org/vote/2003/vote_0001."""


Duels = Mapping[str, tuple[int, int]]


def duels(figures: RankingFigures, names: str, expected: Duels) -> None:
    """These pairs have these numbers for and against the first one."""
    for pair, numbers in expected.items():
        a, b = (names.index(one) + 1 for one in pair)
        assert (figures.pairs[a, b], figures.pairs[b, a]) == numbers


def by_pairs(names: str, table: Duels, n: int) -> RankingFigures:
    """An election of which only the pairs are published, and how many took part."""
    pairs: dict[tuple[int, int], int] = {}
    for pair, (for_it, against) in table.items():
        a, b = (names.index(one) + 1 for one in pair)
        pairs |= {(a, b): for_it, (b, a): against}
    ranked = tuple(range(1, len(names) + 1))
    return ranking_figures(Preferences(ranked, {(1, 1): n}, pairs, None))


def test_burlingtons_mayor_of_2009_is_another_by_each_method() -> None:
    """Kiss was elected in rounds; Montroll beat both; Wright had most first places."""
    figures = election("KMW", BURLINGTON)
    assert counts(figures, "KMW") == [
        {"K": 2982, "M": 2554, "W": 3297},
        {"K": 4314, "W": 4064},
    ]
    assert figures.rounds is not None
    assert figures.rounds[1].exhausted == 455
    duels(figures, "KMW", {"MK": (4067, 3477), "KW": (4314, 4064), "MW": (4597, 3668)})
    assert figures.condorcet == 2
    assert said(figures, "KMW", Method.INSTANT_RUNOFF) == "K>W>M"
    assert said(figures, "KMW", Method.SCHULZE) == "M>K>W"
    assert said(figures, "KMW", Method.FIRST_PREFERENCES) == "W>K>M"


def test_minneapolis_ward_2_of_2021_is_a_ring_of_three() -> None:
    """Worlobah was elected in rounds, 4056 to 4037.

    Nobody beats both others. The weakest victory, by the number of its voters, is Gordon's
    over Worlobah, so Worlobah is first by Schulze. By margins (225, 73, 19) it would be
    hers over Arab, and Arab first.
    """
    figures = election("AGW", MINNEAPOLIS)
    assert counts(figures, "AGW") == [
        {"A": 3236, "G": 2800, "W": 2879},
        {"A": 4037, "W": 4056},
    ]
    assert figures.rounds is not None
    assert figures.rounds[1].exhausted == 822
    duels(figures, "AGW", {"AG": (4324, 4099), "GW": (3708, 3635), "WA": (4056, 4037)})
    assert figures.condorcet is None
    assert said(figures, "AGW", Method.INSTANT_RUNOFF) == "W>A>G"
    assert said(figures, "AGW", Method.SCHULZE) == "W>A>G"
    assert figures.strengths[3, 1] == 4056
    assert figures.strengths[1, 3] == 3708


def test_debians_leader_of_2002_was_garbee() -> None:
    figures = by_pairs("1234", DEBIAN_2002, 475)
    assert said(figures, "1234", Method.SCHULZE) == "3>1>2>4"
    assert figures.condorcet == 3


def test_debians_leader_of_2003_won_by_four_votes() -> None:
    """Michlmayr against Garbee, 228 to 224; the closest of Debian's elections."""
    figures = by_pairs("12345", DEBIAN_2003, 488)
    assert said(figures, "12345", Method.SCHULZE) == "4>2>3>1>5"
    assert figures.condorcet == 4


def test_bordas_own_example_of_1781() -> None:
    """21 voters: A has most first places and loses to both others; 37, 42 and 47 points.

    His last place has one point, ours none.
    """
    figures = election("ABC", {"ABC": 1, "ACB": 7, "BCA": 7, "CBA": 6})
    assert {one: points + 21 for one, points in figures.borda.items()} == {1: 37, 2: 42, 3: 47}
    assert said(figures, "ABC", Method.BORDA) == "C>B>A"
    assert said(figures, "ABC", Method.FIRST_PREFERENCES) == "A>B>C"
    assert figures.condorcet == 3


def test_condorcets_own_example_against_borda() -> None:
    """81 voters: A beats both others, and B has more points (Condorcet, 1788)."""
    orders = {"ABC": 30, "ACB": 1, "BAC": 29, "BCA": 10, "CAB": 10, "CBA": 1}
    figures = election("ABC", orders)
    duels(figures, "ABC", {"AB": (41, 40), "AC": (60, 21), "BC": (69, 12)})
    assert figures.borda == {1: 101, 2: 109, 3: 33}
    assert figures.condorcet == 1
    assert said(figures, "ABC", Method.SCHULZE) == "A>B>C"
