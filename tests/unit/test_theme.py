"""The look: what is a value, what can be read, and what is suggested instead."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.colour import BLACK, WHITE, contrast, mixed, nearest, read_colour, shown_ratio
from pollsvc.domain.theme import (
    COLOURS,
    NAMES,
    STANDARD,
    InvalidThemeError,
    Theme,
    ThemeProblem,
    derived,
    has_colours,
    is_dark,
    on_accent,
    read_theme,
    theme_over,
)

TOKENS = Path(__file__).parents[2] / "pollsvc" / "static" / "css" / "tokens.css"
NIGHT = {"bg": "#101418", "text": "#f0f0f0", "accent": "#ffb84d", "bar": "#8899aa"}
colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def problems(raw: dict[str, str], under: Theme = ()) -> list[ThemeProblem]:
    with pytest.raises(InvalidThemeError) as caught:
        read_theme(raw, under)
    return list(caught.value.problems)


def named(raw: dict[str, str], under: Theme = ()) -> list[tuple[str, str]]:
    return [(one.name, one.code) for one in problems(raw, under)]


def token_blocks() -> tuple[dict[str, str], dict[str, str]]:
    """The plain values of the sheet, in the light and in the dark."""
    text = re.sub(r"/\*.*?\*/", "", TOKENS.read_text("utf-8"), flags=re.DOTALL)
    light, dark = text.partition("@media print")[0].split("prefers-color-scheme: dark")
    found = [re.findall(r"--(?:poll|c)-([\w-]+):\s*(#[0-9a-f]{6});", one) for one in (light, dark)]
    return dict(found[0]), dict(found[1])


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        (BLACK, WHITE, 21.0),
        ("#777777", WHITE, 4.48),
        ("#767676", WHITE, 4.54),
        ("#ff0000", WHITE, 4.0),
        ("#0b4f9e", WHITE, 8.0),
        ("#16202c", WHITE, 16.44),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize(("ratio", "said"), [(4.49, 4.4), (4.5, 4.5), (21.0, 21.0), (1.0, 1.0)])
def test_a_ratio_is_never_said_to_be_more_than_it_is(ratio: float, said: float) -> None:
    assert shown_ratio(ratio) == pytest.approx(said)


@pytest.mark.parametrize(
    ("share", "colour"), [(0.76, "#464f59"), (0.58, "#6e757e"), (0.34, "#a7acb1"), (1, "#16202c")]
)
def test_a_mix_is_what_browsers_make_of_it(share: float, colour: str) -> None:
    assert mixed("#16202c", share, WHITE) == colour  # as read from a page in Chromium


@pytest.mark.parametrize("raw", ["#ABC", "abc", "#aabbcc", " #AaBbCc "])
def test_a_colour_is_kept_as_six_small_digits(raw: str) -> None:
    assert read_colour(raw) == "#aabbcc"


@pytest.mark.parametrize("raw", ["", "#", "#ab", "#abcd", "red", "rgb(1,2,3)", "#aabbcg", "#٣٣٣"])
def test_anything_else_is_no_colour(raw: str) -> None:
    with pytest.raises(ValueError, match="no colour"):
        read_colour(raw)


def test_what_is_good_already_stays() -> None:
    assert nearest("#0b4f9e", lambda one: contrast(one, WHITE) >= 4.5) == "#0b4f9e"


def test_the_nearest_is_the_least_darker_of_its_hue() -> None:
    found = nearest("#3388ff", lambda one: contrast(one, WHITE) >= 4.5)
    assert found is not None
    assert 4.5 <= contrast(found, WHITE) < 4.7
    assert int(found[5:], 16) > int(found[3:5], 16) > int(found[1:3], 16)


def test_there_is_no_nearest_where_nothing_is_good() -> None:
    assert nearest("#3388ff", lambda _one: False) is None


def test_black_and_white_are_tried_last() -> None:
    assert nearest("#3388ff", lambda one: one == WHITE) == WHITE


def test_the_standard_look_is_no_theme_and_can_be_read() -> None:
    assert read_theme({}) == ()
    assert read_theme(STANDARD) == ()
    assert read_theme(dict.fromkeys(NAMES, "  ")) == ()


def test_a_theme_holds_what_differs_in_the_order_of_the_names() -> None:
    raw = {"accent": "#8A1B1B", "size": "18 px", "bg": "#fff", "font": "Georgia, serif"}
    expected = (("font", '"Georgia", serif'), ("size", "18px"), ("accent", "#8a1b1b"))
    assert read_theme(raw) == expected


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("Georgia", '"Georgia", sans-serif'),
        ("'Source Serif 4', Charter, SERIF", '"Source Serif 4", "Charter", serif'),
        ('"3 Line", -apple-system, sans-serif', '"3 Line", -apple-system, sans-serif'),
        ("游ゴシック, sans-serif", '"游ゴシック", sans-serif'),
    ],
)
def test_names_of_fonts_are_quoted_and_end_with_a_kind_of_font(raw: str, kept: str) -> None:
    assert dict(read_theme({"font": raw})) == {"font": kept}


def test_the_questions_font_ends_with_serif() -> None:
    assert dict(read_theme({"font-question": "Tiempos"})) == {"font-question": '"Tiempos", serif'}


@pytest.mark.parametrize(
    "raw",
    [
        "url(https://evil.example/a)",
        "Georgia; color: red",
        "Georgia} body {",
        '"Georgia',
        "Georgia,,serif",
        "Geor\\67ia",
        "a/*",
        "'",
        ", ".join(["Georgia"] * 13),
        "G" * 201,
    ],
)
def test_a_font_that_is_no_name_is_refused(raw: str) -> None:
    assert named({"font": raw}) == [("font", "no_font")]


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("size", "13", "no_size"),
        ("size", "23px", "no_size"),
        ("size", "1rem", "no_size"),
        ("size", "16.5", "no_size"),
        ("radius", "25", "no_radius"),
        ("radius", "-1", "no_radius"),
        ("accent", "blue", "no_colour"),
        ("shadow", "1", "unknown"),
    ],
)
def test_a_value_that_is_none_is_named(name: str, raw: str, code: str) -> None:
    assert named({name: raw}) == [(name, code)]


@pytest.mark.parametrize(("name", "raw"), [("size", "14"), ("size", "22 PX"), ("radius", "0")])
def test_the_ends_of_a_range_belong_to_it(name: str, raw: str) -> None:
    assert read_theme({name: raw})


def test_contrast_is_not_spoken_of_while_a_colour_is_none() -> None:
    assert named({"bg": "blue", "text": "#777777"}) == [("bg", "no_colour")]


def test_an_unreadable_accent_says_how_far_off_it_is_and_what_would_do() -> None:
    (problem,) = problems({"accent": "#66aaff"})
    assert (problem.name, problem.code, problem.needed) == ("accent", "unreadable", 4.5)
    assert problem.ratio == pytest.approx(contrast("#66aaff", WHITE))
    assert read_theme({"accent": problem.suggestion or ""})


def test_a_bar_needs_less_than_text() -> None:
    assert read_theme({"bar": "#8f8f8f"})
    assert named({"bar": "#cccccc"}) == [("bar", "unreadable")]


def test_the_fault_lies_with_what_was_given() -> None:
    assert named({"text": "#999999"}) == [("text", "unreadable")]
    assert named({"bg": "#444444", "accent": WHITE, "bar": WHITE})[0] == ("bg", "unreadable")
    assert ("text", "unreadable") in named({"bg": "#222222", "text": "#333333"})


def test_text_whose_paler_kind_cannot_be_read_is_too_pale() -> None:
    (problem,) = problems({"text": "#6b6b6b"})
    assert (problem.name, problem.code) == ("text", "too_pale")
    assert problem.ratio is not None
    assert problem.ratio < 4.5 <= contrast("#6b6b6b", WHITE)


def test_a_background_on_which_nothing_shows_moves_itself() -> None:
    found = named({"bg": "#6e6e6e", "text": "#757575", "accent": BLACK, "bar": BLACK})
    assert ("bg", "unreadable") in found
    assert ("text", "unreadable") in found


def test_a_background_in_the_middle_moves_away_from_its_text() -> None:
    raw = {"bg": "#6e6e6e", "text": BLACK, "accent": "#102030", "bar": "#102030"}
    assert ("bg", "too_pale") in named(raw) or ("bg", "unreadable") in named(raw)
    assert "text" not in dict(named(raw))


def test_a_theme_over_another_is_checked_together_with_it() -> None:
    site = read_theme(NIGHT)
    assert read_theme({"accent": "#66aaff"}, site) == (("accent", "#66aaff"),)
    assert named({"accent": "#0b4f9e"}, site) == [("accent", "unreadable")]
    assert read_theme({"accent": NIGHT["accent"]}, site) == ()


def test_a_poll_that_no_longer_goes_with_its_site_keeps_what_can_be_read() -> None:
    poll = read_theme({"accent": "#0b4f8f", "size": "18"})
    night = read_theme(NIGHT)
    assert dict(theme_over((), poll)) == {"accent": "#0b4f8f", "size": "18px"}
    assert dict(theme_over(night, poll)) == NIGHT | {"size": "18px"}
    assert theme_over((("text", WHITE),), ()) == ()


def test_a_dark_theme_is_known_by_its_text() -> None:
    assert is_dark(read_theme(NIGHT))
    assert not is_dark(())
    assert has_colours(read_theme(NIGHT))
    assert not has_colours(read_theme({"size": "18"}))


def test_derived_colours_are_those_of_the_style_sheet() -> None:
    light, dark = token_blocks()
    ours = derived(())
    assert {name: STANDARD[name] for name in COLOURS} == {name: light[name] for name in COLOURS}
    # Plain values for old browsers differ a little from what color-mix() gives.
    for name in ("ok", "ok-bg", "warn", "warn-bg", "bad", "on-accent"):
        assert ours[name] == light[name]
    assert set(ours) <= set(light)
    at_night = derived(read_theme({name: dark[name] for name in COLOURS}))
    assert {name: at_night[name] for name in ("ok", "ok-bg", "warn", "warn-bg", "bad")} == {
        name: dark[name] for name in ("ok", "ok-bg", "warn", "warn-bg", "bad")
    }


def test_signs_that_could_not_be_read_take_the_colour_of_the_text() -> None:
    signs = derived(read_theme({"bg": "#b0b0b0", "text": BLACK, "accent": BLACK, "bar": BLACK}))
    assert (signs["bad"], signs["ok"], signs["ok-bg"]) == (BLACK, BLACK, "#b0b0b0")


def test_text_on_a_button_is_white_or_black() -> None:
    assert (on_accent("#0b4f9e"), on_accent("#ffb84d")) == (WHITE, BLACK)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(COLOURS, colours)))
def test_what_passes_can_be_read_and_what_is_suggested_passes(raw: dict[str, str]) -> None:
    try:
        theme = read_theme(raw)
    except InvalidThemeError as error:
        better = {one.name: one.suggestion or "" for one in error.problems}
        theme = read_theme(raw | better)
    full = {**STANDARD, **dict(theme)}
    more, bg = derived(theme), full["bg"]
    assert contrast(full["text"], bg) >= 4.5
    assert contrast(more["muted"], bg) >= 4.5
    assert contrast(full["accent"], bg) >= 4.5
    assert contrast(more["on-accent"], full["accent"]) >= 4.5
    assert contrast(full["bar"], bg) >= 3
    for name in ("ok", "warn", "bad"):
        assert contrast(more[name], bg) >= 4.5
    for name in ("ok-bg", "warn-bg", "soft", "tint"):
        assert contrast(full["text"], more[name]) >= 4.5


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=40)))
def test_no_text_breaks_the_reading_or_out_of_a_style_sheet(raw: dict[str, str]) -> None:
    try:
        theme = read_theme(raw)
    except InvalidThemeError:
        theme = ()
    assert not set("".join(value for _, value in theme)) & set(";{}()\\<>/*:@")
    assert read_theme(dict(theme)) == theme
