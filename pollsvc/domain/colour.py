"""Colours: reading them, how well one shows on another, and the nearest one that does.

Sources: W3C WCAG 2.2, "relative luminance" and "contrast ratio"; W3C CSS Color 4,
"Oklab" and "color-mix()" with the numbers of B. Ottosson, "A perceptual color space
for image processing" (2020).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator

BLACK, WHITE = "#000000", "#ffffff"
_WRITTEN = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.ASCII)
_STEPS = 100
_CHROMAS = tuple(step / 20 for step in range(20, 0, -1))
Three = tuple[float, float, float]


def read_colour(raw: str) -> str:
    """The colour ``#rgb`` or ``#rrggbb`` as six small digits; the number sign may be missing.

    Raises:
        ValueError: it is no such colour.
    """
    found = _WRITTEN.fullmatch(raw.strip().lower())
    if found is None:
        raise ValueError("no colour")
    digits = found[1]
    return "#" + (digits if len(digits) == 6 else "".join(2 * one for one in digits))


def luminance(colour: str) -> float:
    """How light a colour is, from 0 (black) to 1 (white): WCAG's relative luminance."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def shown_ratio(ratio: float) -> float:
    """A ratio as it is said: to one decimal and never more than it is, so 4.49 is 4.4."""
    return math.floor(ratio * 10) / 10


def mixed(one: str, share: float, other: str) -> str:
    """What ``color-mix(in oklab, one share, other)`` gives; ``share`` runs from 0 to 1."""
    pairs = zip(_oklab(one), _oklab(other), strict=True)
    light, green_red, blue_yellow = (share * a + (1 - share) * b for a, b in pairs)
    return _from_oklab((light, green_red, blue_yellow))


def nearest(colour: str, good: Callable[[str], bool]) -> str | None:
    """The colour nearest to this one that is good, darker or lighter with the same hue.

    ``None`` where neither a shade of it nor black nor white will do.
    """
    return next((one for one in _shades(colour) if good(one)), None)


def _shades(colour: str) -> Iterator[str]:
    """The colour itself, then ever darker and lighter ones, at last black and white."""
    yield colour
    light, a, b = _oklab(colour)
    for step in range(1, _STEPS + 1):
        for there in (light - step / _STEPS, light + step / _STEPS):
            if 0 < there < 1:
                yield _in_gamut(there, a, b)
    yield from (BLACK, WHITE)


def _in_gamut(light: float, a: float, b: float) -> str:
    """This hue at this lightness, as strong as a screen can show it there."""
    for chroma in _CHROMAS:
        point = (light, chroma * a, chroma * b)
        if all(-0.001 <= part <= 1.001 for part in _to_linear(point)):
            return _from_oklab(point)
    return _from_oklab((light, 0.0, 0.0))


def _linear(colour: str) -> Three:
    """The three parts of a colour as amounts of light."""
    red, green, blue = (_light(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return red, green, blue


def _light(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _coded(light: float) -> int:
    part = min(max(light, 0.0), 1.0)
    part = part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
    return round(part * 255)


def _oklab(colour: str) -> Three:
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _to_linear(point: Three) -> Three:
    light, a, b = point
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _from_oklab(point: Three) -> str:
    return "#" + "".join(f"{_coded(part):02x}" for part in _to_linear(point))
