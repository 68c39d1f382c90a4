"""What a draft means, and what is wrong with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pollsvc.domain.draft import (
    Draft,
    DraftLink,
    DraftOption,
    DraftQuestion,
    InvalidDraftError,
    draft_of,
    read_draft,
)
from pollsvc.domain.poll import Link, Origin, Protection, Tag, Visibility
from pollsvc.domain.question import Kind, Order, Role
from pollsvc.domain.texts import Localised
from tests.make import NOON, make_poll, make_question, texts
from tests.unit.draft_data import make_draft, problems, read


def test_a_question_and_two_answers_are_a_poll() -> None:
    new = read(make_draft())
    assert (new.slug, new.origin, new.languages) == ("which-one", Origin.LIVE, ("en",))
    assert [option.code for option in new.questions[0].options] == ["o1", "o2"]
    assert [option.label.say("en").text for option in new.questions[0].options] == ["Red", "Blue"]
    assert (new.visibility, new.protection) == (Visibility.AFTER_VOTING, Protection.BROWSER)
    assert (new.opens_at, new.closes_at, new.release_at) == (NOON, None, None)


def test_an_empty_draft_lacks_a_question_and_two_answers() -> None:
    assert problems(Draft()) == ["question empty", "options too_few"]


def test_one_answer_is_too_few() -> None:
    assert problems(make_draft(["Red", " "])) == ["options too_few"]


def test_an_empty_answer_among_others_is_named() -> None:
    assert problems(make_draft(["Red", "\u200b", "Blue"])) == ["answer[1] empty"]


def test_empty_rows_after_the_last_answer_are_left_out() -> None:
    unsure = DraftOption(label={"en": "Don’t know"}, role="dont_know")
    question = read(make_draft(["Red", "Blue", "", unsure, "\u200b"])).questions[0]
    assert [one.code for one in question.options] == ["o1", "o2", "dont_know"]
    french = DraftOption(label={"fr": "Vert"})
    assert problems(make_draft(["Red", "Blue", french, ""])) == ["answer[2] empty"]
    assert problems(make_draft(["Red", "", "Blue", "", unsure])) == ["answer[1] empty"]
    stored = DraftOption(key="3")
    assert problems(make_draft(["Red", "Blue", stored])) == ["answer[2] empty"]


def test_answers_that_read_alike_are_refused() -> None:
    assert problems(make_draft(["Red", "Blue", "ＲＥＤ "])) == ["answer[2] alike"]
    assert problems(make_draft(["Red", "Blue", "R\u200bed"])) == ["answer[2] alike"]


def test_the_second_of_two_alike_names_the_first() -> None:
    with pytest.raises(InvalidDraftError) as refused:
        read(make_draft(["Blue", "Red", "red"]))
    assert refused.value.problems[0].detail == ("2",)


def test_answers_alike_in_a_translation_are_refused() -> None:
    answers = [
        DraftOption(label={"en": "Rabbit", "fr": "Lapin"}),
        DraftOption(label={"en": "Hare", "fr": "lapin"}),
    ]
    assert problems(make_draft(answers, languages=("en", "fr"))) == ["answer[1].fr alike"]


def test_what_is_too_long_is_named_with_its_limit() -> None:
    draft = make_draft(["R" * 301, "Blue"], "?" * 501, hint={"en": "h" * 301})
    draft = replace(draft, intro={"en": "i" * 5001}, tags="t" * 51)
    assert problems(draft) == [
        *("question too_long", "hint too_long", "answer[0] too_long"),
        *("tags too_long", "intro too_long"),
    ]


def test_a_translation_that_is_too_long_is_named_with_its_language() -> None:
    draft = make_draft(languages=("en", "fr"), intro={"en": "Hello", "fr": "B" * 5001})
    assert problems(draft) == ["intro.fr too_long"]


def test_fifty_answers_are_the_most() -> None:
    assert problems(make_draft([f"Number {n}" for n in range(50)])) == []
    assert problems(make_draft([f"Number {n}" for n in range(51)])) == ["options too_many"]


def test_texts_are_cleaned_and_answers_are_of_one_line() -> None:
    new = read(make_draft(["Red\u202e\n and  more", "Blue"], intro={"en": "One\r\n\r\nTwo "}))
    assert new.questions[0].options[0].label.say("en").text == "Red and more"
    assert new.intro == Localised.of({"en": "One\n\nTwo"})


def test_a_translation_without_the_base_text_is_left_out() -> None:
    new = read(make_draft(languages=("en", "fr"), closing={"fr": "Merci"}, hint={"fr": "Un"}))
    assert (new.closing, new.questions[0].hint) == (None, None)


def test_a_language_that_is_none_is_named() -> None:
    assert problems(make_draft(languages=("en", "français"))) == ["languages unknown"]
    assert problems(Draft(languages=("!",))) == [
        *("languages unknown", "question empty", "options too_few")
    ]


def test_several_answers_take_all_of_them_unless_it_says_otherwise() -> None:
    question = read(make_draft(["A", "B", "C"], kind="multiple")).questions[0]
    assert (question.kind, question.at_least, question.at_most) == (Kind.MULTIPLE, 1, 3)


@pytest.mark.parametrize(
    ("at_least", "at_most", "found"),
    [
        ("0", "2", []),
        ("2", "2", []),
        ("٢", "3", []),
        ("x", "2", ["at_least not_a_number"]),
        ("-1", "1.5", ["at_least too_small", "at_most not_a_number"]),
        ("99999", "", ["at_least too_large"]),
        ("3", "2", ["at_least too_large"]),
        ("1", "0", ["at_most too_small"]),
        ("1", "4", ["at_most too_large"]),
    ],
)
def test_numbers_of_answers_stay_within_those_that_are_there(
    at_least: str, at_most: str, found: list[str]
) -> None:
    draft = make_draft(["A", "B", "C"], kind="multiple", at_least=at_least, at_most=at_most)
    assert problems(draft) == found


@pytest.mark.parametrize("answers", [[], ["A"], ["", "", "", ""]])
@pytest.mark.parametrize("kind", ["multiple", "ranking"])
def test_limits_are_not_too_large_where_the_answers_are_still_missing(
    kind: str, answers: list[str]
) -> None:
    draft = make_draft(answers, kind=kind, at_least="2", at_most="3")
    assert problems(draft) == ["options too_few"]
    assert problems(make_draft(answers, kind=kind, at_least="3", at_most="2")) == [
        *("options too_few", "at_least too_large")
    ]


def test_a_single_choice_may_be_left_if_it_says_so() -> None:
    question = read(make_draft(at_least="0", at_most="7")).questions[0]
    assert (question.at_least, question.at_most) == (0, 1)


def test_words_that_are_not_known_are_named() -> None:
    draft = make_draft(
        [DraftOption(label={"en": "A"}, role="x"), "B"],
        kind="x",
        order="x",
        visibility="x",
        protection="x",
        zone="Etc/GMT+3",
    )
    assert problems(draft) == [
        *("answer[0] unknown", "kind unknown", "zone unknown", "visibility unknown"),
        *("protection unknown", "order unknown"),
    ]


def test_who_has_no_view_keeps_the_last_place() -> None:
    unsure = DraftOption(label={"en": "I don’t know"}, role="dont_know")
    question = read(make_draft(["A", unsure, "B"], order="random")).questions[0]
    assert [option.code for option in question.options] == ["o1", "o2", "dont_know"]
    assert question.options[-1].role is Role.DONT_KNOW
    assert question.order is Order.RANDOM


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("us-goals", []),
        (" US-Goals ", []),
        ("us goals", ["slug slug_shape"]),
        ("-us", ["slug slug_shape"]),
        ("u" * 65, ["slug slug_shape"]),
    ],
)
def test_an_address_has_small_letters_digits_and_hyphens(typed: str, found: list[str]) -> None:
    assert problems(make_draft(slug=typed)) == found


def test_an_address_is_made_from_the_question_or_else_given() -> None:
    assert read(make_draft(question="Кто выиграет?")).slug == "kto-vyigraet"
    assert read(make_draft(question="選挙？"), spare="poll-1a2b3c4d").slug == "poll-1a2b3c4d"


def test_topics_are_made_from_a_list_with_commas() -> None:
    tags = read(make_draft(tags=" Russia, Foreign  policy,, russia\nЯпония")).tags
    assert [tag.code for tag in tags] == ["russia", "foreign_policy", "yaponiya"]


def test_twenty_topics_are_the_most() -> None:
    assert problems(make_draft(tags=",".join(f"Topic {n}" for n in range(21)))) == ["tags too_many"]


def test_a_topic_that_the_poll_has_keeps_its_code() -> None:
    tag = Tag(code="ru", label=texts({"en": "Russia", "fr": "Russie"}))
    stored = make_poll(tags=(tag,))
    assert read(replace(draft_of(stored), tags="russia"), stored=stored).tags == (tag,)


def test_links_have_a_title_or_take_their_address_as_one() -> None:
    article = DraftLink(url=" https://example.org/a ")
    source = DraftLink(title={"en": "IFRI"}, note={"en": "Totals only."})
    new = read(make_draft(article=article, source=source))
    assert new.article == Link(title=texts("example.org/a"), url="https://example.org/a")
    assert new.source == Link(title=texts("IFRI"), note=texts("Totals only."))
    assert new.asked_by is None


@pytest.mark.parametrize(
    "url",
    [
        *("javascript:alert(1)", "ftp://example.org", "https://", "https://a@example.org"),
        *("https://example.org/ a", "https://[", "https://example.org:0", "example.org"),
        *("https://a:b@example.org", "https://example.org:99999", 'https://example.org/"'),
        "https://example.org/" + "a" * 500,
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    assert problems(make_draft(article=DraftLink(url=url))) == ["article_url url"]


@pytest.mark.parametrize(
    "url",
    ["http://localhost:8000/a", "https://[::1]/", "https://пример.рф?x=1#y", "HTTPS://example.org"],
)
def test_what_is_a_web_address_is_taken(url: str) -> None:
    assert problems(make_draft(article=DraftLink(url=url))) == []


def test_a_look_that_nobody_can_read_is_refused() -> None:
    assert problems(make_draft(theme={"text": "#fff"})) == ["theme-text theme"]
    assert read(make_draft(theme={"accent": "#900", "bg": ""})).theme == (("accent", "#990000"),)


def test_problems_come_in_the_order_of_the_form_question_by_question() -> None:
    asked = DraftQuestion(text={"en": "Why?"}, options=make_draft(["A"]).questions[0].options)
    draft = replace(
        make_draft([], "", protection="x"), questions=(*make_draft([], "").questions, asked)
    )
    draft = replace(draft, closes="x", protection="x")
    assert problems(draft) == [
        *("question empty", "options too_few", "closes time_form", "protection unknown"),
        "1.options too_few",
    ]


def test_a_second_question_has_a_code_of_its_own() -> None:
    first = make_draft().questions[0]
    new = read(Draft(questions=(first, replace(first, text={"en": "And why?"}))))
    assert [one.code for one in new.questions] == ["q1", "q2"]


def test_what_is_stored_reads_again_as_the_same_poll() -> None:
    roles = (Role.PLAIN, Role.PLAIN, Role.DONT_KNOW)
    options = [
        replace(option, short=texts("S"), role=role)
        for option, role in zip(make_question().options, roles, strict=True)
    ]
    question = make_question(
        kind=Kind.MULTIPLE,
        options=options,
        at_most=2,
        at_least=0,
        hint=texts("Hint"),
        order=Order.REVERSED,
    )
    stored = make_poll(
        question,
        opens_at=NOON.replace(second=7),
        closes_at=NOON.replace(year=2027, second=9),
        zone="Europe/Paris",
        intro=texts("Intro"),
        article=Link(title=texts("Article"), url="https://example.org"),
        theme=(("accent", "#990000"),),
        may_change=True,
        numbered=True,
    )
    new = read(draft_of(stored), stored=stored)
    assert (new.opens_at, new.closes_at) == (stored.opens_at, stored.closes_at)
    for name in (
        "slug",
        "languages",
        "zone",
        "intro",
        "article",
        "theme",
        "may_change",
        "numbered",
    ):
        assert getattr(new, name) == getattr(stored, name)
    again = new.questions[0]
    assert [(o.code, o.label, o.short, o.role) for o in again.options] == [
        (o.code, o.label, o.short, o.role) for o in question.options
    ]
    assert (again.at_least, again.at_most, again.hint) == (0, 2, texts("Hint"))


def test_a_poll_without_questions_is_an_empty_draft() -> None:
    begun = replace(make_poll(), questions=(), opens_at=None, closes_at=None)
    draft = draft_of(begun)
    assert draft.is_empty
    assert (draft.slug, draft.questions) == ("", (DraftQuestion(),))


def test_an_error_keeps_every_problem() -> None:
    with pytest.raises(InvalidDraftError) as refused:
        read_draft(Draft(), NOON)
    assert len(refused.value.problems) == 2
