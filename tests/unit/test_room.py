"""Which words of a chart of columns have room."""

from itertools import pairwise

from pollsvc.results.looks.room import anchor_of, evenly, highest_first, width_of


def test_every_name_stands_where_all_have_room() -> None:
    assert evenly([str(point) for point in range(11)], 264) == frozenset(range(11))


def test_long_names_stand_at_every_second_column_or_fewer() -> None:
    texts = [f"{low}–{low + 4}" for low in range(100, 200, 5)]
    few, many = evenly(texts, 264), evenly(texts, 600)
    assert 0 in few
    assert len(few) < len(many) < len(texts)
    places = sorted(few)
    steps = {later - one for one, later in pairwise(places)}
    assert len(steps) == 1


def test_one_name_is_left_where_no_two_have_room() -> None:
    assert evenly(["a very long name indeed"] * 3, 100) == frozenset({0})


def test_numbers_of_high_columns_come_before_others() -> None:
    texts = ["1,000", "2,000", "1,500", "9"]
    assert highest_first(texts, [1000, 2000, 1500, 9], 100) == frozenset({1, 3})
    assert highest_first(texts, [1000, 2000, 1500, 9], 400) == frozenset(range(4))


def test_numbers_that_stand_already_keep_their_place() -> None:
    texts = ["1,000", "2,000", "1,500", "9"]
    assert 0 in highest_first(texts, [1000, 2000, 1500, 9], 100, frozenset({0}))


def test_words_at_the_edge_stay_inside() -> None:
    assert anchor_of("March 2026", 2, 264) == "start"
    assert anchor_of("March 2026", 50, 264) == "middle"
    assert anchor_of("March 2026", 98, 264) == "end"
    assert width_of("東京") > width_of("ab")
