"""Numbers, dates and bars as text in a page's language; pure, on Babel's tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_interval, get_timezone_location
from babel.numbers import format_decimal, format_percent

from pollsvc.domain.figures import Bin, Line, Printed

NO_FIGURE = "–"
_GROUPED_FROM = 10_000
_LEFT_TO_RIGHT_MARK = "\u200e"
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})
# Day before month and the 24-hour clock, as the publishers here write English.
_LOCALES = {"en": "en_GB"}
_MOMENTS = {
    "en": "{date}, {time} {city} time",
    "ru": "{date}, {time} ({city})",
    "fr": "{date} à {time} ({city})",
    "ja": "{date}{time}（{city}時間）",
    "ar": "{date}، {time} بتوقيت {city}",
}
_TIMES = {
    "en": "{time} {city} time",
    "ru": "{time} ({city})",
    "fr": "{time} ({city})",
    "ja": "{time}（{city}時間）",
    "ar": "{time} بتوقيت {city}",
}
_COLONS = {"fr": "\u00a0: ", "ja": "：", "zh": "："}
_SEMICOLONS = {"fr": "\u202f; ", "ja": "；", "zh": "；", "ar": "؛ "}
_UTC_MOMENTS = {"en": "{date}, {time} {city}", "ja": "{date}{time}（{city}）"}


def direction(language: str) -> str:
    """``"rtl"`` for languages written from right to left, else ``"ltr"``."""
    return "rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


def locale_of(language: str) -> Locale:
    """Babel's locale for a language code, English where Babel knows none."""
    try:
        return Locale.parse(_LOCALES.get(language, language.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def native_name(language: str) -> str:
    """The language's name for itself, with a capital: ``"Русский"``."""
    try:
        name = Locale.parse(language, sep="-").get_display_name() or language
    except (UnknownLocaleError, ValueError):
        name = language
    # Georgian has capitals for whole headlines only; title case leaves its letters alone.
    return name[:1].title() + name[1:]


def sentence_gap(language: str) -> str:
    """What stands between two sentences: nothing in Japanese, whose full stop has room."""
    return "" if language.partition("-")[0] in ("ja", "zh") else " "


def as_sentence(words: str, language: str) -> str:
    """Words with a full stop, where they end in no mark; in Japanese they stand in brackets."""
    is_ended = words.endswith((".", "?", "!", "…", "؟", "。", "？", "！"))
    return words if is_ended or not sentence_gap(language) else f"{words}."


def labelled(label: str, words: str, language: str) -> str:
    """What is said of something, after its name: ``"Tokyo: 33%"``, with French spaces."""
    return f"{label}{_COLONS.get(language.partition('-')[0], ': ')}{words}"


def in_row(parts: Iterable[str], language: str) -> str:
    """Parts of one line with commas in them, with semicolons between."""
    return _SEMICOLONS.get(language.partition("-")[0], "; ").join(parts)


@lru_cache(maxsize=16_384)
def number_text(number: int, language: str) -> str:
    """A whole number with the language's grouping: ``"1,283"``."""
    return format_decimal(number, locale=locale_of(language))


def measured_text(number: Decimal | int, language: str, pattern: str | None = None) -> str:
    """A number that somebody gave for an answer, or that was worked out of such numbers.

    It is grouped from five digits on, so that years read as years: ``"1984"``,
    ``"12,345.5"``. Source: CLDR, minimumGroupingDigits, which Babel leaves out.
    """
    return format_decimal(
        number,
        format=pattern,
        locale=locale_of(language),
        decimal_quantization=pattern is not None,
        group_separator=abs(Decimal(number)) >= _GROUPED_FROM,
    )


def decimal_text(number: float, language: str) -> str:
    """A number with at most one decimal: ``"4.5"``, French ``"4,5"``."""
    return format_decimal(number, format="0.#", locale=locale_of(language))


def shift_text(shift: float, language: str, decimals: int = 1) -> str:
    """A difference with its sign and so many decimals: ``"+2.6"``, ``"−11.4"``, ``"0.0"``.

    From right to left a mark keeps the sign on its side of the number.
    """
    steps = round(shift * 10**decimals)
    mark = _LEFT_TO_RIGHT_MARK if direction(language) == "rtl" else ""
    zeros = "0." + "0" * decimals
    pattern = f"+{zeros};\u2212{zeros}" if steps else zeros
    return mark + format_decimal(steps / 10**decimals, format=pattern, locale=locale_of(language))


@lru_cache(maxsize=2_048)
def whole_percent(percent: int, language: str) -> str:
    """A whole percent: ``"31%"``, French and Russian ``"31 %"`` with a no-break space."""
    return format_percent(percent / 100, format=None, locale=locale_of(language))


def percent_text(line: Line | Bin, language: str) -> str:
    """A percent as printed: ``"31%"``, ``"<1%"``, ``">99%"`` or ``"–"``.

    From right to left a mark keeps the comparison sign on its side of the number.
    """
    if line.percent is None or line.printed is Printed.NONE:
        return NO_FIGURE
    mark = _LEFT_TO_RIGHT_MARK if direction(language) == "rtl" else ""
    if line.printed is Printed.UNDER_ONE:
        return f"{mark}<{whole_percent(1, language)}"
    if line.printed is Printed.OVER_99:
        return f"{mark}>{whole_percent(99, language)}"
    return whole_percent(line.percent, language)


def bar_width(share: Fraction | None) -> str:
    """An SVG length for a share: ``"30.56%"``; nothing where there is no share."""
    return f"{100 * float(share or 0):.2f}%"


def day_text(when: datetime, zone: str, language: str) -> str:
    """The day of a moment in the poll's zone: ``"30 September 2013"``."""
    return date_text(local_day(when, zone), language)


def date_text(day: date, language: str) -> str:
    """A day: ``"30 September 2013"``; the first of a month in French: ``"1er mars 2013"``."""
    said = format_date(day, format="long", locale=locale_of(language))
    is_french_first = day.day == 1 and language.partition("-")[0] == "fr"
    return said.replace("1 ", "1er ", 1) if is_french_first else said


def local_day(when: datetime, zone: str) -> date:
    """The day of a moment in the poll's zone."""
    return when.astimezone(ZoneInfo(zone)).date()


def last_day(end: datetime, zone: str) -> date:
    """The last day of what ends at this moment: at midnight, the day before."""
    return local_day(end - timedelta(microseconds=1), zone)


def moment_text(when: datetime, zone: str, language: str) -> str:
    """Day, time and the city of the zone: ``"30 September 2013, 18:00 Paris time"``."""
    local = when.astimezone(ZoneInfo(zone))
    city = get_timezone_location(ZoneInfo(zone), locale=locale_of(language), return_city=True)
    patterns = _UTC_MOMENTS if city == "UTC" else {}
    pattern = patterns.get(language) or _MOMENTS.get(language) or _MOMENTS["en"]
    day = day_text(when, zone, language)
    return pattern.format(date=day, time=f"{local:%H:%M}", city=city)


def time_text(when: datetime, zone: str, language: str) -> str:
    """The time of day and the city of the zone: ``"18:00 Paris time"``, ``"18:00 UTC"``."""
    local = when.astimezone(ZoneInfo(zone))
    city = get_timezone_location(ZoneInfo(zone), locale=locale_of(language), return_city=True)
    pattern = _TIMES.get(language) or _TIMES["en"]
    if city == "UTC":
        pattern = "{time} {city}"
    return pattern.format(time=f"{local:%H:%M}", city=city)


def days_text(start: datetime, end: datetime, zone: str, language: str) -> str:
    """A range of days in the poll's zone: ``"16–30 Sept 2013"``.

    ``end`` is the moment of closing, so that a poll closed at midnight ends the
    day before.
    """
    first = local_day(start, zone)
    last = max(first, last_day(end, zone))
    return format_interval(first, last, skeleton="yMMMd", locale=locale_of(language))


def host_of(url: str) -> str:
    """The site an address leads to, as a short text for a link: ``"www.ifri.org"``."""
    return urlsplit(url).hostname or url


def iso_text(when: datetime) -> str:
    """A moment for machines, in UTC to the second: ``"2013-09-30T16:00:00Z"``."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
