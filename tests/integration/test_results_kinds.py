"""Results of every kind of question, as the page shows them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from flask import Flask

from pollsvc.domain.answers import Answer
from pollsvc.domain.cells import Standing, cells, tally_of
from pollsvc.domain.life import State
from pollsvc.domain.poll import Page, Poll
from pollsvc.domain.question import Kind, Method, Question, Role
from pollsvc.domain.sheet import build_sheet
from pollsvc.results.pages import results_page
from pollsvc.results.queries import Shown
from tests.browse import words_of
from tests.kinds import every_kind, likely, matrix, points, said
from tests.make import NOON, make_option, make_poll, make_question, texts

Given = Mapping[int, Answer | None]
Render = Callable[..., str]


@pytest.fixture
def render(app: Flask) -> Render:
    """The results page of a poll with these responses."""

    def page(
        poll: Poll, responses: Iterable[Given], *, lang: str = "en", state: State = State.OPEN
    ) -> str:
        given = [cells(one, Standing.COUNTED, 0, poll.counting) for one in responses]
        sheet = build_sheet(poll, tally_of(given), state=state, version=1, as_of=NOON)
        with app.test_request_context(f"/p/{poll.slug}/results?lang={lang}"):
            return results_page(Shown(poll, state, sheet))

    return page


def answers(question: Question, given: Sequence[Answer | None]) -> list[Given]:
    return [{question.id: one} for one in given]


def one_question(render: Render, question: Question, *given: Answer | None, **how: Any) -> str:
    return render(make_poll(question), answers(question, given), **how)


def scale(**other: Any) -> Question:
    ends = {0: said("very bad", "سيئة", "悪い"), 10: said("very good", "جيدة", "良い")}
    dont_know = make_option(51, "I don’t know", role=Role.DONT_KNOW)
    return make_question(4, kind=Kind.SCALE, options=[*points(40, ends), dont_know], **other)


def ranking(**other: Any) -> Question:
    names = [make_option(1, "Apple"), make_option(2, "Berry"), make_option(3, "Cherry")]
    return make_question(kind=Kind.RANKING, options=names, at_most=3, **other)


def test_a_survey_has_its_title_how_many_took_part_and_the_way_to_each_question(
    render: Render,
) -> None:
    poll = every_kind(title=texts("Security in East Asia"), numbered=True)
    page = render(poll, [{1: 11}, {1: 12}])
    assert re.search(r"<h1[^>]*>Security in East Asia</h1>", page)
    assert "Counted: 2 people." in words_of(page)
    for question in poll.questions:
        assert f'href="#q-{question.code}"' in page
        assert f'id="q-{question.code}"' in page
    assert "3. Put these topics in order" in words_of(page)


def test_a_short_survey_needs_no_list_of_its_questions(render: Render) -> None:
    poll = make_poll(make_question(), make_question(2, first_option=11))
    assert 'class="contents' not in render(poll, [{1: 1}])


def test_nothing_is_drawn_where_nobody_has_answered(render: Render) -> None:
    page = render(every_kind(), [])
    assert "No answers yet." in page
    for drawn in ('class="stk"', 'class="hist"', 'class="outcome"'):
        assert drawn not in page
    assert "No answers." in render(every_kind(), [], state=State.CLOSED)


def test_a_scale_of_numbers_has_columns_with_counts_mean_and_median(render: Render) -> None:
    page = one_question(render, scale(), 42, 43, 43, 50, 51)
    read = words_of(page)
    assert "Average 4.5, median 3, of the 4 who chose a point. n = 5" in read
    assert "3: 2 (40%)" in read
    assert "0 – very bad 10 – very good" in read
    assert "I don’t know 1 person (20%)" in read
    drawing = page.partition('class="hist"')[2].partition("</svg>")[0]
    assert drawing.count("<rect") == 11


def test_columns_of_thousands_have_percents_above_them(render: Render) -> None:
    question = scale()
    read = words_of(render(make_poll(question), answers(question, [43] * 1500 + [45] * 500)))
    assert "Share of all answers that each point has, in percent." in read
    assert "3: 1,500 (75%)" in read


def test_a_scale_of_words_has_bars_and_no_average(render: Render) -> None:
    question = make_question(5, kind=Kind.SCALE, options=likely(55))
    page = one_question(render, question, 55, 56)
    assert page.count('class="bar"') == 5
    assert "Average" not in page


def test_agreement_is_a_bar_around_the_middle(render: Render) -> None:
    question = make_question(5, kind=Kind.SCALE, options=likely(55), diverging=True)
    page = one_question(render, question, *[55] * 10, *[57] * 9, *[58] * 1, *[59] * 20)
    assert page.count('class="mid"') == 2
    assert "Very unlikely: 25%; Unlikely: 0%; Likely: 23%; Very likely: 2%" in words_of(page)
    figures = re.findall(r'<text class="on-\w+"[^>]*>([^<]+)<', page)
    assert figures == ["25", "23", "50"]  # the 2 % are too narrow for one
    assert "tng0" in page


def test_a_matrix_has_a_stacked_bar_for_each_line_and_a_key(render: Render) -> None:
    responses: list[Given] = [{61: 65, 62: 66, 63: 69}, {61: 65, 62: 68, 63: None}]
    page = render(make_poll(matrix(60, 65)), responses)
    read = words_of(page)
    assert "Share of those who answered each line" in read
    assert "Japan and Russia sign a peace treaty n = 2" in read
    assert "Missiles are placed in Japan n = 1" in read
    assert "Very unlikely: 100%; Unlikely: 0%" in read
    assert 'class="mid"' not in page
    assert page.count('class="stk-row"') == 3
    # Brown for the first end, blue for the other, grey for what is no point.
    assert re.findall(r'<rect class="tn(\w+)" width="100%"', page) == ["n5", "n3", "3", "5", "g0"]


def test_lines_with_several_answers_have_bars_of_their_own(render: Render) -> None:
    page = render(make_poll(matrix(70, 75, kind=Kind.MULTIPLE)), [{71: (75, 76), 72: (75,)}])
    read = words_of(page)
    assert "Several answers could be chosen" in read
    assert page.count('class="row-part"') == 3


def test_numbers_have_a_histogram_and_what_they_come_to_in_words(render: Render) -> None:
    years = make_question(
        80,
        kind=Kind.NUMBER,
        options=[make_option(81, "Not said", role=Role.NO_ANSWER)],
        low=0,
        high=60,
        unit=texts("years"),
    )
    page = one_question(render, years, 1, 2, 3, 30, (81,))
    read = words_of(page)
    assert "Number of people whose answer lies in each range. n = 4" in read
    assert "Average 9.0 years, median 2.5 years." in read
    assert "Not said 1 person (20%)" in read
    assert "These figures are close" not in read
    assert 'class="hist" aria-hidden="true"' in page


def test_one_number_that_all_gave_is_one_column_with_its_name_and_no_block(render: Render) -> None:
    page = one_question(render, make_question(kind=Kind.NUMBER, options=0, high=500), *[35] * 9)
    chart = page.partition('<svg class="hist"')[2].partition("</svg>")[0]
    assert re.findall(r'<rect x="([\d.]+)%" y="\S+" width="([\d.]+)%"', chart) == [
        ("40.00", "20.00")
    ]
    assert re.findall(r"<text[^>]*>([^<]*)</text>", chart) == ["9", "35"]


def test_numbers_whose_percents_cannot_add_up_say_so_at_the_question(render: Render) -> None:
    years = make_question(2, kind=Kind.NUMBER, options=0, high=5)
    poll = make_poll(make_question(), years)
    read = words_of(render(poll, [{1: 1, 2: year} for year in (1, 2, 3)]))
    assert "Total 3 99%" in read
    assert read.count("together that adds up to 99.") == 1
    read = words_of(render(poll, [{1: 1, 2: year} for year in (1, 2)]))
    assert "Total 2 100%" in read
    assert "together that adds up to" not in read


@pytest.mark.parametrize(
    "unreached", [make_question(2, first_option=11, show_if="q1 is o2"), matrix(2, 11)]
)
def test_a_question_that_nobody_has_reached_yet_says_so(
    render: Render, unreached: Question
) -> None:
    poll = make_poll(make_question(), unreached)
    read = words_of(render(poll, [{1: 1}, {1: 1}]))
    assert read.count("Asked of 0 of 2 people.") == 1


def test_a_question_that_all_have_left_so_far_says_so(render: Render) -> None:
    poll = make_poll(make_question(), make_question(2, first_option=11))
    read = words_of(render(poll, [{1: 1, 2: None}, {1: 1}]))
    assert "Asked of 1 of 2 people: 0 answered, 1 left it out." in read


def test_dates_have_a_histogram_of_the_calendar(render: Render) -> None:
    when = make_question(kind=Kind.DATE, options=0)
    days = [date(2026, 3, 2).toordinal(), date(2026, 3, 4).toordinal()]
    read = words_of(one_question(render, when, *days))
    assert "median 3 March 2026" in read
    assert "2 Mar 2026: 1 (50%)" in read


def test_a_ranking_has_first_places_average_places_and_its_winner(render: Render) -> None:
    page = one_question(render, ranking(), (1, 2, 3), (1, 3, 2), (2, 1, 3))
    read = words_of(page)
    assert "Share of 3 people who put the answer first, and its average place" in read
    assert "Apple 67% average place 1.3" in read
    assert "Instant runoff: “Apple”. In round 1, the last, it has 2 of the 3 orders" in read
    assert "Every method counted here puts the same answer first." in read
    assert "“Apple” beats every other answer in pairs" in read


def test_methods_that_disagree_are_said_to_and_the_beaten_one_does_not_win(
    render: Render,
) -> None:
    given = [(1, 2, 3)] * 4 + [(2, 3)] * 3 + [(3, 2)] * 3
    page = one_question(render, ranking(), *given)
    read = words_of(page)
    assert "Instant runoff: “Berry”, tied with “Cherry”: only the order of the list" in read
    assert "The methods do not agree on who comes first." in read
    assert "First places only: “Apple”." in read
    assert "“Berry” beats every other answer in pairs (it is the Condorcet winner)." in read
    assert "Round 1: “Cherry” was tied with “Berry”" in read
    # Apple's average place is of those four alone who gave it one.
    assert "Apple 40% average place 1.0, by 4 of 10" in read
    assert "Berry 30% average place 1.7 " in read
    assert "Apple 4 40% 4 1.0 8" in read
    # Of each two the one that more people put first is marked: Berry over Apple by 6 to 4.
    assert "<mark>6</mark>" in page


def test_a_ring_has_no_winner_in_pairs(render: Render) -> None:
    ring = [(1, 2, 3), (2, 3, 1), (3, 1, 2)]
    read = words_of(one_question(render, ranking(method=Method.SCHULZE), *ring))
    assert "No answer beats every other in pairs (there is no Condorcet winner)." in read
    assert "tied with" in read
    assert "none has a stronger chain of victories over this one" in read
    assert "the same answer first, but not without breaking a tie. The others say:" in read


def test_rounds_that_were_not_counted_are_said_to_come(app: Flask) -> None:
    from pollsvc.domain.cells import Cell

    options = [make_option(number) for number in range(1, 9)]
    question = make_question(kind=Kind.RANKING, options=options, at_most=8)
    poll = make_poll(question)
    order = tuple(range(1, 9))
    tally = tally_of([cells({1: order}, Standing.COUNTED, 0, poll.counting)])
    open_tally = {cell: n for cell, n in tally.items() if Cell(*cell).measure != "rounds"}
    for counters, counted in ((open_tally, False), (tally, True)):
        sheet = build_sheet(poll, counters, state=State.OPEN, version=1, as_of=NOON)
        with app.test_request_context("/p/colours/results?lang=en"):
            page = results_page(Shown(poll, State.OPEN, sheet))
        assert ("Rounds are counted when the poll closes." in page) is not counted
        assert ("Instant runoff, round by round" in page) is counted
        assert "Borda count: “Option 1”." in page


def test_texts_are_counted_and_lead_to_what_was_published(render: Render) -> None:
    asked: dict[str, Any] = {"kind": Kind.LONG_TEXT, "options": 0, "longest": 500}
    page = one_question(render, make_question(code="why", **asked), "digest", "other", None)
    assert "2 people wrote an answer." in words_of(page)
    assert "2 answered, 1 left it out." in words_of(page)
    assert 'href="/p/colours/results/words/why?lang=en"' in page
    private = one_question(render, make_question(code="why", private=True, **asked), "digest")
    assert "results/words" not in private


def test_who_was_asked_is_said_by_the_rule_and_in_numbers(render: Render) -> None:
    first = make_question(1, text="Where do you live?", code="country", options=2)
    second = make_question(
        2, text="Since when?", first_option=11, options=2, show_if="country is o1", page=2
    )
    poll = make_poll(first, second, pages=(Page(number=2, show_if="country is answered"),))
    responses: list[Given] = [{1: 1, 2: 11}, {1: 1, 2: None}, {1: 2}]
    read = words_of(render(poll, responses))
    assert (
        "Asked only if “Where do you live?” is answered and “Where do you live?” is “Option 1”."
        in read
    )
    assert "Asked of 2 of 3 people: 1 answered, 1 left it out." in read
    assert "Some questions were asked only of those" in read


def test_earlier_answers_in_a_text_are_left_out(render: Render) -> None:
    first = make_question(1, text="Which country?", code="country")
    second = make_question(2, text="Why {country|that one}?", first_option=11)
    page = render(make_poll(first, second), [{1: 1, 2: 11}])
    assert "Why …?" in page
    assert "{" not in words_of(page)


def test_each_question_is_in_its_own_language_and_marked(render: Render) -> None:
    whole = make_question(
        1, text={"en": "One?", "ar": "واحد؟"}, options=[make_option(1, {"en": "A", "ar": "أ"})]
    )
    half = make_question(2, text={"en": "Two?", "ar": "اثنان؟"}, options=[make_option(2, "B")])
    page = render(make_poll(whole, half, languages=("en", "ar")), [{1: 1, 2: 2}], lang="ar")
    assert re.search(r'id="q1-h">واحد؟<', page)
    assert re.search(r'id="q2-h" lang="en" dir="ltr">Two\?<', page)
    assert "اثنان" not in page.split("<main")[1]


@pytest.mark.parametrize("lang", ["ar", "ja"])
def test_a_survey_of_every_kind_reads_in_other_languages(render: Render, lang: str) -> None:
    poll = every_kind()
    responses: list[Given] = [
        {
            1: 11,
            2: (21, 22),
            3: (31, 32, 33, 34, 35),
            4: 43,
            5: 56,
            61: 65,
            62: 66,
            63: 69,
            71: (75,),
            72: None,
            73: (76, 77),
            80: 125,
            90: "digest",
            91: (92,),
            95: date(2024, 5, 6).toordinal(),
        }
    ] * 3
    page = render(poll, responses, lang=lang)
    for question in poll.questions:
        assert question.text.say(lang).text in page
    assert "Very unlikely" not in page.split("<main")[1]
    assert 'style="' not in page.replace("style=&#34;", "").replace('style="border:0"', "")
    drawings = re.findall(r"<svg[^>]*>", page)
    assert all('aria-hidden="true"' in one for one in drawings)


def test_bars_run_from_the_right_where_the_page_does(render: Render) -> None:
    responses: list[Given] = [{61: 65, 62: 65, 63: 65}, {61: 66, 62: 65, 63: 65}] * 2
    starts = {}
    for lang in ("en", "ar"):
        page = render(make_poll(matrix(60, 65), languages=("en", "ar", "ja")), responses, lang=lang)
        starts[lang] = re.findall(r'<rect class="tnn[53]" x="([\d.]+)%" width="50.00%"', page)
    assert starts == {"en": ["0.00", "50.00"], "ar": ["50.00", "0.00"]}


def test_percents_that_do_not_add_up_are_noted_at_their_question(render: Render) -> None:
    poll = make_poll(make_question(1), make_question(2, first_option=11))
    read = words_of(render(poll, [{1: 1, 2: 11}, {1: 2, 2: 11}, {1: 3, 2: 11}]))
    assert read.count("together that adds up to 99") == 1
    assert "where one answer could be given they add up to 100" in read


def test_invented_answers_are_said_to_be(render: Render) -> None:
    for poll in (make_poll(sample=True), every_kind(sample=True)):
        assert "Sample data: these answers were invented." in render(poll, [{1: 1}])
    assert "Sample data" not in render(make_poll(), [{1: 1}])


def test_a_survey_is_cited_by_its_title(render: Render) -> None:
    poll = every_kind(title=texts("Security in East Asia"))
    read = words_of(render(poll, [{1: 11}]))
    assert "Security in East Asia. Reader survey, since 10 March 2026, n = 1." in read
    assert "reader survey, since 10 March 2026. n = 1." in read


def test_more_options_than_there_are_tones_are_shown_line_by_line(render: Render) -> None:
    options = [make_option(number) for number in range(100, 115)]
    rows = (make_question(2, text="Row", options=options, code="row"),)
    page = render(
        make_poll(make_question(1, kind=Kind.MATRIX, options=options, rows=rows)), [{2: 100}]
    )
    assert page.count('class="row-part"') == 1
