"""The look: eight variables that a publisher sets, checked so that everybody can read them.

Sources: W3C WCAG 2.2, success criteria 1.4.3 (text, 4.5:1) and 1.4.11 (what is no text,
3:1). The derived colours are those of ``static/css/tokens.css``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pollsvc.domain.colour import BLACK, WHITE, contrast, luminance, mixed, nearest, read_colour
from pollsvc.domain.errors import PollsvcError
from pollsvc.domain.texts import clean_text

Theme = tuple[tuple[str, str], ...]
"""Variables with their values, in the order of ``NAMES``; those that are as usual are not there."""

STANDARD: Mapping[str, str] = {
    "font": "",  # the program's own stack of fonts
    "font-question": "",
    "size": "16px",
    "radius": "6px",
    "bg": "#ffffff",
    "text": "#16202c",
    "accent": "#0b4f9e",
    "bar": "#6685b0",
}
NAMES = tuple(STANDARD)
COLOURS = ("bg", "text", "accent", "bar")
SIZES, RADII = range(14, 23), range(25)
"""Sizes of text and of corners that there are, in pixels."""
TEXT_RATIO, SHAPE_RATIO = 4.5, 3.0
MOST_FONTS, MOST_LETTERS = 12, 200
_PALE = 0.76  # how much of the text's colour is in that of smaller text
_MIXES = {"muted": _PALE, "edge": 0.58, "rim": 0.34, "line": 0.17, "track": 0.08}
_LIGHT_SIGNS = {
    "ok": "#176b3e",
    "ok-bg": "#e9f5ee",
    "warn": "#7d5200",
    "warn-bg": "#fdf4e1",
    "bad": "#b3261e",
}
_DARK_SIGNS = {
    "ok": "#6fd09a",
    "ok-bg": "#12281d",
    "warn": "#e8b54a",
    "warn-bg": "#2b2210",
    "bad": "#ff9a90",
}
_PIXELS = re.compile(r"([0-9]{1,3})(?: ?px)?", re.ASCII | re.IGNORECASE)
_GENERIC = frozenset(
    (
        *("serif", "sans-serif", "monospace", "cursive", "fantasy", "math", "-apple-system"),
        *("system-ui", "ui-serif", "ui-sans-serif", "ui-monospace", "ui-rounded"),
    )
)


@dataclass(frozen=True, kw_only=True)
class ThemeProblem:
    """One thing wrong with one variable.

    ``code`` is ``unknown``, ``no_colour``, ``no_font``, ``no_size``, ``no_radius``;
    ``unreadable`` for a ``ratio`` under the one ``needed``, or ``too_pale`` where that is so
    of the smaller text that is drawn paler. ``suggestion`` is the nearest that would do.
    """

    name: str
    code: str
    ratio: float | None = None
    needed: float | None = None
    suggestion: str | None = None


class InvalidThemeError(PollsvcError):
    """Not everybody could read this look, or it holds something that is no value."""

    code = "invalid_theme"

    def __init__(self, problems: tuple[ThemeProblem, ...]) -> None:
        """Keep every problem, in the order of the variables."""
        super().__init__()
        self.problems = problems


def read_theme(raw: Mapping[str, str], under: Theme = ()) -> Theme:
    """The variables of a theme that differ from those of the theme ``under`` it.

    ``raw`` holds values as they were typed, blank ones are as if not there; the contrast is
    that of both themes together.

    Raises:
        InvalidThemeError: with every problem, by the variable's name.
    """
    below = {**STANDARD, **dict(under)}
    problems = [ThemeProblem(name=name, code="unknown") for name in raw if name not in STANDARD]
    own: dict[str, str] = {}
    for name in NAMES:
        typed = clean_text(raw.get(name, ""))
        if typed:
            code, read = _READERS[name]
            try:
                own[name] = read(typed)
            except ValueError:
                problems.append(ThemeProblem(name=name, code=code))
    if not any(problem.name in COLOURS for problem in problems):
        problems += _unreadable({**below, **own}, frozenset(own))
    if problems:
        raise InvalidThemeError(tuple(problems))
    return tuple((name, own[name]) for name in NAMES if own.get(name, below[name]) != below[name])


@lru_cache(maxsize=256)
def theme_over(site: Theme, poll: Theme) -> Theme:
    """What a poll looks like: its own theme over the site's.

    Where the two cannot be read together, as one was changed since, the poll's colours give
    way, then everything: a poll can always be read.
    """
    plain = tuple(pair for pair in poll if pair[0] not in COLOURS)
    for tried in ({**dict(site), **dict(poll)}, {**dict(site), **dict(plain)}):
        try:
            return read_theme(tried)
        except InvalidThemeError:
            continue
    return ()


def on_accent(accent: str) -> str:
    """The colour of text on a button: white where that can be read, else black."""
    return WHITE if contrast(WHITE, accent) >= TEXT_RATIO else BLACK


def is_dark(theme: Theme) -> bool:
    """Whether this theme is light text on a dark page."""
    full = {**STANDARD, **dict(theme)}
    return luminance(full["bg"]) < luminance(full["text"])


def has_colours(theme: Theme) -> bool:
    """Whether the theme changes any colour."""
    return any(name in COLOURS for name, _ in theme)


def derived(theme: Theme) -> dict[str, str]:
    """Every colour that follows from the four of a theme, by the name of its token."""
    full = {**STANDARD, **dict(theme)}
    text, bg = full["text"], full["bg"]
    return {
        "on-accent": on_accent(full["accent"]),
        **{name: mixed(text, share, bg) for name, share in _MIXES.items()},
        "soft": _behind(text, mixed(text, 0.04, bg), bg),
        "tint": _behind(text, mixed(full["accent"], 0.08, bg), bg),
        **_signs(text, bg),
    }


def _behind(text: str, wanted: str, bg: str) -> str:
    """A colour to put behind text, or the background where the text would not show on it."""
    return wanted if contrast(text, wanted) >= TEXT_RATIO else bg


def _signs(text: str, bg: str) -> dict[str, str]:
    """The colours of success, care and error: ours where they can be read, else the text's."""
    for signs in (_LIGHT_SIGNS, _DARK_SIGNS):
        pairs = [(bg, signs[name]) for name in ("ok", "warn", "bad")]
        pairs += [(text, signs[name]) for name in ("ok-bg", "warn-bg")]
        if all(contrast(one, other) >= TEXT_RATIO for one, other in pairs):
            return signs
    return {"ok": text, "ok-bg": bg, "warn": text, "warn-bg": bg, "bad": text}


def _unreadable(full: dict[str, str], own: frozenset[str]) -> Iterator[ThemeProblem]:
    """What cannot be read, each with a colour that can; all of them together can be read.

    A fault lies with the colour that was given: with the background only where no text
    could be read on it, or where it alone was changed.
    """
    full = dict(full)
    if not _good_text(full["bg"])(full["text"]):
        yield from _text_or_background(full, own)
    checks: tuple[tuple[str, float], ...] = (("accent", TEXT_RATIO), ("bar", SHAPE_RATIO))
    for name, needed in checks:
        ratio = contrast(full[name], full["bg"])
        if ratio < needed:
            good = _good_shape(full["bg"], needed)
            better = nearest(full[name], good)
            yield ThemeProblem(
                name=name, code="unreadable", ratio=ratio, needed=needed, suggestion=better
            )


def _text_or_background(full: dict[str, str], own: frozenset[str]) -> Iterator[ThemeProblem]:
    """The faults of text on its background; ``full`` goes on with what is suggested."""
    text, bg = full["text"], full["bg"]
    better_text = nearest(text, _good_text(bg))
    if better_text is not None and ("text" in own or "bg" not in own):
        yield _text_problem("text", text, bg, better_text)
        full["text"] = better_text
        return
    better_bg = nearest(bg, lambda one: _good_text(one)(text))
    if better_bg is None:
        # Both lie in the middle: the background moves until black or white shows on it.
        better_bg = nearest(bg, lambda one: any(map(_good_text(one), (BLACK, WHITE))))
        assert better_bg is not None
        better_text = nearest(text, _good_text(better_bg))
        assert better_text is not None
        yield _text_problem("text", text, bg, better_text)
        full["text"] = better_text
    yield _text_problem("bg", text, bg, better_bg)
    full["bg"] = better_bg


def _text_problem(name: str, text: str, bg: str, suggestion: str) -> ThemeProblem:
    ratio, code = contrast(text, bg), "unreadable"
    if ratio >= TEXT_RATIO:
        ratio, code = contrast(mixed(text, _PALE, bg), bg), "too_pale"
    return ThemeProblem(name=name, code=code, ratio=ratio, needed=TEXT_RATIO, suggestion=suggestion)


def _good_text(bg: str) -> Callable[[str], bool]:
    """Whether a colour of text can be read on this background, the paler one too."""

    def good(text: str) -> bool:
        pale = contrast(mixed(text, _PALE, bg), bg)
        return min(contrast(text, bg), pale) >= TEXT_RATIO

    return good


def _good_shape(bg: str, needed: float) -> Callable[[str], bool]:
    return lambda colour: contrast(colour, bg) >= needed


def _stack(raw: str, last: str) -> str:
    """A row of fonts as a style sheet takes it: every name that is no keyword in quotes."""
    names = [_family(part.strip()) for part in raw.split(",")]
    if len(names) > MOST_FONTS or len(raw) > MOST_LETTERS:
        raise ValueError("too long")
    return ", ".join(names if names[-1] in _GENERIC else [*names, last])


def _family(part: str) -> str:
    quote = part[:1]
    if quote in ("'", '"') and len(part) > 1 and part.endswith(quote):
        part = part[1:-1].strip()
    elif part.lower() in _GENERIC:
        return part.lower()
    if not part or not all(one.isalnum() or one in " -" for one in part):
        raise ValueError("no font")
    return f'"{part}"'


def _pixels(raw: str, known: range) -> str:
    found = _PIXELS.fullmatch(raw)
    if found is None or int(found[1]) not in known:
        raise ValueError("no length")
    return f"{int(found[1])}px"


_READERS: Mapping[str, tuple[str, Callable[[str], str]]] = {
    **dict.fromkeys(COLOURS, ("no_colour", read_colour)),
    "font": ("no_font", lambda raw: _stack(raw, "sans-serif")),
    "font-question": ("no_font", lambda raw: _stack(raw, "serif")),
    "size": ("no_size", lambda raw: _pixels(raw, SIZES)),
    "radius": ("no_radius", lambda raw: _pixels(raw, RADII)),
}
